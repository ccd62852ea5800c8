//! Numbers as mathematics has them: 1 and 1.0 are one number, and a large integer is compared without becoming a float.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// Whether it is a whole number, however it is written.
pub(super) fn is_integer(number: &Number) -> bool {
    whole(number).is_some() || float(number).fract() == 0.0
}

/// How two numbers compare.
pub(super) fn compare(a: &Number, b: &Number) -> Ordering {
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(a), None) => against_float(a, float(b)),
        (None, Some(b)) => against_float(b, float(a)).reverse(),
        (None, None) => float(a).total_cmp(&float(b)),
    }
}

/// Whether `number` is a multiple of `of`, which is above zero. Of decimal fractions, which binary ones only come near, the quotient may be as far from
/// whole as rounding puts it.
pub(super) fn is_multiple(number: &Number, of: &Number) -> bool {
    if let (Some(number), Some(of)) = (whole(number), whole(of)) {
        return of != 0 && number % of == 0;
    }
    let (number, of) = (float(number), float(of));
    let quotient = number / of;
    number % of == 0.0
        || quotient.is_finite() && (quotient - quotient.round()).abs() <= quotient.abs() * 4.0 * f64::EPSILON
}

/// Whether two values are the same one: numbers by what they are, maps in any order.
pub(super) fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => compare(a, b) == Ordering::Equal,
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        _ => a == b,
    }
}

/// What comparing with a value takes, in steps.
pub(super) fn weight(value: &Value) -> u64 {
    match value {
        Value::String(text) => super::evaluate::text_steps(text),
        Value::Array(items) => 1 + items.iter().map(weight).sum::<u64>(),
        Value::Object(map) => 1 + map.values().map(weight).sum::<u64>(),
        _ => 1,
    }
}

fn whole(number: &Number) -> Option<i128> {
    number.as_u64().map(i128::from).or_else(|| number.as_i64().map(i128::from))
}

fn float(number: &Number) -> f64 {
    number.as_f64().unwrap_or(f64::NAN)
}

fn against_float(whole: i128, float: f64) -> Ordering {
    #[expect(clippy::cast_possible_truncation, reason = "saturates far beyond every whole number that there can be")]
    let truncated = float.trunc() as i128;
    whole.cmp(&truncated).then_with(|| 0.0_f64.total_cmp(&(float.fract() + 0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        serde_json::from_str(text).expect("a number")
    }

    #[test]
    fn numbers_compare_by_what_they_are() {
        for (a, b, expected) in [
            ("1", "1.0", Ordering::Equal),
            ("-0.0", "0", Ordering::Equal),
            ("18446744073709551615", "18446744073709551614", Ordering::Greater),
            ("18446744073709551615", "1.8e19", Ordering::Greater),
            ("9007199254740993", "9007199254740992.0", Ordering::Greater),
            ("-1", "-1.5", Ordering::Greater),
            ("-2", "-1.5", Ordering::Less),
            ("1", "1e300", Ordering::Less),
        ] {
            assert_eq!(compare(&number(a), &number(b)), expected, "{a} and {b}");
            assert_eq!(compare(&number(b), &number(a)), expected.reverse(), "{b} and {a}");
        }
    }

    #[test]
    fn decimal_fractions_have_their_multiples() {
        for (of, multiples, others) in [
            ("0.01", ["4.35", "19.99", "-0.07"], ["0.005", "4.351", "1e-9"]),
            ("3", ["0", "9", "-6"], ["1", "10", "4.5"]),
            ("0.5", ["1e308", "2", "-1.5"], ["0.3", "1.25", "-0.1"]),
        ] {
            assert!(multiples.iter().all(|text| is_multiple(&number(text), &number(of))), "{of}");
            assert!(!others.iter().any(|text| is_multiple(&number(text), &number(of))), "{of}");
        }
    }
}
