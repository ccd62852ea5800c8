//! An artifact: its manifest, and the two blobs that this names.

use serde::{Deserialize, Serialize};

use super::{CONFIG, DOCUMENT_BYTES_MAX, Descriptor, LAYER, MANIFEST, SIGNATURE, describe};
use crate::load_error::Problem;
use crate::trust::SIGNATURE_BYTES_MAX;

/// What is no artifact of a component, or not the one that it says it is. What it quotes is a stranger's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ArtifactError(pub(super) String);

/// A manifest that names a component.
#[derive(Clone, Debug)]
pub struct Manifest {
    bytes: Vec<u8>,
    config: Descriptor,
    component: Descriptor,
}

/// A component, as a registry has it.
#[derive(Clone, Debug)]
pub struct Artifact {
    manifest: Manifest,
    config: Vec<u8>,
    component: Vec<u8>,
}

/// As it is written.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(default)]
    schema_version: u32,
    #[serde(default)]
    media_type: String,
    config: Descriptor,
    layers: Vec<Descriptor>,
}

impl Manifest {
    /// Reads one.
    ///
    /// # Errors
    ///
    /// It is not that of a component, or names blobs in a way that no digest can be checked by.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, ArtifactError> {
        let document: Document =
            serde_json::from_slice(&bytes).map_err(|error| ArtifactError(format!("is no manifest: {error}")))?;
        if document.config.media_type != CONFIG {
            let found = &document.config.media_type;
            return Err(ArtifactError(format!("has a configuration of type {found:?}; expected {CONFIG}")));
        }
        let layers: Vec<_> = document.layers.into_iter().filter(|layer| layer.media_type == LAYER).collect();
        let found = layers.len();
        let Ok([component]) = <[Descriptor; 1]>::try_from(layers) else {
            return Err(ArtifactError(format!("has {found} layers of type {LAYER}; expected one")));
        };
        for blob in [&document.config, &component] {
            blob.hex().map_err(ArtifactError)?;
        }
        Ok(Self { bytes, config: document.config, component })
    }

    /// Its configuration.
    #[must_use]
    pub fn config(&self) -> &Descriptor {
        &self.config
    }

    /// Its component.
    #[must_use]
    pub fn component(&self) -> &Descriptor {
        &self.component
    }

    /// The text of the component's signature, if it brings one. Whose it is, and whether it is one, is not known.
    #[must_use]
    pub fn signature(&self) -> Option<&str> {
        let text = self.component.annotations.get(SIGNATURE)?;
        // Longer than any file of one may be: as good as none.
        Some(text.as_str()).filter(|text| text.len() as u64 <= SIGNATURE_BYTES_MAX)
    }

    /// The artifact, once both blobs are there.
    ///
    /// # Errors
    ///
    /// One is not what the manifest names.
    pub fn complete(self, config: Vec<u8>, component: Vec<u8>) -> Result<Artifact, ArtifactError> {
        for (what, descriptor, bytes) in
            [("configuration", &self.config, &config), ("component", &self.component, &component)]
        {
            descriptor.check(bytes).map_err(|reason| ArtifactError(format!("its {what} {reason}")))?;
        }
        Ok(Artifact { manifest: self, config, component })
    }
}

impl Artifact {
    /// Packs a component and the text of its signature, which has at most [`SIGNATURE_BYTES_MAX`]. The same make the same artifact, whenever and wherever.
    ///
    /// # Errors
    ///
    /// It is no component.
    pub fn pack(component: Vec<u8>, signature: Option<&str>) -> Result<Self, Problem> {
        let mut layer = Descriptor::of(LAYER, &component);
        layer.annotations.extend(signature.map(|text| (SIGNATURE.to_owned(), text.to_owned())));
        let config = describe::config(&component, &layer.digest)?;
        let document = Document {
            schema_version: 2,
            media_type: MANIFEST.to_owned(),
            config: Descriptor::of(CONFIG, &config),
            layers: vec![layer.clone()],
        };
        let bytes = serde_json::to_vec(&document).expect("text and numbers");
        let manifest = Manifest { bytes, config: document.config, component: layer };
        Ok(Self { manifest, config, component })
    }

    /// What the manifest says.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The manifest as it is sent and kept.
    #[must_use]
    pub fn manifest_bytes(&self) -> &[u8] {
        &self.manifest.bytes
    }

    /// The manifest's digest, which pins all of it.
    #[must_use]
    pub fn digest(&self) -> String {
        self.descriptor().digest
    }

    /// The component.
    #[must_use]
    pub fn component(&self) -> &[u8] {
        &self.component
    }

    /// The blobs that the manifest names, with what it names them by.
    #[must_use]
    pub fn blobs(&self) -> [(&Descriptor, &[u8]); 2] {
        [(&self.manifest.config, &self.config), (&self.manifest.component, &self.component)]
    }

