//! The list of users, newest first, and the search in it.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::console::access::{Allowed, ReadUsers};
use crate::console::listing::{self, Standing};
use crate::console::paths;
use crate::console::shell::Shell;
use crate::domain::user::Identifier;
use crate::service::notices::page_with_notice;
use crate::service::state::State;
use crate::store::users::list::{self, ListedUser};
use crate::web::list::{ListParameters, SearchBox, View};
use crate::web::moment::Moment;
use crate::web::problem::Problem;

static PARAMETERS: ListParameters = ListParameters { list: "Users", typed: &["search"], filters: &[], order: &[] };

struct Row {
    href: String,
    /// By the name, or else by an identifier.
    called: String,
    /// Each with whether it is verified.
    identifiers: Vec<(String, bool)>,
    disabled: bool,
    created: Moment,
}

#[derive(Template)]
#[template(path = "console/users/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    search: SearchBox,
    searching: bool,
    /// Whether so many were found that not all were looked at.
    is_cut: bool,
    cleared: String,
    standing: Standing,
}

pub fn view(query: &str) -> Result<View, Problem> {
    View::read(&PARAMETERS, paths::USERS, query)
}

pub async fn index(
    access: Allowed<ReadUsers>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let view = view(request.query_string())?;
    let search = listing::search(&view)?;
    let paging = listing::paging(&view, |text| text.parse::<i64>().ok())?;
    let (found, is_cut) = state.store.read(|conn| list::page(conn, &search, paging)).await?;
    let now = state.now().0;
    let shell = Shell::new(&request, &access).with_notice(&request, "");
    let page = ListPage {
        search: view.search_box("Search users", "Email, mobile number, name or ID"),
        searching: !search.is_empty(),
        is_cut,
        cleared: view.cleared(),
        standing: listing::standing(&view, ["Newer", "Older"], &found, (None, "user"), i64::to_string)?,
        rows: found.rows.iter().map(|user| row(user, shell.kept(&paths::user(user.id)), now)).collect(),
        shell,
    };
    page_with_notice(&request, &page)
}

fn row(user: &ListedUser, href: String, now: i64) -> Row {
    let text = |identifier: &Identifier| identifier.as_str().to_owned();
    let first = || user.identifiers.first().map(|(identifier, _)| text(identifier));
    Row {
        href,
        called: user.name.clone().or_else(first).unwrap_or_else(|| user.id.0.to_string()),
        identifiers: user.identifiers.iter().map(|(identifier, verified)| (text(identifier), *verified)).collect(),
        disabled: user.is_disabled,
        created: Moment::new(user.created_at.0, now),
    }
}
