//! HAProxy of a stack: how it is started, and what it tells of its servers.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::Stack;
use crate::program::{Program, oracle, until};

/// What HAProxy tells of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// `UP`, `DOWN` and the like.
    pub(crate) status: String,
    /// What the last check came to.
    pub(crate) check: String,
    /// The sessions that it had.
    pub(crate) sessions: u64,
    /// The sessions that wait for it.
    pub(crate) queue: u64,
    /// How often it went DOWN.
    pub(crate) downs: u64,
}

impl Stack {
    /// Starts HAProxy and waits until it has asked every server once.
    pub(crate) fn haproxy(&mut self) {
        let mut haproxy = oracle("haproxy", "2.6");
        haproxy.args(["-db", "-f"]).arg(self.path("lb", "haproxy.cfg"));
        let mut program = Program::start(haproxy, self.log("lb", "haproxy"), "TERM");
        program.until("HAProxy runs", |_| self.states());
        self.haproxy = Some(program);
        until("HAProxy has checked", || {
            let states = self.states()?;
            let is_open = |check: &str| check == "INI" || check.starts_with('*');
            states.values().all(|state| !is_open(&state.check)).then_some(())
        });
    }

    /// Gives HAProxy a command.
    pub(crate) fn tell_haproxy(&self, command: &str) -> Option<String> {
        let mut socket = UnixStream::connect(self.path("lb", "run/admin.sock")).ok()?;
        socket.write_all(format!("{command}\n").as_bytes()).ok()?;
        let mut text = String::new();
        socket.read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// What HAProxy tells of its servers, by `backend/server`.
    fn states(&self) -> Option<HashMap<String, State>> {
        let text = self.tell_haproxy("show stat -1 6 -1")?;
        let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
        let header = lines.next()?;
        let column = |name: &str| header.iter().position(|title| *title == name);
        let (status, check) = (column("status")?, column("check_status")?);
        let numbers = [column("stot")?, column("qcur")?, column("chkdown")?];
        let state = |row: &Vec<&str>| {
            let [sessions, queue, downs] = numbers.map(|column| row[column].parse().unwrap_or(0));
            State { status: row[status].into(), check: row[check].into(), sessions, queue, downs }
        };
        Some(lines.filter(|row| row.len() > check).map(|row| (format!("{}/{}", row[0], row[1]), state(&row))).collect())
    }

    /// What HAProxy tells of `backend/server`.
    pub(crate) fn state(&self, server: &str) -> State {
        until("HAProxy answers", || self.states())[server].clone()
    }

    /// Waits until HAProxy has `backend/server` in `status`.
    pub(crate) fn until_state(&self, server: &str, status: &str) {
        until(&format!("{server} is {status}"), || self.state(server).status.starts_with(status).then_some(()));
    }

    /// Fails unless `backend/server` is UP for so many seconds: more than its checks need to tell otherwise.
    #[track_caller]
    pub(crate) fn stays_up(&self, server: &str, seconds: u64) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(seconds) {
            let state = self.state(server);
            assert_eq!(state.status, "UP", "{server}: {state:?}");
            sleep(Duration::from_millis(50));
        }
    }
}