    /// The manifest as an index names it.
    pub(super) fn descriptor(&self) -> Descriptor {
        Descriptor::of(MANIFEST, &self.manifest.bytes)
    }
}

const _: () = assert!(SIGNATURE_BYTES_MAX < DOCUMENT_BYTES_MAX, "a manifest with a signature is a document");

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::builtin::builtin_component;

    fn component() -> Vec<u8> {
        builtin_component("standard").expect("is built in").to_vec()
    }

    fn parsed(document: &Value) -> Result<Manifest, ArtifactError> {
        Manifest::parse(document.to_string().into_bytes())
    }

    #[test]
    fn what_is_packed_is_read_again() {
        let packed = Artifact::pack(component(), Some("a\nb\n")).expect("is a component");
        let manifest = Manifest::parse(packed.manifest_bytes().to_vec()).expect("is one");
        assert_eq!(manifest.signature(), Some("a\nb\n"));
        assert_eq!(manifest.component().size(), component().len() as u64);
        let [(_, config), (_, bytes)] = packed.blobs();
        let again = manifest.complete(config.to_vec(), bytes.to_vec()).expect("is whole");
        assert_eq!((again.digest(), again.component()), (packed.digest(), component().as_slice()));
        assert_eq!(Artifact::pack(component(), Some("a\nb\n")).expect("is a component").digest(), packed.digest());
    }

    #[test]
    fn the_configuration_says_what_the_tools_of_registries_ask_for() {
        let packed = Artifact::pack(component(), None).expect("is a component");
        assert_eq!(packed.manifest().signature(), None);
        let [(_, config), (layer, _)] = packed.blobs();
        let config: Value = serde_json::from_slice(config).expect("is JSON");
        assert_eq!((&config["architecture"], &config["os"]), (&json!("wasm"), &json!("wasip2")));
        assert_eq!(config["layerDigests"], json!([layer.digest()]));
        assert_eq!(config["created"], "1970-01-01T00:00:00Z");
        let exports = config["component"]["exports"].as_array().expect("a list");
        assert!(exports.contains(&json!("prism:policy/admission@1.1.0")), "{exports:?}");
        let manifest: Value = serde_json::from_slice(packed.manifest_bytes()).expect("is JSON");
        assert_eq!((&manifest["schemaVersion"], &manifest["mediaType"]), (&json!(2), &json!(MANIFEST)));
        assert_eq!(manifest["layers"].as_array().map(Vec::len), Some(1));
    }

    #[test]
    fn what_is_no_component_is_not_packed() {
        let told = |bytes: &[u8]| Artifact::pack(bytes.to_vec(), None).expect_err("is none").to_string();
        assert!(told(b"text").starts_with("is not WASM"));
        assert!(told(b"\0asm\x01\0\0\0").starts_with("is a core module"));
        assert!(told(&component()[..200]).starts_with("does not compile: "));
    }

    #[test]
    fn a_blob_that_is_another_completes_nothing() {
        let packed = Artifact::pack(component(), None).expect("is a component");
        let [(_, config), (_, bytes)] = packed.blobs();
        for (config, bytes, told) in
            [(b"{}".as_slice(), bytes, "its configuration is not the blob"), (config, b"", "its component is not the")]
        {
            let error = packed.manifest().clone().complete(config.to_vec(), bytes.to_vec()).expect_err("is another");
            assert!(error.to_string().starts_with(told), "{error}");
        }
    }

    #[test]
    fn what_is_no_manifest_of_a_component_is_told() {
        let blob = |media_type: &str| json!({"mediaType": media_type, "digest": format!("sha256:{}", "0".repeat(64)), "size": 1});
        let mut elsewhere = blob(LAYER);
        elsewhere["digest"] = json!("sha256:../../x");
        for (document, told) in [
            (json!({"manifests": []}), "is no manifest: missing field `config`"),
            (
                json!({"config": blob("application/vnd.oci.image.config.v1+json"), "layers": []}),
                "has a configuration of type",
            ),
            (json!({"config": blob(CONFIG), "layers": []}), "has 0 layers of type application/wasm; expected one"),
            (json!({"config": blob(CONFIG), "layers": [blob(LAYER), blob(LAYER)]}), "has 2 layers of type"),
            (
                json!({"config": blob(CONFIG), "layers": [elsewhere]}),
                "names a blob \"sha256:../../x\"; expected sha256:",
            ),
        ] {
            let error = parsed(&document).expect_err("is none");
            assert!(error.to_string().starts_with(told), "{error}\nwanted {told}");
        }
        let mut signed = blob(LAYER);
        signed["annotations"] = json!({SIGNATURE: "x".repeat(10_000)});
        let manifest = parsed(&json!({"config": blob(CONFIG), "layers": [signed]})).expect("is one");
        assert_eq!(manifest.signature(), None, "too long to be one");
    }
}
