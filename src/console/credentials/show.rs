//! The secrets of a client and their history; never a secret itself.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::Held;
use crate::console::access::{Allowed, Grants, HandleSecrets, ReadClients};
use crate::console::clients::{ClientPath, last_used};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::choice::Choice;
use crate::domain::client::credentials::{Secret, last_day};
use crate::domain::role::{Permission, Role};
use crate::domain::time::Timestamp;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::web::moment::{Ahead, Moment};
use crate::web::page;
use crate::web::problem::Problem;

/// Secrets in the history; what was before them is in the activity.
const SHOWN: usize = 50;

/// A secret that works.
struct LiveRow {
    beginning: String,
    is_old: bool,
    created: Moment,
    by: String,
    last_used: String,
    /// The last day, and how long it is until then.
    expires: Option<(String, Ahead)>,
    /// How long an old one goes on working.
    stops: Option<Ahead>,
}

/// A secret that was ever there.
struct PastRow {
    beginning: String,
    created: Moment,
    by: String,
    /// For how long it was kept when it was rotated.
    overlap: Option<String>,
    /// When it ended, and why.
    ended: Option<(Moment, &'static str)>,
    last_used: String,
}

#[derive(Template)]
#[template(path = "console/credentials/show.html")]
struct CredentialsPage {
    shell: Shell,
    client: String,
    client_href: String,
    /// Of a client that cannot keep a secret.
    public: Option<&'static str>,
    is_disabled: bool,
    /// Why what was asked for was not done.
    conflict: Option<String>,
    live: Vec<LiveRow>,
    past: Vec<PastRow>,
    has_older: bool,
    activity_href: String,
    generation_href: String,
    seen: i64,
    /// Who may do something here, where the operator may not.
    roles: Option<String>,
    may_generate: bool,
    /// Where the present secret is rotated and where it gets an expiry.
    rotation: Option<String>,
    expiry: Option<String>,
    ending: Option<String>,
}

pub async fn show(
    access: Allowed<ReadClients>,
    state: Data<State>,
    request: HttpRequest,
    path: ClientPath,
) -> Result<HttpResponse, Problem> {
    let held = Held::find(&state, path.0).await?;
    let shell = Shell::new(&request, &access).with_notice(&request, &held.client.name);
    page_with_notice(&request, &CredentialsPage::new(shell, &held, state.now()))
}

/// The page with a reason why nothing was done.
pub(super) fn draw<P: Grants>(
    status: StatusCode,
    state: &State,
    request: &HttpRequest,
    access: &Allowed<P>,
    held: &Held,
    conflict: String,
) -> Result<HttpResponse, Problem> {
    let view = CredentialsPage::new(Shell::new(request, access), held, state.now());
    page::html(status, &CredentialsPage { conflict: Some(conflict), ..view })
}

impl CredentialsPage {
    fn new(shell: Shell, Held { client, secrets }: &Held, now: Timestamp) -> Self {
        let key = client.key;
        let may = shell.operator.role.allows(HandleSecrets::PERMISSION) && !client.app_type.is_public();
        let present = secrets.present(now).filter(|_| may);
        let address = |pattern| paths::with_id(pattern, key.0);
        Self {
            client: client.name.clone(),
            client_href: paths::client(key),
            public: client.app_type.is_public().then(|| client.app_type.label()),
            is_disabled: client.is_disabled(),
            conflict: None,
            live: secrets.live(now).map(|secret| LiveRow::new(secret, now)).collect(),
            past: secrets.0.iter().take(SHOWN).map(|secret| PastRow::new(secret, now)).collect(),
            has_older: secrets.0.len() > SHOWN,
            activity_href: paths::activity_of(key),
            generation_href: paths::credentials(key),
            seen: secrets.latest(),
            roles: (!may).then(|| Role::that_allow(Permission::HandleSecrets)),
            may_generate: may && secrets.may_generate(now).is_ok(),
            rotation: secrets.to_rotate(now).ok().filter(|_| may).map(|_| address(paths::ROTATION)),
            expiry: present.map(|_| address(paths::EXPIRY)),
            ending: secrets.old(now).filter(|_| may).map(|_| address(paths::ENDING)),
            shell,
        }
    }
}

impl LiveRow {
    fn new(secret: &Secret, now: Timestamp) -> Self {
        let ahead = |at: Timestamp| Ahead::new(at.0, now.0);
        Self {
            beginning: secret.beginning.clone(),
            is_old: secret.rotated.is_some(),
            created: Moment::new(secret.created_at.0, now.0),
            by: by(secret),
            last_used: last_used(secret.last_used),
            expires: secret.expires_at.map(|at| (last_day(at).to_string(), ahead(at))),
            stops: secret.rotated.map(|(_, at)| ahead(at)),
        }
    }
}

impl PastRow {
    fn new(secret: &Secret, now: Timestamp) -> Self {
        Self {
            beginning: secret.beginning.clone(),
            created: Moment::new(secret.created_at.0, now.0),
            by: by(secret),
            overlap: secret.rotated.map(|(hours, _)| overlap_words(hours)),
            ended: secret.ended(now).map(|(at, how)| (Moment::new(at.0, now.0), how.label())),
            last_used: last_used(secret.last_used),
        }
    }
}

fn by(secret: &Secret) -> String {
    secret.created_by.clone().unwrap_or_else(|| "The command line".to_owned())
}

fn overlap_words(hours: u32) -> String {
    match hours {
        0 => "None".to_owned(),
        1 => "1 hour".to_owned(),
        hours => format!("{hours} hours"),
    }
}
