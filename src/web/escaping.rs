//! Texts that pages have many of. Askama's escaper looks at one byte after another; few texts have anything to escape, which is
//! seen many bytes at a time.

use std::fmt::{self, Write};
use std::rc::Rc;

use askama::filters::{Escaper, Html, HtmlSafe};
use askama::{FastWritable, Template, Values};

/// A text that is escaped as askama does it, whenever it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escaped<T>(pub T);

/// What it writes is escaped already.
impl<T: AsRef<str>> HtmlSafe for Escaped<T> {}

impl<T: AsRef<str>> FastWritable for Escaped<T> {
    fn write_into(&self, page: &mut dyn Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write(page, self.0.as_ref())?)
    }
}

impl<T: AsRef<str>> fmt::Display for Escaped<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(f, self.0.as_ref())
    }
}

/// What a template has drawn, to stand in another as it is.
#[derive(Clone, Debug)]
pub struct Drawn(Rc<str>);

impl Drawn {
    pub fn new(template: &impl Template) -> askama::Result<Self> {
        Ok(Self(template.render()?.into()))
    }
}

impl HtmlSafe for Drawn {}

impl FastWritable for Drawn {
    fn write_into(&self, page: &mut dyn Write, _: &dyn Values) -> askama::Result<()> {
        Ok(page.write_str(&self.0)?)
    }
}

impl fmt::Display for Drawn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn write(page: &mut dyn Write, text: &str) -> fmt::Result {
    if has_markup(text.as_bytes()) { Html.write_escaped_str(page, text) } else { page.write_str(text) }
}

/// What the compiler compares at once, in bytes.
const BLOCK: usize = 16;

/// Whether there is anything that HTML gives a meaning, in texts and in quoted attributes.
fn has_markup(text: &[u8]) -> bool {
    match text.last_chunk() {
        Some(last) => text.as_chunks().0.iter().any(block_has_markup) || block_has_markup(last),
        None => text.iter().any(|byte| matches!(byte, b'"' | b'&' | b'\'' | b'<' | b'>')),
    }
}

/// Each byte is compared with each of them: a way out in the middle would make it one byte at a time again.
fn block_has_markup(block: &[u8; BLOCK]) -> bool {
    let has = |wanted: u8| block.iter().fold(0, |found, byte| found | u8::from(*byte == wanted));
    (has(b'"') | has(b'&') | has(b'\'') | has(b'<') | has(b'>')) > 0
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::*;

    #[derive(Template)]
    #[template(source = "{{ quick }}|{{ usual }}", ext = "html")]
    struct Both<'a> {
        quick: Escaped<&'a str>,
        usual: &'a str,
    }

    #[test]
    fn what_has_a_meaning_is_escaped_wherever_it_stands() {
        for length in 1..70 {
            for place in 0..length {
                for (character, expected) in
                    [('"', "&#34;"), ('&', "&#38;"), ('\'', "&#39;"), ('<', "&#60;"), ('>', "&#62;")]
                {
                    let (before, after) = ("a".repeat(place), "z".repeat(length - place - 1));
                    let text = Escaped(format!("{before}{character}{after}"));
                    assert_eq!(text.to_string(), format!("{before}{expected}{after}"));
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn every_text_is_written_as_askama_writes_it(text in "(\\PC|[<>&\"']){0,80}") {
            let page = Both { quick: Escaped(&text), usual: &text }.render().unwrap();
            let half = page.len() / 2;
            proptest::prop_assert_eq!(page.get(..half), page.get(half + 1..));
        }
    }
}
