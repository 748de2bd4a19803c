//! `up`: renders a stack, starts it, and waits until it serves.

use std::net::SocketAddr;

use super::state::{State, look};
use super::{Runtime, services, status, view};
use crate::cli::args::{RenderArgs, UpArgs};
use crate::cli::{CliError, Command, Host, Status, Stream, installed, render};
use crate::product::Program;
use crate::render::Plan;

/// How long a stack may take until it serves, in milliseconds. A busy machine is slow.
const PATIENCE: u64 = 120_000;
/// The same where an agent is on hold: what it should look after does not come by waiting.
const PATIENCE_ON_HOLD: u64 = 20_000;
/// Between two looks at it.
const PAUSE: u64 = 250;

/// Runs `up`.
pub(in crate::cli) fn run(args: &UpArgs, host: &mut dyn Host) -> Result<Status, CliError> {
    let runtime = Runtime::open(&args.stack, host)?;
    programs_are_here(&runtime, host)?;
    let running = services::look(&runtime, host).iter().any(|service| service.runs);
    if !running {
        addresses_are_free(&runtime, host)?;
    }
    let rendering = RenderArgs {
        stack: vec![args.stack.stack.clone()],
        target: runtime.target.name.to_owned(),
        output: Some(runtime.place.folder.clone()),
        repair: false,
        force: args.force,
        check: false,
    };
    render::run(&rendering, host)?;
    give_away(&runtime, host)?;
    // It goes on where an earlier one was interrupted, and makes nodes that are new.
    script(&runtime, "up", "the stack could not be started", host)?;
    if running {
        writeln!(host.stderr(), "stack {}: runs already", runtime.description.name)?;
    }
    let state = wait(&runtime, host)?;
    host.stdout().write_all(view::text(&state).as_bytes())?;
    tell(&runtime, host)?;
    if args.detach || !host.is_terminal(Stream::Out) {
        return Ok(Status::Clean);
    }
    host.stdout().write_all(b"\x1b[2J")?;
    status::watch(&runtime, host)
}

/// Holds what the description is for against what is installed.
fn programs_are_here(runtime: &Runtime, host: &dyn Host) -> Result<(), CliError> {
    let found = installed::found(host);
    for program in Program::ALL {
        let wanted = runtime.description.versions.of(program).to_string();
        let fits = |number: &str| wanted == number || wanted.starts_with(&format!("{number}."));
        match found.iter().find(|(other, _)| *other == program) {
            Some((_, number)) if fits(number) => {}
            Some((_, number)) => {
                let message = format!("the stack is for {} {wanted}, and {number} is installed", program.title());
                return Err(CliError::Usage(format!("{message}; leave the version out of the description to take what is installed")));
            }
            None => return Err(CliError::Usage(format!("{} is not installed; Debian's package is {}", program.title(), package(program)))),
        }
    }
    Ok(())
}

/// Debian's package of `program`.
fn package(program: Program) -> &'static str {
    match program {
        Program::Haproxy => "haproxy",
        Program::Pgbouncer => "pgbouncer",
        Program::Repmgr => "postgresql-NN-repmgr, NN being the version of PostgreSQL",
        Program::Postgresql => "postgresql",
    }
}

/// Holds that nobody listens where the stack is to, but for its own servers: they outlive a supervisor or an `up` that was killed.
fn addresses_are_free(runtime: &Runtime, host: &dyn Host) -> Result<(), CliError> {
    let plan = runtime.plan();
    let port = runtime.description.server.port;
    let own: Vec<SocketAddr> = plan
        .voters
        .iter()
        .filter(|voter| server_runs(&runtime.layout(&plan, voter.name).data, host))
        .map(|voter| SocketAddr::new(voter.address, port))
        .collect();
    for (what, address) in listeners(&plan) {
        if !own.contains(&address) && host.listens(address) {
            return Err(CliError::Usage(format!("something listens at {address} already, where {what} is to; nothing was started")));
        }
    }
    Ok(())
}

