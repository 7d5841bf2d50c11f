//! Exports of everything that a view of the record holds, written while they are read.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, Stream, StreamExt, TryStreamExt};

use super::format::{self, Unwritable};
use super::parameters;
use crate::console::access::{Allowed, ReadActivity};
use crate::domain::activity::Entry;
use crate::domain::operator::OperatorId;
use crate::service::state::State;
use crate::service::turns::Turn;
use crate::store::activity::Walk;
use crate::store::paging::Paging;
use crate::web::list::View;
use crate::web::moment::file_stamp;
use crate::web::problem::Problem;

/// Entries that are read and written at a time. They are all that an export holds while the browser takes its time.
const BATCH: usize = 100;

/// When an export that was refused is worth another try: nobody can know how long the others take.
const RETRY: Duration = Duration::from_secs(10);

pub async fn csv(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let csv = Format { ending: "csv", kind: "text/csv; charset=utf-8", head: format::csv_head, write: format::csv };
    export(access.operator.id, state, &request, csv).await
}

pub async fn json_lines(
    access: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let lines =
        Format { ending: "jsonl", kind: "application/jsonl", head: || Ok(Vec::new()), write: format::json_lines };
    export(access.operator.id, state, &request, lines).await
}

type Write = fn(&[Entry]) -> Result<Vec<u8>, Unwritable>;

#[derive(Clone, Copy)]
struct Format {
    ending: &'static str,
    kind: &'static str,
    head: fn() -> Result<Vec<u8>, Unwritable>,
    write: Write,
}

async fn export(
    operator: OperatorId,
    state: Data<State>,
    request: &HttpRequest,
    format: Format,
) -> Result<HttpResponse, Problem> {
    let (view, mut errors) = (parameters::view(request)?, parameters::errors());
    let filter = parameters::filter(&view, &mut errors)?;
    if let Some(day) = ["from", "to"].into_iter().find(|day| errors.error_of(day).is_some()) {
        return Err(view.refused(day, "is not a day that can be exported"));
    }
    if parameters::paging(&view)? != Paging::First {
        return Err(view.refused("after", "or “before” names a page, but an export has none"));
    }
    let turn = state.exports.take(operator, Duration::ZERO).await.ok_or_else(|| too_many(&view))?;
    let name = format!("attachment; filename=\"activity-{}.{}\"", file_stamp(state.now().0), format.ending);
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, format.kind)).insert_header((CONTENT_DISPOSITION, name));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let head = (format.head)().map_err(Problem::internal)?;
    // What cannot be read at all is answered with a page rather than with a download that breaks off.
    let (first, walk) = read(&state, Walk::new(filter), format.write).await?;
    let begin = stream::iter([head.into(), first].map(Ok));
    let body = begin.chain(rest(state, turn, walk, format.write)).map_err(actix_web::Error::from);
    Ok(response.streaming(body.boxed_local()))
}

fn too_many(view: &View) -> Problem {
    let message = "Two of your exports are being downloaded already. Wait until one of them is complete, or cancel it \
        in your browser, and then begin this one again.";
    Problem::new(StatusCode::TOO_MANY_REQUESTS, "Too many exports at once", message)
        .next("Go to Activity", &view.href_with(&[]))
        .retry_after(RETRY)
}

/// The next entries as they are written. A read goes on when the browser has gone away, so it holds its place itself.
async fn read(state: &State, mut walk: Walk, write: Write) -> Result<(Bytes, Walk), Problem> {
    let place = Arc::clone(&state.export_reads).acquire_owned().await.map_err(Problem::internal)?;
    let read = state.store.search(move |search| {
        let _place = place;
        let text = write(&walk.next(search, BATCH)?);
        Ok((text, walk))
    });
    let (text, walk) = read.await?;
    Ok((text.map_err(Problem::internal)?.into(), walk))
}

/// The entries that follow, newest first, each batch read when the one before has been sent. It stops when the browser goes
/// away, which drops it and with it the operator's turn.
fn rest(state: Data<State>, turn: Turn, walk: Walk, write: Write) -> impl Stream<Item = Result<Bytes, Problem>> {
    let next = move |(turn, walk): (Turn, Walk)| {
        let state = state.clone();
        async move {
            if walk.is_over() {
                return Ok(None);
            }
            let (text, walk) = read(&state, walk, write).await?;
            Ok(Some((text, (turn, walk))))
        }
    };
    // The browser sees a download that failed, since its end is missing; whoever runs the console reads why.
    stream::try_unfold((turn, walk), next)
        .inspect_err(|problem: &Problem| tracing::error!(%problem, "an export broke off"))
}
