//! A waPC host, which is what Kubewarden evaluates in: a WASM guest, kept, and made again for each decision as Kubewarden does it.

use ::wapc::WapcHost;
use wasmtime_provider::{WasmtimeEngineProviderBuilder, WasmtimeEngineProviderPre};

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed, version};
use crate::inputs::Case;
use crate::json;

const GUEST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/wapc.wasm"));

pub(crate) fn engines() -> Outcome<[Engine; 2]> {
    let compiled = WasmtimeEngineProviderBuilder::new().module_bytes(GUEST).build_pre()?;
    let facts = |how: &str, state| Facts {
        name: format!("waPC {}, {how}", version("wapc")),
        sandbox: "WASM",
        state,
        limits: "none",
        input: "JSON",
    };
    let (kept, made) = (compiled.clone(), compiled);
    Ok([
        Engine {
            facts: facts("instance kept", "reused"),
            grows: &[Handed::Table],
            start: Box::new(move |handed| Ok(Box::new(Kept { host: host(&kept)?, handed }) as Box<dyn Decide>)),
        },
        Engine {
            facts: facts("instance for each decision", "fresh"),
            grows: &[Handed::Table],
            start: Box::new(move |handed| Ok(Box::new(Made { compiled: made.clone(), handed }) as Box<dyn Decide>)),
        },
    ])
}

fn host(compiled: &WasmtimeEngineProviderPre) -> Outcome<WapcHost> {
    Ok(WapcHost::new(Box::new(compiled.rehydrate(None)?), None)?)
}

struct Kept {
    host: WapcHost,
    handed: Handed,
}

impl Decide for Kept {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        ask(&self.host, case, self.handed)
    }
}

struct Made {
    compiled: WasmtimeEngineProviderPre,
    handed: Handed,
}

impl Decide for Made {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        ask(&host(&self.compiled)?, case, self.handed)
    }
}

fn ask(host: &WapcHost, case: &Case, handed: Handed) -> Outcome<Answer> {
    let (operation, input) = json::call(case, handed)?;
    json::answer(&host.call(operation, &input)?)
}
