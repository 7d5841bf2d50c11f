//! What is the console's own about its pages: their name, their headers and what they say when something fails.

use std::time::Duration;

use super::{paths, problem};
use crate::web::appearance::Pages;
use crate::web::cookies::Cookie;
use crate::web::door::Door;
use crate::web::headers;
use crate::web::problem::Fault;

pub static DOOR: Door = Door { headers: &headers::STRICT, explain: problem::explain };

pub static PAGES: Pages = Pages {
    name: "Next Identity Console",
    description: "The console in which a company runs sign-in for its applications.",
    home: paths::HOME,
    home_link: "Go to Clients",
    theme_switch: paths::THEME,
    theme: THEME,
    fault,
    misaddressed: "Whoever runs it can change that with the setting --base-url.",
    keys: KEYS,
};

/// The public keys of a client, or a private one by mistake.
pub(super) const KEYS: &str = "jwk_set";
pub(super) const THEME: Cookie = Cookie { name: "nic_theme", age: Duration::from_hours(24 * 365) };

fn fault(fault: Fault) -> &'static str {
    match fault {
        Fault::Defect => {
            "This is our fault, not yours, and nothing was changed. Try again; if it happens again, give the reference \
             below to whoever runs this console."
        }
        Fault::Busy => {
            "The console is too busy, or its database is in use by another program. Nothing was changed. Try again in \
             a minute; whoever runs this console finds the cause in its log."
        }
        Fault::DiskFull => {
            "The disk that holds the console's data is full. Nothing was changed. Whoever runs this console has to \
             make room."
        }
        Fault::DatabaseGone => {
            "The console's database file is gone or was replaced, so changes cannot be kept. Nothing was changed. Whoever \
             runs this console finds in its log which file it is and what to do; then it has to be started again."
        }
        Fault::DatabaseDamaged => {
            "The console's database cannot be read where this page needs it: it is damaged, or its disk fails. Nothing was \
             changed. Other pages may still work. Whoever runs this console finds in its log what to do."
        }
        Fault::DiskRefuses => {
            "The disk that holds the console's data refuses to be used at the moment. Nothing was changed. Try again \
             in a minute; whoever runs this console finds the cause in its log."
        }
    }
}
