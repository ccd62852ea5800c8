//! Whether all engines decide the same, asked before anything is measured: otherwise no figure would compare with another.

use std::collections::HashMap;

use prism_peers_rule::Quota;

use crate::Outcome;
use crate::engine::{Answer, Engine, Handed};
use crate::inputs::Case;

/// Asks every engine for every input, in each way that it is handed one, and holds it against the first engine.
pub(crate) fn check(engines: &[Engine], inputs: &[(usize, Vec<Case>)]) -> Outcome<()> {
    for (namespaces, cases) in inputs {
        let expected = answers(&engines[0], Handed::Numbers, cases)?;
        says_everything(&expected).map_err(|error| format!("inputs of {namespaces} namespaces: {error}"))?;
        for engine in engines {
            for handed in [Handed::Numbers].into_iter().chain(engine.grows.iter().copied()) {
                let failed =
                    |what: String| format!("{}, handed {handed}, {namespaces} namespaces: {what}", engine.facts.name);
                let given = answers(engine, handed, cases).map_err(|error| failed(error.to_string()))?;
                if let Some((number, (given, expected))) = different(&given, &expected) {
                    return Err(failed(format!("input {number}: says {given:?}; expected {expected:?}")).into());
                }
            }
        }
    }
    Ok(())
}

fn answers(engine: &Engine, handed: Handed, cases: &[Case]) -> Outcome<Vec<Answer>> {
    let mut decides = (engine.start)(handed)?;
    let ask = |case: &Case| {
        decides.prepare(case)?;
        decides.decide(case)
    };
    cases.iter().map(ask).collect()
}

fn different<'a>(given: &'a [Answer], expected: &'a [Answer]) -> Option<(usize, (&'a Answer, &'a Answer))> {
    given.iter().zip(expected).enumerate().find(|(_, (given, expected))| given != expected)
}

/// Whether the inputs try what they are to try: most are allowed, and each quota refuses one.
fn says_everything(answers: &[Answer]) -> Result<(), String> {
    let mut refused: HashMap<&str, usize> = HashMap::new();
    for refusal in answers.iter().flatten() {
        *refused.entry(refusal.reason.split(' ').next().unwrap_or_default()).or_default() += 1;
    }
    if let Some(quota) = Quota::ALL.iter().find(|quota| !refused.contains_key(quota.name())) {
        return Err(format!("{} refuses none", quota.name()));
    }
    let allowed = answers.len() - refused.values().sum::<usize>();
    if allowed * 2 > answers.len() { Ok(()) } else { Err(format!("only {allowed} are allowed")) }
}
