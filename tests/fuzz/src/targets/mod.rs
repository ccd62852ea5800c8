//! One function for each kind of bytes.

mod files;
mod names;
mod policy;

use files::{config, manifest};
use names::{names, template};
use policy::policy;

/// Panics where a promise is broken.
pub type Target = fn(&[u8]);

/// All of them, by the name of their corpus.
pub const TARGETS: [(&str, Target); 9] = [
    ("names", names),
    ("template", template),
    ("manifest", manifest),
    ("config", config),
    ("policy", policy),
    ("record", prism_launcher::fuzz::record),
    ("link", prism_spawner::fuzz::link),
    ("door", prism_spawner::fuzz::door),
    ("executable", prism_spawner::fuzz::executable),
];
