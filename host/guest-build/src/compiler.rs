//! A cargo that compiles for WASM, and the ways to come by one.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What guests are compiled for. Without WASI, so that no import can slip in.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A cargo that compiles for [`TARGET`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiler {
    name: &'static str,
    cargo: String,
    environment: Vec<(&'static str, &'static str)>,
    args: Vec<&'static str>,
}

impl Compiler {
    /// The cargo in use, if its compiler has the target. Both are looked up as they would be in `directory`, which may choose a
    /// toolchain of its own.
    #[must_use]
    pub fn installed(directory: &Path) -> Option<Self> {
        has_target(directory).then(|| Self::in_use("installed"))
    }

    /// The cargo in use, once rustup has added the target to it. Downloads.
    #[must_use]
    pub fn by_rustup(directory: &Path) -> Option<Self> {
        let mut add = Command::new("rustup");
        add.args(["target", "add", TARGET]).current_dir(directory);
        (succeeds(&mut add) && has_target(directory)).then(|| Self::in_use("rustup"))
    }

    /// Debian's compiler for browsers, once apt-get has installed it and the crates of `workspace` are fetched: as root on Debian only.
    ///
    /// rustc-web conflicts with rustc and rustup from Debian: a build must not take those away, so it gives up instead.
    #[must_use]
    pub fn by_debian(workspace: &Path) -> Option<Self> {
        const INSTALL: [&str; 7] =
            ["install", "-y", "--no-remove", "--no-install-recommends", "rustc-web", "cargo-web", "rust-web-src"];
        let mut install = Command::new("apt-get");
        install.args(INSTALL).env("DEBIAN_FRONTEND", "noninteractive");
        if !is_root_on_debian() || !succeeds(&mut install) {
            return None;
        }
        let debian = Self::of_debian();
        let mut fetch = debian.cargo();
        fetch.current_dir(workspace).args(["fetch", "--locked"]);
        succeeds(&mut fetch).then_some(debian)
    }

    /// How it was come by: `installed`, `rustup` or `debian`.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Cargo, with no command yet.
    #[must_use]
    pub fn cargo(&self) -> Command {
        let mut command = Command::new(&self.cargo);
        command.envs(self.environment.iter().copied());
        command
    }

    /// `cargo build --release` for [`TARGET`], of sources that lie below `source`. What is made does not say where that is, nor where cargo
    /// keeps other crates: a component goes to others, and equal sources make an equal one wherever they lie.
    #[must_use]
    pub fn build(&self, source: &Path) -> Command {
        let mut command = self.cargo();
        command.args(["build", "--release", "--target", TARGET]).args(&self.args);
        command.arg("--config").arg(flags(&places(&cargo_home(), source)));
        command
    }

    /// [`Self::build`] from a build script: without what cargo told it about the outer build. The inner one has another target, profile
    /// and lints; what an operator says about registries and the network stays.
    #[must_use]
    pub fn build_apart(&self, source: &Path) -> Command {
        let mut command = self.build(source);
        for (name, _) in env::vars_os() {
            if is_of_outer_build(&name.to_string_lossy()) {
                command.env_remove(&name);
            }
        }
        command
    }

