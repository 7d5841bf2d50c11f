use super::*;
use crate::web::form;
use actix_web::ResponseError;
use proptest::prelude::*;

static LETTERS: ListParameters =
    ListParameters { list: "Letters", typed: &["search", "from"], filters: &["kind"], order: &["sort"] };

fn view(query: &str) -> View {
    View::read(&LETTERS, "/letters", query).unwrap()
}

fn refusal(query: &str) -> String {
    let problem = View::read(&LETTERS, "/letters", query).unwrap_err();
    format!("{} {problem:?}", problem.status_code().as_u16())
}

#[test]
fn what_the_list_does_not_have_is_ignored() {
    let plain = view("kind=a&search=b+%C3%A9");
    assert_eq!((plain.get("kind"), plain.get("search"), plain.get("from")), ("a", "b é", ""));
    for query in [
        "page=2&kind=a&search=b%20%c3%a9",
        "kind=a&search=b+é&utm=%ff&utm=%00&%ff=1",
        "&&=&=1&search=b+é&from=&kind=a&",
    ] {
        assert_eq!(view(query).href_with(&[]), plain.href_with(&[]), "{query}");
    }
}

#[test]
fn what_is_malformed_is_refused_by_name_with_a_way_back() {
    for (query, named) in [
        ("kind=a&kind=a", "kind"),
        ("kind=&kind=a", "kind"),
        ("after=1&%61fter=2", "after"),
        ("search=%ff", "search"),
        ("x=1&from=%00", "from"),
    ] {
        let refusal = refusal(query);
        assert!(refusal.starts_with("400") && refusal.contains(&format!("“{named}”")), "{query}: {refusal}");
        assert!(refusal.contains("Go to Letters") && refusal.contains("\"/letters\""), "{query}: {refusal}");
    }
    assert!(refusal(&"x".repeat(form::LIMIT + 1)).starts_with("414"));
    let view = view("kind=a&sort=9");
    assert_eq!(view.parsed("sort", |value| value.parse::<u8>().ok()).unwrap(), Some(9));
    assert_eq!(view.parsed("from", |_| Some(())).unwrap(), None);
    assert!(format!("{:?}", view.parsed("kind", |_| None::<()>).unwrap_err()).contains("“kind”"));
}

#[test]
fn every_change_of_a_view_begins_at_its_first_page() {
    let all = view("after=5&sort=name&kind=a&from=1&search=s");
    assert_eq!(all.href_with(&[("kind", "b")]), "/letters?search=s&from=1&kind=b&sort=name");
    assert_eq!(all.href_with(&[("before", "7")]), "/letters?search=s&from=1&kind=a&sort=name&before=7");
    assert_eq!(all.href_without("search"), "/letters?from=1&kind=a&sort=name");
    assert_eq!(all.href_at("/letters.csv"), "/letters.csv?search=s&from=1&kind=a&sort=name");
    assert_eq!((all.cleared(), view("after=1").cleared()), ("/letters?sort=name".into(), "/letters".into()));
    let kept = [("kind", "a".to_owned()), ("sort", "name".to_owned())];
    assert_eq!(all.search_box("Search", "").kept, kept);
}

#[test]
fn a_view_says_whether_it_is_searched_or_filtered() {
    for (query, searched, filtered) in [
        ("", false, false),
        ("sort=name&after=1", false, false),
        ("search=+", false, false),
        ("search=a", true, false),
        ("from=1", false, true),
        ("kind=a", false, true),
    ] {
        assert_eq!((view(query).is_searching(), view(query).is_filtered()), (searched, filtered), "{query}");
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(values in prop::array::uniform5("[^\0]{0,20}"), after in any::<bool>()) {
        let page = PAGES[usize::from(after)];
        let names = ["search", "from", "kind", "sort", page];
        let changes: Vec<(&str, &str)> = names.into_iter().zip(values.iter().map(String::as_str)).collect();
        let href = view("").href_with(&changes);
        let read = view(href.split_once('?').map_or("", |(_, query)| query));
        for (name, value) in changes {
            prop_assert_eq!(read.get(name), value);
        }
    }

    #[test]
    fn no_query_makes_it_panic(query in "(kind|search|after|x|=|&|%[0-9a-f]{0,2}|\\+|\\PC){0,40}") {
        let _any = View::read(&LETTERS, "/letters", &query);
    }
}
