//! What users read when a request of theirs failed: in their language, with what to do, and without the name of any product.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::journey::{frame, texts_in};
use super::parameters;
use crate::screens::{Frame, Message};
use crate::service::state::State;
use crate::web::cross_origin::OwnOrigin;
use crate::web::problem::Problem;
use crate::web::request_log::RequestId;
use crate::web::{form, page};

/// The page. A form that could not be taken through no fault of its own is offered again.
pub fn explain(request: &HttpRequest, problem: &Problem) -> HttpResponse {
    let status = problem.status_code();
    let address = request.uri().path_and_query().map_or("/", |path| path.as_str());
    let frame = framed(request, address);
    let message = match status {
        StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Message::missing(frame),
        StatusCode::FORBIDDEN => {
            let own = request.app_data::<OwnOrigin>().map_or("", |own| own.0.as_str());
            Message::foreign(frame, format!("{own}{address}"))
        }
        status if !status.is_server_error() => Message::unread(frame),
        _ if request.method().is_safe() => Message::fault(frame, Some(address)),
        _ => match form::sent(request) {
            Some(fields) => Message::fault_with(frame, fields),
            None => Message::fault(frame, None),
        },
    };
    let message = message.reference(RequestId::of_request(request).to_string());
    page::html(status, &message).unwrap_or_else(|_| HttpResponse::new(status))
}

/// In the language that the request of the journey asks for, where the address has it.
fn framed<'a>(request: &HttpRequest, address: &str) -> Frame<'a> {
    let frame = frame(request, None, "", address.to_owned());
    let sent = parameters::of_query(request).ok();
    let sealed = sent.as_ref().and_then(|parameters| parameters.get("request"));
    let asked = sealed.zip(request.app_data::<Data<State>>()).and_then(|(sealed, state)| state.open_request(sealed));
    match asked {
        Some(asked) => Frame { texts: texts_in(request, &asked.ui_locales), ..frame },
        None => frame,
    }
}
