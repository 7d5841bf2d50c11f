//! Reads JSON in which nothing is overlooked. Where an object names a member twice, one reader takes the first and another one
//! the last, so what the first one holds is kept beside the rest.

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

pub struct Read {
    pub value: Value,
    /// What members held that were named again in the same object.
    pub displaced: Vec<Value>,
}

/// Reads a whole text; `None` where it is no JSON.
pub fn read(text: &str) -> Option<Read> {
    let displaced = RefCell::default();
    let mut json = serde_json::Deserializer::from_str(text);
    let value = Reader { displaced: &displaced }.deserialize(&mut json).ok()?;
    json.end().ok()?;
    Some(Read { value, displaced: displaced.into_inner() })
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    displaced: &'a RefCell<Vec<Value>>,
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element_seed(self)? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = object.next_key::<String>()? {
            let value = object.next_value_seed(self)?;
            self.displaced.borrow_mut().extend(members.insert(name, value));
        }
        Ok(Value::Object(members))
    }
}
