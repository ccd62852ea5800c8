//! `policy push` and `policy pull` against a real registry server: docker-registry, which `cargo xtask test` installs where it can.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::run::{Ran, bare, end};
use crate::server::{PASSWORD, Server, USER, authority};

/// A folder with two components in it, and a home where nobody has logged in.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a temporary folder"));
        for name in ["standard", "allowlist"] {
            folder.file(&format!("{name}.wasm"), prism_policy::builtin_component(name).expect("is built in"));
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn file(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("written");
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn run(&self, line: &str) -> Ran {
        let mut command = bare(line);
        command.current_dir(self.0.path()).env("DOCKER_CONFIG", self.0.path());
        for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(proxy).env_remove(proxy.to_lowercase());
        }
        end(command)
    }

    fn json(&self, line: &str) -> Value {
        serde_json::from_str(&self.run(&format!("{line} -o json")).ok()).expect("JSON")
    }

    /// A key, and its id.
    fn key(&self, name: &str) -> String {
        let text = self.run(&format!("policy keygen {name}")).ok();
        text.strip_prefix("made key ").and_then(|text| text.lines().next()).expect("has an id").to_owned()
    }
}

fn told(ran: Ran, expected: &str) {
    let found = ran.failed();
    assert!(found.contains(expected), "{found}\nwanted {expected}");
}

#[test]
fn what_is_pushed_is_pulled_byte_for_byte_and_signed_as_it_was() {
    let Some(server) = Server::start() else { return };
    let folder = Folder::new();
    let id = folder.key("ours");
    folder.run("policy sign standard.wasm --key ours.key").ok();
    let module = server.module("policies/standard:1.0.0");
    let pushed = folder.json(&format!("policy push standard.wasm {module} --key ours.pub"));
    assert_eq!((&pushed["signed_by"], &pushed["signature_checked"]), (&json!(id), &json!(true)));

    let text = folder.run(&format!("policy pull {module} pulled.wasm --key ours.pub")).ok();
    assert!(text.starts_with(&format!("pulled {module}\n")) && text.contains(&format!("by key {id}\n")), "{text}");
    assert_eq!(folder.read("pulled.wasm"), folder.read("standard.wasm"));
    assert_eq!(folder.read("pulled.wasm.minisig"), folder.read("standard.wasm.minisig"));
    folder.run("policy verify pulled.wasm --key ours.pub").ok();

    // By digest it is the same, wherever the tag goes; and again pushed, it is the very same artifact.
    let digest = pushed["digest"].as_str().expect("text");
    let pinned = format!("{}@{digest}", server.module("policies/standard"));
    let sha256 = pushed["sha256"].as_str().expect("text");
    let pulled = folder.json(&format!("policy pull {pinned} --sha256 {sha256}"));
    assert_eq!((&pulled["digest"], &pulled["path"]), (&json!(digest), &json!("standard.wasm")));
    assert_eq!((&pulled["signed_by"], &pulled["signature_checked"]), (&json!(id), &json!(false)));
    assert_eq!(folder.json(&format!("policy push standard.wasm {module}")), {
        let mut unproven = pushed.clone();
        unproven["signature_checked"] = json!(false);
        unproven
    });
}

#[test]
fn a_tag_that_was_moved_names_another_component_and_the_signature_of_before_goes_away() {
    let Some(server) = Server::start() else { return };
    let folder = Folder::new();
    folder.key("ours");
    folder.run("policy sign standard.wasm --key ours.key").ok();
    let module = server.module("quota:current");
    let first = folder.json(&format!("policy push standard.wasm {module}"));
    folder.run(&format!("policy pull {module}")).ok();
    assert_eq!(folder.read("quota.wasm"), folder.read("standard.wasm"));
    assert!(folder.path("quota.wasm.minisig").exists());

    let second = folder.json(&format!("policy push allowlist.wasm {module}"));
    assert_ne!(first["digest"], second["digest"]);
    let text = folder.run(&format!("policy pull {module}")).ok();
    assert!(text.contains("  Signature:  none\n"), "{text}");
    assert_eq!(folder.read("quota.wasm"), folder.read("allowlist.wasm"));
    assert!(!folder.path("quota.wasm.minisig").exists());
    let before = format!("{}@{}", server.module("quota"), first["digest"].as_str().expect("text"));
    folder.run(&format!("policy pull {before} before.wasm")).ok();
    assert_eq!(folder.read("before.wasm"), folder.read("standard.wasm"));
}

