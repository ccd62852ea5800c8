//! Names and templates: text of requests and manifests.

use prism_core::isolation::{IsolationKey, IsolationLevel, Placement};
use prism_core::names::{Namespace, Partition, PatternName, SessionId};
use prism_core::template::Template;

/// Lines: pattern, namespace, session, partition, and another four. Names that are taken are what was written, and two keys that
/// differ have ids that differ.
pub(super) fn names(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.split('\n').collect();
    let keys: Vec<IsolationKey> = lines.chunks(4).take(2).flat_map(keys).collect();
    for (index, one) in keys.iter().enumerate() {
        assert!(!one.qualified_id().contains(char::is_control));
        for other in &keys[index + 1..] {
            assert_eq!(one == other, one.qualified_id() == other.qualified_id(), "{one:?} and {other:?}");
        }
    }
}

/// Of one pattern, namespace and session, at each level.
fn keys(lines: &[&str]) -> Vec<IsolationKey> {
    let line = |index: usize| lines.get(index).copied().unwrap_or_default();
    let Ok(pattern) = PatternName::parse(line(0)) else { return Vec::new() };
    let (namespace, session) = (Namespace::parse(line(1)).ok(), SessionId::parse(line(2)).ok());
    assert_eq!(pattern.as_str(), line(0));
    assert!(namespace.as_ref().is_none_or(|name| name.as_str() == line(1)));
    assert!(session.as_ref().is_none_or(|name| name.as_str() == line(2)));
    let placed = |level| Placement { level, partition: Partition::parse(line(3)).ok() };
    let derive =
        |level| IsolationKey::derive(pattern.clone(), namespace.as_ref(), session.as_ref(), placed(level)).ok();
    IsolationLevel::ALL.into_iter().filter_map(derive).collect()
}

/// A template that is taken means the same when its source is read again, and names only what it was written with.
pub(super) fn template(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let Ok(template) = Template::parse(&text) else { return };
    let again = Template::parse(&template.source()).expect("what was written is read");
    let marked = |template: &Template| template.render(|variable| format!("<{variable:?}>"));
    assert_eq!(marked(&template), marked(&again));
    assert!(template.config_keys().all(|key| text.contains(key)));
}
