//! The errors of a form, looked at on every page that has any.

use std::collections::BTreeSet;

use scraper::{ElementRef, Html, Selector};

use super::Page;
use super::page::words;

impl Page {
    /// Fails when a form was refused without saying why, or an error is not where everybody finds it: in the summary, in
    /// the order of the form, each a link to its field; and beside the field, which says so to those who cannot see it.
    pub fn errors_are_beside_their_fields(&self) {
        let is_page = self.header("content-type").starts_with("text/html") && !self.html.is_empty();
        if !is_page || (self.status != 422 && !self.html.contains("error-summary")) {
            return;
        }
        let what = format!("{} {}", self.status, self.path);
        let document = self.document();
        let summaries: Vec<ElementRef<'_>> = all(&document, ".error-summary");
        if let ([], [error]) = (summaries.as_slice(), all(&document, "body.journey .field-error").as_slice()) {
            // A users' page that asks one thing: its only field has the focus, and no summary would say more.
            let id = error.attr("id").unwrap().trim_end_matches("-error");
            assert!(all(&document, &format!("[id='{id}'][autofocus]")).len() == 1, "{what}: {id} has not the focus");
            return self.is_told_beside(&document, id, &words(*error), &what);
        }
        assert_eq!(summaries.len(), 1, "{what}: one summary: {}", self.html);
        assert_eq!(summaries[0].attr("role"), Some("alert"), "{what}");
        assert!(!words(summaries[0]).is_empty(), "{what}");
        let ids: Vec<&str> = all(&document, "[id]").iter().map(|element| element.attr("id").unwrap()).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{what}: an id stands twice: {ids:?}");
        let place = |id: &str| ids.iter().position(|other| *other == id);
        let mut last = None;
        let mut fields = BTreeSet::new();
        let entries = all(&document, ".error-summary li");
        for entry in &entries {
            let href = first(*entry, "a").attr("href").unwrap().to_owned();
            let id = href.strip_prefix('#').unwrap_or_else(|| panic!("{what}: no link to a field, but {href}"));
            assert!(place(id).is_some(), "{what}: the summary leads to {id}, which is not on the page");
            let told: Vec<String> = entries.iter().copied().map(words).collect();
            assert!(place(id) > last, "{what}: {id} is told twice, or in another order than the form's: {told:?}");
            self.is_told_beside(&document, id, &words(*entry), &what);
            last = place(id);
            fields.insert(id.to_owned());
        }
        let told = |selector: &str| all(&document, selector).len();
        assert_eq!(told(".field-error"), fields.len(), "{what}: an error is missing in the summary");
        for invalid in all(&document, "[aria-invalid]") {
            assert_eq!(invalid.attr("aria-invalid"), Some("true"), "{what}");
            assert!(
                fields.contains(invalid.attr("id").unwrap()),
                "{what}: marked without an error: {}",
                invalid.html()
            );
        }
        if let Some(title) = entries.first().and(all(&document, ".error-summary h2").first()) {
            let number: String = words(*title).chars().filter(char::is_ascii_digit).collect();
            let expected = if number.is_empty() { 1 } else { number.parse().unwrap() };
            assert_eq!(expected, entries.len(), "{what}: {}", words(*title));
        }
    }

    /// The field is described by its error. A choice among a few is told on the group that it belongs to.
    fn is_told_beside(&self, document: &Html, id: &str, entry: &str, what: &str) {
        let target = all(document, &format!("[id='{id}']"))[0];
        let is_control = ["input", "select", "textarea"].contains(&target.value().name());
        let is_radio = target.attr("type") == Some("radio");
        if is_control && !is_radio {
            assert_eq!(target.attr("aria-invalid"), Some("true"), "{what}: {id}");
        }
        let group = || target.ancestors().filter_map(ElementRef::wrap).find(|e| e.value().name() == "fieldset");
        let described = if is_radio { group().unwrap_or(target) } else { target };
        let description = described.attr("aria-describedby").unwrap_or_default();
        let error_id = format!("{id}-error");
        assert!(description.split(' ').any(|part| part == error_id), "{what}: {id} is described by “{description}”");
        for part in description.split_whitespace() {
            assert_eq!(all(document, &format!("[id='{part}']")).len(), 1, "{what}: {part} is not on {}", self.html);
        }
        let error = words(all(document, &format!("[id='{error_id}']"))[0]);
        // As the languages of users' pages have it.
        let message = ["Error: ", "Fehler: "].iter().find_map(|begins| error.strip_prefix(begins));
        let message = message.unwrap_or_else(|| panic!("{what}: {error}"));
        let is_told = !message.is_empty() && entry.to_lowercase().contains(&message.to_lowercase());
        assert!(is_told, "{what}: the summary says “{entry}”, the field “{message}”");
    }
}

fn all<'a>(document: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    document.select(&Selector::parse(selector).unwrap()).collect()
}

fn first<'a>(element: ElementRef<'a>, selector: &str) -> ElementRef<'a> {
    element.select(&Selector::parse(selector).unwrap()).next().unwrap()
}
