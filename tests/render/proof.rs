//! What is rendered is in its normal form, lints clean with every rule, and joins to the plan that it came from.

use pglb_lint::analysis::{Instances, check_and, rules};
use pglb_lint::emit;
use pglb_lint::lint::Selection;
use pglb_lint::product::Language;
use pglb_lint::product::haproxy::postgres::NodeRole;
use pglb_lint::product::pgbouncer::ini::Param;
use pglb_lint::render::check::Rendered;
use pglb_lint::render::description::Durability;
use pglb_lint::render::names::{BACKEND_ANY, BACKEND_PRIMARY, BACKEND_STANDBY, BALANCER, CHECK, FRONTEND_READ, FRONTEND_WRITE};
use pglb_lint::render::{Description, File, Place, Plan, Secrets, Target, placed, render};
use pglb_lint::syntax::haproxy::parse;
use pglb_lint::text::Source;
use pglb_lint::topology::{self, Asks, Node, Pooler, Proves, Topology};
use proptest::prelude::*;

use crate::random::{cases, descriptions};

/// Where the files are rendered to.
pub(crate) fn place() -> Place {
    Place { folder: "/srv/pglb".to_owned(), user: "postgres".to_owned() }
}

/// The target whose folders hosts have.
pub(crate) fn local() -> &'static Target {
    Target::named("local").unwrap()
}

/// The files of `plan`, with the addresses as they are.
pub(crate) fn rendered(plan: &Plan<'_>) -> Vec<File> {
    render(plan, local(), &place(), &Secrets::sample(plan)).unwrap()
}

/// Shows the join of `files`, which are those of `plan`, to `look`, unless a rule finds something.
fn joined(plan: &Plan<'_>, files: &[File], look: impl FnOnce(&Topology<'_>) -> Result<(), TestCaseError>) -> Result<(), TestCaseError> {
    let rendered = Rendered::new(plan, files);
    let all = rules();
    let selection = Selection::new(vec!["ALL".to_owned()], Vec::new(), &all).unwrap();
    let files = rendered.files();
    let (analysis, same) = check_and(&files, &rendered.targets, &selection, Instances::Auto, |topology, _| look(topology));
    if !analysis.outcome.findings.is_empty() {
        return Err(TestCaseError::fail(rendered.report().unwrap_or_default()));
    }
    same
}

/// Everything that the join tells is what `plan` says.
fn is_the_plan(plan: &Plan<'_>, topology: &Topology<'_>) -> Result<(), TestCaseError> {
    let mut names: Vec<String> = plan.hosts().map(|(name, address)| format!("{name} {address}")).collect();
    let host = |host: &topology::Host| format!("{} {}", host.name, host.told.iter().map(ToString::to_string).collect::<String>());
    let mut told: Vec<String> = topology.hosts.iter().map(|(_, it)| host(it)).collect();
    names.sort();
    told.sort();
    prop_assert_eq!(told, names);
    balancer(plan, topology)?;
    prop_assert_eq!(topology.poolers.len(), plan.nodes().count());
    prop_assert_eq!(topology.nodes.len(), plan.voters.len());
    for voter in &plan.voters {
        let here = |id| topology.hosts.get(id).name == voter.name;
        let node = topology.nodes.iter().find(|node| here(node.host));
        self::node(plan, voter, topology, node.expect("a node on each host"))?;
        let pooler = topology.poolers.iter().find(|pooler| here(pooler.host));
        prop_assert_eq!(pooler.is_none(), voter.is_witness);
        if let Some(pooler) = pooler {
            self::pooler(plan, topology, pooler)?;
        }
    }
    let clusters = topology.clusters();
    prop_assert_eq!(clusters.len(), 1);
    let members = clusters[0].members.iter().map(|member| (member.number, member.witness)).collect::<Vec<_>>();
    prop_assert_eq!(members, plan.voters.iter().map(|voter| (voter.id.cast_signed() as i64, voter.is_witness)).collect::<Vec<_>>());
    Ok(())
}

