use super::{day, generate};
use crate::console::create;
use crate::support::Site;
use next_identity_console::domain::role::Role;

#[tokio::test]
async fn what_is_no_overlap_no_expiry_and_no_number_is_refused_and_changes_nothing() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let client = create(&ada, "Shop").await;
    generate(&ada, &client).await;
    let stored = site.stored();
    let rotation = format!("{client}/credentials/rotation");
    for overlap in ["-1", "169", "", "one", "1.5", "1e2", "+1", "٣", "99999999999999999999"] {
        let page = ada.post(&rotation, &[("seen", "1"), ("overlap", overlap), ("name", "Shop")]).await;
        let error = page.error_of("overlap");
        assert_eq!((page.status, error.as_str()), (422, "Enter a whole number from 0 to 168."), "{overlap}");
        assert_eq!(page.value("Keep the old secret for"), overlap);
    }
    let expiry = format!("{client}/credentials/expiry");
    for last in ["soon", "2026-02-30", &day(-1), &day(3651), "9999-99-99"] {
        let page = ada.post(&expiry, &[("seen", "1"), ("last_day", last)]).await;
        assert_eq!((page.status, page.error_of("last_day").is_empty()), (422, false), "{last}");
        assert_eq!(page.value("Last day"), last);
    }
    for seen in ["", "-1", "x", "01", "+1", " 1", "99999999999999999999"] {
        for what in ["", "/rotation", "/ending", "/expiry"] {
            let page = ada.post(&format!("{client}/credentials{what}"), &[("seen", seen)]).await;
            assert_eq!(page.status, 400, "{what} {seen}");
        }
    }
    for seen in ["-", "x", "01", "+1", " 1", "1.0", "99999999999999999999"] {
        let page = ada.post(&expiry, &[("seen", "1"), ("seen_expiry", seen), ("last_day", "")]).await;
        assert_eq!(page.status, 400, "{seen}");
    }
    for seen in ["0", "2"] {
        let page = ada.post(&rotation, &[("seen", seen), ("overlap", "1"), ("name", "Shop")]).await;
        assert_eq!(page.status, 409, "{seen}");
    }
    for (what, fields) in [
        ("", vec![("seen", "1"), ("secret", "x")]),
        ("", vec![("seen", "1"), ("seen", "1")]),
        ("/rotation", vec![("seen", "1"), ("overlap", "1"), ("name", "Shop"), ("digest", "x")]),
        ("/rotation", vec![("seen", "1"), ("overlap", "1"), ("overlap", "2"), ("name", "Shop")]),
        ("/ending", vec![("seen", "1"), ("name", "Shop"), ("number", "1")]),
        ("/expiry", vec![("seen", "1"), ("last_day", ""), ("expires_at", "1")]),
    ] {
        assert_eq!(ada.post(&format!("{client}/credentials{what}"), &fields).await.status, 400, "{what} {fields:?}");
    }
    assert_eq!(site.stored(), stored);
}

#[tokio::test]
async fn nobody_does_anything_with_the_secret_of_another_client_or_of_none() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let shop = create(&ada, "Shop").await;
    generate(&ada, &shop).await;
    let bank = create(&ada, "Bank").await;
    let stored = site.stored();
    let rotation = [("seen", "1"), ("overlap", "1"), ("name", "Bank")];
    assert_eq!(ada.post(&format!("{bank}/credentials/rotation"), &rotation).await.status, 409);
    let none = "/clients/00000000-0000-7000-8000-000000000000/credentials";
    for what in ["", "/rotation", "/ending", "/expiry"] {
        assert_eq!(ada.get(&format!("{none}{what}")).await.status, 404, "{what}");
        let fields: &[(&str, &str)] = match what {
            "" => &[("seen", "0")],
            "/rotation" => &[("seen", "0"), ("overlap", "1"), ("name", "x")],
            "/ending" => &[("seen", "0"), ("name", "x")],
            _ => &[("seen", "0"), ("last_day", "")],
        };
        assert_eq!(ada.post(&format!("{none}{what}"), fields).await.status, 404, "{what}");
    }
    assert_eq!(site.stored(), stored);
}
