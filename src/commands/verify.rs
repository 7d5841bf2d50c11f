//! Checks a whole database file.

use next_identity_console::config::Files;
use next_identity_console::service::key_file::{self, BadKeyFile};
use next_identity_console::store::activity::Head;
use next_identity_console::store::verify;

use super::{Outcome, require};

#[expect(clippy::print_stdout, reason = "what was found is this command's output")]
pub fn verify(files: &Files, expect: Option<&str>) -> Outcome {
    let database = &files.database;
    let head = |text: &str| Head::parse(text).ok_or("--expect: give a head as it was printed, such as 12:9f86…");
    let noted = expect.map(head).transpose()?;
    require(database)?;
    let key = match key_file::read(&files.key_file) {
        Ok(key) => Some(key),
        Err(BadKeyFile::Missing(_)) => None,
        Err(bad) => return Err(bad.into()),
    };
    let mut problems: u64 = 0;
    let checked = verify::verify(database, noted, key.as_ref(), &mut |problem| {
        problems += 1;
        // A name or a value that somebody wrote into the file may hold any character.
        eprintln!("{}", problem.to_string().replace(char::is_control, " "));
    });
    let verify::Summary { clients, revisions, record } = checked?;
    match (problems, record) {
        (0, Some(record)) => {
            for (first, last) in record.unchecked {
                println!(
                    "Entries {first} to {last} were keyed with a key file that was given up; only their numbers were checked."
                );
            }
            let or_none = |found: Option<String>, none: &str| found.unwrap_or_else(|| none.to_owned());
            println!(
                "All is well. Clients: {clients}, revisions: {revisions}, entries: {}, keyed from: {}, head: {}",
                record.entries,
                or_none(record.keyed_from.map(|seq| seq.to_string()), "nowhere"),
                or_none(record.head.map(|head| head.to_string()), "none yet"),
            );
            Ok(())
        }
        (1, _) => Err(format!("{} has this one problem", database.display()).into()),
        _ => Err(format!("{} has these {problems} problems", database.display()).into()),
    }
}