fn balancer(plan: &Plan<'_>, topology: &Topology<'_>) -> Result<(), TestCaseError> {
    prop_assert_eq!(topology.balancers.len(), 1);
    let balancer = &topology.balancers[0];
    prop_assert_eq!(&topology.hosts.get(balancer.host).name, BALANCER);
    let most = balancer.model.global("maxconn").map(|line| line.word(1).to_owned());
    prop_assert_eq!(most, Some(plan.budget.balancer.to_string()));
    let wanted = &plan.description.balancer;
    let mut doors = Vec::new();
    for frontend in &balancer.frontends {
        let ways: Vec<(&str, bool)> =
            frontend.routes.iter().map(|route| (balancer.backends[route.backend].proxy.name, route.conditional)).collect();
        for (_, endpoint, _) in &frontend.proxy.endpoints {
            let most = balancer.model.keyword(frontend.proxy, "maxconn").map(|line| line.word(1).to_owned());
            doors.push((frontend.proxy.name, endpoint.host.to_owned(), endpoint.port, most, ways.clone()));
        }
    }
    let (address, most) = (wanted.address.to_string(), Some(plan.budget.clients.to_string()));
    let (write, read) = (wanted.write_port.to_string(), wanted.read_port.to_string());
    prop_assert_eq!(
        doors,
        vec![
            (FRONTEND_WRITE, address.clone(), Some(write.as_str()), most.clone(), vec![(BACKEND_PRIMARY, false)]),
            (FRONTEND_READ, address, Some(read.as_str()), most.clone(), vec![(BACKEND_ANY, true), (BACKEND_STANDBY, false)]),
        ]
    );
    let asked = [
        (BACKEND_PRIMARY, Asks::Role(NodeRole::Primary), Proves::Role),
        (BACKEND_STANDBY, Asks::Role(NodeRole::Standby), Proves::Role),
        (BACKEND_ANY, Asks::Something, Proves::Something),
    ];
    let names: Vec<&str> = balancer.backends.iter().map(|backend| backend.proxy.name).collect();
    prop_assert_eq!(names, asked.map(|(name, _, _)| name));
    for (backend, (_, asks, proves)) in balancer.backends.iter().zip(asked) {
        let servers: Vec<&str> = backend.links.iter().map(|link| topology.link(*link).server.name).collect();
        prop_assert_eq!(servers, plan.nodes().map(|node| node.name).collect::<Vec<_>>());
        for link in backend.links.iter().map(|link| topology.link(*link)) {
            prop_assert_eq!((link.check.asks, link.check.proves, link.check.elsewhere), (asks, proves, false));
            let topology::Target::Pooler(pooler) = link.target else {
                return Err(TestCaseError::fail(format!("{} leads to {:?}", link.server.name, link.target)));
            };
            prop_assert_eq!(topology.hosts.get(topology.pooler(pooler).host).name.as_str(), link.server.name);
            prop_assert!(link.active && !link.backup);
            prop_assert_eq!(link.option(topology, "maxconn").map(|option| option.argument(0).to_owned()), most.clone());
            let timing = link.check.timing;
            prop_assert_eq!((timing.inter, timing.timeout), (plan.timers.check_interval.into(), plan.timers.check_timeout.into()));
        }
    }
    Ok(())
}

