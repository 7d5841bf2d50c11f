//! The kinds of clients: a row for each combination of what clients are filtered by, made when a client first needs it.

use std::sync::{Arc, PoisonError, RwLock};

use diesel::prelude::*;

use super::list_query::{Chosen, ListQuery};
use crate::domain::client::{
    AppType, ClientKey, FILTERS, IntegrationType, Kind, Method, Passkeys, Place, PrimaryIdentifier, Readiness,
    RegistrationType, Status, TwoStepPolicy,
};
use crate::store::columns::{Id, Token};
use crate::store::schema::{client_kinds, client_totals, clients};
use crate::store::{Connection, StoreError};

#[derive(Clone, Copy, Insertable, Queryable, Selectable)]
#[diesel(table_name = client_kinds)]
pub(in crate::store) struct StoredKind {
    app_type: Token<AppType>,
    integration_type: Token<IntegrationType>,
    primary_identifier: Token<PrimaryIdentifier>,
    method: Token<Method>,
    passkeys: Token<Passkeys>,
    two_step: Token<TwoStepPolicy>,
    registration_type: Token<RegistrationType>,
    readiness: Token<Readiness>,
    status: Token<Status>,
}

impl StoredKind {
    fn new(kind: Kind) -> Self {
        Self {
            app_type: Token(kind.app_type),
            integration_type: Token(kind.integration_type),
            primary_identifier: Token(kind.primary_identifier),
            method: Token(kind.method),
            passkeys: Token(kind.passkeys),
            two_step: Token(kind.two_step),
            registration_type: Token(kind.registration_type),
            readiness: Token(kind.readiness),
            status: Token(kind.status),
        }
    }

    fn kind(self) -> Kind {
        Kind {
            app_type: self.app_type.0,
            integration_type: self.integration_type.0,
            primary_identifier: self.primary_identifier.0,
            method: self.method.0,
            passkeys: self.passkeys.0,
            two_step: self.two_step.0,
            registration_type: self.registration_type.0,
            readiness: self.readiness.0,
            status: self.status.0,
        }
    }
}

/// The number of a kind, which is new when no client was ever of it.
pub(in crate::store) fn id_of(conn: &mut Connection, kind: Kind) -> QueryResult<i64> {
    let stored = StoredKind::new(kind);
    let known = client_kinds::table
        .filter(client_kinds::app_type.eq(stored.app_type))
        .filter(client_kinds::integration_type.eq(stored.integration_type))
        .filter(client_kinds::primary_identifier.eq(stored.primary_identifier))
        .filter(client_kinds::method.eq(stored.method))
        .filter(client_kinds::passkeys.eq(stored.passkeys))
        .filter(client_kinds::two_step.eq(stored.two_step))
        .filter(client_kinds::registration_type.eq(stored.registration_type))
        .filter(client_kinds::readiness.eq(stored.readiness))
        .filter(client_kinds::status.eq(stored.status))
        .select(client_kinds::id)
        .first(conn)
        .optional()?;
    match known {
        Some(id) => Ok(id),
        None => diesel::insert_into(client_kinds::table).values(stored).returning(client_kinds::id).get_result(conn),
    }
}

/// The kind of a client; `None` when there is none with this key.
pub(super) fn of(conn: &mut Connection, key: ClientKey) -> QueryResult<Option<Kind>> {
    let stored: Option<StoredKind> = clients::table
        .inner_join(client_kinds::table.on(client_kinds::id.eq(clients::kind)))
        .filter(clients::id.eq(Id(key.0)))
        .select(StoredKind::as_select())
        .first(conn)
        .optional()?;
    Ok(stored.map(StoredKind::kind))
}

/// The kinds as they were when they were last read, for all readers: a number says whether any total has changed since.
#[derive(Debug, Default)]
pub struct KnownKinds(RwLock<Arc<AllKinds>>);

#[derive(Debug, Default)]
pub(in crate::store) struct AllKinds {
    /// How often a total had changed; 0 before anything was read.
    changes: i64,
    /// By their numbers, ascending.
    kinds: Vec<CountedKind>,
    /// How many clients there are.
    total: i64,
    /// How many clients a choice of each value would leave, where nothing else is chosen.
    counts: Counts,
}

#[derive(Debug)]
struct CountedKind {
    id: i64,
    kind: Kind,
    places: [Place; FILTERS.len()],
    /// How many clients are of it.
    total: i64,
}

impl KnownKinds {
    pub(in crate::store) fn at_present(&self, conn: &mut Connection) -> Result<Arc<AllKinds>, StoreError> {
        let changes: i64 = client_totals::table.select(client_totals::changes).first(conn)?;
        let known = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        if known.changes == changes {
            return Ok(known);
        }
        let stored: Vec<(i64, i64, StoredKind)> = client_kinds::table
            .select((client_kinds::id, client_kinds::total, StoredKind::as_select()))
            .order(client_kinds::id)
            .load(conn)?;
        let counted = |(id, total, stored): (i64, i64, StoredKind)| {
            let kind = stored.kind();
            CountedKind { id, kind, places: kind.places(), total }
        };
        let read = Arc::new(AllKinds::new(changes, stored.into_iter().map(counted).collect()));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&read);
        Ok(read)
    }
}