/// Whether a PostgreSQL works in the folder `data`. The number in its `postmaster.pid` may be that of another process by now.
fn server_runs(data: &str, host: &dyn Host) -> bool {
    let Ok(noted) = host.read(&format!("{data}/postmaster.pid")) else { return false };
    let text = String::from_utf8_lossy(&noted);
    let Some(pid) = text.lines().next().and_then(|line| line.trim().parse::<u32>().ok()) else { return false };
    host.read(&format!("/proc/{pid}/cwd/postmaster.pid")).is_ok_and(|bytes| bytes == noted)
}

/// Who is to listen where.
fn listeners(plan: &Plan<'_>) -> Vec<(String, SocketAddr)> {
    let description = plan.description;
    let balancer = &description.balancer;
    let mut listeners = vec![
        ("HAProxy".to_owned(), SocketAddr::new(balancer.address, balancer.write_port)),
        ("HAProxy".to_owned(), SocketAddr::new(balancer.address, balancer.read_port)),
    ];
    for voter in &plan.voters {
        listeners.push((format!("the PostgreSQL of {}", voter.name), SocketAddr::new(voter.address, description.server.port)));
        if !voter.is_witness {
            listeners.push((format!("the PgBouncer of {}", voter.name), SocketAddr::new(voter.address, description.pooler.port)));
        }
    }
    listeners
}

/// Gives the folder to the user that the programs run as, if that is another one.
fn give_away(runtime: &Runtime, host: &dyn Host) -> Result<(), CliError> {
    let (user, folder) = (&runtime.place.user, &runtime.place.folder);
    if host.user().is_ok_and(|own| own == *user) {
        return Ok(());
    }
    let answer = host.ask(&Command::new("chown", ["-R", &format!("{user}:"), folder]));
    if !answer.ok {
        return Err(CliError::System(format!("cannot give {folder} to {user}: {}", answer.err)));
    }
    let reached = host.ask(&Command::new("setpriv", ["--reuid", user, "--regid", user, "--init-groups", "test", "-x", folder]));
    if reached.ok {
        return Ok(());
    }
    Err(CliError::Usage(format!(
        "the user {user} cannot reach {folder}; choose a folder that everybody may enter with -o, such as /var/tmp/stack"
    )))
}

/// Runs a script of the folder.
fn script(runtime: &Runtime, name: &str, fault: &str, host: &dyn Host) -> Result<(), CliError> {
    let answer = host.ask(&Command::new::<&str>(runtime.at(&format!("bin/{name}")), []));
    if answer.ok { Ok(()) } else { Err(CliError::System(format!("{fault}:\n{}\n{}", answer.out, answer.err))) }
}

/// Waits until the stack is as it should be.
fn wait(runtime: &Runtime, host: &dyn Host) -> Result<State, CliError> {
    let began = host.clock();
    loop {
        let state = look(runtime, host);
        if state.healthy {
            return Ok(state);
        }
        let patience = if state.servers.iter().any(|server| server.hold) { PATIENCE_ON_HOLD } else { PATIENCE };
        if host.clock() - began > patience {
            let seconds = patience / 1_000;
            return Err(CliError::System(format!(
                "the stack does not serve after {seconds} s; it goes on trying\n\n{}",
                view::text(&state)
            )));
        }
        host.sleep(PAUSE);
    }
}

/// Says what one can do now.
fn tell(runtime: &Runtime, host: &mut dyn Host) -> Result<(), CliError> {
    let (description, folder) = (&runtime.description, &runtime.place.folder);
    let database = &description.databases[0];
    let (address, port) = (description.balancer.address, description.balancer.write_port);
    let passwords = runtime.at(crate::render::manifest::PASSWORDS);
    let connect = format!("PGPASSFILE={passwords} psql 'host={address} port={port} user={} dbname={}'", database.owner, database.name);
    writeln!(host.stderr(), "\nwrite:  {connect}\nlogs:   {folder}/log\nstop:   pglb-lint down {} -o {folder}", shown(runtime))?;
    Ok(())
}

/// The description as it was named.
fn shown(runtime: &Runtime) -> &str {
    &runtime.path
}
