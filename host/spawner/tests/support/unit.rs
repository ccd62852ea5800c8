//! A service manager in small: cgroups that are given to a user, and launchers that are started in them.
//!
//! It makes them directly below the root of the hierarchy and removes them with everything in them; it touches no other.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::support::{eventually, host, skip};

pub(crate) const V2: &str = "/sys/fs/cgroup";
pub(crate) const CONTROLLERS: [&str; 3] = ["cpu", "memory", "pids"];
pub(crate) const ROOT: u32 = 0;
pub(crate) const NOBODY: u32 = 65534;
/// The cgroup of the launcher's instances.
pub(crate) const PARENT: &str = "prism-house";

/// A cgroup with every controller, given to a user.
pub(crate) struct Unit {
    pub(crate) dir: PathBuf,
    pub(crate) user: u32,
    /// The launcher's executable, where that user finds it.
    pub(crate) executable: tempfile::TempDir,
}

/// For root and for an ordinary user.
pub(crate) fn for_each_user(test: impl Fn(Unit)) {
    if can_make_units() {
        [ROOT, NOBODY].into_iter().for_each(|user| test(Unit::owned_by(user)));
    }
}

pub(crate) fn can_make_units() -> bool {
    let enabled = fs::read_to_string(Path::new(V2).join("cgroup.subtree_control")).unwrap_or_default();
    let is_enabled = |controller: &&str| enabled.split_ascii_whitespace().any(|name| name == *controller);
    let can = rustix::process::geteuid().is_root() && CONTROLLERS.iter().all(is_enabled);
    if !can {
        skip("it takes root, and a cgroup v2 hierarchy with controllers at /sys/fs/cgroup");
    }
    can
}

impl Unit {
    pub(crate) fn owned_by(user: u32) -> Self {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        let name = format!("prism-unit-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let unit = Self { dir: Path::new(V2).join(name), user, executable: tempfile::tempdir().unwrap() };
        fs::set_permissions(unit.executable.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // By a process of its own: a file that we had open for writing could be open in a child of another test when it is executed.
        let copied = Command::new("/bin/cp").arg(host()).arg(unit.executable.path()).status().unwrap();
        assert!(copied.success());
        unit.give(&unit.dir);
        unit
    }

    /// Makes a cgroup and gives it to the user, as the kernel's documentation of cgroup v2 says ("Delegation").
    fn give(&self, dir: &Path) {
        fs::create_dir(dir).unwrap();
        for path in ["", "cgroup.procs", "cgroup.threads", "cgroup.subtree_control"].map(|file| dir.join(file)) {
            chown(path, Some(self.user), Some(self.user)).unwrap();
        }
    }

    /// A cgroup in the unit.
    pub(crate) fn below(&self, name: &str) -> PathBuf {
        let dir = self.dir.join(name);
        self.give(&dir);
        dir
    }

    /// What a launcher in `cgroup` and its instance say.
    pub(crate) fn says(&self, cgroup: &Path, script: &str) -> String {
        self.says_within(&[], cgroup, script)
    }

    /// The same, started by way of `wrapper`.
    pub(crate) fn says_within(&self, wrapper: &[&str], cgroup: &Path, script: &str) -> String {
        let output = self.launcher(wrapper, cgroup, script).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The command that joins `cgroup`, then gives up being root, then becomes a launcher.
    pub(crate) fn launcher(&self, wrapper: &[&str], cgroup: &Path, script: &str) -> Command {
        let join = ["/bin/sh", "-c", "echo 0 > \"$0/cgroup.procs\" && exec \"$@\"", cgroup.to_str().unwrap()];
        let (user, group) = (format!("--reuid={}", self.user), format!("--regid={}", self.user));
        let become_user = ["setpriv", &user, &group, "--clear-groups"];
        let executable = self.executable.path().join("spawner-host");
        let words: Vec<&str> = [wrapper, &join, &become_user].concat();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).arg(executable).args(["launch", PARENT, script]);
        command.current_dir("/").stdin(Stdio::null());
        command
    }

    /// The unit or what is in it, as /proc/*/cgroup shows it.
    pub(crate) fn path(&self, below: &str) -> String {
        let unit = self.dir.strip_prefix(V2).unwrap().display();
        format!("/{unit}{below}")
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            fs::write(self.dir.join("cgroup.kill"), "1").unwrap();
            eventually(|| fs::read_to_string(self.dir.join("cgroup.events")).unwrap().contains("populated 0"));
            remove(&self.dir);
        }
    }
}

fn remove(dir: &Path) {
    let entries = fs::read_dir(dir).unwrap().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().unwrap().is_dir()).for_each(|entry| remove(&entry.path()));
    fs::remove_dir(dir).unwrap();
}
