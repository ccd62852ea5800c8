//! An object of a configuration whose keys are the operator's own.

use std::borrow::Borrow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

/// Values by key, in the order of the keys; of a key that stands twice, the last.
///
/// A sorted list: a policy's configuration has few, and in a component a tree of them would be some kilobytes more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table<K, V>(Vec<(K, V)>);

impl<K, V> Table<K, V> {
    /// The value of `key`.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.iter().find(|(known, _)| (*known).borrow() == key).map(|(_, value)| value)
    }

    /// All.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = &K> {
        self.iter().map(|(key, _)| key)
    }
}

impl<K: Ord, V> Table<K, V> {
    fn insert(&mut self, key: K, value: V) {
        let at = self.0.partition_point(|(known, _)| *known < key);
        match self.0.get_mut(at) {
            Some((known, before)) if *known == key => *before = value,
            _ => self.0.insert(at, (key, value)),
        }
    }
}

impl<K, V> Default for Table<K, V> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Deserialize<'de> for Table<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object<K, V>(PhantomData<(K, V)>);

        impl<'de, K: Deserialize<'de> + Ord, V: Deserialize<'de>> Visitor<'de> for Object<K, V> {
            type Value = Table<K, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Table<K, V>, A::Error> {
                let mut table = Table::default();
                while let Some((key, value)) = map.next_entry()? {
                    table.insert(key, value);
                }
                Ok(table)
            }
        }

        deserializer.deserialize_map(Object(PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_in_order_and_of_one_that_stands_twice_the_last_counts() {
        let table: Table<String, u32> = serde_json::from_str(r#"{"b": 2, "a": 1, "c": 3, "a": 4}"#).expect("is one");
        assert_eq!(
            table.iter().map(|(key, value)| (key.as_str(), *value)).collect::<Vec<_>>(),
            [("a", 4), ("b", 2), ("c", 3)]
        );
        assert_eq!((table.get("b"), table.get("d")), (Some(&2), None));
        assert_eq!(table.keys().count(), 3);
    }

    #[test]
    fn what_is_no_object_is_refused() {
        let error = serde_json::from_str::<Table<String, u32>>("[]").expect_err("is none").to_string();
        assert!(error.starts_with("invalid type: sequence, expected a map"), "{error}");
    }
}
