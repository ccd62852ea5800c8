//! Bytes as text (RFC 4648, section 4): the one way, for JSON that people and programs read. Nothing here reads it back.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `bytes`, in groups of four characters for three of them.
pub(super) fn of(bytes: &[u8]) -> String {
    bytes.chunks(3).flat_map(group).collect()
}

fn group(bytes: &[u8]) -> [char; 4] {
    let byte = |at: usize| u32::from(bytes.get(at).copied().unwrap_or(0));
    let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
    std::array::from_fn(|at| {
        let index = (bits >> (18 - 6 * at) & 0x3f) as usize;
        if at > bytes.len() { '=' } else { char::from(ALPHABET[index]) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_own_examples() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(of(bytes.as_bytes()), text);
        }
        assert_eq!(of(&[0xff, 0xfe, 0x00]), "//4A");
    }
}
