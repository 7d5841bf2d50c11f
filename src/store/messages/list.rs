//! Reads the queue for the Outbox: by id on an index, never by offset, and never counted.

use diesel::prelude::*;

use crate::domain::message::{Channel, MessageId, MessageState, Template};
use crate::domain::time::Timestamp;
use crate::store::columns::{Id, Token};
use crate::store::paging::{self, PAGE, Page, Paging};
use crate::store::schema::messages;
use crate::store::{Connection, StoreError};

/// A message as the Outbox shows it.
#[derive(Clone, Debug)]
pub struct Message {
    pub id: MessageId,
    pub channel: Channel,
    pub recipient: String,
    pub template: Template,
    pub state: MessageState,
    pub tries: u32,
    /// While it waits.
    pub next_try_at: Option<Timestamp>,
    pub give_up_at: Timestamp,
    /// Why the last try failed, or why it was given up.
    pub last_error: Option<String>,
    pub created_at: Timestamp,
    /// When it was sent or given up.
    pub ended_at: Option<Timestamp>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = messages)]
struct Row {
    id: Id,
    channel: Token<Channel>,
    recipient: String,
    template: Token<Template>,
    state: Token<MessageState>,
    tries: i32,
    next_try_at: Option<i64>,
    give_up_at: i64,
    last_error: Option<String>,
    created_at: i64,
    ended_at: Option<i64>,
}

/// One page of the queue, the latest first; a message's place is its id.
pub fn page(
    conn: &mut Connection,
    state: Option<MessageState>,
    paging: Paging<MessageId>,
) -> Result<Page<Message, MessageId>, StoreError> {
    paging::page(
        &paging,
        PAGE,
        |message: &Message| message.id,
        |paging, limit| {
            let mut wanted = messages::table.select(Row::as_select()).into_boxed();
            if let Some(state) = state {
                wanted = wanted.filter(messages::state.eq(Token(state)));
            }
            wanted = match paging {
                Paging::First => wanted.order(messages::id.desc()),
                Paging::After(id) => wanted.filter(messages::id.lt(Id(id.0))).order(messages::id.desc()),
                Paging::Before(id) => wanted.filter(messages::id.gt(Id(id.0))).order(messages::id),
            };
            let rows: Vec<Row> = wanted.limit(i64::try_from(limit).unwrap_or(i64::MAX)).load(conn)?;
            Ok(rows.into_iter().map(Message::from).collect())
        },
    )
}

/// A message with its texts, while it has them.
pub type Sealed = (Message, Option<Vec<u8>>);

pub fn find(conn: &mut Connection, id: MessageId) -> Result<Option<Sealed>, StoreError> {
    let found = messages::table.find(Id(id.0)).select((Row::as_select(), messages::body)).first(conn).optional()?;
    Ok(found.map(|(row, body): (Row, _)| (row.into(), body)))
}

impl From<Row> for Message {
    fn from(row: Row) -> Self {
        Self {
            id: MessageId(row.id.0),
            channel: row.channel.0,
            recipient: row.recipient,
            template: row.template.0,
            state: row.state.0,
            tries: u32::try_from(row.tries).unwrap_or_default(),
            next_try_at: row.next_try_at.map(Timestamp),
            give_up_at: Timestamp(row.give_up_at),
            last_error: row.last_error,
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
        }
    }
}
