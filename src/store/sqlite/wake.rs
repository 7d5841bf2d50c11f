//! How the writer tells other threads that something was committed, and how they rest.

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::{Duration, Instant};

/// Wakes a thread. It is to end when nobody can wake it any more.
pub struct Wake(SyncSender<()>);

pub type Woken = Receiver<()>;

/// A way to wake a thread, and the thread's end of it.
pub fn wake() -> (Wake, Woken) {
    let (wake, woken) = sync_channel(1);
    (Wake(wake), woken)
}

impl Wake {
    pub fn wake(&self) {
        // One that waits already stands for all.
        let _waiting = self.0.try_send(());
    }
}

/// Waits, whatever is committed meanwhile; false when the thread is to end.
#[expect(clippy::disallowed_methods, reason = "it measures a pause, and nothing that is kept depends on it")]
pub fn rest(woken: &Woken, pause: Duration) -> bool {
    let end = Instant::now() + pause;
    loop {
        match woken.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return true,
            Err(RecvTimeoutError::Disconnected) => return false,
        }
    }
}
