//! What is wrong with an address.

use crate::text::Span;

/// The kind of an [`AddressFault`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AddressFaultKind {
    /// There is no address.
    Empty,
    /// A port must be there.
    MissingPort,
    /// No port may be there.
    PortNotAllowed,
    /// The port is not a number.
    InvalidPort,
    /// The port is below 0 (or 1, where it must be there) or above 65535.
    PortOutOfRange,
    /// A range of ports ends before it begins.
    PortOrder,
    /// No range of ports may be there.
    RangeNotAllowed,
    /// No offset may be there.
    OffsetNotAllowed,
    /// The host is neither an address nor a name that could be resolved.
    InvalidHost,
    /// The host is an address of another family than the prefix says.
    WrongFamily,
    /// The host must be an address and no name.
    NameNotAllowed,
    /// The descriptor is not a number.
    InvalidDescriptor,
    /// No descriptor may be there.
    DescriptorNotAllowed,
    /// The path of a socket is too long.
    PathTooLong,
    /// A stream cannot be used here.
    StreamNotAllowed,
    /// Datagrams cannot be used here.
    DatagramNotAllowed,
    /// The family does not know the transport.
    UnsupportedProtocol,
    /// HAProxy cannot connect to an endpoint of this kind.
    NotConnectable,
    /// Reverse HTTP stands in one list with other addresses.
    MixedReverseHttp,
    /// Only later versions know the prefix.
    NotYet,
}

/// Why HAProxy refuses an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressFault {
    /// The kind.
    pub kind: AddressFaultKind,
    /// The bytes of the word that are at fault; empty at the place where something is missing.
    pub span: Span,
    /// What is wrong.
    pub message: String,
    /// What to do, if that is clear.
    pub help: Option<String>,
}

impl AddressFault {
    /// A fault without help at the bytes `start..end` of the word.
    pub(super) fn new(kind: AddressFaultKind, start: usize, end: usize, message: impl Into<String>) -> Self {
        Self { kind, span: Span::new(start as u32, end as u32), message: message.into(), help: None }
    }

    /// The same fault with help.
    #[must_use]
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The same fault in a longer word in which this one starts at byte `offset`.
    #[must_use]
    pub(super) fn shifted(mut self, offset: usize) -> Self {
        self.span = Span::new(self.span.start + offset as u32, self.span.end + offset as u32);
        self
    }
}
