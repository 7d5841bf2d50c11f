use super::*;

#[test]
fn a_line_is_trimmed_and_composed() {
    assert_eq!(line("  Cafe\u{301} ", "a name", 2, 80).unwrap(), "Café");
}

#[test]
fn invisible_and_direction_changing_characters_are_refused() {
    for bad in ['\0', '\u{7}', '\u{200b}', '\u{202e}', '\u{2066}', '\u{feff}', '\u{ad}', '\n', '\u{3164}', '\u{2800}'] {
        let refused = line(&format!("Sh{bad}op"), "a name", 2, 80);
        assert_eq!(refused, Err(TextError::Invisible(u32::from(bad))), "{bad:?}");
    }
}

#[test]
fn each_kind_of_character_that_nobody_sees_is_refused() {
    let one_of_each_category = "\u{1}\u{85}\u{200d}\u{2028}\u{2029}\u{e000}\u{378}";
    let blanks = "\u{34f}\u{115f}\u{1160}\u{17b4}\u{17b5}\u{180b}\u{180c}\u{180d}\u{180f}\u{2800}\u{3164}\u{ffa0}";
    for bad in one_of_each_category.chars().chain(blanks.chars()) {
        let refused = line(&format!("Sh{bad}op"), "a name", 2, 80);
        assert_eq!(refused, Err(TextError::Invisible(u32::from(bad))), "{bad:?}");
    }
}

#[test]
fn a_joiner_that_is_written_with_is_kept_and_makes_no_other_name() {
    for name in ["👨\u{200d}👩\u{200d}👧 Tickets", "کتاب\u{200c}ها"] {
        assert_eq!(line(name, "a name", 2, 80).as_deref(), Ok(name));
        let without: String = name.chars().filter(|c| !is_joiner(*c)).collect();
        assert_eq!(comparison_key(name), comparison_key(&without));
    }
    assert_eq!(line("👨\u{200d}👩 Sh\u{200d}op", "a name", 2, 80), Err(TextError::Invisible(0x200d)));
    assert_eq!(line("👨\u{200d}👩\u{202e}", "a name", 2, 80), Err(TextError::Invisible(0x202e)));
}

#[test]
fn a_line_is_bounded_by_its_characters_after_they_are_composed() {
    assert_eq!(line(" ", "a name", 2, 80), Err(TextError::Missing("a name")));
    assert_eq!(line(" ", "a name", 0, 80), Ok(String::new()));
    assert_eq!(line("e\u{301}", "a name", 2, 80), Err(TextError::TooShort(2)));
    assert_eq!(line("éé", "a name", 2, 80).unwrap(), "éé");
    assert_eq!(line(&"e\u{301}".repeat(80), "a name", 2, 80).unwrap().chars().count(), 80);
    assert_eq!(line(&"é".repeat(81), "a name", 2, 80), Err(TextError::TooLong(80, 81)));
}

#[test]
fn every_pair_of_alphabets_that_look_alike_is_told_in_words() {
    for (word, names) in [
        ("P\u{430}y", "Cyrillic and Latin"),
        ("P\u{3b1}y", "Greek and Latin"),
        ("\u{3b1}\u{430}", "Cyrillic and Greek"),
        ("\u{ff30}\u{430}y", "Cyrillic and Latin"),
        ("P\u{3b1}\u{430}", "Cyrillic and Greek and Latin"),
    ] {
        let told = TextError::MixedAlphabets(word.to_owned(), names.to_owned());
        assert_eq!(line(&format!("Shop {word}"), "a name", 2, 80), Err(told));
    }
}

#[test]
fn a_word_of_two_alphabets_is_refused_but_two_words_are_not() {
    assert!(matches!(line("P\u{430}ypal", "a name", 2, 80), Err(TextError::MixedAlphabets(..))));
    assert!(line("Shop Магазин", "a name", 2, 80).is_ok());
    assert!(line("LINE応用", "a name", 2, 80).is_ok());
}

