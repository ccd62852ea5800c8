//! A check in words: `rule quota: held = 9 < max = 8: no (src/lib.rs:41)`.
//!
//! This text is compiled twice, into the SDK and into the launcher's evaluator, so that a check reads the same wherever it is shown.

/// One line. `operands` are names and values as they are to be shown; those that stand in the condition are shown there.
#[must_use]
pub(crate) fn sentence(rule: &str, condition: &str, holds: bool, operands: &[(&str, String)], place: &str) -> String {
    let mut text = match rule {
        "" => "check ".to_owned(),
        rule => format!("rule {rule}: "),
    };
    let mut shown = vec![false; operands.len()];
    filled_in(condition, operands, &mut shown, &mut text);
    text += if holds { ": yes" } else { ": no" };
    for ((name, value), _) in operands.iter().zip(&shown).filter(|(_, shown)| !**shown) {
        text += &format!("; {name} = {value}");
    }
    if !place.is_empty() {
        text += &format!(" ({place})");
    }
    text
}

/// Writes the condition with each operand's value behind its first mention.
fn filled_in(condition: &str, operands: &[(&str, String)], shown: &mut [bool], text: &mut String) {
    let mut rest = condition;
    let mut before = ' ';
    while let Some(next) = rest.chars().next() {
        let mentioned = |name: &str| {
            let after = rest.strip_prefix(name).filter(|_| !name.is_empty() && !is_part(before));
            after.is_some_and(|after| !after.starts_with(|next| is_part(next) || matches!(next, '(' | '[' | ':')))
        };
        let found = operands.iter().enumerate().filter(|(index, (name, _))| !shown[*index] && mentioned(name));
        if let Some((index, (name, value))) = found.max_by_key(|(_, (name, _))| name.len()) {
            shown[index] = true;
            *text += &format!("{name} = {value}");
            before = name.chars().next_back().unwrap_or(' ');
            rest = &rest[name.len()..];
        } else {
            text.push(next);
            before = next;
            rest = &rest[next.len_utf8()..];
        }
    }
}

/// Whether a name goes on with it.
fn is_part(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(condition: &str, operands: &[(&str, &str)]) -> String {
        let operands: Vec<_> = operands.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        sentence("quota", condition, false, &operands, "src/lib.rs:41")
    }

    #[test]
    fn values_stand_behind_the_names_they_belong_to() {
        assert_eq!(
            said("held < max", &[("held", "9"), ("max", "8")]),
            "rule quota: held = 9 < max = 8: no (src/lib.rs:41)"
        );
        let usage = said("usage.namespace < self.max", &[("usage.namespace", "9"), ("self.max", "8")]);
        assert_eq!(usage, "rule quota: usage.namespace = 9 < self.max = 8: no (src/lib.rs:41)");
    }

    #[test]
    fn a_part_of_a_name_is_not_the_name_and_what_is_not_mentioned_follows() {
        let told = said("self.max > tier.max", &[("max", "8"), ("tier", "\"gold\""), ("tenant", "\"a\"")]);
        let expected = "rule quota: self.max > tier.max: no; max = 8; tier = \"gold\"; tenant = \"a\" (src/lib.rs:41)";
        assert_eq!(told, expected);
    }

    #[test]
    fn a_check_needs_neither_name_nor_place() {
        assert_eq!(
            sentence("", "a && é", true, &[("é", "true".to_owned()), ("", "x".to_owned())], ""),
            "check a && é = true: yes;  = x"
        );
    }
}
