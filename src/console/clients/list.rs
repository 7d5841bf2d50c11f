//! The list of clients: search, filters, order and pages, all in the address.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::{Deserialize, Serialize};

use crate::console::access::{Allowed, EditClients, Grants, ReadClients};
use crate::console::shell::{Shell, page_with_notice};
use crate::console::{Console, paths};
use crate::domain::choice::Choice;
use crate::store::clients::{self, ListQuery, ListedClient, Page, Position, Sort, Total, Turn};
use crate::web::form::Query;
use crate::web::moment::{Moment, counted};
use crate::web::problem::Problem;

/// Characters of a search.
const SEARCH_LIMIT: usize = 200;

/// The address's query.
#[derive(Clone, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ListParameters {
    #[serde(skip_serializing_if = "String::is_empty")]
    search: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    app_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    integration_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    registration_type: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    status: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    sort: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    order: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    after: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    before: String,
}

impl ListParameters {
    /// The address of the list with these parameters.
    fn href(&self) -> String {
        match serde_urlencoded::to_string(self) {
            Ok(query) if !query.is_empty() => format!("{}?{query}", paths::CLIENTS),
            _ => paths::CLIENTS.to_owned(),
        }
    }

    /// The first page of the list with one parameter changed.
    fn with(&self, change: impl FnOnce(&mut Self)) -> String {
        let mut changed = Self { after: String::new(), before: String::new(), ..self.clone() };
        change(&mut changed);
        changed.href()
    }

    fn parse(&self) -> Result<ListQuery, Problem> {
        let search = self.search.trim().to_owned();
        if search.chars().count() > SEARCH_LIMIT {
            return Err(Problem::bad_request("A search can have at most 200 characters."));
        }
        let sort = choice(&self.sort)?.unwrap_or(Sort::Name);
        let descending = match self.order.as_str() {
            "" | "asc" => false,
            "desc" => true,
            _ => return Err(unknown()),
        };
        let turn = match (self.after.as_str(), self.before.as_str()) {
            ("", "") => Turn::First,
            (after, "") => Turn::After(position(sort, after)?),
            ("", before) => Turn::Before(position(sort, before)?),
            _ => return Err(unknown()),
        };
        Ok(ListQuery {
            search,
            app_type: choice(&self.app_type)?,
            integration_type: choice(&self.integration_type)?,
            registration_type: choice(&self.registration_type)?,
            status: choice(&self.status)?,
            sort,
            descending,
            turn,
        })
    }
}

struct Row {
    href: String,
    name: String,
    client_id: String,
    app_type: &'static str,
    integration_type: &'static str,
    sign_in: String,
    registration: &'static str,
    status: &'static str,
    disabled: bool,
    updated: Moment,
}

struct Menu {
    label: &'static str,
    chosen: Option<&'static str>,
    links: Vec<Link>,
}

struct Link {
    label: &'static str,
    href: String,
    current: bool,
}

struct Column {
    href: String,
    direction: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "console/clients/list.html")]
