//! Random clients, users, requests and events against a slow reference.

mod reference;
mod run;
mod world;

use proptest::prelude::*;

use super::{Failure, Journey, Next};
use run::{History, Run};
use world::{START, act, world};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]
    #[test]
    fn nobody_reaches_the_end_without_every_requirement_having_been_met(
        world in world(), acts in prop::collection::vec(act(), 0..14),
    ) {
        let journey = Journey::new(world.request.clone());
        let mut run = Run { world, journey, history: History::default(), now: START, is_begun: false };
        for act in acts {
            let missing = run.reference();
            match run.plan().next {
                Next::Done(_) => prop_assert_eq!(missing, None),
                Next::Ask(..) => prop_assert!(missing.is_some(), "everything is there, and still more is asked"),
                Next::Fail(failure) => {
                    prop_assert!(missing.is_some() && (run.world.request.prompt.none || failure != Failure::InteractionRequired));
                }
            }
            prop_assert!(run.has_a_way_on(), "{:?}", run.plan().next);
            if matches!(run.plan().next, Next::Done(_)) {
                break;
            }
            run.act(act);
        }
    }
}
