//! Clients whose descriptions are one repeated letter: every part of one is found everywhere in all of them.

use std::path::Path;

use futures_util::future::join_all;
use next_identity_console::domain::activity::{Actor, Origin};
use next_identity_console::domain::client::{
    AppType, ClientName, Contacts, Description, General, IntegrationType, Settings,
};
use next_identity_console::domain::time::{Clock, SystemClock};
use next_identity_console::service::keyring::Keyring;
use next_identity_console::store::Store;
use next_identity_console::store::clients::{self, NewClient};

use super::attacks::PLANTED;

const CLIENTS: usize = 10_000;

pub async fn plant(database: &Path) {
    let store = Store::open(database).unwrap();
    Keyring::open(&store, database, &database.with_extension("key"), SystemClock.now()).await.unwrap();
    let numbers: Vec<usize> = (0..CLIENTS).collect();
    for group in numbers.chunks(200) {
        let created = group.iter().map(|number| {
            let settings = Settings::new(General {
                name: ClientName::parse(&format!("Planted {number}")).unwrap(),
                description: Description::parse(&PLANTED.repeat(Description::MAX)).unwrap(),
                contacts: Contacts::default(),
                app_type: AppType::WebApp,
                integration_type: IntegrationType::HostedJourney,
            });
            let origin = Origin { actor: Actor::CommandLine, address: None, at: SystemClock.now() };
            let new = NewClient::new(settings, origin.at);
            store.write(move |connection| clients::create(connection, &new, &origin))
        });
        for created in join_all(created).await {
            created.unwrap();
        }
    }
    store.close();
}
