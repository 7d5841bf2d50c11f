//! The pages that a user walks through. Each journey has one address; its page is whatever is asked next.

mod code;
mod finish;
mod forms;
mod leave;
mod scene;
pub mod show;
pub mod start;
mod step;
mod take;
mod view;

pub use finish::{Ending, Finished, Ids};
pub use scene::Scene;
pub use start::{From, decide, to_start};
pub use view::{frame, texts, texts_in};
