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
    use proptest::prelude::*;

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

    /// What a queue is meant to be, without its bookkeeping: everyone in order of arrival, and who had a turn when.
    #[derive(Default)]
    struct Model {
        waiting: Vec<(Option<Namespace>, BulkheadId)>,
    }

    impl Model {
        fn remove(&mut self, bulkhead: BulkheadId) {
            self.waiting.retain(|(_, waiting)| *waiting != bulkhead);
        }

        fn first_of(&self, namespace: &Option<Namespace>) -> Option<BulkheadId> {
            self.waiting.iter().find(|(of, _)| of == namespace).map(|(_, bulkhead)| *bulkhead)
        }
    }

    fn of(n: usize) -> Option<Namespace> {
        [None, Some("a"), Some("b"), Some("c")][n].map(namespace)
    }

    proptest! {
        #[test]
        fn nobody_is_lost_invented_or_overtaken_in_his_own_line(steps in prop::collection::vec((0..3u8, 0..4usize, 0..40u64), 0..200)) {
            let (mut queue, mut model) = (StartQueue::default(), Model::default());
            for (number, (step, n, picked)) in (100..).zip(steps) {
                match step {
                    0 => {
                        queue.push(of(n).as_ref(), BulkheadId(number));
                        model.waiting.push((of(n), BulkheadId(number)));
                    }
                    1 => {
                        let bulkhead = BulkheadId(100 + picked);
                        if let Some((namespace, _)) = model.waiting.iter().find(|(_, waiting)| *waiting == bulkhead) {
                            queue.remove(namespace.as_ref(), bulkhead);
                        }
                        model.remove(bulkhead);
                    }
                    _ => {
                        let popped = queue.pop();
                        prop_assert_eq!(popped.is_none(), model.waiting.is_empty());
                        if let Some(bulkhead) = popped {
                            let namespace = model.waiting.iter().find(|(_, id)| *id == bulkhead).map(|(of, _)| of.clone());
                            prop_assert_eq!(model.first_of(&namespace.expect("it waited")), Some(bulkhead));
                            model.remove(bulkhead);
                        }
                    }
                }
                prop_assert_eq!(queue.len(), model.waiting.len());
            }
        }

        #[test]
        fn between_two_turns_of_one_namespace_everyone_else_who_waits_has_one(lines in prop::collection::vec(0..4usize, 0..60)) {
            let mut queue = StartQueue::default();
            for (number, n) in (0..).zip(&lines) {
                queue.push(of(*n).as_ref(), BulkheadId(number));
            }
            let order: Vec<usize> = std::iter::from_fn(|| queue.pop())
                .filter_map(|id| lines.get(usize::try_from(id.0).ok()?).copied())
                .collect();
            for (position, n) in order.iter().enumerate() {
                let turns_before = |n: usize| order[..position].iter().filter(|other| **other == n).count();
                let starved = |other: usize| order[position..].contains(&other) && turns_before(other) < turns_before(*n);
                prop_assert!((0..4).filter(|other| other != n).all(|other| !starved(other)));
            }
        }
    }
}
