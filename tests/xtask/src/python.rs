//! A Python with grpcio, for the tests in which another implementation of gRPC is the client.

use crate::command::{program, succeed, works};
use crate::report::Report;
use crate::root::target;
use std::path::{Path, PathBuf};

const PACKAGES: [&str; 4] = ["grpcio", "grpcio-tools", "grpcio-health-checking", "grpcio-reflection"];
const IMPORTS: &str = "import grpc, grpc_tools.protoc, grpc_health.v1.health, grpc_reflection.v1alpha.reflection";
const WHAT: &str = "tests with a Python client";

/// The interpreter of `target/py`, which is made first where it is not complete; else noted as skipped.
pub(crate) fn python(report: &mut Report) -> Option<PathBuf> {
    let venv = target().join("py");
    let python = venv.join("bin/python");
    if complete(&python) {
        return Some(python);
    }
    if !works(program("python3", &["--version"])) {
        report.skip(WHAT, "there is no python3");
    } else if !create(&venv) {
        report.skip(WHAT, "python3 -m venv failed (Debian: apt-get install python3-venv)");
    } else if !install(&python) || !complete(&python) {
        report.skip(WHAT, "pip could not install grpcio; is there a network?");
    } else {
        return Some(python);
    }
    None
}

fn complete(python: &Path) -> bool {
    works(program(python, &["-c", IMPORTS]))
}

fn create(venv: &Path) -> bool {
    let mut command = program("python3", &["-m", "venv", "--clear"]);
    command.arg(venv);
    succeed(command, "python3 -m venv", "").is_ok()
}

fn install(python: &Path) -> bool {
    let mut command = program(python, &["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    command.args(PACKAGES);
    succeed(command, "pip install grpcio", "").is_ok()
}
