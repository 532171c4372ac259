//! Asking a relay and hearing its answer, within a time.

use std::fmt;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::timeout;

use super::super::Cause;
use super::super::reply::{self, Answer, Heard};

/// More than any relay has to say at once.
const ANSWER_MAX: usize = 32 * 1024;
/// How long a relay that stopped listening has to say why.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// A stream of bytes in both directions.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// A plain or an encrypted connection.
pub(super) type Io = Box<dyn Stream>;

/// A connection to a relay, and what was read but not yet understood.
pub(super) struct Wire {
    io: Io,
    unread: Vec<u8>,
    is_encrypted: bool,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("is_encrypted", &self.is_encrypted).finish_non_exhaustive()
    }
}

impl Wire {
    pub(super) fn new(io: Io, is_encrypted: bool) -> Wire {
        Wire { io, unread: Vec::new(), is_encrypted }
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.is_encrypted
    }

    /// The bare connection, to be encrypted. What the relay said in the clear before that is nothing to believe.
    pub(super) fn into_io(self) -> Result<Io, Cause> {
        if self.unread.is_empty() { Ok(self.io) } else { Err(self.out_of_step()) }
    }

    /// Says one line and hears the answer to it.
    pub(super) async fn ask(&mut self, line: &str, within: Duration) -> Result<Answer, Cause> {
        self.refuse_unasked().await?;
        let asking = async {
            self.write(format!("{line}\r\n").as_bytes()).await?;
            self.listen().await
        };
        timeout(within, asking).await.unwrap_or(Err(Cause::TimedOut))
    }

    /// Hears an answer.
    pub(super) async fn hear(&mut self, within: Duration) -> Result<Answer, Cause> {
        timeout(within, self.listen()).await.unwrap_or(Err(Cause::TimedOut))
    }

    /// Hands these bytes over whole: to the system, and so on their way. If it fails, the last of them has not left. When
    /// the relay said why it listens no more, that is the failure.
    pub(super) async fn send(&mut self, bytes: &[u8], within: Duration) -> Result<(), Cause> {
        timeout(within, self.write(bytes)).await.unwrap_or(Err(Cause::TimedOut))
    }

    /// Fails if the relay has said something that it was not asked for, or hung up. Does not wait for anything to come.
    pub(super) async fn refuse_unasked(&mut self) -> Result<(), Cause> {
        let mut bytes = [0; 512];
        let mut buffer = ReadBuf::new(&mut bytes);
        let mut io = Pin::new(&mut self.io);
        let come = poll_fn(|context| match io.as_mut().poll_read(context, &mut buffer) {
            Poll::Pending => Poll::Ready(Ok(false)),
            Poll::Ready(result) => Poll::Ready(result.map(|()| true)),
        });
        let has_come = come.await.map_err(lost)?;
        match (has_come, buffer.filled(), self.unread.is_empty()) {
            (false, _, true) => Ok(()),
            (true, [], true) => Err(hung_up()),
            (_, filled, _) => {
                self.unread.extend_from_slice(filled);
                Err(self.out_of_step())
            }
        }
    }

    /// Whether a connection that was idle can take a mail: the relay forgets the last one and says yes.
    pub(super) async fn still_answers(&mut self, within: Duration) -> bool {
        self.ask("RSET", within).await.is_ok_and(|answer| answer.reply.is_positive())
    }

    /// Says good-bye, as far as that is possible without waiting.
    pub(super) async fn take_leave(mut self) {
        let leave = async {
            self.write(b"QUIT\r\n").await?;
            self.io.shutdown().await.map_err(lost)
        };
        // Whether the relay heard it changes nothing.
        let _ = timeout(LAST_WORDS, leave).await;
    }

    async fn write(&mut self, bytes: &[u8]) -> Result<(), Cause> {
        let written = async {
            self.io.write_all(bytes).await?;
            self.io.flush().await
        };
        match written.await {
            Ok(()) => Ok(()),
            Err(error) => match timeout(LAST_WORDS, self.listen()).await {
                Ok(Ok(answer)) if !answer.reply.is_positive() => Err(Cause::Reply(answer.reply)),
                _ => Err(lost(error)),
            },
        }
    }

    async fn listen(&mut self) -> Result<Answer, Cause> {
        loop {
            match reply::read(&self.unread) {
                Heard::Whole(answer, used) => {
                    self.unread.drain(..used);
                    return Ok(answer);
                }
                Heard::Garbage(why) => return Err(Cause::Lost(why)),
                Heard::More if self.unread.len() > ANSWER_MAX => {
                    return Err(Cause::Lost("the relay answered without end".to_owned()));
                }
                Heard::More => self.read_more().await?,
            }
        }
    }

    /// Reads until at least one more line is there, or too much.
    async fn read_more(&mut self) -> Result<(), Cause> {
        loop {
            let before = self.unread.len();
            if self.io.read_buf(&mut self.unread).await.map_err(lost)? == 0 {
                return Err(hung_up());
            }
            if self.unread[before..].contains(&b'\n') || self.unread.len() > ANSWER_MAX {
                return Ok(());
            }
        }
    }

    fn out_of_step(&self) -> Cause {
        match reply::read(&self.unread) {
            Heard::Whole(answer, _) if answer.reply.code == 421 => Cause::Reply(answer.reply),
            _ => Cause::Lost("the relay answered before it was asked".to_owned()),
        }
    }
}

fn hung_up() -> Cause {
    Cause::Lost("the relay closed the connection".to_owned())
}

fn lost(error: io::Error) -> Cause {
    Cause::Lost(format!("the connection to the relay broke: {error}"))
}
