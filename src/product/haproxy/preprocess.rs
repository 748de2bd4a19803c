//! The conditions of `.if` and `.elif` (placeholder until the evaluation lands).

use super::Target;
use super::environment::Environment;

/// What a condition is evaluated against.
pub struct ConditionContext<'c> {
    /// The target.
    pub target: &'c Target,
    /// The variables.
    pub environment: &'c Environment,
}

/// The value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It holds.
    True,
    /// It does not hold.
    False,
    /// It depends on what is named here.
    Unknown(String),
}

/// Evaluates `text`.
///
/// # Errors
/// A message if it makes no sense.
pub fn evaluate(text: &str, _context: &ConditionContext<'_>) -> Result<Truth, String> {
    match text.trim().parse::<i64>() {
        Ok(0) => Ok(Truth::False),
        Ok(_) => Ok(Truth::True),
        Err(_) => Ok(Truth::Unknown("the build".to_owned())),
    }
}
