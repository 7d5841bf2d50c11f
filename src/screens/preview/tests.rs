use actix_web::test::TestRequest;
use serde_json::{Value, json};

use super::*;
use crate::domain::client::described;
use crate::domain::setting::put_at;

fn drawn(changes: &[(&str, Value)]) -> Vec<Screen> {
    let mut document = Settings::unchosen().to_value();
    for (path, value) in changes {
        put_at(&mut document, path, value.clone());
    }
    let settings = Settings::from_value(document).unwrap();
    let appearance = Appearance::of_request(&TestRequest::get().to_http_request());
    let marks: Vec<Mark> = shown().map(|path| Mark { label: path.clone(), href: format!("#{path}"), path }).collect();
    screens(&settings, &appearance, &marks, &["Start", "Code", "Details", "Refused", "Done"]).unwrap()
}

/// Whatever a template marks is a setting, and one whose place is asked for.
#[test]
fn every_mark_of_a_template_is_of_a_setting_that_is_shown() {
    let shown: Vec<String> = shown().collect();
    for path in &shown {
        let whole = path.strip_prefix("registration.fields.").map_or(path.as_str(), |_| "registration.fields");
        assert!(described(whole).is_some(), "{path}");
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/screens");
    let mut marked = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for named in source.split("let setting = \"").skip(1) {
            let path = named.split('"').next().unwrap();
            assert!(shown.iter().any(|shown| shown == path), "{path}");
            marked += 1;
        }
    }
    assert!(marked > 5, "{marked}");
}

#[test]
fn every_shown_setting_marks_a_screen() {
    let document = json!({"link": "https://example.com/", "version": "1"});
    let all: Vec<Value> =
        ProfileField::ALL.iter().map(|field| json!({"field": field.token(), "required": true})).collect();
    let asked = [
        ("registration.fields", json!(all)),
        ("registration.terms", document.clone()),
        ("registration.privacy", document),
    ];
    let mut pages = drawn(&asked);
    pages.extend(drawn(&[("authentication.two_step.policy", json!("required"))]));
    for path in shown() {
        let mark = format!("class=\"mark\" href=\"#{path}\"");
        assert!(pages.iter().any(|page| page.html.contains(&mark)), "{path}");
    }
}

/// Settings that contradict each other are drawn all the same, and what is drawn comes to an end.
#[test]
fn nobody_registers_where_every_domain_is_refused() {
    let list = json!(["a.example"]);
    let names = |screens: Vec<Screen>| screens.iter().map(|screen| screen.name).collect::<Vec<_>>();
    let both = [("registration.domains.allowed", list.clone()), ("registration.domains.blocked", list.clone())];
    assert_eq!(names(drawn(&both)), ["Start", "Code", "Refused"]);
    let second = json!([{"field": "second_contact", "required": true}]);
    let mobile = ("authentication.primary_identifier", json!("mobile"));
    let both = [both[0].clone(), both[1].clone(), mobile, ("registration.fields", second)];
    assert_eq!(names(drawn(&both)), ["Start", "Code", "Details", "Refused"]);
}
