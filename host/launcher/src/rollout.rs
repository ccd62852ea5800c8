//! How far candidates have come, kept over reloads and restarts in one small file of the state directory.
//!
//! The configuration file is the operator's and is never written: a promotion or a roll back is state beside it, bound by a digest to
//! what the file says of the candidate. The invariant: where the two differ it is said, and a file that was changed since counts.

mod moves;

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use prism_policy::{By, CandidateInfo, PolicySet, Stage, Staged};
use serde::{Deserialize, Serialize};

pub(crate) use moves::{StageFailure, log_difference};

/// The file.
const FILE: &str = "rollout.json";
/// The version of its form.
const VERSION: u32 = 1;

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    v: u32,
    staged: Vec<Staged>,
}

/// The way to the file. It is known once the launcher runs; `check` has none.
#[derive(Debug, Default)]
pub(crate) struct Rollout {
    file: OnceLock<PathBuf>,
    problem: Mutex<Option<String>>,
}

impl Rollout {
    /// Moves the candidates of `policies` to where an earlier launcher left them. Gives back those of which the configuration says
    /// something else by now.
    pub(crate) fn restore(&self, state_dir: &Path, policies: &PolicySet) -> Vec<Staged> {
        let file = self.file.get_or_init(|| state_dir.join(FILE));
        match read(file) {
            Ok(staged) => {
                let overruled = policies.restore(staged);
                if !overruled.is_empty() {
                    self.save_or_say(policies);
                }
                overruled
            }
            Err(error) => {
                let problem = format!(
                    "{}: {error}; candidates of policies are what the configuration says, whatever they were before",
                    file.display()
                );
                tracing::error!("{problem}");
                self.set_problem(Some(problem));
                Vec::new()
            }
        }
    }

    /// Writes down where the candidates of `policies` are.
    ///
    /// # Errors
    ///
    /// The file cannot be written. What was written before is still there.
    pub(crate) fn save(&self, policies: &PolicySet) -> Result<(), String> {
        let Some(file) = self.file.get() else { return Ok(()) };
        let saved = write(file, policies.staged()).map_err(|error| format!("{}: {error}", file.display()));
        self.set_problem(
            saved.as_ref().err().map(|error| format!("{error}; a restart forgets how far candidates have come")),
        );
        saved
    }

    /// The same where nobody waits who could be told.
    pub(crate) fn save_or_say(&self, policies: &PolicySet) {
        if let Err(error) = self.save(policies) {
            tracing::error!("how far candidates have come cannot be written down: {error}");
        }
    }

    /// What is not as it should be: the file, or a candidate that its own bounds have ended.
    pub(crate) fn problems(&self, policies: &PolicySet) -> Vec<String> {
        let file = self.problem.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let ended = staged(policies, By::Bounds);
        file.into_iter().chain(ended.into_iter().map(|(candidate, staged)| sentence(&candidate, &staged))).collect()
    }

    fn set_problem(&self, problem: Option<String>) {
        *self.problem.lock().unwrap_or_else(PoisonError::into_inner) = problem;
    }
}

/// Where the operator moved a candidate on from what the file says: as it should be, and worth knowing.
pub(crate) fn notes(policies: &PolicySet) -> Vec<String> {
    staged(policies, By::Operator).iter().map(|(candidate, staged)| sentence(candidate, staged)).collect()
}

fn staged(policies: &PolicySet, by: By) -> Vec<(CandidateInfo, Staged)> {
    let is_meant = |candidate: CandidateInfo| {
        let staged = candidate.staged.clone().filter(|staged| staged.by == by)?;
        Some((candidate, staged))
    };
    policies.candidates().into_iter().filter_map(is_meant).collect()
}

