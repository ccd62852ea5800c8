//! Names of topics and groups. Safe as file names: they begin with a letter or digit and have no `/`.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use tonic::Status;

const NAME_BYTES_MAX: usize = 100;

/// A topic of a namespace.
pub type TopicName = Name<Topic>;
/// A consumer group of a topic.
pub type GroupName = Name<Group>;

/// Makes a [`Name`] a topic's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {}
/// Makes a [`Name`] a group's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {}

/// `[A-Za-z0-9][A-Za-z0-9._-]{0,99}`; `K` keeps topics and groups apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name<K> {
    text: String,
    kind: PhantomData<fn(K)>,
}

impl<K> Name<K> {
    /// The name.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<K> fmt::Display for Name<K> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// A topic or group whose name is empty, too long or has other characters.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a name of letters, digits, `.`, `_`, `-`, beginning with a letter or digit, at most 100")]
pub struct NameError;

impl NameError {
    /// INVALID_ARGUMENT that names the request's field.
    pub fn in_field(self, field: &str) -> Status {
        Status::invalid_argument(format!("{field}: {self}"))
    }
}

impl<K> FromStr for Name<K> {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let inner = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
        let begins = text.as_bytes().first().is_some_and(u8::is_ascii_alphanumeric);
        if begins && text.len() <= NAME_BYTES_MAX && text.bytes().all(inner) {
            Ok(Self { text: text.to_owned(), kind: PhantomData })
        } else {
            Err(NameError)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_leave_its_directory() {
        for bad in ["", ".", "..", "../x", "a/b", ".hidden", "a b", "a\0", &"a".repeat(101)] {
            assert_eq!(bad.parse::<TopicName>(), Err(NameError), "{bad}");
        }
        assert!("orders.EU-1_x".parse::<TopicName>().is_ok());
    }
}
