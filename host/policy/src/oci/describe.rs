//! What an artifact's configuration says of its component, for registries and the tools that look into them; a launcher reads the component itself.

use serde::Serialize;
use wasmparser::{Parser, Payload};

use crate::gate::check_kind;
use crate::load_error::Problem;

/// When it was made is not told, though the format wants to know it: the same component would be another artifact each time.
const CREATED: &str = "1970-01-01T00:00:00Z";

/// The fields that the format requires.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config<'a> {
    created: &'a str,
    architecture: &'a str,
    os: &'a str,
    layer_digests: [&'a str; 1],
    component: Interfaces,
}

#[derive(Default, Serialize)]
struct Interfaces {
    exports: Vec<String>,
    imports: Vec<String>,
}

/// The configuration of the artifact of `component`, whose layer has this digest.
pub(super) fn config(component: &[u8], layer_digest: &str) -> Result<Vec<u8>, Problem> {
    check_kind(component)?;
    let interfaces = interfaces(component).map_err(|error| Problem::Compile(error.to_string()))?;
    let config = Config {
        created: CREATED,
        architecture: "wasm",
        // What the format calls every component, also one without WASI.
        os: "wasip2",
        layer_digests: [layer_digest],
        component: interfaces,
    };
    Ok(serde_json::to_vec(&config).expect("text"))
}

/// What the outermost component imports and exports.
fn interfaces(component: &[u8]) -> Result<Interfaces, wasmparser::BinaryReaderError> {
    let mut found = Interfaces::default();
    let mut nesting = 0_u32;
    for payload in Parser::new(0).parse_all(component) {
        match payload? {
            Payload::Version { .. } => nesting += 1,
            Payload::End(_) => nesting = nesting.saturating_sub(1),
            Payload::ComponentImportSection(section) if nesting == 1 => {
                for import in section {
                    found.imports.push(import?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(section) if nesting == 1 => {
                for export in section {
                    found.exports.push(export?.name.name.to_owned());
                }
            }
            _ => {}
        }
    }
    Ok(found)
}
