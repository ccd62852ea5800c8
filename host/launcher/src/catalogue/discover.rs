//! Scanning `patterns_dir`: one directory a pattern, each manifest accepted or refused on its own.

use std::collections::btree_map::Entry;
use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::manifest_file::ManifestFile;
use super::{Catalogue, Pattern};
use crate::yaml::{Problem, parse, read};

/// Directories looked at. 1,000: a scan stays well below a second.
const DIRECTORIES_MAX: usize = 1000;

/// Reads every `<patterns_dir>/<directory>/manifest.yaml`.
///
/// # Errors
///
/// The directory itself cannot be read. A manifest that is wrong is in [`Catalogue::rejected`].
pub fn discover(patterns_dir: &Path) -> Result<Catalogue, Problem> {
    let mut catalogue = Catalogue { patterns_dir: patterns_dir.to_owned(), ..Catalogue::default() };
    let root = patterns_dir
        .canonicalize()
        .map_err(|error| Problem::of(patterns_dir, format!("patterns_dir cannot be opened: {error}")))?;
    let entries = std::fs::read_dir(&root)
        .map_err(|error| Problem::of(patterns_dir, format!("patterns_dir cannot be read: {error}")))?;
    let mut directories: Vec<PathBuf> =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    directories.sort();
    if directories.len() > DIRECTORIES_MAX {
        return Err(Problem::of(patterns_dir, format!("patterns_dir has more than {DIRECTORIES_MAX} directories")));
    }
    for directory in directories {
        let file = directory.join("manifest.yaml");
        if file.exists() {
            match load(&root, &directory, &file) {
                Ok(pattern) => catalogue.add(pattern, &file),
                Err(problem) => catalogue.rejected.push(problem),
            }
        }
    }
    Ok(catalogue)
}

impl Catalogue {
    fn add(&mut self, pattern: Pattern, file: &Path) {
        match self.patterns.entry(pattern.manifest.name.clone()) {
            Entry::Vacant(free) => {
                free.insert(Arc::new(pattern));
            }
            Entry::Occupied(taken) => {
                let name = taken.key().as_str();
                let message = format!("name: {name:?} is taken by an earlier directory; expected a name of its own");
                self.rejected.push(Problem::of(file, message));
            }
        }
    }
}

fn load(root: &Path, directory: &Path, file: &Path) -> Result<Pattern, Problem> {
    let problem = |message: String| Problem::of(file, message);
    refuse_world_writable(file).map_err(&problem)?;
    let text = read(file)?;
    let mut written: ManifestFile = parse(file, &text)?;
    let executable =
        resolve(root, directory, &written.executable).map_err(|error| problem(format!("executable: {error}")))?;
    let config_rules = written.config_rules();
    let backend_slots = std::mem::take(&mut written.backend_slots);
    let manifest = written.manifest(directory, executable, sha256_hex(text.as_bytes()).into()).map_err(problem)?;
    Ok(Pattern { file: file.to_owned(), manifest: Arc::new(manifest), config_rules, backend_slots })
}

/// A relative path is looked up beside the manifest first, then beside `patterns_dir` (the RFC's example), and may leave neither.
///
/// What is looked at is where links lead; what is executed is the path as written, for programs that go by their name.
fn resolve(root: &Path, directory: &Path, executable: &Path) -> Result<PathBuf, String> {
    let path = if executable.is_absolute() { executable.to_owned() } else { look_up(root, directory, executable)? };
    let metadata = path.metadata().map_err(|error| format!("{}: {error}", path.display()))?;
    if !metadata.is_file() {
        return Err(format!("{} is not a file", path.display()));
    }
    if metadata.permissions().mode() & 0o111 == 0 {
        return Err(format!("{} is not executable; expected an x bit (chmod +x)", path.display()));
    }
    refuse_world_writable(&path)?;
    Ok(path)
}

fn look_up(root: &Path, directory: &Path, executable: &Path) -> Result<PathBuf, String> {
    for base in [Some(directory), root.parent()].into_iter().flatten() {
        let path = base.join(executable);
        if let Ok(target) = path.canonicalize() {
            let inside = base.canonicalize().is_ok_and(|base| target.starts_with(base));
            // `./` and the like are taken out, links are left in.
            let plain = || path.components().filter(|part| *part != Component::CurDir).collect();
            let leaves = || format!("{} leaves the directory it is looked up in", executable.display());
            return if inside { Ok(plain()) } else { Err(leaves()) };
        }
    }
    Err(format!("{} was found neither beside the manifest nor beside patterns_dir; is it built?", executable.display()))
}

/// What anyone may write, anyone may make run as us.
fn refuse_world_writable(path: &Path) -> Result<(), String> {
    let mode = path.metadata().map_err(|error| format!("{}: {error}", path.display()))?.permissions().mode();
    if mode & 0o002 == 0 {
        Ok(())
    } else {
        Err(format!("{} can be written by anyone; expected mode o-w", path.display()))
    }
}

