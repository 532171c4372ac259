//! As much of an HTTP client as measuring needs: one connection, one request after the other.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

/// A connection that is kept.
pub struct Client {
    stream: BufReader<TcpStream>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    /// The cookie that it sets: its name and value.
    pub cookie: Option<String>,
    /// What was sent; of what came compressed, nothing that can be read.
    pub body: String,
}

impl Client {
    /// Connects.
    pub fn connect(address: SocketAddr) -> Result<Client> {
        let stream = TcpStream::connect(address).with_context(|| format!("connecting to {address}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        Ok(Client { stream: BufReader::new(stream) })
    }

    /// Sends one request and reads its answer.
    pub fn send(&mut self, request: &Request) -> Result<Answer> {
        self.stream.get_mut().write_all(request.text().as_bytes())?;
        let mut line = String::new();
        self.stream.read_line(&mut line)?;
        let status = line.split(' ').nth(1).and_then(|status| status.parse().ok()).context("no HTTP answer")?;
        let (mut length, mut cookie, mut is_chunked) = (0, None, false);
        loop {
            line.clear();
            ensure!(self.stream.read_line(&mut line)? > 0, "the answer broke off in its head");
            let Some((name, value)) = line.trim_end().split_once(':') else { break };
            if name.eq_ignore_ascii_case("content-length") {
                length = value.trim().parse().context("a content-length that is no number")?;
            }
            is_chunked |= name.eq_ignore_ascii_case("transfer-encoding");
            if name.eq_ignore_ascii_case("set-cookie") {
                cookie = value.trim().split(';').next().map(str::to_owned);
            }
        }
        let body = if is_chunked { self.chunks()? } else { self.bytes(length)? };
        Ok(Answer { status, cookie, body: String::from_utf8_lossy(&body).into_owned() })
    }

    fn bytes(&mut self, length: usize) -> Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.stream.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// A body in pieces, each with its length before it (RFC 9112, section 7.1).
    fn chunks(&mut self) -> Result<Vec<u8>> {
        let (mut body, mut line) = (Vec::new(), String::new());
        loop {
            line.clear();
            self.stream.read_line(&mut line)?;
            let length = usize::from_str_radix(line.trim_end(), 16).context("a length that is no number")?;
            let chunk = self.bytes(length + 2)?;
            body.extend_from_slice(&chunk[..length]);
            if length == 0 {
                return Ok(body);
            }
        }
    }
}

/// A request.
#[derive(Clone, Default)]
pub struct Request {
    pub method: &'static str,
    pub path: String,
    /// Who asks: a token, or (from a browser) the cookie of a session; or neither.
    pub token: String,
    pub cookie: String,
    /// JSON, or empty.
    pub body: String,
}

impl Request {
    /// A `GET`.
    pub fn get(path: impl Into<String>, token: &str) -> Request {
        Request { method: "GET", path: path.into(), token: token.to_owned(), ..Request::default() }
    }

    /// A `GET` as a browser sends it, with the cookie of a session, to be answered compressed.
    pub fn page(path: impl Into<String>, cookie: &str) -> Request {
        Request { method: "GET", path: path.into(), cookie: cookie.to_owned(), ..Request::default() }
    }

    /// A `POST` of this JSON, by nobody.
    pub fn post(path: impl Into<String>, body: String) -> Request {
        Request { method: "POST", path: path.into(), body, ..Request::default() }
    }

    fn text(&self) -> String {
        let Request { method, path, token, cookie, body } = self;
        let length = body.len();
        let mut shown = String::new();
        if !token.is_empty() {
            shown.push_str(&format!("Authorization: Bearer {token}\r\n"));
        }
        if !cookie.is_empty() {
            shown.push_str(&format!(
                "Cookie: {cookie}\r\nAccept: text/html\r\nAccept-Encoding: gzip, deflate, br, zstd\r\n"
            ));
        }
        format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{shown}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
    }
}
