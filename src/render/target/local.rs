//! The target `local`: all hosts on one machine, each at a loopback address with a folder of its own.

use super::Target;
use crate::render::layout::{Layout, Service};
use crate::render::plan::Plan;
use crate::render::secrets::Secrets;
use crate::render::{File, Place};

/// The target.
pub(super) static TARGET: Target = Target {
    name: "local",
    summary: "one machine, without root and containers: hosts are loopback addresses, each with a folder",
    places,
    extra,
    stands,
    one_machine: true,
};

fn places(plan: &Plan<'_>, place: &Place, name: &str) -> Layout {
    let root = &place.folder;
    let own = |file: &str| format!("{root}/{name}/{file}");
    let pg_bindir = format!("/usr/lib/postgresql/{}/bin", plan.description.versions.postgresql);
    let data = own("data");
    let pg_ctl = |words: &str| format!("{pg_bindir}/pg_ctl -D {data} {words}");
    let log = own("log/postgres.log");
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
        logs: own("log"),
        os_user: place.user.clone(),
        service: Service {
            start: pg_ctl(&format!("-l {log} -w -t 60 start")),
            stop: pg_ctl("-m fast -w stop"),
            kill: pg_ctl("-m immediate -w stop"),
            restart: pg_ctl(&format!("-l {log} -m fast -w restart")),
            reload: pg_ctl("reload"),
            promote: pg_ctl("-w promote"),
        },
        data,
        pg_bindir,
    }
}

fn stands(place: &Place, _name: &str, path: &str) -> String {
    path.strip_prefix(&place.folder).unwrap_or(path).trim_start_matches('/').to_owned()
}

fn extra(_plan: &Plan<'_>, _place: &Place, _secrets: &Secrets) -> Vec<File> {
    Vec::new()
}
