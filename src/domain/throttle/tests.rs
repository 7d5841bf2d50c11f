use super::*;

#[test]
fn the_sixth_failure_in_a_row_waits_and_the_wait_grows_to_an_hour() {
    let wait = |failures| wait_after(BucketKind::Account, failures);
    assert_eq!(wait(4), Duration::ZERO);
    assert_eq!(wait(5), Duration::from_mins(1));
    assert_eq!(wait(6), Duration::from_mins(2));
    assert_eq!(wait(50), Duration::from_hours(1));
}

#[test]
fn a_guesser_that_never_rests_has_at_most_a_hundred_tries_before_days_begin() {
    let mut now = Timestamp(0);
    let mut tries = None;
    for _ in 0..99 {
        match count_try(BucketKind::Account, tries, now) {
            Ok(taken) => tries = Some(taken),
            Err(wait) => {
                now = now.after(wait);
                tries = Some(count_try(BucketKind::Account, tries, now).unwrap());
            }
        }
    }
    assert_eq!(tries.unwrap().failures, 99);
    assert_eq!(count_try(BucketKind::Account, tries, now), Err(Duration::from_hours(24)));
}

#[test]
fn a_clock_set_back_counts_the_try_and_starts_its_wait_from_the_new_time() {
    let later = Some(Tries { failures: 5, last_at: Timestamp(1_000_000_000) });
    let taken = count_try(BucketKind::Account, later, Timestamp(0));
    assert_eq!(taken, Ok(Tries { failures: 6, last_at: Timestamp(0) }));
    assert_eq!(count_try(BucketKind::Account, taken.ok(), Timestamp(0)), Err(Duration::from_mins(2)));
}

#[test]
fn a_clients_secret_is_tried_twenty_times_from_one_network_and_then_at_growing_distances() {
    let wait = |failures| wait_after(BucketKind::Client, failures);
    assert_eq!([19, 20, 21, 24, 500].map(wait), [0, 1, 2, 15, 15].map(Duration::from_mins));
    let bucket = |client: u128, address: &str| {
        Bucket::client(ClientKey(uuid::Uuid::from_u128(client)), address.parse().unwrap())
    };
    assert_eq!(bucket(1, "2001:db8::1"), bucket(1, "2001:db8::ffff:2"));
    assert_ne!(bucket(1, "192.0.2.1"), bucket(1, "192.0.2.2"));
    assert_ne!(bucket(1, "192.0.2.1"), bucket(2, "192.0.2.1"));
}

#[test]
fn who_only_looks_is_told_the_same_wait_as_who_tries() {
    for kind in [BucketKind::Account, BucketKind::Address, BucketKind::Client] {
        for (failures, at) in [(1, 0), (40, 0), (40, 61_000), (40, 4_000_000), (40, -1_000_000)] {
            let (tries, now) = (Tries { failures, last_at: Timestamp(0) }, Timestamp(at));
            assert_eq!(wait(kind, tries, now), count_try(kind, Some(tries), now).err(), "{kind:?} {failures} {at}");
        }
    }
}

#[test]
fn an_ipv6_network_is_one_address_and_a_48_one_site() {
    let buckets = |text: &str| Bucket::networks(Realm::Operators, text.parse().unwrap());
    assert_eq!(buckets("2001:db8::1"), buckets("2001:db8::ffff:2"));
    assert_eq!(buckets("::ffff:192.0.2.1"), buckets("192.0.2.1"));
    let kinds = |text: &str| buckets(text).iter().map(|bucket| bucket.kind).collect::<Vec<_>>();
    assert_eq!(kinds("192.0.2.1"), [BucketKind::Address]);
    assert_eq!(kinds("2001:db8::1"), [BucketKind::Address, BucketKind::Site]);
    let [own, site] = <[Bucket; 2]>::try_from(buckets("2001:db8::1")).unwrap();
    let [neighbor, same_site] = <[Bucket; 2]>::try_from(buckets("2001:db8:0:1::1")).unwrap();
    assert_ne!(own, neighbor);
    assert_eq!(site, same_site);
    assert!(!buckets("2001:db8:1::1").contains(&site));
}

