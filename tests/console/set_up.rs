use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::token::Digest;

#[tokio::test]
async fn the_printed_link_makes_the_first_administrator_once() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    let ada = site.visitor();
    let page = ada.open(&link).await;
    assert_eq!(page.h1(), "Set up the console");
    let filled = [("Name", "Ada"), ("Email", "Ada@Example.com"), ("Password", PASSWORD)];
    let page = ada.submit(&page, "Create administrator", &filled).await;
    assert_eq!(page.h1(), "Clients");
    assert!(page.shows("No clients yet"));
    assert!(page.all(".operator").concat().contains("Administrator"));

    let other = site.visitor();
    assert_eq!(other.get(&link).await.status, 404);
    let token = link.split("token=").nth(1).unwrap();
    let again = [("token", token), ("name", "Eve"), ("email", "eve@example.com"), ("password", PASSWORD)];
    assert_eq!(other.post("/set-up", &again).await.status, 404);
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 1);
    let recorded = site.text("(SELECT group_concat(action || address, ' ') FROM activity)");
    assert_eq!(recorded, "set_up127.0.0.1 signed_in127.0.0.1");
}

#[tokio::test]
async fn two_people_with_the_link_make_one_administrator() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap();
    let attempts = (0..8).map(|n| {
        let (person, email) = (site.visitor(), format!("p{n}@example.com"));
        async move {
            let fields = [("token", token), ("name", "Somebody"), ("email", &email), ("password", PASSWORD)];
            person.post("/set-up", &fields).await.status
        }
    });
    let statuses = futures_util::future::join_all(attempts).await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 1);
}

#[tokio::test]
async fn without_the_token_there_is_no_set_up_and_no_default_account() {
    let site = Site::start().await;
    let person = site.visitor();
    let wrong = format!("/set-up?token={}", "A".repeat(43));
    for path in ["/set-up", "/set-up?token=", "/set-up?token=guess", &wrong] {
        assert_eq!(person.get(path).await.status, 404, "{path}");
    }
    for (email, password) in
        [("admin@example.com", "admin"), ("admin@example.com", PASSWORD), ("root@localhost", "root")]
    {
        let fields = [("email", email), ("password", password), ("return_to", "")];
        assert_eq!(person.post("/sign-in", &fields).await.status, 422);
    }
    let page = person.open("/sign-in").await;
    assert!(page.shows("Open the set-up link that the program printed"));
}

#[tokio::test]
async fn the_set_up_never_opens_again_even_without_operators() {
    let site = Site::start().await;
    let link = site.set_up_link.clone().unwrap();
    site.add_operator("Ada", Role::Administrator).await;
    assert_eq!(site.visitor().get(&link).await.status, 404, "an operator from the command line closes it");
    site.execute("DELETE FROM operators");
    assert_eq!(site.visitor().get(&link).await.status, 404);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_what_was_typed_is_kept() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.open(site.set_up_link.as_deref().unwrap()).await;
    let filled = [("Name", " "), ("Email", "ada"), ("Password", "too short")];
    let page = person.press(&page, "Create administrator", &filled).await;
    assert_eq!(page.status, 422);
    assert_eq!(page.error_of("name"), "Enter a name.");
    assert_eq!(page.error_of("email"), "Enter an email address such as ada@example.com.");
    assert!(page.error_of("password").starts_with("Use at least 15 characters"));
    assert_eq!(page.value("Email"), "ada");
    assert!(!page.html.contains("too short"), "a password is never sent back");
    let page = person
        .press(
            &page,
            "Create administrator",
            &[("Name", "Ada"), ("Email", "ada@example.com"), ("Password", "ada@example.com123")],
        )
        .await;
    assert!(page.error_of("password").contains("easy to guess"));
    let page = person.submit(&page, "Create administrator", &[("Password", PASSWORD)]).await;
    assert_eq!(page.h1(), "Clients");
}

/// What the form sends, with this token.
async fn create_with(person: &Person, token: &str, password: &str) -> Page {
    let fields = [("token", token), ("name", "Eve"), ("email", "eve@example.com"), ("password", password)];
    person.post("/set-up", &fields).await
}

#[tokio::test]
async fn the_form_takes_the_printed_token_alone_and_once() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap().to_owned();
    let before = site.stored();
    let last = if token.ends_with('A') { "E" } else { "A" };
    let mut other_last = token.clone();
    other_last.replace_range(token.len() - 1.., last);
    let swapped: String = token.chars().rev().collect();
    let digest = Digest::sha256(token.as_bytes()).to_text();
    let bad = [
        "",
        "x",
        &"A".repeat(43),
        &other_last,
        &swapped,
        &digest,
        &token[1..],
        &format!("{token}A"),
        &format!(" {token}"),
    ];
    for token in bad {
        let visitor = site.visitor();
        let page = create_with(&visitor, token, PASSWORD).await;
        assert_eq!((page.status, page.h1().as_str()), (404, "The set-up link is not valid"), "{token}");
        let query = serde_urlencoded::to_string([("token", token)]).unwrap();
        assert_eq!(visitor.get(&format!("/set-up?{query}")).await.status, 404, "{token}");
        assert_eq!((visitor.cookie("nic_session"), visitor.cookie("nic_browser")), (None, None));
    }
    let fields = [("name", "Eve"), ("email", "eve@example.com"), ("password", PASSWORD)];
    assert_eq!(site.visitor().post("/set-up", &fields).await.status, 404, "without a token");
    assert_eq!(site.stored(), before);
    assert_eq!(create_with(&site.visitor(), &token, PASSWORD).await.status, 303);
    let made = site.stored();
    assert_eq!(create_with(&site.visitor(), &token, PASSWORD).await.status, 404, "used");
    assert_eq!(site.stored(), made);
}

