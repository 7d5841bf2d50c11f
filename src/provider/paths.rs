//! The provider's addresses.

/// Where everything is that programs look for under a name which all hosts share (RFC 8615).
pub const WELL_KNOWN: &str = "/.well-known/{name:.*}";
pub const SECURITY_TXT: &str = "/.well-known/security.txt";
