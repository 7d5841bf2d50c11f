//! A page as a person reads it: headings, visible text, links by their words, fields by their labels.

use std::collections::HashMap;

use reqwest::header::HeaderMap;
use scraper::{ElementRef, Html, Selector};

pub struct Page {
    pub path: String,
    pub status: u16,
    pub headers: HeaderMap,
    pub html: String,
}

/// A form as it would be sent.
#[derive(Clone)]
pub struct FilledForm {
    pub button: String,
    pub method: String,
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Page {
    pub fn new(path: String, status: u16, headers: HeaderMap, html: String) -> Self {
        Self { path, status, headers, html }
    }

    /// Where the answer sends the browser.
    pub fn location(&self) -> Option<String> {
        (300..400).contains(&self.status).then(|| self.header("location"))
    }

    pub fn header(&self, name: &str) -> String {
        self.headers.get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }

    pub fn document(&self) -> Html {
        Html::parse_document(&self.html)
    }

    /// The words of every element that a selector finds.
    pub fn all(&self, selector: &str) -> Vec<String> {
        self.document().select(&select(selector)).map(words).collect()
    }

    /// As [`Self::all`], for several selectors at once: reading a page takes longer than finding something in it.
    pub fn each<const N: usize>(&self, selectors: [&str; N]) -> [Vec<String>; N] {
        let document = self.document();
        selectors.map(|selector| document.select(&select(selector)).map(words).collect())
    }

    pub fn title(&self) -> String {
        self.all("title").remove(0)
    }

    pub fn h1(&self) -> String {
        let headings = self.all("h1");
        assert_eq!(headings.len(), 1, "one h1 on {}: {}", self.path, self.html);
        headings.into_iter().next().unwrap()
    }

    /// The words of the page's main part.
    pub fn text(&self) -> String {
        self.all("main").join(" ")
    }

    pub fn shows(&self, words: &str) -> bool {
        self.text().contains(words)
    }

    /// The address of the link with this text.
    pub fn link(&self, text: &str) -> String {
        self.find_link(text).unwrap_or_else(|| panic!("no link “{text}” on {}: {:?}", self.path, self.all("a")))
    }

    pub fn find_link(&self, text: &str) -> Option<String> {
        let document = self.document();
        let anchors = select("a[href]");
        let mut links = document.select(&anchors).filter(|link| words(*link) == text);
        links.next().map(|link| link.attr("href").unwrap().to_owned())
    }

    /// Where every link leads that stays on the site, in the order of the page.
    pub fn links(&self) -> Vec<String> {
        let document = self.document();
        let anchors = select("a[href^='/']");
        document.select(&anchors).map(|link| link.attr("href").unwrap().to_owned()).collect()
    }

    /// What users will see, as it is drawn beside settings: each screen with its name, as a page of its own.
    pub fn screens(&self) -> Vec<(String, Page)> {
        let document = self.document();
        let frames = select("#preview iframe");
        let screen = |frame: ElementRef<'_>| {
            let [name, html] = ["title", "srcdoc"].map(|attribute| frame.attr(attribute).unwrap().to_owned());
            (name, Page::new(self.path.clone(), 200, HeaderMap::new(), html))
        };
        document.select(&frames).map(screen).collect()
    }

    /// The screen with this name.
    pub fn screen(&self, name: &str) -> Page {
        let found = self.screens().into_iter().find(|(found, _)| found == name);
        found.unwrap_or_else(|| panic!("no “{name}” beside {}: {}", self.path, self.text())).1
    }

    /// Every form as it stands, sent by the first of its buttons (as the key Enter does), in the order of the page.
    pub fn forms(&self) -> Vec<FilledForm> {
        let document = self.document();
        let (forms, buttons) = (select("form"), select("button[type=submit]"));
        let first = |form: ElementRef<'_>| form.select(&buttons).next().map(words);
        document.select(&forms).filter_map(first).map(|button| self.form(&button, &[])).collect()
    }

    pub fn has_button(&self, label: &str) -> bool {
        self.all("button").iter().any(|words| words == label)
    }

    /// The message beside the field with this name.
    pub fn error_of(&self, name: &str) -> String {
        self.all(&format!("#{name}-error")).pop().unwrap_or_default().trim_start_matches("Error: ").to_owned()
    }

