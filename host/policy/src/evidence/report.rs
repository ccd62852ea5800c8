//! The import by which a guest hands its evidence over.
//!
//! It costs the guest what the host's work would, whether it is kept or not: a decision's fuel must not depend on who wants to know.

use wasmtime::component::{ComponentType, Lift, Linker, WasmList, WasmStr};
use wasmtime::{AsContext, AsContextMut, StoreContextMut};

use super::Value;
use super::gathered::{CHECKS_MAX, Evidence, Held, Kept, Length, OPERANDS_MAX};
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
    // Lifted with one allowance of bytes for each list: to look whether texts are texts is work that no fuel is taken for.
    let (lifted, operands) = (lift(store, checks, CHECKS_MAX), lift(store, operands, CHECKS_MAX * OPERANDS_MAX));
    evidence.expect(lifted.len(), operands.len());
    let mut left = operands.as_slice();
    let mut taken = 0;
    for check in &lifted {
        let own = left.split_off(..left.len().min(check.operands as usize)).unwrap_or_default();
        let mark = evidence.mark();
        let Ok(check) = read(store, check, &own[..own.len().min(OPERANDS_MAX)], evidence) else {
            evidence.back_to(mark);
            break;
        };
        evidence.keep(check, mark);
        taken += 1;
    }
    evidence.lose(checks.len() - taken);
}

/// The first of a list, up to one that is none.
fn lift<T: Lift>(store: &mut StoreContextMut<'_, Guest>, list: &WasmList<T>, max: usize) -> Vec<T> {
    let mut lifted = Vec::with_capacity(list.len().min(max));
    let Ok(elements) = list.iter(store.as_context_mut()) else { return lifted };
    for element in elements.take(max) {
        // Element by element, as each is 100 bytes, and adapters pass them on by copying.
        let Ok(element) = element else { break };
        lifted.push(element);
    }
    lifted
}

fn read(
    store: &StoreContextMut<'_, Guest>,
    check: &WireCheck,
    operands: &[WireOperand],
    evidence: &mut Evidence,
) -> wasmtime::Result<Kept> {
    let (rule, condition) = (add(store, &check.rule, evidence)?, add(store, &check.condition, evidence)?);
    let place = add(store, &check.place, evidence)?;
    for WireOperand { name, value } in operands {
        let name = add(store, name, evidence)?;
        let value = add_value(store, value, evidence)?;
        evidence.add_operand(Held { name, value });
    }
    let operands = u8::try_from(operands.len()).unwrap_or(u8::MAX);
    Ok(Kept { rule, condition, place, holds: check.holds, operands })
}

/// In the one way that JSON can write it: what is not negative is unsigned, and what is no number is a text.
fn add_value(
    store: &StoreContextMut<'_, Guest>,
    value: &WireValue,
    evidence: &mut Evidence,
) -> wasmtime::Result<Value<Length>> {
    Ok(match value {
        WireValue::Signed(value) => u64::try_from(*value).map_or(Value::Signed(*value), Value::Unsigned),
        WireValue::Unsigned(value) => Value::Unsigned(*value),
        WireValue::Number(value) if value.is_finite() => Value::Number(*value),
        WireValue::Number(value) => Value::Text(evidence.add_text(&value.to_string())),
        WireValue::Truth(value) => Value::Truth(*value),
        WireValue::Text(value) => Value::Text(add(store, value, evidence)?),
    })
}

fn add(store: &StoreContextMut<'_, Guest>, text: &WasmStr, evidence: &mut Evidence) -> wasmtime::Result<Length> {
    Ok(evidence.add_text(&text.to_str(store.as_context())?))
}