#[test]
fn a_layout_has_what_was_pulled_under_its_tag_or_another() {
    let Some(server) = Server::start() else { return };
    let folder = Folder::new();
    folder.run(&format!("policy push standard.wasm {}", server.module("a:1"))).ok();
    folder.run(&format!("policy push allowlist.wasm {}", server.module("b:1"))).ok();
    let inspected = |path: &str| folder.json(&format!("policy inspect {path}"))["name"].clone();

    let pulled = folder.json(&format!("policy pull {} --layout policies", server.module("a:1")));
    assert_eq!(pulled["path"], "oci:policies:1");
    folder.run(&format!("policy pull {} --layout policies --tag current", server.module("a:1"))).ok();
    assert_eq!(
        (inspected("oci:policies:1"), inspected("oci:policies:current")),
        (json!("standard"), json!("standard"))
    );
    folder.run(&format!("policy pull {} --layout policies --tag current", server.module("b:1"))).ok();
    assert_eq!(
        (inspected("oci:policies:1"), inspected("oci:policies:current")),
        (json!("standard"), json!("allowlist"))
    );

    let digest = pulled["digest"].as_str().expect("text");
    let pinned = format!("policy pull {}@{digest} --layout policies", server.module("a"));
    let ran = folder.run(&pinned);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.reason().ends_with("has no tag to have in the layout; expected --tag"));
    told(
        folder.run(&format!("policy pull {} --layout .", server.module("a:1"))),
        ".: has files in it and no oci-layout; expected",
    );
}

#[test]
fn what_is_not_what_it_should_be_is_written_nowhere() {
    let Some(server) = Server::start() else { return };
    let folder = Folder::new();
    let (id, theirs) = (folder.key("ours"), folder.key("theirs"));
    let module = server.module("standard:1");
    let pushed = folder.json(&format!("policy push standard.wasm {module}"));
    told(
        folder.run(&format!("policy pull {module} x.wasm --key ours.pub")),
        &format!("{module} has no signature; --key asks for one by {id}"),
    );
    folder.run("policy sign standard.wasm --key ours.key").ok();
    folder.run(&format!("policy push standard.wasm {module}")).ok();
    told(
        folder.run(&format!("policy pull {module} x.wasm --key theirs.pub")),
        &format!("policy pull failed: {module} is signed by key {id}; --key asks for one by {theirs}"),
    );
    told(
        folder.run(&format!("policy pull {module} x.wasm --sha256 {}", "0".repeat(64))),
        &format!(
            "{module}: the component's sha256 is {}; --sha256 expects 0000",
            pushed["sha256"].as_str().expect("text")
        ),
    );
    let size = folder.read("standard.wasm").len();
    told(
        folder.run(&format!("policy pull {module} x.wasm --bytes-max 1000")),
        &format!("{module}: is {size} bytes; at most 1000 are taken (--bytes-max)"),
    );

    // A registry whose disk is not what it was.
    let file = server.blob(pushed["sha256"].as_str().expect("text"));
    let mut changed = folder.read("standard.wasm");
    changed[1000] ^= 1;
    fs::write(file, changed).expect("written");
    told(
        folder.run(&format!("policy pull {module} x.wasm")),
        "what the registry sends is not what was asked for: expected sha256:",
    );
    told(folder.run(&format!("policy pull {module} --layout x")), "what the registry sends is not what was asked for");
    assert!(!folder.path("x.wasm").exists() && !folder.path("x.wasm.minisig").exists() && !folder.path("x").exists());

    folder.file("text.wasm", "not wasm");
    told(
        folder.run(&format!("policy push text.wasm {module}")),
        "policy push failed: text.wasm: is not WASM; expected a component",
    );
    folder.file("standard.wasm", "changed");
    told(
        folder.run(&format!("policy push standard.wasm {module} --key ours.pub")),
        &format!("standard.wasm is not what key {id} signed"),
    );
    folder.file("standard.wasm.minisig", "x".repeat(10_000));
    told(
        folder.run(&format!("policy push standard.wasm {module}")),
        "policy push failed: standard.wasm.minisig: has 10000 bytes; a signature has at most 8192",
    );
}

#[test]
fn a_registry_that_is_not_there_or_does_not_have_it_is_told_by_its_address() {
    let folder = Folder::new();
    // Nobody listens there: of a port that was free a moment ago, another test may have made its own.
    let free = "127.0.0.1:1";
    for line in [format!("policy pull {free}/a:1"), format!("policy push standard.wasm {free}/a:1")] {
        told(
            folder.run(&line),
            &format!(
                "failed: {free}/a:1: cannot reach the registry at http://{free}: Connection refused (os error 111); is it there"
            ),
        );
    }
    let silent = TcpListener::bind("127.0.0.1:0").expect("there are ports");
    let address = silent.local_addr().expect("has one");
    told(
        folder.run(&format!("policy pull {address}/a:1 --timeout 1s")),
        &format!("{address}/a:1: no answer of the registry at http://{address} within 1s; --timeout gives it longer"),
    );
    let Some(server) = Server::start() else { return };
    let module = server.module("a:1");
    told(
        folder.run(&format!("policy pull {module}")),
        &format!(
            "policy pull failed: {module}: the registry at http://{} does not have it: manifest unknown",
            server.address
        ),
    );
    folder.run(&format!("policy push standard.wasm {module}")).ok();
    told(folder.run(&format!("policy pull {}", server.module("a:2"))), "does not have it: manifest unknown");
}