#[test]
fn an_operator_and_a_user_with_the_same_address_share_no_counter() {
    let email = EmailAddress::parse("ada@example.com").unwrap();
    let buckets = |realm| {
        let browser = Bucket::known_browser(realm, &email, Digest::sha256(b"browser"));
        [vec![Bucket::account(realm, &email), browser], Bucket::networks(realm, "2001:db8::1".parse().unwrap())]
            .concat()
    };
    for (operators, users) in buckets(Realm::Operators).into_iter().zip(buckets(Realm::Users)) {
        assert_ne!(operators.name, users.name);
    }
}

#[test]
fn a_network_has_more_free_tries_and_waits_a_quarter_of_an_hour_at_most() {
    let wait = |failures| wait_after(BucketKind::Address, failures);
    assert_eq!(wait(29), Duration::ZERO);
    assert_eq!(wait(30), Duration::from_mins(1));
    assert_eq!(wait(33), Duration::from_mins(8));
    assert_eq!((wait(34), wait(1_000)), (Duration::from_mins(15), Duration::from_mins(15)));
    let wait = |failures| wait_after(BucketKind::Site, failures);
    assert_eq!((wait(479), wait(480), wait(483)), (Duration::ZERO, Duration::from_mins(1), Duration::from_mins(8)));
    assert_eq!((wait(484), wait(100_000)), (Duration::from_mins(15), Duration::from_mins(15)));
}

#[test]
fn the_hundredth_try_waits_a_day_for_an_account_in_a_known_browser_too() {
    for kind in [BucketKind::Account, BucketKind::KnownBrowser] {
        assert_eq!(wait_after(kind, 98), Duration::from_hours(1), "{kind:?}");
        assert_eq!(wait_after(kind, 99), Duration::from_hours(24), "{kind:?}");
    }
}

#[test]
fn a_wait_is_over_to_the_millisecond_and_says_what_is_left_of_it() {
    let (start, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
    let tries = Some(Tries { failures: 5, last_at: start });
    let at = |now| count_try(BucketKind::Account, tries, now);
    let over = start.after(Duration::from_mins(1));
    assert_eq!(at(over.before(short)), Err(short));
    assert_eq!(at(over), Ok(Tries { failures: 6, last_at: over }));
}

#[test]
fn a_bucket_is_forgotten_after_a_long_pause_and_not_before() {
    let (start, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
    for (kind, pause) in [
        (BucketKind::Account, Duration::from_hours(48)),
        (BucketKind::KnownBrowser, Duration::from_hours(48)),
        (BucketKind::Address, Duration::from_hours(1)),
        (BucketKind::Site, Duration::from_hours(1)),
    ] {
        let tries = Some(Tries { failures: 2_000, last_at: start });
        let at = |now| count_try(kind, tries, now).map(|tries| tries.failures);
        let over = start.after(pause);
        assert_eq!((at(over.before(short)), at(over)), (Ok(2_001), Ok(1)), "{kind:?}");
    }
}

#[test]
fn a_clock_that_differs_by_little_ends_no_wait() {
    let (now, short) = (Timestamp(1_000_000_000), Duration::from_millis(1));
    let after = |step| count_try(BucketKind::Account, Some(Tries { failures: 5, last_at: now.after(step) }), now);
    assert_eq!(after(CLOCK_TOLERANCE), Err(Duration::from_mins(1)));
    assert_eq!(after(CLOCK_TOLERANCE + short), Ok(Tries { failures: 6, last_at: now }));
}

#[test]
fn every_account_browser_and_address_has_a_bucket_of_its_own() {
    let [ada, bob] = ["ada@example.com", "bob@example.com"].map(|email| EmailAddress::parse(email).unwrap());
    let buckets = [
        Bucket::account(Realm::Operators, &ada),
        Bucket::account(Realm::Operators, &bob),
        Bucket::known_browser(Realm::Operators, &ada, Digest::sha256(b"1")),
        Bucket::known_browser(Realm::Operators, &ada, Digest::sha256(b"2")),
        Bucket::known_browser(Realm::Operators, &bob, Digest::sha256(b"1")),
    ];
    let networks = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:1::"];
    let networks = networks.iter().flat_map(|text| Bucket::networks(Realm::Operators, text.parse().unwrap()));
    let buckets: Vec<Bucket> = buckets.into_iter().chain(networks).collect();
    let names: std::collections::BTreeSet<&str> = buckets.iter().map(|bucket| bucket.name.as_str()).collect();
    assert_eq!(names.len(), buckets.len());
}
