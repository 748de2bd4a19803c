use std::io;
use super::Picture;
pub(super) fn write(_picture: &Picture, _out: &mut dyn io::Write) -> io::Result<()> { Ok(()) }
