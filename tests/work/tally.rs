//! What is counted in memory reaches the file, in jobs, and moves nothing back.

use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use uuid::Uuid;

use crate::console::create;
use crate::console::credentials::generate;
use crate::support::{Database, Site};
use crate::work::{Hands, state};
use next_identity_console::domain::client::{ClientKey, RevisionNumber};
use next_identity_console::domain::refusal::{Mend, Refusal};
use next_identity_console::domain::role::Role;
use next_identity_console::domain::time::{Day, Timestamp};
use next_identity_console::domain::user::{UserId, UserSessionId};
use next_identity_console::service::state::State;
use next_identity_console::store::{refusals, tally as stored};
use next_identity_console::work::tally;

const NOW: i64 = 1_800_000_000_000;
const USER: u128 = 3;
const SESSION: u128 = 4;

/// A database with a client, its secret, a user with a place there and a session; and what works on it.
async fn filled() -> (tempfile::TempDir, Arc<State>, Database, ClientKey) {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    let key = ClientKey::parse(client.rsplit('/').next().unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("console.db");
    let database = Database(path.clone());
    site.execute(&format!("VACUUM INTO '{}'", path.display()));
    std::fs::copy(site.database.with_extension("key"), path.with_extension("key")).unwrap();
    let (user, session) = (id(USER), id(SESSION));
    database.execute(&format!("INSERT INTO users (id, subject, created_at, updated_at) VALUES ({user}, 'a', 1, 1)"));
    database.execute(&format!("INSERT INTO client_users SELECT id, {user}, 'registered', 1, NULL FROM clients"));
    database.execute(&format!(
        "INSERT INTO user_sessions VALUES ({session}, randomblob(32), {user}, 1, '[]', 0, 1, 500, 2000, NULL, '')"
    ));
    let state = state(&path, Arc::new(Hands(AtomicI64::new(NOW)))).await;
    (folder, state, database, key)
}

/// As SQL writes it.
fn id(number: u128) -> String {
    format!("x'{}'", Uuid::from_u128(number).simple())
}

fn refusal(key: ClientKey, sent: &str, at: i64) -> Refusal {
    let kind = ("authorize", "invalid_request", "The redirect URI is none of those registered.");
    Refusal::new((key, RevisionNumber::FIRST), kind, (Some(sent), Some("https://a.example")), Timestamp(at))
        .mended_by(Mend::Setting("integration.redirect_uris"))
}

#[tokio::test]
async fn days_of_last_use_and_sessions_are_written_and_never_moved_back() {
    let (_folder, state, database, key) = filled().await;
    let (user, session) = (UserId(Uuid::from_u128(USER)), UserSessionId(Uuid::from_u128(SESSION)));
    let count = |day: i64, at: i64, ends_at: i64| {
        state.tally.used_client(key, Day(day));
        state.tally.used_secret(key, 1, Day(day));
        state.tally.used_place(key, user, Day(day));
        state.tally.seen_session(session, Timestamp(at), Timestamp(ends_at));
    };
    let columns = || {
        [
            "(SELECT last_used_day FROM clients)",
            "(SELECT last_used_day FROM client_secrets)",
            "(SELECT last_day FROM client_users)",
            "(SELECT last_seen_at FROM user_sessions)",
            "(SELECT ends_at FROM user_sessions)",
        ]
        .map(|column| database.number(column))
    };
    for ((day, at, ends_at), expected) in [
        ((20, 1_000, 3_000), [20, 20, 20, 1_000, 3_000]),
        ((19, 900, 2_500), [20, 20, 20, 1_000, 3_000]),
        ((21, 1_100, 2_900), [21, 21, 21, 1_100, 3_000]),
    ] {
        count(day, at, ends_at);
        tally::write(&state).await.unwrap();
        assert_eq!(columns(), expected);
    }
    state.store.close();
}

#[tokio::test]
async fn refusals_are_added_up_found_by_reference_and_bounded_for_each_client() {
    let (_folder, state, _, key) = filled().await;
    let reference = state.tally.refused(refusal(key, "https://b.example", NOW));
    state.tally.refused(refusal(key, "https://b.example", NOW + 5));
    tally::write(&state).await.unwrap();
    state.tally.refused(refusal(key, "https://b.example", NOW + 9));
    tally::write(&state).await.unwrap();
    let found = state.store.read(|conn| refusals::with_reference(conn, &reference)).await.unwrap();
    let [known] = &found[..] else { panic!("{found:?}") };
    let sum = Refusal { times: 3, last_at: Timestamp(NOW + 9), ..refusal(key, "https://b.example", NOW) };
    assert_eq!(*known, sum);
    let other = Refusal { endpoint: "token".to_owned(), ..refusal(key, "https://b.example", NOW - 1) };
    let other_reference = state.tally.refused(other);
    for number in 0..60 {
        state.tally.refused(refusal(key, &format!("https://{number}.example"), NOW + 10 + number));
    }
    let gone = ClientKey(Uuid::from_u128(99));
    state.tally.refused(refusal(gone, "https://b.example", NOW));
    tally::write(&state).await.unwrap();
    let kept = state.store.read(|conn| refusals::of_client(conn, key)).await.unwrap();
    let references: Vec<String> = kept.iter().map(Refusal::reference).collect();
    assert!(references.contains(&reference), "what was met again and again stays");
    assert!(references.contains(&other_reference), "and what was refused otherwise");
    let sent: Vec<String> =
        kept.into_iter().filter(|refusal| refusal.last_at.0 > NOW + 9).filter_map(|refusal| refusal.sent).collect();
    let expected: Vec<String> = (12..60).rev().map(|number| format!("https://{number}.example")).collect();
    assert_eq!(sent, expected, "of the others, the oldest have gone");
    assert_eq!(state.store.read(|conn| refusals::of_client(conn, gone)).await.unwrap(), []);
    state.store.close();
}

#[tokio::test]
async fn what_cannot_be_written_is_kept_and_written_later() {
    let (_folder, state, database, key) = filled().await;
    database.execute(
        "CREATE TRIGGER broken BEFORE UPDATE OF last_used_day ON clients BEGIN SELECT RAISE(ABORT, 'no'); END",
    );
    state.tally.used_client(key, Day(7));
    state.tally.refused(refusal(key, "https://b.example", NOW));
    assert!(tally::write(&state).await.is_err());
    assert_eq!(database.number("(SELECT count(*) FROM refusals)"), 0, "a job is written as a whole");
    database.execute("DROP TRIGGER broken");
    tokio::select! {
        () = tally::run(Arc::clone(&state), Duration::from_millis(1)) => panic!("it has stopped"),
        () = async {
            while database.number("(SELECT count(*) FROM refusals)") != 1 {
                tokio::task::yield_now().await;
            }
        } => {}
    }
    assert_eq!(database.number("(SELECT last_used_day FROM clients)"), 7);
    state.store.close();
}

#[tokio::test]
async fn more_than_one_job_takes_is_written_in_several() {
    let (_folder, state, database, key) = filled().await;
    for number in 0..450_u32 {
        state.tally.used_secret(key, i64::from(number), Day(7));
    }
    tally::write(&state).await.unwrap();
    assert_eq!(database.number("(SELECT last_used_day FROM client_secrets)"), 7);
    assert_eq!(state.tally.take(1), [] as [stored::Counted; 0]);
    state.store.close();
}
