//! Questions to the model that many rules ask.

use rustc_hash::FxHashSet;

use super::check::HealthCheck;
use super::endpoint::Endpoint;
use super::expr::table::Fetch;
use super::expr::{Context, acl, sample};
use super::facts::TermUse;
use super::load::Prefix;
use super::model::{DirectiveRef, Model, Proxy, Server};
use super::quantity::milliseconds;
use crate::schema::Flags;
use crate::text::{Location, Span};

/// The lines of which the last one decides how a proxy writes its log.
const LOG_FORMATS: [(&str, &str); 4] = [("log-format", ""), ("option", "httplog"), ("option", "httpslog"), ("option", "tcplog")];

/// One address of a `bind` line.
#[derive(Clone, Copy)]
pub struct Listener<'m, 's> {
    /// The line.
    pub directive: DirectiveRef<'m, 's>,
    /// The address.
    pub endpoint: Endpoint<'s>,
    /// Where it stands.
    pub at: Location,
}

/// A test of a condition: an expression with its flags and patterns, of an `acl` line or in braces.
#[derive(Clone, Copy)]
pub struct Test<'m, 's> {
    /// Its directive.
    pub directive: DirectiveRef<'m, 's>,
    /// Number of the word of its expression.
    pub at: usize,
    /// Number of the word behind it.
    pub end: usize,
}

impl<'s> Test<'_, 's> {
    /// Its words.
    pub fn words(self) -> impl Iterator<Item = &'s str> {
        (self.at..self.end).map(move |at| self.directive.word(at))
    }

    /// Where it stands.
    #[must_use]
    pub fn location(self) -> Location {
        self.directive.range(self.at, self.end)
    }

    /// Whether part of it is not known.
    #[must_use]
    pub fn is_opaque(self) -> bool {
        self.directive.line().open_ended || (self.at..self.end).any(|at| self.directive.is_opaque(at))
    }

    /// Number of the word of its first pattern: behind the expression and its flags.
    #[must_use]
    pub fn patterns(self) -> usize {
        let mut at = self.at + 1;
        while at < self.end {
            match self.directive.word(at) {
                "--" => return at + 1,
                "-f" | "-m" | "-u" => at += 2,
                word if word.starts_with('-') => at += 1,
                _ => break,
            }
        }
        at.min(self.end)
    }
}

impl<'s> Model<'s> {
    /// All directives of `global` sections.
    pub fn globals(&self) -> impl Iterator<Item = DirectiveRef<'_, 's>> {
        self.directives_of("global")
    }

    /// The last global directive of `keyword` that is not negated.
    #[must_use]
    pub fn global(&self, keyword: &str) -> Option<DirectiveRef<'_, 's>> {
        self.globals().filter(|directive| directive.keyword() == keyword && directive.line().prefix == Prefix::None).last()
    }

