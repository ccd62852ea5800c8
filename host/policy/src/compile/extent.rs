//! How much there is to compile, counted before any of it is. Cranelift's time and memory grow faster than a function does, so what is
//! bounded is not only the whole, which `module_bytes` bounds, but each part.

use wasmparser::{FunctionBody, Operator, Parser, Payload};

use crate::limits::Limits;
use crate::load_error::Problem;

/// Locals of one function. What compilers make of an interpreter's loop has some hundred.
const LOCALS_MAX: u64 = 5_000;
/// Branches of one function, each times the locals that may have another value after it: what a compiler looks at, and keeps, to have each value in one place.
/// Measured: 1.7 us and 40 bytes each, so 260 KB of code took 170 s and 3.8 GB. An interpreter's loop has below two million.
const BRANCHING_MAX: u64 = 5_000_000;
/// The same over all functions. An interpreter has some six million.
const BRANCHING_TOTAL_MAX: u64 = 20_000_000;
/// Components and modules inside of each other. A component of any toolchain is two deep, one composed of others three.
const NESTING_MAX: u64 = 8;
/// Types, imports, exports, globals, segments and the like: a JavaScript engine has some thousand, and each costs memory in every
/// instance or in the process.
const ITEMS_MAX: u64 = 50_000;

/// The extent of a component, over all that is nested in it.
#[derive(Debug, Default)]
struct Extent {
    functions: u64,
    branching: u64,
    items: u64,
    nesting: u64,
}

/// Refuses what is larger than `limits` allow.
pub(crate) fn check(bytes: &[u8], limits: Limits) -> Result<(), Problem> {
    let mut extent = Extent::default();
    for payload in Parser::new(0).parse_all(bytes) {
        extent.add(&payload.map_err(invalid)?, limits)?;
        extent.held(limits)?;
    }
    Ok(())
}

fn invalid(error: wasmparser::BinaryReaderError) -> Problem {
    Problem::Compile(error.to_string())
}

impl Extent {
    fn add(&mut self, payload: &Payload<'_>, limits: Limits) -> Result<(), Problem> {
        self.items += match payload {
            Payload::Version { .. } => {
                self.nesting += 1;
                0
            }
            Payload::End(_) => {
                self.nesting = self.nesting.saturating_sub(1);
                0
            }
            Payload::FunctionSection(section) => {
                self.functions += u64::from(section.count());
                0
            }
            Payload::CodeSectionEntry(body) => {
                self.branching = self.branching.saturating_add(function(body, limits)?);
                0
            }
            Payload::TypeSection(section) => section.count().into(),
            Payload::ImportSection(section) => section.count().into(),
            Payload::TableSection(section) => section.count().into(),
            Payload::GlobalSection(section) => section.count().into(),
            Payload::ExportSection(section) => section.count().into(),
            Payload::ElementSection(section) => section.count().into(),
            Payload::DataSection(section) => section.count().into(),
            Payload::InstanceSection(section) => section.count().into(),
            Payload::CoreTypeSection(section) => section.count().into(),
            Payload::ComponentInstanceSection(section) => section.count().into(),
            Payload::ComponentAliasSection(section) => section.count().into(),
            Payload::ComponentTypeSection(section) => section.count().into(),
            Payload::ComponentCanonicalSection(section) => section.count().into(),
            Payload::ComponentImportSection(section) => section.count().into(),
            Payload::ComponentExportSection(section) => section.count().into(),
            _ => 0,
        };
        Ok(())
    }

    fn held(&self, limits: Limits) -> Result<(), Problem> {
        bounded("functions", self.functions, limits.functions, "limits.functions")?;
        bounded("branches times locals", self.branching, BRANCHING_TOTAL_MAX, "fixed")?;
        bounded("types, imports, exports and the like", self.items, ITEMS_MAX, "fixed")?;
        bounded("components inside of each other", self.nesting, NESTING_MAX, "fixed")
    }
}

/// Holds one function to its bounds; its branches times its locals.
fn function(body: &FunctionBody<'_>, limits: Limits) -> Result<u64, Problem> {
    bounded("bytes in one function", body.range().len() as u64, limits.function_bytes, "limits.function_bytes")?;
    let mut locals = 0_u64;
    for group in body.get_locals_reader().map_err(invalid)? {
        locals = locals.saturating_add(group.map_err(invalid)?.0.into());
    }
    bounded("locals in one function", locals, LOCALS_MAX, "fixed")?;
    let mut branches = 0_u64;
    for operator in body.get_operators_reader().map_err(invalid)? {
        branches += match operator.map_err(invalid)? {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::Else => 1,
            Operator::Br { .. } | Operator::BrIf { .. } => 1,
            Operator::BrTable { targets } => u64::from(targets.len()),
            _ => 0,
        };
    }
    let branching = branches.saturating_mul(locals);
    bounded("branches times locals in one function", branching, BRANCHING_MAX, "fixed")?;
    Ok(branching)
}

fn bounded(what: &'static str, found: u64, max: u64, limit: &'static str) -> Result<(), Problem> {
    if found > max { Err(Problem::Extent { what, found, max, limit }) } else { Ok(()) }
}
