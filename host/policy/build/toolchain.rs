//! Finds a compiler for WASM, or does without.
//!
//! In order: the target is installed; rustup adds it; Debian's browser toolchain brings it (root on Debian only); the checked-in
//! text. Whatever is not the first is said as a warning.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

/// The variable that chooses: `golden` for the checked-in components, `installed` for no attempt to install anything.
pub(crate) const CHOICE: &str = "PRISM_POLICY_TOOLCHAIN";
/// What guests are compiled for. Without WASI, so that no import can slip in.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// How the components come about.
pub(crate) enum Toolchain {
    /// Compiled.
    Cargo(Compiler),
    /// From the checked-in text.
    Golden,
}

/// A cargo that compiles for [`TARGET`].
pub(crate) struct Compiler {
    name: &'static str,
    cargo: String,
    environment: Vec<(&'static str, &'static str)>,
    /// What it needs on its command line besides the ordinary.
    pub(crate) args: Vec<&'static str>,
}

impl Compiler {
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.envs(self.environment.iter().copied());
        command
    }

    fn of_this_build(name: &'static str) -> Self {
        let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        Self { name, cargo, environment: Vec::new(), args: Vec::new() }
    }

    /// Debian ships the sources of std for this compiler, not the compiled std.
    fn of_debian() -> Self {
        Self {
            name: "debian",
            cargo: "/usr/bin/cargo".into(),
            environment: vec![("RUSTC", "/usr/bin/rustc"), ("RUSTC_BOOTSTRAP", "1")],
            args: vec!["-Zbuild-std=std,panic_abort"],
        }
    }
}

impl fmt::Display for Toolchain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cargo(compiler) => f.write_str(compiler.name),
            Self::Golden => f.write_str("golden"),
        }
    }
}

/// The first way that is open.
pub(crate) fn find(policies: &Path) -> Toolchain {
    match env::var(CHOICE).as_deref() {
        Ok("golden") => return golden("chosen by PRISM_POLICY_TOOLCHAIN"),
        _ if installed() => return Toolchain::Cargo(Compiler::of_this_build("installed")),
        Ok("installed") => return golden("the target wasm32-unknown-unknown is not installed"),
        _ => {}
    }
    if succeeds(Command::new("rustup").args(["target", "add", TARGET])) && installed() {
        warn("added the target wasm32-unknown-unknown with rustup");
        return Toolchain::Cargo(Compiler::of_this_build("rustup"));
    }
    if is_root_on_debian() && debian_compiles(policies) {
        warn("compiled the policies with Debian's rustc-web");
        return Toolchain::Cargo(Compiler::of_debian());
    }
    golden("no compiler for wasm32-unknown-unknown is to be had")
}

fn golden(why: &str) -> Toolchain {
    warn(&format!("{why}: taking the checked-in components of policies/golden, whatever policies/ says"));
    Toolchain::Golden
}

fn installed() -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let asked = Command::new(rustc).args(["--print", "target-libdir", "--target", TARGET]).output();
    let Ok(answer) = asked else { return false };
    let libraries = String::from_utf8_lossy(&answer.stdout);
    fs::read_dir(libraries.trim()).is_ok_and(|mut files| files.next().is_some())
}

fn is_root_on_debian() -> bool {
    let id = Command::new("id").arg("-u").output();
    Path::new("/etc/debian_version").exists() && id.is_ok_and(|id| id.stdout == b"0\n")
}

/// rustc-web conflicts with rustc and rustup from Debian: a build must not take those away, so it gives up instead.
fn debian_compiles(policies: &Path) -> bool {
    const INSTALL: [&str; 7] =
        ["install", "-y", "--no-remove", "--no-install-recommends", "rustc-web", "cargo-web", "rust-web-src"];
    let debian = Compiler::of_debian();
    succeeds(Command::new("apt-get").args(INSTALL).env("DEBIAN_FRONTEND", "noninteractive"))
        && succeeds(debian.command().current_dir(policies).args(["fetch", "--locked"]))
}

fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn warn(text: &str) {
    println!("cargo:warning=policies: {text}");
}
