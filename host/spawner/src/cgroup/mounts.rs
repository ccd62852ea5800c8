//! Where the cgroup hierarchies are mounted and where in them this process lives: /proc/self/mountinfo and /proc/self/cgroup.

use std::ffi::OsString;
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

/// One hierarchy, seen from this process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Hierarchy {
    /// The own cgroup as a directory.
    pub(super) dir: PathBuf,
    /// The own cgroup as /proc/*/cgroup shows it.
    pub(super) path: String,
}

/// The hierarchies that matter here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mounts {
    pub(super) v2: Option<Hierarchy>,
    pub(super) cpu: Option<Hierarchy>,
    pub(super) memory: Option<Hierarchy>,
    pub(super) pids: Option<Hierarchy>,
}

impl Mounts {
    pub(super) fn read() -> Self {
        let text = |path| fs::read_to_string(path).unwrap_or_default();
        Self::parse(&text("/proc/self/mountinfo"), &text("/proc/self/cgroup"))
    }

    fn parse(mountinfo: &str, own: &str) -> Self {
        let mounts: Vec<Mount<'_>> = mountinfo.lines().filter_map(Mount::parse).collect();
        let find = |controller: Option<&str>| {
            let own = own_path(own, controller)?;
            mounts.iter().filter(|mount| mount.carries(controller)).find_map(|mount| mount.hierarchy(own))
        };
        Self { v2: find(None), cpu: find(Some("cpu")), memory: find(Some("memory")), pids: find(Some("pids")) }
    }

    pub(super) fn has_v1_controllers(&self) -> bool {
        self.cpu.is_some() || self.memory.is_some() || self.pids.is_some()
    }
}

/// `hierarchy-ID:controllers:path`; v2 is `0::path` (cgroups(7)).
fn own_path<'a>(own: &'a str, controller: Option<&str>) -> Option<&'a str> {
    own.lines().find_map(|line| {
        let mut fields = line.splitn(3, ':').skip(1);
        let (controllers, path) = (fields.next()?, fields.next()?);
        let found = controller.map_or(controllers.is_empty(), |name| controllers.split(',').any(|one| one == name));
        found.then_some(path)
    })
}

/// One line of mountinfo (proc_pid_mountinfo(5)).
struct Mount<'a> {
    root: &'a str,
    point: &'a str,
    kind: &'a str,
    options: &'a str,
}

impl<'a> Mount<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (left, right) = line.split_once(" - ")?;
        let mut left = left.split(' ').skip(3);
        let mut right = right.split(' ');
        Some(Self { root: left.next()?, point: left.next()?, kind: right.next()?, options: right.nth(1)? })
    }

    fn carries(&self, controller: Option<&str>) -> bool {
        match controller {
            None => self.kind == "cgroup2",
            Some(name) => self.kind == "cgroup" && self.options.split(',').any(|option| option == name),
        }
    }

    /// `path` as a directory below the mount point; `None` if the mount does not show it.
    fn hierarchy(&self, path: &str) -> Option<Hierarchy> {
        let below = Path::new(path).strip_prefix(self.root).ok()?;
        // A path above the root of our cgroup namespace is shown as /../x, which no directory of this mount is.
        let shown = below.components().all(|part| matches!(part, std::path::Component::Normal(_)));
        let dir = Path::new(&unescaped(self.point)).components().chain(below.components()).collect();
        shown.then(|| Hierarchy { dir, path: path.to_owned() })
    }
}

/// Blanks and backslashes are written in octal (`\040`), so that fields end at blanks.
fn unescaped(text: &str) -> OsString {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let octal = after.get(..3).and_then(|digits| std::str::from_utf8(digits).ok());
        let escaped = octal.filter(|_| first == b'\\').and_then(|digits| u8::from_str_radix(digits, 8).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[3..] } else { after };
    }
    OsString::from_vec(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const V2: &str = "38 31 0:28 / /sys/fs/cgroup/unified rw,relatime shared:9 - cgroup2 cgroup2 rw";
    const V1: &str = "32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n\
                      35 31 0:32 /outer /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";

    fn dir(hierarchy: Option<&Hierarchy>) -> Option<&str> {
        hierarchy.and_then(|hierarchy| hierarchy.dir.to_str())
    }

    #[test]
    fn each_controller_is_found_where_it_is_mounted() {
        let mounts = Mounts::parse(&format!("{V2}\n{V1}"), "4:memory:/outer/inner\n1:cpu,cpuacct:/a\n0::/b/c");
        assert_eq!(dir(mounts.v2.as_ref()), Some("/sys/fs/cgroup/unified/b/c"));
        assert_eq!(dir(mounts.cpu.as_ref()), Some("/sys/fs/cgroup/cpu,cpuacct/a"));
        assert_eq!(dir(mounts.memory.as_ref()), Some("/sys/fs/cgroup/memory/inner"));
        assert_eq!(mounts.pids, None);
    }

    #[test]
    fn the_root_of_a_hierarchy_is_its_mount_point() {
        assert_eq!(dir(Mounts::parse(V2, "0::/").v2.as_ref()), Some("/sys/fs/cgroup/unified"));
    }

    #[test]
    fn of_several_mounts_the_one_that_shows_our_cgroup_is_taken() {
        let part = "37 31 0:28 /part /mnt/part rw - cgroup2 cgroup2 rw";
        assert_eq!(dir(Mounts::parse(&format!("{part}\n{V2}"), "0::/b").v2.as_ref()), Some("/sys/fs/cgroup/unified/b"));
        assert_eq!(dir(Mounts::parse(&format!("{part}\n{V2}"), "0::/part/b").v2.as_ref()), Some("/mnt/part/b"));
    }

    #[test]
    fn a_mount_point_may_have_blanks_in_its_name() {
        let mount = r"38 31 0:28 / /mnt/a\040b\134c rw - cgroup2 cgroup2 rw";
        assert_eq!(dir(Mounts::parse(mount, "0::/d").v2.as_ref()), Some(r"/mnt/a b\c/d"));
    }

    #[test]
    fn a_cgroup_that_the_mount_does_not_show_is_no_hierarchy() {
        assert_eq!(Mounts::parse(V2, "0::/../other").v2, None);
        assert_eq!(Mounts::parse(V1, "4:memory:/elsewhere").memory, None);
    }
}
