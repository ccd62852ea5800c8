//! Guest text, made fit for people's eyes.

/// `text` on one line, at most `bytes_max` bytes, cut between characters. Control characters and those that reorder a line become
/// spaces, so that a reason can neither forge a log line nor hide a part of itself.
pub(crate) fn presentable(text: &str, bytes_max: usize) -> String {
    let text = &text[..text.floor_char_boundary(bytes_max)];
    // Nearly every text is, and copying it is a tenth of looking at each character.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_owned();
    }
    text.chars().map(|character| if misleads(character) { ' ' } else { character }).collect()
}

fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_falls_between_characters_and_never_grows_the_text() {
        assert_eq!(presentable("aé", 2), "a");
        assert_eq!(presentable("aé", 3), "aé");
        // The replaced ones were longer than a space, so the bound holds afterwards too.
        assert_eq!(presentable("\u{202e}x", 4), " x");
    }

    #[test]
    fn lines_and_escapes_are_spaces() {
        assert_eq!(presentable("a\nb\u{1b}[31m", 64), "a b [31m");
    }
}
