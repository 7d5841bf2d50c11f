//! The queue of messages to people. Each is written in the transaction of what causes it, and changed by who sends it.

mod list;

use diesel::prelude::*;

pub use list::{Message, find, page};

use super::columns::{Id, Token};
use super::schema::messages;
use super::{Connection, StoreError, activity};
use crate::domain::activity::{Action, Change, MESSAGE_RECIPIENT, NewEntry, Origin};
use crate::domain::message::{
    CUT_OFF, Channel, KEPT_FOR, LONGEST_PAUSE, MessageId, MessageState, Next, TOO_LATE, Template, after_crash,
    is_too_late,
};
use crate::domain::time::Timestamp;
use crate::domain::user::Identifier;

#[derive(Clone, Debug)]
pub struct NewMessage {
    pub id: MessageId,
    pub recipient: Identifier,
    pub template: Template,
    /// What the recipient reads, sealed.
    pub body: Vec<u8>,
    pub created_at: Timestamp,
    pub give_up_at: Timestamp,
}

/// A message that is to be sent now.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub id: MessageId,
    pub recipient: String,
    /// Sealed.
    pub body: Vec<u8>,
    /// With the one that begins.
    pub tries: u32,
    pub give_up_at: Timestamp,
    pub created_at: Timestamp,
}

/// Lets a message wait to be sent.
pub fn queue(conn: &mut Connection, new: &NewMessage) -> Result<(), StoreError> {
    diesel::insert_into(messages::table)
        .values((
            messages::id.eq(Id(new.id.0)),
            messages::channel.eq(Token(Channel::reaching(new.recipient.kind()))),
            messages::recipient.eq(new.recipient.as_str()),
            messages::template.eq(Token(new.template)),
            messages::body.eq(&new.body),
            messages::state.eq(Token(MessageState::Waiting)),
            messages::next_try_at.eq(new.created_at.0),
            messages::give_up_at.eq(new.give_up_at.0),
            messages::created_at.eq(new.created_at.0),
        ))
        .execute(conn)?;
    Ok(())
}

/// Takes a message back that nobody has begun to send.
pub fn take_back(conn: &mut Connection, id: MessageId) -> Result<(), StoreError> {
    diesel::delete(messages::table.find(Id(id.0))).execute(conn)?;
    Ok(())
}

/// Lets a message wait that an operator sends to see whether mail arrives.
pub fn queue_test(conn: &mut Connection, new: &NewMessage, origin: &Origin) -> Result<(), StoreError> {
    queue(conn, new)?;
    let changes = vec![Change::set(&MESSAGE_RECIPIENT, new.recipient.as_str())];
    activity::record(conn, origin, NewEntry { action: Action::TestMessageSent, client: None, changes })?;
    Ok(())
}

/// When the message is due that is due first, if one waits for the channel.
pub fn next_try_at(conn: &mut Connection, channel: Channel) -> Result<Option<Timestamp>, StoreError> {
    let waiting = messages::table.filter(messages::channel.eq(Token(channel)).and(messages::next_try_at.is_not_null()));
    let first: Option<Option<i64>> =
        waiting.order(messages::next_try_at).select(messages::next_try_at).first(conn).optional()?;
    Ok(first.flatten().map(Timestamp))
}

/// Begins to send the message that is due longest; none when none is due, or when it was too late and is
/// given up.
pub fn take(conn: &mut Connection, channel: Channel, now: Timestamp) -> Result<Option<Outgoing>, StoreError> {
    let Some(outgoing) = due(conn, channel, now)? else { return Ok(None) };
    if is_too_late(now, outgoing.give_up_at) {
        end(conn, outgoing.id, &Next::GiveUp, Some(TOO_LATE), now)?;
        return Ok(None);
    }
    diesel::update(messages::table.find(Id(outgoing.id.0)))
        .set((
            messages::state.eq(Token(MessageState::Sending)),
            messages::next_try_at.eq(None::<i64>),
            messages::tries.eq(i32::try_from(outgoing.tries).unwrap_or(i32::MAX)),
        ))
        .execute(conn)?;
    Ok(Some(outgoing))
}

