//! `cargo xtask storm|kills|faults|chaos`: the proofs that are a sample in the test command, run whole.
//!
//! Each is a test that is there anyway; what is wanted of it goes by environment variables, so a failure comes again with the line that
//! it prints.

use crate::build::{Profile, for_tests};
use crate::command::{cargo, succeed};
use crate::report::Failed;

/// One proof.
struct Proof {
    name: &'static str,
    /// The test, as cargo is asked for it.
    test: &'static [&'static str],
    /// Whether it needs the programs.
    needs_programs: bool,
    /// Flags, the variables that they set, and what these are where nothing is said.
    flags: &'static [(&'static str, &'static str, Option<&'static str>)],
}

const PROOFS: [Proof; 6] = [
    Proof {
        name: "storm",
        test: &["--test", "storm"],
        needs_programs: false,
        flags: &[("--seeds", "PRISM_STORM_SEEDS", Some("50000")), ("--seed", "PRISM_STORM_SEED", None)],
    },
    Proof {
        name: "kills",
        test: &["--test", "e2e", "a_kill_at_any_step"],
        needs_programs: true,
        flags: &[("--every", "PRISM_PROOF_EVERY", Some("1")), ("--seed", "PRISM_PROOF_SEED", None)],
    },
    Proof {
        name: "faults",
        test: &["--test", "e2e", "proof::faults"],
        needs_programs: true,
        flags: &[("--every", "PRISM_PROOF_EVERY", Some("1")), ("--seed", "PRISM_PROOF_SEED", None)],
    },
    Proof {
        name: "clients",
        test: &["--test", "e2e", "proof::concurrent"],
        needs_programs: true,
        flags: &[("--rounds", "PRISM_PROOF_ROUNDS", Some("20")), ("--seed", "PRISM_PROOF_SEED", None)],
    },
    Proof {
        name: "chaos",
        test: &["--test", "e2e", "proof::chaos"],
        needs_programs: true,
        flags: &[("--rounds", "PRISM_PROOF_ROUNDS", Some("500")), ("--seed", "PRISM_PROOF_SEED", None)],
    },
    Proof {
        name: "fuzz",
        test: &["--test", "fuzz"],
        needs_programs: false,
        flags: &[("--runs", "PRISM_FUZZ_RUNS", Some("1000000")), ("--seed", "PRISM_FUZZ_SEED", None)],
    },
];

/// Whether there is a proof of this name.
pub(crate) fn is_one(name: &str) -> bool {
    PROOFS.iter().any(|proof| proof.name == name)
}

/// Runs one, whole.
pub(crate) fn prove(name: &str, words: &[&str]) -> Result<(), Failed> {
    let Some(proof) = PROOFS.iter().find(|proof| proof.name == name) else {
        return Err(Failed(format!("no proof is called {name}")));
    };
    let variables = proof.variables(words)?;
    if proof.needs_programs {
        for_tests()?;
    }
    let mut command = cargo(&[&["test", "--workspace"], proof.test, &["--", "--nocapture"]].concat());
    command.env("PRISM_TEST_BIN_DIR", Profile::Dev.dir());
    command.envs(variables);
    succeed(command, &format!("{name} {}", words.join(" ")), "see above; the seed is in its message")
}

impl Proof {
    fn variables(&self, words: &[&str]) -> Result<Vec<(&'static str, String)>, Failed> {
        let known = || self.flags.iter().map(|(flag, ..)| format!("{flag} N")).collect::<Vec<_>>().join(", ");
        let wrong = |what: &str| Failed(format!("{} {what}; it takes {}", self.name, known()));
        let mut set = Vec::new();
        for pair in words.chunks(2) {
            let &[flag, number] = pair else { return Err(wrong(&format!("{}: no number follows", pair[0]))) };
            let Some((_, variable, _)) = self.flags.iter().find(|(known, ..)| *known == flag) else {
                return Err(wrong(&format!("knows no {flag}")));
            };
            number.parse::<u64>().map_err(|_| wrong(&format!("{flag}: {number:?} is no number")))?;
            set.push((*variable, number.to_owned()));
        }
        for (_, variable, otherwise) in self.flags {
            match otherwise {
                Some(number) if set.iter().all(|(set, _)| set != variable) => {
                    set.push((variable, (*number).to_owned()));
                }
                _ => {}
            }
        }
        Ok(set)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn storm(words: &[&str]) -> Result<Vec<(&'static str, String)>, Failed> {
        PROOFS[0].variables(words)
    }

    #[test]
    fn flags_become_variables_and_what_is_not_said_has_a_default() {
        assert_eq!(storm(&[]), Ok(vec![("PRISM_STORM_SEEDS", "50000".to_owned())]));
        let seed = storm(&["--seed", "7", "--seeds", "2"]).expect("known");
        assert_eq!(seed, [("PRISM_STORM_SEED", "7".to_owned()), ("PRISM_STORM_SEEDS", "2".to_owned())]);
    }

    #[test]
    fn what_a_proof_does_not_know_is_refused_with_what_it_does() {
        let Failed(unknown) = storm(&["--minutes", "3"]).expect_err("unknown");
        assert_eq!(unknown, "storm knows no --minutes; it takes --seeds N, --seed N");
        let Failed(missing) = storm(&["--seed"]).expect_err("no number");
        assert_eq!(missing, "storm --seed: no number follows; it takes --seeds N, --seed N");
        let Failed(wrong) = storm(&["--seed", "x"]).expect_err("a word");
        assert!(wrong.contains("\"x\" is no number"), "{wrong}");
    }
}
