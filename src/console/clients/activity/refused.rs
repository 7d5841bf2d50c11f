//! A kind of request that was refused, as the page tells of it.

use crate::console::paths;
use crate::domain::client::{ClientKey, described};
use crate::domain::refusal::{Mend, Refusal, difference};
use crate::domain::setting::field_name;
use crate::web::marks::Marked;
use crate::web::moment::{Moment, counted};

pub struct RefusedRow {
    pub reference: String,
    pub endpoint: String,
    pub error: String,
    pub reason: String,
    pub times: String,
    pub last: Moment,
    /// Where there was more than one.
    pub first: Option<Moment>,
    pub sent: Option<Marked>,
    pub expected: Option<Marked>,
    /// In how many characters they differ, where that is telling.
    pub difference: Option<String>,
    /// A redirect URI that a click adds.
    pub add: Option<String>,
    /// Where it is mended: what the link says, and its address.
    pub mend: Option<(String, String)>,
    pub revision_href: String,
    pub revision: String,
}

/// Beyond, two texts are different ones rather than one with a mistake in it.
const TELLING: usize = 20;

const REDIRECT_URIS: &str = "integration.redirect_uris";

impl RefusedRow {
    pub fn new(refusal: &Refusal, may_edit: bool, now: i64) -> Self {
        let compared = refusal.sent.as_deref().zip(refusal.expected.as_deref());
        let compared = compared.map(|(sent, expected)| difference(sent, expected));
        let telling = compared.filter(|found| (1..=TELLING).contains(&found.characters()));
        let plain = |text: &Option<String>| text.clone().map(Marked::plain);
        let (sent, expected) = match &telling {
            Some(found) => (Some(Marked::of_parts(found.sent())), Some(Marked::of_parts(found.expected()))),
            None => (plain(&refusal.sent), plain(&refusal.expected)),
        };
        let characters = telling.and_then(|found| i64::try_from(found.characters()).ok());
        let is_uri = refusal.mend == Some(Mend::Setting(REDIRECT_URIS));
        Self {
            reference: refusal.reference(),
            endpoint: endpoint(&refusal.endpoint),
            error: refusal.error.clone(),
            reason: refusal.reason.clone(),
            times: counted(refusal.times, "time"),
            last: Moment::new(refusal.last_at.0, now),
            first: (refusal.times > 1).then(|| Moment::new(refusal.first_at.0, now)),
            sent,
            expected,
            difference: characters.map(|count| format!("They differ in {}.", counted(count, "character"))),
            add: refusal
                .sent
                .clone()
                .filter(|sent| is_uri && may_edit && is_at_home(sent, refusal.expected.as_deref())),
            mend: refusal.mend.filter(|_| may_edit).and_then(|mend| link(refusal.client, mend)),
            revision_href: paths::file(refusal.client, refusal.revision),
            revision: refusal.revision.to_string(),
        }
    }
}

/// Whether an address is where the client's others are, if it has any. Anybody can send a request with an address that looks
/// much like one of them, so one of elsewhere is not added by a click.
fn is_at_home(sent: &str, registered: Option<&str>) -> bool {
    let place = |uri: &str| {
        let (scheme, rest) = uri.split_once(':').unwrap_or((uri, ""));
        let authority = rest.strip_prefix("//").unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
        if authority.is_empty() { scheme.to_owned() } else { authority.to_owned() }
    };
    registered.is_none_or(|registered| place(registered) == place(sent))
}

fn endpoint(known: &str) -> String {
    let label = match known {
        "authorize" => "Authorization",
        "token" => "Token",
        "userinfo" => "User info",
        "end_session" => "Sign-out",
        other => other,
    };
    label.to_owned()
}

fn link(client: ClientKey, mend: Mend) -> Option<(String, String)> {
    Some(match mend {
        Mend::Setting(path) => {
            let (card, setting) = described(path)?;
            let href = format!("{}#{}", paths::card(client, card.name), field_name(path));
            (format!("Open {}", setting.label), href)
        }
        Mend::Secrets => ("Open Credentials".to_owned(), paths::credentials(client)),
        Mend::Status => ("Enable the client".to_owned(), paths::status(client)),
    })
}
