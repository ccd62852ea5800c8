//! What instances are kept from, as the operator wants it: `hardening` and `require_hardening` of the configuration file.

use std::ops::RangeInclusive;
use std::str::FromStr;

use prism_spawner::Measure;
use serde::Deserialize;
use serde::de::Deserializer;

use crate::units::scalar;

/// The users that root gives away where the operator names none.
///
/// 70000 to 89999: no distribution gives accounts numbers above 65535 by itself, systemd's own users end below that, and the ranges that
/// are given to user namespaces begin at 100000. Four for each of the 5000 processes that there can be, so that a user hardly ever
/// changes hands.
const DEFAULT_USERS: RangeInclusive<u32> = 70_000..=89_999;
/// Below are the machine's own accounts.
const USER_MIN: u32 = 1000;
/// Who owns what has no owner here (`nobody`), and the number that means none in 16 bits.
const NOBODIES: RangeInclusive<u32> = 65_534..=65_535;
/// The last number but one: the last means none.
const USER_MAX: u32 = u32::MAX - 1;
/// As many as can be told apart in a list. More than ever have processes at a time.
const USERS_MAX: u32 = 1_000_000;

/// What instances are kept from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hardening {
    /// Whose their processes are.
    pub users: UserRange,
    /// They have no capabilities.
    pub drop_capabilities: bool,
    /// They have System V objects and message queues of their own.
    pub private_ipc: bool,
    /// They have an empty /tmp of their own.
    pub private_tmp: bool,
    /// They see no process but their own, each from 1 on.
    pub private_processes: bool,
    /// They signal and trace nothing but what they started.
    pub process_scope: bool,
    /// They open nothing but what is theirs.
    pub filesystem: KeepToFiles,
    /// System calls that no server needs are refused.
    pub seccomp: bool,
    /// Without these the launcher does not start.
    pub required: Vec<Measure>,
}

/// Who instances run as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserRange {
    /// As the launcher.
    Off,
    /// These, one for each namespace, where that is possible.
    Default(RangeInclusive<u32>),
    /// These, one for each namespace; where that is not possible the launcher does not start.
    Named(RangeInclusive<u32>),
}

/// Which instances keep to their own files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeepToFiles {
    /// None.
    Off,
    /// Those whose manifest has a section `filesystem`.
    #[default]
    Asked,
    /// All.
    Always,
}

/// `hardening`, key by key.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct HardeningFile {
    #[serde(deserialize_with = "scalar")]
    uid_range: UserRange,
    drop_capabilities: bool,
    private_ipc: bool,
    private_tmp: bool,
    private_processes: bool,
    process_scope: bool,
    filesystem: KeepToFiles,
    seccomp: bool,
}

impl Default for HardeningFile {
    fn default() -> Self {
        Self {
            uid_range: UserRange::Default(DEFAULT_USERS),
            drop_capabilities: true,
            private_ipc: true,
            private_tmp: false,
            private_processes: false,
            process_scope: true,
            filesystem: KeepToFiles::default(),
            seccomp: true,
        }
    }
}

/// A measure as files write it.
#[derive(Clone, Copy, Debug)]
pub(super) struct MeasureName(Measure);

impl FromStr for MeasureName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Measure::ALL.map(Measure::name).join(", ");
        let found = Measure::ALL.into_iter().find(|measure| measure.name() == text);
        found.map(Self).ok_or_else(|| format!("{text:?} is no measure; expected one of {}", names()))
    }
}

impl<'de> Deserialize<'de> for MeasureName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        scalar(deserializer)
    }
}

impl HardeningFile {
    pub(super) fn config(self, required: Vec<MeasureName>) -> Hardening {
        Hardening {
            users: self.uid_range,
            drop_capabilities: self.drop_capabilities,
            private_ipc: self.private_ipc,
            private_tmp: self.private_tmp,
            private_processes: self.private_processes,
            process_scope: self.process_scope,
            filesystem: self.filesystem,
            seccomp: self.seccomp,
            required: required.into_iter().map(|MeasureName(measure)| measure).collect(),
        }
    }
}

impl FromStr for UserRange {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "off" { Ok(Self::Off) } else { parse_range(text).map(Self::Named) }
    }
}

fn parse_range(text: &str) -> Result<RangeInclusive<u32>, String> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let range = text.split_once('-').and_then(|(first, last)| Some(number(first)?..=number(last)?));
    let range = range.filter(|range| !range.is_empty()).ok_or_else(|| {
        format!("{text:?} is not a range of uids; expected the first and the last one, such as 70000-89999, or off")
    })?;
    let (first, last) = (*range.start(), *range.end());
    if first < USER_MIN || last > USER_MAX || last - first >= USERS_MAX {
        return Err(format!(
            "{text:?} is out of range; expected uids from {USER_MIN} to {USER_MAX}, at most {USERS_MAX} of them"
        ));
    }
    if NOBODIES.into_iter().any(|nobody| range.contains(&nobody)) {
        return Err(format!(
            "{text:?} has 65534 or 65535 in it, which belong to nobody; expected a range without them"
        ));
    }
    Ok(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_users_is_two_numbers() {
        assert_eq!(parse_range("70000-70999"), Ok(70_000..=70_999));
        assert_eq!(parse_range("70000 - 70000"), Ok(70_000..=70_000));
    }

    #[test]
    fn a_range_that_holds_accounts_or_nobody_is_refused_with_its_reason() {
        for (text, wanted) in [
            ("70000", "the first and the last one"),
            ("70999-70000", "the first and the last one"),
            ("a-b", "the first and the last one"),
            ("-1-5", "the first and the last one"),
            ("0-70000", "from 1000 to"),
            ("70000-4294967295", "from 1000 to"),
            ("70000-1070000", "at most 1000000"),
            ("60000-70000", "belong to nobody"),
        ] {
            let error = parse_range(text).expect_err(text);
            assert!(error.contains(wanted), "{text}: {error}");
        }
    }

    #[test]
    fn the_default_range_is_one_that_can_be_named() {
        let (first, last) = (DEFAULT_USERS.start(), DEFAULT_USERS.end());
        assert_eq!(parse_range(&format!("{first}-{last}")), Ok(DEFAULT_USERS));
    }
}
