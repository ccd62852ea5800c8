//! Every folder here is one test: its scenario is played and its trace held against `expected.trace`.
//!
//! `PRISM_BLESS=1` makes the traces of this run the expected ones; without it nothing is ever written.

use std::path::Path;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use prism_scenarios::folder::{self, Mode};

fn main() -> ExitCode {
    let mode =
        if std::env::var_os("PRISM_BLESS").is_some_and(|value| value == "1") { Mode::Bless } else { Mode::Check };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let folders = folder::all(&root).expect("the folder of scenarios is there");
    let trials = folders.into_iter().map(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Trial::ignorable_test(name, move || match folder::cannot_be_played(&folder) {
            Some(why) => Ok(Completion::ignored_with(format!("skipped: {why}"))),
            None => folder::play(&folder, mode).map(|()| Completion::Completed).map_err(Failed::from),
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
