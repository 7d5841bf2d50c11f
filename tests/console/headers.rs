use crate::console::create;
use crate::support::{Page, Site};
use next_identity_console::domain::role::Role;

fn is_guarded(page: &Page) {
    let what = format!("{} {}", page.status, page.path);
    let policy = page.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{what}: {policy}");
    }
    assert!(!policy.contains("unsafe"), "{what}");
    for (name, value) in [
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("x-frame-options", "DENY"),
    ] {
        assert_eq!(page.header(name), value, "{what} {name}");
    }
    assert_eq!(page.header("x-request-id").len(), 32, "{what}");
}

#[tokio::test]
async fn every_status_carries_the_guarding_headers_and_no_page_is_stored() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    let viewer = site.operator(Role::Viewer).await;
    let client = create(&ada, "Shop").await;
    let huge = "x".repeat(100_000);
    let mut seen = Vec::new();
    let pages = [
        ada.get("/clients").await,
        ada.get(&client).await,
        ada.get("/").await,
        ada.get("/nothing").await,
        ada.get("/static/nothing.css").await,
        ada.get("/clients?status=y").await,
        ada.get("/activity.csv").await,
        ada.get("/activity.jsonl").await,
        ada.post("/clients", &[]).await,
        ada.post_raw("/sign-in", huge).await,
        ada.post("/clients/new/basic-settings", &[]).await,
        ada.send(ada.request(reqwest::Method::POST, "/sign-in").body("{}")).await,
        ada.send(ada.bare(reqwest::Method::POST, "/sign-out").header("sec-fetch-site", "cross-site")).await,
        viewer.get(&format!("{client}/general")).await,
        site.visitor().get("/clients").await,
        site.visitor().post("/clients/new/basic-settings", &[]).await,
        site.visitor().get("/healthz").await,
    ];
    for page in &pages {
        is_guarded(page);
        let restorable = page.status == 422 && page.path == "/clients/new/basic-settings";
        let cached = if restorable { "private, no-cache" } else { "no-store" };
        assert_eq!(page.header("cache-control"), cached, "{} {}", page.status, page.path);
        assert!(page.header("strict-transport-security").is_empty(), "over http");
        seen.push(page.status);
    }
    site.execute("ALTER TABLE clients RENAME TO elsewhere");
    let fault = ada.get("/clients").await;
    is_guarded(&fault);
    seen.push(fault.status);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen, [200, 303, 400, 401, 403, 404, 405, 413, 415, 422, 500]);
}

#[tokio::test]
async fn under_https_the_browser_is_told_to_stay_there() {
    let site = Site::start_with(&["--base-url", "https://id.example.com"]).await;
    assert!(site.visitor().get("/sign-in").await.header("strict-transport-security").starts_with("max-age=31536000"));
}

#[tokio::test]
async fn static_files_are_compressed_and_kept_for_ever_under_an_address_that_changes_with_them() {
    let site = Site::start().await;
    let person = site.visitor();
    let html = person.get("/sign-in").await.html;
    let sheet = html.split("href=\"").find(|part| part.contains("/css/base.css")).unwrap().split('"').next().unwrap();
    let request = person.request(reqwest::Method::GET, sheet).header("accept-encoding", "gzip, br");
    let page = person.send_raw(request).await;
    assert_eq!(page.0, 200);
    assert_eq!(page.1.get("content-encoding").unwrap(), "gzip");
    assert_eq!(page.1.get("cache-control").unwrap(), "public, max-age=31536000, immutable");
    assert!(page.1.get("content-type").unwrap().to_str().unwrap().starts_with("text/css"));
    let plain = person.get(sheet).await;
    assert!(plain.html.contains("@layer base"));
    is_guarded(&plain);
}

#[tokio::test]
async fn a_cold_list_page_with_everything_is_under_forty_kilobytes() {
    let site = Site::start().await;
    let ada = site.operator(Role::Administrator).await;
    for n in 0..25 {
        create(&ada, &format!("A client with an ordinary name {n}")).await;
    }
    let html = ada.get("/clients").await.html;
    let mut bytes = gzip(html.as_bytes());
    let mut files: Vec<&str> = html.split('"').filter(|part| part.starts_with("/static/")).collect();
    for file in &mut files {
        *file = file.split('#').next().unwrap();
    }
    let base = files[0].split("/icons/").next().unwrap().to_owned();
    let modules = ["copy", "keep", "unsaved", "shortcuts", "theme"].map(|name| format!("{base}/js/{name}.js"));
    files.extend(modules.iter().map(String::as_str));
    files.sort_unstable();
    files.dedup();
    for file in &files {
        let request = ada.request(reqwest::Method::GET, file).header("accept-encoding", "gzip");
        let (status, _, body) = ada.send_raw(request).await;
        assert_eq!(status, 200, "{file}");
        bytes += body.len();
    }
    println!("cold list page: {bytes} bytes compressed in {} files", files.len() + 1);
    assert!(bytes < 40_000, "{bytes}");
}

fn gzip(bytes: &[u8]) -> usize {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}
