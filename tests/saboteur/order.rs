//! What is to be done to which call of whom, as text.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

/// Who makes a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Any thread of it.
    Launcher,
    /// The launcher's helper.
    Spawner,
    /// A child of the spawner that does not execute its program yet.
    Newborn,
}

/// Who is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Victim {
    Launcher,
    Spawner,
    Both,
}

/// A call that can be denied for good: its name in reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Denied {
    Clone,
    Sendmsg,
}

impl Denied {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Clone => "clone",
            Self::Sendmsg => "sendmsg",
        }
    }
}

/// What is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Order {
    /// Calls are only counted: those that change something.
    #[default]
    Off,
    /// At the entry of the n-th call that changes something, before it does.
    Kill { role: Role, nth: u64, victim: Victim },
    /// The n-th call that can fail does, once.
    Fail { role: Role, nth: u64 },
    /// Each call of this name fails, where it can.
    Deny { role: Role, name: Denied },
    /// No disk has room any more.
    Full,
    /// Each call of the launcher that changes something on a disk waits for so long first. Only the thread that makes it does.
    Slow { pause: Duration },
    /// The wall clock of launcher and spawner is so many seconds ahead. It can be told to those alone that begin under such an order: they must
    /// ask the kernel for the time.
    Clock { ahead: i64 },
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Launcher => "launcher",
            Self::Spawner => "spawner",
            Self::Newborn => "newborn",
        })
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "launcher" => Ok(Self::Launcher),
            "spawner" => Ok(Self::Spawner),
            "newborn" => Ok(Self::Newborn),
            other => Err(format!("no role: {other:?}")),
        }
    }
}

impl FromStr for Victim {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        match word {
            "launcher" => Ok(Self::Launcher),
            "spawner" => Ok(Self::Spawner),
            "both" => Ok(Self::Both),
            other => Err(format!("no victim: {other:?}")),
        }
    }
}

impl FromStr for Order {
    type Err = String;

    fn from_str(line: &str) -> Result<Self, String> {
        let number = |word: &str| word.parse().map_err(|_| format!("no number: {word:?}"));
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["off"] => Ok(Self::Off),
            ["full"] => Ok(Self::Full),
            ["kill", role, nth, victim] => {
                Ok(Self::Kill { role: role.parse()?, nth: number(nth)?, victim: victim.parse()? })
            }
            ["deny", role, "clone"] => Ok(Self::Deny { role: role.parse()?, name: Denied::Clone }),
            ["deny", role, "sendmsg"] => Ok(Self::Deny { role: role.parse()?, name: Denied::Sendmsg }),
            ["slow", millis] => Ok(Self::Slow { pause: Duration::from_millis(number(millis)?) }),
            ["clock", seconds] => {
                Ok(Self::Clock { ahead: seconds.parse().map_err(|_| format!("no seconds: {seconds:?}"))? })
            }
            ["fail", role, nth] => Ok(Self::Fail { role: role.parse()?, nth: number(nth)? }),
            _ => Err(format!("no order: {line:?}")),
        }
    }
}
