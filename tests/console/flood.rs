//! What strangers who guess in great numbers do to others who sign in.

use futures_util::future::{join, join_all};
use reqwest::Method;

use crate::support::site::PASSWORD;
use crate::support::{Page, Person, Site};
use next_identity_console::domain::role::Role;

/// Places for strangers in the hasher's line, on this machine; a quarter of them for one neighborhood.
fn line() -> usize {
    16 * std::thread::available_parallelism().map_or(1, usize::from).div_ceil(2)
}

async fn sign_in_from(person: &Person, address: &str, name: &str, password: &str) -> Page {
    let email = format!("{name}@example.com");
    let fields = [("email", email.as_str()), ("password", password), ("return_to", "")];
    let request = person.request(Method::POST, "/sign-in").header("x-forwarded-for", address);
    person.send(request.form(&fields)).await
}

/// Wrong guesses by so many strangers at once, at an account of its own each, from the addresses that are told.
async fn flood(site: &Site, strangers: usize, address: impl Fn(usize) -> String) -> Vec<Page> {
    let people: Vec<(Person, String, String)> =
        (0..strangers).map(|n| (site.visitor(), address(n), format!("person{n}"))).collect();
    let guesses = people.iter().map(|(person, address, name)| sign_in_from(person, address, name, "wrong"));
    join_all(guesses).await
}

fn count(pages: &[Page], status: u16) -> usize {
    pages.iter().filter(|page| page.status == status).count()
}

#[tokio::test]
async fn strangers_who_find_the_line_full_are_told_so_and_leave_nothing_behind() {
    let site = Site::start_with(&["--trusted-proxy", "127.0.0.1"]).await;
    let pages = flood(&site, 4 * line(), |n| format!("2001:db8:{n:x}::1")).await;
    let (evaluated, turned_away) = (count(&pages, 422), count(&pages, 503));
    assert_eq!(evaluated + turned_away, pages.len());
    assert!(turned_away > 0, "the line was never full, so this shows nothing");
    for (n, page) in pages.iter().enumerate().filter(|(_, page)| page.status == 503) {
        assert!(page.shows("Too many people are signing in at the moment. Wait a few seconds and try again."));
        assert_eq!((page.value("Email"), page.value("Password")), (format!("person{n}@example.com"), String::new()));
        assert_eq!((page.h1().as_str(), page.header("retry-after").as_str()), ("Sign in", "2"));
    }
    let evaluated = i64::try_from(evaluated).unwrap();
    assert_eq!(site.number("(SELECT count(*) FROM activity WHERE action = 'sign_in_failed')"), evaluated);
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries)"), 3 * evaluated, "account, address and site");
    assert_eq!(site.number("(SELECT count(*) FROM sign_in_tries WHERE failures <> 1)"), 0);
}

#[tokio::test]
async fn a_browser_that_is_known_overtakes_the_strangers_who_came_before() {
    let site = Site::start_with(&["--trusted-proxy", "127.0.0.1"]).await;
    let ada = site.named_operator("Ada", Role::Viewer).await;
    let all_wait = async {
        let wanted = i64::try_from(3 * line()).unwrap();
        while site.number("(SELECT count(*) FROM sign_in_tries)") < wanted {
            tokio::task::yield_now().await;
        }
        sign_in_from(&ada, "2001:db8::1", "ada", PASSWORD).await
    };
    let (strangers, ada) = join(flood(&site, line(), |n| format!("2001:db8:{n:x}::1")), all_wait).await;
    assert_eq!((count(&strangers, 422), ada.status), (line(), 303));
    let after = "(SELECT count(*) FROM activity WHERE action = 'sign_in_failed'
        AND seq > (SELECT max(seq) FROM activity WHERE action = 'signed_in'))";
    assert!(site.number(after) > 0, "she was hashed after all of them");
}

#[tokio::test]
async fn one_neighborhood_does_not_keep_strangers_from_elsewhere_out() {
    let site = Site::start_with(&["--trusted-proxy", "127.0.0.1"]).await;
    site.add_operator("Ada", Role::Viewer).await;
    let elsewhere = async {
        let wanted = i64::try_from(line() / 2 + 1).unwrap();
        while site.number("(SELECT count(*) FROM sign_in_tries)") < wanted {
            tokio::task::yield_now().await;
        }
        sign_in_from(&site.visitor(), "2001:db8:8::1", "ada", PASSWORD).await
    };
    let (neighbors, ada) = join(flood(&site, 4 * line(), |n| format!("2001:db8:7:{n:x}::1")), elsewhere).await;
    assert!(count(&neighbors, 503) > 0, "the share was never full, so this shows nothing");
    assert_eq!(ada.status, 303);
}
