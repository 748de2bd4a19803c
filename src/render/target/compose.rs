//! The target `compose`: a container for each host, by Docker Compose.
//!
//! All containers have the same image and the scripts that every target has; what differs is mounted: the host's folder, its secrets and a
//! volume for its data. A supervisor in the container looks after the services of its host, as on one machine.

use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Target;
use crate::render::layout::{Layout, Service};
use crate::render::names::BALANCER;
use crate::render::plan::{Plan, USUAL_FILES, Voter};
use crate::render::secrets::Secrets;
use crate::render::{File, Place, scripts};

/// The target.
pub(super) static TARGET: Target = Target {
    name: "compose",
    summary: "a container for each host, by Docker Compose",
    places,
    extra,
    index: None,
    stands,
    one_machine: false,
    network: Some(Ipv4Addr::new(172, 30, 77, 0)),
};

/// What is mounted of the rendered folder.
const CONF: &str = "/etc/pglb";
/// What lives as long as the container runs.
const RUN: &str = "/run/pglb";
/// The copies of the secrets that belong to PostgreSQL's user.
const SECRETS: &str = "/run/pglb/secrets";
/// The volume.
const VOLUME: &str = "/var/lib/pglb";
/// The scripts, in the image.
const SCRIPTS: &str = "/usr/local/lib/pglb";
/// How long a container may take to end: PostgreSQL writes a checkpoint.
const GRACE: &str = "2m";

fn places(plan: &Plan<'_>, _place: &Place, name: &str) -> Layout {
    let own = |file: &str| format!("{CONF}/{file}");
    let secret = |file: &str| format!("{SECRETS}/{file}");
    let pg_bindir = format!("/usr/lib/postgresql/{}/bin", plan.description.versions.postgresql);
    let pg_ctl = |words: &str| format!("{pg_bindir}/pg_ctl -D {CONF} {words}");
    Layout {
        haproxy_cfg: own("haproxy.cfg"),
        haproxy_socket: if name == BALANCER { "/tmp/admin.sock".to_owned() } else { format!("{RUN}/admin.sock") },
        haproxy_log: "stdout format raw local0 info",
        haproxy_jail: Some(("haproxy", "/var/lib/haproxy")),
        pgbouncer_ini: own("pgbouncer.ini"),
        userlist: secret("userlist.txt"),
        pgbouncer_hba: own("pgbouncer_hba.conf"),
        pgbouncer_run: RUN.to_owned(),
        pgbouncer_log: None,
        postgresql_conf: own("postgresql.conf"),
        pg_hba: own("pg_hba.conf"),
        pg_ident: own("pg_ident.conf"),
        socket: RUN.to_owned(),
        repmgr_conf: own("repmgr.conf"),
        repmgrd_pid: format!("{RUN}/repmgrd.pid"),
        pgpass: secret("pgpass"),
        scripts: SCRIPTS.to_owned(),
        node_env: own("node.env"),
        state: format!("{VOLUME}/state"),
        setup_sql: secret("setup.sql"),
        sql: format!("{SCRIPTS}/sql"),
        os_user: "postgres".to_owned(),
        service: Service {
            // Its log is that of the container.
            start: pg_ctl("-w -t 60 start"),
            stop: pg_ctl("-m fast -w stop"),
            kill: pg_ctl("-m immediate -w stop"),
            restart: pg_ctl("-m fast -w restart"),
            reload: pg_ctl("reload"),
            promote: pg_ctl("-w promote"),
            ends_with_agent: true,
        },
        tells_data: true,
        shares_memory_in_data: false,
        data: format!("{VOLUME}/data"),
        pg_conf: CONF.to_owned(),
        pg_bindir,
    }
}

fn stands(_place: &Place, name: &str, path: &str) -> String {
    match path.strip_prefix(SECRETS) {
        Some(path) => format!("secrets/{name}{path}"),
        None => format!("hosts/{name}{}", path.strip_prefix(CONF).unwrap_or(path)),
    }
}

