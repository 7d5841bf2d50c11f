//! How long answers took.

use std::time::Duration;

/// The times of every connection's answers, one after another.
pub struct Times {
    pub of_connections: Vec<Vec<Duration>>,
    /// From the first request to the last answer.
    pub elapsed: Duration,
    /// Answers other than expected.
    pub failed: usize,
}

/// What some answers took.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    pub per_second: f64,
    /// Half of the answers took no longer.
    pub p50: Duration,
    /// All but a hundredth took no longer.
    pub p99: Duration,
    pub longest: Duration,
    /// Of them, those that were not what was expected.
    pub failed: usize,
    /// Of the program, for each answer.
    pub cpu: Duration,
}

impl Times {
    pub fn load(&self) -> Load {
        Load { failed: self.failed, ..Load::of(self.of_connections.concat(), self.elapsed) }
    }

    /// What it would have taken those who arrive steadily, whether or not the one before has been answered, half as many as
    /// could be answered: each connection answers those who wait in turn, and takes as long for each as it did.
    pub fn as_steady_arrivals(&self) -> Load {
        let mut seen = Vec::new();
        for times in &self.of_connections {
            let every = times.iter().sum::<Duration>() * 2 / u32::try_from(times.len()).unwrap();
            let mut line = Duration::ZERO;
            for time in times {
                line += *time;
                seen.push(line);
                line = line.saturating_sub(every);
            }
        }
        Load::of(seen, self.elapsed * 2)
    }
}

impl Load {
    pub fn of(mut times: Vec<Duration>, elapsed: Duration) -> Self {
        times.sort_unstable();
        let Some(longest) = times.last() else { return Self::default() };
        let at = |share: usize| times[(times.len() * share / 100).min(times.len() - 1)];
        #[allow(clippy::cast_precision_loss, reason = "a count of answers")]
        let per_second = times.len() as f64 / elapsed.as_secs_f64();
        Self { per_second, p50: at(50), p99: at(99), longest: *longest, ..Self::default() }
    }
}

pub fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
