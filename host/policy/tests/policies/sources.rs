//! Where components come from: files, directories and OCI layouts; and whose signature they need.

use std::fs;
use std::path::{Path, PathBuf};

use prism_policy::oci::{self, Artifact};
use prism_policy::trust::{KeyId, SecretKey, Signature, Trust, signature_path};
use prism_policy::{Module, ModuleSpec, Source, builtin_component};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::support::engine;

fn component() -> &'static [u8] {
    builtin_component("standard").expect("is built in")
}

fn load(path: impl AsRef<Path>, trust: &Trust) -> Result<Module, String> {
    let source = Source::of_path(path.as_ref());
    let spec = ModuleSpec { source, trust: trust.clone(), ..ModuleSpec::builtin("mine") };
    Module::load(engine(), &spec).map_err(|error| error.to_string())
}

fn refused(path: impl AsRef<Path>) -> String {
    let problem = load(path, &Trust::default()).expect_err("is refused");
    problem.strip_prefix("policy module mine: ").expect("names the module").to_owned()
}

fn signer(module: &Module) -> Option<KeyId> {
    module.signer().map(|signer| signer.key)
}

/// An OCI layout with tagged components.
struct Layout(TempDir);

impl Layout {
    fn new() -> Self {
        let layout = Self(tempfile::tempdir().expect("a temporary folder"));
        layout.write("oci-layout", &json!({"imageLayoutVersion": "1.0.0"}));
        fs::create_dir_all(layout.0.path().join("blobs/sha256")).expect("made");
        layout
    }

    fn write(&self, name: &str, document: &Value) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, document.to_string()).expect("written");
        path
    }

    fn blob(&self, media_type: &str, bytes: &[u8]) -> Value {
        let digest: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        fs::write(self.0.path().join("blobs/sha256").join(&digest), bytes).expect("written");
        json!({"mediaType": media_type, "digest": format!("sha256:{digest}"), "size": bytes.len()})
    }

    fn file(&self, descriptor: &Value) -> PathBuf {
        let digest = descriptor["digest"].as_str().expect("text").trim_start_matches("sha256:");
        self.0.path().join("blobs/sha256").join(digest)
    }

    /// A manifest's descriptor, as the index has it under `tag`.
    fn manifest(&self, tag: &str, config: &Value, layers: &[Value]) -> Value {
        let manifest = json!({"schemaVersion": 2, "config": config, "layers": layers});
        let mut descriptor = self.blob("application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes());
        descriptor["annotations"] = json!({"org.opencontainers.image.ref.name": tag});
        descriptor
    }

    fn config(&self) -> Value {
        self.blob("application/vnd.wasm.config.v0+json", b"{}")
    }

    fn layer(&self) -> Value {
        self.blob("application/wasm", component())
    }

    fn index(&self, manifests: &[Value]) {
        self.write("index.json", &json!({"schemaVersion": 2, "manifests": manifests}));
    }

    fn path(&self, tag: &str) -> String {
        format!("oci:{}{tag}", self.0.path().display())
    }
}

#[test]
fn a_directory_has_its_component_under_one_name() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    assert!(refused(folder.path()).starts_with(&format!("cannot read {}/policy.wasm: ", folder.path().display())));
    fs::write(folder.path().join("policy.wasm"), component()).expect("written");
    assert_eq!(load(folder.path(), &Trust::default()).expect("loads").component(), component());
}

#[test]
fn a_layout_has_its_component_under_a_tag_or_alone() {
    let layout = Layout::new();
    let one = layout.manifest("1.0.0", &layout.config(), &[layout.layer()]);
    layout.index(std::slice::from_ref(&one));
    for path in [layout.path(""), layout.path(":1.0.0")] {
        assert_eq!(load(path, &Trust::default()).expect("loads").component(), component());
    }
    assert!(refused(layout.path(":2")).ends_with("index.json: has no tag 2; it has 1.0.0"));
    let other = layout.manifest("2", &layout.config(), &[layout.layer(), layout.blob("text/plain", b"read me")]);
    layout.index(&[one.clone(), other]);
    assert!(load(layout.path(":2"), &Trust::default()).is_ok(), "other layers are others' business");
    let told = "index.json: has 2 manifests; expected oci:DIR:TAG with one of their tags: 1.0.0, 2";
    assert!(refused(layout.path("")).ends_with(told), "{}", refused(layout.path("")));
    layout.index(&[one.clone(), one]);
    assert!(refused(layout.path(":1.0.0")).ends_with("has the tag 1.0.0 twice"));
}

