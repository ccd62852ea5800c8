//! How much of a sweep is run, and how long chaos rages: a sample, or what the environment asks for.

/// A number of the environment, or this one.
fn asked_for(variable: &str, otherwise: u64) -> u64 {
    let parsed = |value: String| value.parse().unwrap_or_else(|_| panic!("{variable} is a number"));
    std::env::var(variable).map_or(otherwise, parsed)
}

/// Of so many points of a sweep one is tried: `PRISM_PROOF_EVERY`.
pub(crate) fn every(otherwise: u64) -> u64 {
    asked_for("PRISM_PROOF_EVERY", otherwise).max(1)
}

/// The one point to try, instead of a sweep: `PRISM_PROOF_AT="launcher 53 both"`, as a failure names it.
pub(crate) fn one() -> Option<(String, u64, String)> {
    let asked = std::env::var("PRISM_PROOF_AT").ok()?;
    let mut words = asked.split_whitespace();
    let mut next = || words.next().map(str::to_owned);
    let (role, point, victim) = (next(), next().and_then(|word| word.parse().ok()), next());
    Some(role.zip(point).zip(victim).map(|((role, point), victim)| (role, point, victim)).expect("who, which, whom"))
}

/// Where a sweep begins, and what chaos is made of: `PRISM_PROOF_SEED`.
pub(crate) fn seed() -> u64 {
    asked_for("PRISM_PROOF_SEED", 1)
}

/// Rounds of chaos: `PRISM_PROOF_ROUNDS`.
pub(crate) fn rounds(otherwise: u64) -> u64 {
    asked_for("PRISM_PROOF_ROUNDS", otherwise)
}

/// The points of a sweep that are tried: all residues come, one for each seed.
pub(crate) fn points(every: u64) -> impl Iterator<Item = u64> {
    (1..).filter(move |point| point % every == seed() % every)
}
