//! The pages and forms that are measured. The views of the lists come from the menus of the lists themselves, so that a new
//! filter joins by itself.

use scraper::Selector;

use super::forms::{self, Save, create};
use super::load::Request;
use super::stage::{Stage, cookie};
use super::support::{Page, Person};
use super::yardstick::DOCUMENTS;

pub const LIST: &str = "list, first page";
pub const CREATE: &str = "create";
/// What only sorts a list.
const ORDER: [&str; 2] = ["sort", "order"];
/// Found in many names, and in none.
const MANY: &str = "search=port";
const NONE: &str = "search=zzqxw";

/// A point of the table.
pub struct Point {
    pub name: String,
    pub request: Request,
    /// What the yardstick is asked in turn, where it does the same.
    pub bare: Option<Request>,
}

/// What a link of a menu adds to the address.
type Choice = Vec<(String, String)>;

impl Point {
    fn new(name: &str, request: Request) -> Self {
        Self { name: name.to_owned(), request, bare: None }
    }

    fn with_bare(self, bare: Request) -> Self {
        Self { bare: Some(bare), ..self }
    }
}

/// Every point of the table with its request.
pub async fn points(stage: &Stage, size: usize) -> Vec<Point> {
    let ada = stage.operator("Ada Lovelace").await;
    let cookie = cookie(&ada);
    // Each connection saves a client of its own, and another one for each card: a save names the revision that it changes.
    let clients = clients(&ada, 128).await;
    let (mut saves, mut long_saves) = (Vec::new(), Vec::new());
    for (client, other) in clients[..64].iter().zip(&clients[64..]) {
        saves.push(Save::prepared(&ada, client).await);
        long_saves.push(Save::of_addresses(&ada, other).await);
    }
    let connected = forms::connected(&ada).await;
    let middle = ada.get(&format!("/clients?sort=created&after={}", size / 2)).await;
    let client_id = middle.document().select(&selector("tbody code")).next().unwrap().text().collect::<String>();
    let get = |name: &str, path: &str| Point::new(name, Request::get(path).signed_in(&cookie));
    let post = |name: &str, request: Request| Point::new(name, request.signed_in(&cookie));
    let list = |name: &str, query: &str| get(name, &format!("/clients?{query}"));
    let mut points = vec![
        Point::new("sign-in page", Request::get("/sign-in")),
        get(LIST, "/clients").with_bare(Request::get("/list")),
        list("list, deep page", &format!("sort=created&after={}", size / 2)),
        list("search, one hit", &format!("search={client_id}")),
        list("search, beginning of a client ID", &format!("search={}", &client_id[..8])),
        list("search, many hits", MANY),
        list("search, no hit", NONE),
        get("search for anything, a client", "/find?search=port"),
        get("search for anything, a setting of a client", "/find?search=port+code+lifetime"),
        get("search for anything, a setting", &format!("/find?search=code+lifetime&client={}", key(&clients[0]))),
        get("search for anything, no hit", &format!("/find?{NONE}")),
        get("activity, first page", "/activity"),
        get("search activity, many hits", "/activity?search=grace"),
        get("search activity, no hit", &format!("/activity?{NONE}")),
        get("activity, two filters", &format!("/activity?{}", two_filters(&ada).await)),
        get("client page", &clients[0]),
        get("card, edit page", &format!("{}/authentication", clients[0])),
        get("Integration card, edit page with 10 redirect URIs", &format!("{connected}/integration")),
        get("credentials with two secrets", &format!("{connected}/credentials")),
    ];
    points.extend(documents(&ada).await);
    let views = views(&ada).await;
    points.extend(views.iter().map(|(name, query)| list(name, query)));
    let compressed = Request::get("/clients").signed_in(&cookie).header("accept-encoding", "gzip, br, zstd");
    points.push(Point::new("list, as a browser asks", compressed));
    points.push(post("card, save", in_turn(saves)));
    points.push(post("Integration card, save of 50 redirect URIs", in_turn(long_saves)));
    let bare_create = Request::post_each(|connection, n| ("/clients".to_owned(), create(connection, n).1));
    points.push(post(CREATE, Request::post_each(create)).with_bare(bare_create));
    points
}

fn key(client: &str) -> &str {
    client.trim_start_matches("/clients/")
}

/// Each connection's saves, one after another.
fn in_turn(saves: Vec<Save>) -> Request {
    Request::post_each(move |connection, _| {
        let sent = saves[connection].next();
        saves[connection].done();
        sent
    })
}

