//! ACLs: an expression, options that begin with `-`, and patterns.

use super::fault::{ExprFault, FaultKind};
use super::pattern::{self, Form};
use super::sample::{self, Expr};
use super::table::{AclWord, Method, Type};
use super::{Context, RefKind, Reference, Word, args, name_end, word};
use crate::schema::Version;
use crate::text::nearest;
use alloc::borrow::Cow;

/// From this version on a second `-m` is refused and one that takes the place of an ACL word's own method is warned about.
const ONE_METHOD: Version = Version::new(3, 3);

/// An ACL as it stands behind `acl NAME` or between braces.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own about the line")]
pub struct Acl<'w> {
    /// The sample that is looked at. Its references are those of the whole ACL.
    pub expr: Expr<'w>,
    /// The ACL word it begins with, if it is one and not the name of a fetch.
    pub word: Option<&'static AclWord>,
    /// How the patterns are matched; `None` if it could not be told.
    pub method: Option<Method>,
    /// Number of the first word that is a pattern; the end of the ACL if there is none.
    pub patterns: usize,
    /// Number of the word behind the ACL.
    pub end: usize,
    /// `-i`: letters match in any case.
    pub ignore_case: bool,
    /// `-n`: host names are not looked up.
    pub no_lookup: bool,
    /// `-u`: its number, and the word that holds it. Each may be used once in a file.
    pub id: Option<(i64, usize)>,
    /// HAProxy warns that there are no patterns, so that it never matches.
    pub no_pattern: bool,
    /// HAProxy warns that the method of the ACL word gave way to another one.
    pub overridden: bool,
    /// HAProxy warns that a blank before a parenthesis is likely a mistake.
    pub detached_parenthesis: bool,
    /// Not everything could be judged, because a word holds a variable of the environment or a name is Lua's.
    pub open: bool,
}

/// Reads the ACL that begins at word `at` and ends before word `end` (or at the first empty word).
///
/// The points of [`Context::allowed`] are not looked at: HAProxy checks where an ACL is used, and only warns.
///
/// # Errors
/// The first thing that HAProxy refuses.
pub fn parse<'w>(words: &[Word<'w>], at: usize, end: usize, ctx: &Context) -> Result<Acl<'w>, ExprFault> {
    let ctx = Context { allowed: 0, ..*ctx };
    let words = &words[..end.min(words.len())];
    let end = (at..words.len()).find(|&at| words[at] == Some("")).unwrap_or(words.len()).max(at);
    let words = &words[..end.min(words.len())];
    let Some(text) = word(words, at) else {
        return Ok(Acl {
            expr: Expr { end: at + 1, open: true, points: u32::MAX, ..Expr::default() },
            patterns: end,
            end,
            open: true,
            ..Acl::default()
        });
    };
    let acl_word = AclWord::find(&text[..name_end(text, 0)], ctx.version);
    let expr = match acl_word {
        Some(acl_word) => sample::parse_acl_word(text, at, acl_word, &ctx)?,
        None => sample::parse(words, at, &ctx)?,
    };
    let method = acl_word.filter(|_| expr.converters == 0).map(|word| word.method).or_else(|| expr.out.and_then(Method::of_type));
    let next = word(words, at + 1);
    let acl = Acl {
        no_pattern: method.is_some() && expr.out != Some(Type::Bool) && next == Some(""),
        detached_parenthesis: !text.contains('(') && next.is_some_and(|next| next.starts_with('(')),
        open: expr.open,
        expr,
        word: acl_word,
        method,
        patterns: end,
        end,
        ..Acl::default()
    };
    Options { words, ctx, acl, start: at, named: None, file: None }.read(at + 1)
}

/// The ACL called `name` that exists without a declaration, if `version` has one.
#[must_use]
pub fn predefined(name: &str, version: Version) -> Option<Acl<'static>> {
    let row = super::table::PredefinedAcl::find(name, version)?;
    let words: Vec<Word<'static>> = core::iter::once(row.expression).chain(row.patterns.iter().copied()).map(Some).collect();
    parse(&words, 0, words.len(), &Context::anywhere(version)).ok()
}

/// Reads options and patterns.
struct Options<'r, 'w> {
    words: &'r [Word<'w>],
    ctx: Context,
    acl: Acl<'w>,
    /// The first word of the ACL.
    start: usize,
    /// The word of the last `-m`.
    named: Option<usize>,
    /// The word of the first `-f`.
    file: Option<usize>,
}