#[test]
fn names_that_read_the_same_share_a_key() {
    assert_eq!(comparison_key("My  SHOP"), comparison_key("my shop"));
    assert_eq!(comparison_key("ﬁnance"), comparison_key("Finance"));
    assert_eq!(comparison_key("Straße"), comparison_key("STRASSE"));
    assert_eq!(comparison_key("ΟΔΟΣ"), comparison_key("οδος"));
    assert_ne!(comparison_key("shop 1"), comparison_key("shop 2"));
}

#[test]
fn the_selector_that_keyboards_add_to_emoji_makes_no_other_name() {
    assert_eq!(line("❤\u{fe0f} Shop", "a name", 2, 80), line("❤ Shop", "a name", 2, 80));
    assert!(line("\u{fe0f}\u{fe0f}", "a name", 2, 80).is_err());
    assert!(line("a \u{fe0f}", "a name", 2, 80).is_err(), "the blank before it is trimmed too");
    assert_eq!(line("Shop\u{e0100}", "a name", 2, 80).unwrap(), "Shop");
}

#[test]
fn an_email_address_has_one_spelling() {
    assert_eq!(EmailAddress::parse(" Ada@Example.COM ").unwrap().as_str(), "ada@example.com");
    for bad in ["", "ada", "ada@", "@example.com", "a b@example.com", "\u{430}da@example.com"] {
        assert!(EmailAddress::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_line_is_measured_in_characters_at_its_very_bounds() {
    let said = |raw: &str, min| line(raw, "a name", min, 4).map_err(|error| error.to_string());
    assert_eq!(said(" ", 2), Err("Enter a name.".to_owned()));
    assert_eq!(said("é", 2), Err("Use at least 2 characters.".to_owned()));
    assert_eq!(said("éé", 2), Ok("éé".to_owned()));
    assert_eq!(said("éééé", 2), Ok("éééé".to_owned()));
    assert_eq!(said("ééééé", 2), Err("Use at most 4 characters; this has 5.".to_owned()));
    assert_eq!(said(" ", 0), Ok(String::new()), "nothing is needed");
    assert_eq!(said("", 1), Err("Enter a name.".to_owned()));
}

#[test]
fn any_two_of_the_alphabets_that_look_alike_are_refused_and_named() {
    for (word, alphabets) in
        [("Pаypal", "Cyrillic and Latin"), ("Αpple", "Greek and Latin"), ("Αрр", "Cyrillic and Greek")]
    {
        let refused = line(word, "a name", 2, 80).unwrap_err().to_string();
        assert_eq!(refused, format!("“{word}” mixes {alphabets} letters. Use one alphabet in a word."));
    }
}

#[test]
fn a_list_is_split_at_spaces_commas_semicolons_and_line_breaks() {
    let items: Vec<&str> = listed(" a, b;c\r\nd\te ,; ").collect();
    assert_eq!(items, ["a", "b", "c", "d", "e"]);
}

#[test]
fn an_email_address_has_at_most_254_characters() {
    let domain = ["x".repeat(63), "x".repeat(63), "x".repeat(57), "com".to_owned()].join(".");
    let of = |length: usize| format!("{}@{domain}", "a".repeat(length - domain.len() - 1));
    assert_eq!(EmailAddress::parse(&of(254)).unwrap().as_str().len(), 254);
    for length in [255, 256] {
        assert_eq!(EmailAddress::parse(&of(length)), Err(TextError::NotAnEmail), "{length}");
    }
}

proptest::proptest! {
    #[test]
    fn an_accepted_line_is_stable_and_within_its_bounds(raw in "(\\PC|[ae\u{301}\u{fe0f}\u{e0100} ]){0,100}") {
        if let Ok(text) = line(&raw, "a name", 2, 80) {
            let length = text.chars().count();
            proptest::prop_assert!((2..=80).contains(&length));
            proptest::prop_assert_eq!(line(&text, "a name", 2, 80).unwrap(), text);
        }
    }
}
