//! Modules that are watched: where one has changed, everything is read again, as by `prismctl reload`.
//!
//! Their files are read every two seconds and compared by digest. It is not told by the kernel: a name that is exchanged, a link to another directory, a file of another
//! machine are all seen alike, and a policy of 100 KiB costs some 50 us to look at. Invariant: what is half written is not loaded (it must be the same at two looks), and
//! what was refused is not tried again until it changes.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use prism_policy::{Fingerprint, ModuleSpec};

use crate::daemon::Deployment;

/// Between two looks.
const EVERY: Duration = Duration::from_secs(2);

/// Looks until the launcher ends.
pub(crate) async fn watch(deployment: Arc<Deployment>) {
    let mut ticks = tokio::time::interval(EVERY);
    // Two looks have time between them also after a reload that took long.
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut watch = Watch::default();
    loop {
        ticks.tick().await;
        if deployment.watched().is_empty() {
            continue;
        }
        let of_thread = deployment.clone();
        // Reading takes a disk's time, and a reload a compiler's.
        let looked = tokio::task::spawn_blocking(move || {
            look(&of_thread, &mut watch);
            watch
        });
        match looked.await {
            Ok(looked) => watch = looked,
            Err(error) => {
                tracing::error!(%error, "policy modules are watched no more");
                return;
            }
        }
    }
}

fn look(deployment: &Deployment, watch: &mut Watch) {
    let (specs, set) = (deployment.watched(), deployment.policies.current());
    let found = specs.iter().filter_map(|spec| Some((spec, spec.fingerprint()?)));
    // Where what was written was refused, what is in force is no reason not to read it again: it may have been put right.
    let counts = !deployment.is_behind();
    let in_force = |spec: &ModuleSpec| {
        let module = set.module(&spec.name).filter(|_| counts);
        module.map_or_else(String::new, |module| module.sha256().to_owned())
    };
    let changed: Vec<_> = found.filter(|(spec, found)| watch.is_new(&spec.name, found, &in_force(spec))).collect();
    if changed.is_empty() {
        return;
    }
    for (spec, _) in changed {
        tracing::info!(module = %spec.name, path = %spec.source, "a watched policy module has changed");
    }
    // What comes of it is said by the reload itself, in the log and on the health page.
    let _ = deployment.reload();
}

/// What was seen of each module.
#[derive(Debug, Default)]
struct Watch {
    seen: BTreeMap<String, Fingerprint>,
    tried: BTreeMap<String, Fingerprint>,
}

impl Watch {
    /// Whether `found` is to be loaded: not what is in force, the same as at the last look, and not tried before.
    fn is_new(&mut self, module: &str, found: &Fingerprint, in_force: &str) -> bool {
        let settled = self.seen.insert(module.to_owned(), found.clone()).as_ref() == Some(found);
        let is_new = settled && found.sha256 != in_force && self.tried.get(module) != Some(found);
        if is_new {
            self.tried.insert(module.to_owned(), found.clone());
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(component: &str, signature: &str) -> Fingerprint {
        Fingerprint { sha256: component.into(), signature: Some(signature.into()) }
    }

    #[test]
    fn what_has_changed_is_loaded_once_it_is_the_same_at_two_looks() {
        let mut watch = Watch::default();
        let looks = ["a", "a", "half", "b", "b", "b", "a", "a"];
        let loaded: Vec<bool> = looks.iter().map(|sha256| watch.is_new("m", &found(sha256, ""), "a")).collect();
        assert_eq!(loaded, [false, false, false, false, true, false, false, false]);
    }

    #[test]
    fn what_was_refused_is_tried_again_when_its_signature_comes_after_it() {
        let mut watch = Watch::default();
        let mut look = |component: &str, signature: &str| watch.is_new("m", &found(component, signature), "a");
        assert!(!look("b", "of a") && look("b", "of a") && !look("b", "of a"));
        assert!(!look("b", "of b") && look("b", "of b") && !look("b", "of b"));
    }

    #[test]
    fn modules_are_watched_apart() {
        let mut watch = Watch::default();
        assert!(!watch.is_new("m", &found("b", ""), "a") && !watch.is_new("n", &found("b", ""), "a"));
        assert!(watch.is_new("m", &found("b", ""), "a") && watch.is_new("n", &found("b", ""), "a"));
    }
}
