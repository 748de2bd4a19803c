//! What is set of PostgreSQL.

use std::fmt::Write;

use super::super::description::Durability;
use super::super::layout::Layout;
use super::super::plan::{CHECK_POOL, Plan, SUPERUSER_CONNECTIONS, Voter};
use super::duration;

pub(in crate::render) fn text(plan: &Plan<'_>, layout: &Layout, voter: &Voter<'_>) -> String {
    let description = plan.description;
    let (budget, timers) = (plan.budget, plan.timers);
    let mut text = format!(
        "# Every node may become the primary: all have the same settings, but for name and address.\n\
         cluster_name = '{}'\n\
         listen_addresses = '{}'\n\
         port = {}\n\
         unix_socket_directories = '{}'\n\
         hba_file = '{}'\n\
         ident_file = '{}'\n\
         password_encryption = 'scram-sha-256'\n\
         # {} for the pools, {CHECK_POOL} for checks, {SUPERUSER_CONNECTIONS} for the superuser, the rest for repmgr\n\
         max_connections = {}\n\
         superuser_reserved_connections = {SUPERUSER_CONNECTIONS}\n\n",
        voter.name, voter.address, description.server.port, layout.socket, layout.pg_hba, layout.pg_ident, budget.pools, budget.server,
    );
    if layout.tells_data {
        let _ = writeln!(text, "data_directory = '{}'\n", layout.data);
    }
    if layout.shares_memory_in_data {
        text.push_str("# what a killed server leaves behind goes with its folder\ndynamic_shared_memory_type = mmap\n\n");
    }
    let _ = write!(
        text,
        "shared_preload_libraries = 'repmgr'\n\
         wal_level = replica\n\
         hot_standby = on\n\
         wal_log_hints = on # a primary that comes back is rewound\n\
         max_wal_senders = {}\n\
         max_replication_slots = {}\n\
         wal_keep_size = '256MB'\n\
         max_slot_wal_keep_size = '2GB' # a standby that is gone does not fill the disk\n\
         # how soon the two ends of a stream notice that the other is gone: fencing counts on it\n\
         wal_sender_timeout = '{}'\n\
         wal_receiver_timeout = '{}'\n\
         tcp_keepalives_idle = 30\n\
         tcp_keepalives_interval = 10\n\
         tcp_keepalives_count = 3\n\n\
         log_line_prefix = '%m [%p] %q%u@%d/%a '\n",
        budget.senders,
        budget.senders,
        duration(timers.replication),
        duration(timers.replication),
    );
    if description.durability == Durability::Sync && !voter.is_witness {
        let names: Vec<String> = plan.nodes().map(|node| format!("\"{}\"", node.name)).collect();
        let _ = write!(
            text,
            "\n# A commit is on the disks of two nodes before it is acknowledged. A primary that is alone waits: `promote` and `agent` see to it.\n\
             synchronous_standby_names = 'ANY 1 ({})'\n",
            names.join(", ")
        );
    }
    if description.durability == Durability::Async && !voter.is_witness {
        text.push_str("\n# A commit is acknowledged when it is on this disk: what no standby has received yet is lost with it.\nsynchronous_commit = on\n");
    }
    if let Some(tls) = &description.tls {
        let _ =
            write!(text, "\nssl = on\nssl_cert_file = '{}'\nssl_key_file = '{}'\nssl_ca_file = '{}'\n", tls.certificate, tls.key, tls.ca);
    }
    text
}
