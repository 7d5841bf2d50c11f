//! Saves and restores the cards of a client: one transaction for the rules, the new revision, the columns of the list and
//! the record.

use diesel::prelude::*;

use super::create::{NameTaken, name_holder};
use super::history::{CardSave, saves_since};
use super::kinds;
use super::revisions::{self, find};
use super::secrets;
use crate::domain::activity::{Action, Change, NewEntry, Origin, RESTORED_FROM, STATUS};
use crate::domain::choice::Choice;
use crate::domain::client::readiness::{Facts, judge};
use crate::domain::client::{
    BrokenRule, Card, Client, ClientKey, Kind, Revision, RevisionNumber, Settings, Status, changes,
};
use crate::store::Connection;
use crate::store::columns::Id;
use crate::store::schema::clients;
use crate::store::{Failure, StoreError, activity};

#[derive(Clone, Debug)]
pub enum SaveRefused {
    /// There is no such client, or it has no such revision.
    Gone,
    /// Its settings do not go together, or not with another card.
    Broken(Vec<BrokenRule>),
    NameTaken(NameTaken),
    /// The card is no longer as it was in the revision that was edited.
    ChangedSince(Box<ChangedSince>),
    /// Secrets would end, of which whoever saves it was not asked.
    EndsSecrets,
}

/// Somebody else saved the card after it was opened.
#[derive(Clone, Debug)]
pub struct ChangedSince {
    pub client: Client,
    pub opened: Revision,
    /// Who saved the card since then, the latest first.
    pub saves: Vec<CardSave>,
}

/// The new revision; `None` when nothing was changed.
type Saved = Result<Option<RevisionNumber>, Failure<SaveRefused>>;

/// Saves a card of `typed`, which was edited from the revision `opened`. That secrets end by it has to be `confirmed`.
pub fn save(
    conn: &mut Connection,
    key: ClientKey,
    card: &'static Card,
    opened: RevisionNumber,
    typed: &Settings,
    confirmed: bool,
    origin: &Origin,
) -> Saved {
    let (client, opened) = edited(conn, key, opened)?.ok_or(Failure::Refused(SaveRefused::Gone))?;
    let settings = client.settings.with_card(card, typed);
    if settings == client.settings {
        return Ok(None);
    }
    refuse_if_changed(conn, &client, opened, card)?;
    refuse_to_end(conn, &client, &settings, confirmed, origin)?;
    replace(conn, &client, card, &settings, Action::ClientChanged, Vec::new(), origin).map(Some)
}

/// Takes a card back to what it was in the revision `from`; refused when the card is no longer as it was in `seen`, and as
/// [`save`] is.
pub fn restore(
    conn: &mut Connection,
    key: ClientKey,
    card: &'static Card,
    (from, seen): (RevisionNumber, RevisionNumber),
    confirmed: bool,
    origin: &Origin,
) -> Saved {
    let gone = || Failure::Refused(SaveRefused::Gone);
    let (client, source) = edited(conn, key, from)?.ok_or_else(gone)?;
    let opened = revisions::revision(conn, key, seen)?.ok_or_else(gone)?;
    let settings = client.settings.with_card(card, &source.settings);
    if settings == client.settings {
        return Ok(None);
    }
    refuse_if_changed(conn, &client, opened, card)?;
    refuse_to_end(conn, &client, &settings, confirmed, origin)?;
    let source = vec![Change::set(&RESTORED_FROM, from.get())];
    replace(conn, &client, card, &settings, Action::ClientRestored, source, origin).map(Some)
}

/// A client and the revision of it that was opened.
pub fn edited(
    conn: &mut Connection,
    key: ClientKey,
    opened: RevisionNumber,
) -> Result<Option<(Client, Revision)>, StoreError> {
    let Some(client) = find(conn, key)? else { return Ok(None) };
    if client.revision == opened {
        let opened = Revision { number: opened, settings: client.settings.clone() };
        return Ok(Some((client, opened)));
    }
    Ok(revisions::revision(conn, key, opened)?.map(|opened| (client, opened)))
}

fn refuse_if_changed(
    conn: &mut Connection,
    client: &Client,
    opened: Revision,
    card: &'static Card,
) -> Result<(), Failure<SaveRefused>> {
    if client.settings.has_same_card(card, &opened.settings) {
        return Ok(());
    }
    let saves = saves_since(conn, client.key, card, opened.number)?;
    let since = ChangedSince { client: client.clone(), opened, saves };
    Err(Failure::Refused(SaveRefused::ChangedSince(Box::new(since))))
}

/// Another operator may have made a secret after it was seen that there is none.
fn refuse_to_end(
    conn: &mut Connection,
    client: &Client,
    settings: &Settings,
    confirmed: bool,
    origin: &Origin,
) -> Result<(), Failure<SaveRefused>> {
    let asks = becomes_public(client, settings) && !confirmed;
    let ends = asks && secrets::secrets(conn, client.key)?.live(origin.at).next().is_some();
    if ends { Err(Failure::Refused(SaveRefused::EndsSecrets)) } else { Ok(()) }
}

fn becomes_public(client: &Client, settings: &Settings) -> bool {
    settings.general.app_type.is_public() && !client.settings.general.app_type.is_public()
}

fn replace(
    conn: &mut Connection,
    client: &Client,
    card: &'static Card,
    settings: &Settings,
    action: Action,
    mut recorded: Vec<Change>,
    origin: &Origin,
) -> Result<RevisionNumber, Failure<SaveRefused>> {
    let broken = (card.broken_rules)(settings);
    if !broken.is_empty() {
        return Err(Failure::Refused(SaveRefused::Broken(broken)));
    }
    if let Some(holder) = name_holder(conn, &settings.general.name, Some(client.key))? {
        return Err(Failure::Refused(SaveRefused::NameTaken(holder)));
    }
    let number = client.revision.next();
    let secrets = secrets::secrets(conn, client.key)?;
    let judged = judge(&Facts { settings, secrets: &secrets, now: origin.at });
    revisions::make_present(conn, client, number, (settings, judged), origin)?;
    recorded.extend(changes(&client.settings.to_value(), &settings.to_value()));
    let entry = activity::record(conn, origin, NewEntry { action, client: Some(client.key), changes: recorded })?;
    revisions::add(conn, client.key, number, &settings.to_text(), entry)?;
    if becomes_public(client, settings) {
        secrets::end_all(conn, client.key, origin)?;
    }
    Ok(number)
}

/// Lets a client use the service, or keeps it out; whether there is such a client.
pub fn set_status(conn: &mut Connection, key: ClientKey, status: Status, origin: &Origin) -> Result<bool, StoreError> {
    let Some(before) = kinds::of(conn, key)? else { return Ok(false) };
    if before.status != status {
        let kind = kinds::id_of(conn, Kind { status, ..before })?;
        let changed = (clients::kind.eq(kind), clients::updated_at.eq(origin.at.0));
        diesel::update(clients::table.filter(clients::id.eq(Id(key.0)))).set(changed).execute(conn)?;
        let change = Change::new(STATUS.path, before.status.token().into(), status.token().into());
        let entry = NewEntry { action: Action::ClientChanged, client: Some(key), changes: vec![change] };
        activity::record(conn, origin, entry)?;
    }
    Ok(true)
}
