//! Whether the time of an answer tells who has an account: the first page's form, for addresses of every kind in turn.

use std::fmt::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use next_identity_console::domain::choice::Choice;
use next_identity_console::domain::client::RegistrationType;

use super::filled::Filled;
use super::walk::Walker;
use crate::aims::Aims;
use crate::filling::dice::Dice;
use crate::stage::{self, Stage};
use crate::support::mail_server::{Answer, MailServer};
use crate::times::{Load, millis};

/// Whose address is typed. The first three have an account.
const KINDS: [&str; 4] = ["a user of the client", "a user of other clients", "a disabled user of the client", UNKNOWN];
const UNKNOWN: &str = "nobody";
/// Answers of each kind.
const TIMES: usize = 1_000;
/// Of the median for an unknown address.
const FARTHEST: f64 = 0.1;

/// What was typed into one client's pages, and how long the form and the page after it took.
struct Typed {
    registration: RegistrationType,
    kind: usize,
    times: [Vec<Duration>; 2],
}

/// Messages go out to a mail server meanwhile, since those that are sent must not be heard in an answer either.
pub async fn measure(users: usize, clients: &Path, aims: &mut Aims) {
    let copy = stage::copy(clients);
    let count = TIMES.min(users / (RegistrationType::ALL.len() * KINDS.len()));
    let mut filled = Filled::new(&copy.1, users).await;
    let mut typed = Vec::new();
    for (which, registration) in RegistrationType::ALL.iter().enumerate() {
        let own: Vec<_> = filled.users[which * KINDS.len() * count..][..KINDS.len() * count].to_vec();
        let (own, disabled) = (&own, &own[2 * count..3 * count]);
        filled.add_app(*registration, &[&own[..count], disabled].concat()).await;
        filled.disable(disabled).await;
        typed.extend((0..KINDS.len()).map(|kind| Typed {
            registration: *registration,
            kind,
            times: Default::default(),
        }));
    }
    let mail = MailServer::start(Answer::Take);
    let stage = Stage::start_with(copy, &["--smtp-url", &mail.url(), "--mail-from", "id@bench.example"]);
    let mut walker = Walker::start(stage.product.address, &filled).await;
    let (mut dice, mut failed, first_app) = (Dice::new(1), 0, filled.apps.len() - RegistrationType::ALL.len());
    for round in 0..count {
        let mut order: Vec<usize> = (0..typed.len()).collect();
        while !order.is_empty() {
            let place = order.swap_remove(dice.below(order.len()));
            let app = first_app + place / KINDS.len();
            let known = &filled.users[place * count + round].email;
            // As long as the address of somebody whom there is.
            let nobody = known.replace("user", "none");
            let email = if KINDS[place % KINDS.len()] == UNKNOWN { &nobody } else { known };
            let request = filled.authorize(app);
            match sent(&mut walker, &request, round * typed.len() + place, email).await {
                Ok(times) => typed[place].times.iter_mut().zip(times).for_each(|(all, time)| all.push(time)),
                Err(why) => {
                    failed += 1;
                    eprintln!("a form failed: {why}");
                }
            }
        }
    }
    judge(&typed, aims);
    aims.none("first forms that failed", failed);
}

/// How long the first page's form took, and the page that it leads to.
async fn sent(walker: &mut Walker, request: &str, number: usize, email: &str) -> Result<[Duration; 2], String> {
    let (start, head) = walker.begin(request, number).await?;
    let begun = Instant::now();
    walker.identify(&start, &head, email).await?;
    let form = begun.elapsed();
    let begun = Instant::now();
    walker.next_page(&head).await?;
    Ok([form, begun.elapsed()])
}

fn judge(typed: &[Typed], aims: &mut Aims) {
    println!(
        "\nthe first page's form and the page after it, by whose address is typed; milliseconds: median, 99th percentile"
    );
    println!("\n| registration | address | form | p99 | to nobody's | page | p99 | to nobody's |");
    println!("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for of_client in typed.chunks(KINDS.len()) {
        let loads = |typed: &Typed| typed.times.clone().map(|times| Load::of(times, Duration::from_secs(1)));
        let unknown = of_client.iter().find(|typed| KINDS[typed.kind] == UNKNOWN).map(loads).unwrap();
        for typed in of_client {
            let (registration, kind) = (typed.registration.label(), KINDS[typed.kind]);
            let mut cells = String::new();
            for ((load, unknown), what) in loads(typed).iter().zip(&unknown).zip(["form", "page after it"]) {
                let ratio = load.p50.as_secs_f64() / unknown.p50.as_secs_f64();
                write!(cells, " {:.3} | {:.2} | {ratio:.3} |", millis(load.p50), millis(load.p99)).unwrap();
                if kind != UNKNOWN {
                    let aim = format!("{registration}, {kind}: median of the {what} beside nobody's, as a share apart");
                    aims.below(&aim, (ratio - 1.0).abs(), FARTHEST);
                }
            }
            println!("| {registration} | {kind} |{cells}");
        }
    }
}
