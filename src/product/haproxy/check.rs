//! Health checks: what is sent to a server, where, and what an answer proves.

use super::locate::server_address;
use super::model::{DirectiveRef, Model, Proxy, Server};

/// The options that choose a kind of check, and what a good answer proves. Without any, a check is a TCP connect.
pub(super) const KINDS: [(&str, Proof); 10] = [
    ("tcp-check", Proof::Connects),
    ("httpchk", Proof::Answers),
    ("pgsql-check", Proof::Speaks),
    ("mysql-check", Proof::Speaks),
    ("redis-check", Proof::Speaks),
    ("ldap-check", Proof::Speaks),
    ("smtpchk", Proof::Speaks),
    ("ssl-hello-chk", Proof::Speaks),
    ("spop-check", Proof::Speaks),
    ("external-check", Proof::Answers),
];

/// Whether `option` is an option that chooses a kind of check.
#[must_use]
pub fn is_kind(option: &str) -> bool {
    KINDS.iter().any(|(name, _)| *name == option)
}

/// The option that chooses the check of `proxy`, own or inherited.
#[must_use]
pub fn kind_in_force<'s>(model: &Model<'s>, proxy: &Proxy<'s>) -> Option<&'static str> {
    model.option_in_force(proxy, &KINDS.map(|(name, _)| name)).map(DirectiveRef::sub)
}

/// What a step of a check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// Opens a connection.
    Connect,
    /// Sends something.
    Send,
    /// Waits for something.
    Expect,
    /// Anything else: a comment or a variable.
    Other,
}

impl StepKind {
    /// The kind of the step with the word `sub`; `None` for words of `http-check` that are no steps.
    #[must_use]
    pub fn of(sub: &str) -> Option<Self> {
        Some(match sub {
            "connect" => Self::Connect,
            "send" | "send-binary" | "send-lf" | "send-binary-lf" => Self::Send,
            "expect" => Self::Expect,
            "" | "disable-on-404" | "send-state" => return None,
            _ => Self::Other,
        })
    }
}

/// What a check that succeeds proves of a server, from nothing to much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// It is not checked.
    Nothing,
    /// Its port accepts connections.
    Connects,
    /// It speaks its protocol; its role is not asked.
    Speaks,
    /// It gave an answer that can depend on its role.
    Answers,
}

/// The check that a proxy makes of its servers.
pub struct HealthCheck<'m, 's> {
    /// The option that chooses it; `None` for a plain TCP connect.
    pub option: Option<DirectiveRef<'m, 's>>,
    /// The name of that option; empty if there is none.
    pub kind: &'static str,
    /// Its `tcp-check` or `http-check` steps in order, own or inherited.
    pub steps: Vec<DirectiveRef<'m, 's>>,
}

impl<'m, 's> HealthCheck<'m, 's> {
    /// The check of `proxy`.
    #[must_use]
    pub fn of(model: &'m Model<'s>, proxy: &'m Proxy<'s>) -> Self {
        let names = KINDS.map(|(name, _)| name);
        let option = model.option_in_force(proxy, &names);
        let kind = option.map_or("", DirectiveRef::sub);
        let keyword = match kind {
            "tcp-check" => "tcp-check",
            "httpchk" => "http-check",
            _ => "",
        };
        // A section that has neither steps nor the option of its own takes the steps of its defaults.
        let mut steps = Vec::new();
        for section in model.chain(proxy).filter(|_| !keyword.is_empty()) {
            steps = model.own_settings(section, keyword).collect();
            if !steps.is_empty() || option.is_some_and(|option| option.section().index == section.section) {
                break;
            }
        }
        Self { option, kind, steps }
    }

    /// What it proves of a server that is checked.
    #[must_use]
    pub fn proof(&self) -> Proof {
        if self.kind == "tcp-check" {
            let asks = |step: &DirectiveRef<'_, '_>| !matches!(step.sub(), "connect" | "comment" | "");
            return if self.steps.iter().any(asks) { Proof::Answers } else { Proof::Connects };
        }
        KINDS.iter().find(|(name, _)| *name == self.kind).map_or(Proof::Connects, |(_, proof)| *proof)
    }

    /// The whole check as one text: two checks with one text cannot tell two servers at one address apart.
    #[must_use]
    pub fn script(&self) -> String {
        let option = self.option.map_or_else(String::new, |option| normal(option, 0));
        std::iter::once(option).chain(self.steps.iter().map(|step| normal(*step, 0))).collect::<Vec<_>>().join("\n")
    }
}

/// The words of `directive` from `from` on, with single blanks.
fn normal(directive: DirectiveRef<'_, '_>, from: usize) -> String {
    directive.words()[from..].iter().map(|word| word.text).collect::<Vec<_>>().join(" ")
}

/// What `check`, the check of its proxy, proves of `server`, and how it differs from the proxy's other servers: where it connects to and what it adds.
#[must_use]
pub fn target<'s>(model: &Model<'s>, check: &HealthCheck<'_, 's>, proxy: &Proxy<'s>, server: &Server<'s>) -> (Proof, String) {
    if model.server_option(proxy, server, "check").is_none() && model.server_option(proxy, server, "agent-check").is_none() {
        return (Proof::Nothing, String::new());
    }
    let own: Vec<String> =
        ["addr", "port", "check-ssl", "check-sni", "check-proto", "agent-check", "agent-addr", "agent-port", "agent-send"]
            .iter()
            .filter_map(|name| model.server_option(proxy, server, name))
            .map(|option| format!("{} {}", option.option.row.name, option.argument(0)))
            .collect();
    let proof = if own.iter().any(|text| text.starts_with("agent-check")) { Proof::Answers } else { check.proof() };
    (proof, own.join(" "))
}

/// The address of `server` in a form that can be compared: equal for two ways to write one endpoint.
#[must_use]
pub fn comparable_address<'s>(model: &Model<'s>, proxy: &Proxy<'s>, server: &Server<'s>) -> Option<String> {
    let key = server_address(model, proxy, server)?.key()?;
    Some(match key.strip_prefix("tcp localhost") {
        Some(rest) => format!("tcp 127.0.0.1{rest}"),
        None => key,
    })
}