/// `policy next was promoted to all at 2026-11-25T10:00:00Z, in the place of quota; the configuration file says otherwise in policies.canary[0]`
pub(crate) fn sentence(candidate: &CandidateInfo, staged: &Staged) -> String {
    let CandidateInfo { module, field, instead_of, .. } = candidate;
    let at = std::time::UNIX_EPOCH + std::time::Duration::from_millis(staged.since_ms);
    let at = humantime::format_rfc3339_seconds(at);
    let why = if staged.why.is_empty() { String::new() } else { format!(": {}", staged.why) };
    let what = match (staged.stage, instead_of) {
        (Stage::Promoted, Some(stable)) => format!("was promoted to all at {at}, in the place of {stable}"),
        (Stage::Promoted, None) => format!("was promoted to all at {at}"),
        (Stage::RolledBack, Some(stable)) => format!("was rolled back to nobody at {at}{why}; {stable} decides"),
        (Stage::RolledBack, None) => format!("was rolled back to nobody at {at}{why}"),
        (Stage::AsWritten, _) => return format!("policy {module} is what the configuration file says"),
    };
    format!("policy {module} {what}; the configuration file says otherwise in policies.{field}")
}

/// The file was changed, and says something else of a candidate than when that was moved.
pub(crate) fn overruled(staged: &Staged) -> String {
    format!(
        "policy {} was {}; the configuration says something else of it since, and counts",
        staged.module,
        staged.stage.as_str().replace('-', " ")
    )
}

fn read(file: &Path) -> Result<Vec<Staged>, String> {
    let content = match fs::read(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        content => content.map_err(|error| error.to_string())?,
    };
    let written: Written = serde_json::from_slice(&content).map_err(|error| error.to_string())?;
    if written.v == VERSION {
        Ok(written.staged)
    } else {
        Err(format!("has version {}; expected {VERSION}", written.v))
    }
}

/// Renamed into place, and on the disk before anyone is told: unlike the records of processes it outlives the machine's boot.
fn write(file: &Path, staged: Vec<Staged>) -> io::Result<()> {
    let temporary = file.with_extension("tmp");
    let content = serde_json::to_vec_pretty(&Written { v: VERSION, staged })?;
    let mut options = OpenOptions::new();
    let mut written = options.write(true).create(true).truncate(true).mode(0o600).open(&temporary)?;
    written.write_all(&content)?;
    written.sync_all()?;
    fs::rename(&temporary, file)?;
    file.parent().map_or(Ok(()), |dir| File::open(dir)?.sync_all())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staged() -> Staged {
        Staged {
            module: "next".into(),
            digest: "d".into(),
            stage: Stage::Promoted,
            since_ms: 1_700_000_000_000,
            by: By::Operator,
            why: String::new(),
        }
    }

    fn candidate() -> CandidateInfo {
        CandidateInfo {
            module: "next".into(),
            field: "canary[0]".into(),
            mode: "canary",
            hooks: Vec::new(),
            instead_of: Some("quota".into()),
            namespaces: "10%".into(),
            staged: Some(staged()),
            counts: prism_policy::Counts::default(),
        }
    }

    #[test]
    fn what_is_written_is_read_and_what_is_not_there_is_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join(FILE);
        assert_eq!(read(&file), Ok(Vec::new()));
        write(&file, vec![staged()]).expect("written");
        assert_eq!(read(&file), Ok(vec![staged()]));
        assert_eq!(fs::read_dir(dir.path()).expect("readable").count(), 1, "nothing temporary is left");
    }

    #[test]
    fn what_cannot_be_read_is_said_and_not_guessed_at() {
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join(FILE);
        for (text, wanted) in [("{torn", "line 1"), (r#"{"v":2,"staged":[]}"#, "has version 2; expected 1")] {
            fs::write(&file, text).expect("written");
            let error = read(&file).expect_err(text);
            assert!(error.contains(wanted), "{error}");
        }
    }

    #[test]
    fn a_sentence_says_what_since_when_and_where_the_file_says_otherwise() {
        assert_eq!(
            sentence(&candidate(), &staged()),
            "policy next was promoted to all at 2023-11-14T22:13:20Z, in the place of quota; the configuration file says \
             otherwise in policies.canary[0]"
        );
        let ended = Staged { stage: Stage::RolledBack, by: By::Bounds, why: "3 faults".into(), ..staged() };
        let said = sentence(&candidate(), &ended);
        assert!(said.contains("was rolled back to nobody at 2023-11-14T22:13:20Z: 3 faults; quota decides;"), "{said}");
    }
}
