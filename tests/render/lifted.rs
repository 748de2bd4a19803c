//! What is rendered is lifted again to the description that it came from.

use pglb_lint::analysis::{Instances, join};
use pglb_lint::render::check::Rendered;
use pglb_lint::render::lift::{Lifted, lift};
use pglb_lint::render::{Description, Plan, facts, placed};
use proptest::prelude::*;

use crate::proof::{local, rendered};
use crate::random::{cases, descriptions};

/// What the files of `description` are lifted to.
fn lifted(description: &Description) -> Lifted {
    let plan = Plan::new(description);
    let rendered = Rendered::new(&plan, &rendered(&plan));
    join(&rendered.files(), &rendered.targets, Instances::Auto, |topology| lift(topology, description.versions))
}

/// `description` without what no file tells: its name, and budgets that are said and would be worked out the same.
fn told(description: &Description) -> Description {
    let mut told = description.clone();
    facts::NAME.clone_into(&mut told.name);
    let (clients, server) = (told.balancer.max_clients.take(), told.server.max_connections.take());
    let computed = Plan::new(&told).budget;
    told.balancer.max_clients = clients.filter(|clients| *clients != computed.clients);
    told.server.max_connections = server.filter(|server| *server != Plan::new(&told).budget.server);
    told
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn what_is_rendered_is_lifted(description in descriptions()) {
        for description in [description.clone(), placed(&description, local())] {
            let first = lifted(&description);
            prop_assert_eq!(&first.description, &told(&description));
            prop_assert!(first.left.is_empty(), "{:#?}", first.left);
            prop_assert!(!first.missing.balancer && first.missing.database.is_none() && first.missing.nodes.is_empty());
            // A stack without a witness is asked whether it is to live so.
            prop_assert_eq!(first.missing.witness, description.witness.is_none() && description.nodes.len() == facts::LEAST_NODES);
            let again = lifted(&first.description);
            prop_assert_eq!(again.text(&[]), first.text(&[]));
        }
    }
}
