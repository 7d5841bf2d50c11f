use reqwest::Method;

use super::forms::{Form, Forms};
use crate::support::{Page, Person};

/// The largest body of a form that is read, in bytes.
const LIMIT: usize = 32 * 1024;
/// And of one that has lists of addresses.
const LONG_LIMIT: usize = 1024 * 1024;

/// Sends bodies for which a form is to be refused, each with a page of this status.
async fn refused(form: &Form, bodies: Vec<(Vec<u8>, String)>, status: u16) {
    for (body, why) in bodies {
        let page = form.person.post_raw(&form.path, body).await;
        assert_eq!(page.status, status, "{} {why}: {}", form.shape, page.text());
        assert_eq!(page.all("h1").len(), 1, "{} {why}: a page, not a bare status", form.shape);
    }
}

/// The forms that send fields. (Those that send none read none.)
fn with_fields(forms: &Forms) -> impl Iterator<Item = &Form> {
    forms.all.iter().filter(|form| !form.fields.is_empty())
}

#[tokio::test]
async fn every_form_is_accepted_as_it_stands_and_changes_something() {
    let forms = Forms::find().await;
    for form in &forms.all {
        let before = forms.stored();
        let page = form.person.post_raw(&form.path, form.body()).await;
        // What makes a secret shows it on its answer, and nowhere else.
        let shows = ["/clients/{id}/credentials", "/clients/{id}/credentials/rotation"].contains(&form.shape.as_str());
        assert_eq!(page.status, if shows { 200 } else { 303 }, "{}: {}", form.shape, page.text());
        // The colors are a cookie alone, and a sign-in that is tried begins in an address.
        let changes = !["/theme", "/clients/{id}/try-out"].contains(&form.shape.as_str());
        assert_eq!(forms.stored() != before, changes, "{}", form.shape);
    }
}

#[tokio::test]
async fn every_form_refuses_a_field_that_it_did_not_ask_for() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in with_fields(&forms) {
        let extras =
            ["role=administrator", "id=1", "verified=true", "client_id=x", "=", "__proto__=1", "status", "%70=1"];
        let with = |extra: &str| (format!("{}&{extra}", form.body()).into_bytes(), extra.to_owned());
        refused(form, extras.map(with).into(), 400).await;
    }
    assert_eq!(forms.stored(), before);
}

#[tokio::test]
async fn every_form_refuses_a_field_that_is_there_twice() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in with_fields(&forms) {
        let mut twice = Vec::new();
        for pair in &form.fields {
            let again = serde_urlencoded::to_string([pair]).unwrap();
            twice.push((format!("{}&{again}", form.body()).into_bytes(), again));
        }
        refused(form, twice, 400).await;
    }
    assert_eq!(forms.stored(), before);
}

#[tokio::test]
async fn every_form_refuses_what_is_no_text_in_every_field() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in with_fields(&forms) {
        let mut bad = vec![([form.body().as_bytes(), b"&x=\xff\xfe"].concat(), "raw bytes".to_owned())];
        for place in 0..form.fields.len() {
            for text in ["%ff", "%00", "a%00b", "%c3%28", "%ed%a0%80"] {
                bad.push((form.body_with(place, text).into(), format!("{text} in {}", form.fields[place].0)));
            }
        }
        refused(form, bad, 400).await;
    }
    assert_eq!(forms.stored(), before);
}

#[tokio::test]
async fn a_form_without_anything_in_it_is_never_accepted() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in with_fields(&forms) {
        let status = match form.shape.as_str() {
            "/sign-in"
            | "/confirmation"
            | "/account"
            | "/account/password"
            | "/clients/{id}/duplicate"
            | "/clients/new/basic-settings" => 422,
            "/set-up" | "/password-choice" => 404,
            _ => 400,
        };
        refused(form, vec![(Vec::new(), "empty".to_owned())], status).await;
    }
    assert_eq!(forms.stored(), before);
}

