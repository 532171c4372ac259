//! Reading from a client: commands, lines, and messages up to the final dot.

use std::io;

use smtp_proto::Error;
use smtp_proto::Request;
use smtp_proto::request::receiver::{DataReceiver, RequestReceiver};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::conversation::Io;

/// A connection, and what was read from it but not yet used.
pub(crate) struct Input {
    pub(crate) io: Io,
    waiting: Vec<u8>,
    receiver: RequestReceiver,
}

impl Input {
    pub(crate) fn new(io: Io) -> Input {
        Input { io, waiting: Vec::new(), receiver: RequestReceiver::default() }
    }

    /// The next command; what is wrong with it, if it is none; nothing if the client is gone.
    pub(crate) async fn request(&mut self) -> io::Result<Option<Result<Request<String>, Error>>> {
        loop {
            let mut bytes = self.waiting.iter();
            let parsed = self.receiver.ingest(&mut bytes).map(Request::into_owned);
            let left = bytes.as_slice().len();
            self.use_up(left);
            match parsed {
                Err(Error::NeedsMoreData { .. }) => {
                    if !self.read_more().await? {
                        return Ok(None);
                    }
                }
                parsed => return Ok(Some(parsed)),
            }
        }
    }

    /// The next line, without its end.
    pub(crate) async fn line(&mut self) -> io::Result<Option<String>> {
        loop {
            if let Some(at) = self.waiting.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.waiting.drain(..=at).collect();
                return Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()));
            }
            if !self.read_more().await? {
                return Ok(None);
            }
        }
    }

    /// Waits until some bytes are there. Returns whether the client is still there.
    pub(crate) async fn anything(&mut self) -> io::Result<bool> {
        if self.waiting.is_empty() { self.read_more().await } else { Ok(true) }
    }

    /// A message up to the final dot, its doubled dots made single.
    pub(crate) async fn message(&mut self) -> io::Result<Option<Vec<u8>>> {
        let (mut receiver, mut message) = (DataReceiver::new(), Vec::new());
        // The receiver knows the start of a line by the line end before it; the first line has the command's.
        receiver.ingest(&mut b"\r\n".iter(), &mut message);
        loop {
            let mut bytes = self.waiting.iter();
            let is_whole = receiver.ingest(&mut bytes, &mut message);
            let left = bytes.as_slice().len();
            self.use_up(left);
            if is_whole {
                message.drain(..2);
                return Ok(Some(message));
            }
            if !self.read_more().await? {
                return Ok(None);
            }
        }
    }

    pub(crate) async fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.io.write_all(bytes).await?;
        self.io.flush().await
    }

    fn use_up(&mut self, left: usize) {
        let used = self.waiting.len() - left;
        self.waiting.drain(..used);
    }

    async fn read_more(&mut self) -> io::Result<bool> {
        Ok(self.io.read_buf(&mut self.waiting).await? > 0)
    }
}
