//! What the list and the creation would cost with nothing around them: a bare actix server that makes the same keyset
//! query and renders the same rows without a session, and a bare loop that commits inserts in groups.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer, web};
use askama::Template;
use diesel::Connection as _;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use next_identity_console::store::Connection;
use tokio::sync::{mpsc, oneshot};

/// A form of the size that creates a client.
pub const ROW: &str = "name=Bench+0+0&app_type=web_app&integration_type=hosted_journey&primary_identifier=email\
    &method=one_time_password&registration_type=self_registration";

diesel::table! {
    clients (seq) {
        seq -> BigInt,
        id -> Binary,
        client_id -> Text,
        name -> Text,
        name_key -> Text,
        app_type -> Text,
        integration_type -> Text,
        primary_identifier -> Text,
        method -> Text,
        passkeys -> Bool,
        registration_type -> Text,
        status -> Text,
        updated_at -> BigInt,
    }
}

diesel::table! {
    rows (id) {
        id -> BigInt,
        form -> Text,
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = clients)]
#[allow(dead_code, reason = "the product reads them too")]
struct Row {
    seq: i64,
    id: Vec<u8>,
    client_id: String,
    name: String,
    name_key: String,
    app_type: String,
    integration_type: String,
    primary_identifier: String,
    method: String,
    passkeys: bool,
    registration_type: String,
    status: String,
    updated_at: i64,
}

#[derive(Template)]
#[template(
    ext = "html",
    source = "<table>{% for row in rows %}
    <tr>
      <th scope=\"row\"><a href=\"/clients/{{ row.seq }}\">{{ row.name }}</a></th>
      <td data-label=\"Client ID\"><span class=\"copyable\"><code class=\"client-id\" title=\"{{ row.client_id }}\">{{ row.client_id }}</code><button class=\"copy\" type=\"button\" hidden data-copy=\"{{ row.client_id }}\"><svg class=\"icon\" aria-hidden=\"true\"><use href=\"/assets/icons/sprite.svg#copy\"/></svg><span class=\"visually-hidden\">Copy the client ID of {{ row.name }}</span></button></span></td>
      <td data-label=\"App type\">{{ row.app_type }}</td>
      <td data-label=\"Integration type\">{{ row.integration_type }}</td>
      <td data-label=\"Sign-in\"><span><span class=\"nowrap\">{{ row.primary_identifier }} ·</span> <span class=\"nowrap\">{{ row.method }}{% if row.passkeys %} ·{% endif %}</span></span></td>
      <td data-label=\"Registration\">{{ row.registration_type }}</td>
      <td data-label=\"Status\"><span class=\"badge on\">{{ row.status }}</span></td>
      <td data-label=\"Updated\"><time datetime=\"{{ row.updated_at }}\" title=\"{{ row.updated_at }}\">{{ row.updated_at }}</time></td>
    </tr>{% endfor %}</table>"
)]
struct List {
    rows: Vec<Row>,
}

thread_local! {
    static READER: RefCell<Option<Connection>> = const { RefCell::new(None) };
}

async fn list(database: Data<String>) -> HttpResponse {
    let rows: Vec<Row> = READER.with_borrow_mut(|reader| {
        let reader = reader.get_or_insert_with(|| Connection::establish(&database).unwrap());
        clients::table.order(clients::name_key).limit(26).select(Row::as_select()).load(reader).unwrap()
    });
    HttpResponse::Ok().content_type("text/html; charset=utf-8").body(List { rows }.render().unwrap())
}

type Insert = (String, oneshot::Sender<()>);

async fn insert(form: String, inserts: Data<mpsc::Sender<Insert>>) -> HttpResponse {
    let (done, committed) = oneshot::channel();
    inserts.send((form, done)).await.unwrap();
    committed.await.unwrap();
    HttpResponse::SeeOther().insert_header(("location", "/")).finish()
}

fn commit_in_groups(database: &Path, mut inserts: mpsc::Receiver<Insert>) {
    let mut connection = Connection::establish(&database.to_string_lossy()).unwrap();
    let set_up = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
        CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY NOT NULL, form TEXT NOT NULL)";
    connection.batch_execute(set_up).unwrap();
    let mut group = Vec::new();
    while inserts.blocking_recv_many(&mut group, 256) > 0 {
        connection
            .immediate_transaction(|connection| {
                for (form, _) in &group {
                    diesel::insert_into(rows::table).values(rows::form.eq(form)).execute(connection)?;
                }
                QueryResult::Ok(())
            })
            .unwrap();
        for (_, done) in group.drain(..) {
            let _gone = done.send(());
        }
    }
}

/// Serves the yardstick for a database; its own rows go to a file beside it.
pub fn serve(database: &Path) {
    let own = database.with_file_name("yardstick.db");
    let (sender, inserts) = mpsc::channel(1024);
    std::thread::spawn(move || commit_in_groups(&own, inserts));
    let database = database.to_string_lossy().into_owned();
    actix_web::rt::System::new().block_on(async move {
        let server = HttpServer::new(move || {
            App::new()
                .app_data(Data::new(database.clone()))
                .app_data(Data::new(sender.clone()))
                .route("/list", web::get().to(list))
                .route("/rows", web::post().to(insert))
        });
        let server = server.tcp_nodelay(true).bind(("127.0.0.1", 0)).unwrap();
        println!("{}", server.addrs()[0]);
        std::io::stdout().flush().unwrap();
        server.run().await.unwrap();
    });
}

/// The running yardstick, stopped when it is dropped.
pub struct Yardstick {
    pub address: SocketAddr,
    child: Child,
}

impl Yardstick {
    pub fn start(database: &Path) -> Self {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let mut child = command.arg("--yardstick").arg(database).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { address: line.trim().parse().unwrap(), child }
    }
}

impl Drop for Yardstick {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _reaped = self.child.wait();
    }
}
