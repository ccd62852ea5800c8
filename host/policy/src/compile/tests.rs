//! Compiling that takes too long, and how little it is.

use super::*;

/// A component whose one function takes a compiler a while: so many additions, each of which needs the one before.
fn long(additions: usize) -> Vec<u8> {
    let body = "(local.set 0 (i32.mul (local.get 0) (i32.add (local.get 0) (i32.const 3))))".repeat(additions);
    let text = format!("(component (core module (func (export \"f\") (param i32) (result i32) {body} local.get 0)))");
    wat::parse_str(text).expect("is valid")
}

fn engine() -> wasmtime::Engine {
    wasmtime::Engine::default()
}

fn impatient() -> Limits {
    Limits { compile_ms: 0, ..Limits::default() }
}

#[test]
fn what_compiles_in_time_is_compiled() {
    assert!(Compiler::default().compile(&engine(), &long(3), Limits::default()).is_ok());
}

#[test]
fn what_takes_longer_is_given_up_and_the_count_of_those_goes_down_again() {
    let compiler = Compiler::default();
    let problem = compiler.compile(&engine(), &long(40_000), impatient()).expect_err("takes longer");
    assert!(matches!(problem, Problem::CompileTime { limit_ms: 0 }), "{problem}");
    while compiler.given_up.load(Ordering::Relaxed) > 0 {
        thread::yield_now();
    }
    assert!(compiler.compile(&engine(), &long(3), Limits::default()).is_ok());
}

#[test]
fn while_several_given_up_ones_are_not_through_nothing_is_compiled() {
    let compiler = Compiler::default();
    compiler.given_up.store(GIVEN_UP_MAX, Ordering::Relaxed);
    let problem = compiler.compile(&engine(), &long(3), Limits::default()).expect_err("is too busy");
    assert!(matches!(problem, Problem::CompileBusy { given_up: GIVEN_UP_MAX }), "{problem}");
}

#[test]
fn compiling_that_gives_way_comes_to_the_same() {
    let compiler = Compiler::default();
    compiler.give_way();
    assert!(compiler.compile(&engine(), &long(3), Limits::default()).is_ok());
}