fn extra(plan: &Plan<'_>, place: &Place, _secrets: &Secrets) -> Vec<File> {
    let mut files = vec![File::public("docker-compose.yml", compose(plan, place)), File::public("image/Dockerfile", dockerfile(plan))];
    files.extend(scripts::programs("image/scripts", &scripts::NODE));
    files.extend(scripts::programs("image/scripts", &scripts::LOCAL).into_iter().filter(|file| file.path.ends_with("/supervise")));
    files.push(File::program("image/scripts/entry", include_str!("../../../templates/compose/entry")));
    files.extend(scripts::texts("image/sql", &scripts::SQL));
    for voter in &plan.voters {
        let layout = places(plan, place, voter.name);
        let service = |name: &str, command: &str| {
            File::program(format!("hosts/{}/services/{name}/run", voter.name), format!("#!/bin/sh\nexec {command}\n"))
        };
        files.push(service("agent", &format!("env PGLB_ENV={} {SCRIPTS}/agent", layout.node_env)));
        let (bindir, conf) = (&layout.pg_bindir, &layout.repmgr_conf);
        files.push(service("repmgrd", &format!("env PGPASSFILE={} {bindir}/repmgrd -f {conf} --daemonize=false", layout.pgpass)));
        if !voter.is_witness {
            files.push(service("pgbouncer", &format!("/usr/sbin/pgbouncer {}", layout.pgbouncer_ini)));
        }
    }
    files
}

/// The versions of PostgreSQL that a release of Debian has.
const RELEASES: [(&str, &str); 2] = [("15", "bookworm"), ("17", "trixie")];

fn dockerfile(plan: &Plan<'_>) -> String {
    let version = plan.description.versions.postgresql.to_string();
    let release = RELEASES.iter().find(|(number, _)| *number == version).map(|(_, release)| *release);
    // Other versions come from PostgreSQL's own repository.
    let repository = if release.is_some() { "" } else { "/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y; \\\n    " };
    include_str!("../../../templates/compose/Dockerfile")
        .replace("@RELEASE@", release.unwrap_or("trixie"))
        .replace("@REPOSITORY@", repository)
        .replace("@VERSION@", &version)
}

