//! The state of a running stack: what its programs say when they are asked. As JSON it is a contract: `schema/status.schema.json`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::super::Host;
use super::{Runtime, services};
use crate::render::manifest::PASSWORDS;
use crate::render::names::{ADMIN, BACKEND_PRIMARY, BACKEND_STANDBY, BALANCER};
use crate::render::plan::Voter;
use crate::render::{Plan, conninfo};

/// Version of the contract.
pub(super) const VERSION: u32 = 1;

/// What a PostgreSQL says of itself, as one JSON object.
const SERVER: &str = "select json_build_object( \
    'standby', pg_is_in_recovery(), \
    'timeline', (select timeline_id from pg_control_checkpoint()), \
    'repmgrd', (select case when exists (select from pg_extension where extname = 'repmgr') then repmgr.repmgrd_is_running() else false end), \
    'paused', (select case when exists (select from pg_extension where extname = 'repmgr') then repmgr.repmgrd_is_paused() else false end), \
    'streams', (select count(*) from pg_stat_wal_receiver where status = 'streaming') > 0, \
    'standbys', case when pg_is_in_recovery() then '[]'::json else (select coalesce(json_agg(json_build_object( \
        'name', application_name, 'state', state, 'sync', sync_state, \
        'behind_bytes', pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)::bigint, \
        'behind_seconds', extract(epoch from replay_lag)::float8)), '[]'::json) from pg_stat_replication) end)";

/// The state of a stack.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct State {
    /// Version of the contract.
    pub(super) version: u32,
    /// The name of the stack.
    pub(super) stack: String,
    /// The folder that it runs in.
    pub(super) folder: String,
    /// Whether all is as it should be: one primary that HAProxy sends writes to, standbys that stream, daemons that run.
    pub(super) healthy: bool,
    /// What is not as it should be.
    pub(super) troubles: Vec<String>,
    /// The node that is primary, if exactly one is.
    pub(super) primary: Option<String>,
    /// `address:port` for sessions that write.
    pub(super) writes: String,
    /// `address:port` for sessions that only read.
    pub(super) reads: String,
    /// The servers of PostgreSQL: nodes, then the witness.
    pub(super) servers: Vec<Server>,
    /// What HAProxy says; nothing if it does not answer.
    pub(super) balancer: Option<Balancer>,
    /// The programs that are supervised.
    pub(super) services: Vec<Service>,
}

/// A PostgreSQL.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Server {
    /// Its name.
    pub(super) name: String,
    /// Its address.
    pub(super) address: String,
    /// What it is now.
    pub(super) role: Role,
    /// Its timeline: one more with each promotion.
    pub(super) timeline: Option<u32>,
    /// Whether repmgrd watches.
    pub(super) repmgrd: bool,
    /// Whether that is paused: it does nothing if the primary dies.
    pub(super) paused: bool,
    /// Whether its agent is on hold: nobody starts, stops or joins it.
    pub(super) hold: bool,
    /// How a standby follows, as the primary sees it.
    pub(super) replication: Option<Replication>,
    /// The pools of its PgBouncer by database; nothing if that does not answer. The witness has none.
    pub(super) pools: Option<BTreeMap<String, Pool>>,
}

/// What a PostgreSQL is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub(super) enum Role {
    /// It takes writes.
    Primary,
    /// It follows.
    Standby,
    /// It has a say and holds no data.
    Witness,
    /// It does not answer.
    Down,
}

/// How a standby follows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Replication {
    /// `streaming`, or what else PostgreSQL says.
    pub(super) state: String,
    /// `async`, `sync`, `quorum` or `potential`.
    pub(super) sync: String,
    /// Bytes that it has not replayed yet.
    pub(super) behind_bytes: Option<i64>,
    /// Seconds between a commit and its replay; nothing while nothing is written.
    pub(super) behind_seconds: Option<f64>,
}

