//! A load of short transactions through HAProxy, each noted with when it began and ended and what came of it.

use std::fs::File;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{JoinHandle, sleep, spawn};
use std::time::{Duration, Instant};

use postgres::{Config, NoTls, SimpleQueryMessage};
use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

/// Between a failure and the next try.
const PAUSE: Duration = Duration::from_millis(20);
/// Between two transactions of a client that thinks.
const THINK: Duration = Duration::from_millis(2);
/// A connection that takes longer is given up.
const CONNECT: Duration = Duration::from_secs(3);

/// How clients come to a server: whom they are and where it is, and the network that they are in.
#[derive(Clone)]
pub(crate) struct Way {
    config: Config,
    /// The namespace of the network, if it is another one than that of this process.
    network: Option<Arc<File>>,
}

impl Way {
    /// The way that `config` tells, in the network of this process or in `network`.
    pub(crate) fn new(mut config: Config, network: Option<Arc<File>>) -> Self {
        config.connect_timeout(CONNECT);
        Self { config, network }
    }

    /// Moves this thread into the network that the way begins in, for good.
    fn enter(&self) {
        if let Some(network) = &self.network {
            move_into_link_name_space(network.as_fd(), Some(LinkNameSpaceType::Network)).unwrap();
        }
    }

    /// What `sql` gives in a session of its own: the first column of each row.
    pub(crate) fn ask(&self, sql: &str) -> Result<Vec<String>, String> {
        let ask = || {
            self.enter();
            let mut client = self.config.connect(NoTls).map_err(|error| told(&error))?;
            let messages = client.simple_query(sql).map_err(|error| told(&error))?;
            let text = |message: &SimpleQueryMessage| match message {
                SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or_default().to_owned()),
                _ => None,
            };
            Ok(messages.iter().filter_map(text).collect())
        };
        std::thread::scope(|scope| scope.spawn(ask).join().unwrap())
    }

    /// The same of `sql` that has to work.
    #[track_caller]
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        self.ask(sql).unwrap_or_else(|said| panic!("{sql}: {said}"))
    }
}

/// What came of a transaction.
#[derive(Debug, Clone)]
pub(crate) struct Attempt {
    /// Who tried it.
    pub(crate) client: u32,
    /// Its number among those of its client.
    pub(crate) number: u32,
    /// When it began.
    pub(crate) began: Instant,
    /// When it ended.
    pub(crate) ended: Instant,
    /// The node that served it, or what it was told.
    pub(crate) outcome: Result<String, String>,
}

/// Clients at work.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    clients: Vec<JoinHandle<Vec<Attempt>>>,
}

/// What clients do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Work {
    /// Each writes a row.
    Write,
    /// Each reads one.
    Read,
}

impl Work {
    fn statement(self, client: u32, number: u32) -> String {
        match self {
            Self::Write => {
                format!("insert into load (client, number) values ({client}, {number}) returning current_setting('cluster_name')")
            }
            Self::Read => "select current_setting('cluster_name') from load limit 1".to_owned(),
        }
    }
}

impl Load {
    /// Starts `clients` clients that keep their sessions as long as they can.
    pub(crate) fn start(way: &Way, work: Work, clients: u32) -> Self {
        Self::paced(way, work, clients, THINK)
    }

    /// The same, of clients that rest so long between two transactions.
    pub(crate) fn paced(way: &Way, work: Work, clients: u32, rest: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let one = |client| {
            let (way, stop) = (way.clone(), Arc::clone(&stop));
            spawn(move || run(&way, work, client, rest, &stop))
        };
        let clients = (0..clients).map(one).collect();
        Self { stop, clients }
    }

    /// Ends it, and gives all attempts in the order of their ends.
    pub(crate) fn end(self) -> Vec<Attempt> {
        self.stop.store(true, Ordering::Relaxed);
        let mut all: Vec<Attempt> = self.clients.into_iter().flat_map(|client| client.join().unwrap()).collect();
        all.sort_by_key(|attempt| attempt.ended);
        all
    }
}

fn run(way: &Way, work: Work, client: u32, rest: Duration, stop: &AtomicBool) -> Vec<Attempt> {
    way.enter();
    let mut attempts = Vec::new();
    let mut session = None;
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        number += 1;
        let began = Instant::now();
        let outcome = attempt(&way.config, &mut session, &work.statement(client, number));
        let failed = outcome.is_err();
        attempts.push(Attempt { client, number, began, ended: Instant::now(), outcome });
        sleep(if failed { PAUSE } else { rest });
    }
    attempts
}

/// Runs `statement` in `session`, which is opened if there is none and given up if it fails.
fn attempt(config: &Config, session: &mut Option<postgres::Client>, statement: &str) -> Result<String, String> {
    let client = match session {
        Some(client) => client,
        None => session.insert(config.connect(NoTls).map_err(|error| told(&error))?),
    };
    let answer = client.simple_query(statement);
    let row = answer.map_err(|error| told(&error)).and_then(|messages| {
        let row = messages.iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        row.ok_or_else(|| "no row".to_owned())
    });
    if row.is_err() {
        *session = None;
    }
    row
}

/// What a server or the system said.
fn told(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string),
        |error| error.message().to_owned(),
    )
}
