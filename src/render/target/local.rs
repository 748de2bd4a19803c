//! The target `local`: all hosts on one machine, each at a loopback address with a folder of its own.

use super::Target;
use crate::render::layout::{Layout, Service};
use crate::render::names::BALANCER;
use crate::render::plan::{Plan, USUAL_FILES};
use crate::render::secrets::Secrets;
use crate::render::{File, Place, scripts};

/// The target.
pub(super) static TARGET: Target = Target {
    name: "local",
    summary: "one machine, without root and containers: hosts are loopback addresses, each with a folder",
    places,
    extra,
    index: None,
    stands,
    one_machine: true,
    network: Some(std::net::Ipv4Addr::new(127, 0, 0, 0)),
};

fn places(plan: &Plan<'_>, place: &Place, name: &str) -> Layout {
    let root = &place.folder;
    let own = |file: &str| format!("{root}/{name}/{file}");
    let pg_bindir = format!("/usr/lib/postgresql/{}/bin", plan.description.versions.postgresql);
    let data = own("data");
    let pg_conf = format!("{root}/{name}");
    let pg_ctl = |words: &str| format!("{pg_bindir}/pg_ctl -D {pg_conf} {words}");
    let log = format!("{root}/log/postgres-{name}.log");
    Layout {
        haproxy_cfg: own("haproxy.cfg"),
        haproxy_socket: own("run/admin.sock"),
        haproxy_log: "stdout format raw local0 info",
        haproxy_jail: None,
        pgbouncer_ini: own("pgbouncer.ini"),
        userlist: own("userlist.txt"),
        pgbouncer_hba: own("pgbouncer_hba.conf"),
        pgbouncer_run: own("run"),
        pgbouncer_log: None,
        postgresql_conf: own("postgresql.conf"),
        pg_hba: own("pg_hba.conf"),
        pg_ident: own("pg_ident.conf"),
        socket: own("run"),
        repmgr_conf: own("repmgr.conf"),
        repmgrd_pid: own("run/repmgrd.pid"),
        pgpass: own("pgpass"),
        scripts: format!("{root}/bin"),
        node_env: own("node.env"),
        state: own("state"),
        setup_sql: own("setup.sql"),
        sql: format!("{root}/sql"),
        os_user: place.user.clone(),
        service: Service {
            start: pg_ctl(&format!("-l {log} -w -t 60 start")),
            stop: pg_ctl("-m fast -w stop"),
            kill: pg_ctl("-m immediate -w stop"),
            restart: pg_ctl(&format!("-l {log} -m fast -w restart")),
            reload: pg_ctl("reload"),
            promote: pg_ctl("-w promote"),
            ends_with_agent: true,
        },
        tells_data: true,
        shares_memory_in_data: true,
        data,
        pg_conf,
        pg_bindir,
    }
}

fn stands(place: &Place, _name: &str, path: &str) -> String {
    path.strip_prefix(&place.folder).unwrap_or(path).trim_start_matches('/').to_owned()
}

fn extra(plan: &Plan<'_>, place: &Place, _secrets: &Secrets) -> Vec<File> {
    let mut files = scripts::programs("bin", &scripts::NODE);
    files.extend(scripts::programs("bin", &scripts::LOCAL));
    files.extend(scripts::texts("sql", &scripts::SQL));
    files.push(File::public("nodes", plan.voters.iter().flat_map(|voter| [voter.name, "\n"]).collect::<String>()));
    for (name, command) in services(plan, place) {
        let log = format!("{}/log/{name}.log", place.folder);
        files.push(File::program(format!("services/{name}/run"), scripts::RUN.1));
        files.push(File::public(format!("services/{name}/service.env"), format!("COMMAND='{command}'\nLOG='{log}'\n")));
    }
    files.extend(folders(plan).into_iter().map(|folder| File::public(format!("{folder}/.keep"), "")));
    files
}

/// The programs that are supervised, by name.
fn services(plan: &Plan<'_>, place: &Place) -> Vec<(String, String)> {
    let layout = |name: &str| places(plan, place, name);
    let mut services = vec![(format!("haproxy-{BALANCER}"), format!("{HAPROXY} -W -db -f {}", layout(BALANCER).haproxy_cfg))];
    for voter in &plan.voters {
        let (name, layout) = (voter.name, layout(voter.name));
        services.push((format!("agent-{name}"), format!("env PGLB_ENV={} {}/agent", layout.node_env, layout.scripts)));
        let daemon = format!(
            "env PGPASSFILE={} {}/repmgrd -f {} --daemonize=false --no-pid-file",
            layout.pgpass, layout.pg_bindir, layout.repmgr_conf
        );
        services.push((format!("repmgrd-{name}"), daemon));
        if !voter.is_witness {
            let files = plan.budget.pooler_files;
            let limit = if files > USUAL_FILES { format!("prlimit --nofile={files}: ") } else { String::new() };
            services.push((format!("pgbouncer-{name}"), format!("{limit}{PGBOUNCER} {}", layout.pgbouncer_ini)));
        }
    }
    services.push(("rotate".to_owned(), format!("{0}/bin/rotate {0}/log", place.folder)));
    services
}

/// The folders that programs write to.
fn folders(plan: &Plan<'_>) -> Vec<String> {
    let mut folders = vec!["log".to_owned(), format!("{BALANCER}/run")];
    for voter in &plan.voters {
        folders.push(format!("{}/run", voter.name));
        folders.push(format!("{}/state", voter.name));
    }
    folders
}

/// HAProxy, as Debian installs it.
const HAPROXY: &str = "/usr/sbin/haproxy";
/// PgBouncer, as Debian installs it.
const PGBOUNCER: &str = "/usr/sbin/pgbouncer";
