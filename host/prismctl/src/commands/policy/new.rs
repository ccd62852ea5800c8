//! `policy new`: a folder from which everything else follows. It is whole: the SDK is in it, so no checkout of the launcher is needed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use prism_guest_build::Language;
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

/// What a policy can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Lang {
    /// Rust, by cargo
    Rust,
    /// JavaScript, by componentize-qjs
    Js,
    /// Python, by componentize-py
    Python,
    /// C, by clang
    C,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Rust => Self::Rust,
            Lang::Js => Self::JavaScript,
            Lang::Python => Self::Python,
            Lang::C => Self::C,
        }
    }
}

/// What is shown.
#[derive(Serialize)]
struct Made {
    folder: PathBuf,
    files: Vec<&'static str>,
}

/// Makes the folder, and says what comes next.
pub(crate) fn run(args: &NewArgs, format: Format) -> Result<(), Failure> {
    let language = Language::from(args.lang);
    check_name(&args.name, language)?;
    let folder = PathBuf::from(&args.name);
    let files = scaffold::files(language);
    make(&folder, &args.name, &files).map_err(|error| failed(COMMAND, format!("{}: {error}", folder.display())))?;
    let files = files.into_iter().map(|(path, _)| path).collect();
    format.show(|_| next(&args.name, language), || Made { folder, files })
}

fn next(name: &str, language: Language) -> String {
    let (source, schema, tools) = match language {
        Language::Rust => ("src/lib.rs", "config.schema.json", None),
        Language::C => {
            ("policy.c", "config.schema.json", Some("clang and lld (Debian: apt-get install clang lld)".to_owned()))
        }
        Language::JavaScript => ("policy.js", "config.schema.js", Some(format!("cd {name} && npm install"))),
        Language::Python => {
            let install = format!("cd {name} && python3 -m venv .venv && .venv/bin/pip install -r requirements.txt");
            ("policy.py", "config.schema.json", Some(install))
        }
    };
    let tools = tools.map_or_else(String::new, |tools| format!("  Tools:  {tools}\n"));
    format!(
        "made {name}\n{tools}  Edit:   {name}/{source}, {name}/{schema}, {name}/cases/\n  \
         Test:   prismctl policy test {name}\n  Check:  prismctl policy check {name}/{name}.wasm\n"
    )
}

/// Everything or nothing: what was written is removed where the rest cannot be.
fn make(folder: &Path, name: &str, files: &[scaffold::File]) -> io::Result<()> {
    // Fails where anything is there, so that nothing is ever written over.
    fs::create_dir(folder)?;
    write_all(folder, name, files).inspect_err(|_| {
        let _ = fs::remove_dir_all(folder);
    })
}

fn write_all(folder: &Path, name: &str, files: &[scaffold::File]) -> io::Result<()> {
    for (path, text) in files {
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
    Ok(text.to_owned())
}

/// A name that is good for a folder may be none for a crate.
fn check_name(name: &str, language: Language) -> Result<(), Failure> {
    if language == Language::Rust && (TAKEN.contains(&name) || KEYWORDS.contains(&name)) {
        let reason = format!("{name} is a name that cargo does not take for a crate of one's own; expected another");
        return Err(Failure::Usage(reason));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_crate_and_a_folder() {
        for good in ["a", "night-shift", "quota_2"] {
            assert_eq!(parse_name(good).as_deref(), Ok(good));
        }
        for bad in ["", "2fast", "Night", "a b", "../x", "a/b", "-a", "a-", "ä", "a\n"] {
            assert!(parse_name(bad).is_err(), "{bad:?}");
        }
        assert!(parse_name(&"a".repeat(65)).is_err());
    }

    #[test]
    fn what_cargo_takes_for_no_crate_is_no_name_in_rust_alone() {
        for taken in ["match", "test", "serde"] {
            assert!(check_name(taken, Language::Rust).is_err(), "{taken}");
            assert!(check_name(taken, Language::Python).is_ok(), "{taken}");
        }
    }

    #[test]
    fn what_is_there_is_never_written_over() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let there = folder.path().join("mine");
        fs::create_dir(&there).expect("made");
        fs::write(there.join("Cargo.toml"), "mine").expect("written");
        assert_eq!(
            make(&there, "mine", &scaffold::files(Language::Rust)).expect_err("is there").kind(),
            io::ErrorKind::AlreadyExists
        );
        assert_eq!(fs::read_to_string(there.join("Cargo.toml")).expect("there still"), "mine");
    }

    #[test]
    fn no_placeholder_is_left() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for language in Language::ALL {
            let made = folder.path().join(language.name());
            let files = scaffold::files(language);
            make(&made, "mine", &files).expect("made");
            for (path, _) in files {
                let text = fs::read_to_string(made.join(path)).expect("written");
                assert!(!text.contains(scaffold::NAME), "{path}");
            }
        }
    }
}
