//! The grammar of conditions: terms, `!`, `&&`, `||` and parentheses.

use crate::product::haproxy::tables::PREDICATE;
use crate::product::haproxy::value::strtol;
use crate::schema::Version;
use crate::text::nearest;

use super::arguments::{self, Argument};
use super::{ConditionFault, ConditionFaultKind};

/// How deep HAProxy descends (`MAX_CFG_RECURSION`); each `&&` and `||` counts as a step, a parenthesis as three.
const DEEPEST: u32 = 1024;

/// Alternatives, of which one must hold.
#[derive(Debug)]
pub(super) struct Any(pub(super) Vec<All>);

/// Terms, which must all hold.
#[derive(Debug)]
pub(super) struct All(pub(super) Vec<Term>);

/// A term.
#[derive(Debug)]
pub(super) struct Term {
    /// Whether it is negated.
    pub(super) negated: bool,
    /// What is negated or not.
    pub(super) operand: Operand,
}

/// What a term says.
#[derive(Debug)]
pub(super) enum Operand {
    /// A number, which holds if it is not 0.
    Constant(bool),
    /// A binary number, which only newer C libraries know; whether it is other than 0.
    Binary,
    /// A condition in parentheses.
    Nested(Any),
    /// A predicate: its name in the table, and its arguments.
    Predicate(&'static str, Vec<Argument>),
}

/// Reads a condition that is not empty.
pub(super) fn read(text: &str, version: Version) -> Result<Any, ConditionFault> {
    let mut reader = Reader { text, at: 0, version };
    let expression = reader.any(DEEPEST)?;
    reader.blanks();
    if reader.at < text.len() {
        return Err(reader.trailing());
    }
    Ok(expression)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    version: Version,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at += self.rest().bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }

    /// Whether `operator` stands here; steps over it and the blanks behind it.
    fn operator(&mut self, operator: &str) -> bool {
        let found = self.rest().starts_with(operator);
        if found {
            self.at += operator.len();
            self.blanks();
        }
        found
    }

    fn any(&mut self, depth: u32) -> Result<Any, ConditionFault> {
        let mut alternatives = Vec::new();
        for step in 0.. {
            alternatives.push(self.all(self.deeper(depth, step + 1)?)?);
            self.blanks();
            if !self.operator("||") {
                break;
            }
        }
        Ok(Any(alternatives))
    }

    fn all(&mut self, depth: u32) -> Result<All, ConditionFault> {
        let mut terms = Vec::new();
        for step in 0.. {
            terms.push(self.term(self.deeper(depth, step + 1)?)?);
            self.blanks();
            if !self.operator("&&") {
                break;
            }
        }
        Ok(All(terms))
    }

    /// What is left of `depth` after `steps`, if anything is.
    fn deeper(&self, depth: u32, steps: u32) -> Result<u32, ConditionFault> {
        depth.checked_sub(steps).filter(|left| *left > 0).ok_or_else(|| {
            let message = format!("the condition is nested too deep: HAProxy goes {DEEPEST} steps down");
            ConditionFault::new(ConditionFaultKind::TooDeep, self.at, self.text.len(), message).help("split it over several `.if` blocks")
        })
    }

    fn term(&mut self, depth: u32) -> Result<Term, ConditionFault> {
        self.blanks();
        if self.rest().is_empty() {
            return Err(self.missing());
        }
        let mut negated = false;
        while self.operator("!") {
            negated = !negated;
        }
        if self.rest().is_empty() {
            return Err(self.missing());
        }
        let number = strtol(self.rest(), 0);
        if number.len > 0 {
            let binary = is_binary(self.rest());
            self.at += binary.unwrap_or(number.len);
            let operand = if binary.is_some() { Operand::Binary } else { Operand::Constant(number.value != 0) };
            return Ok(Term { negated, operand });
        }
        if self.rest().starts_with('(') {
            return Ok(Term { negated, operand: Operand::Nested(self.nested(depth)?) });
        }
        let end = self.rest().find([' ', '(']).map_or(self.text.len(), |len| self.at + len);
        let name = &self.text[self.at..end];
        let Some(predicate) = PREDICATE.iter().find(|known| known.name == name && known.known(self.version)) else {
            return Err(self.no_operand(name));
        };
        let wanted = predicate.first.split(',').filter(|kind| !kind.is_empty()).count();
        let (arguments, next) = arguments::read(self.text, end, predicate.name, wanted)?;
        self.at = next;
        Ok(Term { negated, operand: Operand::Predicate(predicate.name, arguments) })
    }