/// The secrets of `voter`.
fn secrets_of(voter: &Voter<'_>) -> &'static [&'static str] {
    if voter.is_witness { &["pgpass", "setup.sql"] } else { &["pgpass", "setup.sql", "userlist.txt"] }
}

fn compose(plan: &Plan<'_>, place: &Place) -> String {
    let description = plan.description;
    let mut text = format!(
        "# The stack {}: docker compose up --build --detach\n\
         name: {}\n\n\
         x-host: &host\n  image: pglb-{}\n  build: image\n  init: true # somebody waits for processes whose parent is gone\n  restart: unless-stopped\n  stop_grace_period: {GRACE}\n\n\
         services:\n",
        description.name, description.name, description.name
    );
    balancer(plan, place, &mut text);
    for voter in &plan.voters {
        server(plan, place, voter, &mut text);
    }
    text.push_str("\nnetworks:\n  stack:\n");
    network(plan, &mut text);
    text.push_str("\nvolumes:\n");
    for voter in &plan.voters {
        let _ = writeln!(text, "  {}-data:", voter.name);
    }
    text.push_str("\n# Each is a file of mode 0600 beside this one.\nsecrets:\n");
    for voter in &plan.voters {
        for secret in secrets_of(voter) {
            let _ = write!(text, "  {0}-{secret}:\n    file: ./secrets/{0}/{secret}\n", voter.name);
        }
    }
    text
}

/// The check of a container by `pg_isready`.
fn health(text: &mut String, bindir: &str, host: &str, port: u16) {
    let _ = write!(
        text,
        "    healthcheck:\n      test: [CMD, {bindir}/pg_isready, --quiet, --host={host}, --port={port}]\n      interval: 5s\n      timeout: 3s\n      retries: 3\n      start_period: 60s\n"
    );
}

/// The place of a host in the network.
fn placed(text: &mut String, address: IpAddr) {
    let family = if address.is_ipv4() { "ipv4_address" } else { "ipv6_address" };
    let _ = write!(text, "    networks:\n      stack:\n        {family}: \"{address}\"\n");
}

/// A file or folder of ours in the container.
fn mounted(text: &mut String, name: &str) {
    let _ =
        write!(text, "    volumes:\n      - type: bind\n        source: ./hosts/{name}\n        target: {CONF}\n        read_only: true\n");
}

fn balancer(plan: &Plan<'_>, place: &Place, text: &mut String) {
    let balancer = &plan.description.balancer;
    let layout = places(plan, place, BALANCER);
    let _ = write!(
        text,
        "  {BALANCER}:\n    <<: *host\n    hostname: {BALANCER}\n    entrypoint: [/usr/sbin/haproxy, -W, -db, -f, {}]\n    ports:\n",
        layout.haproxy_cfg
    );
    for port in [balancer.write_port, balancer.read_port] {
        let _ = write!(text, "      - target: {port}\n        published: \"{port}\"\n");
    }
    // It starts while they do, and finds out by itself who is there.
    text.push_str("    depends_on:\n");
    for node in plan.nodes() {
        let _ = write!(text, "      {}:\n        condition: service_started\n", node.name);
    }
    mounted(text, BALANCER);
    placed(text, balancer.address);
    health(text, &layout.pg_bindir, &balancer.address.to_string(), balancer.write_port);
}

fn server(plan: &Plan<'_>, place: &Place, voter: &Voter<'_>, text: &mut String) {
    let name = voter.name;
    let layout = places(plan, place, name);
    let _ = write!(
        text,
        "\n  {name}:\n    <<: *host\n    hostname: {name}\n    shm_size: 256m # for parallel queries\n    environment:\n      PGLB_ENV: {}\n",
        layout.node_env
    );
    if voter.id > 1 {
        // Not `service_healthy`: a first node that was primary waits for a majority, which these are.
        let _ = write!(text, "    depends_on:\n      {}:\n        condition: service_started\n", plan.voters[0].name);
    }
    let files = plan.budget.pooler_files;
    if !voter.is_witness && files > USUAL_FILES {
        let _ = write!(text, "    ulimits:\n      nofile: {files} # PgBouncer\n");
    }
    mounted(text, name);
    let _ = write!(text, "      - type: volume\n        source: {name}-data\n        target: {VOLUME}\n    secrets:\n");
    for secret in secrets_of(voter) {
        let _ = write!(text, "      - source: {name}-{secret}\n        target: {secret}\n");
    }
    placed(text, voter.address);
    health(text, &layout.pg_bindir, &layout.socket, plan.description.server.port);
}

/// The smallest network with all hosts, and a free address for the way out.
fn network(plan: &Plan<'_>, text: &mut String) {
    let addresses: Vec<IpAddr> = plan.hosts().map(|(_, address)| address).collect();
    let v4 = addresses.iter().all(IpAddr::is_ipv4);
    let number = |address: &IpAddr| match address {
        IpAddr::V4(address) => u128::from(u32::from(*address)),
        IpAddr::V6(address) => u128::from(*address),
    };
    let address = |number: u128| if v4 { IpAddr::V4(Ipv4Addr::from(number as u32)) } else { IpAddr::V6(Ipv6Addr::from(number)) };
    let numbers: Vec<u128> = addresses.iter().map(number).collect();
    let bits = if v4 { 32 } else { 128 };
    for host_bits in 3..bits {
        let size = 1_u128 << host_bits;
        let base = numbers[0] / size * size;
        let inside = |number: &u128| (base + 1..base + size - 1).contains(number);
        let gateway = (base + 1..base + size - 1).find(|number| !numbers.contains(number));
        if let (true, Some(gateway)) = (numbers.iter().all(inside), gateway) {
            if !v4 {
                text.push_str("    enable_ipv6: true\n");
            }
            let _ = write!(
                text,
                "    ipam:\n      config:\n        - subnet: \"{}/{}\"\n          gateway: \"{}\"\n",
                address(base),
                bits - host_bits,
                address(gateway)
            );
            return;
        }
    }
}
