//! Requests as bytes, for what no client would send.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// What takes longer never comes.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection on which nobody waits forever.
pub fn connect(address: impl ToSocketAddrs) -> TcpStream {
    let socket = TcpStream::connect(address).unwrap();
    socket.set_read_timeout(Some(PATIENCE)).unwrap();
    socket.set_write_timeout(Some(PATIENCE)).unwrap();
    socket
}

/// Sends bytes to a site and reads until it ends the connection.
pub fn raw(url: &str, request: &str) -> String {
    let mut socket = connect(url.trim_start_matches("http://"));
    socket.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    socket.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).expect("the server ends the connection");
    answer
}
