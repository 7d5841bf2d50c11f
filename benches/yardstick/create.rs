//! The bare create.

use actix_web::HttpResponse;
use actix_web::web::Data;
use diesel::prelude::*;
use next_identity_console::store::Connection;
use tokio::sync::{mpsc, oneshot};

use super::recorded::Change;
use super::statement::{Statement, Value};

/// As many as the product commits together.
const GROUP: usize = 256;

type Waiting = (String, oneshot::Sender<()>);

pub async fn create(form: String, inserts: Data<mpsc::Sender<Waiting>>) -> HttpResponse {
    let (done, committed) = oneshot::channel();
    inserts.send((form, done)).await.unwrap();
    committed.await.unwrap();
    HttpResponse::SeeOther().insert_header(("location", "/")).finish()
}

/// Writes what a create writes, as often as one waits; those that wait together are committed together.
pub fn commit_in_groups(mut connection: Connection, changes: &[Change], mut waiting: mpsc::Receiver<Waiting>) {
    let (mut group, mut created) = (Vec::new(), 0);
    while waiting.blocking_recv_many(&mut group, GROUP) > 0 {
        connection
            .immediate_transaction(|connection| {
                for _ in &group {
                    created += 1;
                    for Change { sql, values } in changes {
                        let values: Vec<Value> = values.iter().map(|value| value.nth(created)).collect();
                        Statement { sql, values: &values }.execute(connection)?;
                    }
                }
                QueryResult::Ok(())
            })
            .unwrap();
        for (_, done) in group.drain(..) {
            let _gone = done.send(());
        }
    }
}