struct ListPage {
    shell: Shell,
    rows: Vec<Row>,
    search: String,
    hidden: Vec<(&'static str, String)>,
    menus: Vec<Menu>,
    name_column: Column,
    updated_column: Column,
    total: String,
    filtered: bool,
    clear_search: String,
    previous: Option<String>,
    next: Option<String>,
    may_create: bool,
}

/// A page of the list.
///
/// # Errors
/// When a parameter is not one of ours, or the database fails.
pub async fn index(
    access: Allowed<ReadClients>,
    console: Data<Console>,
    request: HttpRequest,
    query: Query<ListParameters>,
) -> Result<HttpResponse, Problem> {
    let parameters = query.0;
    let list_query = parameters.parse()?;
    let (sort, descending) = (list_query.sort, list_query.descending);
    let listed = console.store.read(move |conn| clients::list(conn, &list_query)).await?;
    let turn = |position: &Position| text(sort, position);
    let now = console.now().0;
    let view = ListPage {
        total: total(&listed),
        previous: listed.previous.as_ref().map(|at| parameters.with(|p| p.before = turn(at))),
        next: listed.next.as_ref().map(|at| parameters.with(|p| p.after = turn(at))),
        rows: listed.clients.into_iter().map(|client| row(client, now)).collect(),
        menus: menus(&parameters, sort, descending),
        name_column: column(&parameters, Sort::Name, sort, descending),
        updated_column: column(&parameters, Sort::Updated, sort, descending),
        hidden: hidden(&parameters),
        filtered: is_filtered(&parameters),
        clear_search: ListParameters {
            sort: parameters.sort.clone(),
            order: parameters.order.clone(),
            ..ListParameters::default()
        }
        .href(),
        search: parameters.search,
        may_create: access.operator.role.allows(EditClients::PERMISSION),
        shell: Shell::new(&request, &access).with_notice(&request, ""),
    };
    page_with_notice(&request, &view)
}

fn row(client: ListedClient, now: i64) -> Row {
    let passkeys = client.passkeys.then_some("Passkeys");
    let sign_in: Vec<&str> =
        [client.primary_identifier.label(), client.method.label()].into_iter().chain(passkeys).collect();
    Row {
        href: paths::client(client.key),
        name: client.name,
        client_id: client.client_id,
        app_type: client.app_type.label(),
        integration_type: client.integration_type.label(),
        sign_in: sign_in.join(" · "),
        registration: client.registration_type.label(),
        status: client.status.label(),
        disabled: client.status == crate::domain::client::Status::Disabled,
        updated: Moment::new(client.updated_at.0, now),
    }
}

fn menus(parameters: &ListParameters, sort: Sort, descending: bool) -> Vec<Menu> {
    vec![
        filter("App type", parameters, |p| &mut p.app_type, crate::domain::client::AppType::ALL),
        filter(
            "Integration type",
            parameters,
            |p| &mut p.integration_type,
            crate::domain::client::IntegrationType::ALL,
        ),
        filter(
            "Registration type",
            parameters,
            |p| &mut p.registration_type,
            crate::domain::client::RegistrationType::ALL,
        ),
        filter("Status", parameters, |p| &mut p.status, crate::domain::client::Status::ALL),
        order_menu(parameters, sort, descending),
    ]
}

fn filter<C: Choice>(
    label: &'static str,
    parameters: &ListParameters,
    parameter: fn(&mut ListParameters) -> &mut String,
    choices: &'static [C],
) -> Menu {
    let chosen = C::parse(parameter(&mut parameters.clone()));
    let link = |label, token: &str, current| Link {
        label,
        href: parameters.with(|p| token.clone_into(parameter(p))),
        current,
    };
    let any = std::iter::once(link("Any", "", chosen.is_none()));
    let links = choices.iter().map(|choice| link(choice.label(), choice.token(), chosen == Some(*choice)));
    Menu { label, chosen: chosen.map(C::label), links: any.chain(links).collect() }
}

fn order_menu(parameters: &ListParameters, sort: Sort, descending: bool) -> Menu {
    let orders = [
        ("Name, A to Z", Sort::Name, false),
        ("Name, Z to A", Sort::Name, true),
        ("Created, newest first", Sort::Created, true),
        ("Created, oldest first", Sort::Created, false),
        ("Updated, latest first", Sort::Updated, true),
        ("Updated, earliest first", Sort::Updated, false),
    ];
    let links: Vec<Link> = orders
        .into_iter()
        .map(|(label, by, reversed)| Link {
            label,
            href: sorted(parameters, by, reversed),
            current: (by, reversed) == (sort, descending),
        })
        .collect();
    Menu { label: "Sort", chosen: links.iter().find(|link| link.current).map(|link| link.label), links }
}

fn column(parameters: &ListParameters, of: Sort, sort: Sort, descending: bool) -> Column {
    let is_sorted = of == sort;
    let reversed = if is_sorted { !descending } else { of == Sort::Updated };
    let direction = if descending { "descending" } else { "ascending" };
    Column { href: sorted(parameters, of, reversed), direction: is_sorted.then_some(direction) }
}

fn sorted(parameters: &ListParameters, by: Sort, descending: bool) -> String {
    parameters.with(|p| {
        by.token().clone_into(&mut p.sort);
        if descending { "desc" } else { "asc" }.clone_into(&mut p.order);
    })
}

/// What a search keeps of the view that it is made in.
fn hidden(parameters: &ListParameters) -> Vec<(&'static str, String)> {
    let kept = [
        ("app_type", &parameters.app_type),
        ("integration_type", &parameters.integration_type),
        ("registration_type", &parameters.registration_type),
        ("status", &parameters.status),
        ("sort", &parameters.sort),
        ("order", &parameters.order),
    ];
    kept.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (name, value.clone())).collect()
}

fn is_filtered(parameters: &ListParameters) -> bool {
    let filters =
        [&parameters.app_type, &parameters.integration_type, &parameters.registration_type, &parameters.status];
    filters.into_iter().any(|value| !value.is_empty())
}

fn total(page: &Page) -> String {
    match page.total {
        Total::Exactly(count) => counted(count, "client"),
        Total::MoreThan(count) => format!("More than {count} clients"),
    }
}

/// A position in the address: the order of creation and, where that is not the order, the value after a dot.
fn text(sort: Sort, position: &Position) -> String {
    match sort {
        Sort::Created => position.seq.to_string(),
        Sort::Name | Sort::Updated => format!("{}.{}", position.seq, position.value),
    }
}

fn position(sort: Sort, text: &str) -> Result<Position, Problem> {
    let (seq, value) = text.split_once('.').unwrap_or((text, ""));
    let fits = match sort {
        Sort::Created => value.is_empty(),
        Sort::Name => !value.is_empty(),
        Sort::Updated => value.parse::<i64>().is_ok(),
    };
    match seq.parse() {
        Ok(seq) if fits => Ok(Position { seq, value: value.to_owned() }),
        _ => Err(unknown()),
    }
}

fn choice<C: Choice>(token: &str) -> Result<Option<C>, Problem> {
    if token.is_empty() { Ok(None) } else { C::parse(token).map(Some).ok_or_else(unknown) }
}

fn unknown() -> Problem {
    Problem::bad_request("The address asks for a view of the list that does not exist.")
        .next("Go to Clients", paths::CLIENTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn a_position_survives_the_address(seq in 0i64.., value in "\\PC{1,40}") {
            let position = Position { seq, value };
            let read = super::position(Sort::Name, &text(Sort::Name, &position));
            proptest::prop_assert_eq!(read.unwrap(), position);
        }

        #[test]
        fn no_position_makes_it_panic(text in "\\PC{0,40}") {
            for sort in Sort::ALL {
                let _any = super::position(*sort, &text);
            }
        }
    }
}
