//! `policy new`: a folder from which everything else follows. It is whole: the SDK is in it, so no checkout of the launcher is needed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{failed, scaffold};
use crate::errors::Failure;
use crate::render::Format;

const COMMAND: &str = "new";

#[derive(Args, Debug)]
pub(crate) struct NewArgs {
    /// Its name, and the folder's: lower-case letters, digits, '-' and '_', a letter first
    #[arg(value_name = "NAME", value_parser = parse_name)]
    name: String,
    /// What it is written in
    #[arg(long, value_enum, value_name = "LANG", default_value_t = Lang::Rust)]
    lang: Lang,
}

/// The languages that have tools for components. Who asks for one that is not made here is told so, and not that it is no language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// Rust, with the SDK
    Rust,
    #[value(hide = true)]
    C,
    #[value(hide = true)]
    Js,
    #[value(hide = true)]
    Python,
}

/// What is shown.
#[derive(Serialize)]
struct Made {
    folder: PathBuf,
    files: Vec<&'static str>,
}

/// Makes the folder, and says what comes next.
pub(crate) fn run(args: &NewArgs, format: Format) -> Result<(), Failure> {
    if args.lang != Lang::Rust {
        return Err(Failure::Usage(ELSEWHERE.to_owned()));
    }
    let folder = PathBuf::from(&args.name);
    make(&folder, &args.name).map_err(|error| failed(COMMAND, format!("{}: {error}", folder.display())))?;
    let files = scaffold::rust().map(|(path, _)| path).collect();
    format.show(|_| next(&args.name), || Made { folder, files })
}

const ELSEWHERE: &str = "policy new makes policies in rust alone; one in another language exports prism:policy/lifecycle@1.0.0 and \
    a hook of sdk/policy/wit/policy.wit by that language's own tools for components, and all other policy commands take it";

fn next(name: &str) -> String {
    format!(
        "made {name}\n  Edit:   {name}/src/lib.rs, {name}/config.schema.json, {name}/cases/\n  \
         Test:   prismctl policy test {name}\n  Check:  prismctl policy check {name}/{name}.wasm\n"
    )
}

/// Everything or nothing: what was written is removed where the rest cannot be.
fn make(folder: &Path, name: &str) -> io::Result<()> {
    // Fails where anything is there, so that nothing is ever written over.
    fs::create_dir(folder)?;
    write_all(folder, name).inspect_err(|_| {
        let _ = fs::remove_dir_all(folder);
    })
}

fn write_all(folder: &Path, name: &str) -> io::Result<()> {
    for (path, text) in scaffold::rust() {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(path, text.replace(scaffold::NAME, name))?;
    }
    Ok(())
}

/// Longest name, as of patterns.
const NAME_BYTES_MAX: usize = 64;
/// What cargo does not take for a package, or what is the name of something that the policy is built from.
const TAKEN: [&str; 12] = [
    "alloc",
    "core",
    "prism-policy-sdk",
    "prism_policy_sdk",
    "proc_macro",
    "sdk",
    "serde",
    "serde_json",
    "std",
    "test",
    "wit-bindgen",
    "wit_bindgen",
];
/// Words of the language (Rust reference, "Keywords"), which no crate can have for its name.
const KEYWORDS: [&str; 48] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
    "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super", "trait", "true",
    "try", "type", "typeof", "unsafe", "use", "virtual", "while",
];

fn parse_name(text: &str) -> Result<String, String> {
    let letter = |c: char| c.is_ascii_lowercase();
    let inside = |c: char| letter(c) || c.is_ascii_digit() || c == '-' || c == '_';
    let edges = text.starts_with(letter) && text.ends_with(|c: char| letter(c) || c.is_ascii_digit());
    if !edges || !text.chars().all(inside) || text.len() > NAME_BYTES_MAX {
        return Err(format!(
            "expected lower-case letters, digits, '-' and '_', beginning with a letter, ending with one or a digit, at most {NAME_BYTES_MAX}"
        ));
    }
    if TAKEN.contains(&text) || KEYWORDS.contains(&text) {
        return Err("is a name that cargo does not take for a crate of one's own; expected another".to_owned());
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_crate_and_a_folder() {
        for good in ["a", "night-shift", "quota_2"] {
            assert_eq!(parse_name(good).as_deref(), Ok(good));
        }
        for bad in ["", "2fast", "Night", "a b", "../x", "a/b", "-a", "a-", "ä", "match", "test", "serde", "a\n"] {
            assert!(parse_name(bad).is_err(), "{bad:?}");
        }
        assert!(parse_name(&"a".repeat(65)).is_err());
    }

    #[test]
    fn what_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let there = folder.path().join("mine");
        fs::create_dir(&there).expect("made");
        fs::write(there.join("Cargo.toml"), "mine").expect("written");
        assert_eq!(make(&there, "mine").expect_err("is there").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(there.join("Cargo.toml")).expect("there still"), "mine");
    }

    #[test]
    fn no_placeholder_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let made = folder.path().join("mine");
        make(&made, "mine").expect("made");
        for (path, _) in scaffold::rust() {
            let text = fs::read_to_string(made.join(path)).expect("written");
            assert!(!text.contains(scaffold::NAME), "{path}");
        }
    }
}
