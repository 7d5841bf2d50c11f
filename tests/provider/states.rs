//! Every state of the users' pages, to be looked at: what a user meets on the way, and what stops them.

use reqwest::Method;

use super::shop::{CALLBACK, Shop};
use crate::support::page::FilledForm;
use crate::support::{Page, Person};

/// The states with their names, of a client that asks for all that can be asked for. The users' `locale` is that of the
/// requests.
pub async fn all(shop: &Shop, name: &str, locale: &str) -> Vec<(&'static str, Page)> {
    let mut states = on_the_way(shop, locale).await;
    states.extend(given_up(shop, locale).await);
    states.extend(stopped(shop, name, locale).await);
    states
}

/// Presses the button of a form by the step that it sends, whatever the language.
async fn send(user: &Person, page: &Page, step: &str, typed: &[(&str, &str)]) -> Page {
    let sends = |form: &FilledForm| form.fields.iter().any(|(name, value)| name == "step" && value == step);
    let forms = page.forms();
    // Or by another of its buttons than the first.
    let form = forms.iter().find(|form| sends(form)).or(forms.first());
    let form = form.unwrap_or_else(|| panic!("no form sends {step}: {}", page.html));
    let mut fields = form.fields.clone();
    fields.retain(|(name, _)| name != "step" && typed.iter().all(|(typed, _)| typed != name));
    fields.push(("step".to_owned(), step.to_owned()));
    fields.extend(typed.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let mut answer = user.send(user.request(Method::POST, &form.action).form(&fields)).await;
    while let Some(location) = answer.location().filter(|location| location.starts_with('/')) {
        answer = user.get(&location).await;
    }
    answer
}

async fn on_the_way(shop: &Shop, locale: &str) -> Vec<(&'static str, Page)> {
    let ask = [("ui_locales", locale)];
    shop.set(
        "registration",
        &[
            ("fields_display_name", "optional"),
            ("fields_birthdate", "required"),
            ("fields_second_contact", "optional"),
            ("fields_address", "optional"),
            ("fields_locale", "optional"),
            ("terms", "https://shop.example.com/terms"),
            ("terms_version", "3"),
            ("privacy", "https://shop.example.com/privacy"),
            ("privacy_version", "2026-11"),
        ],
    )
    .await;
    let grace = shop.site.visitor();
    let identify = shop.visit(&grace, &ask).await;
    let identify_error = send(&grace, &identify, "identify", &[("identifier", "grace")]).await;
    let code = send(&grace, &identify_error, "identify", &[("identifier", "grace@example.com")]).await;
    let code_error = send(&grace, &code, "code", &[("code", "1")]).await;
    shop.site.pass(60);
    let code_again = send(&grace, &code_error, "resend", &[]).await;
    let elsewhere = shop.site.visitor().open(&code.path).await;
    let details = send(&grace, &code_again, "code", &[("code", &shop.code().await)]).await;
    let details_errors = send(&grace, &details, "details", &[("birthdate", "tomorrow")]).await;
    let filled = [
        ("given_name", "Grace"),
        ("family_name", "Hopper"),
        ("birthdate", "1906-12-09"),
        ("terms", "3"),
        ("privacy", "2026-11"),
    ];
    let leaving = send(&grace, &details_errors, "details", &filled).await;
    let done = grace.open(&code.path).await;
    let confirm = shop.visit(&grace, &[("ui_locales", locale), ("prompt", "select_account")]).await;
    let form_post = shop.visit(&grace, &[("ui_locales", locale), ("response_mode", "form_post")]).await;
    let tried = tried(shop).await;
    let sign_out = format!("/oauth/end-session?client_id={}&ui_locales={locale}", shop.client_id);
    let sign_out = grace.open(&sign_out).await;
    let stayed = send(&grace, &sign_out, "stay", &[]).await;
    let signed_out = send(&grace, &sign_out, "sign_out", &[]).await;
    vec![
        ("identify", identify),
        ("identify-error", identify_error),
        ("code", code),
        ("code-error", code_error),
        ("code-again", code_again),
        ("elsewhere", elsewhere),
        ("details", details),
        ("details-errors", details_errors),
        ("leaving", leaving),
        ("done", done),
        ("confirm", confirm),
        ("form-post", form_post),
        ("tried", tried),
        ("sign-out", sign_out),
        ("stayed", stayed),
        ("signed-out", signed_out),
    ]
}

/// What an operator sees at the end of a try, as somebody who is known already.
async fn tried(shop: &Shop) -> Page {
    let user = shop.site.visitor();
    shop.ada.sign_in_again("Ada").await;
    let start = shop.ada.post(&format!("{}/try-out", shop.page), &[]).await.location().unwrap();
    let page = send(&user, &user.open(&start).await, "identify", &[("identifier", "grace@example.com")]).await;
    send(&user, &page, "code", &[("code", &shop.code().await)]).await
}

/// Where Grace, who is known by now, or somebody else gives up or is asked to.
async fn given_up(shop: &Shop, locale: &str) -> Vec<(&'static str, Page)> {
    let ask = [("ui_locales", locale)];
    let to_code = async |user: &Person, email: &str| {
        send(user, &shop.visit(user, &ask).await, "identify", &[("identifier", email)]).await
    };
    let (ada, grace, again) = (shop.site.visitor(), shop.site.visitor(), shop.site.visitor());
    let code = to_code(&ada, "ada@example.com").await;
    let canceled = send(&ada, &code, "cancel", &[]).await;
    let ended = ada.open(&code.path).await;
    let mut code_over = to_code(&ada, "ada@example.com").await;
    for _ in 0..5 {
        code_over = send(&ada, &code_over, "code", &[("code", "1")]).await;
    }
    let code = to_code(&grace, "grace@example.com").await;
    let mut round = send(&grace, &code, "code", &[("code", &shop.code().await)]).await;
    for _ in 0..6 {
        round = shop.visit(&grace, &ask).await;
    }
    let code = to_code(&again, "grace@example.com").await;
    let right = shop.code().await;
    let status = format!("{}/status", shop.ada.open("/users").await.link("Grace Hopper"));
    shop.ada.post(&status, &[("status", "disabled")]).await;
    let disabled = send(&again, &code, "code", &[("code", &right)]).await;
    shop.ada.post(&status, &[("status", "active")]).await;
    let mut too_many = code;
    while too_many.status != 429 {
        too_many = to_code(&shop.site.visitor(), "ada@example.com").await;
    }
    // Until others are let in again.
    shop.site.pass(3_600);
    shop.ada.sign_in_again("Ada").await;
    vec![
        ("canceled", canceled),
        ("ended", ended),
        ("code-over", code_over),
        ("loop", round),
        ("refused-disabled", disabled),
        ("too-many", too_many),
    ]
}

async fn stopped(shop: &Shop, name: &str, locale: &str) -> Vec<(&'static str, Page)> {
    let ask = [("ui_locales", locale)];
    let visitor = shop.site.visitor();
    let refused = shop.visit(&visitor, &[("redirect_uri", &format!("{CALLBACK}/")), ("ui_locales", locale)]).await;
    let unknown = shop.visit(&visitor, &[("client_id", "unknown"), ("ui_locales", locale)]).await;
    let expired = visitor.open(&format!("/journey?request=nonsense&ui_locales={locale}")).await;
    let missing = visitor.open(&format!("/journey/nothing?ui_locales={locale}")).await;
    let start = shop.visit(&visitor, &ask).await;
    let cookies_off = send(&shop.site.visitor(), &start, "identify", &[("identifier", "ada@example.com")]).await;
    let lock = shop.site.lock();
    let fault = send(&visitor, &start, "identify", &[("identifier", "ada@example.com")]).await;
    drop(lock);
    shop.set("registration", &[("domains_blocked", "example.org")]).await;
    let page = send(&visitor, &start, "identify", &[("identifier", "ada@example.org")]).await;
    let domain = send(&visitor, &page, "code", &[("code", &shop.code().await)]).await;
    shop.set("authentication", &[("two_step_policy", "required")]).await;
    let unavailable = shop.visit(&visitor, &ask).await;
    let (mobile, codes) = {
        let choices = [("primary_identifier", "mobile")];
        let (page, client_id) = Shop::add(&shop.site, &shop.ada, &format!("{name} Mobile"), &choices).await;
        let request = shop.request(&[("client_id", &client_id), ("ui_locales", locale)]);
        let mobile = visitor.open(&request).await;
        let codes = send(&visitor, &mobile, "identify", &[("identifier", "+49 151 23456789")]).await;
        assert!(page.starts_with("/clients/"));
        (mobile, codes)
    };
    shop.ada.post(&format!("{}/status", shop.page), &[("status", "disabled")]).await;
    let off = shop.visit(&visitor, &ask).await;
    vec![
        ("refused-request", refused),
        ("unknown-client", unknown),
        ("expired", expired),
        ("missing", missing),
        ("cookies-off", cookies_off),
        ("fault", fault),
        ("refused-domain", domain),
        ("unavailable", unavailable),
        ("identify-mobile", mobile),
        ("code-mobile", codes),
        ("switched-off", off),
    ]
}
