//! What columns hold, read where SQLite has it, without a copy.

use diesel::deserialize::{self, FromSql};
use diesel::sql_types::Binary;
use diesel::sqlite::{Sqlite, SqliteValue};
use uuid::Uuid;

use crate::store::columns::Id;

impl FromSql<Binary, Sqlite> for Id {
    fn from_sql(mut bytes: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(Self(Uuid::from_slice(bytes.read_blob())?))
    }
}
