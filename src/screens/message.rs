//! The page that says why a sign-in does not go on, and what to do.

use askama::Template;

use super::Frame;
use crate::domain::issuer::START;

#[derive(Template)]
#[template(path = "screens/message.html")]
pub struct Message<'a> {
    pub frame: Frame<'a>,
    pub heading: String,
    pub lines: Vec<String>,
    /// A number by which the refusal is found on the client's page.
    pub reference: Option<String>,
    /// A link: its label and address.
    pub action: Option<(String, String)>,
    /// Whether somebody else may be named instead, with `step=other`.
    pub other: bool,
    /// The sealed request with which the sign-in can be started again.
    pub restart: Option<String>,
    /// A form that was sent and can be sent again as it was.
    pub again: Option<Vec<(String, String)>>,
    /// The path of the setting that led to it; empty where none did.
    pub because: &'static str,
}

impl<'a> Message<'a> {
    fn new(frame: Frame<'a>, heading: String, line: String) -> Self {
        let (lines, reference, action, restart, again) = (vec![line], None, None, None, None);
        Self { frame, heading, lines, reference, action, other: false, restart, again, because: "" }
    }

    #[must_use]
    pub fn reference(self, reference: impl Into<String>) -> Self {
        Self { reference: Some(reference.into()), ..self }
    }

    /// Offers the way back to the application, where that is safe.
    #[must_use]
    pub fn return_to(self, address: Option<String>) -> Self {
        let label = self.frame.texts.with("return-to", "client", self.frame.client);
        Self { action: address.map(|address| (label, address)), ..self }
    }

    /// Who proved who they are is not let in: they were not invited.
    #[must_use]
    pub fn uninvited(frame: Frame<'a>) -> Self {
        let line = frame.texts.with("refused-uninvited", "client", frame.client);
        Self::refused(frame, line)
    }

    /// The client takes no email addresses of the domain.
    #[must_use]
    pub fn domain_refused(frame: Frame<'a>) -> Self {
        let line = frame.texts.with("refused-domain", "client", frame.client);
        Self::refused(frame, line)
    }

    #[must_use]
    pub fn user_disabled(frame: Frame<'a>) -> Self {
        let line = frame.texts.with("refused-disabled", "client", frame.client);
        Self::refused(frame, line)
    }

    fn refused(frame: Frame<'a>, line: String) -> Self {
        let heading = frame.texts.with("refused-heading", "client", frame.client);
        Self { other: true, ..Self::new(frame, heading, line) }
    }

    /// The sign-in was finished or canceled before.
    #[must_use]
    pub fn ended(frame: Frame<'a>) -> Self {
        let line = frame.texts.with("ended-lead", "client", &frame.application());
        let heading = frame.texts.get("ended-heading");
        Self::new(frame, heading, line)
    }

    /// Who was asked whether to sign out does not want to.
    #[must_use]
    pub fn stayed(frame: Frame<'a>) -> Self {
        let (heading, line) = (frame.texts.get("stayed-heading"), frame.texts.get("stayed-lead"));
        Self::new(frame, heading, line)
    }

    /// It belongs to another browser.
    #[must_use]
    pub fn elsewhere(frame: Frame<'a>, sealed: Option<String>) -> Self {
        let (heading, line) = (frame.texts.get("elsewhere-heading"), frame.texts.get("elsewhere-lead"));
        Self { restart: sealed, ..Self::new(frame, heading, line) }
    }

    #[must_use]
    pub fn cookies_off(frame: Frame<'a>, sealed: Option<String>) -> Self {
        let (heading, line) = (frame.texts.get("cookies-heading"), frame.texts.get("cookies-lead"));
        Self { restart: sealed, ..Self::new(frame, heading, line) }
    }

    #[must_use]
    pub fn expired(frame: Frame<'a>) -> Self {
        let line = frame.texts.with("expired-lead", "client", &frame.application());
        let heading = frame.texts.get("expired-heading");
        Self::new(frame, heading, line)
    }

    /// The client asks for what is not built yet.
    #[must_use]
    pub fn unavailable(frame: Frame<'a>, because: &'static str) -> Self {
        let heading = frame.texts.with("unavailable-heading", "client", frame.client);
        let line = frame.texts.get("unavailable-lead");
        Self { because, ..Self::new(frame, heading, line) }
    }

    #[must_use]
    pub fn client_disabled(frame: Frame<'a>) -> Self {
        let heading = frame.texts.with("off-heading", "client", frame.client);
        let line = frame.texts.get("off-lead");
        Self::new(frame, heading, line)
    }

    #[must_use]
    pub fn too_many(frame: Frame<'a>, minutes: u32) -> Self {
        let (heading, line) = (frame.texts.get("too-many-heading"), frame.texts.count("too-many-lead", minutes));
        Self::new(frame, heading, line)
    }

    /// The application asks again and again for somebody who is signed in.
    #[must_use]
    pub fn sent_back_again(frame: Frame<'a>) -> Self {
        let heading = frame.texts.with("loop-heading", "client", frame.client);
        let line = frame.texts.with("loop-lead", "client", frame.client);
        Self::new(frame, heading, line)
    }

    /// The application's request cannot be answered; its name is empty where it is not known.
    #[must_use]
    pub fn bad_request(frame: Frame<'a>) -> Self {
        let heading = match frame.client {
            "" => frame.texts.get("request-heading-unknown"),
            client => frame.texts.with("request-heading", "client", client),
        };
        let line = frame.texts.get("request-lead");
        Self::new(frame, heading, line)
    }
    /// There is nothing at the address.
    #[must_use]
    pub fn missing(frame: Frame<'a>) -> Self {
        let (heading, line) = (frame.texts.get("missing-heading"), frame.texts.get("missing-lead"));
        Self::new(frame, heading, line)
    }

    /// Another site's page has sent a form here; `address` is where ours is.
    #[must_use]
    pub fn foreign(frame: Frame<'a>, address: String) -> Self {
        let (heading, line) = (frame.texts.get("foreign-heading"), frame.texts.get("foreign-lead"));
        let action = Some((frame.texts.get("open-again"), address));
        Self { action, ..Self::new(frame, heading, line) }
    }

    /// What was sent is none of our forms.
    #[must_use]
    pub fn unread(frame: Frame<'a>) -> Self {
        let (heading, line) = (frame.texts.get("unread-heading"), frame.texts.get("unread-lead"));
        Self::new(frame, heading, line)
    }

    /// Something of ours does not work; `address` can be opened again.
    #[must_use]
    pub fn fault(frame: Frame<'a>, address: Option<&str>) -> Self {
        let (heading, line) = (frame.texts.get("fault-heading"), frame.texts.get("fault-lead"));
        let action = address.map(|address| (frame.texts.get("try-again"), address.to_owned()));
        Self { action, ..Self::new(frame, heading, line) }
    }

    /// The same, for a form that can be sent again to the address of the frame.
    #[must_use]
    pub fn fault_with(frame: Frame<'a>, fields: Vec<(String, String)>) -> Self {
        let kept = frame.texts.get("fault-kept");
        let mut message = Self::fault(frame, None);
        message.lines.push(kept);
        Self { again: Some(fields), ..message }
    }
}