    fn nested(&mut self, depth: u32) -> Result<Any, ConditionFault> {
        let open = self.at;
        self.at += 1;
        self.blanks();
        if self.rest().is_empty() {
            return Err(self.missing());
        }
        let inner = self.any(self.deeper(depth, 1)?)?;
        self.blanks();
        if !self.operator(")") {
            let message = "the parenthesis is not closed";
            return Err(
                ConditionFault::new(ConditionFaultKind::UnclosedParenthesis, open, self.at, message).help("write `)` behind the condition")
            );
        }
        Ok(inner)
    }

    fn missing(&self) -> ConditionFault {
        ConditionFault::new(ConditionFaultKind::MissingOperand, self.at, self.at, "the condition ends where a term should stand")
            .help("write a predicate such as `defined(NAME)`, a number or a condition in parentheses")
    }

    fn no_operand(&self, name: &str) -> ConditionFault {
        let end = self.at + name.len();
        let word = name.len() - name.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric() || letter == '_').len();
        if word == 0 {
            let shown = name.chars().next().map_or_else(|| "a blank".to_owned(), |letter| format!("`{}`", letter.escape_debug()));
            return ConditionFault::new(ConditionFaultKind::InvalidOperand, self.at, end, format!("{shown} stands where a term should"))
                .help("write a predicate such as `defined(NAME)`, a number or a condition in parentheses");
        }
        if let Some(later) = PREDICATE.iter().find(|known| known.name == name && known.since > self.version) {
            let message = format!("HAProxy {} does not know the predicate `{name}`, {} brought it", self.version, later.since);
            return ConditionFault::new(ConditionFaultKind::NotYet, self.at, end, message);
        }
        let known = PREDICATE.iter().filter(|known| known.known(self.version)).map(|known| known.name);
        let fault = ConditionFault::new(ConditionFaultKind::UnknownPredicate, self.at, end, format!("`{name}` is not a predicate"));
        match nearest(&name[..word], known) {
            Some(meant) if meant == &name[..word] => fault.help(format!("write a blank or a parenthesis behind `{meant}`")),
            Some(meant) => fault.help(format!("did you mean `{meant}`?")),
            None => fault.help("compare words with `streq(…,…)` and ask for variables with `defined(…)`"),
        }
    }

    fn trailing(&self) -> ConditionFault {
        let found = self.rest().chars().next().unwrap_or(' ').escape_debug();
        let fault = ConditionFault::new(
            ConditionFaultKind::TrailingText,
            self.at,
            self.text.len(),
            format!("`{found}` stands where the condition should end, or `&&` or `||` should follow"),
        );
        if self.rest().starts_with(')') { fault.help("remove the parenthesis") } else { fault.help("join terms with `&&` or `||`") }
    }
}

/// How long a binary number at the start of `text` is.
fn is_binary(text: &str) -> Option<usize> {
    let start = text.len() - text.trim_start_matches([' ', '\t', '\n', '\r', '\x0b', '\x0c']).len();
    let unsigned = text[start..].strip_prefix(['+', '-']).unwrap_or(&text[start..]);
    let digits = unsigned.strip_prefix("0b").or_else(|| unsigned.strip_prefix("0B"))?;
    let count = digits.bytes().take_while(|digit| matches!(digit, b'0' | b'1')).count();
    (count > 0).then(|| text.len() - digits.len() + count)
}