#[tokio::test]
async fn every_form_is_read_up_to_its_limit_and_no_byte_further() {
    let forms = Forms::find().await;
    for form in with_fields(&forms) {
        let before = forms.stored();
        let padded = |length: usize| {
            let body = form.body();
            let missing = length - body.len() - "&padding=".len();
            format!("{body}&padding={}", "x".repeat(missing)).into_bytes()
        };
        let is_long = form.shape == "/clients/{id}/integration";
        let (limit, too_many) = if is_long { (LONG_LIMIT, 400) } else { (LIMIT, 413) };
        refused(form, vec![(padded(limit), "at the limit it is read, and refused for the field".to_owned())], 400)
            .await;
        refused(form, vec![(padded(limit + 1), "beyond the limit".to_owned())], 413).await;
        refused(form, vec![("a=b&".repeat(20_000).into(), "too many fields".to_owned())], too_many).await;
        assert_eq!(forms.stored(), before);
    }
    let theme = with_fields(&forms).find(|form| form.shape == "/theme").unwrap();
    let back = "x".repeat(LIMIT - "theme=dark&return_to=/".len());
    let page = theme.person.post_raw("/theme", format!("theme=dark&return_to=/{back}")).await;
    assert_eq!((page.status, page.location().unwrap().len()), (303, back.len() + 1), "whole, at the limit");
}

#[tokio::test]
async fn an_address_is_read_up_to_its_limit_and_no_byte_further() {
    let forms = Forms::find().await;
    let visitor = forms.sites[1].visitor();
    let query = "return_to=/";
    for (length, status) in [(LIMIT, 200), (LIMIT + 1, 414)] {
        let path = format!("/sign-in?{query}{}", "x".repeat(length - query.len()));
        let page: Page = visitor.get(&path).await;
        assert_eq!(page.status, status, "{length}");
    }
}

#[tokio::test]
async fn every_form_takes_forms_alone() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in with_fields(&forms) {
        for kind in [
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded2",
            "application/x-www-form",
            "",
        ] {
            let request = form.person.request(Method::POST, &form.path).header("content-type", kind).body(form.body());
            assert_eq!(form.person.send(request).await.status, 415, "{} {kind}", form.shape);
        }
        let untyped = form.person.request(Method::POST, &form.path).body(form.body());
        assert_eq!(form.person.send(untyped).await.status, 415, "{} without a type", form.shape);
    }
    assert_eq!(forms.stored(), before);
    let theme = with_fields(&forms).find(|form| form.shape == "/theme").unwrap();
    for kind in ["application/x-www-form-urlencoded; charset=utf-8", "APPLICATION/X-WWW-FORM-URLENCODED"] {
        let request = theme.person.request(Method::POST, "/theme").header("content-type", kind).body(theme.body());
        assert_eq!(theme.person.send(request).await.status, 303, "{kind}");
    }
}

#[tokio::test]
async fn every_form_is_refused_from_another_site_and_over_any_other_method() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in &forms.all {
        let bare = |method: Method| {
            let kind = "application/x-www-form-urlencoded";
            form.person.bare(method, &form.path).header("content-type", kind).body(form.body())
        };
        let own = &form.person.site;
        let foreign: [&[(&str, &str)]; 9] = [
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "cross-site"), ("origin", own)],
            &[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "")],
            &[("origin", "https://evil.test")],
            &[("origin", "null")],
            &[("origin", own), ("origin", "https://evil.test")],
            &[("origin", "http://localhost")],
        ];
        for headers in foreign {
            let request =
                headers.iter().fold(bare(Method::POST), |request, (name, value)| request.header(*name, *value));
            let page = form.person.send(request).await;
            assert_eq!((page.status, page.h1().as_str()), (403, "Refused"), "{} {headers:?}", form.shape);
        }
        if form.person.cookie("nic_session").is_some() {
            let page = form.person.send(bare(Method::POST)).await;
            assert_eq!((page.status, page.h1().as_str()), (403, "Refused"), "{} with cookies alone", form.shape);
        }
        for method in [Method::PUT, Method::PATCH, Method::DELETE] {
            let page = form.person.send(bare(method.clone()).header("sec-fetch-site", "same-origin")).await;
            assert_eq!(page.status, 405, "{method} {}", form.shape);
        }
    }
    assert_eq!(forms.stored(), before);
}

