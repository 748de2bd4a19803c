//! The target `hosts`: a tree of files for each host with Debian's packages, and a playbook that ships them.
//!
//! Everything stands where the packages have it. PostgreSQL is a service of systemd like any other, which the agent starts and stops by the
//! commands that `sudo` allows it. Who owns a file on its host, and what is told of a change, are data ([`OWNERS`]) that the playbook reads.

use std::fmt::Write;

use super::Target;
use crate::product::Language;
use crate::render::layout::{Layout, Service};
use crate::render::names::BALANCER;
use crate::render::plan::{Plan, USUAL_FILES, Voter};
use crate::render::secrets::Secrets;
use crate::render::{Access, File, Place, scripts};

/// The target.
pub(super) static TARGET: Target = Target {
    name: "hosts",
    summary: "a tree of files for each host with Debian's packages, and an Ansible playbook that ships them",
    places,
    extra,
    index: Some(index),
    stands,
    one_machine: false,
    network: None,
};

/// Where the scripts are.
const SCRIPTS: &str = "/usr/local/lib/pglb";
/// What makes roles and databases.
const SQL: &str = "/usr/local/lib/pglb/sql";
/// What the scripts know of their host.
const NODE_ENV: &str = "/etc/pglb/node.env";
/// What the scripts note.
const STATE: &str = "/var/lib/pglb";
/// Where PostgreSQL, PgBouncer and repmgrd have their sockets and process ids, made by Debian's package.
const RUN: &str = "/run/postgresql";

/// The name of the service of PostgreSQL.
fn unit(plan: &Plan<'_>) -> String {
    format!("postgresql@{}-main.service", plan.description.versions.postgresql)
}

/// Debian's folder of the configuration of PostgreSQL.
fn pg_conf(plan: &Plan<'_>) -> String {
    format!("/etc/postgresql/{}/main", plan.description.versions.postgresql)
}

fn places(plan: &Plan<'_>, _place: &Place, _name: &str) -> Layout {
    let version = plan.description.versions.postgresql;
    let conf = pg_conf(plan);
    let data = format!("/var/lib/postgresql/{version}/main");
    let pg_bindir = format!("/usr/lib/postgresql/{version}/bin");
    let unit = unit(plan);
    let systemctl = |verb: &str| format!("sudo -n /usr/bin/systemctl {verb} {unit}");
    let pg_ctl = |words: &str| format!("{pg_bindir}/pg_ctl -D {data} {words}");
    Layout {
        haproxy_cfg: "/etc/haproxy/haproxy.cfg".to_owned(),
        haproxy_socket: "/run/haproxy/admin.sock".to_owned(),
        haproxy_log: "/dev/log local0",
        haproxy_jail: Some(("haproxy", "/var/lib/haproxy")),
        pgbouncer_ini: "/etc/pgbouncer/pgbouncer.ini".to_owned(),
        userlist: "/etc/pgbouncer/userlist.txt".to_owned(),
        pgbouncer_hba: "/etc/pgbouncer/pgbouncer_hba.conf".to_owned(),
        pgbouncer_run: RUN.to_owned(),
        pgbouncer_log: Some("/var/log/postgresql/pgbouncer.log".to_owned()),
        postgresql_conf: format!("{conf}/conf.d/pglb.conf"),
        pg_hba: format!("{conf}/pg_hba.conf"),
        pg_ident: format!("{conf}/pg_ident.conf"),
        socket: RUN.to_owned(),
        repmgr_conf: "/etc/repmgr.conf".to_owned(),
        repmgrd_pid: format!("{RUN}/repmgrd.pid"),
        pgpass: "/etc/pglb/pgpass".to_owned(),
        scripts: SCRIPTS.to_owned(),
        node_env: NODE_ENV.to_owned(),
        state: STATE.to_owned(),
        setup_sql: "/etc/pglb/setup.sql".to_owned(),
        sql: SQL.to_owned(),
        os_user: "postgres".to_owned(),
        service: Service {
            start: systemctl("start"),
            stop: systemctl("stop"),
            kill: pg_ctl("-m immediate -w stop"),
            restart: systemctl("restart"),
            reload: pg_ctl("reload"),
            promote: pg_ctl("-w promote"),
            ends_with_agent: false,
        },
        tells_data: false,
        shares_memory_in_data: false,
        data,
        pg_conf: conf,
        pg_bindir,
    }
}

