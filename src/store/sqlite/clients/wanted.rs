//! What a search of the list looks for, and how well a client matches.

use super::rows::Row;
use crate::domain::search::{beginnings, distinct, folded};
use crate::domain::text::comparison_key;
use crate::store::sqlite::search::grams::{INDEXED_TERM, Place, beginning_token, tokens_of_terms};

/// How well a client matches, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// The name or the client ID itself.
    Exact,
    /// The name begins with what is looked for.
    Begins,
    /// A word of the name begins with each term.
    Words,
    /// The name contains each term.
    Name,
    /// The client ID begins with what is looked for.
    ClientId,
    /// Each term is somewhere in the name, the description or an address.
    Anywhere,
}

impl Rank {
    pub const ALL: [Self; 6] = [Self::Exact, Self::Begins, Self::Words, Self::Name, Self::ClientId, Self::Anywhere];

    pub fn digit(self) -> char {
        match self {
            Self::Exact => '0',
            Self::Begins => '1',
            Self::Words => '2',
            Self::Name => '3',
            Self::ClientId => '4',
            Self::Anywhere => '5',
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rank| text.chars().eq([rank.digit()]))
    }
}

pub struct Wanted {
    /// What names are unique by.
    pub key: String,
    pub client_id: String,
    /// All of it, with single spaces.
    whole: String,
    /// The first different words that are long enough for the index.
    terms: Vec<String>,
}

impl Wanted {
    pub fn new(search: &str) -> Self {
        let folded = folded(search);
        let words = || folded.split_whitespace();
        let long = words().filter(|word| word.chars().count() >= INDEXED_TERM);
        Self {
            key: comparison_key(search),
            client_id: search.to_lowercase(),
            whole: words().collect::<Vec<_>>().join(" "),
            terms: distinct(long),
        }
    }

    /// Without a term that is long enough, only the beginnings of names are looked at.
    pub fn has_terms(&self) -> bool {
        !self.terms.is_empty()
    }

    /// Whether client IDs are looked at: one has no blank, and too many begin with one or two characters.
    pub fn may_be_client_id(&self) -> bool {
        self.client_id.chars().count() >= INDEXED_TERM && !self.client_id.contains(char::is_whitespace)
    }

    /// How well a client matches, unless it does not.
    pub fn rank(&self, row: &Row) -> Option<Rank> {
        let name = folded(&row.name);
        if row.client_id == self.client_id || (name.starts_with(&self.whole) && comparison_key(&row.name) == self.key) {
            return Some(Rank::Exact);
        }
        if name.starts_with(&self.whole) {
            return Some(Rank::Begins);
        }
        let is_every_term =
            |found: &dyn Fn(&str) -> bool| self.has_terms() && self.terms.iter().all(|term| found(term));
        let begins_word =
            |term: &str| beginnings(&name).any(|at| name.get(at..).is_some_and(|rest| rest.starts_with(term)));
        if is_every_term(&begins_word) {
            return Some(Rank::Words);
        }
        if is_every_term(&|term| name.contains(term)) {
            return Some(Rank::Name);
        }
        if self.may_be_client_id() && row.client_id.starts_with(&self.client_id) {
            return Some(Rank::ClientId);
        }
        let rest = [&row.description, &row.addresses].map(|text| text.as_deref().map(folded).unwrap_or_default());
        is_every_term(&|term| name.contains(term) || rest.iter().any(|text| text.contains(term)))
            .then_some(Rank::Anywhere)
    }

    /// The tokens that the index has for every client of a rank. The ranks that are looked up elsewhere have none.
    pub fn tokens(&self, rank: Rank) -> Vec<String> {
        let of_terms = |place: Place| tokens_of_terms(&self.terms, place);
        match rank {
            Rank::Exact | Rank::ClientId => Vec::new(),
            Rank::Begins => beginning_token(&self.whole).into_iter().chain(of_terms(Place::Name)).collect(),
            Rank::Words => of_terms(Place::Beginning),
            Rank::Name => of_terms(Place::Name),
            Rank::Anywhere => of_terms(Place::Anywhere),
        }
    }
}
