//! What the yardstick repeats.

use serde::{Deserialize, Serialize};

use next_identity_console::domain::collation::sort_key;

use super::document::Document;
use super::statement::Value;
use crate::forms;

#[derive(Clone, Serialize, Deserialize)]
pub struct Recorded {
    /// The statements of a page of the list.
    pub list: Vec<Asked>,
    /// The size of that page.
    pub bytes: usize,
    /// What a create changes.
    pub changes: Vec<Change>,
    pub documents: Vec<Document>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    pub sql: String,
    pub values: Vec<Value>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Change {
    pub sql: String,
    pub values: Vec<Varied>,
}

/// A value as the last of the recorded creates had it, and how it goes on from there.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Varied {
    /// Every create has it.
    Same(Value),
    /// From one create to the next it grows by so much.
    Number(i64, i64),
    /// Its end differs.
    Bytes(Vec<u8>),
    /// Its name sorts by it.
    SortKey,
    /// It holds the name that the create was given, or it is of chance.
    Text(String),
}

/// The numbers in the names of the creates that are recorded; they are found wherever a name has left its mark.
pub const MARKS: [usize; 3] = [4_711_001, 4_711_002, 4_711_003];
const LAST: usize = MARKS[MARKS.len() - 1];

impl Varied {
    pub fn of(before: &Value, last: &Value) -> Self {
        match (before, last) {
            _ if before == last => Self::Same(last.clone()),
            (Value::Number(before), Value::Number(last)) => Self::Number(*last, last - before),
            (_, Value::Bytes(bytes)) if *bytes == sort_key(&forms::name(0, LAST)) => Self::SortKey,
            (_, Value::Bytes(bytes)) => Self::Bytes(bytes.clone()),
            (_, Value::Text(text)) => Self::Text(text.clone()),
            _ => panic!("{before:?} became {last:?}: teach the yardstick how this goes on"),
        }
    }

    /// As the n-th create has it, whose name is given with what it sorts by. What was alike in one create is alike in this
    /// one.
    pub fn nth(&self, n: u32, name: &str, sort_key: &[u8]) -> Value {
        match self {
            Self::Same(value) => value.clone(),
            Self::Number(last, step) => Value::Number(last + step * i64::from(n)),
            Self::Bytes(bytes) => {
                let mut bytes = bytes.clone();
                let start = bytes.len() - 4;
                bytes[start..].copy_from_slice(&n.to_be_bytes());
                Value::Bytes(bytes)
            }
            Self::SortKey => Value::Bytes(sort_key.to_vec()),
            Self::Text(text) => {
                let old = forms::name(0, LAST);
                let named = text.replace(&old, name).replace(&old.to_lowercase(), &name.to_lowercase());
                Value::Text(if named == *text { by_chance(text, n) } else { named })
            }
        }
    }
}

/// A text of hexadecimal digits, as a client ID is, with other digits, which are in no order (the SplitMix64 sequence).
fn by_chance(text: &str, n: u32) -> String {
    let mut digits = (1..).flat_map(|part: u64| {
        let mixed = (u64::from(n) << 8 | part).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        format!("{:016x}", mixed ^ (mixed >> 27)).into_bytes()
    });
    let other = |c: char| if c.is_ascii_hexdigit() { char::from(digits.next().unwrap()) } else { c };
    text.chars().map(other).collect()
}
