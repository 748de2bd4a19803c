//! What single fetches and converters ask of their arguments beyond the types: the checks that HAProxy's `val_args` functions make.

use super::Reference;
use super::args::Args;
use super::fault::ArgFault;
use crate::schema::Version;

/// Checks the arguments of the fetch `name`.
pub(super) fn fetch<'w>(
    _name: &str,
    _args: &Args<'w>,
    _version: Version,
    _word: usize,
    _found: &mut Vec<Reference<'w>>,
) -> Result<(), ArgFault> {
    Ok(())
}

/// Checks the arguments of the converter `name`.
pub(super) fn converter<'w>(
    _name: &str,
    _args: &Args<'w>,
    _version: Version,
    _word: usize,
    _found: &mut Vec<Reference<'w>>,
) -> Result<(), ArgFault> {
    Ok(())
}