fn due(conn: &mut Connection, channel: Channel, now: Timestamp) -> QueryResult<Option<Outgoing>> {
    type Due = (Id, String, Option<Vec<u8>>, i32, i64, i64);
    let columns = (
        messages::id,
        messages::recipient,
        messages::body,
        messages::tries,
        messages::give_up_at,
        messages::created_at,
    );
    let of_channel = || messages::table.filter(messages::channel.eq(Token(channel))).order(messages::next_try_at);
    let due = of_channel().filter(messages::next_try_at.le(now.0)).select(columns);
    let mut found: Option<Due> = due.first(conn).optional()?;
    if found.is_none() {
        // Nothing is planned so far ahead: the clock was set back.
        let ahead = of_channel().filter(messages::next_try_at.gt(now.after(LONGEST_PAUSE).0));
        found = ahead.select(columns).first(conn).optional()?;
    }
    Ok(found.map(|(id, recipient, body, tries, give_up_at, created_at)| Outgoing {
        id: MessageId(id.0),
        recipient,
        body: body.unwrap_or_default(),
        tries: u32::try_from(tries).unwrap_or_default().saturating_add(1),
        give_up_at: Timestamp(give_up_at),
        created_at: Timestamp(created_at),
    }))
}

/// Notes what becomes of a message, and why.
pub fn end(
    conn: &mut Connection,
    id: MessageId,
    next: &Next,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = diesel::update(messages::table.find(Id(id.0)));
    match next {
        Next::Wait(at) => row
            .set((
                messages::state.eq(Token(MessageState::Waiting)),
                messages::next_try_at.eq(at.0),
                messages::last_error.eq(reason),
            ))
            .execute(conn)?,
        Next::Sent | Next::GiveUp => {
            let state = if *next == Next::Sent { MessageState::Sent } else { MessageState::Failed };
            row.set((
                messages::state.eq(Token(state)),
                messages::next_try_at.eq(None::<i64>),
                messages::body.eq(None::<Vec<u8>>),
                messages::last_error.eq(reason),
                messages::ended_at.eq(now.0),
            ))
            .execute(conn)?
        }
    };
    Ok(())
}

/// Gives up some of the messages that nobody has sent in time, such as those that nothing can send; how many.
pub fn give_up_late(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let late: Vec<Id> = messages::table
        .filter(messages::state.eq(Token(MessageState::Waiting)).and(messages::give_up_at.le(now.0)))
        .limit(most.into())
        .select(messages::id)
        .load(conn)?;
    for id in &late {
        end(conn, MessageId(id.0), &Next::GiveUp, Some(TOO_LATE), now)?;
    }
    Ok(late.len())
}

/// Decides about the messages of a channel that were being sent when the program ended.
pub fn recover(conn: &mut Connection, channel: Channel, now: Timestamp) -> Result<(), StoreError> {
    let cut_off: Vec<(Id, Token<Template>)> = messages::table
        .filter(messages::state.eq(Token(MessageState::Sending)).and(messages::channel.eq(Token(channel))))
        .select((messages::id, messages::template))
        .load(conn)?;
    for (id, template) in cut_off {
        let next = after_crash(template.0.is_repeatable(), now);
        let reason = if next == Next::GiveUp { CUT_OFF } else { "The program ended while it was being sent." };
        end(conn, MessageId(id.0), &next, Some(reason), now)?;
    }
    Ok(())
}

/// Deletes some of the messages of long ago, the oldest first; how many. None of them is still sent.
pub fn delete_old(conn: &mut Connection, now: Timestamp, most: u16) -> Result<usize, StoreError> {
    let old: Vec<Id> = messages::table
        .filter(messages::created_at.le(now.before(KEPT_FOR).0))
        .order(messages::created_at)
        .limit(most.into())
        .select(messages::id)
        .load(conn)?;
    Ok(diesel::delete(messages::table.filter(messages::id.eq_any(old))).execute(conn)?)
}
