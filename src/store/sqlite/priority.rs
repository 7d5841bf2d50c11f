//! How work that nobody waits for leaves the processor to others.

/// As nice(1) counts it.
const NICE: i32 = 10;

/// Lets others go before this thread, and before those that it starts, from now on. On Linux this is about the thread alone.
/// Where it cannot, the work is done all the same.
pub fn give_way() {
    if let Err(error) = rustix::process::nice(NICE) {
        tracing::debug!(%error, "a thread cannot give way to others");
    }
}
