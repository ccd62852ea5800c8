//! What of a request's configuration is never written down.
//!
//! A value is a secret if the manifest says so of its key, or if the key reads like one. In its place stands a keyed digest: equal
//! secrets stay equal, so that a policy that only compares still decides the same when it is replayed, and nobody without the key
//! can try values out. The invariant: what is secret never leaves this module.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::glob::Glob;

/// Keys that read like secrets, whatever the manifest says. Compared in lower case.
pub const SECRET_KEYS: [&str; 8] =
    ["*password*", "*passwd*", "*secret*", "*token*", "*credential*", "*api*key*", "*private*key*", "*access*key*"];

/// Digits of a digest: 64 bits tell any two secrets of a deployment apart.
const DIGEST_BYTES: usize = 8;

/// Which keys are secret, and by what digest their values are shown.
pub struct Redaction<'a> {
    /// Patterns of keys.
    pub keys: &'a [Glob],
    /// Whether the manifest calls a key's value a secret.
    pub is_secret: &'a dyn Fn(&str) -> bool,
    /// What digests are made with.
    pub salt: &'a [u8; 32],
}

impl Redaction<'_> {
    /// Takes the secrets out of `config`: whose they were.
    pub(crate) fn apply(&self, config: &mut BTreeMap<String, String>) -> Vec<String> {
        let mut redacted = Vec::new();
        for (key, value) in config.iter_mut().filter(|(key, _)| self.hides(key)) {
            *value = self.digest(value);
            redacted.push(key.clone());
        }
        redacted
    }

    fn hides(&self, key: &str) -> bool {
        let lower = key.to_lowercase();
        (self.is_secret)(key) || self.keys.iter().any(|pattern| pattern.matches(&lower))
    }

    fn digest(&self, value: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.salt).expect("HMAC takes a key of any length");
        mac.update(value.as_bytes());
        let digest = mac.finalize().into_bytes();
        let hex: String = digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}")).collect();
        format!("redacted:{hex}")
    }
}

/// [`SECRET_KEYS`], as patterns.
#[must_use]
pub fn secret_keys() -> Vec<Glob> {
    SECRET_KEYS.into_iter().map(Glob::new).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(config: &[(&str, &str)], salt: u8) -> (BTreeMap<String, String>, Vec<String>) {
        let mut config = config.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let redaction = Redaction { keys: &secret_keys(), is_secret: &|key| key == "dsn", salt: &[salt; 32] };
        let keys = redaction.apply(&mut config);
        (config, keys)
    }

    #[test]
    fn secrets_by_name_and_by_manifest_are_taken_out_and_the_rest_stays() {
        let (config, keys) = redacted(&[("DB_PASSWORD", "hunter2"), ("dsn", "x"), ("topic", "orders")], 1);
        assert_eq!(keys, ["DB_PASSWORD", "dsn"]);
        assert_eq!(config["topic"], "orders");
        assert!(config["DB_PASSWORD"].starts_with("redacted:") && !config["DB_PASSWORD"].contains("hunter2"));
    }

    #[test]
    fn equal_secrets_stay_equal_for_one_salt_and_no_other() {
        let digest = |value, salt| redacted(&[("token", value)], salt).0["token"].clone();
        assert_eq!(digest("a", 1), digest("a", 1));
        assert_ne!(digest("a", 1), digest("b", 1));
        assert_ne!(digest("a", 1), digest("a", 2));
    }
}
