//! `cargo xtask bench --peers`: builds the bench beside other policy engines with as many of them as are to be had, and runs it.

use crate::command::{cargo, program, succeed};
use crate::report::{Failed, Report};
use crate::root::target;
use std::fs::create_dir_all;
use std::path::PathBuf;
use std::process::Command;

const MANIFEST: &str = "tests/peers/Cargo.toml";
/// Its features, one for each engine.
const PEERS: [&str; 5] = ["regorus", "cedar-policy", "cel", "extism", "wapc"];
const SEE_ABOVE: &str = "see above";

/// Measures; a peer that cannot be fetched or built is skipped.
pub(crate) fn peers(report: &mut Report, words: &[&str]) -> Result<(), Failed> {
    if build_with(&PEERS).is_err() {
        let there: Vec<&str> = PEERS.into_iter().filter(|peer| is_there(report, peer)).collect();
        build_with(&there)?;
    }
    let figures = target().join("bench");
    create_dir_all(&figures).map_err(|error| Failed(format!("{}: {error}", figures.display())))?;
    let mut bench = program(directory().join("release/prism-peers"), &["--json"]);
    bench.arg(figures.join("peers.json")).args(words);
    succeed(bench, "measure", SEE_ABOVE)
}

/// A directory of its own: what is shared with the workspace is compiled with other features.
fn directory() -> PathBuf {
    target().join("peers")
}

fn build_with(peers: &[&str]) -> Result<(), Failed> {
    let what = format!("build the bench with {} peers; the first time, that takes ten minutes", peers.len());
    succeed(build(peers), &what, SEE_ABOVE)
}

fn build(peers: &[&str]) -> Command {
    let features = peers.join(",");
    let fixed = ["build", "--release", "--locked", "--manifest-path", MANIFEST, "--no-default-features"];
    let mut command = cargo(&[&fixed[..], &["--features", &features]].concat());
    command.arg("--target-dir").arg(directory());
    command
}

fn is_there(report: &mut Report, peer: &str) -> bool {
    eprintln!("xtask: is {peer} to be had?");
    let why = match build(&[peer]).output() {
        Ok(output) if output.status.success() => return true,
        Ok(output) => why(&String::from_utf8_lossy(&output.stderr)),
        Err(error) => format!("cannot run cargo: {error}"),
    };
    report.skip(peer, &why);
    false
}

/// What cargo says first and last of a failure: what it wanted, and what it came to.
fn why(said: &str) -> String {
    let mut lines = said.lines().map(str::trim).skip_while(|line| !line.starts_with("error"));
    let first = lines.next().unwrap_or("cargo does not say why");
    match lines.filter(|line| !line.is_empty()).last() {
        Some(last) => format!("{first}; {last}"),
        None => first.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_peers_that_are_to_be_had_are_built() {
        let build = build(&["cel", "wapc"]);
        let arguments: Vec<_> = build.get_args().map(|argument| argument.to_string_lossy()).collect();
        assert!(arguments.windows(2).any(|pair| pair == ["--features", "cel,wapc"]), "{arguments:?}");
        assert!(arguments.iter().any(|argument| argument == "--no-default-features"));
    }

    #[test]
    fn what_cannot_be_fetched_is_named_with_the_reason() {
        let said =
            "    Updating index\nerror: failed to download `cel v0.15.0`\n\nCaused by:\n  Could not resolve host\n";
        assert_eq!(why(said), "error: failed to download `cel v0.15.0`; Could not resolve host");
        assert_eq!(why("error: no such target"), "error: no such target");
        assert_eq!(why(""), "cargo does not say why");
    }

    #[test]
    fn every_peer_is_a_feature() {
        let manifest = std::fs::read_to_string(crate::root::root().join(MANIFEST)).expect("readable");
        for peer in PEERS {
            assert!(manifest.contains(&format!("\n{peer} = [\"dep:")), "{peer}");
        }
    }
}