/// SHA-256, hex.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use prism_core::isolation::IsolationLevel;
    use prism_core::manifest::{Probe, ProbePort};
    use prism_core::names::PatternName;
    use std::collections::BTreeMap;
    use std::time::Duration;

    /// The RFC's own manifest.
    const RFC: &str = "name: consumer\nversion: 1.0.0\nexecutable: ./patterns/consumer/consumer\nisolation_level: namespace # none | namespace | session\nhealthcheck:\n  port: 9090\n  path: /health\n  interval: 30s\nresources:\n  cpu_limit: 1.0\n  memory_limit: 512Mi\nbackend_slots:\n  - name: storage\n    type: postgres\n    required: true\n  - name: messaging\n    type: kafka\n    required: true\nenvironment:\n  LOG_LEVEL: info\n  METRICS_PORT: \"9091\"\n";

    struct Tree(tempfile::TempDir);

    impl Tree {
        fn new() -> Self {
            let tree = Self(tempfile::tempdir().expect("a directory"));
            std::fs::create_dir(tree.0.path().join("patterns")).expect("made");
            tree
        }

        fn pattern(&self, directory: &str, manifest: &str) -> &Self {
            let path = self.0.path().join("patterns").join(directory);
            std::fs::create_dir_all(&path).expect("made");
            std::fs::write(path.join("manifest.yaml"), manifest).expect("written");
            for name in ["consumer", "run"] {
                std::fs::write(path.join(name), "#!/bin/sh\n").expect("written");
                std::fs::set_permissions(path.join(name), PermissionsExt::from_mode(0o755)).expect("set");
            }
            self
        }

        fn discover(&self) -> Catalogue {
            discover(&self.0.path().join("patterns")).expect("readable")
        }

        fn rejection(manifest: &str) -> String {
            let tree = Self::new();
            let catalogue = tree.pattern("p", manifest).discover();
            assert!(catalogue.patterns.is_empty(), "accepted: {manifest}");
            catalogue.rejected[0].to_string()
        }

        fn accepted(manifest: &str) -> Pattern {
            let tree = Self::new();
            let mut catalogue = tree.pattern("p", manifest).discover();
            assert_eq!(catalogue.rejected, []);
            let (_, pattern) = catalogue.patterns.pop_first().expect("one");
            Arc::into_inner(pattern).expect("the only one")
        }
    }

    fn with(extra: &str) -> String {
        format!("name: p\nversion: 1.0.0\nexecutable: run\n{extra}\n")
    }

    #[test]
    fn the_rfcs_manifest_is_accepted() {
        let tree = Tree::new();
        let catalogue = tree.pattern("consumer", RFC).discover();
        assert_eq!(catalogue.rejected, []);
        let pattern = &catalogue.patterns[&PatternName::parse("consumer").expect("valid")];
        let manifest = &pattern.manifest;
        assert_eq!(manifest.isolation_level, Some(IsolationLevel::Namespace));
        assert_eq!(manifest.health.probe, Probe::Http { path: "/health".into(), port: ProbePort::Health });
        assert_eq!(manifest.fixed_health_port, Some(9090));
        assert_eq!(manifest.health.interval, Duration::from_secs(30));
        assert_eq!((manifest.resources.cpu_millis, manifest.resources.memory_bytes), (Some(1000), Some(512 << 20)));
        assert_eq!(pattern.backend_slots.len(), 2);
        assert!(manifest.executable.ends_with("patterns/consumer/consumer"));
    }

    #[test]
    fn a_bad_manifest_does_not_hide_a_good_one() {
        let tree = Tree::new();
        tree.pattern("bad", "name: p\nversion: {\n").pattern("good", &with(""));
        let catalogue = tree.discover();
        assert_eq!((catalogue.patterns.len(), catalogue.rejected.len()), (1, 1));
        assert!(catalogue.rejected[0].to_string().contains("bad/manifest.yaml:2:10"), "{}", catalogue.rejected[0]);
    }

    #[test]
    fn each_mistake_says_where_and_what_was_expected() {
        for (manifest, wanted) in [
            (with("isolation_levle: none"), "unknown field `isolation_levle`, expected one of `name`"),
            (
                with("isolation_level: tenant"),
                "unknown variant `tenant`, expected one of `none`, `namespace`, `session`",
            ),
            (with("healthcheck: {port: 0}"), "1 to 65535"),
            (with("healthcheck: {port: 99999}"), "1 to 65535"),
            (with("healthcheck: {path: health}"), "begins with a single '/'"),
            (with("healthcheck: {path: '//evil'}"), "begins with a single '/'"),
            (with("healthcheck: {interval: 0s}"), "1ms to 30d"),
            (with("healthcheck: {kind: exec}"), "healthcheck.command is needed"),
            (with("healthcheck: {kind: tcp, path: /x}"), "belongs to kind http"),
            (with("healthcheck: {failure_threshold: 0}"), "1 to 1000"),
            (with("resources: {cpu_limit: .nan}"), "0.001 to 10000"),
            (with("resources: {cpu_limit: -1}"), "0.001 to 10000"),
            (with("resources: {memory_limit: 512MiB}"), "512Mi"),
            (with("resources: {cpu_limit: 1, cpu_request: 2}"), "cpu_request is above"),
            (with("environment: {A: 1.5}"), "quote"),
            (with("environment: {NAMESPACE: x}"), "set by the launcher"),
            (with("environment: {'a b': x}"), "is not a name"),
            (with("args: ['${PORT}']"), "unknown variable ${PORT}"),
            (with("stop_signal: KILL"), "cannot be handled"),
            (with("stop_signal: HELLO"), "is not a signal"),
            (with("config_keys: [{name: LD_PRELOAD}]"), "not accepted"),
            (with("config_keys: [{name: a, pattern: '('}]"), "is not a regular expression"),
            (with("isolation_level: none\nminimum_isolation: session"), "below minimum_isolation"),
            (with("warm: 3"), "not supported by this version"),
            (with("filesystem: {read: [srv]}"), "filesystem.read[0]: \"srv\" is not a path"),
            (with("filesystem: {reed: []}"), "unknown field `reed`"),
            (with("name: q"), "duplicate"),
            ("name: P\nversion: 1\nexecutable: run\n".into(), "lower-case letters"),
            ("name: p\nversion: ''\nexecutable: run\n".into(), "is not a version"),
            ("name: p\nversion: 1.0.0\n".into(), "missing field `executable`"),
            (String::new(), "name"),
            ("- a\n".into(), "expected struct"),
        ] {
            let reason = Tree::rejection(&manifest);
            assert!(reason.contains("manifest.yaml") && reason.contains(wanted), "{manifest}\n{reason}");
        }
    }

    #[test]
    fn an_executable_must_be_there_and_inside() {
        let missing = Tree::rejection("name: p\nversion: 1.0.0\nexecutable: ./nothing\n");
        assert!(missing.contains("neither beside the manifest nor beside patterns_dir"), "{missing}");
        let outside = Tree::rejection("name: p\nversion: 1.0.0\nexecutable: ../../../../../../../../../../../bin/sh\n");
        assert!(outside.contains("leaves the directory"), "{outside}");
        let manifest = Tree::rejection("name: p\nversion: 1.0.0\nexecutable: manifest.yaml\n");
        assert!(manifest.contains("not executable"), "{manifest}");
        assert!(Tree::rejection("name: p\nversion: 1.0.0\nexecutable: .\n").contains("is not a file"));
    }

    #[test]
    fn what_anyone_may_write_is_refused() {
        let tree = Tree::new();
        tree.pattern("p", &with(""));
        let run = tree.0.path().join("patterns/p/run");
        std::fs::set_permissions(run, PermissionsExt::from_mode(0o777)).expect("set");
        assert!(tree.discover().rejected[0].to_string().contains("written by anyone"));
    }

    #[test]
    fn a_name_belongs_to_the_first_directory() {
        let tree = Tree::new();
        let catalogue = tree.pattern("a", &with("")).pattern("b", &with("")).discover();
        assert_eq!(catalogue.patterns.len(), 1);
        assert!(catalogue.rejected[0].to_string().contains("taken by an earlier directory"));
    }

    #[test]
    fn config_keys_bind_requests() {
        let pattern = Tree::accepted(&with(
            "config_keys:\n  - {name: topic, required: true, pattern: '[a-z.]+'}\n  - {name: token, secret: true}",
        ));
        let check = |pairs: &[(&str, &str)]| {
            let config: BTreeMap<_, _> = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
            pattern.check_config(&config).map_err(|error| error.to_string())
        };
        assert_eq!(check(&[("topic", "orders.v"), ("token", "x")]), Ok(()));
        assert!(check(&[]).expect_err("missing").contains("\"topic\" is required"));
        assert!(check(&[("topic", "a"), ("other", "b")]).expect_err("unknown").contains("\"other\" is not among"));
        assert!(check(&[("topic", "ORDERS")]).expect_err("mismatch").contains("does not match"));
        assert!(check(&[("topic", "a\nb")]).is_err(), "the whole value must match");
    }

    #[test]
    fn a_manifest_that_went_bad_keeps_its_last_good_version_and_one_that_went_away_does_not() {
        let tree = Tree::new();
        let before = tree.pattern("a", &with("")).pattern("b", &with("").replace("name: p", "name: q")).discover();
        tree.pattern("a", "name: [");
        std::fs::remove_dir_all(tree.0.path().join("patterns/b")).expect("removed");
        let after = tree.discover().keeping_good(&before);
        let names: Vec<_> = after.patterns.keys().map(PatternName::as_str).collect();
        assert_eq!((names, after.rejected.len()), (vec!["p"], 1));
    }

    #[test]
    fn an_unreadable_directory_is_an_error_and_an_empty_one_is_not() {
        assert!(
            discover(Path::new("/nonexistent"))
                .expect_err("missing")
                .to_string()
                .contains("patterns_dir cannot be opened")
        );
        assert!(Tree::new().discover().patterns.is_empty());
    }
}
