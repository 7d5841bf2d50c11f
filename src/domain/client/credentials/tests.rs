use super::*;

const HOUR: Duration = Duration::from_hours(1);
const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn secret(number: i64) -> Secret {
    Secret {
        number,
        beginning: "nic_s_abcd".to_owned(),
        created_at: NOW,
        created_by: None,
        expires_at: None,
        rotated: None,
        ended: None,
        last_used: None,
    }
}

#[test]
fn a_secret_has_a_prefix_and_43_characters_and_is_never_debugged() {
    let secret = ClientSecret::random().unwrap();
    let text = secret.to_text();
    assert_eq!((text.len(), text.starts_with("nic_s_")), (49, true));
    assert_eq!(secret.beginning(), text[..10]);
    assert_eq!(secret.digest(), Digest::sha256(text.as_bytes()));
    assert!(!format!("{secret:?}").contains(&text[6..]));
    assert_ne!(text, ClientSecret::random().unwrap().to_text());
}

#[test]
fn a_secret_ends_at_its_overlap_or_its_expiry_to_the_millisecond() {
    let ms = Duration::from_millis(1);
    let (soon, late) = (NOW.after(HOUR), NOW.after(2 * HOUR));
    let rotated = |at, expires_at| Secret { rotated: Some((1, at)), expires_at, ..secret(1) };
    for (secret, end, how) in [
        (rotated(soon, None), soon, HowEnded::Rotated),
        (rotated(soon, Some(late)), soon, HowEnded::Rotated),
        (rotated(late, Some(soon)), soon, HowEnded::Expired),
        (Secret { expires_at: Some(soon), ..secret(1) }, soon, HowEnded::Expired),
    ] {
        assert!(secret.is_live(end.before(ms)), "{secret:?}");
        assert_eq!(secret.ended(end), Some((end, how)), "{secret:?}");
        assert!(secret.is_to_be_noted(end) && !secret.is_to_be_noted(end.before(ms)));
    }
    assert!(secret(1).is_live(Timestamp(i64::MAX)), "without an expiry it never ends by itself");
}

#[test]
fn what_was_noted_as_ended_stays_ended_whatever_the_clock_says() {
    let ended = Secret { ended: Some((NOW, HowEnded::Rotated)), rotated: Some((0, NOW)), ..secret(1) };
    for now in [i64::MIN, 0, NOW.0 - 1, NOW.0, i64::MAX] {
        assert!(!ended.is_live(Timestamp(now)) && !ended.is_to_be_noted(Timestamp(now)), "{now}");
    }
}

#[test]
fn there_is_a_first_secret_then_a_rotation_and_never_a_third_secret() {
    let none = Secrets::default();
    assert_eq!((none.may_generate(NOW), none.to_rotate(NOW)), (Ok(()), Err(Refused::NoSecret)));
    assert_eq!(none.latest(), 0);
    let one = Secrets(vec![secret(1)]);
    assert_eq!((one.may_generate(NOW), one.to_rotate(NOW)), (Err(Refused::HasSecret), Ok(&secret(1))));
    let old = Secret { rotated: Some((24, NOW.after(HOUR))), ..secret(1) };
    let two = Secrets(vec![secret(2), old.clone()]);
    assert_eq!((two.may_generate(NOW), two.to_rotate(NOW)), (Err(Refused::HasSecret), Err(Refused::TwoLive)));
    assert_eq!((two.present(NOW).unwrap().number, two.old(NOW).unwrap().number, two.latest()), (2, 1, 2));
    assert_eq!(two.to_rotate(NOW.after(HOUR)).unwrap().number, 2);
    let expired = Secrets(vec![Secret { expires_at: Some(NOW), ..secret(2) }, old]);
    assert_eq!((expired.may_generate(NOW), expired.to_rotate(NOW)), (Ok(()), Err(Refused::NoSecret)));
    assert_eq!(expired.live(NOW).count(), 1);
}

#[test]
fn an_overlap_is_a_whole_number_of_hours_up_to_a_week() {
    for (typed, hours) in [("0", 0), ("24", 24), (" 168 ", 168)] {
        assert_eq!(typed_overlap(typed).unwrap().get(), hours, "{typed}");
    }
    for bad in ["", "-1", "169", "1.5", "one", "1e1", "99999999999999999999999"] {
        assert_eq!(typed_overlap(bad), Err(OutOfBounds::Number(0, 168)), "{bad}");
    }
    assert_eq!(Overlap::default().get(), 24);
}

#[test]
fn an_expiry_is_the_end_of_a_day_from_today_on() {
    let today = Day::containing(NOW);
    let end = today.next().start();
    assert_eq!(typed_expiry(&today.to_string(), NOW), Ok(Some(end)));
    assert_eq!((last_day(end), typed_expiry(" ", NOW)), (today, Ok(None)));
    let bounds = ExpiryError::OutOfBounds(today, Day(today.0 + FURTHEST));
    for out in [Day(today.0 - 1), Day(today.0 + FURTHEST + 1)] {
        assert_eq!(typed_expiry(&out.to_string(), NOW), Err(bounds.clone()));
    }
    for bad in ["x", "2026-02-30", "tomorrow", "20270131"] {
        assert_eq!(typed_expiry(bad, NOW), Err(ExpiryError::NotADay), "{bad}");
    }
}
