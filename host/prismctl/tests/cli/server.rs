//! A registry server of a test's own, on a port that nobody else has, with its blobs in a directory that goes away with it.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;

use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const USER: &str = "alice";
pub(crate) const PASSWORD: &str = "s3cret";
/// The password as the server's file has it: bcrypt, at its lowest cost.
const HTPASSWD: &str = "alice:$2b$04$eZBlOCsnsneYRV4TT3FgJ.ySIw7HNR4XqOZUHEkQTSXFkhX6z6Tae\n";
/// How the server says where it listens.
const LISTENING: &str = "listening on ";

/// One that runs.
pub(crate) struct Server {
    child: Child,
    folder: TempDir,
    /// Host and port.
    pub(crate) address: String,
}

impl Server {
    /// One that asks nobody who he is; none where there is no such program.
    pub(crate) fn start() -> Option<Self> {
        Self::with(|_| json!({}))
    }

    /// One that takes [`USER`] and nobody else.
    pub(crate) fn with_password() -> Option<Self> {
        Self::with(|folder| {
            let file = folder.join("htpasswd");
            fs::write(&file, HTPASSWD).expect("written");
            json!({"auth": {"htpasswd": {"realm": "prism", "path": file}}})
        })
    }

    /// One that speaks TLS, with this certificate.
    pub(crate) fn with_tls(certificate: &Path, key: &Path) -> Option<Self> {
        let tls = json!({"certificate": certificate, "key": key});
        Self::with(|_| json!({"http": {"addr": "127.0.0.1:0", "tls": tls}}))
    }

    fn with(more: impl FnOnce(&Path) -> Value) -> Option<Self> {
        let Some(program) = std::env::var_os("PRISM_TEST_REGISTRY") else {
            eprintln!(
                "skipped: PRISM_TEST_REGISTRY is not set; cargo xtask test sets it where docker-registry is installed"
            );
            return None;
        };
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config = json!({
            "version": 0.1,
            "storage": {"filesystem": {"rootdirectory": folder.path().join("storage")}},
            "http": {"addr": "127.0.0.1:0"},
        });
        let more = more(folder.path());
        config.as_object_mut().expect("a map").extend(more.as_object().expect("a map").clone());
        let file = folder.path().join("config.yaml");
        fs::write(&file, config.to_string()).expect("written");
        let mut command = Command::new(program);
        command.arg("serve").arg(file).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the registry can be executed");
        let address = listening(&mut child);
        Some(Self { child, folder, address })
    }

    /// What a module in it is called.
    pub(crate) fn module(&self, name: &str) -> String {
        format!("{}/{name}", self.address)
    }

    /// The file in which it has a blob.
    pub(crate) fn blob(&self, sha256: &str) -> PathBuf {
        let blobs = self.folder.path().join("storage/docker/registry/v2/blobs/sha256");
        blobs.join(&sha256[..2]).join(sha256).join("data")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where it listens, once it does; what else it says is read and not kept.
fn listening(child: &mut Child) -> String {
    let mut lines = BufReader::new(child.stderr.take().expect("is piped")).lines().map_while(Result::ok);
    let mut said = Vec::new();
    let address = lines.by_ref().find_map(|line| {
        let address = line.split_once(LISTENING).map(|(_, rest)| {
            rest.chars().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ':')).collect::<String>()
        });
        said.push(line);
        address
    });
    thread::spawn(move || lines.for_each(drop));
    address.unwrap_or_else(|| panic!("the registry does not listen: {said:#?}"))
}

/// An authority NAME.pem in `folder`, and NAME.server.pem, which it signed for this machine; false where there is no openssl.
pub(crate) fn authority(folder: &Path, name: &str) -> bool {
    const EC: &str = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    let run = |line: String| {
        let mut command = Command::new("openssl");
        command.args(line.split(' ')).current_dir(folder).stdin(Stdio::null());
        let Ok(output) = command.output() else { return false };
        assert!(output.status.success(), "openssl {line}: {output:?}");
        true
    };
    let extensions = "basicConstraints=CA:FALSE\nsubjectAltName=IP:127.0.0.1,DNS:localhost\n";
    fs::write(folder.join("extensions"), extensions).expect("written");
    run(format!("req -x509 {EC} -keyout {name}.key -out {name}.pem -days 2 -subj /CN={name}"))
        && run(format!("req {EC} -keyout {name}.server.key -out {name}.csr -subj /CN=registry"))
        && run(format!(
            "x509 -req -in {name}.csr -CA {name}.pem -CAkey {name}.key -CAcreateserial -days 2 -extfile extensions -out {name}.server.pem"
        ))
}

/// As `docker login` writes who logged in.
pub(crate) fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(text)
}
