//! The composition root: what the program is made of, and how it starts and stops.

mod audiences;
mod background;
pub mod limits;
mod texts;

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data};
use actix_web::{App, HttpServer};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::Semaphore;

use crate::config::Settings;
use crate::console::{self, paths};
use crate::domain::issuer::Issuer;
use crate::domain::security_contact::SecurityContact;
use crate::domain::time::{Clock, Timestamp};
use crate::domain::token::SecretToken;
use crate::provider::discovery::Metadata;
use crate::service::keyring::Keyring;
use crate::service::password_hasher::PasswordHasher;
use crate::service::state::State;
use crate::service::tally::Tally;
use crate::service::transport::Transport;
use crate::service::turns::Turns;
use crate::store::{Store, remains};
use crate::web::address::TrustedProxies;
use crate::web::assets::{self, Assets};
use crate::web::cookies::Https;
use crate::web::cross_origin::OwnOrigin;
use crate::web::{headers, length, problem, request_log};

/// Requests in flight have this long to finish once the program is told to stop.
const GRACE_SECONDS: u64 = 20;
/// Connections that wait for a place.
const WAITING_CONNECTIONS: i32 = 1_024;
/// Time for a request's head to arrive; slower senders are cut off.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);
/// Changes that an operator may have in the writer's line. Fewer cost that operator more of the rate, since small groups
/// commit more pages; more let the others wait longer.
const CHANGES: usize = 24;
/// Exports that an operator may have under way.
const EXPORTS: usize = 2;

pub struct Program {
    state: Data<State>,
    metadata: Data<Metadata>,
    assets: Assets,
    settings: Settings,
    set_up: SecretToken,
    remains: Vec<String>,
}

impl Program {
    pub async fn prepare(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, Box<dyn std::error::Error>> {
        let remains = remains::beside(&settings.database);
        let store = Store::open(&settings.database)?;
        let keyring = Keyring::open(&store, &settings.database, &settings.key_file, clock.now()).await;
        let keyring = Arc::new(keyring.inspect_err(|_| store.close())?);
        let folder = settings.database.parent().unwrap_or_else(|| std::path::Path::new(".")).join("assets");
        let assets = Assets::prepare(&settings.static_dir, &folder)?;
        let set_up = SecretToken::random()?;
        // Half the cores hash passwords at most, so that the rest go on answering.
        let hashes_at_once = std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
        let security = settings.security.clone().map(|security| SecurityContact {
            contact: security.contact,
            expires: Timestamp(security.expires.as_millisecond()),
        });
        if security.as_ref().is_some_and(|security| !security.is_current(clock.now())) {
            tracing::warn!("--security-expires has passed, so /.well-known/security.txt is not served");
        }
        let mail_server = settings.mail.server.as_ref();
        if mail_server.is_some_and(|server| server.exposes_password) {
            tracing::warn!(
                "--smtp-url sends its password unencrypted; begin it with smtps:// or end it with ?tls=required"
            );
        }
        let issuer = Issuer(settings.issuer());
        let metadata = Data::new(Metadata::of(&issuer)?);
        let state = State {
            store,
            clock,
            passwords: PasswordHasher::new(hashes_at_once)?,
            keyring,
            set_up: set_up.digest(),
            security,
            issuer,
            tally: Tally::default(),
            mail: Transport::new(mail_server.map(|server| server.host.clone())),
            texts: Transport::new(settings.texts.gateway.as_ref().map(|gateway| gateway.host.clone())),
            region: texts::region(&settings)?,
            changes: Turns::new(CHANGES),
            searches: Turns::new(1),
            exports: Turns::new(EXPORTS),
            export_reads: Arc::new(Semaphore::new(1)),
        };
        Ok(Self { state: Data::new(state), metadata, assets, settings, set_up, remains })
    }

    /// The one-time link to the set-up, while no operator has ever been made.
    pub async fn set_up_link(&self) -> Result<Option<String>, Box<dyn std::error::Error>> {
        let open = self.state.store.read(crate::store::set_up::is_open).await?;
        let path = paths::with_query(paths::SET_UP, &[("token", self.set_up.to_text())]);
        Ok(open.then(|| format!("{}{path}", self.settings.origin())))
    }

    /// The names of what an older database has left beside this one.
    #[must_use]
    pub fn remains(&self) -> &[String] {
        &self.remains
    }

    pub fn serve(&self, listener: TcpListener) -> io::Result<Server> {
        let (state, metadata, assets) = (self.state.clone(), self.metadata.clone(), self.assets.clone());
        let own_origin = OwnOrigin(self.settings.origin());
        let https = Https(self.settings.is_https());
        let proxies = TrustedProxies(self.settings.trusted_proxies.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(metadata.clone())
                .app_data(Data::new(assets.clone()))
                .app_data(own_origin.clone())
                .app_data(https)
                .app_data(proxies.clone())
                .app_data(&console::door::DOOR)
                .app_data(&console::door::PAGES)
                .wrap(from_fn(problem::answer))
                .wrap(from_fn(headers::secure))
                .wrap(from_fn(request_log::log))
                .service(web::scope(assets::PREFIX).wrap(from_fn(length::require)).service(assets.service()))
                .configure(audiences::programs)
                .configure(audiences::users)
                .configure(audiences::operators)
        });
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        let connections = limits::connections(limits::open_files()).div_ceil(workers);
        tracing::debug!(workers, connections, "connections that each worker may have open");
        // Those beyond wait here, in the order in which they came.
        rustix::net::listen(&listener, WAITING_CONNECTIONS)?;
        server
            .workers(workers)
            .max_connections(connections)
            .tcp_nodelay(true)
            .client_request_timeout(HEAD_PATIENCE)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals()
            .listen(listener)
            .map(HttpServer::run)
    }
}

/// SIGTERM and Ctrl-C, which end the program in good order.
pub struct StopSignals {
    terminate: Signal,
    interrupt: Signal,
}

impl StopSignals {
    /// From here on, they no longer end the program by themselves. To be called before anybody is told that the program
    /// runs.
    pub fn hear() -> io::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    /// Stops the server at the first of them. Requests in flight finish first.
    pub async fn stop(mut self, server: ServerHandle) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
        tracing::info!("stopping: requests in flight are finished first");
        server.stop(true).await;
    }
}
