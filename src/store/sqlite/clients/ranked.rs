//! Reads what a search finds. The index says which clients can match, newest first, and their rows say which do; so an
//! index that is behind makes nothing wrong.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::rows::{self, Row};
use super::wanted::{Rank, Wanted};
use crate::domain::client::FILTERS;
use crate::store::clients::{Chosen, Kinds, Position};
use crate::store::paging::Paging;
use crate::store::schema::clients;
use crate::store::sqlite::search::grams;
use crate::store::sqlite::search::scan::{Scan, joined};
use crate::store::sqlite::statement::{Statement, Value};
use crate::store::{Searching, StoreError};

/// What is unique is looked up.
const EXACT: &str = "SELECT seq FROM clients WHERE client_id = ? UNION SELECT seq FROM clients WHERE name_key = ?";
const BY_CLIENT_ID: &str = "SELECT seq FROM clients WHERE client_id >= ? AND client_id < ? ORDER BY client_id LIMIT ?";
/// Rows that are looked at together.
const CHUNK: usize = 128;
/// Clients of which each is looked at.
const FEW: i64 = 1_000;
const OF_KINDS: &str = "SELECT seq FROM clients WHERE kind IN (SELECT value FROM json_each(?)) ORDER BY seq DESC";

pub struct Found {
    pub rank: Rank,
    pub row: Row,
}

impl Found {
    /// Best first, then newest.
    pub fn position(&self) -> Position {
        Position { seq: self.row.seq, value: self.rank.digit().to_string() }
    }

    fn order(&self) -> (Rank, i64) {
        (self.rank, -self.row.seq)
    }
}

/// A search among the clients that some filters leave.
pub struct Search<'a> {
    pub wanted: Wanted,
    pub kinds: &'a Kinds,
    pub chosen: &'a Chosen,
}

