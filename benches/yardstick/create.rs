//! The bare create.

use std::collections::HashMap;

use actix_web::HttpResponse;
use actix_web::web::{Data, Form};
use diesel::prelude::*;
use next_identity_console::domain::collation::sort_key;
use next_identity_console::store::Connection;
use tokio::sync::{mpsc, oneshot};

use super::recorded::Change;
use super::statement::{Statement, Value};

/// As many as the product commits together.
const GROUP: usize = 256;

pub struct Waiting {
    name: String,
    sort_key: Vec<u8>,
    done: oneshot::Sender<()>,
}

pub async fn create(form: Form<HashMap<String, String>>, inserts: Data<mpsc::Sender<Waiting>>) -> HttpResponse {
    let (done, committed) = oneshot::channel();
    let name = form["name"].clone();
    inserts.send(Waiting { sort_key: sort_key(&name), name, done }).await.unwrap();
    committed.await.unwrap();
    HttpResponse::SeeOther().insert_header(("location", "/")).finish()
}

/// Writes what a create writes, as often as one waits; those that wait together are committed together.
pub fn commit_in_groups(mut connection: Connection, changes: &[Change], mut waiting: mpsc::Receiver<Waiting>) {
    let (mut group, mut created) = (Vec::new(), 0);
    while waiting.blocking_recv_many(&mut group, GROUP) > 0 {
        connection
            .immediate_transaction(|connection| {
                for Waiting { name, sort_key, .. } in &group {
                    created += 1;
                    for Change { sql, values } in changes {
                        let values: Vec<Value> =
                            values.iter().map(|value| value.nth(created, name, sort_key)).collect();
                        Statement { sql, values: &values }.execute(connection)?;
                    }
                }
                QueryResult::Ok(())
            })
            .unwrap();
        for waiting in group.drain(..) {
            let _gone = waiting.done.send(());
        }
    }
}
