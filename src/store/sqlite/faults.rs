//! Tells SQLite's faults apart by what it says of them.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

use crate::store::StoreError;

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        let text = error.to_string();
        let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["disk is full"]) => Self::Full(text),
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["image is malformed"]) => {
                Self::Damaged(text)
            }
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["file is not a database"]) => {
                Self::NotADatabase(text)
            }
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _)
                if says(&["disk I/O error", "readonly", "unable to open"]) =>
            {
                Self::Disk(text)
            }
            DieselError::DatabaseError(DatabaseErrorKind::Unknown, _) if says(&["locked", "out of memory"]) => {
                Self::Unavailable(text)
            }
            _ => Self::Internal(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_the_disk_are_told_apart() {
        let fault = |text: &str| {
            StoreError::from(DieselError::DatabaseError(DatabaseErrorKind::Unknown, Box::new(text.to_owned())))
        };
        assert!(matches!(fault("database or disk is full"), StoreError::Full(_)));
        for text in ["disk I/O error", "attempt to write a readonly database", "unable to open database file"] {
            assert!(matches!(fault(text), StoreError::Disk(_)), "{text}");
        }
        assert!(matches!(fault("database disk image is malformed"), StoreError::Damaged(_)));
        assert!(matches!(fault("file is not a database"), StoreError::NotADatabase(_)));
        assert!(matches!(fault("database is locked"), StoreError::Unavailable(_)));
        assert!(matches!(fault("no such table: clients"), StoreError::Internal(_)));
    }
}
