use crate::console::{card_form, create, create_with};
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;

/// Each is a name that the product accepts and that a careless page would run.
const PAYLOADS: [&str; 8] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' autofocus onfocus=alert(1) x='",
    "</title><script>alert(1)</script>",
    "{{7*7}}<svg onload=alert(1)>",
    "javascript:alert(1)",
    "--><script>alert(1)</script>",
    "</textarea><iframe src=//evil.test>",
];

#[tokio::test]
async fn what_people_typed_is_text_on_every_page() {
    let site = Site::start().await;
    for (n, payload) in PAYLOADS.iter().enumerate() {
        let name = format!("Ada {n}");
        site.add_operator(&name, Role::Administrator).await;
        let ada = site.visitor();
        ada.sign_in(&name).await;
        site.execute(&format!("UPDATE operators SET name = '{}' WHERE name = '{name}'", payload.replace('\'', "''")));
        let client = create_with(&ada, payload, &[]).await;
        let page = ada.open(&format!("{client}/general")).await;
        ada.submit(&page, "Save changes", &[("Description", payload)]).await;
        let query = serde_urlencoded::to_string([("search", payload)]).unwrap();
        let choices = serde_urlencoded::to_string([("name", payload), ("app_type", payload)]).unwrap();
        let return_to = serde_urlencoded::to_string([("return_to", payload)]).unwrap();
        let pages = [
            "/clients".to_owned(),
            format!("/clients?{query}"),
            client.clone(),
            format!("{client}/general"),
            format!("{client}/authentication"),
            format!("{client}/status"),
            format!("/clients/new/general-information?{choices}"),
            format!("/clients/new/basic-settings?{choices}"),
            format!("/nothing/{}", payload.replace(['<', '>', '"', ' '], "%3C")),
            "/account".to_owned(),
        ];
        for path in pages {
            let page = ada.get(&path).await;
            inert(&page.html, &path);
        }
        let visitor = site.visitor();
        inert(&visitor.get(&format!("/sign-in?{return_to}")).await.html, "/sign-in");
        let fields = [("email", *payload), ("password", *payload), ("return_to", *payload)];
        inert(&visitor.post("/sign-in", &fields).await.html, "/sign-in refused");
        let page = ada.open(&client).await;
        assert!(page.h1().starts_with(payload.split_whitespace().next().unwrap()), "shown as typed: {}", page.h1());
    }
}

/// The texts in a page's main part that hold a name and are not isolated, so that its direction would turn the words beside it.
fn not_isolated(page: &Page, name: &str) -> Vec<String> {
    let document = page.document();
    let main = scraper::Selector::parse("main").unwrap();
    let texts = document.select(&main).flat_map(|main| main.descendants());
    let texts = texts.filter(|node| node.value().as_text().is_some_and(|text| text.contains(name)));
    let is_isolated = |node: &scraper::node::Element| node.name() == "bdi";
    texts
        .filter(|node| !node.ancestors().any(|ancestor| ancestor.value().as_element().is_some_and(is_isolated)))
        .map(|node| node.value().as_text().unwrap().to_string())
        .collect()
}

#[tokio::test]
async fn names_on_lists_do_not_turn_the_words_beside_them() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    site.execute("UPDATE operators SET name = 'نور'");
    let client = create(&ada, "שלום").await;
    card_form(&ada, &format!("{client}/general"), &[("Description", "“שלום” <b>נור</b>")], &[]).await;
    let page = ada.open("/account").await;
    ada.submit(&page, "Save name", &[("Name", "نور <i>שלום</i>")]).await;
    site.execute("UPDATE operators SET name = 'نور'");
    // Of what the command line does to operators.
    for (n, action) in (0..).zip(["operator_added", "operator_renamed", "operator_removed", "sign_in_failed"]) {
        let (seq, action) = (900 + n, format!("'command_line', '{action}'"));
        site.execute(&format!(
            "INSERT INTO activity (seq, at, actor_kind, action) VALUES ({seq}, 1700000000000, {action})"
        ));
        site.execute(&format!(
            "INSERT INTO activity_changes VALUES ({seq}, 0, 'operator.name', '\"نور\"', '\"<u>שלום</u>\"'), \
             ({seq}, 1, 'operator.email', NULL, '\"نور@example.com\"')"
        ));
    }
    let operator = ada.open("/activity").await.link("نور");
    for path in [
        "/clients".to_owned(),
        "/clients?search=שלום".to_owned(),
        "/clients?search=שלום&status=disabled".to_owned(),
        "/activity".to_owned(),
        format!("{operator}&client={}", client.trim_start_matches("/clients/")),
        format!("{client}/activity"),
        format!("{client}/history"),
    ] {
        let page = ada.open(&path).await;
        assert!(page.shows("שלום"), "{path}: {}", page.text());
        inert(&page.html, &path);
        assert_eq!(page.all("main b, main i, main u"), Vec::<String>::new(), "{path}");
        for name in ["שלום", "نور"] {
            assert_eq!(not_isolated(&page, name), Vec::<String>::new(), "{path}");
        }
    }
    assert!(ada.open(&operator).await.shows("Operator: نور"));
}