impl Search<'_> {
    /// All that is found, best first, or `None` when it is more than so many and not each client is looked at anyway.
    pub fn all(&self, search: &mut Searching<'_>, most: usize) -> Result<Option<Vec<Found>>, StoreError> {
        let most = if self.are_few() { usize::MAX } else { most };
        let mut found: HashMap<i64, Found> = HashMap::new();
        // Whatever has another rank is found among what contains the terms.
        let widest = if self.wanted.has_terms() { Rank::Anywhere } else { Rank::Begins };
        for rank in [Rank::Exact, Rank::ClientId, widest] {
            let mut source = self.source(search, rank, None, false)?;
            loop {
                let matches = self.next(search, &mut source, CHUNK)?;
                if matches.is_empty() {
                    break;
                }
                found.extend(matches.into_iter().flatten().map(|found| (found.row.seq, found)));
                if found.len() > most {
                    return Ok(None);
                }
            }
        }
        let mut all: Vec<Found> = found.into_values().collect();
        all.sort_unstable_by_key(Found::order);
        Ok(Some(all))
    }

    /// The matches nearest to a place, nearest first, and no more than `limit`, read rank after rank.
    pub fn nearest(
        &self,
        search: &mut Searching<'_>,
        paging: &Paging<Position>,
        limit: usize,
    ) -> Result<Vec<Found>, StoreError> {
        let backwards = paging.is_backwards();
        let start = paging.place().and_then(|place| Some((Rank::parse(&place.value)?, place.seq)));
        let mut ranks = Rank::ALL.to_vec();
        ranks.retain(|rank| start.is_none_or(|(start, _)| if backwards { *rank <= start } else { *rank >= start }));
        if backwards {
            ranks.reverse();
        }
        let mut matches = Vec::new();
        for rank in ranks {
            if matches.len() >= limit {
                break;
            }
            let beyond = start.filter(|(start, _)| *start == rank).map(|(_, seq)| seq);
            let mut source = self.source(search, rank, beyond, backwards)?;
            while matches.len() < limit {
                let next = self.next(search, &mut source, limit.max(CHUNK))?;
                if next.is_empty() {
                    break;
                }
                matches.extend(next.into_iter().flatten().filter(|found| found.rank == rank));
            }
        }
        matches.truncate(limit);
        Ok(matches)
    }

    /// The next candidates of a source in its order, of which those that do not match are `None`; empty at the end.
    fn next(
        &self,
        search: &mut Searching<'_>,
        source: &mut Source,
        most: usize,
    ) -> Result<Vec<Option<Found>>, StoreError> {
        let seqs = match source {
            Source::Known(seqs) => std::mem::take(seqs),
            Source::Index(scan) => scan.next(search, most)?,
        };
        let mut rows = rows::searched(search.conn, &seqs)?;
        let found = |seq: &i64| {
            let row = rows.remove(seq).filter(|row| self.kinds.leave(row.kind))?;
            self.wanted.rank(&row).map(|rank| Found { rank, row })
        };
        Ok(seqs.iter().map(found).collect())
    }

    /// Where the clients of a rank are, beyond one of them.
    fn source(
        &self,
        search: &mut Searching<'_>,
        rank: Rank,
        beyond: Option<i64>,
        backwards: bool,
    ) -> Result<Source, StoreError> {
        let newest: Option<i64> = clients::table.select(diesel::dsl::max(clients::seq)).first(search.conn)?;
        let range = match beyond {
            Some(seq) if backwards => (seq.saturating_add(1), newest.unwrap_or_default()),
            Some(seq) => (1, seq.saturating_sub(1)),
            None => (1, newest.unwrap_or_default()),
        };
        let looked_up = match rank {
            Rank::Exact => self.exact(search)?,
            Rank::ClientId if self.wanted.may_be_client_id() => self.by_client_id(search)?,
            Rank::ClientId => Vec::new(),
            Rank::Begins | Rank::Words | Rank::Name | Rank::Anywhere => {
                let tokens = self.wanted.tokens(rank);
                match self.few(search)? {
                    _ if tokens.is_empty() => Vec::new(),
                    Some(few) => few,
                    None => {
                        let filters = FILTERS.iter().zip(self.chosen);
                        let filters =
                            filters.filter_map(|(filter, place)| Some(grams::filter_token(filter, (*place)?)));
                        let tokens: Vec<String> = tokens.into_iter().chain(filters).collect();
                        let waiting = &search.waiting.clients;
                        let all = joined(&tokens, " AND ");
                        return Ok(Source::Index(Scan::new("client_grams", all, range, !backwards, waiting)));
                    }
                }
            }
        };
        let mut seqs: Vec<i64> = looked_up.into_iter().filter(|seq| (range.0..=range.1).contains(seq)).collect();
        seqs.sort_unstable();
        if !backwards {
            seqs.reverse();
        }
        Ok(Source::Known(seqs))
    }

    fn exact(&self, search: &mut Searching<'_>) -> QueryResult<Vec<i64>> {
        let values = [&self.wanted.client_id, &self.wanted.key].map(|text| Value::Text(text.clone()));
        Statement::<BigInt>::new(EXACT, values).load(search.conn)
    }

    /// Client IDs are random, so those that begin alike are few; of made-up ones, no more are looked at.
    fn by_client_id(&self, search: &mut Searching<'_>) -> QueryResult<Vec<i64>> {
        let begins = &self.wanted.client_id;
        let values = [Value::Text(begins.clone()), Value::Text(format!("{begins}{}", char::MAX)), Value::Number(FEW)];
        Statement::<BigInt>::new(BY_CLIENT_ID, values).load(search.conn)
    }

    /// Whether the filters leave so few clients that looking at each costs less than to find out with the index which of them
    /// may match.
    fn are_few(&self) -> bool {
        self.kinds.only.is_some() && self.kinds.total <= FEW
    }

    /// The clients that the filters leave, newest first, where they are few.
    fn few(&self, search: &mut Searching<'_>) -> QueryResult<Option<Vec<i64>>> {
        let Some(only) = self.kinds.only.as_ref().filter(|_| self.are_few()) else { return Ok(None) };
        let values = [Value::Text(format!("{only:?}"))];
        Statement::<BigInt>::new(OF_KINDS, values).load(search.conn).map(Some)
    }
}

enum Source {
    /// These clients.
    Known(Vec<i64>),
    Index(Scan),
}
