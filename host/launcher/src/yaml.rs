//! Reading YAML files: guarded against size and depth, refused with file, line, column and what was expected.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error, MapAccess, Visitor};

/// Largest file that is read, in bytes. 64 KiB: a manifest of a hundred settings has four.
const FILE_BYTES_MAX: usize = 64 * 1024;
/// Deepest nesting of `[` and `{`. The parser's time grows with its square; real files use two.
const FLOW_DEPTH_MAX: usize = 16;
/// What is said of a mistake, at most. The longest list of keys that are expected has some 600 characters.
const MESSAGE_CHARS_MAX: usize = 1_200;

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// Which file.
    pub file: PathBuf,
    /// Line and column, from 1, where there is a place to point at.
    pub at: Option<(usize, usize)>,
    /// What is wrong and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&on_one_line(&self.file.display().to_string()))?;
        if let Some((line, column)) = self.at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl Problem {
    /// A problem of the file as a whole.
    pub fn of(file: &Path, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), at: None, message: on_one_line(&message.into()) }
    }
}

/// What a file or a directory holds may be anything; what is said of it is a line that a terminal shows as it is, and no endless one.
fn on_one_line(text: &str) -> String {
    let escaped = text.chars().flat_map(|c| {
        let (plain, escape) = if c.is_control() { (None, Some(c.escape_default())) } else { (Some(c), None) };
        plain.into_iter().chain(escape.into_iter().flatten())
    });
    let mut line: String = escaped.take(MESSAGE_CHARS_MAX).collect();
    if text.len() > line.len() && line.chars().count() == MESSAGE_CHARS_MAX {
        line.push_str(" ...");
    }
    line
}

/// Reads a file, but not more than may be parsed.
///
/// # Errors
///
/// It cannot be read, is too large, or is not UTF-8.
pub fn read(file: &Path) -> Result<String, Problem> {
    let problem = |message: String| Problem::of(file, message);
    let opened = std::fs::File::open(file).map_err(|error| problem(format!("cannot be read: {error}")))?;
    let mut bytes = Vec::new();
    opened
        .take(FILE_BYTES_MAX as u64 + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| problem(format!("cannot be read: {error}")))?;
    if bytes.len() > FILE_BYTES_MAX {
        return Err(problem(format!("is larger than {FILE_BYTES_MAX} bytes, the most that is read")));
    }
    String::from_utf8(bytes).map_err(|error| {
        problem(format!("is not UTF-8 text: byte {} is not part of a character", error.utf8_error().valid_up_to()))
    })
}

/// Parses `text`, the content of `file`.
///
/// # Errors
///
/// The first thing that is wrong, with its place.
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, Problem> {
    check_depth(file, text)?;
    serde_yaml::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let at = error.location().map(|location| (location.line(), location.column()));
        Problem { file: file.to_owned(), at, message: on_one_line(&without_place(&error.to_string())) }
    })
}

/// The parser appends the place to its message; it is shown before it.
fn without_place(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(at) if message[at..].contains("column") => message[..at].to_owned(),
        _ => message.to_owned(),
    }
}

fn check_depth(file: &Path, text: &str) -> Result<(), Problem> {
    let mut depth = 0usize;
    for (line, content) in text.lines().enumerate() {
        for (column, c) in content.char_indices() {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > FLOW_DEPTH_MAX {
                let message = format!("more than {FLOW_DEPTH_MAX} brackets are open; expected at most that many");
                return Err(Problem { file: file.to_owned(), at: Some((line + 1, column + 1)), message });
            }
        }
    }
    Ok(())
}

/// A map in file order, whose keys must differ.
#[derive(Clone, Debug)]
pub struct Pairs<V>(pub Vec<(String, V)>);

impl<V> Default for Pairs<V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Pairs<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for PairsVisitor<V> {
            type Value = Pairs<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of names to values")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs: Vec<(String, V)> = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if pairs.iter().any(|(known, _)| *known == key) {
                        return Err(A::Error::custom(format!("duplicate key `{key}`")));
                    }
                    let value = map.next_value()?;
                    pairs.push((key, value));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor(std::marker::PhantomData))
    }
}