/// The pools of a database in a PgBouncer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Pool {
    /// Clients that have a server connection, or need none now.
    pub(super) clients: u32,
    /// Clients that wait for one.
    pub(super) waiting: u32,
    /// Server connections.
    pub(super) servers: u32,
}

/// HAProxy.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Balancer {
    /// Sessions now, by frontend.
    pub(super) sessions: BTreeMap<String, u32>,
    /// Servers by backend and name.
    pub(super) backends: BTreeMap<String, BTreeMap<String, Seen>>,
}

/// A server as HAProxy sees it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Seen {
    /// Whether it is sent sessions.
    pub(super) up: bool,
    /// Sessions now.
    pub(super) sessions: u32,
    /// What came of the last check.
    pub(super) check: String,
}

/// A program that is supervised.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Service {
    /// Its name: host and program.
    pub(super) name: String,
    /// Whether it runs.
    pub(super) runs: bool,
    /// The number of its process.
    pub(super) pid: Option<u32>,
}

/// What [`SERVER`] answers.
#[derive(Deserialize)]
struct Said {
    standby: bool,
    timeline: u32,
    repmgrd: bool,
    paused: bool,
    standbys: Vec<SaidStandby>,
}

#[derive(Deserialize)]
struct SaidStandby {
    name: String,
    #[serde(flatten)]
    replication: Replication,
}

/// Asks everybody.
pub(super) fn look(runtime: &Runtime, host: &dyn Host) -> State {
    let plan = runtime.plan();
    let said: Vec<Option<Said>> = plan.voters.iter().map(|voter| ask_server(runtime, &plan, voter, host)).collect();
    let mut following: BTreeMap<String, Replication> = BTreeMap::new();
    for said in said.iter().flatten() {
        following.extend(said.standbys.iter().map(|standby| (standby.name.clone(), standby.replication.clone())));
    }
    let servers: Vec<Server> =
        plan.voters.iter().zip(&said).map(|(voter, said)| server(runtime, &plan, voter, said.as_ref(), &mut following, host)).collect();
    let primaries: Vec<&Server> = servers.iter().filter(|server| server.role == Role::Primary).collect();
    let balancer = runtime.description.balancer.clone();
    let endpoint = |port| std::net::SocketAddr::new(balancer.address, port).to_string();
    let mut state = State {
        version: VERSION,
        stack: runtime.description.name.clone(),
        folder: runtime.place.folder.clone(),
        healthy: false,
        troubles: Vec::new(),
        primary: match primaries.as_slice() {
            [primary] => Some(primary.name.clone()),
            _ => None,
        },
        writes: endpoint(balancer.write_port),
        reads: endpoint(balancer.read_port),
        balancer: ask_balancer(&runtime.layout(&plan, BALANCER).haproxy_socket, host),
        services: services::look(runtime, host),
        servers,
    };
    state.troubles = troubles(&state);
    state.healthy = state.troubles.is_empty();
    state
}

fn ask_server(runtime: &Runtime, plan: &Plan<'_>, voter: &Voter<'_>, host: &dyn Host) -> Option<Said> {
    let answer = host.ask(&runtime.psql(plan, &conninfo(plan, voter, &runtime.at(PASSWORDS)), &[], SERVER));
    serde_json::from_str(&answer.out).ok()
}

fn server(
    runtime: &Runtime,
    plan: &Plan<'_>,
    voter: &Voter<'_>,
    said: Option<&Said>,
    following: &mut BTreeMap<String, Replication>,
    host: &dyn Host,
) -> Server {
    let role = match said {
        None => Role::Down,
        Some(_) if voter.is_witness => Role::Witness,
        Some(said) if said.standby => Role::Standby,
        Some(_) => Role::Primary,
    };
    Server {
        name: voter.name.to_owned(),
        address: voter.address.to_string(),
        role,
        timeline: said.filter(|_| !voter.is_witness).map(|said| said.timeline),
        repmgrd: said.is_some_and(|said| said.repmgrd),
        paused: said.is_some_and(|said| said.paused),
        hold: host.read(&format!("{}/hold", runtime.layout(plan, voter.name).state)).is_ok(),
        replication: following.remove(voter.name),
        pools: if voter.is_witness { None } else { ask_pooler(runtime, plan, voter, host) },
    }
}

