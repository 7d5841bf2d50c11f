use actix_web::test::TestRequest;
use askama::Template;

use super::*;
use crate::domain::choice::Choice;
use crate::domain::client::{AskedField, Document, DocumentVersion, HttpsLink, PrimaryIdentifier, ProfileField};
use crate::domain::language::Language;
use crate::domain::text::TextError;
use crate::domain::user::How;

/// Names and values that somebody chose to do harm with, or that are hard to set.
const HOSTILE: [&str; 5] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>'",
    "متجر الكتب \u{202e}evil",
    "An application whose name is as long as a name can be, so that it takes many row",
    "{ $client } {{ 7 * 7 }} &lt;b&gt;",
];

fn all(texts: Texts, evil: &str) -> Vec<(&'static str, String)> {
    let request = TestRequest::get().to_http_request();
    let frame = || Frame {
        texts,
        appearance: Appearance::of_request(&request),
        client: evil,
        form: format!("/journey/{evil}"),
        marks: None,
    };
    let some = || Some(evil.to_owned());
    let mut pages = Vec::new();
    for kind in PrimaryIdentifier::ALL.iter().copied() {
        let identify = Identify {
            frame: frame(),
            kind,
            typed: evil.to_owned(),
            remember: true,
            registration_open: true,
            error: some(),
            note: some(),
        };
        pages.push(("identify", identify.render()));
        for (can_resend, resend_in) in [(true, Some(30)), (true, None), (false, None)] {
            let sent_to = evil.to_owned();
            let code = Code { frame: frame(), kind, sent_to, error: some(), note: some(), resend_in, can_resend };
            pages.push(("code", code.render()));
        }
        for is_new in [true, false] {
            pages.push(("details", details(frame(), is_new, kind, evil).render()));
        }
    }
    let address = || format!("com.example.app:/back?state={evil}");
    pages.push(("confirm", Confirm { is_signed_in: true, frame: frame(), name: evil.to_owned() }.render()));
    pages.push(("leaving", Leaving { frame: frame(), address: address() }.render()));
    let fields = vec![(evil.to_owned(), evil.to_owned())];
    pages.push(("form post", FormPost { frame: frame(), address: address(), fields: fields.clone() }.render()));
    pages.push(("done", Done { frame: frame(), address: Some(address()) }.render()));
    pages.push(("sign out", SignOut { frame: frame(), sealed: evil.to_owned() }.render()));
    pages.push(("signed out", SignedOut { frame: frame(), address: Some(address()) }.render()));
    for message in [
        Message::uninvited(frame()),
        Message::domain_refused(frame()),
        Message::user_disabled(frame()),
        Message::ended(frame()),
        Message::elsewhere(frame(), some()),
        Message::cookies_off(frame(), some()),
        Message::expired(frame()),
        Message::unavailable(frame(), "authentication.method"),
        Message::client_disabled(frame()),
        Message::too_many(frame(), 3),
        Message::sent_back_again(frame()),
        Message::bad_request(frame()),
        Message::bad_request(Frame { client: "", ..frame() }),
    ] {
        pages.push(("message", message.reference(evil).return_to(Some(address())).render()));
    }
    let step = TriedStep { what: evil.to_owned(), because: evil.to_owned(), link: evil.to_owned() };
    for (joined, has_new_session) in [(Some(How::Registered), true), (Some(How::Joined), true), (None, false)] {
        let tried = Tried {
            frame: frame(),
            user: evil.to_owned(),
            user_page: evil.to_owned(),
            joined,
            has_new_session,
            steps: vec![step.clone()],
            claims: fields.clone(),
            lifetimes: fields.clone(),
        };
        pages.push(("tried", tried.render()));
    }
    pages.into_iter().map(|(name, page)| (name, page.unwrap())).collect()
}

fn details<'a>(frame: Frame<'a>, is_new: bool, kind: PrimaryIdentifier, evil: &str) -> DetailsPage<'a> {
    let texts = frame.texts;
    let fields = ProfileField::ALL.iter().enumerate().map(|(at, field)| {
        let asked = AskedField { field: *field, required: at % 2 == 0 };
        Field::new(texts, asked, kind, evil, Some(evil.to_owned()))
    });
    let document = Document {
        link: HttpsLink::parse("https://example.com/terms?a=1&b='2'").unwrap(),
        version: DocumentVersion::parse("<3>").unwrap(),
    };
    let documents = vec![
        DocumentField::terms(texts, &document, true, Some(evil.to_owned())),
        DocumentField::privacy(texts, &document, false, None),
    ];
    DetailsPage { frame, is_new, fields: fields.collect(), documents }
}

