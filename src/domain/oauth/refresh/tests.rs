use proptest::prelude::*;

use super::*;

const START: Timestamp = Timestamp(1_800_000_000_000);

fn later(seconds: u64) -> Timestamp {
    START.after(Duration::from_secs(seconds))
}

/// The present token and the one before it, which gave way at the start.
const ROTATED: Rotation = Rotation { generation: 5, parent: Some(4), rotated_at: Some(START) };

#[test]
fn each_token_is_judged_by_its_place() {
    let next = |parent, at| Rotation { generation: 6, parent: Some(parent), rotated_at: Some(at) };
    for (presented, is_public, at, expected) in [
        (5, true, later(1), Verdict::Rotate(next(5, later(1)))),
        (5, false, later(1_000_000), Verdict::Rotate(next(5, later(1_000_000)))),
        (4, true, later(59), Verdict::Retry),
        (4, true, later(60), Verdict::Recover(next(4, later(60)))),
        (4, false, later(1_000_000), Verdict::Retry),
        (3, true, later(1), Verdict::Reuse),
        (3, false, later(1), Verdict::Reuse),
        (0, true, later(1), Verdict::Reuse),
        (6, true, later(1), Verdict::Unknown),
        (u32::MAX, false, later(1), Verdict::Unknown),
    ] {
        assert_eq!(judge(&ROTATED, presented, is_public, at), expected, "{presented} {is_public}");
    }
}

#[test]
fn the_code_is_no_refresh_token_and_a_first_token_has_no_parent() {
    let unredeemed = Rotation { generation: 0, parent: None, rotated_at: None };
    assert_eq!(judge(&unredeemed, 0, false, START), Verdict::Unknown);
    let first = Rotation { generation: 1, parent: None, rotated_at: None };
    assert_eq!(judge(&first, 0, true, START), Verdict::Reuse);
}

#[test]
fn a_clock_set_back_does_not_lengthen_the_minute_for_long() {
    let back = |seconds| START.before(Duration::from_secs(seconds));
    assert_eq!(judge(&ROTATED, 4, true, back(300)), Verdict::Retry);
    assert!(matches!(judge(&ROTATED, 4, true, back(301)), Verdict::Recover(_)));
}

/// What a grant gives for a token: the number of the token in the answer, or none once it has ended.
struct Server {
    rotation: Rotation,
    is_public: bool,
    has_ended: bool,
}

impl Server {
    fn present(&mut self, token: u32, now: Timestamp) -> (Verdict, Option<u32>) {
        let verdict = judge(&self.rotation, token, self.is_public, now);
        let given = match verdict {
            _ if self.has_ended => None,
            Verdict::Rotate(next) | Verdict::Recover(next) => {
                self.rotation = next;
                Some(next.generation)
            }
            Verdict::Retry => Some(self.rotation.generation),
            Verdict::Reuse => {
                self.has_ended = true;
                None
            }
            Verdict::Unknown => None,
        };
        (verdict, given)
    }
}

fn first(is_public: bool) -> Server {
    Server { rotation: Rotation { generation: 1, parent: None, rotated_at: None }, is_public, has_ended: false }
}

proptest! {
    #[test]
    fn an_honest_client_keeps_its_grant_whichever_answers_are_lost(
        is_public: bool, steps in proptest::collection::vec((any::<bool>(), 0..200_u64), 1..60),
    ) {
        let (mut server, mut held, mut now) = (first(is_public), 1, START);
        for (is_lost, wait) in steps {
            now = now.after(Duration::from_secs(wait));
            let (verdict, given) = server.present(held, now);
            prop_assert!(given.is_some(), "{:?}", verdict);
            if !is_lost {
                held = given.unwrap();
            }
        }
    }

    /// Somebody else holds every token that was ever given, and uses any of them at any time.
    #[test]
    fn only_one_generation_lives_and_a_dead_one_ends_the_grant(
        is_public: bool, steps in proptest::collection::vec((any::<proptest::sample::Index>(), 0..200_u64), 1..60),
    ) {
        let (mut server, mut given, mut now) = (first(is_public), vec![1], START);
        for (which, wait) in steps {
            now = now.after(Duration::from_secs(wait));
            let presented = *which.get(&given);
            let before = server.rotation;
            let is_dead = presented != before.generation && Some(presented) != before.parent;
            let (_, answer) = server.present(presented, now);
            prop_assert_eq!(is_dead, server.has_ended);
            if is_dead {
                prop_assert!(server.present(server.rotation.generation, now).1.is_none());
                break;
            }
            // Every answer gives the one token that is present now, and none that was there before.
            prop_assert_eq!(answer, Some(server.rotation.generation));
            prop_assert!(server.rotation.generation == before.generation || server.rotation.generation == before.generation + 1);
            given.extend(answer);
        }
    }

    /// Thief and owner both have the same token and use it once each, in whichever order, and then go on with what they got.
    #[test]
    fn a_thief_and_an_owner_who_both_go_on_end_the_grant(is_public: bool, waits in [0..200_u64, 0..200, 0..200, 0..200]) {
        let (mut server, mut now) = (first(is_public), START);
        let mut held = [1, 1];
        for (turn, wait) in waits.into_iter().cycle().take(12).enumerate() {
            now = now.after(Duration::from_secs(wait + 61));
            match server.present(held[turn % 2], now).1 {
                Some(given) => held[turn % 2] = given,
                None => break,
            }
        }
        // A confidential client's thief would need its secret too, so there the branches may stay one.
        prop_assert!(server.has_ended || !is_public || held[0] == held[1], "{:?} {:?}", held, server.rotation);
    }
}