    /// The proxies that run, which HAProxy looks at again after reading.
    pub fn live(&self) -> impl Iterator<Item = &Proxy<'s>> {
        self.proxies.iter().filter(|proxy| proxy.is_live())
    }

    /// The timeout `name` in force in `proxy` in milliseconds, if it is known.
    #[must_use]
    pub fn timeout<'m>(&'m self, proxy: &'m Proxy<'s>, name: &str) -> Option<(DirectiveRef<'m, 's>, u64)> {
        let directive = self.setting(proxy, "timeout", name).filter(|directive| !directive.is_opaque(2))?;
        milliseconds(directive.word(2)).map(|time| (directive, time))
    }

    /// Whether `directive` is one of the lines of which the last one decides how a proxy writes its log.
    #[must_use]
    pub fn is_log_format(directive: DirectiveRef<'_, '_>) -> bool {
        LOG_FORMATS.contains(&(directive.keyword(), directive.sub()))
    }

    /// The line that decides how `proxy` writes its log, inherited or own; not for its structured data.
    #[must_use]
    pub fn log_format<'m>(&'m self, proxy: &'m Proxy<'s>) -> Option<DirectiveRef<'m, 's>> {
        let found = LOG_FORMATS.iter().filter_map(|(keyword, sub)| self.setting(proxy, keyword, sub));
        found.filter(|directive| directive.shape().sound && directive.line().prefix == Prefix::None).max_by_key(|directive| directive.index)
    }

    /// The addresses that `proxy` listens on over TCP, as far as they are known.
    pub fn listeners<'m>(&'m self, proxy: &'m Proxy<'s>) -> impl Iterator<Item = Listener<'m, 's>> {
        let listener = |&(directive, endpoint, at)| Listener { directive: self.directive(proxy, directive), endpoint, at };
        proxy.endpoints.iter().map(listener)
    }

    /// Whether the state of `server` is watched: by a check, an agent or the check of another server.
    #[must_use]
    pub fn is_watched(&self, proxy: &Proxy<'s>, server: &Server<'s>) -> bool {
        self.has(proxy, server, "check") || self.has(proxy, server, "agent-check") || self.has(proxy, server, "track")
    }

    /// Whether `server` takes its share of the load: it is neither a backup nor disabled.
    #[must_use]
    pub fn is_active(&self, proxy: &Proxy<'s>, server: &Server<'s>) -> bool {
        !self.has(proxy, server, "backup") && !self.has(proxy, server, "disabled")
    }

    /// Whether the option `name` is in force for `server`.
    #[must_use]
    pub fn has(&self, proxy: &Proxy<'s>, server: &Server<'s>, name: &str) -> bool {
        self.server_option(proxy, server, name).is_some()
    }

    /// Whether the option `name` or words that are not known stand on the line of `server`, or the option is in force otherwise.
    #[must_use]
    pub fn may_have(&self, proxy: &Proxy<'s>, server: &Server<'s>, name: &str) -> bool {
        self.has(proxy, server, name) || self.is_obscure(self.directive(proxy, server.directive))
    }

    /// Whether some words of `directive` are not known or were not understood.
    #[must_use]
    pub fn is_obscure(&self, directive: DirectiveRef<'_, '_>) -> bool {
        directive.line().open_ended || !directive.shape().sound || directive.words().iter().skip(2).any(|word| word.opaque)
    }

    /// The backends that `proxy` sends traffic to by name, itself among them if it is a `listen` with servers.
    #[must_use]
    pub fn targets<'m>(&'m self, proxy: &'m Proxy<'s>) -> Vec<&'m Proxy<'s>> {
        let mut found: Vec<&Proxy<'s>> = Vec::new();
        let mut seen: FxHashSet<usize> = FxHashSet::default();
        if proxy.kind.connects() && !proxy.servers.is_empty() {
            seen.insert(proxy.section);
            found.push(proxy);
        }
        if proxy.kind.listens() {
            let named = proxy.switches.iter().filter(|switch| !switch.dynamic).map(|switch| switch.target);
            for backend in named.chain(proxy.default_backend.map(|(_, name)| name)).filter_map(|name| self.backend(name)) {
                if seen.insert(backend.section) {
                    found.push(backend);
                }
            }
        }
        found
    }

    /// The tests that stand in the section of `proxy`.
    pub fn tests<'m>(&'m self, proxy: &'m Proxy<'s>) -> impl Iterator<Item = Test<'m, 's>> {
        let declared = proxy.acls.iter().map(move |acl| {
            let directive = self.directive(proxy, acl.directive);
            Test { directive, at: 2, end: directive.len() }
        });
        let written = self.terms(proxy).iter().filter(|used| used.term.anonymous).map(move |used| {
            let directive = self.directive(proxy, used.directive);
            Test { directive, at: usize::from(used.term.at), end: usize::from(used.term.end) }
        });
        declared.chain(written)
    }

    /// What the term `used` of a condition of `proxy` fetches, by each line of its ACL above; `None` if that is not known for all of them.
    #[must_use]
    pub fn fetches(&self, proxy: &Proxy<'s>, used: &TermUse) -> Option<Vec<&'static Fetch>> {
        let directive = self.directive(proxy, used.directive);
        let at = usize::from(used.term.at);
        if used.term.anonymous {
            return Some(vec![self.acl_fetch(directive, at, usize::from(used.term.end))?]);
        }
        let name = directive.word(at).get(usize::from(used.term.offset)..)?;
        let lines = proxy.acls.iter().filter(|acl| acl.name == name && acl.directive < used.directive);
        let lines = lines.map(|acl| self.directive(proxy, acl.directive));
        let found: Vec<_> = lines.map(|line| self.acl_fetch(line, 2, line.len())).collect::<Option<_>>()?;
        if found.is_empty() { Some(vec![acl::predefined(name, self.target.version)?.expr.fetch?]) } else { Some(found) }
    }

    /// What the sample expression that begins at word `at` of `directive` fetches, if it is known.
    #[must_use]
    pub fn fetch_at(&self, directive: DirectiveRef<'_, '_>, at: usize) -> Option<&'static Fetch> {
        sample::parse(&directive.texts(), at, &Context::anywhere(self.target.version)).ok()?.fetch
    }

    fn acl_fetch(&self, directive: DirectiveRef<'_, '_>, at: usize, end: usize) -> Option<&'static Fetch> {
        let words = directive.texts();
        acl::parse(&words, at, end, &Context::anywhere(self.target.version)).ok()?.expr.fetch
    }

    /// Whether the section of `proxy` or what it inherits holds a rule that can end a request or connection by itself: an answer, a
    /// redirection, a refusal, a service.
    #[must_use]
    pub fn answers_itself(&self, proxy: &Proxy<'s>) -> bool {
        let ends = |directive: DirectiveRef<'_, '_>| {
            directive.options().iter().any(|action| {
                let ends = ["reject", "silent-drop", "deny", "tarpit", "return", "redirect", "auth", "use-service", "attach-srv"];
                action.row.flags.has(Flags::FINAL) || ends.contains(&action.row.name)
            }) || directive.words().iter().any(|word| word.text.starts_with("lua.") || word.text == "use-service")
        };
        self.chain(proxy).any(|proxy| {
            let has = |keyword: &str| self.named_in(proxy.section, keyword).next().is_some();
            ["redirect", "stats", "monitor-uri", "block"].into_iter().any(has)
                || self.named_in(proxy.section, "http-request").chain(self.named_in(proxy.section, "tcp-request")).any(ends)
        })
    }

    /// The check of `proxy` if one of its servers is checked.
    #[must_use]
    pub fn health_check<'m>(&'m self, proxy: &'m Proxy<'s>) -> Option<HealthCheck<'m, 's>> {
        let checked = proxy.servers.iter().any(|server| self.has(proxy, server, "check"));
        checked.then(|| HealthCheck::of(self, proxy))
    }

    /// The lines of `directive` with their line feed, to take them out.
    #[must_use]
    pub fn line_of(&self, directive: DirectiveRef<'_, '_>) -> Span {
        let source = self.source(directive.line().file);
        let line = source.position(directive.at(0).span.start).line;
        let lines = source.lines();
        Span::new(lines.start(line), lines.span(line, source.len()).end)
    }
}
