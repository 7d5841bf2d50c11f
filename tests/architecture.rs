//! The shape of the house: which layer may use which, and what stays out of the source.

use std::path::{Path, PathBuf};

/// The layers, and what each may name of ours (README, “How it is laid out”).
const ARROWS: &[(&str, &[&str])] = &[
    ("config", &[]),
    ("domain", &["domain"]),
    ("web", &["web"]),
    ("store", &["store", "domain"]),
    ("service", &["service", "domain", "store", "web"]),
    ("screens", &["screens", "service", "domain", "web"]),
    ("console", &["console", "screens", "service", "domain", "store", "web"]),
    ("provider", &["provider", "screens", "service", "domain", "store", "web"]),
    ("work", &["work", "service", "domain", "store"]),
    ("routes", &["console", "provider", "service", "domain", "web"]),
    ("app", &["config", "console", "domain", "provider", "routes", "service", "store", "web", "work"]),
    ("lib", &[]),
    ("commands", &["config", "domain", "service", "store"]),
    ("main", &["app", "commands", "config", "domain", "service", "store"]),
];

fn files(folder: &str, ending: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == ending) {
                found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

/// Where a file is below a folder of the repository.
fn below(path: &Path, folder: &str) -> Vec<String> {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).unwrap();
    inside.iter().map(|part| part.to_str().unwrap().to_owned()).collect()
}

fn layer(path: &Path) -> String {
    below(path, "src")[0].trim_end_matches(".rs").to_owned()
}

/// How many modules a source file is below the crate's root.
fn depth(path: &Path) -> usize {
    let parts = below(path, "src");
    parts.len() - usize::from(parts.last().unwrap() == "mod.rs")
}

/// The layer whose template this is: those that no door owns are the toolkit's.
fn template_layer(name: &str) -> &str {
    let folder = name.split('/').next().unwrap();
    match name {
        "layout/console.html" => "console",
        _ if ["components", "layout"].contains(&folder) => "web",
        _ => folder,
    }
}

fn allowed(layer: &str, path: &Path) -> &'static [&'static str] {
    let arrows = ARROWS.iter().find(|(name, _)| *name == layer);
    arrows.unwrap_or_else(|| panic!("{} is in no known layer", path.display())).1
}

/// The names right below the crate's root that a text leads to: by whole paths, by groups of them, and by climbing up
/// from a module that is so deep.
fn named_at_the_root(text: &str, depth: usize) -> Vec<String> {
    let mut found = Vec::new();
    for root in ["crate::", "next_identity_console::"] {
        for (at, _) in text.match_indices(root) {
            found.extend(first_names(&text[at + root.len()..]));
        }
    }
    for (at, _) in text.match_indices("super::").filter(|(at, _)| !text[..*at].ends_with("super::")) {
        let path = text[at..].trim_start_matches("super::");
        let climbed = (text.len() - at - path.len()) / "super::".len();
        if climbed >= depth {
            found.extend(first_names(path));
        }
    }
    found
}

/// The first name of a path, or of each path in a group.
fn first_names(path: &str) -> Vec<String> {
    let name = |path: &str| path.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '*').collect();
    let Some(group) = path.trim_start().strip_prefix('{') else { return vec![name(path)] };
    let (mut open, mut members) = (1, vec![String::new()]);
    for c in group.chars() {
        open += i32::from(c == '{') - i32::from(c == '}');
        match c {
            _ if open == 0 => break,
            ',' if open == 1 => members.push(String::new()),
            c => members.last_mut().unwrap().push(c),
        }
    }
    members.iter().map(|member| name(member)).filter(|name: &String| !name.is_empty()).collect()
}

#[test]
fn every_way_to_name_a_layer_is_seen() {
    let text =
        "use crate::{\n    console::{a, b},\n    store,\n};\nfn f() { crate::web::g() }\nuse super::super::domain::x;";
    assert_eq!(named_at_the_root(text, 2), ["console", "store", "web", "domain"]);
    assert_eq!(named_at_the_root(text, 3), ["console", "store", "web"]);
    assert_eq!(named_at_the_root("use super::{page, form}; use super::super::app::x;", 3), [""; 0]);
    assert_eq!(named_at_the_root("use crate::*; use crate::{self as root};", 2), ["*", "self"]);
}

