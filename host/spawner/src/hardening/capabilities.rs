//! The capabilities that we have (capabilities(7)), as /proc says, and what they permit.

use std::fs;

use crate::reply::Enforced;

/// Numbers and names, from linux/capability.h: what running instances as other users takes, of a spawner and of its launcher.
///
/// CHOWN gives them their directories, DAC_OVERRIDE takes these away again, KILL ends them, SETGID and SETUID make them who they are,
/// SYS_PTRACE shows whose a listening port is.
const NEEDED_FOR_USERS: [(u32, &str); 6] = [
    (0, "CAP_CHOWN"),
    (1, "CAP_DAC_OVERRIDE"),
    (5, "CAP_KILL"),
    (6, "CAP_SETGID"),
    (7, "CAP_SETUID"),
    (19, "CAP_SYS_PTRACE"),
];
const SETPCAP: u32 = 8;

/// Sets of capabilities, a bit each.
#[derive(Clone, Copy, Debug)]
pub(super) struct Capabilities {
    effective: u64,
    bounding: u64,
    is_root: bool,
}

impl Capabilities {
    /// Of this process.
    pub(super) fn own() -> Self {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        Self {
            effective: set(&status, "CapEff:"),
            bounding: set(&status, "CapBnd:"),
            is_root: rustix::process::geteuid().is_root(),
        }
    }

    fn has(self, capability: u32) -> bool {
        self.effective >> capability & 1 == 1
    }

    /// Whether instances can run as other users.
    pub(super) fn switches_users(self) -> Enforced {
        if !self.is_root {
            return Enforced::Not("only root can run processes as other users".to_owned());
        }
        match NEEDED_FOR_USERS.into_iter().find(|(number, _)| !self.has(*number)) {
            Some((_, name)) => Enforced::Not(format!("the launcher does not have {name}")),
            None => Enforced::By("a user for each namespace".to_owned()),
        }
    }

    /// Whether instances can be kept from having any.
    ///
    /// An ordinary user's programs get none but by setuid files and file capabilities, which `no_new_privs` ends. Root's get what is in the
    /// bounding set.
    pub(super) fn are_dropped(self) -> Enforced {
        if self.bounding == 0 || self.has(SETPCAP) {
            Enforced::By("an empty bounding set".to_owned())
        } else if self.is_root {
            Enforced::Not("the launcher does not have CAP_SETPCAP".to_owned())
        } else {
            Enforced::By("no_new_privs".to_owned())
        }
    }

    /// Those that are to be taken out of a bounding set, and that we may take out.
    pub(super) fn to_drop(self) -> Vec<libc::c_ulong> {
        let bounding = if self.has(SETPCAP) { self.bounding } else { 0 };
        (0..u64::BITS).filter(|bit| bounding >> bit & 1 == 1).map(libc::c_ulong::from).collect()
    }
}

/// The set behind `name` in /proc/self/status; empty where it is not there.
fn set(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|hex| u64::from_str_radix(hex.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: Capabilities = Capabilities { effective: u64::MAX, bounding: 0x1ff, is_root: true };

    #[test]
    fn sets_are_read_from_the_status_of_a_process() {
        let status = "Name:\tx\nCapPrm:\t00000000000000ff\nCapEff:\t00000000000000c0\nCapBnd:\t000001ffffffffff\n";
        assert_eq!(
            (set(status, "CapEff:"), set(status, "CapBnd:"), set(status, "CapNone:")),
            (0xc0, 0x1ff_ffff_ffff, 0)
        );
    }

    #[test]
    fn root_without_a_capability_that_it_takes_cannot_switch_users_and_says_which() {
        assert!(ROOT.switches_users().holds());
        let less = Capabilities { effective: !(1 << 7), ..ROOT };
        assert_eq!(less.switches_users(), Enforced::Not("the launcher does not have CAP_SETUID".to_owned()));
        assert!(!Capabilities { is_root: false, ..ROOT }.switches_users().holds());
    }

    #[test]
    fn what_cannot_be_taken_out_of_a_bounding_set_is_not_tried() {
        assert_eq!(ROOT.to_drop(), (0..9).collect::<Vec<_>>());
        let less = Capabilities { effective: !(1 << SETPCAP), ..ROOT };
        assert!(less.to_drop().is_empty() && !less.are_dropped().holds());
        assert!(Capabilities { is_root: false, ..less }.are_dropped().holds());
    }
}