impl<'w> Options<'_, 'w> {
    fn fault(kind: FaultKind, at: usize, text: &str, message: impl Into<String>) -> ExprFault {
        ExprFault::new(kind, at, 0..text.len(), message)
    }

    fn read(mut self, mut at: usize) -> Result<Acl<'w>, ExprFault> {
        loop {
            let Some(text) = word(self.words, at) else {
                self.acl.open = true;
                break;
            };
            if !text.starts_with('-') {
                break;
            }
            at += match text {
                "-i" => {
                    self.acl.ignore_case = true;
                    1
                }
                "-n" => {
                    self.acl.no_lookup = true;
                    1
                }
                "-M" => 1,
                "-u" => self.id(at + 1)?,
                "-f" => self.file(at)?,
                "-m" => self.method(at)?,
                "--" => {
                    at += 1;
                    break;
                }
                _ => {
                    return Err(Self::fault(FaultKind::Option, at, text, format!("`{text}` is not an option of an ACL"))
                        .with_help("write `--` before patterns that begin with `-`".to_owned()));
                }
            };
        }
        self.acl.patterns = at.min(self.acl.end);
        let Some(method) = self.acl.method else {
            // Where the type is not known, neither is the method.
            if self.acl.expr.out.is_none() || self.acl.open {
                self.acl.open = true;
                return Ok(self.acl);
            }
            return Err(self.no_method());
        };
        let own = self.acl.word.filter(|_| self.named.is_none() && self.acl.expr.converters == 0);
        if let Some(word) = self.acl.word {
            let changed = if has_own_match(word.name) { own.is_none() } else { is_told_when_changed(word.method) && method != word.method };
            self.acl.overridden = self.ctx.version >= ONE_METHOD && changed;
        }
        let form = Form::of(method, own.map(|word| word.name));
        pattern::check(form, self.words, self.acl.patterns, self.acl.end, !self.acl.no_lookup, &mut self.acl.expr.references)?;
        if self.acl.expr.fetch.is_some_and(|fetch| fetch.name == "http_auth_group") {
            self.groups(own.is_some())?;
        }
        Ok(self.acl)
    }

    /// The patterns are groups of a userlist: there must be one, and if `judged` each must be known there.
    fn groups(&mut self, judged: bool) -> Result<(), ExprFault> {
        let (first, end) = (self.acl.patterns, self.acl.end);
        if first == end && self.file.is_none() && !self.acl.open {
            let text = word(self.words, self.start).unwrap_or_default();
            return Err(Self::fault(FaultKind::Pattern, self.start, text, "`http_auth_group` needs a group to look for")
                .with_help("write the names of groups of the userlist behind it".to_owned()));
        }
        let groups = (first..end).filter_map(|at| Some((at, word(self.words, at)?))).filter(|_| judged);
        self.acl.expr.references.extend(groups.map(|(at, name)| Reference {
            kind: RefKind::Group,
            name: Cow::Borrowed(name),
            implicit: false,
            word: at,
            range: 0..name.len(),
        }));
        Ok(())
    }

    fn no_method(&self) -> ExprFault {
        let of = self.acl.expr.out.map_or("any", Type::name);
        let text = word(self.words, self.start).unwrap_or_default();
        Self::fault(FaultKind::Method, self.start, text, format!("a sample of type {of} has no match method of its own"))
            .with_help("name one before files and patterns: `-m str`, `-m found` ...".to_owned())
    }

    /// `-u NUMBER`: how many words it takes.
    fn id(&mut self, at: usize) -> Result<usize, ExprFault> {
        match word(self.words, at) {
            None => self.acl.open = true,
            // Nothing at all is read as 0.
            Some("") => self.acl.id = Some((0, at)),
            Some(text) => match args::strtol(text) {
                Some(id) => self.acl.id = Some((id, at)),
                None => return Err(Self::fault(FaultKind::Option, at, text, format!("`-u` takes a number, not `{text}`"))),
            },
        }
        Ok(2)
    }

    /// `-f FILE`: how many words it takes.
    fn file(&mut self, at: usize) -> Result<usize, ExprFault> {
        if self.acl.method.is_none() && self.acl.expr.out.is_some() && !self.acl.open {
            return Err(self.no_method());
        }
        self.file.get_or_insert(at);
        match word(self.words, at + 1) {
            None => self.acl.open = true,
            Some("") => return Err(Self::fault(FaultKind::Option, at, "-f", "`-f` takes the name of a file")),
            Some(name) => self.acl.expr.references.push(Reference {
                kind: RefKind::PatternFile,
                name: Cow::Borrowed(name),
                implicit: false,
                word: at + 1,
                range: 0..name.len(),
            }),
        }
        Ok(2)
    }

    /// `-m METHOD`: how many words it takes.
    fn method(&mut self, at: usize) -> Result<usize, ExprFault> {
        if self.file.is_some() {
            return Err(Self::fault(FaultKind::Option, at, "-m", "`-m` must stand before the first `-f`"));
        }
        if self.named.is_some() && self.ctx.version >= ONE_METHOD {
            return Err(Self::fault(FaultKind::Option, at, "-m", "`-m` is given twice")
                .with_help("keep the last one, which was the one that counted until 3.2".to_owned()));
        }
        self.named = Some(at);
        let Some(name) = word(self.words, at + 1) else {
            (self.acl.method, self.acl.expr.out, self.acl.open) = (None, None, true);
            return Ok(2);
        };
        let Some(method) = Method::of_name(name) else {
            let (place, text, message) = if name.is_empty() {
                (at, "-m", "`-m` takes a match method".to_owned())
            } else {
                (at + 1, name, format!("there is no match method `{name}`"))
            };
            let names = Method::NAMES.map(|(name, _)| name);
            let help =
                nearest(name, names).map_or_else(|| format!("one of {}", names.join(", ")), |near| format!("did you mean `{near}`?"));
            return Err(Self::fault(FaultKind::Method, place, text, message).with_help(help));
        };
        if let Some(of) = self.acl.expr.out
            && method != Method::Found
            && !method.fits(of, self.ctx.version)
        {
            let message = format!("the match method `{name}` cannot be used on a sample of type {}", of.name());
            return Err(Self::fault(FaultKind::Method, at + 1, name, message));
        }
        self.acl.method = Some(method);
        Ok(2)
    }
}

/// Whether a change of the method that an ACL word stands for is told.
fn is_told_when_changed(method: Method) -> bool {
    matches!(method, Method::Beg | Method::Dir | Method::Dom | Method::End | Method::Len | Method::Reg | Method::Sub)
}

/// Whether the ACL word has a match function that no `-m` names.
fn has_own_match(word: &str) -> bool {
    matches!(word, "method" | "http_auth_group")
}
