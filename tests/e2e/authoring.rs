//! "Write your own" of docs/policies.md, done as it is written: its files are written, its commands run and their output compared, and a
//! launcher takes what came of it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tonic::Code;

use crate::support::binaries::{binary, repository};
use crate::support::{Ask as _, Patterns, Plan, launch};

/// A step of the page.
enum Step<'a> {
    /// A file and its text.
    File(&'a str, String),
    /// A command and what it prints.
    Command(&'a str, String),
}

/// The files and commands of the page, in its order. A file's text follows a line that ends in its name in backticks and a colon, or has it
/// before a comma; what is fenced as `text` is for readers.
fn steps(page: &str) -> Vec<Step<'_>> {
    let mut steps = Vec::new();
    let mut lines = page.lines();
    let mut named = None;
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            named = if line.is_empty() { named } else { file_named(line) };
            continue;
        };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match (language, named.take()) {
            ("console", _) => steps.extend(commands(&block)),
            ("text", _) | (_, None) => {}
            (_, Some(file)) => steps.push(Step::File(file, block.join("\n") + "\n")),
        }
    }
    steps
}

/// The last name in backticks of a line that announces a file.
fn file_named(line: &str) -> Option<&str> {
    let named = line.ends_with("`:") || (line.starts_with('`') && line.ends_with(':'));
    let mut quoted = line.split('`').skip(1).step_by(2);
    let name = if line.starts_with('`') { quoted.next() } else { quoted.last() };
    name.filter(|name| named && name.contains('.'))
}

fn commands<'a>(block: &[&'a str]) -> Vec<Step<'a>> {
    let mut steps: Vec<Step<'a>> = Vec::new();
    for line in block {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step::Command(command, String::new())),
            (None, Some(Step::Command(_, output))) => *output += &format!("{line}\n"),
            (None, _) => panic!("output of no command: {line}"),
        }
    }
    steps
}

/// Where the page's commands run.
struct Shell {
    folder: PathBuf,
    path: std::ffi::OsString,
    target: PathBuf,
    patterns: PathBuf,
}

impl Shell {
    fn follow(&mut self, step: &Step<'_>) {
        match step {
            Step::File(name, text) => fs::write(self.folder.join(name), text).expect("written"),
            Step::Command(command, expected) => match command.strip_prefix("cd ") {
                Some(folder) => self.folder.push(folder),
                None => assert_eq!(alike(&self.run(command)), alike(expected), "$ {command}"),
            },
        }
    }

    /// Stdout, and what our own programs say on stderr; cargo's progress is not for a page.
    fn run(&self, command: &str) -> String {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(&self.folder).stdin(Stdio::null());
        shell.env("PATH", &self.path).env("CARGO_TARGET_DIR", &self.target).env("PATTERNS", &self.patterns);
        let ran = shell.env("HOME", &self.folder).envs(toolchain()).output().expect("there is a shell");
        let errors = String::from_utf8_lossy(&ran.stderr);
        let ours = errors.lines().filter(|line| line.starts_with("prismctl: ") || line.starts_with("prism-launcher: "));
        let ours: String = ours.map(|line| format!("{line}\n")).collect();
        String::from_utf8_lossy(&ran.stdout).into_owned() + &ours
    }
}

/// What cargo and rustup find below a home directory, which is another here.
fn toolchain() -> Vec<(&'static str, PathBuf)> {
    let home = PathBuf::from(std::env::var_os("HOME").expect("there is a home"));
    let or = |name: &'static str, below: &str| {
        (name, std::env::var_os(name).map_or_else(|| home.join(below), PathBuf::from))
    };
    vec![or("CARGO_HOME", ".cargo"), or("RUSTUP_HOME", ".rustup")]
}

/// Text with every number, size and digest as `#` and every run of spaces as one: what differs from one build to the next.
fn alike(text: &str) -> String {
    let word = |word: &str| {
        let digest = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let cost = word.trim_matches(['(', ')', '%', ',']).trim_end_matches("KiB");
        let number = !cost.is_empty() && cost.parse::<f64>().is_ok();
        if digest || number { "#".to_owned() } else { word.to_owned() }
    };
    let line = |line: &str| line.split_whitespace().map(word).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn has_wasm_target() -> bool {
    let asked = Command::new("rustc").args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]).output();
    asked.is_ok_and(|answer| Path::new(String::from_utf8_lossy(&answer.stdout).trim()).is_dir())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_tutorial_works_as_it_is_written() {
    if !has_wasm_target() {
        eprintln!("skipped: the target wasm32-unknown-unknown is not installed");
        return;
    }
    let page = fs::read_to_string(repository("docs/policies.md")).expect("there is the page");
    let page = page.split_once("## Write your own\n").expect("has the section").1;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut shell = Shell {
        folder: folder.path().to_owned(),
        path: path_with_binaries(),
        target: Path::new(env!("CARGO_TARGET_TMPDIR")).join("tutorial"),
        patterns: folder.path().join("patterns"),
    };
    five_patterns(&shell.patterns);
    let steps = steps(page);
    assert!(steps.len() > 15, "the page is understood: {} steps", steps.len());
    for step in &steps {
        shell.follow(step);
    }
    binds_those_it_names(&shell.folder.join("night-shift.wasm")).await;
}

fn path_with_binaries() -> std::ffi::OsString {
    let ours = binary("prismctl").parent().expect("is in a folder").to_owned();
    binary("prism-launcher");
    let rest = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths([ours].into_iter().chain(std::env::split_paths(&rest))).expect("no colon in it")
}

/// The page speaks of five.
fn five_patterns(folder: &Path) {
    let patterns = Patterns(folder.to_owned());
    for name in ["a", "b", "c", "d", "e"] {
        patterns.sleeper(name, "");
    }
}

/// Whatever the hour is: the night that is configured is none.
async fn binds_those_it_names(component: &Path) {
    let config = format!(
        "policies:\n  modules: [{{name: night-shift, path: {}, config: {{namespaces: ['batch-*'], from_hour: 0, to_hour: 0}}}}]\n  \
         admission: [night-shift, standard]",
        component.display()
    );
    let launcher = Plan::new().config(&config).patterns(|patterns| patterns.sleeper("p", "")).start().await;
    let refused = launcher.refused(launch("p").of("batch-7")).await.expect(Code::PermissionDenied, "POLICY_DENIED");
    assert_eq!(refused.metadata["module"], "night-shift");
    refused.saying("batch-7 may start between 0:00 and 0:00 UTC");
    launcher.launched(launch("p").of("tenant-a")).await;
}
