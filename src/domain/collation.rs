//! The order in which people expect names, whatever their language: that of Unicode's root collation.

use std::sync::LazyLock;

use icu_collator::options::CollatorOptions;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

/// None when its data, which is compiled in, cannot be read.
static COLLATOR: LazyLock<Option<CollatorBorrowed<'static>>> =
    LazyLock::new(|| Collator::try_new(CollatorPreferences::default(), CollatorOptions::default()).ok());

/// A key whose bytes compare as people sort the text: “École” stands before “Zoo”. Different texts may have the same.
///
/// Keys are stored. Those of another version of the library may differ, and a migration then has to make all of them anew;
/// the test of this module notices.
#[must_use]
pub fn sort_key(text: &str) -> Vec<u8> {
    let mut key = Vec::new();
    match &*COLLATOR {
        Some(collator) => {
            let Ok(()) = collator.write_sort_key_to(text, &mut key);
        }
        None => key.extend_from_slice(text.as_bytes()),
    }
    key
}

#[cfg(test)]
mod tests {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest, Sha256};

    use super::*;

    #[test]
    fn names_sort_as_people_expect() {
        let sorted = [
            "1st",
            "20",
            "3",
            "alpha",
            "Alpha",
            "Ángel",
            "Bank",
            "Co-op",
            "coop",
            "École",
            "ecole 2",
            "Ökologie",
            "Oslo",
            "Öz",
            "ﬁnance 1",
            "Straße",
            "Strasse 2",
            "Zoo",
            "Афины",
            "会員",
        ];
        let mut names = sorted;
        names.sort_by_key(|name| sort_key(name));
        let at = |name: &str| names.iter().position(|known| *known == name).unwrap();
        for pair in [["École", "Zoo"], ["Ángel", "Bank"], ["alpha", "Bank"], ["Öz", "Straße"], ["Zoo", "Афины"]]
        {
            assert!(at(pair[0]) < at(pair[1]), "{pair:?} in {names:?}");
        }
        assert!(
            at("École") < at("ecole 2") && at("Straße") < at("Strasse 2") && at("alpha") < at("Alpha"),
            "{names:?}"
        );
    }

    #[test]
    fn keys_are_still_those_that_files_hold() {
        let mut digest = Sha256::new();
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        for some in all.chunks(64) {
            digest.update(sort_key(&some.iter().collect::<String>()));
            digest.update([0]);
        }
        let made = STANDARD.encode(digest.finalize());
        let known = "/1sDBtscJkRXYF9vfmnKiPU3nMvk+Pb5wj/zxNFqOwU=";
        assert_eq!(made, known, "add a migration with UPDATE clients SET name_sort = name_sort_key(name)");
    }
}
