//! What of a request's configuration is never written down, nor told to anyone but who sent it.
//!
//! A value is hidden if the manifest says so of its key, if the key reads like a secret's, if it carries credentials in a URL, or if it is
//! long. In its place stands a keyed digest: equal secrets stay equal, so that a policy that only compares still decides the same when it
//! is replayed, and nobody without the key can try values out.

use std::collections::BTreeMap;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::glob::Glob;

/// Keys that read like secrets, whatever the manifest says, in lower case. Rather too many than too few: a hidden value still compares.
pub const SECRET_KEYS: [&str; 12] = [
    "*pass*",
    "*pwd*",
    "*secret*",
    "*token*",
    "*credential*",
    "*auth*",
    "*dsn*",
    "*cookie*",
    "*private*",
    "*signature*",
    "*key",
    "*_key_*",
];

/// Longest value that is written down. 256 bytes: a topic, an address, a path; what is longer is a document.
const VALUE_BYTES_MAX: usize = 256;
/// Digits of a digest: 64 bits tell any two secrets of a deployment apart.
const DIGEST_BYTES: usize = 8;
/// How a digest begins.
const MARK: &str = "redacted:";
/// What stands for a secret in words.
pub(crate) const HIDDEN: &str = "[redacted]";
/// Secrets that are shorter are not looked for in words: they would be found everywhere.
const SOUGHT_BYTES_MIN: usize = 4;

/// Keys that are secret by their name.
#[derive(Clone, Debug, PartialEq)]
pub struct SecretKeys(Vec<Glob>);

impl SecretKeys {
    /// [`SECRET_KEYS`] and these, in whatever case they are written.
    #[must_use]
    pub fn new(more: &[String]) -> Self {
        let more = more.iter().map(|pattern| pattern.to_lowercase());
        Self(SECRET_KEYS.into_iter().map(str::to_owned).chain(more).map(|pattern| Glob::new(&pattern)).collect())
    }

    /// Whether `key` reads like one.
    #[must_use]
    pub fn matches(&self, key: &str) -> bool {
        let lower = key.to_lowercase();
        self.0.iter().any(|pattern| pattern.matches(&lower))
    }
}

/// Which keys are secret, and by what digest their values are shown.
pub struct Redaction<'a> {
    /// Whether a key's value is a secret.
    pub hides: &'a dyn Fn(&str) -> bool,
    /// What digests are made with.
    pub salt: &'a [u8; 32],
}

impl Redaction<'_> {
    /// Takes the secrets out of `config`: whose they were.
    pub(crate) fn apply(&self, config: &mut BTreeMap<String, String>) -> Vec<String> {
        let mut redacted = Vec::new();
        for (key, value) in config.iter_mut() {
            if self.hides_value(key, value) {
                *value = self.digest(value);
                redacted.push(key.clone());
            }
        }
        redacted
    }

    /// The values that [`Self::apply`] takes out, as they must not be found in words.
    pub(crate) fn sought<'a>(&self, config: &'a BTreeMap<String, String>) -> Vec<&'a str> {
        let hidden = config.iter().filter(|(key, value)| self.hides_value(key, value));
        hidden.map(|(_, value)| value.as_str()).filter(|value| value.len() >= SOUGHT_BYTES_MIN).collect()
    }

    fn hides_value(&self, key: &str, value: &str) -> bool {
        (self.hides)(key) || has_credentials(value) || value.len() > VALUE_BYTES_MAX
    }

    fn digest(&self, value: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.salt).expect("HMAC takes a key of any length");
        mac.update(value.as_bytes());
        let digest = mac.finalize().into_bytes();
        let hex: String = digest.iter().take(DIGEST_BYTES).map(|byte| format!("{byte:02x}")).collect();
        format!("{MARK}{hex}")
    }
}

/// Whether a value is a digest.
pub(crate) fn is_digest(value: &str) -> bool {
    value
        .strip_prefix(MARK)
        .is_some_and(|hex| hex.len() == 2 * DIGEST_BYTES && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// The values of `config` that must not be found in words.
pub(crate) fn secrets(config: &BTreeMap<String, String>, hides: impl Fn(&str) -> bool) -> Vec<&str> {
    let hidden = config.iter().filter(|(key, value)| hides(key) || has_credentials(value));
    hidden.map(|(_, value)| value.as_str()).filter(|value| value.len() >= SOUGHT_BYTES_MIN).collect()
}

/// Takes `secrets` out of `text`.
pub(crate) fn hide(text: &mut String, secrets: &[&str]) {
    for secret in secrets {
        if text.contains(secret) {
            *text = text.replace(secret, HIDDEN);
        }
    }
}

/// `scheme://user:password@host`.
fn has_credentials(value: &str) -> bool {
    let authority = value.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    authority.and_then(|authority| authority.rsplit_once('@')).is_some_and(|(user, _)| user.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn redacted(config: &[(&str, &str)], salt: u8) -> (BTreeMap<String, String>, Vec<String>) {
        let mut config = config.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
        let keys = SecretKeys::new(&["Tenant-PIN*".to_owned()]);
        let hides = |key: &str| key == "by_manifest" || keys.matches(key);
        let redacted = Redaction { hides: &hides, salt: &[salt; 32] }.apply(&mut config);
        (config, redacted)
    }

    #[test]
    fn secrets_are_taken_out_by_name_by_manifest_and_by_what_they_look_like_and_the_rest_stays() {
        for key in
            ["DB_PASSWORD", "db_pass", "AWS_KEY", "signing_key_2", "PASSPHRASE", "Authorization", "dsn", "tenant-pin-1"]
        {
            let (config, keys) = redacted(&[(key, "hunter2")], 1);
            assert_eq!(keys, [key]);
            assert!(is_digest(&config[key]) && !config[key].contains("hunter2"), "{key}");
        }
        assert_eq!(redacted(&[("by_manifest", "x")], 1).1, ["by_manifest"]);
        assert_eq!(redacted(&[("DATABASE_URL", "postgres://app:hunter2@db/x")], 1).1, ["DATABASE_URL"]);
        assert_eq!(redacted(&[("document", &"x".repeat(257))], 1).1, ["document"]);
        let plain = [("topic", "orders"), ("kafka_brokers", "localhost:9092"), ("url", "http://host/a:b@c")];
        assert_eq!(redacted(&plain, 1).1, Vec::<String>::new());
    }

    #[test]
    fn equal_secrets_stay_equal_for_one_salt_and_no_other() {
        let digest = |value, salt| redacted(&[("token", value)], salt).0["token"].clone();
        assert_eq!(digest("a", 1), digest("a", 1));
        assert_ne!(digest("a", 1), digest("b", 1));
        assert_ne!(digest("a", 1), digest("a", 2));
    }

    #[test]
    fn secrets_are_taken_out_of_words() {
        let config = [("pwd".to_owned(), "hunter2".to_owned()), ("pass".to_owned(), "abc".to_owned())].into();
        let mut text = "no hunter2 and no abc".to_owned();
        hide(&mut text, &secrets(&config, |_| true));
        assert_eq!(text, "no [redacted] and no abc");
    }
}
