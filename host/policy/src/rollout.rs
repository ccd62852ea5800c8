//! How a module comes into force step by step, as the operator writes it: told and not obeyed, or obeyed for some.
//!
//! [`Shadow`](crate::Shadow), the step before these, is beside the selection for history's sake. What becomes of a candidate while the
//! launcher runs is [`crate::trial`]'s.

use serde::{Deserialize, Serialize};

use crate::glob::Glob;
use crate::selection::ShadowHook;
use crate::share::Share;

/// A module whose no is told to the caller and not obeyed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Warn {
    /// For which hook: isolation or admission, where a caller waits who can be told.
    pub hook: ShadowHook,
    /// Which module.
    pub module: String,
    /// The module that a promotion puts it in the place of. Without, at admission, it joins the vote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead_of: Option<String>,
}

/// A module that is obeyed in another one's place for some namespaces.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Canary {
    /// Which module.
    pub module: String,
    /// In whose place, wherever that one is selected.
    pub instead_of: String,
    /// Only for these hooks; nothing: for every hook that [`Self::instead_of`] is selected for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hooks: Vec<ShadowHook>,
    /// For this share of the namespaces.
    #[serde(default, skip_serializing_if = "Share::is_empty")]
    pub share: Share,
    /// And for these namespaces.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<Glob>,
    /// What ends it without anyone's doing.
    #[serde(default)]
    pub roll_back_on: RollBackOn,
}

impl Canary {
    /// Whether it is obeyed for `namespace`, empty where a request or process has none. What has none is everyone's, so a share does
    /// not take it; a glob that matches the empty name does.
    #[must_use]
    pub fn takes(&self, namespace: &str) -> bool {
        (!namespace.is_empty() && self.share.takes(&self.module, namespace))
            || self.namespaces.iter().any(|glob| glob.matches(namespace))
    }
}

/// Bounds of a canary, counted since it was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct RollBackOn {
    /// So many faults. Three: one may be an odd request, and each refuses a launch. Zero: it goes on whatever fails.
    pub faults: u64,
    /// More than this share of its answers is of another kind than the module's whose place it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flips: Option<Share>,
    /// More than this share is of the same kind with another consequence: another key, delay or code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Share>,
    /// Shares count from so many compared answers on. A hundred: at 1 %, the first difference alone does not end it.
    pub after: u64,
}

impl Default for RollBackOn {
    fn default() -> Self {
        Self { faults: 3, flips: None, changes: None, after: 100 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canary(json: &str) -> Canary {
        serde_json::from_str(json).expect("is valid")
    }

    #[test]
    fn a_canary_is_named_by_share_by_glob_or_by_both() {
        let globs = canary(r#"{"module": "next", "instead_of": "quota", "namespaces": ["vip-*", "lab"]}"#);
        assert!(globs.takes("vip-1") && globs.takes("lab") && !globs.takes("tenant-a") && !globs.takes(""));
        let all = canary(r#"{"module": "next", "instead_of": "quota", "share": "100%"}"#);
        assert!(all.takes("tenant-a") && !all.takes(""), "what everyone shares is in no share");
        let named = canary(r#"{"module": "next", "instead_of": "quota", "namespaces": ["*"]}"#);
        assert!(named.takes("") && named.takes("tenant-a"));
    }

    #[test]
    fn bounds_have_defaults_and_no_unknown_name() {
        let bounds: RollBackOn = serde_json::from_str(r#"{"flips": "1%"}"#).expect("is valid");
        assert_eq!((bounds.faults, bounds.after), (3, 100));
        let error = serde_json::from_str::<RollBackOn>(r#"{"flip": "1%"}"#).expect_err("no such name").to_string();
        assert!(error.contains("unknown field `flip`, expected one of `faults`, `flips`"), "{error}");
    }
}
