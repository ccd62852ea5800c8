//! extism: a WASM guest, as a plugin that is kept and as one for each decision.

use ::extism::{CompiledPlugin, Manifest, Plugin, PluginBuilder, Wasm};

use crate::Outcome;
use crate::engine::{Answer, Decide, Engine, Facts, Handed, version};
use crate::inputs::Case;
use crate::json;

const GUEST: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/extism.wasm"));

pub(crate) fn engines() -> Outcome<[Engine; 2]> {
    let compiled = PluginBuilder::new(Manifest::new([Wasm::data(GUEST)])).with_cache_disabled().compile()?;
    let facts = |how: &str, state| Facts {
        name: format!("extism {}, {how}", version("extism")),
        sandbox: "WASM",
        state,
        limits: "none",
        input: "JSON",
    };
    let (kept, made) = (compiled.clone(), compiled);
    Ok([
        Engine {
            facts: facts("plugin kept", "reused"),
            grows: &[Handed::Table],
            start: Box::new(move |handed| {
                Ok(Box::new(Kept { plugin: Plugin::new_from_compiled(&kept)?, handed }) as Box<dyn Decide>)
            }),
        },
        Engine {
            facts: facts("plugin for each decision", "fresh"),
            grows: &[Handed::Table],
            start: Box::new(move |handed| Ok(Box::new(Made { compiled: made.clone(), handed }) as Box<dyn Decide>)),
        },
    ])
}

struct Kept {
    plugin: Plugin,
    handed: Handed,
}

impl Decide for Kept {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        ask(&mut self.plugin, case, self.handed)
    }
}

struct Made {
    compiled: CompiledPlugin,
    handed: Handed,
}

impl Decide for Made {
    fn decide(&mut self, case: &Case) -> Outcome<Answer> {
        ask(&mut Plugin::new_from_compiled(&self.compiled)?, case, self.handed)
    }
}

fn ask(plugin: &mut Plugin, case: &Case, handed: Handed) -> Outcome<Answer> {
    let (function, input) = json::call(case, handed)?;
    json::answer(plugin.call::<&[u8], &[u8]>(function, &input)?)
}