fn pooler(plan: &Plan<'_>, topology: &Topology<'_>, pooler: &Pooler<'_>) -> Result<(), TestCaseError> {
    let description = plan.description;
    prop_assert!(pooler.placed);
    prop_assert_eq!(pooler.port(), description.pooler.port);
    prop_assert_eq!(pooler.ini.text("pool_mode"), description.pooler.mode.as_str());
    prop_assert_eq!(pooler.ini.int("max_client_conn"), plan.budget.pooler.cast_signed());
    let pools: Vec<(String, i32)> = pooler
        .databases
        .iter()
        .map(|database| (database.entry.name.to_owned(), database.entry.param("pool_size").map_or(-1, Param::number)))
        .collect();
    let mut wanted: Vec<(String, i32)> =
        description.databases.iter().map(|database| (database.name.clone(), database.pool.cast_signed())).collect();
    wanted.push((CHECK.to_owned(), pglb_lint::render::plan::CHECK_POOL.cast_signed()));
    prop_assert_eq!(pools, wanted);
    for end in pooler.databases.iter().flat_map(|database| &database.ends) {
        let topology::Target::Node(node) = end.target else {
            return Err(TestCaseError::fail(format!("a database leads to {:?}", end.target)));
        };
        prop_assert!(end.local && end.port == description.server.port);
        prop_assert_eq!(topology.node(node).host, pooler.host);
    }
    let own = |file| topology.hosts.of_file(file) == Some(pooler.host);
    prop_assert!(pooler.userlist.is_some_and(|list| own(list.id)) && pooler.hba.is_some_and(|file| own(file.id)));
    Ok(())
}

fn node(
    plan: &Plan<'_>,
    voter: &pglb_lint::render::plan::Voter<'_>,
    topology: &Topology<'_>,
    node: &Node<'_>,
) -> Result<(), TestCaseError> {
    let description = plan.description;
    prop_assert!(node.own_conf && node.own_hba && node.port == description.server.port);
    let conf = node.conf.expect("its own");
    prop_assert_eq!(conf.int("max_connections"), Some(i64::from(plan.budget.server)));
    let names = conf.text("synchronous_standby_names").unwrap_or_default();
    let sync = description.durability == Durability::Sync && !voter.is_witness;
    prop_assert_eq!(!names.is_empty(), sync);
    let all = description.nodes.iter().all(|node| names.contains(&format!("\"{}\"", node.name)));
    prop_assert!(!sync || all);
    let file = node.repmgr.expect("each has one");
    prop_assert_eq!(topology.hosts.of_file(file.id), Some(node.host));
    prop_assert_eq!((file.node_id(), file.node_name()), (Some(voter.id.cast_signed() as i64), Some(voter.name)));
    prop_assert_eq!((file.priority(), file.location()), (i64::from(voter.priority), voter.location.unwrap_or("default")));
    prop_assert!(file.is_automatic());
    prop_assert_eq!(file.number("reconnect_attempts"), i64::from(plan.timers.attempts));
    Ok(())
}

/// `fmt` changes nothing of it.
fn is_normal(file: &File) -> Result<(), TestCaseError> {
    let Some((_, language)) = &file.checked else { return Ok(()) };
    let source = Source::new(file.path.clone(), file.text.clone().into_bytes()).unwrap();
    let again = match language {
        Language::Haproxy => emit::cfg::format(&source, &parse(source.text()), emit::cfg::Options::default()).unwrap(),
        Language::Pgbouncer | Language::Repmgr | Language::Postgresql => emit::settings::format(&source, *language).unwrap(),
        _ => return Ok(()),
    };
    prop_assert_eq!(String::from_utf8_lossy(&again), file.text.as_str(), "{}", file.path);
    Ok(())
}

fn holds(description: &Description) -> Result<(), TestCaseError> {
    let plan = Plan::new(description);
    let files = rendered(&plan);
    joined(&plan, &files, |topology| is_the_plan(&plan, topology))?;
    files.iter().try_for_each(is_normal)
}

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn a_rendered_stack_is_its_plan(description in descriptions()) {
        holds(&description)?;
    }
}

proptest! {
    #![proptest_config(cases(8))]

    /// On one machine as well, where hosts are loopback addresses.
    #[test]
    fn a_stack_on_one_machine_is_its_plan(description in descriptions()) {
        holds(&placed(&description, local()))?;
    }
}