/// Two hundred ways to run something, for every place that a page may put a text into.
pub fn payloads() -> Vec<String> {
    let breakouts = [
        "",
        "\">",
        "'>",
        "</title>",
        "</script>",
        "</textarea>",
        "-->",
        "</option>",
        "\" ",
        "' ",
        "`",
        "{{7*7}}",
        "${7*7}",
        "&lt;",
        "%3C",
        "\\x3c",
        "]]>",
        "<!--",
        "</a>",
        "=\"",
    ];
    let code = [
        "<script>document.title=1</script>",
        "<img src=x onerror=document.title=1>",
        "<svg onload=document.title=1>",
        "<iframe src=//evil.test>",
        "<a href=javascript:document.title=1>x</a>",
        "<body onload=document.title=1>",
        "<input autofocus onfocus=document.title=1>",
        "<details open ontoggle=document.title=1>",
        "<style>@import'//evil.test'</style>",
        "<base href=//evil.test>",
    ];
    breakouts.iter().flat_map(|breakout| code.iter().map(move |code| format!("{breakout}{code}"))).collect()
}

#[tokio::test]
async fn two_hundred_payloads_are_text_in_the_list_and_on_their_own_pages() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let payloads = payloads();
    assert_eq!(payloads.len(), 200);
    for payload in &payloads {
        let client = create_with(&ada, payload, &[]).await;
        let fields = [
            ("revision", "1"),
            ("contacts", ""),
            ("name", payload),
            ("description", payload),
            ("app_type", "web_app"),
            ("integration_type", "api"),
        ];
        assert_eq!(ada.post(&format!("{client}/general"), &fields).await.status, 303, "{payload}");
        for path in [client.clone(), format!("{client}/general"), format!("{client}/status")] {
            let page = ada.get(&path).await;
            inert(&page.html, payload);
            assert!(page.h1().contains(payload.as_str()), "shown as typed: {}", page.h1());
        }
    }
    let mut path = Some("/clients".to_owned());
    let mut pages = 0;
    while let Some(next) = path {
        let page = ada.get(&next).await;
        inert(&page.html, &next);
        path = page.find_link("Next");
        pages += 1;
    }
    assert_eq!(pages, 8);
}

#[tokio::test]
async fn what_is_typed_into_a_card_is_text_whether_it_is_refused_accepted_or_in_conflict() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    for payload in payloads().iter().step_by(9) {
        for card in ["general", "authentication", "registration", "profile"] {
            let path = format!("{client}/{card}");
            let fields = ada.open(&path).await.form("Save changes", &[]).fields;
            for intent in ["", "preview"] {
                let typed = |name: &str, value: &str| match name {
                    "version" | "revision" => value.to_owned(),
                    _ => payload.clone(),
                };
                let mut all: Vec<(String, String)> =
                    fields.iter().map(|(name, value)| (name.clone(), typed(name, value))).collect();
                all.push(("intent".to_owned(), intent.to_owned()));
                let all: Vec<(&str, &str)> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let page = ada.post(&path, &all).await;
                let expected = if intent.is_empty() { 422 } else { 200 };
                assert_eq!(page.status, expected, "{card} {payload}");
                inert(&page.html, payload);
            }
        }
        let general = format!("{client}/general");
        let stale = ada.open(&general).await;
        let other = format!("{} 2", ada.open(&general).await.value("Client name").trim_end_matches(" 2"));
        card_form(&ada, &general, &[("Client name", &other), ("Description", payload)], &[]).await;
        let typed = [("Client name", payload.as_str()), ("Description", &payload[..1])];
        let conflict = ada.press(&stale, "Save changes", &typed).await;
        assert_eq!(conflict.status, 409, "{payload}");
        inert(&conflict.html, payload);
        let version = [("Terms of use", "https://example.com/<script>"), ("Version of the terms", "<script>\"'1")];
        card_form(&ada, &format!("{client}/registration"), &version, &[]).await;
        inert(&ada.get(&client).await.html, payload);
    }
}

/// Nothing on the page that only a payload can have brought.
pub fn inert(html: &str, what: &str) {
    assert_eq!(scripts(html, what), 1, "{what}: our one script");
}

/// The scripts of a page on which nothing else runs or is brought in, its screens included.
fn scripts(html: &str, what: &str) -> usize {
    let document = scraper::Html::parse_document(html);
    let all = scraper::Selector::parse("*").unwrap();
    let mut scripts = 0;
    for element in document.select(&all) {
        let name = element.value().name();
        assert!(!["img", "style", "base", "object", "embed"].contains(&name), "{what}: {}", element.html());
        scripts += usize::from(name == "script");
        if name == "iframe" {
            is_a_screen(element, what);
        }
        for (attribute, value) in element.value().attrs() {
            let runs =
                attribute.starts_with("on") || attribute == "style" || (attribute == "srcdoc" && name != "iframe");
            let leads = ["href", "src", "action", "formaction"].contains(&attribute);
            let is_code = leads && value.starts_with("javascript:");
            assert!(!runs && !is_code, "{what}: {attribute}={value}");
        }
    }
    scripts
}

/// What users will see is drawn in frames that fetch no page and run nothing.
fn is_a_screen(frame: scraper::ElementRef<'_>, what: &str) {
    let mut attributes: Vec<&str> = frame.value().attrs().map(|(name, _)| name).collect();
    attributes.sort_unstable();
    assert_eq!(attributes, ["loading", "sandbox", "srcdoc", "tabindex", "title"], "{what}: {}", frame.html());
    assert!(!frame.attr("sandbox").unwrap().contains("scripts"), "{what}: {}", frame.html());
    assert_eq!(scripts(frame.attr("srcdoc").unwrap(), what), 0, "{what}: {}", frame.html());
}