#[test]
fn paths_point_down() {
    for (path, source) in files("src", "rs") {
        let (own, place) = (layer(&path), path.display());
        let allowed = allowed(&own, &path);
        for used in named_at_the_root(&source, depth(&path)) {
            let is_layer = ARROWS.iter().any(|(name, _)| *name == used);
            assert!(!is_layer || allowed.contains(&used.as_str()), "{place}: {own} names {used}");
        }
        for whole in ["use crate::*", "crate::{self", "use crate as ", "use crate;"] {
            assert!(!source.contains(whole), "{place}: {whole}");
        }
        for (at, _) in source.match_indices("template(path = \"") {
            let template = source[at..].split('"').nth(1).unwrap();
            assert!(allowed.contains(&template_layer(template)), "{place}: {own} draws {template}");
        }
    }
}

#[test]
fn paths_in_templates_point_down() {
    for (path, source) in files("templates", "html") {
        let (name, place) = (below(&path, "templates").join("/"), path.display());
        let own = template_layer(&name);
        let allowed = allowed(own, &path);
        for used in named_at_the_root(&source, usize::MAX) {
            assert!(allowed.contains(&used.as_str()), "{place}: {own} names {used}");
        }
        assert!(!source.contains("super::"), "{place}: a template is in no module");
        // A page's template may name what its page file imports; what several doors include must say in full what it means.
        let relative = source.match_indices("::").find(|(at, _)| {
            let start =
                source[..*at].rfind(|c: char| !(c.is_alphanumeric() || "_:".contains(c))).map_or(0, |at| at + 1);
            !source[start..].starts_with("crate::")
        });
        assert!(own != "web" || relative.is_none(), "{place}: {relative:?}");
        for (at, _) in source.match_indices("{%") {
            let tag = source[at..].split("%}").next().unwrap();
            let leads = ["extends", "include", "import"].iter().any(|word| tag.contains(&format!(" {word} \"")));
            let Some(other) = tag.split('"').nth(1).filter(|_| leads) else { continue };
            assert!(allowed.contains(&template_layer(other)), "{place}: {own} draws {other}");
        }
    }
}

#[test]
fn the_toolkit_knows_no_product_and_no_operator() {
    let sources = files("src/web", "rs");
    let templates = files("templates", "html").into_iter();
    let templates = templates.filter(|(path, _)| template_layer(&below(path, "templates").join("/")) == "web");
    for (path, source) in sources.into_iter().chain(templates) {
        let source = source.to_lowercase();
        for word in ["next identity", "nic_", "console", "operator", "client id", "\"/theme"] {
            assert!(!source.contains(word), "{}: {word}", path.display());
        }
    }
}

#[test]
fn frameworks_stay_in_their_layers() {
    for (path, source) in files("src", "rs") {
        let own = layer(&path);
        let foreign: &[&str] = match own.as_str() {
            "domain" => &["actix_", "askama", "diesel", "tokio"],
            "store" => &["actix_", "askama"],
            "web" | "service" | "screens" | "console" | "provider" | "work" | "routes" | "app" | "commands"
            | "main" => &["diesel"],
            _ => &[],
        };
        for name in foreign {
            let uses = source.contains(&format!("use {name}")) || source.contains(&format!("{name}::"));
            assert!(!uses, "{}: {own} uses {name}", path.display());
        }
    }
}

/// Words of statements and types that another engine would not understand.
const SQLITE_ALONE: &[&str] = &[
    "Sqlite",
    "sqlite_",
    "PRAGMA",
    "MATCH",
    "fts5",
    "FTS5",
    "rowid",
    "json_each",
    "typeof(",
    "replace_into",
    "sql_query",
    "dsl::sql",
    "batch_execute",
    "SELECT ",
];

