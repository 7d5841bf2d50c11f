//! Search, best match first. The ranks are read one after another, each from an index and only as far as a page goes, so
//! that a term with a million matches costs no more than one with a few.

use std::collections::HashSet;

use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{BigInt, Text};

use super::name_scan::NameScan;
use super::rank_slice::RankSlice;
use crate::domain::text::comparison_key;
use crate::store::Connection;
use crate::store::StoreError;
use crate::store::clients::Position;
use crate::store::paging::Paging;

/// Characters from which on the search index finds a term.
pub const INDEXED_TERM: usize = 3;

/// The ranks, best first: the name or client ID itself; names that begin with it; names in which a word begins with each
/// term; names that contain each term; terms anywhere in the name, the client ID and the description.
const RANKS: std::ops::RangeInclusive<u8> = 0..=4;

/// What is unique is looked up, whatever else is asked of it.
const EXACT: &str = "SELECT seq FROM clients WHERE seq IN \
    (SELECT seq FROM clients WHERE client_id = ? UNION ALL SELECT seq FROM clients WHERE name_key = ?)";

/// Terms that the search index is asked for; what they have in common costs the more, the more they are.
const MOST_TERMS: usize = 8;

/// A search as the indexes are asked for it.
pub struct Search {
    /// What names begin with.
    key: String,
    /// A whole client ID.
    client_id: String,
    /// The terms that the search index finds; without any, only the beginnings of names are looked at.
    terms: Option<Terms>,
}

/// Expressions of FTS5: every term is quoted, so that nothing typed is taken for its syntax.
struct Terms {
    beginning: String,
    contained: String,
    named: String,
    anywhere: String,
}

pub struct Match {
    pub seq: i64,
    pub position: Position,
}

#[derive(QueryableByName)]
struct FoundClient {
    #[diesel(sql_type = BigInt)]
    seq: i64,
}

impl Search {
    pub fn new(search: &str) -> Self {
        let quoted: Vec<String> = search
            .split_whitespace()
            .filter(|term| term.chars().count() >= INDEXED_TERM)
            .take(MOST_TERMS)
            .map(|term| term.replace('"', "\"\""))
            .collect();
        let all =
            |expression: &dyn Fn(&String) -> String| quoted.iter().map(expression).collect::<Vec<_>>().join(" AND ");
        let terms = Terms {
            beginning: all(&|term| format!("words : \" {term}\"")),
            contained: all(&|term| format!("words : \"{term}\"")),
            named: all(&|term| format!("name : \"{term}\"")),
            anywhere: all(&|term| format!("{{name client_id description}} : \"{term}\"")),
        };
        Self {
            key: comparison_key(search),
            client_id: search.to_lowercase(),
            terms: (!quoted.is_empty()).then_some(terms),
        }
    }

    /// The matches nearest to a place, nearest first, and no more than `limit`. No rank is looked into once all `total`
    /// matches are found.
    pub fn page(
        &self,
        conn: &mut Connection,
        kinds: Option<&[i64]>,
        paging: &Paging<Position>,
        limit: usize,
        total: usize,
    ) -> Result<Vec<Match>, StoreError> {
        let (from, backwards) = (paging.place(), paging.is_backwards());
        let start = from.and_then(|position| rank_of(&position.value));
        let lies_ahead = |rank: &u8| start.is_none_or(|start| if backwards { *rank <= start } else { *rank >= start });
        let mut ranks: Vec<u8> = RANKS.filter(lies_ahead).collect();
        if backwards {
            ranks.reverse();
        }
        let mut matches = Vec::new();
        for rank in ranks {
            let beyond = from.filter(|_| start == Some(rank));
            let slice = RankSlice { kinds, beyond, backwards, limit: limit - matches.len() };
            matches.extend(self.rank(conn, rank, &slice)?);
            if matches.len() >= limit || (from.is_none() && matches.len() >= total) {
                break;
            }
        }
        Ok(matches)
    }

