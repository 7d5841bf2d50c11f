//! The composition root: what the program is made of, and how it starts and stops.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{App, HttpServer, Resource};

use crate::config::Settings;
use crate::console::{paths, session};
use crate::domain::time::Clock;
use crate::domain::token::SecretToken;
use crate::routes;
use crate::service::password_hasher::PasswordHasher;
use crate::service::state::State;
use crate::store::Store;
use crate::web::address::TrustedProxies;
use crate::web::assets::Assets;
use crate::web::cookies::Https;
use crate::web::cross_origin::OwnOrigin;
use crate::web::problem::Problem;
use crate::web::{cross_origin, headers, length, problem, request_log};

/// Requests in flight have this long to finish once the program is told to stop.
const GRACE_SECONDS: u64 = 20;
/// Time for a request's head to arrive; slower senders are cut off.
const HEAD_PATIENCE: Duration = Duration::from_secs(10);

/// The program, ready to serve.
pub struct Program {
    state: Data<State>,
    assets: Assets,
    settings: Settings,
    set_up: SecretToken,
}

impl Program {
    /// Opens the database and prepares everything that serving takes.
    pub fn prepare(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, Box<dyn std::error::Error>> {
        let store = Store::open(&settings.database)?;
        let folder = settings.database.parent().unwrap_or_else(|| std::path::Path::new(".")).join("assets");
        let assets = Assets::prepare(&settings.static_dir, &folder).map_err(|error| {
            let path = settings.static_dir.display();
            format!("the static files in {path} cannot be read ({error}); start in the program's folder, or name theirs with --static-dir")
        })?;
        let set_up = SecretToken::random()?;
        // Half the cores hash passwords at most, so that the rest go on answering.
        let hashes_at_once = std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2);
        let state = State { store, clock, passwords: PasswordHasher::new(hashes_at_once)?, set_up: set_up.digest() };
        Ok(Self { state: Data::new(state), assets, settings, set_up })
    }

    /// The one-time link to the set-up, while no operator has ever been made.
    pub async fn set_up_link(&self) -> Result<Option<String>, Box<dyn std::error::Error>> {
        let open = self.state.store.read(crate::store::set_up::is_open).await?;
        let path = paths::with_query(paths::SET_UP, &[("token", self.set_up.to_text())]);
        Ok(open.then(|| self.settings.origin() + &path))
    }

    /// Serves on a socket until the handle of the server stops it.
    pub fn serve(&self, listener: TcpListener) -> io::Result<Server> {
        let (state, assets) = (self.state.clone(), self.assets.clone());
        let own_origin = OwnOrigin(self.settings.origin());
        let https = Https(self.settings.is_https());
        let proxies = TrustedProxies(self.settings.trusted_proxies.clone());
        let server = HttpServer::new(move || {
            App::new()
                .app_data(state.clone())
                .app_data(Data::new(assets.clone()))
                .app_data(own_origin.clone())
                .app_data(https)
                .app_data(proxies.clone())
                .wrap(from_fn(cross_origin::refuse))
                .wrap(from_fn(problem::pages))
                .wrap(from_fn(headers::secure))
                .wrap(from_fn(request_log::log))
                .wrap(from_fn(length::require))
                .service(assets.service())
                .service(web::scope("").wrap(from_fn(session::load)).configure(configure))
        });
        server
            .tcp_nodelay(true)
            .client_request_timeout(HEAD_PATIENCE)
            .shutdown_timeout(GRACE_SECONDS)
            .disable_signals()
            .listen(listener)
            .map(HttpServer::run)
    }

    /// Finishes the writes that are waiting and closes the database. The server must have stopped.
    pub fn close(&self) {
        self.state.store.close();
    }
}

/// Stops a server when the program is told to: by SIGTERM or Ctrl-C, letting requests in flight finish.
pub async fn stop_on_signal(server: ServerHandle) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping: requests in flight are finished first");
    server.stop(true).await;
    Ok(())
}

/// Puts the routes together: the methods of one address share a resource, which answers all others with 405.
fn configure(config: &mut ServiceConfig) {
    let mut resources: Vec<(&'static str, Resource)> = Vec::new();
    for entry in routes::all() {
        let at = resources.iter().position(|(pattern, _)| *pattern == entry.pattern);
        let (pattern, resource) = match at {
            Some(at) => resources.remove(at),
            None => (entry.pattern, web::resource(entry.pattern)),
        };
        resources.push((pattern, resource.route(entry.route)));
    }
    for (_, resource) in resources {
        config.service(resource);
    }
    config.default_service(web::to(|| async { Err::<&str, Problem>(Problem::not_found()) }));
}