fn stands(_place: &Place, name: &str, path: &str) -> String {
    format!("{name}{path}")
}

/// A text with the places of a host in it: `@NAME@`.
fn filled(text: &str, plan: &Plan<'_>, layout: &Layout) -> String {
    let version = plan.description.versions.postgresql.to_string();
    let unit = unit(plan);
    let words = [
        ("@VERSION@", version.as_str()),
        ("@POSTGRESQL@", &unit),
        ("@DATA@", &layout.data),
        ("@BINDIR@", &layout.pg_bindir),
        ("@SCRIPTS@", &layout.scripts),
        ("@ENV@", &layout.node_env),
        ("@PGPASS@", &layout.pgpass),
        ("@REPMGR_CONF@", &layout.repmgr_conf),
    ];
    words.iter().fold(text.to_owned(), |text, (word, value)| text.replace(word, value))
}

/// What a text of this target is.
macro_rules! template {
    ($name:literal) => {
        include_str!(concat!("../../../templates/hosts/", $name))
    };
}

/// The scripts that only a host with systemd and a playbook needs.
const SERVICE: [(&str, &str); 3] = [("guard", template!("guard")), ("healthy", template!("healthy")), ("pending", template!("pending"))];

fn extra(plan: &Plan<'_>, place: &Place, _secrets: &Secrets) -> Vec<File> {
    let mut files =
        vec![File::public(format!("{BALANCER}/etc/systemd/system/haproxy.service.d/pglb.conf"), template!("haproxy.service.conf"))];
    for voter in &plan.voters {
        let layout = places(plan, place, voter.name);
        let at = |path: &str| format!("{}{path}", voter.name);
        let text = |path: &str, text: &str| File::public(at(path), filled(text, plan, &layout));
        let conf = pg_conf(plan);
        files.push(text(&format!("{conf}/postgresql.conf"), template!("postgresql.conf")).of(voter.name, Language::Postgresql));
        files.push(text(&format!("{conf}/start.conf"), template!("start.conf")));
        files.push(text("/etc/postgresql-common/createcluster.d/pglb.conf", template!("createcluster.conf")));
        files.push(text(&format!("/etc/systemd/system/{}.d/pglb.conf", unit(plan)), template!("postgresql.service.conf")));
        files.push(text("/etc/systemd/system/pglb-agent.service", template!("pglb-agent.service")));
        files.push(text("/etc/systemd/system/repmgrd.service", template!("repmgrd.service")));
        files.push(text("/etc/sudoers.d/pglb", template!("sudoers")));
        files.extend(scripts::programs(&at(SCRIPTS), &scripts::NODE));
        files.extend(scripts::programs(&at(SCRIPTS), &SERVICE));
        files.extend(scripts::texts(&at(SQL), &scripts::SQL));
        if !voter.is_witness {
            let mut unit = template!("pgbouncer.service.conf").to_owned();
            if plan.budget.pooler_files > USUAL_FILES {
                let _ = writeln!(unit, "LimitNOFILE={}", plan.budget.pooler_files);
            }
            files.push(text("/etc/systemd/system/pgbouncer.service.d/pglb.conf", &unit));
        }
    }
    files.push(File::public("site.yml", template!("site.yml")));
    files.push(File::public("tasks/ship.yml", template!("tasks/ship.yml")));
    files.push(File::public("tasks/role.yml", template!("tasks/role.yml")));
    files.push(File::public("tasks/change.yml", template!("tasks/change.yml")));
    files.push(File::public("tasks/restart.yml", template!("tasks/restart.yml")));
    files.push(File::public("tasks/healthy.yml", template!("tasks/healthy.yml")));
    files.push(File::public("inventory.yml", inventory(plan)));
    files
}

/// What is known of the files at a place.
struct Owner {
    /// How their paths on the host begin.
    under: &'static str,
    /// How they end.
    ends: &'static str,
    /// The user and the group that they belong to.
    user: &'static str,
    group: &'static str,
    mode: &'static str,
    /// Who is told if one has changed; `node` are all that run the scripts.
    tell: &'static str,
    /// The command that a new one has to pass.
    validate: Option<&'static str>,
}