/// All kinds, and those that the filters of a query leave.
pub(in crate::store) struct Kinds {
    all: Arc<AllKinds>,
    /// The numbers of those that are left, ascending; `None` where nothing is filtered.
    pub only: Option<Vec<i64>>,
    /// How many clients are left.
    pub total: i64,
    /// What part of all clients that is.
    pub share: f64,
}

/// How many clients a choice of each value would leave, for each filter. As long as no total has changed, those of the whole
/// list are the same ones.
pub type Counts = Arc<[Vec<i64>; FILTERS.len()]>;

impl Kinds {
    pub fn matching(conn: &mut Connection, known: &KnownKinds, query: &ListQuery) -> Result<Self, StoreError> {
        let all = known.at_present(conn)?;
        if query.filters.iter().all(Option::is_none) {
            return Ok(Self { only: None, total: all.total, share: 1.0, all });
        }
        // A kind that nobody is of would only make the query longer.
        let left = all.kinds.iter().filter(|kind| kind.total > 0 && kind.misses(&query.filters).next().is_none());
        let left: Vec<(i64, i64)> = left.map(|kind| (kind.id, kind.total)).collect();
        let total: i64 = left.iter().map(|(_, total)| total).sum();
        let [part, whole] = [total, all.total].map(|count| f64::from(u32::try_from(count).unwrap_or(u32::MAX)));
        let only = Some(left.into_iter().map(|(id, _)| id).collect());
        Ok(Self { all, only, total, share: part / whole.max(1.0) })
    }

    /// What each value of a filter would leave beside the values that are chosen for the other filters.
    pub fn counts(&self, chosen: &Chosen) -> Counts {
        if self.only.is_none() { Arc::clone(&self.all.counts) } else { counts(&self.all.kinds, chosen) }
    }

    /// The same of what was found of these kinds, but for the filters that have a value: what theirs left out is not known.
    pub fn counts_of(&self, found: impl Iterator<Item = i64>, chosen: &Chosen) -> Result<Counts, StoreError> {
        let mut counts = FILTERS.each_ref().map(|filter| vec![0; (filter.values)().len()]);
        for id in found {
            for (counts, place) in counts.iter_mut().zip(self.kind(id)?.places()) {
                counts.get_mut(place).into_iter().for_each(|count| *count += 1);
            }
        }
        for (counts, _) in counts.iter_mut().zip(chosen).filter(|(_, chosen)| chosen.is_some()) {
            counts.clear();
        }
        Ok(Arc::new(counts))
    }

    /// Whether the filters leave clients of a kind.
    pub fn leave(&self, id: i64) -> bool {
        self.only.as_ref().is_none_or(|only| only.binary_search(&id).is_ok())
    }

    /// The kind with a number that a client has.
    pub fn kind(&self, id: i64) -> Result<Kind, StoreError> {
        self.all.kind(id)
    }
}

fn counts(kinds: &[CountedKind], chosen: &Chosen) -> Counts {
    let mut counts = FILTERS.each_ref().map(|filter| vec![0; (filter.values)().len()]);
    for kind in kinds {
        let mut misses = kind.misses(chosen);
        // One that two filters leave out stays out whichever of them has another value.
        let (only_miss, is_far) = (misses.next(), misses.next().is_some());
        for (filter, (places, place)) in counts.iter_mut().zip(kind.places).enumerate() {
            if !is_far
                && only_miss.is_none_or(|miss| miss == filter)
                && let Some(count) = places.get_mut(place)
            {
                *count += kind.total;
            }
        }
    }
    Arc::new(counts)
}

impl AllKinds {
    fn new(changes: i64, kinds: Vec<CountedKind>) -> Self {
        let total = kinds.iter().map(|kind| kind.total).sum();
        Self { changes, total, counts: counts(&kinds, &Chosen::default()), kinds }
    }

    pub fn kind(&self, id: i64) -> Result<Kind, StoreError> {
        let unknown = || StoreError::Internal(format!("there is no kind {id} of clients"));
        let found = self.kinds.binary_search_by_key(&id, |kind| kind.id).ok();
        found.and_then(|at| self.kinds.get(at)).map(|known| known.kind).ok_or_else(unknown)
    }
}

impl CountedKind {
    /// The filters that leave it out, by their places.
    fn misses(&self, chosen: &Chosen) -> impl Iterator<Item = usize> {
        let pairs = chosen.iter().zip(self.places).enumerate();
        pairs.filter(|(_, (wanted, place))| wanted.is_some_and(|wanted| wanted != *place)).map(|(filter, _)| filter)
    }
}
