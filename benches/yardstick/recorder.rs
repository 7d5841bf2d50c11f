//! Lets the product answer a page of the list and create clients on a copy of the database, and records what that took.

use std::net::TcpListener;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use clap::Parser;
use diesel::connection::{InstrumentationEvent, set_default_instrumentation};
use next_identity_console::app::Program;
use next_identity_console::config::{Cli, Command};
use next_identity_console::domain::time::SystemClock;

use super::document;
use super::recorded::{Asked, Change, MARKS, Recorded, Varied};
use super::statement::Value;
use crate::forms;
use crate::support::{Database, Person};

static IS_RECORDING: AtomicBool = AtomicBool::new(false);
static ASKED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Every change of a row of any table, with the values as SQL writes them. What is taken away again is no part of what a
/// create leaves, and no full-text index can be watched: the yardstick feeds those as the product does.
const WATCHED: &str = "SELECT name AS a FROM pragma_table_list WHERE schema = 'main' AND type = 'table' \
    AND name NOT GLOB 'sqlite_*' AND name <> 'bench_log'";

/// The documents are those of another program, at an address: they name it.
pub async fn record(database: &Path, other: &str) -> Recorded {
    set_default_instrumentation(|| Some(Box::new(|event: InstrumentationEvent<'_>| note(&event)))).unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let command =
        ["next-identity-console", "--listen", &address.to_string(), "--database", &database.to_string_lossy()];
    let Command::Serve(settings) = Cli::parse_from(command).command().unwrap() else { unreachable!() };
    let (ready, started) = tokio::sync::oneshot::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async {
            let program = Program::prepare(*settings, Arc::new(SystemClock)).await.unwrap();
            let server = program.serve(listener).unwrap();
            assert!(ready.send(server.handle()).is_ok());
            let background = program.background();
            server.await.unwrap();
            program.close(background).await;
        });
    });
    let handle = started.await.unwrap();
    let person = Person::new(&format!("http://localhost:{}", address.port()));
    person.sign_in("Ada Lovelace").await;
    let (list, bytes) = list(&person).await;
    let changes = creates(&person, &Database(database.to_owned())).await;
    handle.stop(true).await;
    thread.join().unwrap();
    set_default_instrumentation(|| None).unwrap();
    Recorded { list, bytes, changes, documents: document::record(&Person::new(other)).await }
}

fn note(event: &InstrumentationEvent<'_>) {
    if let InstrumentationEvent::StartQuery { query, .. } = event
        && IS_RECORDING.load(Ordering::SeqCst)
        // The search index is brought up to date beside the page.
        && std::thread::current().name() != Some("search index")
    {
        ASKED.lock().unwrap().push(query.to_string());
    }
}

/// The statements of a page of the list and its size; of several pages the least, should the program do something else
/// meanwhile.
async fn list(person: &Person) -> (Vec<Asked>, usize) {
    let mut pages = Vec::new();
    for _ in 0..3 {
        IS_RECORDING.store(true, Ordering::SeqCst);
        let page = person.get("/clients").await;
        IS_RECORDING.store(false, Ordering::SeqCst);
        assert_eq!(page.h1(), "Clients");
        let asked: Vec<Asked> = ASKED.lock().unwrap().drain(..).filter_map(|text| asked(&text)).collect();
        pages.push((asked, page.html.len()));
    }
    let least = pages.into_iter().min_by_key(|(asked, _)| asked.len()).unwrap();
    assert!(least.0.len() > 1, "a page of the list takes more than {:?}", least.0);
    least
}

/// Reads a statement with its values; `None` for what begins and ends transactions.
fn asked(text: &str) -> Option<Asked> {
    let (sql, values) = text.split_once(" -- binds: ")?;
    let inner = values.trim().strip_prefix('[')?.strip_suffix(']')?;
    let values: Vec<Value> = sequence(inner).iter().map(|text| value(text)).collect();
    assert_eq!(sql.matches('?').count(), values.len(), "{text}");
    Some(Asked { sql: sql.to_owned(), values })
}

/// The parts between commas that are in no brackets and no quotes.
fn sequence(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut depth, mut quoted, mut escaped) = (Vec::new(), String::new(), 0, false, false);
    for c in text.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            '[' | '(' if !quoted => depth += 1,
            ']' | ')' if !quoted => depth -= 1,
            ',' if !quoted && depth == 0 => {
                parts.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    parts.extend((!part.trim().is_empty()).then_some(part));
    parts
}