impl Owner {
    const fn new(under: &'static str, ends: &'static str, who: [&'static str; 3], tell: &'static str) -> Self {
        Self { under, ends, user: who[0], group: who[1], mode: who[2], tell, validate: None }
    }

    const fn validated(mut self, command: &'static str) -> Self {
        self.validate = Some(command);
        self
    }
}

/// Who a file belongs to on its host; the first row that fits holds. A service can read its configuration and not change it.
const OWNERS: [Owner; 16] = [
    Owner::new("/etc/haproxy/", "", ["root", "root", "0600"], "haproxy").validated("/usr/sbin/haproxy -c -q -f %s"),
    Owner::new("/etc/pgbouncer/", "", ["root", "postgres", "0640"], "pgbouncer"),
    Owner::new("/etc/postgresql-common/", "", ["root", "root", "0644"], ""),
    Owner::new("/etc/postgresql/", "/pg_hba.conf", ["root", "postgres", "0640"], "postgresql"),
    Owner::new("/etc/postgresql/", "/pg_ident.conf", ["root", "postgres", "0640"], "postgresql"),
    // Tools of every user look here for the port.
    Owner::new("/etc/postgresql/", "", ["root", "root", "0644"], "postgresql"),
    Owner::new("/etc/repmgr.conf", "", ["root", "postgres", "0640"], "repmgrd"),
    // libpq takes passwords only from a file that is its user's alone.
    Owner::new("/etc/pglb/", "/pgpass", ["postgres", "postgres", "0600"], ""),
    Owner::new("/etc/pglb/", "/setup.sql", ["postgres", "postgres", "0600"], ""),
    Owner::new("/etc/pglb/", "", ["root", "postgres", "0640"], "node"),
    Owner::new(SQL, "", ["root", "root", "0644"], ""),
    Owner::new(SCRIPTS, ".sh", ["root", "root", "0644"], "node"),
    Owner::new(SCRIPTS, "", ["root", "root", "0755"], "node"),
    Owner::new("/etc/systemd/system/", "", ["root", "root", "0644"], "systemd"),
    Owner::new("/etc/sudoers.d/", "", ["root", "root", "0440"], "").validated("/usr/sbin/visudo -cf %s"),
    Owner::new("", "", ["root", "root", "0644"], ""),
];

/// The folders that a voter needs and no package makes.
const FOLDERS: [(&str, [&str; 3]); 5] = [
    ("/etc/postgresql-common/createcluster.d", ["root", "root", "0755"]),
    ("/etc/pglb", ["root", "postgres", "0750"]),
    (SCRIPTS, ["root", "root", "0755"]),
    (SQL, ["root", "root", "0755"]),
    (STATE, ["postgres", "postgres", "0750"]),
];

/// The files about files: what the playbook knows of each host.
fn index(plan: &Plan<'_>, files: &[File]) -> Vec<File> {
    let balancer = std::iter::once((BALANCER, None));
    let hosts = balancer.chain(plan.voters.iter().map(|voter| (voter.name, Some(voter))));
    hosts.map(|(name, voter)| File::public(format!("host_vars/{name}.yml"), host_vars(plan, name, voter, files))).collect()
}

/// The files of the host `name`, by their paths there.
fn shipped<'f>(name: &'f str, files: &'f [File]) -> impl Iterator<Item = (&'f str, &'f File)> {
    let own = move |file: &'f File| {
        let path = file.path.strip_prefix(name)?;
        path.starts_with('/').then_some((path, file))
    };
    files.iter().filter_map(own)
}

