use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tempfile::TempDir;

use super::copying::{Copying, LEFT_OUT, Outcome};
use super::*;
use crate::domain::activity::{Actor, Origin};
use crate::domain::choice::Choice;
use crate::domain::client::{CARDS, ClientKey, ClientName, Method, RevisionNumber, Settings, Status};
use crate::domain::operator::{NewOperator, NewPassword, OperatorName};
use crate::domain::role::Role;
use crate::domain::text::EmailAddress;
use crate::domain::time::Timestamp;
use crate::store::clients::{self, NewClient};
use crate::store::sqlite::database;
use crate::store::sqlite::verify::verify;
use crate::store::{Connection, Store, operators};

/// Rows of a slice; more than the company's work adds.
const SLICE: i64 = 20;

/// A company that goes on working while its database is copied.
struct Company {
    conn: Connection,
    folder: TempDir,
    /// With their present revisions.
    clients: Vec<(ClientKey, RevisionNumber)>,
    hours: i64,
}

impl Company {
    fn new() -> Self {
        let (folder, conn) = database();
        let mut company = Self { conn, folder, clients: Vec::new(), hours: 0 };
        for n in 0..3 * SLICE {
            company.create(&format!("Early {n}"));
        }
        company
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn origin(&mut self) -> Origin {
        self.hours += 1;
        let at = Timestamp(1_700_000_000_000 + self.hours * 3_600_000);
        Origin { actor: Actor::CommandLine, address: None, at }
    }

    fn create(&mut self, name: &str) {
        let origin = self.origin();
        let mut settings = Settings::unchosen();
        settings.general.name = ClientName::parse(name).unwrap();
        let new = NewClient::new(settings, origin.at);
        let key = clients::create(&mut self.conn, &new, &origin).ok().unwrap();
        self.clients.push((key, RevisionNumber::FIRST));
    }

    fn save(&mut self, client: usize, card: usize, change: impl FnOnce(&mut Settings)) {
        let origin = self.origin();
        let (key, revision) = self.clients[client];
        let mut settings = clients::find(&mut self.conn, key).unwrap().unwrap().settings;
        change(&mut settings);
        let saved = clients::save(&mut self.conn, key, CARDS[card], revision, &settings, true, &origin).ok().unwrap();
        self.clients[client].1 = saved.unwrap();
    }

    fn rename(&mut self, client: usize, name: &str) {
        self.save(client, 0, |settings| settings.general.name = ClientName::parse(name).unwrap());
    }

    /// Every way in which the program changes what a backup holds.
    fn work(&mut self) {
        let hour = self.hours;
        let (first, last) = (0, self.clients.len() - 1);
        self.create(&format!("Created in hour {hour}"));
        // The name of a client goes over to another one that comes later in every order.
        self.rename(first, &format!("Renamed in hour {hour}"));
        self.rename(last, &format!("Early {hour}"));
        self.save(7, 1, |settings| {
            let other = |method: &&Method| **method != settings.authentication.method;
            settings.authentication.method = *Method::ALL.iter().find(other).unwrap();
        });
        let origin = self.origin();
        let status = Status::ALL[usize::try_from(hour).unwrap() % 2];
        for client in [3, 5] {
            clients::set_status(&mut self.conn, self.clients[client].0, status, &origin).unwrap();
        }
        let origin = self.origin();
        let email = EmailAddress::parse(&format!("grace{hour}@example.com")).unwrap();
        let new = NewOperator {
            name: OperatorName::parse("Grace Hopper").unwrap(),
            email: email.clone(),
            role: Role::Viewer,
            password: NewPassword::Hash("$".to_owned()),
        };
        operators::add(&mut self.conn, &new, &origin).ok().unwrap();
        operators::manage::disable(&mut self.conn, &email, &origin).ok().unwrap();
    }

    /// Copies the database step by step, and calls `between` between each two of them.
    fn back_up(&mut self, mut between: impl FnMut(&mut Self)) -> Outcome<()> {
        let (source, copy) = (self.path("console.db"), self.path("copy.db"));
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(&copy)?;
        let mut copying = Copying::begin(&source, &copy, SLICE)?;
        between(self);
        while copying.clients()? {
            between(self);
        }
        let end = copying.end()?;
        while copying.is_before(end) {
            copying.entries()?;
            between(self);
        }
        let expected = self.path("expected.db").display().to_string();
        self.conn.batch_execute(&format!("VACUUM INTO '{expected}'"))?;
        copying.rest()?;
        between(self);
        copying.complete()
    }
}

fn texts(conn: &mut Connection, query: &str) -> Vec<String> {
    sql::<Text>(query).load(conn).unwrap()
}

#[test]
fn what_happens_while_it_is_copied_is_in_the_copy_up_to_one_moment() {
    let mut company = Company::new();
    company.back_up(Company::work).unwrap();
    assert!(verify(&company.path("copy.db"), None, None, &mut |problem| panic!("{problem}")).is_ok());
    let attached = format!("ATTACH '{}' AS expected", company.path("expected.db").display());
    let mut copy = connection::open_reader(&company.path("copy.db")).unwrap();
    copy.batch_execute(&attached).unwrap();
    let tables = texts(&mut copy, "SELECT name FROM pragma_table_list WHERE schema = 'expected' AND type = 'table'");
    for table in tables.iter().filter(|table| !LEFT_OUT.contains(&table.as_str()) && *table != "sqlite_schema") {
        for (one, other) in [("main", "expected"), ("expected", "main")] {
            let differing = format!("SELECT * FROM {one}.{table} EXCEPT SELECT * FROM {other}.{table}");
            let count = sql::<BigInt>(&format!("SELECT count(*) FROM ({differing})")).get_result::<i64>(&mut copy);
            assert_eq!(count.unwrap(), 0, "rows of {table} that are not in {other}");
        }
    }
}

/// A log that nobody reads can be cut off, so it grows no longer than between two steps.
#[test]
fn between_two_steps_nothing_of_the_log_is_held() {
    let mut company = Company::new();
    let mut steps = 0;
    company.conn.batch_execute("PRAGMA busy_timeout = 0").unwrap();
    let cut = |company: &mut Company| {
        company.work();
        let busy: i64 = sql::<BigInt>("PRAGMA wal_checkpoint(TRUNCATE)").get_result(&mut company.conn).unwrap();
        assert_eq!((busy, company.path("console.db-wal").metadata().unwrap().len()), (0, 0));
        steps += 1;
    };
    company.back_up(cut).unwrap();
    assert!(steps > 6, "{steps}");
}

#[test]
fn a_database_whose_tables_change_before_the_last_step_is_refused() {
    let mut steps = 0;
    Company::new().back_up(|_| steps += 1).unwrap();
    for step in 0..steps {
        let mut now = 0;
        let update = |company: &mut Company| {
            if now == step {
                company.conn.batch_execute("ALTER TABLE clients ADD COLUMN tags TEXT").unwrap();
            }
            now += 1;
        };
        let done = Company::new().back_up(update).map_err(|error| error.to_string());
        let refused = "its tables were changed meanwhile, as an update does; take the backup again";
        assert_eq!(done, if step + 1 < steps { Err(refused.to_owned()) } else { Ok(()) }, "{step} of {steps}");
    }
}

#[test]
fn clients_that_are_deleted_meanwhile_are_noticed() {
    let (mut company, mut steps) = (Company::new(), 0);
    let delete = |company: &mut Company| {
        steps += 1;
        if steps == 3 {
            company.conn.batch_execute("DELETE FROM clients WHERE seq = 3").unwrap();
        }
    };
    assert_eq!(
        company.back_up(delete).unwrap_err().to_string(),
        "clients were deleted meanwhile; take the backup again"
    );
}

#[test]
fn a_file_that_comes_into_the_way_while_the_copy_is_made_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let [database, unfinished, target] = ["console.db", "unfinished", "backup.db"].map(|name| folder.path().join(name));
    Store::open(&database).unwrap().close();
    std::fs::write(&target, "precious").unwrap();
    assert_eq!(copy(&database, &unfinished, &target), Err(BackupError::Exists(target.clone())));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "precious");
}

#[test]
fn a_copy_is_counted_and_one_that_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let [database, nonsense] = ["console.db", "nonsense"].map(|name| folder.path().join(name));
    Store::open(&database).unwrap().close();
    std::fs::write(&nonsense, "x".repeat(4_096)).unwrap();
    assert_eq!(check(&database), Ok((0, None)));
    assert!(check(&nonsense).is_err());
}
