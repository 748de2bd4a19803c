//! Names that every rendered stack has.

/// The host of HAProxy.
pub const BALANCER: &str = "lb";
/// The section for sessions that write.
pub const FRONTEND_WRITE: &str = "pg_write";
/// The section for sessions that only read.
pub const FRONTEND_READ: &str = "pg_read";
/// The servers that are primary.
pub const BACKEND_PRIMARY: &str = "pg_primary";
/// The servers that are standby.
pub const BACKEND_STANDBY: &str = "pg_standby";
/// The servers that answer, whatever their role.
pub const BACKEND_ANY: &str = "pg_any";
/// The user and the database by which HAProxy asks for the role.
pub const CHECK: &str = "hacheck";
/// The user of PgBouncer's console.
pub const ADMIN: &str = "pgbadmin";
/// The user and the database of repmgr.
pub const REPMGR: &str = "repmgr";
/// The superuser, who comes by the local socket alone.
pub const SUPERUSER: &str = "postgres";
/// The map by which users of the system are users of PostgreSQL.
pub const IDENT_MAP: &str = "pglb";

/// No database of a description may have one of these names.
pub const RESERVED_DATABASES: [&str; 11] =
    ["postgres", "template0", "template1", "pgbouncer", REPMGR, CHECK, "replication", "all", "sameuser", "samerole", "samegroup"];
/// No user of a description may have one of these names.
pub const RESERVED_USERS: [&str; 9] = [SUPERUSER, REPMGR, CHECK, ADMIN, "pgbouncer", "all", "public", "none", "replication"];
