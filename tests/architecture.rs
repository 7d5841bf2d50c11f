//! The shape of the house: which layer may use which, and what stays out of the source.

use std::path::{Path, PathBuf};

/// The layers, and what each may import of ours (README, “How it is laid out”).
const ARROWS: &[(&str, &[&str])] = &[
    ("config", &[]),
    ("domain", &["domain"]),
    ("web", &["web"]),
    ("store", &["store", "domain"]),
    ("service", &["service", "domain", "store", "web"]),
    ("console", &["console", "service", "domain", "store", "web"]),
    ("provider", &["provider", "service", "domain", "store", "web"]),
    ("work", &["work", "service", "domain", "store"]),
    ("routes", &["console", "provider", "service", "web", "domain"]),
    ("app", &["config", "console", "domain", "provider", "routes", "service", "store", "web", "work"]),
    ("lib", &[]),
    ("main", &["app", "config", "domain", "service", "store"]),
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

fn layer(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_point_down() {
    for (path, source) in files("src", "rs") {
        let own = layer(&path);
        let allowed = ARROWS.iter().find(|(name, _)| *name == own);
        let (_, allowed) = allowed.unwrap_or_else(|| panic!("{} is in no known layer", path.display()));
        for marker in ["crate::", "next_identity_console::"] {
            for (at, _) in source.match_indices(marker) {
                let rest = &source[at + marker.len()..];
                let used: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let is_layer = ARROWS.iter().any(|(name, _)| *name == used);
                assert!(!is_layer || allowed.contains(&used.as_str()), "{}: {own} imports {used}", path.display());
                assert!(is_layer || !used.is_empty(), "{}: import single items, not `crate::{{…}}`", path.display());
            }
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
            "web" | "service" | "console" | "provider" | "routes" | "app" | "main" => &["diesel"],
            _ => &[],
        };
        for name in foreign {
            let uses = source.contains(&format!("use {name}")) || source.contains(&format!("{name}::"));
            assert!(!uses, "{}: {own} uses {name}", path.display());
        }
    }
}

#[test]
fn every_route_is_made_by_the_functions_that_ask_who_may_use_it() {
    for (path, source) in files("src", "rs") {
        let allowed = path.ends_with("routes.rs");
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
            assert!(!source.contains(bad), "{}: {bad}", path.display());
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
        let marks_html = source.contains("impl HtmlSafe for");
        assert!(!marks_html || layer(&path) == "web", "{}: only web draws components", path.display());
    }
}

#[test]
fn every_form_and_query_refuses_unknown_fields() {
    for (path, source) in files("src", "rs") {
        for (at, _) in source.match_indices("Deserialize") {
            let before = source[..at].rfind('\n').map_or(0, |start| start + 1);
            let line = source[before..].lines().next().unwrap();
            if line.starts_with("#[derive(") {
                let next = source[before..].lines().nth(1).unwrap();
                assert!(next.contains("deny_unknown_fields"), "{}: {line}", path.display());
            }
        }
    }
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
