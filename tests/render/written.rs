//! A description that is written and read again is the same.

use pglb_lint::render::description::Versions;
use pglb_lint::render::read::read;
use pglb_lint::render::write::write;
use proptest::prelude::*;

use crate::random::{cases, descriptions};

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn what_is_written_reads_the_same(description in descriptions()) {
        let text = write(&description, &Versions::default());
        let read = read(&text, Versions::default());
        prop_assert_eq!(read.as_ref(), Ok(&description), "{}", text);
        prop_assert_eq!(write(&description, &Versions::default()), text);
    }
}

#[test]
fn what_holds_anyway_is_not_written() {
    let text = "[balancer]\naddress = \"192.0.2.10\"\n[nodes]\ndb1 = \"192.0.2.11\"\ndb2 = \"192.0.2.12\"\n[witness]\naddress = \"192.0.2.13\"\n[databases.app]\n";
    insta::assert_snapshot!(write(&read(text, Versions::default()).unwrap(), &Versions::default()));
}

#[test]
fn everything_can_be_written() {
    let text = r#"
name = "shop"
durability = "sync"
detection = "calm"
[balancer]
address = "192.0.2.10"
write-port = 5432
read-port = 5433
max-clients = 40
[nodes]
db1 = { address = "192.0.2.11", priority = 200, location = "east" }
db2 = { address = "192.0.2.12", location = "east" }
[witness]
name = "arbiter"
address = "192.0.2.13"
[databases.shop]
owner = "shop_owner"
users = ["web", "etl"]
pool = 50
[pooler]
port = 6000
mode = "session"
[postgresql]
port = 6001
max-connections = 200
[tls]
certificate = "/etc/ssl/pg/host.crt"
key = "/etc/ssl/pg/host.key"
ca = "/etc/ssl/pg/ca.crt"
[versions]
haproxy = "2.6"
pgbouncer = "1.18"
repmgr = "5.3"
postgresql = "15"
"#;
    insta::assert_snapshot!(write(&read(text, Versions::default()).unwrap(), &Versions::default()));
}