    fn rank(&self, conn: &mut Connection, rank: u8, slice: &RankSlice<'_>) -> Result<Vec<Match>, StoreError> {
        let matched = |seq: i64, key: &str| Match { seq, position: Position { seq, value: format!("{rank}{key}") } };
        if rank == 1 {
            return self.beginning(conn, slice, &matched);
        }
        let hits = match (rank, &self.terms) {
            (0, _) => self.exact(conn, slice)?,
            (_, None) => Vec::new(),
            (2, Some(terms)) => self.indexed(conn, "client_names_search", &terms.beginning, slice)?,
            (3, Some(Terms { beginning, contained, .. })) => {
                self.indexed(conn, "client_names_search", &format!("({contained}) NOT ({beginning})"), slice)?
            }
            (_, Some(Terms { named, anywhere, .. })) => {
                self.indexed(conn, "clients_search", &format!("({anywhere}) NOT ({named})"), slice)?
            }
        };
        Ok(hits.into_iter().map(|hit| matched(hit.seq, "")).collect())
    }

    fn exact(&self, conn: &mut Connection, slice: &RankSlice<'_>) -> QueryResult<Vec<FoundClient>> {
        sql_query(EXACT)
            .into_boxed()
            .bind::<Text, _>(self.client_id.clone())
            .bind::<Text, _>(self.key.clone())
            .sql(slice.of_kinds("+kind"))
            .sql(slice.beyond("+seq"))
            .sql(slice.order("seq"))
            .load(conn)
    }

    fn beginning(
        &self,
        conn: &mut Connection,
        slice: &RankSlice<'_>,
        matched: &dyn Fn(i64, &str) -> Match,
    ) -> Result<Vec<Match>, StoreError> {
        let scan = NameScan {
            key: &self.key,
            except_client_id: &self.client_id,
            descending: slice.backwards,
            beyond: slice.beyond.map(|at| at.value.chars().skip(1).collect()),
            limit: slice.limit,
        };
        let named = scan.rows(conn, slice.kinds)?;
        Ok(named.iter().map(|(seq, name_key)| matched(*seq, name_key)).collect())
    }

    /// What the search index finds, newest client first, without what has been found by its name's key already.
    fn indexed(
        &self,
        conn: &mut Connection,
        index: &str,
        expression: &str,
        slice: &RankSlice<'_>,
    ) -> QueryResult<Vec<FoundClient>> {
        let text = format!(
            "SELECT c.seq FROM {index} CROSS JOIN clients c ON c.seq = {index}.rowid WHERE {index} MATCH ? \
             AND NOT (c.name_key >= ? AND c.name_key < ?) AND c.client_id <> ?{}{}{}",
            slice.of_kinds("c.kind"),
            slice.beyond(&format!("{index}.rowid")),
            slice.order(&format!("{index}.rowid")),
        );
        sql_query(text)
            .bind::<Text, _>(expression)
            .bind::<Text, _>(&self.key)
            .bind::<Text, _>(NameScan::end(&self.key))
            .bind::<Text, _>(&self.client_id)
            .load(conn)
    }

    /// How many matches there are, counted no further than to a limit.
    pub fn count(&self, conn: &mut Connection, kinds: Option<&[i64]>, limit: usize) -> Result<usize, StoreError> {
        let slice = RankSlice { kinds, beyond: None, backwards: false, limit };
        let matched = |seq: i64, _: &str| Match { seq, position: Position { seq, value: String::new() } };
        let mut found: HashSet<i64> = self.exact(conn, &slice)?.into_iter().map(|hit| hit.seq).collect();
        found.extend(self.beginning(conn, &slice, &matched)?.into_iter().map(|hit| hit.seq));
        if let Some(terms) = self.terms.as_ref().filter(|_| found.len() < limit) {
            // Some may be found twice.
            let text = format!(
                "SELECT c.seq FROM clients_search CROSS JOIN clients c ON c.seq = clients_search.rowid \
                 WHERE clients_search MATCH ?{}{}",
                slice.of_kinds("c.kind"),
                slice.order("clients_search.rowid")
            );
            let rest: Vec<FoundClient> = sql_query(text).bind::<Text, _>(&terms.anywhere).load(conn)?;
            found.extend(rest.into_iter().map(|hit| hit.seq));
        }
        Ok(found.len().min(limit))
    }
}

/// Whether a position's value can be one of a search's results.
#[must_use]
pub fn is_rank(value: &str) -> bool {
    rank_of(value).is_some()
}

/// The rank of a place among the results, or `None` when the place is not one.
fn rank_of(value: &str) -> Option<u8> {
    let rank = value.chars().next()?.to_digit(10)?;
    u8::try_from(rank).ok().filter(|rank| RANKS.contains(rank))
}
