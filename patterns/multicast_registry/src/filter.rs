//! Which registrants a request means.

use prism_proto::pattern::Filter;
use std::collections::HashMap;

/// Whether all conditions of the filter hold. No condition: they do.
pub(crate) fn matches(filter: &Filter, identity: &str, metadata: &HashMap<String, String>) -> bool {
    identity.starts_with(&filter.identity_prefix)
        && filter.equals.iter().all(|(name, value)| metadata.get(name) == Some(value))
        && filter.exists.iter().all(|name| metadata.contains_key(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(pairs: &[(&str, &str)]) -> HashMap<String, String> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    fn holds(filter: Filter) -> bool {
        matches(&filter, "sensor-1", &map(&[("site", "berlin"), ("model", "x")]))
    }

    #[test]
    fn no_condition_matches_everyone() {
        assert!(holds(Filter::default()));
    }

    #[test]
    fn all_conditions_must_hold() {
        let (equals, exists) = (map(&[("site", "berlin")]), vec!["model".to_owned()]);
        assert!(holds(Filter { equals: equals.clone(), exists, identity_prefix: "sensor-".into() }));
        assert!(!holds(Filter { equals: equals.clone(), exists: vec!["owner".into()], ..Filter::default() }));
        assert!(!holds(Filter { equals, identity_prefix: "camera-".into(), ..Filter::default() }));
        assert!(!holds(Filter { equals: map(&[("site", "paris")]), ..Filter::default() }));
    }
}