#[test]
fn what_only_sqlite_speaks_is_in_one_folder() {
    for (path, source) in files("src", "rs") {
        let place = path.display();
        match below(&path, "src").as_slice() {
            [store, sqlite, ..] if store == "store" && sqlite == "sqlite" => {}
            [store, ..] if store == "store" => {
                for word in SQLITE_ALONE {
                    assert!(!source.contains(word), "{place}: {word}");
                }
            }
            _ => assert!(!source.to_lowercase().contains("sqlite"), "{place} knows which engine it is"),
        }
    }
}

#[test]
fn every_route_is_made_by_the_functions_that_ask_who_may_use_it() {
    for (path, source) in files("src", "rs") {
        let allowed = path.ends_with("routes/entry.rs");
        for maker in [
            "web::route(",
            "web::get(",
            "web::post(",
            "web::put(",
            "web::patch(",
            "web::delete(",
            "#[get(",
            "#[post(",
            ".route(\"",
            "web::resource(\"",
        ] {
            assert!(allowed || !source.contains(maker), "{}: {maker}", path.display());
        }
    }
}

#[test]
fn nothing_leaves_escaping_or_the_content_security_policy() {
    for (path, source) in files("templates", "html") {
        for bad in [
            "|safe",
            "| safe",
            "escape",
            "style=",
            "<style",
            "onclick=",
            "onsubmit=",
            "onchange=",
            "javascript:",
            "{% raw",
        ] {
            // A mail brings its own style sheet, since it can have no other.
            let is_frame_of_mails = bad == "<style" && path.ends_with("service/mail/frame.html");
            assert!(is_frame_of_mails || !source.contains(bad), "{}: {bad}", path.display());
        }
        for line in source.lines().filter(|line| line.contains("<script")) {
            assert!(line.contains("src=\"{{"), "{}: {line}", path.display());
        }
        for attribute in ["href", "src", "value", "action", "id", "name", "content", "for"] {
            let unquoted = format!("{attribute}={{{{");
            assert!(!source.contains(&unquoted), "{}: an unquoted {attribute}", path.display());
        }
    }
    for (path, source) in files("src", "rs") {
        assert!(!source.contains("escape = \"none\""), "{}", path.display());
        let marks_html = source.contains("filters::Safe") || source.contains("HtmlSafe");
        assert!(!marks_html || layer(&path) == "web", "{}: only web draws components", path.display());
    }
}

#[test]
fn a_mail_fetches_nothing_and_runs_nothing() {
    for (path, source) in files("templates/service/mail", "html") {
        for bad in
            ["<script", "<img", "<link", "<iframe", "<base", "<form", "src=", "url(", "@import", "http:", "https:"]
        {
            assert!(!source.contains(bad), "{}: {bad}", path.display());
        }
    }
}

#[test]
fn every_form_and_query_refuses_unknown_fields() {
    for (path, source) in files("src", "rs") {
        for (at, _) in source.match_indices("Deserialize") {
            let before = source[..at].rfind('\n').map_or(0, |start| start + 1);
            let line = source[before..].lines().next().unwrap();
            if line.starts_with("#[derive(") {
                // What is read from one value has no fields that could be unknown.
                let item = source[before..].lines().find(|line| line.contains("struct ") || line.contains("enum "));
                let next = source[before..].lines().nth(1).unwrap();
                let is_one_value = item.unwrap().ends_with(");");
                assert!(is_one_value || next.contains("deny_unknown_fields"), "{}: {line}", path.display());
            }
        }
    }
}

/// Whoever changes something for an operator looks again who asks when the change's turn has come. Only a sign-out needs no
/// permission.
#[test]
fn every_change_of_the_console_asks_again_who_asks() {
    let changes = files("src/console", "rs").into_iter().filter(|(_, source)| source.contains("state.change("));
    let mut changing: Vec<String> =
        changes.map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
    changing.sort();
    assert_eq!(changing, ["access.rs", "sign_in.rs"]);
}

#[test]
fn files_stay_small() {
    for (folder, ending, most) in
        [("src", "rs", 250), ("templates", "html", 80), ("static/css", "css", 150), ("static/js", "js", 60)]
    {
        for (path, source) in files(folder, ending) {
            let lines = source.lines().count();
            assert!(lines <= most || path.ends_with("schema.rs"), "{}: {lines} lines", path.display());
        }
    }
}
