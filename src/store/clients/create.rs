//! Creates a client.

use std::sync::LazyLock;
use std::time::Duration;

use diesel::prelude::*;
use serde_json::Value;

use super::kinds;
use super::origins;
use super::revisions::{self, ListColumns};
use crate::domain::activity::{Action, Actor, Change, DUPLICATE_OF, NewEntry, Origin};
use crate::domain::client::credentials::Secrets;
use crate::domain::client::readiness::{Facts, Judged, judge};
use crate::domain::client::{CARDS, ClientId, ClientKey, ClientName, Kind, RevisionNumber, Settings, Status, change};
use crate::domain::setting::{Setting, value_at};
use crate::domain::time::Timestamp;
use crate::store::Connection;
use crate::store::columns::Id;
use crate::store::schema::clients;
use crate::store::{Failure, StoreError, activity};

/// A repeated request within this time is taken for a double click.
const DOUBLE_CLICK: Duration = Duration::from_mins(1);

/// What “Create a Client” asks for, which is recorded even where it is the default.
const ASKED: [&str; 7] = [
    "general.name",
    "general.app_type",
    "general.integration_type",
    "authentication.primary_identifier",
    "authentication.method",
    "authentication.passkeys",
    "registration.registration_type",
];

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameTaken {
    pub key: ClientKey,
    /// Its name as written there.
    pub name: String,
}

/// A client to be. What follows from its settings is worked out before its turn at the writer comes, for which others wait.
#[derive(Clone, Debug)]
pub struct NewClient {
    key: ClientKey,
    client_id: ClientId,
    settings: Settings,
    columns: ListColumns,
    document: String,
    chosen: Vec<Change>,
    judged: Judged,
}

impl NewClient {
    #[must_use]
    pub fn new(settings: Settings, at: Timestamp) -> Self {
        Self {
            key: ClientKey::new(at),
            client_id: ClientId::random(),
            columns: ListColumns::new(&settings),
            document: settings.to_text(),
            chosen: chosen(&settings),
            judged: judge(&Facts { settings: &settings, secrets: &Secrets::default(), now: at }),
            settings,
        }
    }

    /// Records of which client it has its settings.
    #[must_use]
    pub fn duplicate_of(mut self, name: &str) -> Self {
        self.chosen.push(Change::set(&DUPLICATE_OF, name));
        self
    }
}

/// The client, other than `except`, whose name reads the same.
pub fn name_holder(
    conn: &mut Connection,
    name: &ClientName,
    except: Option<ClientKey>,
) -> Result<Option<NameTaken>, StoreError> {
    let holder: Option<(Id, String)> = clients::table
        .filter(clients::name_key.eq(name.key()))
        .select((clients::id, clients::name))
        .first(conn)
        .optional()?;
    let holder = holder.map(|(id, name)| NameTaken { key: ClientKey(id.0), name });
    Ok(holder.filter(|holder| Some(holder.key) != except))
}

/// Creates a client. The same request sent again by the same operator within a minute, as a double click does, finds the
/// client that the first one made.
pub fn create(conn: &mut Connection, new: &NewClient, origin: &Origin) -> Result<ClientKey, Failure<NameTaken>> {
    let settings = &new.settings;
    if let Some(holder) = name_holder(conn, &settings.general.name, None)? {
        let is_repeated = is_repeated(conn, holder.key, settings, origin)?;
        return if is_repeated { Ok(holder.key) } else { Err(Failure::Refused(holder)) };
    }
    let key = new.key;
    insert(conn, new, origin)?;
    let entry = NewEntry { action: Action::ClientCreated, client: Some(key), changes: new.chosen.clone() };
    let entry = activity::record(conn, origin, entry)?;
    revisions::add(conn, key, RevisionNumber::FIRST, &new.document, entry)?;
    Ok(key)
}

/// What was chosen for a new client: what is asked for, and what differs from the default.
pub(in crate::store) fn chosen(settings: &Settings) -> Vec<Change> {
    static DEFAULTS: LazyLock<Value> = LazyLock::new(|| Settings::unchosen().to_value());
    let document = settings.to_value();
    let is_chosen = |setting: &&Setting| {
        let is_asked = ASKED.contains(&setting.path) || setting.path.starts_with("general.");
        is_asked || value_at(&DEFAULTS, setting.path) != value_at(&document, setting.path)
    };
    let all = CARDS.iter().flat_map(|card| card.settings);
    let changes = all.filter(is_chosen).filter_map(|setting| {
        let value = value_at(&document, setting.path);
        change(setting, &Value::Null, value)
    });
    changes.filter(|change| !change.after.is_null() && change.after != "").collect()
}

fn insert(conn: &mut Connection, new: &NewClient, origin: &Origin) -> QueryResult<()> {
    let created_by = match &origin.actor {
        Actor::Operator(id, _) => Some(Id(id.0)),
        Actor::CommandLine | Actor::Anonymous => None,
    };
    let kind = kinds::id_of(conn, Kind::new(&new.settings, new.judged.readiness, Status::Active))?;
    diesel::insert_into(clients::table)
        .values((
            clients::id.eq(Id(new.key.0)),
            clients::client_id.eq(&new.client_id.0),
            clients::kind.eq(kind),
            clients::created_by.eq(created_by),
            clients::created_at.eq(origin.at.0),
            clients::revision.eq(RevisionNumber::FIRST.get()),
            clients::updated_at.eq(origin.at.0),
            clients::judge_again_at.eq(new.judged.again_at.map(|at| at.0)),
            &new.columns,
        ))
        .execute(conn)?;
    origins::change(conn, new.key, None, &new.settings)
}

fn is_repeated(
    conn: &mut Connection,
    key: ClientKey,
    settings: &Settings,
    origin: &Origin,
) -> Result<bool, StoreError> {
    let Actor::Operator(operator, _) = &origin.actor else { return Ok(false) };
    let made_by: Option<Id> =
        clients::table.filter(clients::id.eq(Id(key.0))).select(clients::created_by).first(conn)?;
    let Some(made) = revisions::find(conn, key)? else { return Ok(false) };
    // The first of two clicks may have read the clock later than the second.
    let recent = origin.at.since(made.created_at) < DOUBLE_CLICK && made.created_at.since(origin.at) < DOUBLE_CLICK;
    Ok(made.settings == *settings && recent && made_by == Some(Id(operator.0)))
}
