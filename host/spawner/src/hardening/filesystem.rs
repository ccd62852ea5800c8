//! Which files an instance may open that keeps to its own: those that it is given, and those that every program needs.
//!
//! What every program needs: programs and libraries, the machine's settings, what the kernel says of itself and of processes (landlock
//! itself keeps the memory and environment of others shut), and the devices that hold nothing. No /tmp, no /home, no /var, no /dev/shm.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};

use super::landlock::{Access, Landlock};
use crate::reply::{SpawnError, Step};

/// Read and executed by ordinary programs. What a machine does not have is left out.
///
/// /run: where resolv.conf leads. /nix/store: where all of NixOS is. /var/lib/ca-certificates: where openSUSE's /etc/ssl leads.
const SYSTEM: [&str; 12] = [
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib64",
    "/etc",
    "/proc",
    "/sys",
    "/run/systemd/resolve",
    "/run/resolvconf",
    "/var/lib/ca-certificates",
    "/nix/store",
];
/// Devices that hold nothing of anybody's.
const DEVICES: [&str; 5] = ["/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"];

/// What an instance may open besides what every program needs. Each with everything below it; each must be there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filesystem {
    /// To read and to execute.
    pub read: Vec<OsString>,
    /// To do anything with.
    pub write: Vec<OsString>,
}

/// The paths that every program needs, opened once.
#[derive(Debug, Default)]
pub(super) struct Common(OnceCell<Vec<(OwnedFd, Access)>>);

impl Common {
    fn paths(&self) -> &[(OwnedFd, Access)] {
        self.0.get_or_init(|| {
            let named = |paths: &'static [&'static str], access| paths.iter().map(move |path| (*path, access));
            let all = named(&SYSTEM, Access::Read).chain(named(&DEVICES, Access::Write));
            all.filter_map(|(path, access)| Some((open(Path::new(path)).ok()?, access))).collect()
        })
    }
}

/// A ruleset that keeps to what every program needs, `wanted`, the program itself and its output.
pub(super) fn ruleset(
    landlock: Landlock,
    common: &Common,
    wanted: &Filesystem,
    scope: bool,
    program: Option<&Path>,
    output: Option<BorrowedFd<'_>>,
) -> Result<OwnedFd, SpawnError> {
    let failed = |what: &Path| {
        let what = what.display().to_string();
        move |error: io::Error| SpawnError::new(Step::Landlock, error.raw_os_error().unwrap_or(libc::EIO), what)
    };
    let ruleset = landlock.files(scope).map_err(failed(Path::new("ruleset")))?;
    for (path, access) in common.paths() {
        landlock.allow(&ruleset, path.as_fd(), *access).map_err(failed(Path::new("what every program needs")))?;
    }
    // A file that is written to by its descriptor may be opened anew by /dev/stdout, which is its path.
    if let Some(output) = output {
        landlock.allow(&ruleset, output, Access::Write).map_err(failed(Path::new("output")))?;
    }
    let read = wanted.read.iter().map(Path::new).chain(program).map(|path| (path, Access::Read));
    let write = wanted.write.iter().map(|path| (Path::new(path), Access::Write));
    for (path, access) in read.chain(write) {
        let opened = open(path).map_err(failed(path))?;
        landlock.allow(&ruleset, opened.as_fd(), access).map_err(failed(path))?;
    }
    Ok(ruleset)
}

fn open(path: &Path) -> io::Result<OwnedFd> {
    Ok(rustix::fs::open(path, OFlags::PATH | OFlags::CLOEXEC, Mode::empty())?)
}
