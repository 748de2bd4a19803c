//! What follows from a description: who stands on which host, connection budgets, timers and majorities.

use std::net::IpAddr;

use super::description::{Database, Description, Detection, PoolMode};
use super::names::BALANCER;

/// Server connections of a PgBouncer for HAProxy's checks: one is asked after the other.
pub const CHECK_POOL: u32 = 2;
/// Connections of a PgBouncer for its checks and its console.
const POOLER_SPARE: u32 = 20;
/// Connections that PostgreSQL keeps for the superuser.
pub const SUPERUSER_CONNECTIONS: u32 = 5;
/// Connections that repmgr, its daemon and the scripts of each voter hold at a node at most.
const CONNECTIONS_OF_A_VOTER: u32 = 4;
/// In transaction mode so many clients share a server connection, if nobody says otherwise.
const CLIENTS_OF_A_CONNECTION: u32 = 5;
/// Connections of HAProxy beside those of clients: its checks and its socket.
const BALANCER_SPARE: u32 = 100;

/// Files of PgBouncer that are no connections.
const POOLER_FILES: u32 = 10;
/// So many files a service may open if nothing is said.
pub const USUAL_FILES: u32 = 1024;

/// A description with what follows from it.
#[derive(Debug)]
pub struct Plan<'d> {
    /// What is wanted.
    pub description: &'d Description,
    /// Everybody who has a say, nodes first; their index plus one is repmgr's id.
    pub voters: Vec<Voter<'d>>,
    /// So many of them must agree.
    pub majority: usize,
    /// The timers.
    pub timers: &'static Timers,
    /// Who may connect how often.
    pub budget: Budget,
}

/// Somebody who has a say in who is primary: a PostgreSQL with a repmgrd beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Voter<'d> {
    /// Its name, and that of its host.
    pub name: &'d str,
    /// Its address.
    pub address: IpAddr,
    /// repmgr's id of it.
    pub id: usize,
    /// Who of several standbys takes over: the highest.
    pub priority: u32,
    /// Where it stands.
    pub location: Option<&'d str>,
    /// Whether it only has a say, and no data of users.
    pub is_witness: bool,
}

/// Numbers of connections, each with where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Server connections that a PgBouncer holds for all databases together.
    pub pools: u32,
    /// Sessions at each of HAProxy's two ports, and at each server of a backend.
    pub clients: u32,
    /// `maxconn` of HAProxy.
    pub balancer: u32,
    /// `max_client_conn` of PgBouncer.
    pub pooler: u32,
    /// So many files PgBouncer opens at most: a connection is one. What its service must be allowed, if that is more than [`USUAL_FILES`].
    pub pooler_files: u32,
    /// `max_connections` of PostgreSQL.
    pub server: u32,
    /// `max_wal_senders` and `max_replication_slots`.
    pub senders: u32,
}

/// How long is waited for what. Times in milliseconds.
#[derive(Debug, PartialEq, Eq)]
pub struct Timers {
    /// Between two checks of a server that is up.
    pub check_interval: u32,
    /// Between two checks of a server that is down, or about to change.
    pub check_fast: u32,
    /// For the answer to a check.
    pub check_timeout: u32,
    /// For a connection from HAProxy to PgBouncer.
    pub connect: u32,
    /// How often repmgrd tries a primary that does not answer.
    pub attempts: u32,
    /// Between two of these.
    pub attempt_interval: u32,
    /// For a connection of repmgr, whole seconds.
    pub repmgr_connect: u32,
    /// Unacknowledged data on a connection of repmgr.
    pub tcp_user_timeout: u32,
    /// After which silence a replication connection is given up.
    pub replication: u32,
    /// How long a primary may see too few others before it stops.
    pub fence: u32,
    /// How long the others must not have seen the primary before one of them takes over.
    pub unseen: u32,
}