#[tokio::test]
async fn the_first_operator_is_an_administrator_as_typed_and_is_signed_in_and_known() {
    let site = Site::start().await;
    let ada = site.visitor();
    let page = ada.open(site.set_up_link.as_deref().unwrap()).await;
    let filled = [("Name", "  Ada Lovelace "), ("Email", " Ada@Example.COM"), ("Password", PASSWORD)];
    let page = ada.press(&page, "Create administrator", &filled).await;
    assert_eq!(page.location().unwrap(), "/clients");
    let stored =
        site.text("(SELECT name || '|' || email || '|' || role || '|' || (disabled_at IS NULL) FROM operators)");
    assert_eq!(stored, "Ada Lovelace|ada@example.com|administrator|1");
    assert!(site.text("(SELECT password_hash FROM operators)").starts_with("$argon2id$"));
    assert_eq!(site.number("(SELECT count(*) FROM known_browsers)"), 1);
    assert_eq!(ada.open("/account").await.all(".badge"), ["This browser"]);
    assert!(!ada.open("/sign-in").await.shows("There is no operator yet"));
    assert!(!site.visitor().open("/sign-in").await.shows("There is no operator yet"));
}

#[tokio::test]
async fn every_bound_of_the_form_is_tried_at_its_edge_and_one_beyond() {
    let site = Site::start().await;
    let person = site.visitor();
    let page = person.open(site.set_up_link.as_deref().unwrap()).await;
    let phrase = |length: usize| {
        let text: String = "plum otter violin harbour 7 sketch "
            .chars()
            .chain("Ünder wider Kräfte ".chars())
            .cycle()
            .take(length)
            .collect();
        text.trim_end().to_owned() + if text.ends_with(' ') { "x" } else { "" }
    };
    let long_name = |length: usize| "é".repeat(length);
    let local = "a".repeat(64);
    let address = |length: usize| {
        let labels = [63, 63, 0].map(|label| "b".repeat(label));
        let rest = length - local.len() - 1 - 63 * 2 - 2;
        format!("{local}@{}.{}.{}", labels[0], labels[1], "c".repeat(rest - 3) + ".de")
    };
    let too_short = "Use at least 15 characters; a few unrelated words work well.";
    let too_long = "Use at most 256 characters.";
    for (label, field, value, error) in [
        ("Password", "password", String::new(), "Enter a password."),
        ("Password", "password", phrase(14), too_short),
        ("Password", "password", phrase(15), ""),
        ("Password", "password", phrase(256), ""),
        ("Password", "password", phrase(257), too_long),
        ("Name", "name", "   ".to_owned(), "Enter a name."),
        ("Name", "name", "A".to_owned(), ""),
        ("Name", "name", long_name(80), ""),
        ("Name", "name", long_name(81), "Use at most 80 characters; this has 81."),
        ("Name", "name", "A\u{200b}da".to_owned(), "Remove the invisible character U+200B."),
        ("Email", "email", address(254), ""),
        ("Email", "email", address(255), "Enter an email address such as ada@example.com."),
    ] {
        // One thing is always wrong, so that nothing is ever made.
        let other = if label == "Name" { ("Email", "wrong") } else { ("Name", "") };
        let refused = person.press(&page, "Create administrator", &[(label, value.as_str()), other]).await;
        assert_eq!(refused.status, 422, "{label} {value}");
        assert_eq!(refused.error_of(field), error, "{label} of {} characters: {value}", value.chars().count());
    }
    assert_eq!(site.number("(SELECT count(*) FROM operators)"), 0);
}

#[tokio::test]
async fn a_long_password_is_checked_to_its_last_character_however_a_keyboard_spells_it() {
    let site = Site::start().await;
    let token = site.set_up_link.as_deref().unwrap().split("token=").nth(1).unwrap().to_owned();
    let composed: String =
        "plum otter violin harb\u{f6}ur seven sketches ".chars().cycle().take(255).chain(['q']).collect();
    assert_eq!(create_with(&site.visitor(), &token, &composed).await.status, 303);
    let sign_in = async |password: &str| {
        let fields = [("email", "eve@example.com"), ("password", password), ("return_to", "")];
        site.visitor().post("/sign-in", &fields).await.status
    };
    let all_but_one: String = composed.chars().take(255).collect();
    assert_eq!(sign_in(&all_but_one).await, 422);
    assert_eq!(sign_in(&format!("{all_but_one}w")).await, 422);
    assert_eq!(sign_in(&composed.to_uppercase()).await, 422);
    assert_eq!(sign_in(&format!("{composed} ")).await, 422);
    assert_eq!(sign_in(&composed.replace('\u{f6}', "o\u{308}")).await, 303, "another keyboard");
}
