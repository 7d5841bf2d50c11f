//! What the address of the activity asks for.

use actix_web::HttpRequest;
use uuid::Uuid;

use crate::console::{listing, paths};
use crate::domain::activity::Action;
use crate::domain::choice::Choice;
use crate::domain::client::ClientKey;
use crate::domain::operator::OperatorId;
use crate::domain::time::Day;
use crate::store::activity::Filter;
use crate::store::paging::Paging;
use crate::web::fields::Errors;
use crate::web::list::{ListParameters, View};
use crate::web::problem::Problem;

static PARAMETERS: ListParameters = ListParameters {
    list: "Activity",
    typed: &["search", "from", "to"],
    filters: &["client", "operator", "kind"],
    order: &[],
};

pub fn view(request: &HttpRequest) -> Result<View, Problem> {
    View::read(&PARAMETERS, paths::ACTIVITY, request.query_string())
}

pub fn errors() -> Errors {
    Errors::new(&[("from", "From"), ("to", "To")])
}

/// Which entries a view asks for; days that cannot be read are noted in `errors`.
pub fn filter(view: &View, errors: &mut Errors) -> Result<Filter, Problem> {
    let filter = Filter {
        search: listing::search(view)?,
        client: view.parsed("client", ClientKey::parse)?,
        operator: view.parsed("operator", |text| Uuid::try_parse(text).ok().map(OperatorId))?,
        actions: view.parsed("kind", actions)?.unwrap_or_default(),
        from: day(errors, "from", view),
        to: day(errors, "to", view),
    };
    if filter.from.zip(filter.to).is_some_and(|(from, to)| to < from) {
        errors.add("to", "“To” must not be before “From”.");
    }
    Ok(filter)
}

pub fn paging(view: &View) -> Result<Paging<i64>, Problem> {
    listing::paging(view, |text| text.parse().ok().filter(|number| *number > 0))
}

/// Kinds of events with spaces between them, each once.
fn actions(text: &str) -> Option<Vec<Action>> {
    let actions: Vec<Action> = text.split(' ').map(Action::parse).collect::<Option<_>>()?;
    let is_repeated = |(at, action): (usize, &Action)| actions.iter().take(at).any(|earlier| earlier == action);
    (!actions.iter().enumerate().any(is_repeated)).then_some(actions)
}

fn day(errors: &mut Errors, field: &'static str, view: &View) -> Option<Day> {
    let typed = view.get(field).trim();
    let day = Day::parse(typed);
    if day.is_none() && !typed.is_empty() {
        errors.add(field, "Enter a day such as 2026-11-22.");
    }
    day
}
