//! Text that no spreadsheet takes for a formula, wherever it believes that a cell begins.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// What a formula begins with, in its plain form: some spreadsheets take the full-width `＝＋－＠` for the same.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// The text with an apostrophe wherever a formula would begin: at its start, and after each semicolon, since many
/// spreadsheets split there whatever is quoted. Line ends, tabs and other control characters, which no setting holds, are
/// written as in JSON, so that nothing else can begin a cell.
pub fn guarded(text: &str) -> Cow<'_, str> {
    let text = if text.contains(char::is_control) { Cow::from(written_out(text)) } else { text.into() };
    if !text.split(';').any(begins_formula) {
        return text;
    }
    let guard = |part| if begins_formula(part) { format!("'{part}") } else { part.to_owned() };
    text.split(';').map(guard).collect::<Vec<_>>().join(";").into()
}

/// Whether a cell with this text is a formula once the white space and the quotes before it are dropped.
fn begins_formula(part: &str) -> bool {
    let text = part.trim_start_matches(|c: char| c.is_whitespace() || ['"', '\''].contains(&c));
    text.chars().next().is_some_and(|first| std::iter::once(first).nfkc().any(|plain| FORMULA.contains(&plain)))
}

fn written_out(text: &str) -> String {
    let written = |c: char| match c {
        '\r' => "\\r".to_owned(),
        '\n' => "\\n".to_owned(),
        '\t' => "\\t".to_owned(),
        c if c.is_control() => format!("\\u{:04x}", u32::from(c)),
        c => c.to_string(),
    };
    text.chars().map(written).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What was tried by hand, and what comes close.
    const CORPUS: [&str; 24] = [
        "=1+1",
        "+49",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r\n=1",
        ";=1+1",
        "a;=1+1",
        "a; =1+1",
        "a;\"=1+1\"",
        "a\";=1+1;\"",
        "a\t=1+1",
        "a\u{b}=1",
        "\u{a0}=1",
        "＝1+1",
        "＋1",
        "－1",
        "＠SUM(A1)",
        "a;＝1+1",
        "﹦1",
        "\0=1",
        "'=1",
        "\"=1",
        "=cmd|' /C calc'!A0",
    ];

    #[test]
    fn only_what_would_be_a_formula_is_changed() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("a;=1;b", "a;'=1;b"),
            ("a; \"＝1", "a;' \"＝1"),
            ("\t=1", "\\t=1"),
            ("\r\n=1", "\\r\\n=1"),
            ("\0=1", "\\u0000=1"),
            ("a=1", "a=1"),
            ("a;b", "a;b"),
            ("[\"x.example\",\"y.example\"]", "[\"x.example\",\"y.example\"]"),
            ("", ""),
        ] {
            assert_eq!(guarded(text), written);
        }
    }

    /// The cells of a line, as a spreadsheet reads them that splits at `separator`, minds quotes or not, and drops white
    /// space and quotes around a value.
    fn cells(line: &str, separator: u8, quotes: bool) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(separator).quoting(quotes);
        let rows: Vec<csv::StringRecord> = reader.from_reader(line.as_bytes()).records().map(Result::unwrap).collect();
        let bare = |cell: &str| cell.trim_matches(|c: char| c.is_whitespace() || c == '"').to_owned();
        rows.iter().flat_map(csv::StringRecord::iter).map(bare).collect()
    }

    fn is_text_for_all(text: &str) -> Result<(), TestCaseError> {
        let guarded = guarded(text);
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
        writer.write_record(["12", guarded.as_ref(), "end"]).unwrap();
        let line = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        for (separator, quotes) in [(b',', true), (b';', true), (b';', false), (b'\t', true), (b'\t', false)] {
            for cell in cells(&line, separator, quotes) {
                let first: String = cell.chars().take(1).nfkc().collect();
                prop_assert!(!first.starts_with(FORMULA), "{text:?} at {:?}: {cell:?}", char::from(separator));
            }
        }
        let read: Vec<String> = cells(&line, b',', true);
        prop_assert_eq!(read.len(), 3, "{:?}", text);
        Ok(())
    }

    #[test]
    fn what_was_tried_by_hand_is_text() {
        for text in CORPUS {
            is_text_for_all(text).unwrap();
        }
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_text_wherever_a_spreadsheet_splits(
            parts in proptest::collection::vec(
                prop_oneof![
                    proptest::sample::select(&CORPUS[..]).prop_map(str::to_owned),
                    "[=+@;,\t\r\n \"'a1＝＋－＠-]{0,6}",
                    any::<String>(),
                ],
                0..4,
            )
        ) {
            is_text_for_all(&parts.concat())?;
        }
    }
}
