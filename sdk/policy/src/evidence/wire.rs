//! Noted checks, as they are handed over: they lie in memory as the contract's `check` and `operand` do, so that nothing is copied once
//! more when a hook returns. What `wit-bindgen` makes of `report` does that, and costs four times what noting a check does.
//!
//! The layouts are those of the canonical ABI, for a program whose addresses have 32 bits.

use super::{CHECKS_MAX, OPERANDS_MAX, Said, Value};

/// The checks of a call so far: to note one costs two pushes.
pub(super) struct Noted {
    pub(super) checks: Vec<Check>,
    pub(super) operands: Vec<Operand>,
    pub(super) lost: u32,
}

/// A `string`.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Text {
    start: *const u8,
    bytes: usize,
}

/// A `check`.
#[repr(C)]
pub(super) struct Check {
    pub(super) rule: Text,
    pub(super) condition: Text,
    pub(super) holds: bool,
    pub(super) operands: u32,
    pub(super) place: Text,
}

/// An `operand`.
#[repr(C)]
pub(super) struct Operand {
    pub(super) name: Text,
    pub(super) value: Shown,
}

/// A `value`.
#[repr(C, u8)]
#[derive(Clone, Copy)]
pub(super) enum Shown {
    Signed(i64),
    Unsigned(u64),
    Number(f64),
    Truth(bool),
    Text(Text),
}

#[cfg(target_arch = "wasm32")]
const _: () = {
    use std::mem::offset_of;
    assert!(size_of::<Check>() == 32 && offset_of!(Check, condition) == 8 && offset_of!(Check, holds) == 16);
    assert!(offset_of!(Check, operands) == 20 && offset_of!(Check, place) == 24);
    assert!(size_of::<Operand>() == 24 && offset_of!(Operand, value) == 8 && align_of::<Shown>() == 8);
};

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "prism:policy/evidence@1.1.0")]
unsafe extern "C" {
    #[link_name = "report"]
    fn report(checks: *const Check, checks_len: usize, operands: *const Operand, operands_len: usize, lost: u32);
}

impl Noted {
    /// Whether one more check with so many operands is kept.
    pub(super) fn has_room(&self, operands: usize) -> bool {
        self.checks.len() < CHECKS_MAX && self.operands.len() + operands <= OPERANDS_MAX
    }

    pub(super) fn add(&mut self, said: &Said, holds: bool, operands: &[(&'static str, Value)]) {
        if self.checks.is_empty() {
            // One allocation for what most calls note.
            self.checks.reserve(8);
            self.operands.reserve(16);
        }
        self.operands
            .extend(operands.iter().map(|(name, value)| Operand { name: Text::of(name), value: Shown::of(*value) }));
        self.checks.push(Check {
            rule: Text::of(said.rule),
            condition: Text::of(said.condition),
            holds,
            operands: operands.len() as u32,
            place: Text::of(said.place),
        });
    }

    pub(super) fn clear(&mut self) {
        self.checks.clear();
        self.operands.clear();
        self.lost = 0;
    }

    /// Hands them over.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn report(&self) {
        // What the import's type is to the linker of components.
        crate::bindings::evidence::__link_custom_section_describing_imports();
        // SAFETY: both lists lie as the contract says, and the texts in them are never taken back.
        unsafe {
            report(self.checks.as_ptr(), self.checks.len(), self.operands.as_ptr(), self.operands.len(), self.lost);
        }
    }
}

impl Text {
    fn of(text: &'static str) -> Self {
        Self { start: text.as_ptr(), bytes: text.len() }
    }

    pub(super) fn get(self) -> &'static str {
        // SAFETY: it was made of one.
        unsafe { std::str::from_utf8_unchecked(std::slice::from_raw_parts(self.start, self.bytes)) }
    }
}

impl Shown {
    fn of(value: Value) -> Self {
        match value {
            Value::Signed(value) => Self::Signed(value),
            Value::Unsigned(value) => Self::Unsigned(value),
            Value::Number(value) => Self::Number(value),
            Value::Truth(value) => Self::Truth(value),
            Value::Text(value) => Self::Text(Text::of(value)),
        }
    }

    pub(super) fn get(self) -> Value {
        match self {
            Self::Signed(value) => Value::Signed(value),
            Self::Unsigned(value) => Value::Unsigned(value),
            Self::Number(value) => Value::Number(value),
            Self::Truth(value) => Value::Truth(value),
            Self::Text(value) => Value::Text(value.get()),
        }
    }
}