#[test]
fn who_asks_says_so_by_a_file_and_never_on_the_command_line() {
    let Some(server) = Server::with_password() else { return };
    let folder = Folder::new();
    let module = server.module("standard:1");
    let config = folder.path("config.json");
    told(
        folder.run(&format!("policy push standard.wasm {module}")),
        &format!(
            "{module}: the registry at http://{} asks who wants it, and there is no {}; expected --username",
            server.address,
            config.display()
        ),
    );
    folder.file("password", format!("{PASSWORD}\n"));
    let given = format!("--username {USER} --password-file password");
    folder.run(&format!("policy push standard.wasm {module} {given}")).ok();
    folder.run(&format!("policy pull {module} given.wasm {given}")).ok();
    assert_eq!(folder.read("given.wasm"), folder.read("standard.wasm"));
    folder.file("wrong", "wrong");
    let wrong = format!("--username {USER} --password-file wrong");
    told(
        folder.run(&format!("policy pull {module} {wrong}")),
        &format!("does not take what wrong says is the password of {USER}"),
    );
    told(folder.run(&format!("policy push standard.wasm {module} {wrong}")), "does not take what wrong says");

    let docker = |login: &Value| folder.file("config.json", json!({"auths": {&server.address: login}}).to_string());
    docker(&json!({"auth": crate::server::base64(&format!("{USER}:{PASSWORD}"))}));
    folder.run(&format!("policy pull {module} docker.wasm")).ok();
    docker(&json!({"auth": crate::server::base64(&format!("{USER}:wrong"))}));
    told(
        folder.run(&format!("policy pull {module}")),
        &format!("does not take what {} says is the password of {USER}", config.display()),
    );
    docker(&json!({}));
    told(folder.run(&format!("policy pull {module}")), &format!("{} has nothing for it", config.display()));
    folder.file("config.json", json!({"credHelpers": {&server.address: "pass"}}).to_string());
    told(folder.run(&format!("policy pull {module}")), "are with docker-credential-pass, which is not asked");
    let ran = folder.run(&format!("policy pull {module} --username {USER}"));
    assert_eq!(ran.code, Some(2), "{ran:?}");
}

#[test]
fn over_tls_a_registry_is_trusted_by_its_authority() {
    let folder = Folder::new();
    if !authority(folder.0.path(), "ours") || !authority(folder.0.path(), "theirs") {
        eprintln!("skipped: openssl is not installed, which makes the certificates");
        return;
    }
    let (certificate, key) = (folder.path("ours.server.pem"), folder.path("ours.server.key"));
    let Some(server) = Server::with_tls(&certificate, &key) else { return };
    let module = server.module("standard:1");
    folder.run(&format!("policy push standard.wasm {module} --ca-file ours.pem")).ok();
    folder.run(&format!("policy pull {module} pulled.wasm --ca-file ours.pem")).ok();
    assert_eq!(folder.read("pulled.wasm"), folder.read("standard.wasm"));
    told(
        folder.run(&format!("policy pull {module} --ca-file theirs.pem")),
        &format!("{module}: the registry at https://{} is not trusted: ", server.address),
    );
    folder.file("empty.pem", "");
    told(
        folder.run(&format!("policy pull {module} --ca-file empty.pem")),
        "--ca-file empty.pem: has no certificate in it; expected",
    );
    told(folder.run(&format!("policy pull {module}")), "answers 400: Client sent an HTTP request to an HTTPS server");
    let Some(plain) = Server::start() else { return };
    told(
        folder.run(&format!("policy pull {} --ca-file ours.pem", plain.module("a:1"))),
        &format!("whoever listens at https://{} does not speak TLS; --plain-http asks without", plain.address),
    );
}

#[test]
fn what_is_no_reference_is_wrong_usage() {
    let folder = Folder::new();
    for (line, told) in [
        ("policy pull quota:1", "names no registry; expected HOST[:PORT]/REPOSITORY:TAG"),
        ("policy pull registry.example/quota", "names neither a tag nor a digest"),
        ("policy push standard.wasm registry.example/quota@sha256:00", "expected HOST[:PORT]/REPOSITORY:TAG"),
        ("policy pull localhost/quota:1 a.wasm --layout b", "cannot be used with"),
        ("policy pull localhost/quota:1 --layout b --tag a:b", "expected letters, digits"),
        ("policy pull localhost/quota:1 --sha256 12", "expected 64 hex digits"),
        ("policy pull localhost/quota:1 --plain-http --ca-file a", "cannot be used with"),
    ] {
        let ran = folder.run(line);
        assert_eq!(ran.code, Some(2), "{line}: {ran:?}");
        assert!(ran.stderr.contains(told), "{line}: {ran:?}\nwanted {told}");
    }
    assert_eq!(fs::read_dir(Path::new(folder.0.path())).expect("readable").count(), 2);
}
