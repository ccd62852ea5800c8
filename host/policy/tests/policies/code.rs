//! Compiled code that is kept: what is taken up again, and what is not trusted.

use std::fs::{self, Permissions};
use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use prism_core::policy::Outcome;
use prism_policy::{CodeCache, CodeSource, Decision, Engine, Limits, Module, ModuleSpec, Observer, Severity};
use tempfile::TempDir;

use crate::support::{NOW, placement, request, usage};

/// Hears where code came from.
#[derive(Default)]
struct Sources(Mutex<Vec<CodeSource>>);

impl Observer for Sources {
    fn decided(&self, _: &Decision<'_>) {}

    fn logged(&self, _: &str, _: Severity, _: &str) {}

    fn took_up(&self, _: &str, source: &CodeSource) {
        self.0.lock().expect("not poisoned").push(source.clone());
    }
}

/// A directory that code is kept in, and an engine after the other that keeps it there.
struct Kept {
    folder: TempDir,
}

impl Kept {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    fn dir(&self) -> PathBuf {
        self.folder.path().join("cache/policies")
    }

    fn cache(&self, bytes_max: u64) -> Result<CodeCache, String> {
        CodeCache::open(&self.dir(), bytes_max).map_err(|error| error.to_string())
    }

    /// Loads `spec` as another run of the launcher would; the module, and where its code came from.
    fn load_within(&self, spec: &ModuleSpec, bytes_max: u64) -> (Module, CodeSource) {
        let sources = Arc::new(Sources::default());
        let cache = self.cache(bytes_max).expect("is to be had");
        let engine = Engine::with_cache(sources.clone(), Some(cache)).expect("the machine lets us");
        let module = Module::load(&engine, spec).expect("loads");
        let source = sources.0.lock().expect("not poisoned").pop().expect("was heard");
        (module, source)
    }

    fn load(&self, name: &str) -> (Module, CodeSource) {
        self.load_within(&ModuleSpec::builtin(name), CodeCache::BYTES_MAX)
    }

    fn files(&self) -> Vec<PathBuf> {
        let mut files: Vec<_> = fs::read_dir(self.dir())
            .expect("is there")
            .map(|entry| entry.expect("is readable").path())
            .filter(|path| path.extension().is_some_and(|extension| extension == "code"))
            .collect();
        files.sort();
        files
    }

    /// What is not trusted, why, and that it is put right.
    fn distrusted(&self, name: &str) -> String {
        let CodeSource::NotTrusted(reason) = self.load(name).1 else { panic!("is taken up") };
        assert_eq!(self.load(name).1, CodeSource::Kept, "what was compiled instead is kept");
        reason
    }
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).expect("is there").permissions().mode() & 0o7777
}

#[test]
fn a_second_run_takes_up_what_the_first_has_compiled_and_answers_alike() {
    let kept = Kept::new();
    let (compiled, source) = kept.load("standard");
    assert_eq!(source, CodeSource::Compiled);
    let (taken, source) = kept.load("standard");
    assert_eq!(source, CodeSource::Kept);
    for held in [0, 99, 100] {
        let answer = |module: &Module| module.admission(&request("tenant-a"), &placement(), &usage(held), NOW);
        assert_eq!(answer(&taken), answer(&compiled));
        assert_eq!(matches!(answer(&taken), Outcome::Answer(())), held < 100);
    }
}

#[test]
fn directory_key_and_code_are_closed_to_others() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    assert_eq!((mode(&kept.dir()), mode(&kept.dir().join("key"))), (0o700, 0o600));
    assert_eq!(kept.files().iter().map(|file| mode(file)).collect::<Vec<_>>(), [0o600]);
    let names = fs::read_dir(kept.dir()).expect("is there").count();
    assert_eq!(names, 2, "nothing half written is left");
}

#[test]
fn another_module_is_compiled() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    assert_eq!(kept.load("allowlist").1, CodeSource::Compiled);
    assert_eq!(kept.files().len(), 2);
}

#[test]
fn a_flipped_bit_anywhere_is_found() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let file = kept.files().remove(0);
    let whole = fs::read(&file).expect("readable");
    for place in [0, 31, 32, whole.len() / 2, whole.len() - 1] {
        let mut flipped = whole.clone();
        flipped[place] ^= 1;
        fs::write(&file, flipped).expect("written");
        assert!(kept.distrusted("standard").contains("its seal does not fit"), "byte {place}");
    }
}

#[test]
fn a_torn_file_is_found_wherever_it_was_torn() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let file = kept.files().remove(0);
    for left in [0, 1, 32, 33, 100_000] {
        fs::File::options().write(true).open(&file).expect("writable").set_len(left).expect("torn");
        assert!(kept.distrusted("standard").contains("its seal does not fit"), "{left} bytes");
    }
}

#[test]
fn code_under_the_name_of_another_is_not_taken_for_it() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let of_standard = kept.files().remove(0);
    let bytes = fs::read(&of_standard).expect("readable");
    let _ = kept.load("allowlist");
    let of_allowlist = kept.files().into_iter().find(|file| *file != of_standard).expect("there are two");
    fs::write(of_allowlist, bytes).expect("written");
    assert!(kept.distrusted("allowlist").contains("its seal does not fit"));
}

