//! Operators who do something with the secrets of one client at the same moment.

use futures_util::future::join_all;

use super::{day, generate};
use crate::console::create;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

const ROUNDS: usize = 12;

async fn crowd(site: &Site) -> Vec<Person> {
    let mut people = Vec::new();
    for name in ["Ada", "Grace", "Edsger", "Barbara"] {
        people.push(site.named_operator(name, Role::Administrator).await);
    }
    people
}

/// Everybody sends their form at once; the answers.
async fn all_at_once(people: &[Person], path: &str, fields: &[Vec<(&str, &str)>]) -> Vec<Page> {
    join_all(people.iter().zip(fields).map(|(person, fields)| person.post(path, fields))).await
}

fn live(site: &Site) -> i64 {
    site.number("(SELECT count(*) FROM client_secrets WHERE ended_at IS NULL)")
}

#[tokio::test]
async fn one_of_many_generates_or_rotates_and_the_others_are_told() {
    let site = Site::start().await;
    let people = crowd(&site).await;
    for round in 0..ROUNDS {
        let name = format!("Client {round}");
        let client = create(&people[0], &name).await;
        let count = format!(
            "(SELECT count(*) FROM client_secrets WHERE client = (SELECT id FROM clients WHERE name = '{name}'))"
        );
        for (what, seen, made) in [("", "0", 1), ("/rotation", "1", 2)] {
            let mut fields = vec![("seen", seen)];
            if what == "/rotation" {
                fields.extend([("overlap", "24"), ("name", name.as_str())]);
            }
            let answers = all_at_once(&people, &format!("{client}/credentials{what}"), &vec![fields; 4]).await;
            let mut statuses: Vec<u16> = answers.iter().map(|page| page.status).collect();
            statuses.sort_unstable();
            assert_eq!(statuses, [200, 409, 409, 409], "{round} {what}");
            assert_eq!(answers.iter().filter(|page| page.all(".secret code").len() == 1).count(), 1);
            assert!(answers.iter().filter(|page| page.status == 409).all(|page| page.shows("Nothing was changed")));
            assert_eq!(site.number(&count), made, "{round} {what}");
        }
    }
    site.file().is_whole();
}

#[tokio::test]
async fn of_operators_who_set_an_expiry_from_the_same_page_one_is_heard_and_the_others_are_told() {
    let site = Site::start().await;
    let people = crowd(&site).await;
    let client = create(&people[0], "Shop").await;
    generate(&people[0], &client).await;
    let path = format!("{client}/credentials/expiry");
    let days: Vec<String> = (10..14).map(day).collect();
    for round in 0..ROUNDS {
        let page = people[0].open(&path).await;
        // Nobody chooses what is there already: that is no change.
        let before = page.value("Last day");
        let seen = page.form("Save expiry", &[]).fields;
        let chosen = (0..people.len()).map(|n| days.iter().filter(|day| **day != before).nth(n % 3).unwrap());
        let forms: Vec<Vec<(&str, &str)>> = chosen
            .map(|day| {
                let about = seen.iter().filter(|(name, _)| name != "last_day");
                about.map(|(name, value)| (name.as_str(), value.as_str())).chain([("last_day", day.as_str())]).collect()
            })
            .collect();
        let answers = all_at_once(&people, &path, &forms).await;
        let heard = answers.iter().position(|page| page.status == 303).expect("somebody is first");
        let saved = forms[heard].last().unwrap().1;
        for (page, form) in answers.iter().zip(&forms) {
            // Two of them have chosen the same day.
            let expected = if form.last().unwrap().1 == saved { 303 } else { 409 };
            assert_eq!(page.status, expected, "{round}");
            if expected == 409 {
                assert!(page.shows("Nothing was changed") && page.shows("The expiry has changed since your page was"));
                assert!(page.shows(&format!("expires after {saved}")), "{}", page.text());
            }
        }
        assert_eq!(people[0].open(&path).await.value("Last day"), saved, "{round}");
    }
    let changes = site.number("(SELECT count(*) FROM activity WHERE action = 'secret_expiry_set')");
    assert_eq!(changes, i64::try_from(ROUNDS).unwrap(), "each round one");
    site.file().is_whole();
}