    /// The value of the field with this label; for a choice, the label of what is chosen.
    pub fn value(&self, label: &str) -> String {
        let document = self.document();
        for fieldset in document.select(&select("fieldset")) {
            let legend = fieldset.select(&select("legend")).next().map(words);
            if legend.as_deref() == Some(label)
                && fieldset.attr("class").is_some_and(|class| class.contains("row-list"))
            {
                let inputs = select("input[type=text]");
                let rows = fieldset.select(&inputs).map(|input| input.attr("value").unwrap_or_default());
                return rows.collect::<Vec<_>>().join("\n");
            }
            if legend.as_deref() == Some(label) {
                let chosen = fieldset.select(&select("input[checked]")).next();
                return chosen.map(|input| labelled(&labels_of(&document), input)).unwrap_or_default();
            }
        }
        let input = input_labelled(&document, label);
        match input.attr("type") {
            _ if input.value().name() == "select" => words(chosen_option(input)),
            _ if input.value().name() == "textarea" => typed_lines(input),
            Some("checkbox") => input.attr("checked").map_or("off", |_| "on").to_owned(),
            _ => input.attr("value").unwrap_or_default().to_owned(),
        }
    }

    /// The form that has this button, with fields filled by label. A choice is made by its label; a checkbox takes
    /// `on` or `off`.
    pub fn form(&self, button: &str, filled: &[(&str, &str)]) -> FilledForm {
        let document = self.document();
        let found = form_with(&document, button);
        let (pressed, form) = found.unwrap_or_else(|| panic!("no button “{button}” on {}: {}", self.path, self.html));
        let labels = labels_of(&document);
        let mut used = vec![false; filled.len()];
        let mut fields = Vec::new();
        // A list is filled by its legend, an entry a line, as if rows had been added or removed before.
        for list in form.select(&select(".row-list")) {
            let legend = list.select(&select("legend")).next().map(words);
            let Some(given) = filled.iter().position(|(wanted, _)| Some(*wanted) == legend.as_deref()) else {
                continue;
            };
            used[given] = true;
            let rows: Vec<&str> = filled[given].1.split('\n').collect();
            let name = list.attr("id").unwrap();
            fields.push((format!("{name}_rows"), rows.len().to_string()));
            fields.extend((1..).zip(rows).map(|(number, row)| (format!("{name}_{number}"), row.to_owned())));
        }
        let is_filled = |input: ElementRef<'_>| {
            row_list(input).is_some_and(|_| filled.iter().any(|(wanted, _)| *wanted == legend_of(input)))
        };
        for input in form.select(&select("input[name], select[name], textarea[name]")) {
            if is_filled(input) {
                continue;
            }
            let name = input.attr("name").unwrap().to_owned();
            let kind = match input.value().name() {
                "input" => input.attr("type").unwrap_or("text"),
                element => element,
            };
            let label = if kind == "hidden" { String::new() } else { labelled(&labels, input) };
            let given = filled.iter().position(|(wanted, value)| match kind {
                "radio" => *value == label && legend_of(input) == *wanted,
                _ => *wanted == label && !label.is_empty(),
            });
            if let Some(given) = given {
                used[given] = true;
            }
            let is_disabled = input.attr("disabled").is_some();
            let regrouped = filled.iter().any(|(wanted, _)| kind == "radio" && legend_of(input) == *wanted);
            let value = match (kind, given) {
                ("radio", Some(_)) => input.attr("value").map(str::to_owned),
                ("radio", None) if regrouped => None,
                ("checkbox", Some(given)) if filled[given].1 == "off" => None,
                ("checkbox", Some(_)) => Some(input.attr("value").unwrap_or("on").to_owned()),
                ("radio" | "checkbox", None) => input.attr("checked").and(input.attr("value")).map(str::to_owned),
                ("select", Some(given)) => Some(option_labelled(input, filled[given].1)),
                ("select", None) => Some(chosen_option(input).attr("value").unwrap_or_default().to_owned()),
                ("textarea", None) => Some(typed_lines(input)),
                (_, Some(given)) => Some(filled[given].1.to_owned()),
                (_, None) => Some(input.attr("value").unwrap_or_default().to_owned()),
            };
            if let (Some(value), false) = (value, is_disabled) {
                fields.push((name, value));
            }
        }
        for (used, (label, value)) in used.iter().zip(filled) {
            assert!(*used, "no field “{label}” for “{value}” on {}: {}", self.path, self.text());
        }
        if let Some(name) = pressed.attr("name") {
            fields.push((name.to_owned(), pressed.attr("value").unwrap_or_default().to_owned()));
        }
        let attribute = |own: &str, general: &str| pressed.attr(own).or(form.attr(general)).map(str::to_owned);
        FilledForm {
            button: button.to_owned(),
            method: attribute("formmethod", "method").unwrap_or_else(|| "get".to_owned()),
            action: attribute("formaction", "action").unwrap_or_else(|| self.path.clone()),
            fields,
        }
    }
}