/// A value as Rust shows it, within the newtypes that the product has for it.
fn value(text: &str) -> Value {
    let text = text.trim();
    if let Some((_, inner)) = text.strip_suffix(')').and_then(|text| text.split_once('(')) {
        return value(inner);
    }
    if let Ok(id) = uuid::Uuid::parse_str(text) {
        return Value::Bytes(id.as_bytes().to_vec());
    }
    match serde_json::from_str(text) {
        Ok(serde_json::Value::Number(number)) => Value::Number(number.as_i64().unwrap()),
        Ok(serde_json::Value::String(text)) => Value::Text(text),
        Ok(bytes @ serde_json::Value::Array(_)) => Value::Bytes(serde_json::from_value(bytes).unwrap()),
        _ => panic!("what value is {text}?"),
    }
}

/// What a create changes, and how the values differ from one create to the next.
async fn creates(person: &Person, database: &Database) -> Vec<Change> {
    database.execute("CREATE TABLE bench_log (n INTEGER PRIMARY KEY, sql TEXT, vals TEXT)");
    for table in database.column(WATCHED) {
        log_changes(database, &table);
    }
    let mut recorded = Vec::new();
    for mark in MARKS {
        database.execute("DELETE FROM bench_log");
        let (path, body) = forms::create(0, mark);
        let page = person.post_raw(&path, body).await;
        assert_eq!(page.status, 303, "{}", page.text());
        // What is done aside of the create comes a moment later.
        std::thread::sleep(Duration::from_secs(1));
        recorded.push(database.rows("SELECT sql a, vals b, '' c, '' d FROM bench_log ORDER BY n"));
    }
    for trigger in database.column("SELECT name AS a FROM sqlite_schema WHERE type = 'trigger'") {
        database.execute(&format!("DROP TRIGGER {trigger}"));
    }
    database.execute("DROP TABLE bench_log");
    let [.., before, last] = recorded.as_slice() else { unreachable!() };
    assert!(!last.is_empty() && before.len() == last.len(), "creates differ: {before:?}, {last:?}");
    let change = |(before, last): (&[String; 4], &[String; 4])| {
        assert_eq!(before[0], last[0]);
        let literals = |row: &[String; 4]| -> Vec<String> { serde_json::from_str(&row[1]).unwrap() };
        let values = literals(before)
            .iter()
            .zip(literals(last))
            .map(|(one, other)| Varied::of(&literal(one), &literal(&other)))
            .collect();
        Change { sql: last[0].clone(), values }
    };
    before.iter().zip(last).map(change).collect()
}

/// Notes every change of a row as a statement that makes it. An update says every column, as long as it is not of the key.
fn log_changes(database: &Database, table: &str) {
    let of = |condition: &str| {
        database.column(&format!("SELECT name AS a FROM pragma_table_info('{table}') WHERE {condition}"))
    };
    let (columns, keys, others) = (of("1"), of("pk > 0"), of("pk = 0"));
    let quoted =
        |columns: &[String]| columns.iter().map(|column| format!("quote(new.{column})")).collect::<Vec<_>>().join(", ");
    let named = |columns: &[String], between: &str| {
        columns.iter().map(|column| format!("{column} = ?")).collect::<Vec<_>>().join(between)
    };
    let places = vec!["?"; columns.len()].join(", ");
    let insert = format!("INSERT INTO {table} ({}) VALUES ({places})", columns.join(", "));
    let update = format!("UPDATE {table} SET {} WHERE {}", named(&others, ", "), named(&keys, " AND "));
    for (event, sql, values) in
        [("INSERT", insert, quoted(&columns)), ("UPDATE", update, quoted(&[others, keys].concat()))]
    {
        database.execute(&format!(
            "CREATE TRIGGER bench_{event}_{table} AFTER {event} ON {table} BEGIN \
            INSERT INTO bench_log (sql, vals) VALUES ('{sql}', json_array({values})); END"
        ));
    }
}

/// A value as SQLite's `quote` writes it.
fn literal(text: &str) -> Value {
    if text == "NULL" {
        return Value::Null;
    }
    if let Some(digits) = text.strip_prefix("X'").and_then(|text| text.strip_suffix('\'')) {
        let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
        return Value::Bytes((0..digits.len()).step_by(2).map(byte).collect());
    }
    if let Some(text) = text.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
        return Value::Text(text.replace("''", "'"));
    }
    text.parse().map_or_else(|_| Value::Real(text.parse().unwrap()), Value::Number)
}
