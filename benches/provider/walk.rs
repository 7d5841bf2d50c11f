//! One sign-in as a browser makes it, from the application's request to the page that leads back.

use std::net::SocketAddr;

use diesel::prelude::*;
use diesel::sql_types::{Binary, Text};
use next_identity_console::domain::message::{Content, MessageId};
use uuid::Uuid;

use super::filled::{Filled, Member};
use crate::load::Connection;
use crate::support::Database;

/// The newest messages are looked through for somebody's.
const NEWEST: &str = "SELECT id, body FROM (SELECT id, body, recipient FROM messages ORDER BY rowid DESC LIMIT 512) \
    WHERE recipient = ? LIMIT 1";

#[derive(QueryableByName)]
struct Message {
    #[diesel(sql_type = Binary)]
    id: Vec<u8>,
    #[diesel(sql_type = Binary)]
    body: Vec<u8>,
}

pub struct Walker {
    connection: Connection,
    messages: SqliteConnection,
}

impl Walker {
    pub async fn start(address: SocketAddr, filled: &Filled) -> Self {
        let messages = Database(filled.database.clone()).connect();
        Self { connection: Connection::open(address).await.unwrap(), messages }
    }

    /// Signs somebody in in a browser that nobody knows, from an address of its own.
    pub async fn walk(&mut self, filled: &Filled, number: usize, app: usize) -> Result<(), String> {
        let user = &filled.users[number % filled.users.len()];
        let (start, head) = self.begin(&filled.authorize(app % filled.apps.len()), number).await?;
        self.identify(&start, &head, &user.email).await?;
        let journey = self.next_page(&head).await?;
        let code = self.code(filled, user)?;
        self.post(&journey, &head, &[("step", "code"), ("code", &code)], 200).await?;
        let page = String::from_utf8_lossy(self.connection.body()).into_owned();
        if page.contains("code=nic_c_") { Ok(()) } else { Err(page) }
    }

    /// Opens the first page for an application's request: its address, and what the browser's next requests begin with.
    pub async fn begin(&mut self, request: &str, number: usize) -> Result<(String, String), String> {
        let address = format!("10.{}.{}.{}", number >> 16 & 255, number >> 8 & 255, number & 255);
        let head = format!("host: localhost\r\nx-forwarded-for: {address}\r\nsec-fetch-site: same-origin\r\n");
        self.get(request, &head, 303).await?;
        let start = self.header("location").ok_or("no address")?;
        self.get(&start, &head, 200).await?;
        let cookie = self.header("set-cookie").ok_or("no cookie")?;
        Ok((start, format!("{head}cookie: {}\r\n", cookie.split(';').next().unwrap_or_default())))
    }

    /// Sends the form of the first page.
    pub async fn identify(&mut self, start: &str, head: &str, email: &str) -> Result<(), String> {
        self.post(start, head, &[("step", "identify"), ("identifier", email)], 303).await
    }

    /// Opens the page that the form leads to; its address.
    pub async fn next_page(&mut self, head: &str) -> Result<String, String> {
        let journey = self.header("location").ok_or("no journey")?;
        self.get(&journey, head, 200).await?;
        Ok(journey)
    }

    async fn get(&mut self, path: &str, head: &str, expected: u16) -> Result<(), String> {
        self.ask(&format!("GET {path} HTTP/1.1\r\n{head}\r\n"), expected).await
    }

    async fn post(&mut self, path: &str, head: &str, fields: &[(&str, &str)], expected: u16) -> Result<(), String> {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let kind = "content-type: application/x-www-form-urlencoded";
        let length = body.len();
        let request = format!("POST {path} HTTP/1.1\r\n{head}{kind}\r\ncontent-length: {length}\r\n\r\n{body}");
        self.ask(&request, expected).await
    }

    async fn ask(&mut self, request: &str, expected: u16) -> Result<(), String> {
        let status = self.connection.ask(request.as_bytes()).await.map_err(|error| error.to_string())?;
        if status == expected {
            return Ok(());
        }
        Err(String::from_utf8_lossy(self.connection.answer()).chars().take(2_000).collect())
    }

    fn header(&self, name: &str) -> Option<String> {
        let answer = String::from_utf8_lossy(self.connection.answer());
        let lines = answer.lines().take_while(|line| !line.is_empty());
        let mut headers = lines.filter_map(|line| line.split_once(": "));
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }

    /// What the user was sent, as if it had come by mail.
    fn code(&mut self, filled: &Filled, user: &Member) -> Result<String, String> {
        let query = diesel::sql_query(NEWEST).bind::<Text, _>(&user.email);
        let message: Message = query.get_result(&mut self.messages).map_err(|error| error.to_string())?;
        let id = MessageId(Uuid::from_slice(&message.id).map_err(|error| error.to_string())?);
        let opened = filled.keyring.open_sealed(MessageId::place(&id.row()), &message.body);
        let content: Content = serde_json::from_slice(&opened.unwrap()).unwrap();
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        content.text.split_whitespace().find(is_code).map(str::to_owned).ok_or(content.text.clone())
    }
}
