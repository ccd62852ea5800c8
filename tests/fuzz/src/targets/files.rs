//! Files that people write: a manifest, the launcher's configuration. They are read as the launcher reads them, from a disk.

use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use prism_launcher::catalogue::discover;
use prism_launcher::config::{Config, Flags};

/// No duration of a file is longer; the docs say a year.
const SPAN_MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);

fn directory() -> &'static PathBuf {
    static DIRECTORY: OnceLock<tempfile::TempDir> = OnceLock::new();
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| DIRECTORY.get_or_init(|| tempfile::tempdir().expect("a directory")).path().to_owned())
}

/// It is taken, and within the bounds, or refused with a reason that fits on a line and names the file.
pub(super) fn manifest(bytes: &[u8]) {
    let patterns = directory().join("patterns");
    let file = patterns.join("p").join("manifest.yaml");
    fs::create_dir_all(file.parent().expect("it has one")).expect("made");
    fs::write(&file, bytes).expect("written");
    let catalogue = discover(&patterns).expect("the directory is there");
    assert_eq!(catalogue.patterns.len() + catalogue.rejected.len(), 1);
    for problem in &catalogue.rejected {
        says_where(&problem.to_string(), "manifest.yaml");
    }
    for pattern in catalogue.patterns.values() {
        let manifest = &pattern.manifest;
        assert!(!manifest.version.contains(char::is_control));
        assert!(manifest.executable.is_absolute());
        assert!(manifest.grace_period <= SPAN_MAX && manifest.startup_timeout <= SPAN_MAX);
        assert!(!manifest.health.interval.is_zero() && !manifest.health.timeout.is_zero());
        assert!(manifest.health.failure_threshold > 0 && manifest.health.success_threshold > 0);
    }
}

/// The same of the launcher's configuration.
pub(super) fn config(bytes: &[u8]) {
    let file = directory().join("launcher.yaml");
    fs::write(&file, bytes).expect("written");
    let flags = Flags { config: Some(file), ..Flags::default() };
    match Config::load(&flags) {
        Ok(config) => {
            assert!(config.listen.is_loopback(), "{:?}", config.listen);
            assert!(config.bounds.starts_max > 0 && config.bounds.processes_max > 0);
            assert!(!config.resync_interval.is_zero());
        }
        Err(problem) => says_where(&problem.to_string(), "launcher.yaml"),
    }
}

fn says_where(problem: &str, file: &str) {
    assert!(problem.contains(file), "{problem:?}");
    assert!(!problem.contains(|char: char| char.is_control()), "{problem:?}");
    assert!(problem.len() < 2_000, "{} bytes: {problem:?}", problem.len());
}