#[tokio::test]
async fn rotating_ending_and_generating_at_once_never_leave_three_secrets() {
    let site = Site::start().await;
    let people = crowd(&site).await;
    let client = create(&people[0], "Shop").await;
    generate(&people[0], &client).await;
    for round in 0..ROUNDS {
        let seen = site.number("(SELECT max(number) FROM client_secrets)").to_string();
        let form = |what: &str, fields: &[(&'static str, &'static str)]| {
            let mut all = vec![("seen".to_owned(), seen.clone())];
            all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
            (format!("{client}/credentials{what}"), all)
        };
        let forms = [
            form("/rotation", &[("overlap", "24"), ("name", "Shop")]),
            form("/ending", &[("name", "Shop")]),
            form("", &[]),
            form("/rotation", &[("overlap", "0"), ("name", "Shop")]),
        ];
        let sent = people
            .iter()
            .zip(&forms)
            .map(|(person, (path, fields))| person.send(person.request(reqwest::Method::POST, path).form(fields)));
        let answers = join_all(sent).await;
        assert!(answers.iter().all(|page| [200, 303, 409].contains(&page.status)), "{round}");
        let shown = answers.iter().filter(|page| !page.all(".secret code").is_empty()).count();
        let made = site.number("(SELECT max(number) FROM client_secrets)") - seen.parse::<i64>().unwrap();
        assert_eq!(i64::try_from(shown).unwrap(), made, "each that was made was shown, once");
        assert!(shown <= 1 && (1..=2).contains(&live(&site)), "{round}: {}", live(&site));
        site.file().is_whole();
    }
}

#[tokio::test]
async fn a_client_that_becomes_public_while_secrets_are_made_has_none_at_the_end() {
    let site = Site::start().await;
    let people = crowd(&site).await;
    for round in 0..ROUNDS {
        let client = create(&people[0], &format!("Client {round}")).await;
        let general = format!("{client}/general");
        let page = people[1].open(&general).await;
        let form = page.form("Save changes", &[("App type", "Mobile App")]);
        let fields: Vec<(String, String)> =
            form.fields.into_iter().chain([("confirm".to_owned(), "on".to_owned())]).collect();
        let becoming = people[1].send(people[1].request(reqwest::Method::POST, &general).form(&fields));
        let path = format!("{client}/credentials");
        let (saved, made) = tokio::join!(becoming, people[0].post(&path, &[("seen", "0")]));
        assert_eq!(saved.status, 303, "{}", saved.text());
        assert!(made.status == 200 || made.status == 409, "{round}");
        assert_eq!(live(&site), 0, "{round}");
    }
}

#[tokio::test]
async fn no_secret_that_is_made_meanwhile_ends_without_a_question() {
    let site = Site::start().await;
    let people = crowd(&site).await;
    for round in 0..ROUNDS {
        let client = create(&people[0], &format!("Client {round}")).await;
        let general = format!("{client}/general");
        let form = people[1].open(&general).await.form("Save changes", &[("App type", "Mobile App")]);
        let becoming = people[1].send(people[1].request(reqwest::Method::POST, &general).form(&form.fields));
        let path = format!("{client}/credentials");
        let (saved, made) = tokio::join!(becoming, people[0].post(&path, &[("seen", "0")]));
        let of_client = format!(
            "(SELECT count(*) FROM client_secrets JOIN clients c ON c.id = client WHERE c.name = 'Client {round}' \
            AND ended_at IS NULL)"
        );
        let outcome = (made.status, saved.status, site.number(&of_client));
        assert!([(200, 422, 1), (409, 303, 0)].contains(&outcome), "{round}: {outcome:?}");
    }
}
