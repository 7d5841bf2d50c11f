//! What goes on beside answering requests: how it starts and stops.

use actix_web::rt::task::JoinHandle;

use super::{Program, texts};
use crate::work::mail::{self, Mailer};
use crate::work::{rotation, sweeping, tally, text};

#[must_use]
pub struct Background([JoinHandle<()>; 5]);

impl Program {
    pub fn background(&self) -> Background {
        let state = || self.state.clone().into_inner();
        let settings = &self.settings.mail;
        let mailer = settings.server.clone().map(|server| Mailer {
            host: server.host,
            port: server.port,
            tls: server.tls,
            credentials: server.credentials,
            name: server.name,
            from: settings.from.clone(),
            patience: mail::PATIENCE,
        });
        Background([
            actix_web::rt::spawn(rotation::run(state(), rotation::PAUSE)),
            actix_web::rt::spawn(sweeping::run(state(), sweeping::PAUSE)),
            actix_web::rt::spawn(tally::run(state(), tally::PAUSE)),
            actix_web::rt::spawn(mail::run(state(), mailer)),
            actix_web::rt::spawn(text::run(state(), texts::gateway(&self.settings))),
        ])
    }

    /// Stops the background work, finishes the writes that are waiting and closes the database. The server must have
    /// stopped.
    pub async fn close(&self, background: Background) {
        // Of what is cut off, nobody knows whether it has arrived.
        tokio::join!(self.state.mail.stop(mail::PATIENCE), self.state.texts.stop(text::PATIENCE));
        let writing = self.state.tally.writing.lock().await;
        for work in background.0 {
            work.abort();
            // Until it has ended, it may hold a way to the writer, for whose end the store waits.
            let _aborted = work.await;
        }
        drop(writing);
        if let Err(error) = tally::write(&self.state).await {
            tracing::warn!(%error, "what was counted last was not written");
        }
        self.state.store.close();
    }
}