/// What programs ask for, whole and as those ask who have it.
async fn documents(person: &Person) -> Vec<Point> {
    let mut points = Vec::new();
    for (name, path) in DOCUMENTS {
        let tag = person.get(path).await.header("etag");
        let whole = Request::get(path);
        let known = whole.clone().unless_it_is(&tag);
        points.push(Point::new(name, whole.clone()).with_bare(whole));
        points.push(Point::new(&format!("{name}, not modified"), known.clone()).with_bare(known));
    }
    points
}

/// The addresses of so many clients, or of all where there are fewer.
pub async fn clients(person: &Person, count: usize) -> Vec<String> {
    let (mut clients, mut path) = (Vec::new(), "/clients".to_owned());
    loop {
        let page = person.get(&path).await;
        let rows = page.document();
        // Without the list to come back to.
        let address = |href: &str| href.split('?').next().unwrap().to_owned();
        clients.extend(rows.select(&selector("tbody th a")).map(|link| address(link.attr("href").unwrap())));
        match page.find_link("Next") {
            Some(next) if clients.len() < count => path = next,
            _ => break,
        }
    }
    clients.truncate(count);
    clients
}

/// Every filter and every order alone, the first choice of each filter with a search, the rarest combination of filters, and
/// one that nobody has: names and queries.
async fn views(person: &Person) -> Vec<(String, String)> {
    let menus = menus(&person.get("/clients").await);
    let alone = menus.iter().flatten().map(query).map(|query| (format!("list, {query}"), query));
    let mut views: Vec<(String, String)> = alone.collect();
    let filters: Vec<Vec<Choice>> = menus.into_iter().filter(|choices| is_filter(&choices[0])).collect();
    for choices in &filters {
        let query = query(&choices[0]);
        views.push((format!("search, many hits, {query}"), format!("{MANY}&{query}")));
    }
    for (name, view) in combinations(person, &filters).await {
        let query = query(&view);
        views.push((format!("list, {name}"), query.clone()));
        views.push((format!("search, many hits, {name}"), format!("{MANY}&{query}")));
    }
    views
}

/// The rarest combination that somebody has, looked for one filter after another, and one that nobody has.
async fn combinations(person: &Person, filters: &[Vec<Choice>]) -> Vec<(&'static str, Choice)> {
    let (mut rare, mut none) = (Choice::new(), None);
    for choices in filters {
        let mut counted = Vec::new();
        for choice in choices {
            let both = [rare.clone(), choice.clone()].concat();
            counted.push((count(&person.get(&format!("/clients?{}", query(&both))).await), both));
        }
        counted.sort();
        let (empty, some): (Vec<_>, Vec<_>) = counted.into_iter().partition(|(count, _)| *count == 0);
        none = none.or(empty.into_iter().next().map(|(_, view)| view));
        rare = some.into_iter().next().map_or(rare, |(_, view)| view);
    }
    let rare = ("rarest filters", rare);
    std::iter::once(rare).chain(none.map(|none| ("filters that nobody has", none))).collect()
}

async fn two_filters(person: &Person) -> String {
    let menus = menus(&person.get("/activity").await);
    query(&menus.iter().map(|choices| choices[0].clone()).collect::<Vec<_>>().concat())
}

/// What the links of every menu add to the address of a page that has no query.
fn menus(page: &Page) -> Vec<Vec<Choice>> {
    let document = page.document();
    let (menus, links) = (selector("main details"), selector("a[href]"));
    let menus = document.select(&menus).map(|menu| {
        let links = menu.select(&links).filter_map(|link| link.attr("href").unwrap().split_once('?'));
        links.map(|(_, query)| serde_urlencoded::from_str(query).unwrap()).collect()
    });
    menus.filter(|choices: &Vec<Choice>| !choices.is_empty()).collect()
}

fn is_filter(choice: &Choice) -> bool {
    choice.iter().all(|(name, _)| !ORDER.contains(&name.as_str()))
}

fn query(choice: &Choice) -> String {
    serde_urlencoded::to_string(choice).unwrap()
}

/// How many clients a page says that there are.
fn count(page: &Page) -> u64 {
    let said = page.all(".total").concat();
    let all = said.rsplit(" of ").next().unwrap_or_default();
    let digits: String = all.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or(0)
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}
