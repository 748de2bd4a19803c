//! The files that a configuration names, and where HAProxy looks for them.

use super::expr::RefKind;
use super::facts::MachineName;
use super::machine::{Entry, Machine};
use super::model::{DirectiveRef, Model, Proxy, Server};
use super::tables::{Entry as Kind, PATH};
use crate::schema::Version;
use crate::text::Location;

/// Folders whose files are made while a machine runs: that they are not in an image says nothing.
const VOLATILE: [&str; 6] = ["/dev/", "/proc/", "/sys/", "/run/", "/var/run/", "/tmp/"];

/// From this version on `file@`, `opt@` and `virt@` may stand before the name of a file of patterns.
const PREFIXES: Version = Version::new(3, 0);

/// A file that a directive names.
pub struct NamedFile<'m, 's> {
    /// The directive.
    pub directive: DirectiveRef<'m, 's>,
    /// Number of the word that names it.
    pub word: usize,
    /// Where the name stands.
    pub at: Location,
    /// Its absolute path.
    pub path: String,
    /// Its row in the table of kinds.
    kind: &'static Kind,
}

impl NamedFile<'_, '_> {
    /// The name of its kind.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.kind.name
    }

    /// Whether HAProxy wants `what` of it: `file`, `folder`, `certificate`, `key`, `ca` or `warn`.
    #[must_use]
    pub fn wants(&self, what: &str) -> bool {
        self.kind.second.split(',').any(|wanted| wanted == what)
    }

    /// What is there.
    #[must_use]
    pub fn entry(&self, machine: &dyn Machine) -> Entry {
        match machine.entry(&self.path) {
            Entry::Missing if VOLATILE.iter().any(|folder| self.path.starts_with(folder)) => Entry::Unknown,
            entry => entry,
        }
    }
}

impl<'s> Model<'s> {
    /// The files that HAProxy opens while it reads the configuration, as far as it is known where it looks for them.
    #[must_use]
    pub fn named_files(&self) -> Vec<NamedFile<'_, 's>> {
        let mut found = Vec::new();
        for section in self.sections() {
            let facts = section.facts();
            for name in &facts.named {
                let (directive, word) = (self.any_directive(name.directive), usize::from(name.at));
                if !directive.is_opaque(word) && self.is_opened(directive, name) {
                    self.add(directive, word, directive.at(word), name.kind, directive.word(word), &mut found);
                }
            }
            for sample in facts.samples.iter().filter(|sample| matches!(sample.kind, RefKind::MapFile | RefKind::PatternFile)) {
                let (directive, word) = (self.any_directive(sample.directive), usize::from(sample.at));
                if let Some(name) = self.pattern_file(&sample.name) {
                    self.add(directive, word, directive.within(word, sample.part), "list", name, &mut found);
                }
            }
        }
        found
    }

    /// The name of a file of patterns without what stands before it; `None` if it need not be there.
    fn pattern_file<'n>(&self, name: &'n str) -> Option<&'n str> {
        if self.target.version < PREFIXES {
            return Some(name);
        }
        (!name.starts_with("opt@") && !name.starts_with("virt@")).then(|| name.strip_prefix("file@").unwrap_or(name))
    }

    fn add<'m>(
        &'m self,
        directive: DirectiveRef<'m, 's>,
        word: usize,
        at: Location,
        kind: &str,
        name: &str,
        found: &mut Vec<NamedFile<'m, 's>>,
    ) {
        let Some(kind) = PATH.iter().find(|row| row.name == kind && row.known(self.target.version)) else { return };
        if let Some(path) = self.path_of(directive, kind, name) {
            found.push(NamedFile { directive, word, at, path, kind });
        }
    }

    /// Whether the file is opened where it stands: what signs or shows a certificate only if that is asked for.
    fn is_opened(&self, directive: DirectiveRef<'_, 's>, name: &MachineName) -> bool {
        match name.kind {
            "ca-sign" => directive.option("generate-certificates").is_some() && directive.option("ssl").is_some(),
            "client-crt" => self.live().any(|proxy| proxy.servers.iter().any(|server| self.shows(proxy, server, directive))),
            // What a store has loaded under this name is not looked for again.
            "crt" => !self.is_in_store(directive.word(usize::from(name.at))),
            _ => true,
        }
    }

    /// Whether `server` shows the certificate that `directive` names, its own line or a `default-server`.
    fn shows(&self, proxy: &Proxy<'s>, server: &Server<'s>, directive: DirectiveRef<'_, 's>) -> bool {
        let option = |word: &str| self.server_option(proxy, server, word);
        let own = option("crt").is_some_and(|crt| crt.directive.index == directive.index);
        let never = option("no-ssl").or_else(|| option("no-check-ssl")).is_some();
        own && !never && option("ssl").or_else(|| option("check-ssl")).is_some()
    }

    fn is_in_store(&self, name: &str) -> bool {
        let words = self.directives_of("crt-store").flat_map(super::model::DirectiveRef::words);
        let mut words = words.map(|word| word.text.trim_start_matches('/'));
        words.any(|word| !word.is_empty() && name.ends_with(word))
    }

    /// The absolute path that HAProxy makes of `name` in `directive`; `None` if that is not known.
    fn path_of(&self, directive: DirectiveRef<'_, 's>, kind: &Kind, name: &str) -> Option<String> {
        if name.is_empty() || name.starts_with('@') {
            return None;
        }
        let based = (!name.starts_with('/')).then(|| self.last_global(kind.first, directive.index)).flatten();
        let path = match based {
            Some(base) if base.is_opaque(1) => return None,
            Some(base) => format!("{}/{name}", base.word(1)),
            None => name.to_owned(),
        };
        if path.starts_with('/') {
            return Some(path);
        }
        Some(format!("{}/{path}", self.working_folder(directive)?))
    }

    /// The last global line of `keyword` above directive `index`.
    fn last_global(&self, keyword: &str, index: u32) -> Option<DirectiveRef<'_, 's>> {
        self.globals().filter(|directive| directive.index < index && directive.keyword() == keyword).last()
    }

    /// The folder that relative names of files are looked up in. Unless `default-path` names one it is the one HAProxy is started in,
    /// which nobody knows.
    fn working_folder(&self, directive: DirectiveRef<'_, 's>) -> Option<String> {
        let setting = self.last_global("default-path", directive.index)?;
        let source = || self.target.machine.folder_of(self.source(directive.line().file).name());
        match setting.word(1) {
            _ if setting.is_opaque(1) || setting.is_opaque(2) => None,
            "config" => source(),
            "parent" => Some(format!("{}/..", source()?)),
            "origin" if setting.word(2).starts_with('/') => Some(setting.word(2).to_owned()),
            _ => None,
        }
    }
}
