//! The floor: the rule in Rust, in the launcher's own memory.

use std::hint::black_box;

use prism_peers_rule::decide;

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed};
use crate::inputs::Case;

pub(crate) fn engine() -> Engine {
    Engine {
        facts: Facts {
            name: "native closure (the floor)".into(),
            sandbox: "none",
            state: "none needed",
            limits: "none",
            input: "references",
        },
        grows: &[Handed::Numbers],
        start: Box::new(|_| Ok(Box::new(Floor))),
    }
}

struct Floor;

impl Decide for Floor {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        Ok(decide(case.namespace(), case.session(), &black_box(case.numbers())))
    }
}
