//! Who may call a handler: said by the type of its first argument, so that it cannot be forgotten.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use crate::domain::role::Permission;
use crate::web::problem::Problem;

/// An argument that decides who may call a handler.
pub trait Gate {
    /// The permission that it takes; `None` where everybody may.
    const REQUIRES: Option<Permission>;
}

#[derive(Debug)]
pub struct Anyone;

impl Gate for Anyone {
    const REQUIRES: Option<Permission> = None;
}

impl FromRequest for Anyone {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(_: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self))
    }
}

/// The arguments of a handler whose first one is a [`Gate`]; no other handler can be made a route.
pub trait Gated {
    const REQUIRES: Option<Permission>;
}

macro_rules! gated {
    ($($argument:ident)*) => {
        impl<G: Gate, $($argument),*> Gated for (G, $($argument,)*) {
            const REQUIRES: Option<Permission> = G::REQUIRES;
        }
    };
}
gated!();
gated!(A);
gated!(A B);
gated!(A B C);
gated!(A B C D);
gated!(A B C D E);