/// What `show pools` of the PgBouncer of `voter` says.
fn ask_pooler(runtime: &Runtime, plan: &Plan<'_>, voter: &Voter<'_>, host: &dyn Host) -> Option<BTreeMap<String, Pool>> {
    let run = runtime.layout(plan, voter.name).pgbouncer_run;
    let conninfo = format!("host={run} port={} user={ADMIN} dbname=pgbouncer", runtime.description.pooler.port);
    let answer = host.ask(&runtime.psql(plan, &conninfo, &["-P", "tuples_only=off", "-P", "footer=off"], "show pools"));
    let mut lines = answer.out.lines().map(|line| line.split('|').collect::<Vec<_>>());
    let heads = lines.next().filter(|_| answer.ok)?;
    let mut pools: BTreeMap<String, Pool> = BTreeMap::new();
    for line in lines {
        let value = |name: &str| heads.iter().position(|head| *head == name).and_then(|at| line.get(at).copied()).unwrap_or_default();
        let number = |name: &str| value(name).parse::<u32>().unwrap_or(0);
        let Some(database) = runtime.description.databases.iter().find(|database| database.name == value("database")) else { continue };
        let pool = pools.entry(database.name.clone()).or_default();
        pool.clients += number("cl_active");
        pool.waiting += number("cl_waiting");
        pool.servers += ["sv_active", "sv_idle", "sv_used", "sv_tested", "sv_login"].map(number).iter().sum::<u32>();
    }
    Some(pools)
}