    fn in_use(name: &'static str) -> Self {
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

/// Places of this machine, and what stands for each where a panic's text says its place. The compiler takes the last that fits.
fn places(cargo_home: &Path, source: &Path) -> Vec<(PathBuf, &'static str)> {
    let registries = fs::read_dir(cargo_home.join("registry/src")).into_iter().flatten().flatten();
    let source = source.canonicalize().unwrap_or_else(|_| source.to_owned());
    let mut places = vec![(source, "/prism/src"), (cargo_home.to_owned(), "/cargo")];
    places.extend(registries.map(|registry| (registry.path(), "/cargo/registry/src")));
    places
}

/// The setting, which cargo adds to those of the folder. A place that is no text is left out: TOML has no way to write it.
fn flags(places: &[(PathBuf, &str)]) -> String {
    let places = places.iter().filter_map(|(place, neutral)| Some((place.to_str()?, neutral)));
    let flags: Vec<_> = places.map(|(place, neutral)| format!("--remap-path-prefix={place}={neutral}")).collect();
    format!("target.{TARGET}.rustflags={flags:?}")
}

fn cargo_home() -> PathBuf {
    let of_user = || env::var_os("HOME").map(|home| Path::new(&home).join(".cargo"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(of_user).unwrap_or_else(|| "/cargo".into())
}

fn is_of_outer_build(variable: &str) -> bool {
    const EXACT: [&str; 8] = [
        "CARGO_ENCODED_RUSTFLAGS",
        "CARGO_INCREMENTAL",
        "CARGO_TARGET_DIR",
        "CARGO_UNSTABLE_BUILD_STD",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOCFLAGS",
        "RUSTFLAGS",
    ];
    const PREFIXES: [&str; 7] = [
        "CARGO_BUILD_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_MANIFEST_",
        "CARGO_PKG_",
        "CARGO_PROFILE_",
        "CARGO_TARGET_",
    ];
    EXACT.contains(&variable) || PREFIXES.iter().any(|prefix| variable.starts_with(prefix))
}

fn has_target(directory: &Path) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut ask = Command::new(rustc);
    ask.args(["--print", "target-libdir", "--target", TARGET]).current_dir(directory);
    let Ok(answer) = ask.output() else { return false };
    let libraries = String::from_utf8_lossy(&answer.stdout);
    answer.status.success() && fs::read_dir(libraries.trim()).is_ok_and(|mut files| files.next().is_some())
}

fn is_root_on_debian() -> bool {
    let id = Command::new("id").arg("-u").output();
    Path::new("/etc/debian_version").exists() && id.is_ok_and(|id| id.stdout == b"0\n")
}

fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_build_is_for_wasm_and_has_what_its_compiler_needs() {
        let build = Compiler::of_debian().build(Path::new("."));
        let args: Vec<_> = build.get_args().map(|arg| arg.to_string_lossy()).collect();
        assert_eq!(args[..6], ["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort", "--config"]);
        assert!(build.get_envs().any(|(name, value)| name == "RUSTC_BOOTSTRAP" && value == Some("1".as_ref())));
    }
    #[test]
    fn a_place_of_this_machine_is_told_as_one_that_every_machine_could_have() {
        let home = std::env::temp_dir().join(format!("cargo-home-{}", std::process::id()));
        fs::create_dir_all(home.join("registry/src/one")).expect("made");
        let places = places(&home, Path::new("/nowhere"));
        fs::remove_dir_all(&home).expect("removed");
        let neutral: Vec<_> = places.iter().map(|(place, neutral)| (place.as_path(), *neutral)).collect();
        let registry = home.join("registry/src/one");
        assert_eq!(
            neutral,
            [
                (Path::new("/nowhere"), "/prism/src"),
                (home.as_path(), "/cargo"),
                (registry.as_path(), "/cargo/registry/src")
            ]
        );
        let flags = flags(&[(PathBuf::from("/a\"b"), "/c")]);
        assert_eq!(flags, r#"target.wasm32-unknown-unknown.rustflags=["--remap-path-prefix=/a\"b=/c"]"#);
    }

    #[test]
    fn what_is_said_of_registries_is_not_of_the_outer_build() {
        for of_outer in ["RUSTFLAGS", "CARGO_FEATURE_WAPC", "CARGO_TARGET_DIR"] {
            assert!(is_of_outer_build(of_outer), "{of_outer}");
        }
        for of_operator in ["CARGO_HOME", "CARGO_NET_OFFLINE", "CARGO_REGISTRIES_MIRROR_INDEX", "RUSTC_BOOTSTRAP"] {
            assert!(!is_of_outer_build(of_operator), "{of_operator}");
        }
    }
}