#[test]
fn what_is_no_layout_of_a_component_is_refused_with_its_file() {
    let layout = Layout::new();
    assert!(refused(layout.path("")).contains("index.json: "), "{}", refused(layout.path("")));
    for (manifest, told) in [
        (
            layout.manifest("a", &layout.blob("application/json", b"{}"), &[layout.layer()]),
            "has a configuration of type",
        ),
        (layout.manifest("a", &layout.config(), &[]), "has 0 layers of type application/wasm; expected one"),
        (layout.manifest("a", &layout.config(), &[layout.layer(), layout.layer()]), "has 2 layers of type"),
        (json!({"digest": "sha256:../../../etc/passwd", "size": 1}), "expected sha256: and 64 hex digits"),
        (json!({"digest": format!("sha512:{}", "0".repeat(128)), "size": 1}), "expected sha256: and 64 hex digits"),
        (json!({"digest": format!("sha256:{}", "0".repeat(64)), "size": 1}), "cannot read "),
        (json!({"size": 1}), "index.json: is not as a layout has it: missing field `digest`"),
    ] {
        layout.index(&[manifest]);
        let found = refused(layout.path(""));
        assert!(found.contains(told), "{found}\nwanted {told}");
    }
    layout.write("oci-layout", &json!({"imageLayoutVersion": "2.0.0"}));
    assert!(refused(layout.path("")).ends_with("oci-layout: is of version 2.0.0; expected 1.0.0"));
}

#[test]
fn a_blob_that_is_not_what_it_is_named_by_is_refused() {
    let layout = Layout::new();
    let layer = layout.layer();
    let manifest = layout.manifest("a", &layout.config(), std::slice::from_ref(&layer));
    layout.index(std::slice::from_ref(&manifest));
    assert!(load(layout.path(""), &Trust::default()).is_ok());
    for (blob, change) in [(&layer, 5), (&manifest, 0)] {
        let file = layout.file(blob);
        let whole = fs::read(&file).expect("readable");
        let mut changed = whole.clone();
        changed[change] ^= 1;
        fs::write(&file, changed).expect("written");
        assert!(refused(layout.path("")).contains("is not the blob that its name says"));
        fs::write(&file, &whole[..whole.len() - 1]).expect("written");
        assert!(refused(layout.path("")).contains("is not the blob that its name says"));
        fs::write(&file, whole).expect("written");
    }
    let mut larger = layer;
    larger["size"] = json!(5_000_000);
    layout.index(&[layout.manifest("a", &layout.config(), &[larger])]);
    assert!(refused(layout.path("")).contains("is 5000000 bytes; at most 4194304 are allowed"));
}

#[test]
fn a_module_is_loaded_if_a_trusted_key_signed_what_is_read() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("policy.wasm");
    fs::write(&file, component()).expect("written");
    let key = SecretKey::generate().expect("there is randomness");
    let trust = Trust::new(vec![key.public()], true);
    let unsigned = load(&file, &trust).expect_err("is not signed");
    assert!(
        unsigned.starts_with("policy module mine: has no signature: ") && unsigned.ends_with(&key.id().to_string())
    );

    fs::write(signature_path(&file), Signature::sign(&key, component(), "").text()).expect("written");
    let module = load(&file, &trust).expect("loads");
    assert_eq!(signer(&module), Some(key.id()));
    assert!(load(folder.path(), &trust).is_ok(), "a directory's component is signed beside it, too");
    fs::write(&file, builtin_component("allowlist").expect("is built in")).expect("written");
    assert!(load(&file, &trust).expect_err("is another").contains(&format!("is not what key {} signed", key.id())));
}

#[test]
fn a_layouts_component_is_signed_beside_its_blob_and_a_built_in_one_needs_no_signature() {
    let layout = Layout::new();
    let layer = layout.layer();
    layout.index(&[layout.manifest("a", &layout.config(), std::slice::from_ref(&layer))]);
    let key = SecretKey::generate().expect("there is randomness");
    let trust = Trust::new(vec![key.public()], true);
    assert!(load(layout.path(""), &trust).is_err());
    let signature = Signature::sign(&key, component(), "").text();
    fs::write(signature_path(&layout.file(&layer)), signature).expect("written");
    assert_eq!(signer(&load(layout.path(""), &trust).expect("loads")), Some(key.id()));
    let built_in = ModuleSpec { trust, ..ModuleSpec::builtin("standard") };
    assert!(Module::load(engine(), &built_in).is_ok());
}