#[test]
fn whatever_people_have_typed_is_text_on_every_page_in_every_language() {
    for (language, evil) in Language::ALL.iter().flat_map(|language| HOSTILE.map(|evil| (*language, evil))) {
        for (name, page) in all(Texts::new(language), evil) {
            let document = scraper::Html::parse_document(&page);
            let count = |what: &str| document.select(&scraper::Selector::parse(what).unwrap()).count();
            assert_eq!(
                (count("script"), count("script[src]"), count("img"), count("b")),
                (1, 1, 0, 0),
                "{name}: {page}"
            );
            assert_eq!((count("h1"), count("main"), count("title")), (1, 1, 1), "{name}");
            assert_eq!(count("[onerror], [style], [onclick]"), 0, "{name}: {page}");
            let root = document.root_element().value();
            assert_eq!((root.attr("lang"), root.attr("dir")), (Some(language.token()), Some("ltr")), "{name}");
            assert!(!page.contains("{{") || evil.contains("{{"), "{name}: {page}");
        }
    }
}

#[test]
fn every_control_has_a_label_and_every_description_is_there() {
    for (name, page) in all(Texts::new(Language::En), "x") {
        let document = scraper::Html::parse_document(&page);
        let select = |what: &str| {
            let selector = scraper::Selector::parse(what).unwrap();
            let found = document.select(&selector);
            found.map(|element| element.value().clone()).collect::<Vec<_>>()
        };
        let has = |id: &str| !select(&format!("[id='{id}']")).is_empty();
        for input in select("input:not([type=hidden]), select, textarea") {
            let id = input.attr("id").unwrap();
            assert_eq!(
                (select(&format!("[id='{id}']")).len(), select(&format!("label[for='{id}']")).len()),
                (1, 1),
                "{name}: {id}"
            );
            for described in input.attr("aria-describedby").unwrap_or_default().split_whitespace() {
                assert!(has(described), "{name}: {described}");
            }
        }
        for link in select(".error-summary a") {
            assert!(has(link.attr("href").unwrap().trim_start_matches('#')), "{name}");
        }
        for form in select("form") {
            assert!(["get", "post"].contains(&form.attr("method").unwrap()), "{name}");
        }
    }
}

#[test]
fn the_labels_that_people_look_for_are_there() {
    let texts = Texts::new(Language::En);
    let pages = all(texts, "Online Shop");
    for (name, words) in [
        ("identify", "Sign in to Online Shop"),
        ("identify", ">Email</label>"),
        ("identify", ">Mobile number</label>"),
        ("identify", ">Continue</button>"),
        ("code", ">Check your email</h1>"),
        ("code", ">We sent a code to Online Shop.<"),
        ("code", ">Code</label>"),
        ("code", ">Send a new code</button>"),
        ("code", ">Use another email</button>"),
        ("details", ">Create your account</h1>"),
        ("details", ">Create account</button>"),
        ("details", ">Complete your account</h1>"),
        ("confirm", ">Continue as Online Shop</button>"),
        ("confirm", ">Use another account</button>"),
        ("confirm", ">Cancel</button>"),
        ("leaving", ">Return to Online Shop</a>"),
        ("form post", ">Return to Online Shop</button>"),
        ("sign out", ">Sign out of Online Shop?</h1>"),
        ("sign out", ">Sign out</button>"),
        ("sign out", ">Stay signed in</button>"),
    ] {
        assert!(pages.iter().any(|(page, source)| *page == name && source.contains(words)), "{name}: {words}");
    }
}

#[test]
fn what_was_accepted_is_the_version_that_was_shown() {
    let (_, page) = all(Texts::new(Language::De), "x").into_iter().find(|(name, _)| *name == "details").unwrap();
    assert!(page.contains("name=\"terms\" value=\"&#60;3&#62;\" required checked"), "{page}");
    assert!(page.contains("name=\"privacy\" value=\"&#60;3&#62;\" required>"), "{page}");
}

#[test]
fn a_refused_text_is_explained_in_each_language() {
    for error in [
        TextError::Missing("a name"),
        TextError::TooShort(2),
        TextError::TooLong(3, 4),
        TextError::Invisible(0x200b),
        TextError::MixedAlphabets("Аda".to_owned(), "Cyrillic and Latin".to_owned()),
        TextError::NotAnEmail,
    ] {
        let said = [Language::En, Language::De].map(|language| of_text(Texts::new(language), &error));
        assert!(said[0] != said[1] && said.iter().all(|words| !words.starts_with("error-")), "{said:?}");
    }
}
