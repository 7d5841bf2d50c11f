use crate::console::{card_form, create};
use crate::support::{Person, Site};
use next_identity_console::domain::role::Role;

/// Every form with fields that would change something.
fn forms(client: &str, token: &str) -> Vec<(String, String)> {
    let form = |path: &str, body: &str| (path.replace("{client}", client), body.to_owned());
    vec![
        form("/set-up", &format!("token={token}&name=Eve&email=eve%40example.com&password=plum+otter+violin+harbour")),
        form("/sign-in", "email=ada%40example.com&password=plum+otter+violin+harbour&return_to="),
        form("/theme", "theme=dark&return_to=%2F"),
        form(
            "/clients/new/basic-settings",
            "name=Bank&app_type=web_app&integration_type=api&primary_identifier=email&method=password&registration_type=self_registration",
        ),
        form("{client}/general", "version=1&name=Bank&description=d&app_type=web_app&integration_type=api"),
        form("{client}/authentication", "version=1&primary_identifier=email&method=password&passkeys=on"),
        form("{client}/registration", "version=1&registration_type=invitation_only"),
        form("{client}/profile", "version=1&change_identifier=on"),
        form("{client}/status", "status=disabled&name=Shop"),
    ]
}

async fn refused(site: &Site, person: &Person, path: &str, body: Vec<u8>, why: &str) {
    let before = (
        site.stored(),
        site.number("(SELECT count(*) FROM operators)"),
        site.number("(SELECT count(*) FROM operator_sessions)"),
    );
    let page = person.post_raw(path, body).await;
    assert!((400..500).contains(&page.status), "{path} {why}: {}", page.status);
    assert_eq!(page.all("h1").len(), 1, "{path} {why}: a page, not a bare status");
    let after = (
        site.stored(),
        site.number("(SELECT count(*) FROM operators)"),
        site.number("(SELECT count(*) FROM operator_sessions)"),
    );
    assert_eq!(before, after, "{path} {why}");
}

#[tokio::test]
async fn every_form_refuses_what_it_did_not_ask_for() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap().to_owned();
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for (path, body) in forms(&client, &token) {
        let first = body.split('=').next().unwrap().to_owned();
        for extra in [
            "role=administrator",
            "id=1",
            "verified=true",
            "secret=x",
            "client_id=mine",
            "created_by=1",
            "=",
            "__proto__=1",
        ] {
            refused(&site, &ada, &path, format!("{body}&{extra}").into(), extra).await;
        }
        refused(&site, &ada, &path, format!("{body}&{first}=again").into(), "repeated").await;
        for bad in ["%ff", "%00", "%c3%28", "%ed%a0%80"] {
            let changed = body.replacen(&format!("{first}="), &format!("{first}={bad}"), 1);
            refused(&site, &ada, &path, changed.into(), bad).await;
        }
        refused(&site, &ada, &path, [body.as_bytes(), b"&x=\xff\xfe"].concat(), "raw bytes").await;
        refused(&site, &ada, &path, format!("{body}&{first}={}", "x".repeat(100_000)).into(), "oversized").await;
        refused(&site, &ada, &path, "a=b&".repeat(20_000).into(), "too many fields").await;
        if path != "/theme" {
            refused(&site, &ada, &path, Vec::new(), "missing").await;
        }
    }
}

#[tokio::test]
async fn every_form_takes_forms_alone() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap().to_owned();
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    for (path, body) in forms(&client, &token) {
        for kind in [
            "text/plain",
            "application/json",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded2",
            "",
        ] {
            let request = ada.request(reqwest::Method::POST, &path).header("content-type", kind).body(body.clone());
            assert_eq!(ada.send(request).await.status, 415, "{path} {kind}");
        }
    }
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn a_form_without_its_version_is_not_saved() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for version in ["", "x", "-", "1.0", "0", "-1", "-9223372036854775808", "99999999999999999999"] {
        let fields = [("version", version), ("registration_type", "invitation_only")];
        assert_eq!(ada.post(&format!("{client}/registration"), &fields).await.status, 400, "{version}");
    }
    for version in ["2", "9223372036854775807"] {
        let filled = [("Registration type", "Invitation-Only")];
        let page = card_form(&ada, &format!("{client}/registration"), &filled, &[("version", version)]).await;
        assert_eq!(page.status, 409, "{version}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(8))]
    #[test]
    fn no_bytes_make_a_fault(bodies in proptest::collection::vec(proptest::collection::vec(proptest::num::u8::ANY, 0..300), 20)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let site = Site::start().await;
            let ada = site.operator(Role::Administrator).await;
            let client = create(&ada, "Shop").await;
            for body in bodies {
                for (path, _) in forms(&client, "x") {
                    let status = ada.post_raw(&path, body.clone()).await.status;
                    assert!(status < 500, "{path} {status} {body:?}");
                }
            }
        });
    }
}
