//! Where in a configuration a value is. Spelled out only where something is wrong there.

/// A value's place: a chain up to the whole configuration.
pub(super) struct Place<'p> {
    above: Option<(&'p Place<'p>, Step<'p>)>,
}

enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> Place<'p> {
    /// The whole configuration.
    pub(super) const ROOT: Self = Self { above: None };

    pub(super) fn key(&'p self, key: &'p str) -> Self {
        Self { above: Some((self, Step::Key(key))) }
    }

    pub(super) fn index(&'p self, index: usize) -> Self {
        Self { above: Some((self, Step::Index(index))) }
    }

    /// As a JSON pointer (RFC 6901).
    pub(super) fn pointer(&self) -> String {
        match &self.above {
            None => String::new(),
            Some((above, Step::Key(key))) => above.pointer() + &step(key),
            Some((above, Step::Index(index))) => format!("{}/{index}", above.pointer()),
        }
    }
}

/// One step of a JSON pointer: '~' and '/' are escaped.
pub(super) fn step(key: &str) -> String {
    format!("/{}", key.replace('~', "~0").replace('/', "~1"))
}