#[test]
fn without_the_key_that_sealed_it_nothing_is_trusted() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    for key in [None, Some(&b"torn"[..]), Some(&[7; 32][..])] {
        match key {
            None => fs::remove_file(kept.dir().join("key")).expect("removed"),
            Some(key) => fs::write(kept.dir().join("key"), key).expect("written"),
        }
        assert!(kept.distrusted("standard").contains("its seal does not fit"), "{key:?}");
    }
}

#[test]
fn a_file_that_others_may_read_or_that_is_a_link_is_not_opened() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let file = kept.files().remove(0);
    for open in [0o644, 0o660, 0o602] {
        fs::set_permissions(&file, Permissions::from_mode(open)).expect("set");
        assert!(kept.distrusted("standard").contains("expected no permissions for others"), "{open:o}");
    }
    let elsewhere = kept.folder.path().join("elsewhere");
    fs::rename(&file, &elsewhere).expect("moved");
    symlink(&elsewhere, &file).expect("linked");
    assert!(kept.distrusted("standard").ends_with("is a symbolic link"));
    assert!(!fs::symlink_metadata(&file).expect("is there").is_symlink(), "and it is in nobody's place");
}

#[test]
fn a_directory_that_is_not_ours_alone_is_not_used() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    fs::set_permissions(kept.dir(), Permissions::from_mode(0o770)).expect("set");
    assert!(
        kept.cache(1).expect_err("is open to others").ends_with("has mode 770; expected no permissions for others")
    );
    fs::set_permissions(kept.dir(), Permissions::from_mode(0o700)).expect("set");
    let elsewhere = kept.folder.path().join("elsewhere");
    fs::rename(kept.dir(), &elsewhere).expect("moved");
    symlink(&elsewhere, kept.dir()).expect("linked");
    assert!(kept.cache(1).expect_err("is a link").ends_with("is a symbolic link, or no directory"));
    fs::remove_file(kept.dir()).expect("removed");
    fs::write(kept.dir(), "").expect("written");
    assert!(kept.cache(1).is_err());
}

#[test]
fn what_belongs_to_another_user_is_not_trusted() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let file = kept.files().remove(0);
    if chown(&file, Some(65_534), None).is_err() {
        eprintln!("skipped: only root gives files away");
        return;
    }
    assert!(kept.distrusted("standard").contains("belongs to user 65534"));
    chown(kept.dir().join("key"), Some(65_534), None).expect("given away");
    assert!(kept.cache(1).expect_err("the key is another's").contains("key: belongs to user 65534"));
    fs::remove_file(kept.dir().join("key")).expect("removed");
    chown(kept.dir(), Some(65_534), None).expect("given away");
    assert!(kept.cache(1).expect_err("is another's").contains("belongs to user 65534"));
}

#[test]
fn what_was_not_used_for_longest_makes_room() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let standard = kept.files().remove(0);
    let size = fs::metadata(&standard).expect("is there").len();
    let _ = kept.load("allowlist");
    let allowlist = kept.files().into_iter().find(|file| *file != standard).expect("there are two");
    // Used again, it is the newer one, whatever the resolution of the file system's clock.
    let long_ago = std::time::SystemTime::UNIX_EPOCH;
    for file in [&standard, &allowlist] {
        fs::File::open(file).expect("readable").set_modified(long_ago).expect("set");
    }
    assert_eq!(kept.load("standard").1, CodeSource::Kept);
    let tiered = ModuleSpec::builtin("tiered").with_config(serde_json::json!({"tiers": {}}));
    let (_, source) = kept.load_within(&tiered, size * 5 / 2);
    assert_eq!(source, CodeSource::Compiled);
    assert!(standard.exists() && !allowlist.exists(), "{:?}", kept.files());
    // What has no room at all is not kept, and no harm is done.
    let _ = kept.load_within(&ModuleSpec::builtin("allowlist"), 1000);
    assert_eq!(kept.files().len(), 2);
}

#[test]
fn limits_count_for_kept_code_too() {
    let kept = Kept::new();
    let _ = kept.load("standard");
    let engine = Engine::with_cache(Arc::new(()), Some(kept.cache(1).expect("is to be had"))).expect("there is one");
    for limits in [Limits { functions: 3, ..Limits::default() }, Limits { tables: 0, ..Limits::default() }] {
        let problem = Module::load(&engine, &ModuleSpec::builtin("standard").with_limits(limits)).expect_err("refused");
        assert!(problem.to_string().contains("are allowed (limits."), "{problem}");
    }
}

#[test]
fn without_a_cache_everything_is_compiled() {
    let sources = Arc::new(Sources::default());
    let engine = Engine::new(sources.clone()).expect("the machine lets us");
    for _ in 0..2 {
        let _ = Module::load(&engine, &ModuleSpec::builtin("standard")).expect("loads");
    }
    assert_eq!(*sources.0.lock().expect("not poisoned"), [CodeSource::Compiled, CodeSource::Compiled]);
}
