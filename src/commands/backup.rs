//! Copies the database, and the key file that belongs to it.

use std::path::Path;

use next_identity_console::config::{Files, key_file_beside};
use next_identity_console::service::key_file;
use next_identity_console::service::keyring::belongs;
use next_identity_console::store::backup::backup;

use super::Outcome;

#[expect(clippy::print_stdout, reason = "what was written is this command's output")]
pub fn back_up(files: &Files, file: &Path, with_keys: bool) -> Outcome {
    let Files { database, key_file } = files;
    let key = with_keys.then(|| key_file::read(key_file)).transpose()?;
    let key_copy = key_file_beside(file);
    if with_keys && key_copy.symlink_metadata().is_ok() {
        return Err(format!("{} exists already and is left as it is; give another name", key_copy.display()).into());
    }
    let copied = backup(database, file)?;
    println!("Wrote and checked {}. Clients: {}, bytes: {}", file.display(), copied.clients, copied.bytes);
    let Some(check) = copied.key_check else { return Ok(()) };
    match key {
        None => println!(
            "The key file {} belongs to it and is not in it: without that file, what is sealed in the copy cannot be \
             opened, nor its activity be checked. Keep a copy of it elsewhere, or let --with-keys make one.",
            key_file.display()
        ),
        Some(key) if belongs(&key, &check) => {
            key_file::copy(&key, &key_copy)?;
            println!(
                "Copied its key file to {}. Who has both can open what is sealed in the copy.",
                key_copy.display()
            );
        }
        Some(_) => {
            return Err(format!(
                "the key file {} is not the one of this database, so it was not copied; name the right one with --key-file",
                key_file.display()
            )
            .into());
        }
    }
    Ok(())
}