/// A scalar kept as text: strings, whole numbers and booleans; nothing that would be read back differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl Visitor<'_> for TextVisitor {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string (quote what is not one)")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(Text(text.to_owned()))
            }

            fn visit_bool<E: Error>(self, value: bool) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_u64<E: Error>(self, value: u64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }

            fn visit_i64<E: Error>(self, value: i64) -> Result<Text, E> {
                Ok(Text(value.to_string()))
            }
        }

        deserializer.deserialize_any(TextVisitor)
    }
}

/// A key that has its room in the design and is not built yet: refused rather than ignored.
#[derive(Clone, Copy, Debug)]
pub enum NotYet {}

impl<'de> Deserialize<'de> for NotYet {
    fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
        Err(D::Error::custom("this key is reserved and not supported by this version; remove it"))
    }
}

/// For `deserialize_with`: a scalar parsed by its type's `FromStr`.
///
/// # Errors
///
/// What the type says of it.
pub fn parsed<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: std::str::FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|error| D::Error::custom(format!("{text:?} {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        #[allow(dead_code)]
        number: u16,
        #[serde(default)]
        environment: Pairs<Text>,
    }

    fn parse_text(text: &str) -> Result<File, String> {
        parse::<File>(Path::new("m.yaml"), text).map_err(|problem| problem.to_string())
    }

    #[test]
    fn what_is_said_of_a_mistake_is_one_plain_line_of_bounded_length() {
        let said = parse_text("number: 1\n\"\\u001b[31m\\n\": 2\n").expect_err("unknown");
        assert!(said.contains("\\u{1b}[31m\\n"), "{said}");
        assert!(!said.contains(char::is_control), "{said:?}");
        let said = parse_text(&format!("number: {}\n", "x".repeat(5_000))).expect_err("no number");
        assert!(said.len() < 1_300 && said.ends_with(" ..."), "{said}");
        let of_a_directory = Problem::of(Path::new("a\nb/m.yaml"), "is wrong").to_string();
        assert_eq!(of_a_directory, "a\\nb/m.yaml: is wrong");
    }

    #[test]
    fn mistakes_have_a_place_and_an_expectation() {
        let error = |text: &str| parse_text(text).expect_err(text);
        assert!(
            error("number: 1\nnumbr: 2\n").starts_with("m.yaml:2:1: unknown field `numbr`, expected"),
            "{}",
            error("number: 1\nnumbr: 2\n")
        );
        assert!(error("number: 70000\n").contains("u16"));
        assert!(error("number: 1\nnumber: 2\n").contains("duplicate"));
        let duplicate = error("number: 1\nenvironment:\n  A: x\n  A: y\n");
        assert!(duplicate.contains("duplicate key `A`") && duplicate.starts_with("m.yaml:"), "{duplicate}");
        assert!(error("number: 1\nenvironment: {A: 1.5}\n").contains("quote"));
        assert!(error("number: 1\nenvironment: {A: }\n").contains("quote"));
        assert!(error("a: [").starts_with("m.yaml:"));
        assert!(error("").contains("number"));
    }

    #[test]
    fn strings_are_kept_as_they_are_written() {
        let file =
            parse_text("number: 1\nenvironment: {A: 'no', B: on, C: \"1.10\", D: 9091, E: true}\n").expect("valid");
        let values: Vec<_> = file.environment.0.iter().map(|(_, Text(value))| value.as_str()).collect();
        assert_eq!(values, ["no", "on", "1.10", "9091", "true"]);
    }

    #[test]
    fn deep_nesting_is_refused_before_it_is_parsed() {
        assert!(parse_text(&"[".repeat(60_000)).expect_err("deep").contains("brackets"));
    }

    #[test]
    fn a_large_or_binary_file_is_refused() {
        let dir = tempfile::tempdir().expect("a directory");
        let file = dir.path().join("m.yaml");
        std::fs::write(&file, "x".repeat(FILE_BYTES_MAX + 1)).expect("written");
        assert!(read(&file).expect_err("large").message.contains("larger"));
        std::fs::write(&file, [b'a', 0xff]).expect("written");
        assert!(read(&file).expect_err("binary").message.contains("UTF-8"));
    }

    proptest! {
        #[test]
        fn nothing_makes_it_panic(text in "[a-z\\[\\]{}:&*!|>'\"#% \n-]{0,64}") {
            let _ = parse_text(&text);
        }
    }
}