/// What HAProxy says over its socket.
fn ask_balancer(socket: &str, host: &dyn Host) -> Option<Balancer> {
    let answer = host.ask_socket(socket, "show stat json\n").ok()?;
    let objects: Vec<Vec<Value>> = serde_json::from_str(&answer).ok()?;
    let mut balancer = Balancer::default();
    for fields in objects {
        let field = |name: &str| fields.iter().find(|field| field["field"]["name"] == name).map(|field| &field["value"]["value"]);
        let text = |name: &str| field(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let number = |name: &str| field(name).and_then(Value::as_u64).unwrap_or(0) as u32;
        match text("svname").as_str() {
            "FRONTEND" => {
                balancer.sessions.insert(text("pxname"), number("scur"));
            }
            "BACKEND" => {}
            server => {
                let seen = Seen { up: text("status").starts_with("UP"), sessions: number("scur"), check: text("check_status") };
                balancer.backends.entry(text("pxname")).or_default().insert(server.to_owned(), seen);
            }
        }
    }
    Some(balancer)
}

/// What is not as it should be.
fn troubles(state: &State) -> Vec<String> {
    let mut troubles = Vec::new();
    let mut say = |trouble: String| troubles.push(trouble);
    let primaries = state.servers.iter().filter(|server| server.role == Role::Primary).count();
    match primaries {
        0 => say("no node is primary".to_owned()),
        1 => {}
        _ => say(format!("{primaries} nodes say to be primary")),
    }
    for server in &state.servers {
        let name = &server.name;
        match server.role {
            Role::Down => say(format!("{name} does not answer")),
            Role::Standby if server.replication.as_ref().is_none_or(|replication| replication.state != "streaming") => {
                say(format!("{name} does not follow"));
            }
            _ if !server.repmgrd => say(format!("repmgrd does not watch {name}")),
            _ if server.paused => say(format!("the repmgrd of {name} is paused: `repmgr service unpause` ends that")),
            _ if server.role != Role::Witness && server.pools.is_none() => say(format!("the PgBouncer of {name} does not answer")),
            _ => {}
        }
        if server.hold {
            say(format!("the agent of {name} is on hold: it looks after nothing while {name}/state/hold is there"));
        }
    }
    match &state.balancer {
        None => say("HAProxy does not answer".to_owned()),
        Some(balancer) => {
            for (backend, role) in [(BACKEND_PRIMARY, Role::Primary), (BACKEND_STANDBY, Role::Standby)] {
                for server in &state.servers {
                    let Some(seen) = balancer.backends.get(backend).and_then(|servers| servers.get(&server.name)) else { continue };
                    if seen.up != (server.role == role) {
                        let verb = if seen.up { "takes" } else { "does not take" };
                        say(format!("HAProxy {verb} {} for {backend}", server.name));
                    }
                }
            }
        }
    }
    for service in state.services.iter().filter(|service| !service.runs) {
        say(format!("{} does not run", service.name));
    }
    troubles
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/status.schema.json");

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads the shipped file")]
    fn the_shipped_schema_is_up_to_date() {
        let mut schema = serde_json::to_value(schemars::schema_for!(State)).unwrap();
        schema["title"] = "pglb-lint status".into();
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if std::env::var_os("PGLB_BLESS").is_some() {
            std::fs::write(FILE, text).unwrap();
            return;
        }
        let shipped = std::fs::read_to_string(FILE).unwrap();
        assert!(text == shipped, "schema/status.schema.json is out of date; write it anew with: PGLB_BLESS=1 cargo test --lib state");
    }

    fn server(name: &str, role: Role) -> Server {
        let replication =
            Replication { state: "streaming".to_owned(), sync: "async".to_owned(), behind_bytes: Some(0), behind_seconds: None };
        Server {
            name: name.to_owned(),
            address: "127.0.0.11".to_owned(),
            role,
            timeline: Some(1),
            repmgrd: true,
            paused: false,
            hold: false,
            replication: (role == Role::Standby).then_some(replication),
            pools: Some(BTreeMap::new()),
        }
    }

    fn state(servers: Vec<Server>) -> State {
        let mut balancer = Balancer::default();
        for (backend, role) in [(BACKEND_PRIMARY, Role::Primary), (BACKEND_STANDBY, Role::Standby)] {
            let seen = |server: &Server| (server.name.clone(), Seen { up: server.role == role, ..Seen::default() });
            balancer.backends.insert(backend.to_owned(), servers.iter().map(seen).collect());
        }
        State {
            version: VERSION,
            stack: "s".to_owned(),
            folder: "/s".to_owned(),
            healthy: false,
            troubles: Vec::new(),
            primary: None,
            writes: String::new(),
            reads: String::new(),
            servers,
            balancer: Some(balancer),
            services: Vec::new(),
        }
    }

    #[test]
    fn a_stack_is_healthy_only_if_nothing_is_wrong() {
        let sound = state(vec![server("db1", Role::Primary), server("db2", Role::Standby)]);
        assert_eq!(troubles(&sound), Vec::<String>::new());
        let mut two = state(vec![server("db1", Role::Primary), server("db2", Role::Primary)]);
        assert_eq!(troubles(&two), ["2 nodes say to be primary"]);
        two.servers[1].role = Role::Down;
        assert_eq!(troubles(&two), ["db2 does not answer", "HAProxy takes db2 for pg_primary"]);
        let mut alone = sound.clone();
        alone.servers[1].replication = None;
        alone.servers[0].pools = None;
        alone.balancer = None;
        let told = ["the PgBouncer of db1 does not answer", "db2 does not follow", "HAProxy does not answer"];
        assert_eq!(troubles(&alone), told);
        let mut held = sound.clone();
        held.servers[0].hold = true;
        held.servers[1].paused = true;
        let told = troubles(&held);
        assert!(told.len() == 2 && told[0].contains("db1 is on hold") && told[1].contains("db2 is paused"), "{told:?}");
        let mut stopped = sound;
        stopped.services.push(Service { name: "haproxy-lb".to_owned(), runs: false, pid: None });
        stopped.servers[0].repmgrd = false;
        assert_eq!(troubles(&stopped), ["repmgrd does not watch db1", "haproxy-lb does not run"]);
    }
}