fn host_vars(plan: &Plan<'_>, name: &str, voter: Option<&Voter<'_>>, files: &[File]) -> String {
    let version = plan.description.versions.postgresql;
    let mut text = format!("---\n# What the playbook knows of {name}.\n");
    let list = |text: &mut String, key: &str, values: &[String]| {
        let _ = writeln!(text, "{key}:");
        for value in values {
            let _ = writeln!(text, "  - {value}");
        }
    };
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let mut folders: Vec<(String, [&str; 3])> = Vec::new();
    match voter {
        None => {
            let balancer = &plan.description.balancer;
            let _ = writeln!(text, "pglb_address: \"{}\"", balancer.address);
            list(&mut text, "pglb_ports", &[balancer.write_port.to_string(), balancer.read_port.to_string()]);
            list(&mut text, "pglb_packages", &words(&["haproxy"]));
        }
        Some(voter) => {
            let mut packages = vec![format!("postgresql-{version}"), format!("postgresql-{version}-repmgr"), "sudo".to_owned()];
            let mut services = words(&["pglb-agent", "repmgrd"]);
            list(&mut text, "pglb_watchers", &services);
            if !voter.is_witness {
                packages.push("pgbouncer".to_owned());
                services.push("pgbouncer".to_owned());
            }
            list(&mut text, "pglb_packages", &packages);
            list(&mut text, "pglb_services", &services);
            folders.extend(FOLDERS.map(|(path, who)| (path.to_owned(), who)));
            folders.push((format!("/etc/postgresql/{version}"), ["postgres", "postgres", "0755"]));
            folders.push((pg_conf(plan), ["postgres", "postgres", "0755"]));
            folders.push((format!("{}/conf.d", pg_conf(plan)), ["postgres", "postgres", "0755"]));
            folders.push((format!("/var/lib/postgresql/{version}"), ["postgres", "postgres", "0755"]));
        }
    }
    let mut drop_ins: Vec<&str> = shipped(name, files).filter_map(|(path, _)| path.rsplit_once('/')).map(|(folder, _)| folder).collect();
    drop_ins.sort_unstable();
    drop_ins.dedup();
    folders.extend(
        drop_ins.iter().filter(|folder| folder.ends_with(".service.d")).map(|folder| ((*folder).to_owned(), ["root", "root", "0755"])),
    );
    text.push_str("pglb_folders:\n");
    for (path, [owner, group, mode]) in &folders {
        let _ = write!(text, "  - path: {path}\n    owner: {owner}\n    group: {group}\n    mode: \"{mode}\"\n");
    }
    text.push_str("pglb_files:\n");
    for (path, file) in shipped(name, files) {
        let Some(row) = OWNERS.iter().find(|row| path.starts_with(row.under) && path.ends_with(row.ends)) else { continue };
        let secret = file.access == Access::Secret;
        let _ = write!(
            text,
            "  - path: {path}\n    owner: {}\n    group: {}\n    mode: \"{}\"\n    secret: {secret}\n    tell: \"{}\"\n",
            row.user, row.group, row.mode, row.tell
        );
        if let Some(command) = row.validate {
            let _ = writeln!(text, "    validate: {command}");
        }
    }
    text
}

/// The hosts of the stack, as Ansible wants them.
fn inventory(plan: &Plan<'_>) -> String {
    let description = plan.description;
    let conf = |voter: &Voter<'_>| format!("        {}:\n          ansible_host: \"{}\"\n", voter.name, voter.address);
    let mut text = format!(
        "---\n# The hosts of the stack {}. Set here or with -e how they are reached: ansible_user, ansible_ssh_private_key_file …\n\
         pglb_balancer:\n  hosts:\n    {BALANCER}:\n      ansible_host: \"{}\"\n\
         pglb_voters:\n  children:\n    pglb_nodes:\n      hosts:\n",
        description.name, description.balancer.address,
    );
    plan.nodes().for_each(|node| text.push_str(&conf(node)));
    if let Some(witness) = plan.witness() {
        text.push_str("    pglb_witness:\n      hosts:\n");
        text.push_str(&conf(witness));
    }
    let version = description.versions.postgresql;
    let bindir = format!("/usr/lib/postgresql/{version}/bin");
    let _ = write!(
        text,
        "  vars:\n    pglb_unit: {}\n    pglb_scripts: {SCRIPTS}\n    pglb_env: {NODE_ENV}\n    pglb_state_folder: {STATE}\n",
        unit(plan)
    );
    let list = |text: &mut String, name: &str, words: &[&str]| {
        let _ = writeln!(text, "    {name}:");
        for word in words {
            let _ = writeln!(text, "      - {word}");
        }
    };
    list(&mut text, "pglb_as_postgres", &["/usr/bin/setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"]);
    let port = format!("--port={}", description.server.port);
    list(&mut text, "pglb_psql", &[&format!("{bindir}/psql"), "-XAtq", &format!("--host={RUN}"), &port, "--dbname=postgres"]);
    let repmgr = format!("{bindir}/repmgr");
    list(&mut text, "pglb_repmgr", &["/usr/bin/env", "PGPASSFILE=/etc/pglb/pgpass", &repmgr, "-f", "/etc/repmgr.conf"]);
    text.push_str("pglb:\n  children:\n    pglb_balancer:\n    pglb_voters:\n");
    text
}