#[test]
fn a_layouts_component_may_bring_its_signature_and_one_beside_its_blob_goes_before() {
    let layout = Layout::new();
    let (mine, other) = (SecretKey::generate().expect("random"), SecretKey::generate().expect("random"));
    let signature = |key: &SecretKey| Signature::sign(key, component(), "").text();
    let mut layer = layout.layer();
    layer["annotations"] = json!({"prism.policy.minisig": signature(&mine)});
    layout.index(&[layout.manifest("a", &layout.config(), std::slice::from_ref(&layer))]);
    let trusting = |key: &SecretKey| Trust::new(vec![key.public()], true);
    assert_eq!(signer(&load(layout.path(""), &trusting(&mine)).expect("loads")), Some(mine.id()));
    let told = load(layout.path(""), &trusting(&other)).expect_err("is by another");
    assert!(told.contains(&format!("is signed by key {}, which policies.trust does not know", mine.id())), "{told}");
    let spec = ModuleSpec { source: Source::of_path(layout.path("").as_ref()), ..ModuleSpec::builtin("mine") };
    assert_eq!(spec.fingerprint().expect("is there").signature, Some(signature(&mine)));

    fs::write(signature_path(&layout.file(&layer)), signature(&other)).expect("written");
    assert_eq!(signer(&load(layout.path(""), &trusting(&other)).expect("loads")), Some(other.id()));
    assert!(load(layout.path(""), &trusting(&mine)).is_err());
    assert_eq!(spec.fingerprint().expect("is there").signature, Some(signature(&other)));
}

#[test]
fn what_is_put_into_a_layout_is_loaded_by_its_tag_and_what_others_put_there_stays() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let layout = folder.path().join("new/layout");
    let artifact = |name: &str| {
        let component = builtin_component(name).expect("is built in");
        Artifact::pack(component.to_vec(), None).expect("is a component")
    };
    let named = |tag: &str| {
        let path = format!("oci:{}:{tag}", layout.display());
        load(path, &Trust::default()).expect("loads").component().len()
    };
    let size = |name: &str| builtin_component(name).expect("is built in").len();
    for (tag, name) in [("a", "standard"), ("b", "standard"), ("a", "allowlist")] {
        oci::put(&layout, tag, &artifact(name)).expect("put");
        assert_eq!(named(tag), size(name));
    }
    assert_eq!(named("b"), size("standard"));
    assert_ne!(size("standard"), size("allowlist"));

    // What another tool wrote into the index is still there.
    let index_file = layout.join("index.json");
    let mut index: Value = serde_json::from_slice(&fs::read(&index_file).expect("readable")).expect("is JSON");
    index["annotations"] = json!({"mine": "1"});
    index["manifests"][0]["platform"] = json!({"os": "wasip2"});
    fs::write(&index_file, index.to_string()).expect("written");
    oci::put(&layout, "c", &artifact("standard")).expect("put");
    let after: Value = serde_json::from_slice(&fs::read(&index_file).expect("readable")).expect("is JSON");
    assert_eq!((&after["annotations"], &after["manifests"][0]), (&index["annotations"], &index["manifests"][0]));
    assert_eq!(after["manifests"].as_array().map(Vec::len), Some(3));
    let files = fs::read_dir(&layout).expect("readable").count();
    assert_eq!(files, 3, "nothing half written is left");
}

#[test]
fn many_may_put_into_a_layout_at_once() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let layout = folder.path().join("layout");
    let artifact = Artifact::pack(component().to_vec(), None).expect("is a component");
    std::thread::scope(|scope| {
        for number in 0..8 {
            let (layout, artifact) = (&layout, &artifact);
            scope.spawn(move || oci::put(layout, &format!("t{number}"), artifact).expect("put"));
        }
    });
    for number in 0..8 {
        let path = format!("oci:{}:t{number}", layout.display());
        assert!(load(path, &Trust::default()).is_ok(), "t{number}");
    }
}

#[test]
fn a_directory_that_is_none_is_no_layout_and_none_is_made_of_it() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("mine"), "x").expect("written");
    let artifact = Artifact::pack(component().to_vec(), None).expect("is a component");
    let told = oci::put(folder.path(), "a", &artifact).expect_err("is none").to_string();
    let expected = "has files in it and no oci-layout; expected a layout, or an empty directory";
    assert_eq!(told, format!("{}: {expected}", folder.path().display()));
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 1);
    // Also where somebody names a registry.
    let told = refused("oci:registry.example/policies/quota:1");
    assert!(
        told.starts_with("registry.example/policies/quota: has no oci-layout in it; expected a layout on disk"),
        "{told}"
    );
    assert!(told.contains("prismctl policy pull REF --layout DIR"), "{told}");
}
