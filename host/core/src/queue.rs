//! Who starts next. Fair among namespaces: one tenant's hundred starts delay another's first by at most one turn.

use std::collections::{BTreeMap, VecDeque};

use crate::names::Namespace;
use crate::process::BulkheadId;

/// Bulkheads waiting for a start permit. Namespaces take turns; within one, first come, first served.
#[derive(Debug, Default)]
pub(crate) struct StartQueue {
    waiting: BTreeMap<Option<Namespace>, VecDeque<BulkheadId>>,
    turns: VecDeque<Option<Namespace>>,
    len: usize,
}

impl StartQueue {
    /// How many wait.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// `bulkhead` of `namespace` waits.
    pub(crate) fn push(&mut self, namespace: Option<&Namespace>, bulkhead: BulkheadId) {
        let line = self.waiting.entry(namespace.cloned()).or_default();
        if line.is_empty() {
            self.turns.push_back(namespace.cloned());
        }
        line.push_back(bulkhead);
        self.len += 1;
    }

    /// The next in turn.
    pub(crate) fn pop(&mut self) -> Option<BulkheadId> {
        let namespace = self.turns.pop_front()?;
        let line = self.waiting.get_mut(&namespace)?;
        let bulkhead = line.pop_front();
        if line.is_empty() {
            self.waiting.remove(&namespace);
        } else {
            self.turns.push_back(namespace);
        }
        self.len -= usize::from(bulkhead.is_some());
        bulkhead
    }

    /// `bulkhead` of `namespace` waits no more.
    pub(crate) fn remove(&mut self, namespace: Option<&Namespace>, bulkhead: BulkheadId) {
        let namespace = namespace.cloned();
        let Some(line) = self.waiting.get_mut(&namespace) else { return };
        let before = line.len();
        line.retain(|waiting| *waiting != bulkhead);
        self.len -= before - line.len();
        if line.is_empty() {
            self.waiting.remove(&namespace);
            self.turns.retain(|turn| *turn != namespace);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn namespace(name: &str) -> Namespace {
        Namespace::parse(name).expect("valid")
    }

    #[test]
    fn namespaces_take_turns() {
        let (a, b) = (namespace("a"), namespace("b"));
        let mut queue = StartQueue::default();
        for n in 0..3 {
            queue.push(Some(&a), BulkheadId(n));
        }
        queue.push(Some(&b), BulkheadId(10));
        queue.push(None, BulkheadId(20));
        let order: Vec<_> = std::iter::from_fn(|| queue.pop()).map(|id| id.0).collect();
        assert_eq!(order, [0, 10, 20, 1, 2]);
        assert_eq!(queue.len(), 0);
    }

    #[test]
    fn one_that_is_removed_loses_its_turn() {
        let a = namespace("a");
        let mut queue = StartQueue::default();
        queue.push(Some(&a), BulkheadId(1));
        queue.remove(Some(&a), BulkheadId(1));
        queue.remove(Some(&a), BulkheadId(1));
        assert_eq!((queue.len(), queue.pop()), (0, None));
        queue.push(Some(&a), BulkheadId(2));
        assert_eq!(queue.pop(), Some(BulkheadId(2)));
    }
}