/// Timers by how soon a dead primary is to be noticed. A primary that is cut off stops (`replication` + `fence`) before somebody else takes
/// over (`attempts` times `repmgr_connect` + `attempt_interval`).
const TIMERS: [(Detection, Timers); 3] = [
    (
        Detection::Tight,
        Timers {
            check_interval: 500,
            check_fast: 250,
            check_timeout: 500,
            connect: 1_000,
            attempts: 2,
            attempt_interval: 1_000,
            repmgr_connect: 2_000,
            tcp_user_timeout: 3_000,
            replication: 3_000,
            fence: 2_000,
            unseen: 2_000,
        },
    ),
    (
        Detection::Normal,
        Timers {
            check_interval: 1_000,
            check_fast: 500,
            check_timeout: 1_000,
            connect: 2_000,
            attempts: 3,
            attempt_interval: 1_000,
            repmgr_connect: 2_000,
            tcp_user_timeout: 3_000,
            replication: 5_000,
            fence: 3_000,
            unseen: 2_000,
        },
    ),
    (
        Detection::Calm,
        Timers {
            check_interval: 3_000,
            check_fast: 1_000,
            check_timeout: 3_000,
            connect: 4_000,
            attempts: 6,
            attempt_interval: 3_000,
            repmgr_connect: 4_000,
            tcp_user_timeout: 9_000,
            replication: 15_000,
            fence: 10_000,
            unseen: 4_000,
        },
    ),
];

impl Timers {
    /// Those of `detection`.
    #[must_use]
    pub fn of(detection: Detection) -> &'static Self {
        let row = TIMERS.iter().find(|(row, _)| *row == detection);
        row.map_or(&TIMERS[1].1, |(_, timers)| timers)
    }
}

impl<'d> Plan<'d> {
    /// The plan of `description`.
    #[must_use]
    pub fn new(description: &'d Description) -> Self {
        let mut voters: Vec<Voter<'d>> = Vec::new();
        for node in &description.nodes {
            voters.push(Voter {
                name: &node.name,
                address: node.address,
                id: voters.len() + 1,
                priority: node.priority,
                location: node.location.as_deref(),
                is_witness: false,
            });
        }
        if let Some(witness) = &description.witness {
            let id = voters.len() + 1;
            voters.push(Voter { name: &witness.name, address: witness.address, id, priority: 0, location: None, is_witness: true });
        }
        let majority = voters.len() / 2 + 1;
        let budget = Budget::of(description, voters.len() as u32);
        Self { description, majority, timers: Timers::of(description.detection), budget, voters }
    }

    /// The voters that hold data.
    pub fn nodes(&self) -> impl Iterator<Item = &Voter<'d>> {
        self.voters.iter().filter(|voter| !voter.is_witness)
    }

    /// The voters but `voter`.
    pub fn others(&self, voter: &Voter<'d>) -> impl Iterator<Item = &Voter<'d>> {
        self.voters.iter().filter(move |other| other.id != voter.id)
    }

    /// The witness.
    #[must_use]
    pub fn witness(&self) -> Option<&Voter<'d>> {
        self.voters.iter().find(|voter| voter.is_witness)
    }

    /// Names and addresses of all hosts, HAProxy's first.
    pub fn hosts(&self) -> impl Iterator<Item = (&str, IpAddr)> {
        std::iter::once((BALANCER, self.description.balancer.address)).chain(self.voters.iter().map(|voter| (voter.name, voter.address)))
    }

    /// All users of databases, none twice, in order.
    #[must_use]
    pub fn users(&self) -> Vec<&'d str> {
        let mut users: Vec<&str> = self.description.databases.iter().flat_map(Database::logins).collect();
        users.sort_unstable();
        users.dedup();
        users
    }
}

impl Budget {
    fn of(description: &Description, voters: u32) -> Self {
        let pools: u32 = description.databases.iter().map(|database| database.pool).sum();
        let fits = match description.pooler.mode {
            // Writes and reads may meet at one node: when no standby is left.
            PoolMode::Session => (pools / 2).max(1),
            PoolMode::Transaction => pools * CLIENTS_OF_A_CONNECTION,
        };
        let clients = description.balancer.max_clients.unwrap_or(fits);
        let server = description.server.max_connections;
        let pooler = 2 * clients + POOLER_SPARE;
        Self {
            pools,
            clients,
            balancer: 2 * clients + BALANCER_SPARE,
            pooler,
            pooler_files: pooler + pools + CHECK_POOL + POOLER_FILES,
            server: server.unwrap_or(pools + CHECK_POOL + voters * CONNECTIONS_OF_A_VOTER + SUPERUSER_CONNECTIONS),
            senders: 2 * voters + 4,
        }
    }
}
