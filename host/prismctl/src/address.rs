//! Where the launcher listens: parsed once, so that a typing error is wrong usage and not a connection that fails.

use std::fmt;
use std::str::FromStr;

/// Where a launcher listens unless it is told otherwise: the RFC's `grpc_port` on loopback.
pub(crate) const ADDRESS_DEFAULT: &str = "http://127.0.0.1:8982";

/// A launcher's address in the form that tonic's `Endpoint` takes: `http://host:port` or `unix:/path`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address(String);

impl Address {
    /// The address as it is dialled and shown.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address that is not one.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum AddressError {
    #[error("https is not spoken yet; expected host:port, http://host:port or unix:/path")]
    Tls,
    #[error("expected host:port, http://host:port or unix:/path")]
    Form,
    #[error("port {0:?} is not a number from 1 to 65535")]
    Port(String),
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(path) = text.strip_prefix("unix:") {
            return unix(path.strip_prefix("//").unwrap_or(path));
        }
        if text.starts_with("https://") {
            return Err(AddressError::Tls);
        }
        let rest = text.strip_prefix("http://").unwrap_or(text);
        tcp(rest.strip_suffix('/').unwrap_or(rest))
    }
}

fn unix(path: &str) -> Result<Address, AddressError> {
    if path.is_empty() { Err(AddressError::Form) } else { Ok(Address(format!("unix:{path}"))) }
}

/// A port is asked for: the 80 that `http://host` means elsewhere is never what was meant here.
fn tcp(authority: &str) -> Result<Address, AddressError> {
    let (host, port) = authority.rsplit_once(':').ok_or(AddressError::Form)?;
    if !is_host(host) {
        return Err(AddressError::Form);
    }
    match port.parse::<u16>() {
        Ok(1..) => Ok(Address(format!("http://{authority}"))),
        Ok(0) | Err(_) => Err(AddressError::Port(port.to_owned())),
    }
}

/// A name, an IPv4 address, or an IPv6 address in brackets. Whether it exists is for the resolver to say.
fn is_host(host: &str) -> bool {
    match host.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok()),
        None => !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<String, AddressError> {
        text.parse::<Address>().map(|address| address.to_string())
    }

    #[test]
    fn the_three_forms_are_addresses() {
        for (typed, dialled) in [
            ("127.0.0.1:8982", "http://127.0.0.1:8982"),
            ("http://launcher:8982", "http://launcher:8982"),
            ("http://launcher:8982/", "http://launcher:8982"),
            ("[::1]:8982", "http://[::1]:8982"),
            ("unix:/run/prism.sock", "unix:/run/prism.sock"),
            ("unix:///run/prism.sock", "unix:/run/prism.sock"),
        ] {
            assert_eq!(parsed(typed), Ok(dialled.to_owned()), "{typed}");
        }
        assert_eq!(parsed(ADDRESS_DEFAULT), Ok(ADDRESS_DEFAULT.to_owned()));
    }

    #[test]
    fn anything_else_says_what_was_expected() {
        for typed in ["", "launcher", ":8982", "unix:", "ftp://a:1", "a b:1", "a/b:1", "::1:8982", "[zz]:1"] {
            assert_eq!(parsed(typed), Err(AddressError::Form), "{typed}");
        }
        assert_eq!(parsed("a:0"), Err(AddressError::Port("0".to_owned())));
        assert_eq!(parsed("a:65536"), Err(AddressError::Port("65536".to_owned())));
        assert_eq!(parsed("https://a:1"), Err(AddressError::Tls));
    }
}
