//! Bytes as lines. A line of any length, and what is no text at all, comes in parts of a bounded size.

/// Longest part. 16 KiB, as other log drivers have it: longer ones are dumps that nobody reads line by line.
pub(crate) const PART_BYTES_MAX: usize = 16 << 10;

/// A line, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// Without the newline.
    pub(crate) bytes: Vec<u8>,
    /// A newline followed.
    pub(crate) ended: bool,
}

/// What to do with bytes at the end that no newline follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    /// More of the line may come: leave them.
    Leave,
    /// It is a part of its own.
    Take,
}

/// The parts in `bytes`, and how many bytes they take.
pub(crate) fn parts(bytes: &[u8], rest: Rest) -> (Vec<Part>, usize) {
    let (mut parts, mut taken) = (Vec::new(), 0);
    while let Some(part) = next(&bytes[taken..], rest) {
        taken += part.bytes.len() + usize::from(part.ended);
        parts.push(part);
    }
    (parts, taken)
}

fn next(bytes: &[u8], rest: Rest) -> Option<Part> {
    let within = &bytes[..bytes.len().min(PART_BYTES_MAX + 1)];
    if let Some(length) = within.iter().position(|byte| *byte == b'\n') {
        return Some(Part { bytes: bytes[..length].to_vec(), ended: true });
    }
    let length = match rest {
        _ if bytes.len() > PART_BYTES_MAX => whole_characters(&bytes[..PART_BYTES_MAX]),
        Rest::Take if !bytes.is_empty() => bytes.len(),
        _ => return None,
    };
    Some(Part { bytes: bytes[..length].to_vec(), ended: false })
}

/// The length of `bytes` without a character at the end that is not whole. UTF-8 has at most four bytes for one.
fn whole_characters(bytes: &[u8]) -> usize {
    let start = bytes.iter().rev().take(4).position(|byte| byte & 0xc0 != 0x80).map(|back| bytes.len() - 1 - back);
    match start {
        Some(start) if start > 0 && std::str::from_utf8(&bytes[start..]).is_err() => start,
        _ => bytes.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn part(text: &str, ended: bool) -> Part {
        Part { bytes: text.as_bytes().to_vec(), ended }
    }

    #[test]
    fn lines_end_where_newlines_are() {
        let (found, taken) = parts(b"one\n\ntwo\nthr", Rest::Leave);
        assert_eq!(found, [part("one", true), part("", true), part("two", true)]);
        assert_eq!(taken, 9);
    }

    #[test]
    fn what_no_newline_follows_is_a_part_where_it_is_wanted() {
        assert_eq!(parts(b"one\ntw", Rest::Take), (vec![part("one", true), part("tw", false)], 6));
        assert_eq!(parts(b"", Rest::Take), (vec![], 0));
    }

    #[test]
    fn a_line_that_just_fits_is_whole() {
        let line = "x".repeat(PART_BYTES_MAX);
        assert_eq!(parts(format!("{line}\n").as_bytes(), Rest::Leave).0, [part(&line, true)]);
        assert_eq!(parts(line.as_bytes(), Rest::Leave).1, 0, "its newline may be next");
    }

    #[test]
    fn a_long_line_is_cut_between_characters() {
        let line = format!("x{}", "ü".repeat(PART_BYTES_MAX / 2));
        let (found, _) = parts(format!("{line}\n").as_bytes(), Rest::Leave);
        assert_eq!(found.iter().map(|part| part.ended).collect::<Vec<_>>(), [false, true]);
        assert_eq!(found[0].bytes.len(), PART_BYTES_MAX - 1);
        assert!(found.iter().all(|part| std::str::from_utf8(&part.bytes).is_ok()));
    }

    proptest! {
        #[test]
        fn nothing_is_lost_or_made_up(bytes in proptest::collection::vec(any::<u8>(), 0..200_000), newlines in 0..20_u8) {
            let bytes: Vec<u8> = bytes.into_iter().map(|byte| if byte < newlines { b'\n' } else { byte }).collect();
            let (found, taken) = parts(&bytes, Rest::Take);
            prop_assert_eq!(taken, bytes.len());
            let mut joined = Vec::new();
            for part in &found {
                prop_assert!(part.bytes.len() <= PART_BYTES_MAX && !part.bytes.contains(&b'\n'));
                joined.extend(&part.bytes);
                joined.extend(part.ended.then_some(b'\n'));
            }
            prop_assert_eq!(joined, bytes);
        }
    }
}
