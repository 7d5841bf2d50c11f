//! What mails and text messages say.

use askama::Template;

use super::texts::Texts;
use crate::domain::language::Language;
use crate::domain::message::Content;

/// What an operator sends to see whether mail arrives.
#[derive(Clone, Copy, Debug)]
pub struct TestMessage<'a> {
    /// Who sends it.
    pub operator: &'a str,
    /// Where the provider is, which its users will have mail from.
    pub issuer: &'a str,
    /// When it was sent.
    pub at: &'a str,
}

#[derive(Template)]
#[template(source = "Test message from {{ test.issuer }}", ext = "txt")]
struct TestSubject<'a> {
    test: TestMessage<'a>,
}

#[derive(Template)]
#[template(path = "service/mail/test.txt")]
struct TestText<'a> {
    test: TestMessage<'a>,
}

#[derive(Template)]
#[template(path = "service/mail/test.html")]
struct TestHtml<'a> {
    subject: &'a str,
    test: TestMessage<'a>,
}

impl TestMessage<'_> {
    pub fn content(self) -> Result<Content, askama::Error> {
        let subject = TestSubject { test: self }.render()?;
        let html = TestHtml { subject: &subject, test: self }.render()?;
        Ok(Content { text: TestText { test: self }.render()?, html, subject })
    }
}

/// A one-time code, for the page on which a user signs in.
#[derive(Clone, Copy)]
pub struct CodeMessage<'a> {
    /// The name of the application.
    pub client: &'a str,
    pub code: &'a str,
    /// How long it works.
    pub minutes: u32,
    pub language: Language,
}

#[derive(Template)]
#[template(path = "service/mail/code.txt")]
struct CodeText<'a> {
    texts: Texts,
    code: &'a str,
    lifetime: &'a str,
}

#[derive(Template)]
#[template(path = "service/mail/code.html")]
struct CodeHtml<'a> {
    texts: Texts,
    subject: &'a str,
    code: &'a str,
    lifetime: &'a str,
}

impl CodeMessage<'_> {
    /// As a mail. The code is not in the subject, which mail servers log and locked phones show.
    pub fn content(self) -> Result<Content, askama::Error> {
        let texts = Texts::new(self.language);
        let (subject, lifetime) = (self.subject(texts), &texts.count("message-code-lifetime", self.minutes));
        let html = CodeHtml { texts, subject: &subject, code: self.code, lifetime }.render()?;
        Ok(Content { text: CodeText { texts, code: self.code, lifetime }.render()?, html, subject })
    }

    /// As a text message, whose last line lets a phone fill in the code on that host's pages alone (Origin-bound one-time
    /// codes delivered via SMS, section 2).
    #[must_use]
    pub fn text(self, host: &str) -> Content {
        let subject = self.subject(Texts::new(self.language));
        let text = format!("{subject}: {code}\n\n@{host} #{code}", code = self.code);
        Content { subject: String::new(), text, html: String::new() }
    }

    /// In one line, whatever the application is called.
    fn subject(self, texts: Texts) -> String {
        texts.with("message-code-subject", "client", self.client)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::choice::Choice;

    #[test]
    fn what_a_person_is_called_is_text_in_the_mail_and_cannot_add_a_line_to_its_head() {
        let operator = "Ada <script>alert(1)</script> & \"Co\"";
        let test = TestMessage { operator, issuer: "https://id.example.com", at: "2026-11-29T00:00:00Z" };
        let content = test.content().unwrap();
        assert!(content.text.contains(operator), "{}", content.text);
        assert!(content.html.contains("Ada &#60;script&#62;") && !content.html.contains("<script"), "{}", content.html);
        assert_eq!(content.subject, "Test message from https://id.example.com");
    }

    #[test]
    fn a_code_is_in_the_mail_in_the_language_of_its_reader_and_never_in_the_subject() {
        for (language, words) in [(Language::En, "for 10 minutes"), (Language::De, "10 Minuten lang")] {
            let client = "<b>Shop</b> & Co";
            let content = CodeMessage { client, code: "012345", minutes: 10, language }.content().unwrap();
            assert!(content.subject.ends_with(client) && !content.subject.contains("012345"), "{}", content.subject);
            for text in [&content.text, &content.html] {
                assert!(text.contains("012345") && text.contains(words), "{text}");
            }
            assert!(content.html.contains(&format!("<html lang=\"{}\">", language.token())), "{}", content.html);
            assert!(content.html.contains("&#60;b&#62;Shop") && !content.html.contains("<b>"), "{}", content.html);
        }
    }

    #[test]
    fn a_text_message_ends_with_the_line_that_phones_read() {
        let code = CodeMessage { client: "Shop", code: "012345", minutes: 10, language: Language::De };
        let Content { subject, text, html } = code.text("id.example.com");
        assert_eq!(text, "Ihr Code für Shop: 012345\n\n@id.example.com #012345");
        assert_eq!(subject + &html, "");
    }
}
