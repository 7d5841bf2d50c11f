use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn the_preview_tells_in_plain_words_what_users_will_meet() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let expected = [
        ("general", vec!["Users are sent to sign-in pages hosted here, which say “Shop”."]),
        (
            "authentication",
            vec![
                "To sign in, users type their email address.",
                "Then they type a code that is sent to them by email. The code has 6 digits and works for 10 minutes; after 5 wrong tries it stops working. Users can ask for another after 1 minute.",
                "They are signed out after 14 days without activity, and after 30 days in any case.",
            ],
        ),
        (
            "registration",
            vec![
                "Anybody can create an account.",
                "They are asked for their email address, given name and family name.",
            ],
        ),
        (
            "profile",
            vec![
                "In their profile, users find Change Email, Personal Details, Security and Sign Out.",
                "Under Personal Details they can change their given name and family name.",
            ],
        ),
    ];
    for (card, sentences) in expected {
        assert_eq!(ada.open(&format!("{client}/{card}")).await.all("#preview p"), sentences, "{card}");
    }
}

#[tokio::test]
async fn the_preview_follows_what_is_typed_and_saves_nothing() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let before = site.stored();
    let page = ada.open(&format!("{client}/authentication")).await;
    let filled = [
        ("Primary identifier", "Mobile"),
        ("Authentication method", "Password"),
        ("Enable Passkeys", "on"),
        ("Two-step verification", "Required"),
        ("Code by email", "on"),
        ("Code lifetime", "1"),
        ("Change the primary identifier", "on"),
    ];
    let page = ada.press(&page, "Update preview", &filled[..6]).await;
    assert_eq!(page.status, 200);
    assert!(page.shows("What this means for existing users"), "what has to be asked is asked at once");
    assert_eq!(page.value("Primary identifier"), "Mobile");
    let page = ada.press(&page, "Update preview", &filled[6..]).await;
    let sentences = page.all("#preview p");
    assert_eq!(sentences[0], "Nobody can sign in yet: Method is set to something that is not available yet.");
    assert_eq!(sentences[1], "To sign in, users type their mobile number.");
    assert_eq!(sentences[2], "Then they type their password, which has at least 15 characters.");
    assert!(
        sentences[3].starts_with("Users who forgot it are sent a code. The code has 6 digits and works for 1 minute;")
    );
    assert!(sentences[4].starts_with("Users with a passkey"));
    assert!(sentences[5].starts_with("Everybody also gives a code from an authenticator app or a code sent by email."));
    assert_eq!(site.stored(), before);

    let page = ada.press(&page, "Update preview", &[("Code length", "99")]).await;
    assert_eq!(page.all("#preview p"), ["Fix the errors to update this preview."]);
    assert_eq!(page.error_of("codes_length"), "Enter a whole number from 6 to 8.");
    assert_eq!(site.stored(), before);
}

#[tokio::test]
async fn registration_and_profile_are_told_too() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let filled = [
        ("Registration type", "Invitation-Only"),
        ("Invitation lifetime", "1"),
        ("Birthdate", "Optional"),
        ("Terms of use", "https://example.com"),
        ("Version of the terms", "3"),
        ("Allowed email domains", "a.example b.example"),
        ("Blocked email domains", "c.example"),
    ];
    let page = ada.open(&format!("{client}/registration")).await;
    let page = ada.press(&page, "Update preview", &filled).await;
    let expected = [
        "Only people with an invitation can create an account. They have 1 day to accept it.",
        "They are asked for their email address, given name, family name and birthdate (may be left empty).",
        "They accept the terms of use (version 3) before they go on.",
        "Only email addresses at a.example or b.example are accepted.",
        "Email addresses at c.example are refused.",
    ];
    assert_eq!(page.all("#preview p"), expected);
    let page = ada.open(&format!("{client}/profile")).await;
    let filled = [("Security", "off"), ("Delete Account", "on"), ("Given name", "Read-only")];
    let page = ada.press(&page, "Update preview", &filled).await;
    let expected = [
        "In their profile, users find Change Email, Personal Details, Delete Account and Sign Out.",
        "Under Personal Details they can change their family name.",
        "Under Personal Details they see their given name, but cannot change it.",
    ];
    assert_eq!(page.all("#preview p"), expected);
}

#[tokio::test]
async fn up_to_five_domains_are_named_and_of_more_three_with_the_number_of_the_rest() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/registration", create(&ada, "Shop").await);
    let domains: Vec<String> = (1..9).map(|n| format!("{n}.example")).collect();
    for count in 1..domains.len() {
        let page = ada.open(&card).await;
        ada.submit(&page, "Save changes", &[("Blocked email domains", &domains[..count].join("\n"))]).await;
        let named = match count {
            1 => domains[0].clone(),
            2..=5 => format!("{} or {}", domains[..count - 1].join(", "), domains[count - 1]),
            _ => format!("{} or {} more domains", domains[..3].join(", "), count - 3),
        };
        let page = ada.open(&card).await;
        assert!(page.shows(&format!("Email addresses at {named} are refused.")), "{count}: {}", page.text());
    }
}

#[tokio::test]
async fn every_channel_of_the_second_step_says_where_its_code_comes_from() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let card = format!("{}/authentication", create(&ada, "Shop").await);
    let app = "Authenticator app A code that an app on their device shows.";
    let email = [
        "Code by email Not while email is the primary identifier: the first step uses it.",
        "Code by text message A code that is sent to their mobile number.",
    ];
    let mobile = [
        "Code by email A code that is sent to their email address.",
        "Code by text message Not while mobile is the primary identifier: the first step uses it.",
    ];
    let page = ada.open(&card).await;
    assert!(page.shows(&[app, email[0], email[1]].join(" ")), "{}", page.text());
    let change = [("Primary identifier", "Mobile")];
    let page = ada.press(&page, "Save changes", &change).await;
    ada.submit(&page, "Save changes", &[("Change the primary identifier", "on")]).await;
    let page = ada.open(&card).await;
    assert!(page.shows(&[app, mobile[0], mobile[1]].join(" ")), "{}", page.text());
}
