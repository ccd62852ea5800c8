//! Policies in other languages than Rust, as `prismctl policy new` makes them, decide in a launcher. Not in Python: to compile that takes
//! longer than a test's launcher may take to start.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tonic::Code;

use crate::support::binaries::binary;
use crate::support::{Ask as _, Plan, launch, level};

/// The component in `lang`; none where the language's tools are not, which is said.
fn made(above: &Path, lang: &str, tool: &str) -> Option<PathBuf> {
    let path = path_with_tools();
    if !std::env::split_paths(&path).any(|folder| folder.join(tool).is_file()) {
        eprintln!("skipped: there is no {tool}; cargo xtask test installs it where it can");
        return None;
    }
    for line in [format!("policy new {lang} --lang {lang}"), format!("policy build {lang}")] {
        let mut prismctl = Command::new(binary("prismctl"));
        prismctl.args(line.split(' ')).current_dir(above).env("PATH", &path).stdin(Stdio::null());
        let ran = prismctl.output().expect("executed");
        assert!(ran.status.success(), "{line}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    Some(above.join(lang).join(format!("{lang}.wasm")))
}

fn path_with_tools() -> OsString {
    let tools = std::env::var_os("PRISM_TEST_COMPONENTIZE_QJS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(tools.into_iter().chain(std::env::split_paths(&path))).expect("no colon in it")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn policies_in_other_languages_decide_in_a_launcher() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tools = [("c", "wasm-ld"), ("js", "componentize-qjs")];
    let made = tools.into_iter().filter_map(|(lang, tool)| Some((lang, made(folder.path(), lang, tool)?)));
    for (lang, component) in made.collect::<Vec<_>>() {
        let config = format!(
            "policies:\n  modules: [{{name: {lang}, path: {}, config: {{max_per_namespace: 1, exempt: ['vip-*']}}}}]\n  \
             admission: [{lang}, standard]",
            component.display()
        );
        let launcher = Plan::new().config(&config).patterns(|patterns| patterns.sleeper("p", "")).start().await;
        let ask = |namespace, session| launch("p").of(namespace).session(session).at(level::SESSION);
        launcher.launched(ask("tenant-a", "1")).await;
        let refused = launcher.refused(ask("tenant-a", "2")).await.expect(Code::ResourceExhausted, "QUOTA");
        assert_eq!(refused.metadata["module"], lang);
        assert_eq!(refused.message, format!("policy {lang}: namespace tenant-a has 1 processes of 1"));
        for session in ["1", "2", "3"] {
            launcher.launched(ask("vip-7", session)).await;
        }
    }
}
