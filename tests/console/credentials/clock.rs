use super::actions::credentials;
use super::{day, generate, rotate};
use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

const HOUR: i64 = 3600;
const YEAR: i64 = 365 * 24 * HOUR;

#[tokio::test]
async fn no_step_of_the_clock_makes_a_secret_live_that_was_seen_to_have_ended() {
    for how in ["overlap", "expiry", "ended"] {
        for noted_by in ["a page", "the client's page", "the sweep"] {
            let site = Site::start().await;
            let ada = site.named_operator("Ada", Role::Administrator).await;
            let client = create(&ada, "Shop").await;
            generate(&ada, &client).await;
            let live = match how {
                "expiry" => {
                    let page = ada.open(&format!("{client}/credentials/expiry")).await;
                    ada.submit(&page, "Save expiry", &[("Last day", &day(1))]).await;
                    site.pass(48 * HOUR);
                    0
                }
                "overlap" => {
                    rotate(&ada, &client, "Shop", "1").await;
                    site.pass(HOUR);
                    1
                }
                _ => {
                    rotate(&ada, &client, "Shop", "1").await;
                    let page = ada.open(&format!("{client}/credentials/ending")).await;
                    ada.submit(&page, "End now", &[("Client name", "Shop")]).await;
                    1
                }
            };
            ada.sign_in_again("Ada").await;
            match noted_by {
                "a page" => drop(credentials(&ada, &client).await),
                "the client's page" => drop(ada.open(&client).await),
                _ => site.sweep().await,
            }
            for step in [-1, -3 * HOUR, -YEAR, 2 * YEAR, -3 * YEAR] {
                site.pass(step);
                ada.sign_in_again("Ada").await;
                let page = credentials(&ada, &client).await;
                assert_eq!(page.all(".row-item").len(), live, "{how}, noted by {noted_by}, {step}: {}", page.text());
            }
        }
    }
}

#[tokio::test]
async fn the_latest_secret_stays_the_latest_when_the_clock_is_set_back() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    let mut made = vec![generate(&ada, &client).await];
    for step in [-HOUR, -YEAR, HOUR] {
        site.pass(step);
        ada.sign_in_again("Ada").await;
        made.insert(0, rotate(&ada, &client, "Shop", "0").await);
        let page = credentials(&ada, &client).await;
        let shown: Vec<String> = made.iter().map(|secret| format!("{}…", &secret[..10])).collect();
        assert_eq!(page.all("tbody th"), shown, "{step}");
        assert_eq!(page.all(".row-item code"), shown[..1], "{step}");
    }
}

#[tokio::test]
async fn the_sweep_notes_many_secrets_and_leaves_the_others() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    site.execute(
        "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
         INSERT INTO client_secrets (id, client, number, digest, beginning, created_at, overlap, ends_at, expires_at)
         SELECT randomblob(16), (SELECT id FROM clients), i, randomblob(32), 'nic_s_0000', 0,
            iif(i % 2, 1, NULL), iif(i % 2, i, NULL), iif(i % 2, NULL, i) FROM n",
    );
    site.sweep().await;
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets WHERE ended_at = number)"), 499);
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets WHERE how_ended = 'expired')"), 250);
    assert_eq!(site.number("(SELECT count(*) FROM client_secrets WHERE ended_at IS NULL)"), 1);
}

#[tokio::test]
async fn the_database_itself_keeps_an_ended_secret_from_coming_back() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    rotate(&ada, &client, "Shop", "0").await;
    for edit in ["ended_at = NULL, how_ended = NULL", "ended_at = ended_at + 1", "digest = randomblob(32)"] {
        let refused =
            site.file().try_execute(&format!("UPDATE client_secrets SET {edit} WHERE number = 1")).unwrap_err();
        assert!(refused.contains("a secret that has ended stays so"), "{edit}: {refused}");
    }
    site.execute("UPDATE client_secrets SET last_used_day = 20000 WHERE number = 1");
}
