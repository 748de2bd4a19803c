//! What a file is written in, as its name and its text tell.

/// The language of a file: each has a grammar of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// haproxy.cfg.
    Haproxy,
    /// pgbouncer.ini.
    Pgbouncer,
    /// The `auth_file` of PgBouncer.
    Userlist,
    /// The `auth_hba_file` of PgBouncer.
    PgbouncerHba,
    /// The `auth_ident_file` of PgBouncer.
    PgbouncerIdent,
    /// repmgr.conf.
    Repmgr,
    /// postgresql.conf and postgresql.auto.conf.
    Postgresql,
    /// The `pg_hba.conf` of PostgreSQL.
    Hba,
    /// The `pg_ident.conf` of PostgreSQL.
    Ident,
}

/// The programs that read the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Program {
    /// HAProxy.
    Haproxy,
    /// PgBouncer.
    Pgbouncer,
    /// repmgr.
    Repmgr,
    /// PostgreSQL.
    Postgresql,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Haproxy,
        Self::Pgbouncer,
        Self::Userlist,
        Self::PgbouncerHba,
        Self::PgbouncerIdent,
        Self::Repmgr,
        Self::Postgresql,
        Self::Hba,
        Self::Ident,
    ];

    /// Its name on the command line and in the examples of rules.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Haproxy => "haproxy",
            Self::Pgbouncer => "pgbouncer",
            Self::Userlist => "userlist",
            Self::PgbouncerHba => "pgbouncer-hba",
            Self::PgbouncerIdent => "pgbouncer-ident",
            Self::Repmgr => "repmgr",
            Self::Postgresql => "postgresql",
            Self::Hba => "hba",
            Self::Ident => "ident",
        }
    }

    /// The program that reads it.
    #[must_use]
    pub const fn program(self) -> Program {
        match self {
            Self::Haproxy => Program::Haproxy,
            Self::Pgbouncer | Self::Userlist | Self::PgbouncerHba | Self::PgbouncerIdent => Program::Pgbouncer,
            Self::Repmgr => Program::Repmgr,
            Self::Postgresql | Self::Hba | Self::Ident => Program::Postgresql,
        }
    }

    /// The language of the file at `path`, by its name alone.
    #[must_use]
    pub fn by_name(path: &str) -> Option<Self> {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        let has = |part: &str| name.contains(part);
        let ends = |end: &str| name.ends_with(end);
        let pooler = has("bouncer") || path.to_ascii_lowercase().contains("pgbouncer");
        Some(match () {
            () if ends(".cfg") => Self::Haproxy,
            () if has("hba") && (ends(".conf") || ends(".txt") || ends("hba")) => {
                if pooler {
                    Self::PgbouncerHba
                } else {
                    Self::Hba
                }
            }
            () if has("ident") && ends(".conf") => {
                if pooler {
                    Self::PgbouncerIdent
                } else {
                    Self::Ident
                }
            }
            () if has("userlist") => Self::Userlist,
            () if has("pgbouncer") && (ends(".ini") || ends(".conf")) => Self::Pgbouncer,
            () if has("repmgr") && ends(".conf") => Self::Repmgr,
            () if has("postgresql") && ends(".conf") => Self::Postgresql,
            () => return None,
        })
    }

    /// The language of the file at `path` that holds `text`: by its name if that tells, else by what stands in it. A file that gives no hint
    /// is taken for a haproxy.cfg.
    #[must_use]
    pub fn of(path: &str, text: &str) -> Self {
        Self::by_name(path).or_else(|| Self::by_text(text)).unwrap_or(Self::Haproxy)
    }

    /// The language that the first lines with something in them speak.
    #[must_use]
    pub fn by_text(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])).take(200);
        let mut settings = 0;
        for line in lines {
            let first = line.split([' ', '\t', '=']).next().unwrap_or_default();
            match first {
                "global" | "defaults" | "frontend" | "backend" | "listen" => return Some(Self::Haproxy),
                "[pgbouncer]" | "[databases]" | "[users]" | "[peers]" => return Some(Self::Pgbouncer),
                "local" | "host" | "hostssl" | "hostnossl" | "hostgssenc" | "hostnogssenc" => return Some(Self::Hba),
                "node_id" | "node_name" | "promote_command" | "follow_command" => return Some(Self::Repmgr),
                "listen_addresses" | "shared_buffers" | "max_connections" | "wal_level" | "hot_standby" => return Some(Self::Postgresql),
                _ if line.starts_with('"') && line.matches('"').count() >= 4 => return Some(Self::Userlist),
                _ => settings += 1,
            }
            if settings > 100 {
                break;
            }
        }
        None
    }
}

impl Program {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Haproxy, Self::Pgbouncer, Self::Repmgr, Self::Postgresql];

    /// Its name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Haproxy => "haproxy",
            Self::Pgbouncer => "pgbouncer",
            Self::Repmgr => "repmgr",
            Self::Postgresql => "postgresql",
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Haproxy => "HAProxy",
            Self::Pgbouncer => "PgBouncer",
            Self::Repmgr => "repmgr",
            Self::Postgresql => "PostgreSQL",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_the_language() {
        for (path, language) in [
            ("/etc/haproxy/haproxy.cfg", Some(Language::Haproxy)),
            ("haproxy-pgbouncer.cfg", Some(Language::Haproxy)),
            ("/etc/pgbouncer/pgbouncer.ini", Some(Language::Pgbouncer)),
            ("/etc/pgbouncer/pg_hba.conf", Some(Language::PgbouncerHba)),
            ("pg_hba.conf", Some(Language::Hba)),
            ("userlist.txt", Some(Language::Userlist)),
            ("node1/repmgr.conf", Some(Language::Repmgr)),
            ("postgresql.auto.conf", Some(Language::Postgresql)),
            ("Dockerfile", None),
        ] {
            assert_eq!(Language::by_name(path), language, "{path}");
        }
    }

    #[test]
    fn text_tells_where_the_name_does_not() {
        assert_eq!(Language::of("<stdin>", "; pooler\n[databases]\n* = host=a\n"), Language::Pgbouncer);
        assert_eq!(Language::of("users", "\"app\" \"secret\"\n"), Language::Userlist);
        assert_eq!(Language::of("x.conf", "node_id=1\n"), Language::Repmgr);
        assert_eq!(Language::of("x", ""), Language::Haproxy);
    }
}
