//! The parameters of an address that a page knows. Others are ignored: they are what people and programs add to any address.

use percent_encoding::percent_decode;
use serde::de::value::{Error, MapDeserializer};
use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;

use actix_web::http::StatusCode;

use super::form::LIMIT;
use super::problem::Problem;

/// Why an address is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused<'n> {
    TooLong,
    /// The name of a parameter that is known, and what is wrong with it.
    Parameter(&'n str, &'static str),
}

impl From<Refused<'_>> for Problem {
    fn from(refused: Refused<'_>) -> Self {
        match refused {
            Refused::TooLong => {
                let message = "The address is longer than any of ours.";
                Self::new(StatusCode::URI_TOO_LONG, "Too much was sent", message)
            }
            Refused::Parameter(name, why) => Self::bad_request(&format!("“{name}” in the address {why}.")),
        }
    }
}

/// The values of the parameters that are known; one that is repeated or not text is refused.
pub fn read<'n>(query: &str, known: impl Fn(&str) -> Option<&'n str>) -> Result<Vec<(&'n str, String)>, Refused<'n>> {
    if query.len() > LIMIT {
        return Err(Refused::TooLong);
    }
    let mut values: Vec<(&'n str, String)> = Vec::new();
    for part in query.split('&') {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let Some(name) = decoded(name).and_then(|name| known(&name)) else { continue };
        if values.iter().any(|(seen, _)| *seen == name) {
            return Err(Refused::Parameter(name, "is given more than once"));
        }
        values.push((name, decoded(value).ok_or(Refused::Parameter(name, "is not valid text"))?));
    }
    Ok(values)
}

/// A name or a value of a query; `None` where it is not text.
pub(super) fn decoded(encoded: &str) -> Option<String> {
    let encoded = encoded.replace('+', " ");
    let text = percent_decode(encoded.as_bytes()).decode_utf8().ok()?;
    (!text.contains('\0')).then(|| text.into_owned())
}

/// Reads a struct, whose fields are what is known.
pub(super) struct Fields<'q>(pub &'q str);

impl<'de> Deserializer<'de> for Fields<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let known = |name: &str| fields.iter().find(|field| **field == name).copied();
        let values = read(self.0, known).map_err(|refused| match refused {
            Refused::TooLong => Error::custom("The address is longer than any of ours"),
            Refused::Parameter(name, why) => Error::custom(format!("“{name}” in the address {why}")),
        })?;
        visitor.visit_map(MapDeserializer::new(values.into_iter()))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("The address has fields only"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(deny_unknown_fields, default)]
    struct Two {
        a: String,
        b: String,
    }

    fn two(query: &str) -> Result<Two, String> {
        Two::deserialize(Fields(query)).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_not_known_is_ignored_and_what_is_malformed_is_named() {
        let known = Two { a: "1".into(), b: "é x".into() };
        for query in ["a=1&b=%C3%A9+x", "utm=%ff&b=é%20x&a=1&utm=%00&%ff&page", "&c=1&c=2&%61=1&=&b=é+x"] {
            assert_eq!(two(query).as_ref(), Ok(&known), "{query}");
        }
        assert_eq!(two(""), Ok(Two::default()));
        for (query, name) in [("a=1&a=1", "a"), ("b=%ff", "b"), ("a=&b=%00", "b"), ("x=1&a=&%61=", "a")] {
            let refusal = two(query).unwrap_err();
            assert!(refusal.starts_with(&format!("“{name}”")), "{query}: {refusal}");
        }
        assert_eq!(read(&"x".repeat(LIMIT + 1), |_| None), Err(Refused::TooLong));
    }
}
