//! Exports of everything that a view of the record holds, written while they are read.

use actix_web::http::Method;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse};
use futures_util::stream::{self, StreamExt, TryStreamExt};

use super::format;
use super::parameters;
use crate::console::access::{Allowed, ReadActivity};
use crate::domain::activity::Entry;
use crate::service::state::State;
use crate::store::activity::{self, Filter};
use crate::store::paging::Paging;
use crate::web::moment::file_stamp;
use crate::web::problem::Problem;

/// Entries that are read at a time, so that an export of millions takes little memory and holds no snapshot for long.
const BATCH: usize = 500;

pub async fn csv(_: Allowed<ReadActivity>, state: Data<State>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    export(
        state,
        &request,
        Format { ending: "csv", kind: "text/csv; charset=utf-8", head: format::csv_head, write: format::csv },
    )
}

pub async fn json_lines(
    _: Allowed<ReadActivity>,
    state: Data<State>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    export(
        state,
        &request,
        Format { ending: "jsonl", kind: "application/jsonl", head: || Ok(Vec::new()), write: format::json_lines },
    )
}

#[derive(Clone, Copy)]
struct Format {
    ending: &'static str,
    kind: &'static str,
    head: fn() -> Result<Vec<u8>, format::Unwritable>,
    write: fn(&[Entry]) -> Result<Vec<u8>, format::Unwritable>,
}

fn export(state: Data<State>, request: &HttpRequest, format: Format) -> Result<HttpResponse, Problem> {
    let (view, mut errors) = (parameters::view(request)?, parameters::errors());
    let filter = parameters::filter(&view, &mut errors)?;
    if let Some(day) = ["from", "to"].into_iter().find(|day| errors.error_of(day).is_some()) {
        return Err(view.refused(day, "is not a day that can be exported"));
    }
    if parameters::paging(&view)? != Paging::First {
        return Err(view.refused("after", "or “before” names a page, but an export has none"));
    }
    let name = format!("attachment; filename=\"activity-{}.{}\"", file_stamp(state.now().0), format.ending);
    let mut response = HttpResponse::Ok();
    response.insert_header((CONTENT_TYPE, format.kind)).insert_header((CONTENT_DISPOSITION, name));
    if request.method() == Method::HEAD {
        return Ok(response.finish());
    }
    let head = (format.head)().map_err(Problem::internal)?;
    let head = stream::once(async { Ok(Bytes::from(head)) });
    let body = head.chain(batches(state, filter, format.write)).map_err(actix_web::Error::from);
    Ok(response.streaming(body.boxed_local()))
}

/// The entries from the newest to the oldest. What is recorded in the meantime is newer than where it began, so it
/// ends; and it stops when the browser goes away, which drops it.
fn batches(
    state: Data<State>,
    filter: Filter,
    write: fn(&[Entry]) -> Result<Vec<u8>, format::Unwritable>,
) -> impl futures_util::Stream<Item = Result<Bytes, Problem>> {
    let next = move |after: Option<Option<i64>>| {
        let (state, filter) = (state.clone(), filter.clone());
        async move {
            let Some(after) = after else { return Ok(None) };
            let entries = state.store.read_aside(move |conn| activity::older(conn, &filter, after, BATCH)).await?;
            let rest = entries.last().filter(|_| entries.len() == BATCH).map(|entry| Some(entry.seq));
            Ok(Some((Bytes::from(write(&entries).map_err(Problem::internal)?), rest)))
        }
    };
    // The browser sees a download that failed, since its end is missing; whoever runs the console reads why.
    stream::try_unfold(Some(None), next)
        .inspect_err(|problem: &Problem| tracing::error!(%problem, "an export broke off"))
}
