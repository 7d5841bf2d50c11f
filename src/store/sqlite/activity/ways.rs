//! How the digests of the record are made, from its first entry to its last.

use super::chain::BrokenRecord;
use super::keyed::{self, Stretch};
use crate::domain::keys::record_key::RecordKey;
use crate::store::Connection;

/// How the digest of an entry is made.
#[derive(Clone, Copy)]
pub enum Way<'a> {
    Plain,
    Keyed(&'a RecordKey),
    /// With a key that was given up.
    Lost,
}

/// From which entry on it is made how, ascending; plain before the first of these.
pub struct Ways<'a>(Vec<(i64, Way<'a>)>);

impl<'a> Ways<'a> {
    pub fn read(conn: &mut Connection, key: Option<(&'a RecordKey, Option<i64>)>) -> Result<Self, BrokenRecord> {
        Self::judge(&keyed::stretches(conn)?, key)
    }

    /// Whoever has the file alone can pass a stretch off as one of a key that was given up, which is told, but cannot begin
    /// one that is keyed, nor take the place of the one that the key file's tie names.
    fn judge(stretches: &[Stretch], key: Option<(&'a RecordKey, Option<i64>)>) -> Result<Self, BrokenRecord> {
        let mut ways: Vec<(i64, Way<'a>)> = Vec::with_capacity(stretches.len());
        for (at, stretch) in stretches.iter().enumerate() {
            let is_given_up = stretches.get(at + 1).is_some_and(|next| next.proof.is_none());
            let way = match key.filter(|(key, _)| stretch.is_keyed_with(key)) {
                Some((key, _)) => Way::Keyed(key),
                None if stretch.proof.is_none() && !matches!(ways.last(), Some((_, Way::Keyed(_)))) => Way::Plain,
                None if stretch.proof.is_some() && is_given_up => Way::Lost,
                None => return Err(BrokenRecord::EditedNote(stretch.first_seq)),
            };
            ways.push((stretch.first_seq, way));
        }
        let ways = Self(ways);
        match key.and_then(|(_, keyed_from)| keyed_from) {
            Some(first_seq) if ways.keyed_from() != Some(first_seq) => Err(BrokenRecord::NoNote(first_seq)),
            _ => Ok(ways),
        }
    }

    pub fn of(&self, seq: i64) -> Way<'a> {
        let begun = self.0.iter().take_while(|(first_seq, _)| *first_seq <= seq);
        begun.last().map_or(Way::Plain, |(_, way)| *way)
    }

    /// The entry from which on it is keyed to the end.
    pub fn keyed_from(&self) -> Option<i64> {
        self.0.last().filter(|(_, way)| matches!(way, Way::Keyed(_))).map(|(first_seq, _)| *first_seq)
    }

    /// The first and the last entry of each stretch whose key was given up.
    pub fn lost(&self) -> Vec<(i64, i64)> {
        let ends = self.0.iter().skip(1).map(|(next, _)| next - 1);
        let pairs = self.0.iter().zip(ends).filter(|((_, way), _)| matches!(way, Way::Lost));
        pairs.map(|((first, _), last)| (*first, last)).collect()
    }
}
