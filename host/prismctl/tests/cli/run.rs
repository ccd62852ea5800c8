//! Running the binary that cargo built, with nothing of this process's environment that it listens to.

use std::process::{Command, Stdio};

use prism_proto::v1::{IsolationLevel, PatternInfo, ProcessState};

/// What came of one run.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The one line on stderr, having checked that it is one, that the exit code is 1 and that stdout is empty.
    pub(crate) fn failed(self) -> String {
        assert_eq!((self.code, self.stdout.as_str()), (Some(1), ""), "{self:?}");
        self.reason()
    }

    /// The one line on stderr, without its newline.
    pub(crate) fn reason(self) -> String {
        assert_eq!(self.stderr.matches('\n').count(), 1, "{self:?}");
        self.stderr.trim_end().to_owned()
    }

    /// Stdout, having checked that all went well.
    pub(crate) fn ok(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{self:?}");
        self.stdout
    }
}

/// `prismctl --launcher ADDRESS LINE`, not started yet. `line` is divided at spaces.
pub(crate) fn command(address: &str, line: &str) -> Command {
    let mut command = bare(line);
    command.arg("--launcher").arg(address);
    command
}

/// `prismctl LINE`, not started yet, with no address in the environment.
pub(crate) fn bare(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prismctl"));
    command.args(line.split_whitespace()).env_remove("PRISM_LAUNCHER").stdin(Stdio::null());
    // What a user has kept is nobody else's.
    command.env("PRISM_POLICY_CACHE", "");
    command
}

/// Runs a command to its end.
pub(crate) fn end(mut command: Command) -> Ran {
    let output = command.output().expect("cargo built it");
    Ran {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).expect("text"),
        stderr: String::from_utf8(output.stderr).expect("text"),
    }
}

/// Runs `prismctl --launcher ADDRESS LINE` to its end.
pub(crate) fn prismctl(address: &str, line: &str) -> Ran {
    end(command(address, line))
}

/// A healthy process of tenant-a.
pub(crate) fn process(pattern: &str) -> PatternInfo {
    PatternInfo {
        pattern_name: pattern.to_owned(),
        process_id: format!("ns:tenant-a:{pattern}"),
        state: ProcessState::StateRunning as i32,
        address: "127.0.0.1:40001".to_owned(),
        healthy: true,
        uptime_seconds: 330,
        namespace: "tenant-a".to_owned(),
        pid: 4711,
        generation: 1,
        version: "1.2.0".to_owned(),
        isolation: IsolationLevel::IsolationNamespace as i32,
        ..PatternInfo::default()
    }
}
