//! The import by which a guest hands its evidence over.
//!
//! It costs the guest what the host's work would, whether it is kept or not: a decision's fuel must not depend on who wants to know.

use wasmtime::component::{ComponentType, Lift, Linker, WasmList, WasmStr};
use wasmtime::{AsContext, AsContextMut, StoreContextMut};

use super::{CHECKS_MAX, Check, Evidence, OPERANDS_MAX, Operand, Value, kept};
use crate::guest::Guest;

/// Fuel that handing over costs, and each check of it: about what the host does for it, at an instruction a unit. A flood ends by fuel.
const REPORT_FUEL: u64 = 500;
const CHECK_FUEL: u64 = 100;

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireCheck {
    rule: WasmStr,
    condition: WasmStr,
    holds: bool,
    operands: u32,
    place: WasmStr,
}

#[derive(ComponentType, Lift)]
#[component(record)]
struct WireOperand {
    name: WasmStr,
    value: WireValue,
}

#[derive(ComponentType, Lift)]
#[component(variant)]
enum WireValue {
    #[component(name = "signed")]
    Signed(i64),
    #[component(name = "unsigned")]
    Unsigned(u64),
    #[component(name = "number")]
    Number(f64),
    #[component(name = "truth")]
    Truth(bool),
    #[component(name = "text")]
    Text(WasmStr),
}

/// Makes the import available under `name`, which is `prism:policy/evidence` at some 1.x.
pub(crate) fn add_evidence(linker: &mut Linker<Guest>, name: &str) -> wasmtime::Result<()> {
    linker.instance(name)?.func_wrap(
        "report",
        |mut store: StoreContextMut<'_, Guest>,
         (checks, operands, lost): (WasmList<WireCheck>, WasmList<WireOperand>, u32)| {
            let cost = REPORT_FUEL.saturating_add(CHECK_FUEL.saturating_mul(checks.len() as u64));
            let left = store.get_fuel()?.saturating_sub(cost);
            store.set_fuel(left)?;
            if store.data().keeps_evidence {
                let mut evidence = std::mem::take(&mut store.data_mut().evidence);
                take(&mut store, &checks, &operands, &mut evidence);
                evidence.lose(lost as usize);
                store.data_mut().evidence = evidence;
            }
            Ok(())
        },
    )
}

/// As many as there is room for. Where one cannot be read, none after it is believed.
fn take(
    store: &mut StoreContextMut<'_, Guest>,
    checks: &WasmList<WireCheck>,
    operands: &WasmList<WireOperand>,
    evidence: &mut Evidence,
) {
    if !evidence.has_room() {
        return evidence.lose(checks.len());
    }
    let (lifted, operands) = (lift(store, checks, CHECKS_MAX), lift(store, operands, CHECKS_MAX * OPERANDS_MAX));
    let mut left = operands.as_slice();
    let mut taken = 0;
    for check in &lifted {
        let own = left.split_off(..left.len().min(check.operands as usize)).unwrap_or_default();
        let Ok(check) = read(store, check, &own[..own.len().min(OPERANDS_MAX)]) else { break };
        evidence.add(check);
        taken += 1;
    }
    evidence.lose(checks.len() - taken);
}

/// The first of a list, up to one that is none.
fn lift<T: Lift>(store: &mut StoreContextMut<'_, Guest>, list: &WasmList<T>, max: usize) -> Vec<T> {
    let elements = list.iter(store.as_context_mut());
    elements.into_iter().flatten().take(max).map_while(Result::ok).collect()
}

fn read(
    store: &mut StoreContextMut<'_, Guest>,
    check: &WireCheck,
    operands: &[WireOperand],
) -> wasmtime::Result<Check> {
    let mut kept = Vec::with_capacity(operands.len());
    for WireOperand { name, value } in operands {
        kept.push(Operand { name: text(store, name)?, value: read_value(store, value)? });
    }
    Ok(Check {
        rule: text(store, &check.rule)?,
        condition: text(store, &check.condition)?,
        holds: check.holds,
        operands: kept,
        place: text(store, &check.place)?,
    })
}

/// In the one way that JSON can write it: what is not negative is unsigned, and what is no number is a text.
fn read_value(store: &mut StoreContextMut<'_, Guest>, value: &WireValue) -> wasmtime::Result<Value> {
    Ok(match value {
        WireValue::Signed(value) => u64::try_from(*value).map_or(Value::Signed(*value), Value::Unsigned),
        WireValue::Unsigned(value) => Value::Unsigned(*value),
        WireValue::Number(value) if value.is_finite() => Value::Number(*value),
        WireValue::Number(value) => Value::Text(value.to_string()),
        WireValue::Truth(value) => Value::Truth(*value),
        WireValue::Text(value) => Value::Text(text(store, value)?),
    })
}

fn text(store: &mut StoreContextMut<'_, Guest>, text: &WasmStr) -> wasmtime::Result<String> {
    Ok(kept(&text.to_str(store.as_context())?))
}
