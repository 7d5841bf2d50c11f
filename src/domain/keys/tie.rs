//! What ties a key file to a database: a text that only this key file opens. It also says since when the record is keyed.

use super::seal::{NoCipher, Place, Sealer};

const PLACE: Place<'_> = Place { table: "installation", row: "1", column: "key_check" };
const BELONGS: &str = "this key file belongs to this database";
const KEYS: &str = ", whose record it keys from entry ";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The first entry that is keyed; none where a version tied it that did not key the record.
    pub keyed_from: Option<i64>,
}

impl Tie {
    /// The sealed text for a record that is keyed from an entry on.
    pub fn seal(sealer: &Sealer, keyed_from: i64) -> Result<Vec<u8>, NoCipher> {
        sealer.seal(PLACE, format!("{BELONGS}{KEYS}{keyed_from}").as_bytes())
    }

    /// Reads a sealed text; none where it was sealed with another key file.
    #[must_use]
    pub fn open(sealer: &Sealer, text: &[u8]) -> Option<Self> {
        let opened = sealer.open(PLACE, text).ok()?;
        let rest = std::str::from_utf8(&opened).ok()?.strip_prefix(BELONGS)?;
        if rest.is_empty() {
            return Some(Self { keyed_from: None });
        }
        Some(Self { keyed_from: Some(rest.strip_prefix(KEYS)?.parse().ok()?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::keys::master::MasterKey;

    #[test]
    fn it_is_opened_by_its_own_key_file_alone_and_so_is_one_of_before_the_record_was_keyed() {
        let [own, other] = [1, 2].map(|_| MasterKey::random().unwrap().sealer().unwrap());
        let tie = Tie::seal(&own, 17).unwrap();
        assert_eq!(Tie::open(&own, &tie), Some(Tie { keyed_from: Some(17) }));
        assert_eq!(Tie::open(&other, &tie), None);
        let former = own.seal(PLACE, BELONGS.as_bytes()).unwrap();
        assert_eq!(Tie::open(&own, &former), Some(Tie { keyed_from: None }));
        let elsewhere = Place { row: "2", ..PLACE };
        assert_eq!(Tie::open(&own, &own.seal(elsewhere, BELONGS.as_bytes()).unwrap()), None);
        for nonsense in ["", "this key file", &format!("{BELONGS}!"), &format!("{BELONGS}{KEYS}x")] {
            assert_eq!(Tie::open(&own, &own.seal(PLACE, nonsense.as_bytes()).unwrap()), None, "{nonsense}");
        }
    }
}
