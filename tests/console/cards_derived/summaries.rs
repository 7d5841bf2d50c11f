//! The page of a client sums up its cards.

use super::tries::{beforehand, companions, tries};
use super::{new_client, saved, seen, seen_again};
use crate::support::Site;
use next_identity_console::domain::role::Role;

/// Not in the preview alone: the client's page sums up every setting.
#[tokio::test]
async fn the_page_of_a_client_tells_every_setting_that_is_changed() {
    let site = Site::start().await;
    let ada = site.named_operator("Ada", Role::Administrator).await;
    let fresh = new_client(&ada).await;
    let default = seen(&ada, &fresh).await;
    let mut untold = Vec::new();
    for (card, form) in &default.forms {
        for control in form {
            let client = new_client(&ada).await;
            let address = ada.open(&client).await.link(&format!("Edit {card}"));
            let (before, halves) = (beforehand(&control.label), companions(&control.label));
            for filled in [before, halves] {
                if !filled.is_empty() {
                    let mut filled = filled;
                    // The half of a setting is there before, so that the other half alone makes the difference.
                    if !companions(&control.label).is_empty() && form.iter().any(|half| half.label == filled[0].0) {
                        filled.push((control.label.clone(), tries(control).good[1].clone()));
                    }
                    saved(&ada, &address, &filled).await;
                }
            }
            let before = seen(&ada, &client).await;
            let now = before.forms[card].iter().find(|now| now.label == control.label).unwrap();
            let value = tries(now).good[0].clone();
            saved(&ada, &address, &[(control.label.clone(), value)]).await;
            let after = seen_again(&ada, &client, &before).await;
            if after.summaries == before.summaries {
                untold.push(format!("{card}: {}", control.label));
            }
        }
    }
    assert_eq!(untold, [""; 0]);
}
