//! What one launcher and the next say to each other. They may be of different builds, so the first two words are fixed for ever, and
//! later ones are only said to who has said that it knows them.
//!
//! ```text
//!   present                                   next
//!      offer, with sockets and the lock  ----->
//!                                       <-----  hello, with what it speaks and reads
//!                                       <-----  prepared, or: refused, with why
//!      (drains, and lets go)
//!      yours  -------------------------------->
//!                                       <-----  serving, or: refused, with why
//! ```
//!
//! Whoever is gone is heard by the end of the connection. Unknown names and numbers are passed over.

/// What the present launcher offers: names, in the order of the descriptors.
pub(super) const OFFER: &str = "prism-launcher offer 1";
const HELLO: &str = "prism-launcher hello 1";
pub(super) const PREPARED: &str = "prepared";
pub(super) const YOURS: &str = "yours";
pub(super) const SERVING: &str = "serving";
const REFUSED: &str = "refused ";
const MAIN: &str = "main ";

/// What the next launcher is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hello {
    /// Of its build, for people.
    pub(super) version: String,
    /// The protocol that it speaks with spawners.
    pub(super) spawner: u32,
    /// The versions of records that it reads.
    pub(super) reads: Vec<u32>,
    /// The one that it writes.
    pub(super) writes: u32,
}

/// An answer of the next launcher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    Hello(Hello),
    Prepared,
    Serving,
    Refused(String),
    Unknown,
}

pub(super) fn offer(names: &[&str]) -> String {
    format!("{OFFER}\n{}\n", names.join(" "))
}

/// The names in an offer; none, where it is no offer.
pub(super) fn offered(text: &str) -> Option<Vec<String>> {
    let names = text.strip_prefix(OFFER)?.strip_prefix('\n')?;
    Some(names.lines().next().unwrap_or_default().split(' ').map(str::to_owned).collect())
}

pub(super) fn refused(why: &str) -> String {
    format!("{REFUSED}{why}")
}

/// To the front: this process is the launcher from now on.
pub(super) fn main_is(pid: i32) -> String {
    format!("{MAIN}{pid}")
}

/// The pid in that.
pub(super) fn main_in(text: &str) -> Option<i32> {
    text.strip_prefix(MAIN)?.parse().ok().filter(|pid| *pid > 1)
}

impl Hello {
    pub(super) fn encode(&self) -> String {
        let reads: Vec<String> = self.reads.iter().map(u32::to_string).collect();
        let Self { version, spawner, writes, .. } = self;
        format!("{HELLO}\nversion {version}\nspawner {spawner}\nreads {}\nwrites {writes}\n", reads.join(" "))
    }

    fn decode(text: &str) -> Option<Self> {
        let mut hello = Self::default();
        for line in text.strip_prefix(HELLO)?.lines() {
            match line.split_once(' ') {
                Some(("version", version)) => version.clone_into(&mut hello.version),
                Some(("spawner", number)) => hello.spawner = number.parse().ok()?,
                Some(("reads", numbers)) => hello.reads = numbers.split(' ').flat_map(str::parse).collect(),
                Some(("writes", number)) => hello.writes = number.parse().ok()?,
                _ => {}
            }
        }
        Some(hello)
    }
}

impl Answer {
    pub(super) fn decode(text: &str) -> Self {
        match (text, text.strip_prefix(REFUSED)) {
            (PREPARED, _) => Self::Prepared,
            (SERVING, _) => Self::Serving,
            (_, Some(why)) => Self::Refused(why.to_owned()),
            _ => Hello::decode(text).map_or(Self::Unknown, Self::Hello),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hello() -> Hello {
        Hello { version: "0.1.0".into(), spawner: 1, reads: vec![2, 3], writes: 3 }
    }

    #[test]
    fn the_first_words_are_fixed_for_ever() {
        assert_eq!(offer(&["grpc", "lock"]), "prism-launcher offer 1\ngrpc lock\n");
        assert_eq!(hello().encode(), "prism-launcher hello 1\nversion 0.1.0\nspawner 1\nreads 2 3\nwrites 3\n");
    }

    #[test]
    fn what_is_said_is_understood() {
        assert_eq!(offered(&offer(&["grpc", "lock"])), Some(vec!["grpc".to_owned(), "lock".to_owned()]));
        assert_eq!(Answer::decode(&hello().encode()), Answer::Hello(hello()));
        assert_eq!(Answer::decode(PREPARED), Answer::Prepared);
        assert_eq!(Answer::decode(SERVING), Answer::Serving);
        assert_eq!(Answer::decode(&refused("policies: no\nsuch")), Answer::Refused("policies: no\nsuch".into()));
        assert_eq!(main_in(&main_is(4711)), Some(4711));
    }

    #[test]
    fn what_a_later_build_adds_is_passed_over() {
        let later = format!("{}colour blue\n\n", hello().encode());
        assert_eq!(Answer::decode(&later), Answer::Hello(hello()));
    }

    #[test]
    fn what_is_no_word_is_none() {
        for text in ["", "hello", "prism-launcher hello 2\n", "prism-launcher hello 1\nspawner one\n", "prepared "] {
            assert_eq!(Answer::decode(text), Answer::Unknown, "{text:?}");
            assert_eq!(offered(text), None, "{text:?}");
        }
        for text in ["main", "main 1", "main -4", "main x"] {
            assert_eq!(main_in(text), None, "{text:?}");
        }
    }
}