pub(super) fn select(selector: &str) -> Selector {
    Selector::parse(selector).unwrap()
}

/// The button with this label and the form that it sends.
pub(super) fn form_with<'a>(document: &'a Html, button: &str) -> Option<(ElementRef<'a>, ElementRef<'a>)> {
    let pressed = document.select(&select("button[type=submit]")).find(|found| words(*found) == button)?;
    let form = match pressed.attr("form") {
        Some(id) => document.select(&select(&format!("form[id='{id}']"))).next(),
        None => pressed.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form"),
    };
    Some((pressed, form.expect("the button belongs to a form")))
}

/// The words in an element with single spaces; what stands apart on the page stands apart here.
pub fn words(element: ElementRef<'_>) -> String {
    const APART: [&str; 12] = ["td", "th", "tr", "dt", "dd", "li", "p", "div", "h1", "h2", "label", "summary"];
    let mut text = String::new();
    for node in element.descendants() {
        if let Some(part) = node.value().as_text() {
            text.push_str(part);
        } else if node.value().as_element().is_some_and(|element| APART.contains(&element.name())) {
            text.push(' ');
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The labels of a page's fields, by their ids: a page of many fields is looked through once.
pub(super) fn labels_of(document: &Html) -> HashMap<String, String> {
    let labels = select("label[for]");
    let all = document.select(&labels).map(|label| (label.attr("for").unwrap().to_owned(), words(label)));
    let mut found = HashMap::new();
    for (id, label) in all {
        found.entry(id).or_insert(label);
    }
    found
}

pub(super) fn labelled(labels: &HashMap<String, String>, input: ElementRef<'_>) -> String {
    let id = input.attr("id").unwrap_or_else(|| panic!("a field without an id: {}", input.html()));
    labels.get(id).cloned().unwrap_or_default()
}

/// The list of which an input is a row.
pub(super) fn row_list(input: ElementRef<'_>) -> Option<ElementRef<'_>> {
    let mut around = input.ancestors().filter_map(ElementRef::wrap);
    around.find(|element| element.attr("class").is_some_and(|class| class.split(' ').any(|word| word == "row-list")))
}

pub(super) fn legend_of(input: ElementRef<'_>) -> String {
    let mut ancestors = input.ancestors().filter_map(ElementRef::wrap);
    let fieldset = ancestors.find(|element| element.value().name() == "fieldset");
    fieldset.and_then(|fieldset| fieldset.select(&select("legend")).next().map(words)).unwrap_or_default()
}

fn input_labelled<'a>(document: &'a Html, label: &str) -> ElementRef<'a> {
    let labels = select("label[for]");
    let found = document.select(&labels).find(|found| words(*found) == label);
    let found = found.unwrap_or_else(|| panic!("no field “{label}”"));
    let id = found.attr("for").unwrap();
    document.select(&select(&format!("[id='{id}']"))).next().unwrap()
}

fn chosen_option(menu: ElementRef<'_>) -> ElementRef<'_> {
    let chosen = menu.select(&select("option[selected]")).next();
    chosen.or_else(|| menu.select(&select("option")).next()).expect("a menu has options")
}

fn option_labelled(menu: ElementRef<'_>, label: &str) -> String {
    let options = select("option");
    let found = menu.select(&options).find(|option| words(*option) == label);
    found.unwrap_or_else(|| panic!("no “{label}” in {}", menu.html())).attr("value").unwrap().to_owned()
}

/// What stands in a text area; HTML drops the line break that opens it.
fn typed_lines(area: ElementRef<'_>) -> String {
    area.text().collect::<String>()
}