#[tokio::test]
async fn every_form_of_an_operator_takes_a_session_that_lives_and_a_role_that_allows_it() {
    let forms = Forms::find().await;
    let site = &forms.sites[1];
    let guarded: Vec<&Form> = forms.all.iter().filter(|form| needs_a_session(form)).collect();
    assert!(guarded.len() >= 7);
    site.execute("UPDATE operators SET role = 'viewer'");
    let as_viewer = forms.stored();
    for form in guarded.iter().filter(|form| form.shape.starts_with("/clients")) {
        assert_eq!(form.person.post_raw(&form.path, form.body()).await.status, 403, "{}", form.shape);
    }
    assert_eq!(forms.stored(), as_viewer);
    site.execute("UPDATE operators SET role = 'administrator', disabled_at = 1");
    let kept_out = forms.stored();
    for form in &guarded {
        assert_eq!(form.person.post_raw(&form.path, form.body()).await.status, 401, "{} kept out", form.shape);
        let nobody: Person = site.visitor();
        assert_eq!(nobody.post_raw(&form.path, form.body()).await.status, 401, "{} by nobody", form.shape);
    }
    assert_eq!(forms.stored(), kept_out);
}

#[tokio::test]
async fn no_form_of_an_operator_is_taken_after_the_end_of_their_session() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for site in &forms.sites {
        site.pass(3600);
    }
    let signed_in: Vec<&Form> = forms.all.iter().filter(|form| needs_a_session(form)).collect();
    assert!(signed_in.len() >= 7);
    for form in signed_in {
        assert_eq!(form.person.post_raw(&form.path, form.body()).await.status, 401, "{} after its end", form.shape);
    }
    assert_eq!(forms.stored(), before);
}

/// Whether only somebody who is signed in can send it.
fn needs_a_session(form: &Form) -> bool {
    form.person.cookie("nic_session").is_some() && !["/theme", "/sign-out"].contains(&form.shape.as_str())
}

#[tokio::test]
async fn a_card_that_does_not_say_what_it_was_opened_at_is_not_saved() {
    let forms = Forms::find().await;
    let before = forms.stored();
    for form in &forms.all {
        let Some(place) = form.revision() else { continue };
        let bad = ["", "x", "-", "1.0", "0", "-1", "+1", "%201", "1e0", "-9223372036854775808", "99999999999999999999"];
        let bodies = bad.map(|value| (form.body_with(place, value).into(), value.to_owned()));
        refused(form, bodies.into(), 400).await;
        let left_out: Vec<_> =
            form.fields.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, pair)| pair).collect();
        let left_out = serde_urlencoded::to_string(&left_out).unwrap();
        refused(form, vec![(left_out.into(), "left out".to_owned())], 400).await;
        let bodies =
            [1_000, i64::MAX].map(|number| (form.body_with(place, &number.to_string()).into(), number.to_string()));
        refused(form, bodies.into(), 400).await;
    }
    assert_eq!(forms.stored(), before);
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(4))]
    #[test]
    fn no_bytes_make_a_fault(bodies in proptest::collection::vec(proptest::collection::vec(proptest::num::u8::ANY, 0..300), 40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let forms = Forms::find().await;
            for body in bodies {
                for form in with_fields(&forms) {
                    let status = form.person.post_raw(&form.path, body.clone()).await.status;
                    assert!(status < 500, "{} {status} {body:?}", form.shape);
                }
            }
        });
    }
}
