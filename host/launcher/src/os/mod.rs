//! The kernel's facilities, one small file each. The only place here that knows nix, rustix and netlink.

pub(crate) mod door;
pub(crate) mod handover;
pub(crate) mod inotify;
pub(crate) mod listener;
pub(crate) mod memory;
pub(crate) mod notify;
pub(crate) mod ports;
pub(crate) mod signals;
pub(crate) mod socket_file;
pub(crate) mod tree;
