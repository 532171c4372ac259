//! One mail over an open conversation: envelope, `DATA`, message, final dot.
//!
//! The dot is sent by itself, when everything before it has been handed over. A failure up to and with handing it over is in
//! [`Phase::Content`]: bytes that the system did not take whole cannot arrive whole, and a dot that is cut short (or a TLS
//! record that is) ends no message. Only after that is the outcome unknown until the relay answers.

use std::borrow::Cow;

use tokio::time::timeout;

use super::super::reply::Reply;
use super::super::{Cause, Failure, OnPhase, Parcel, Phase};
use super::hello::Offers;
use super::settings::Timeouts;
use super::wire::Wire;
use crate::letters;

const BLOCK: usize = 16 * 1024;

/// What one delivery works with.
pub(super) struct Delivery<'a> {
    pub(super) wire: &'a mut Wire,
    pub(super) offers: &'a Offers,
    pub(super) timeouts: &'a Timeouts,
}

impl Delivery<'_> {
    /// Hands one mail over.
    pub(super) async fn run(mut self, parcel: &Parcel, on_phase: OnPhase<'_>) -> Result<Reply, Failure> {
        if let Some(why) = unfit(parcel).map(str::to_owned).or_else(|| self.too_large(parcel)) {
            return Err(Phase::MailFrom.failed(Cause::Unfit(why)));
        }
        let times = *self.timeouts;
        let mail = format!("MAIL FROM:<{}>{}", parcel.from, self.parameters(&parcel.bytes));
        positive(self.wire.ask(&mail, times.mail).await.map(|answer| answer.reply))
            .map_err(|cause| Phase::MailFrom.failed(cause))?;
        let rcpt = format!("RCPT TO:<{}>", parcel.to);
        positive(self.wire.ask(&rcpt, times.rcpt).await.map(|answer| answer.reply))
            .map_err(|cause| Phase::RcptTo.failed(cause))?;
        self.ask_for_data().await.map_err(|cause| Phase::Data.failed(cause))?;
        self.content(&stuffed(&parcel.bytes), on_phase).await.map_err(|cause| Phase::Content.failed(cause))?;
        on_phase(Phase::FinalDot);
        let answer = self.wire.hear(times.dot).await.map(|answer| answer.reply);
        positive(answer).map_err(|cause| Phase::FinalDot.failed(cause))
    }

    fn too_large(&self, parcel: &Parcel) -> Option<String> {
        let (size, most) = (parcel.bytes.len(), self.offers.size_max?);
        let is_too_large = u64::try_from(size).unwrap_or(u64::MAX) > most;
        is_too_large.then(|| format!("the letter has {size} bytes, and the relay takes {most} at the most"))
    }

    fn parameters(&self, bytes: &[u8]) -> String {
        let mut parameters = String::new();
        if self.offers.size {
            parameters.push_str(&format!(" SIZE={}", bytes.len()));
        }
        if self.offers.eight_bit && !bytes.is_ascii() {
            parameters.push_str(" BODY=8BITMIME");
        }
        parameters
    }

    async fn ask_for_data(&mut self) -> Result<(), Cause> {
        let reply = self.wire.ask("DATA", self.timeouts.data).await?.reply;
        if reply.code == 354 { Ok(()) } else { Err(Cause::Reply(reply)) }
    }

    /// The message, and then the dot.
    async fn content(&mut self, message: &[u8], on_phase: OnPhase<'_>) -> Result<(), Cause> {
        let (block_time, whole_time) = (self.timeouts.block, self.timeouts.content);
        let (first, second) = message.split_at(message.len() / 2);
        let sending = async {
            for block in first.chunks(BLOCK) {
                self.wire.send(block, block_time).await?;
            }
            on_phase(Phase::Data);
            for block in second.chunks(BLOCK) {
                self.wire.send(block, block_time).await?;
            }
            Ok(())
        };
        timeout(whole_time, sending).await.unwrap_or(Err(Cause::TimedOut))?;
        // An answer that is already there cannot be the answer to the dot.
        self.wire.refuse_unasked().await?;
        self.wire.send(b".\r\n", block_time).await
    }
}

/// Whether, after this failure, both sides still agree on what comes next: the relay said no to a command and waits.
pub(super) fn is_in_step(failure: &Failure) -> bool {
    let is_refusal =
        matches!(&failure.cause, Cause::Reply(reply) if (400..600).contains(&reply.code) && reply.code != 421);
    match failure.phase {
        // Nothing was said.
        Phase::MailFrom if matches!(failure.cause, Cause::Unfit(_)) => true,
        Phase::MailFrom | Phase::RcptTo | Phase::Data | Phase::FinalDot => is_refusal,
        Phase::Connect | Phase::Tls | Phase::Hello | Phase::Auth | Phase::Content => false,
    }
}

fn unfit(parcel: &Parcel) -> Option<&'static str> {
    letters::unfit(&parcel.from, &parcel.to, &parcel.bytes)
}

/// The message as it goes over the wire: a dot at the start of a line is doubled, and the last line is ended.
fn stuffed(bytes: &[u8]) -> Cow<'_, [u8]> {
    let is_ended = bytes.ends_with(b"\r\n");
    if is_ended && !bytes.starts_with(b".") && !bytes.windows(2).any(|pair| pair == b"\n.") {
        return Cow::Borrowed(bytes);
    }
    let mut stuffed = Vec::with_capacity(bytes.len() + bytes.len() / 64 + 2);
    let mut is_at_start = true;
    for byte in bytes {
        if is_at_start && *byte == b'.' {
            stuffed.push(b'.');
        }
        stuffed.push(*byte);
        is_at_start = *byte == b'\n';
    }
    if !is_ended {
        stuffed.extend_from_slice(b"\r\n");
    }
    Cow::Owned(stuffed)
}

fn positive(reply: Result<Reply, Cause>) -> Result<Reply, Cause> {
    let reply = reply?;
    if reply.is_positive() { Ok(reply) } else { Err(Cause::Reply(reply)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_doubled_at_the_start_of_a_line_and_nowhere_else() {
        let rows: [(&[u8], &[u8]); 5] = [
            (b"a.b\r\n", b"a.b\r\n"),
            (b".\r\n", b"..\r\n"),
            (b"a\r\n.b\r\n..c\r\n", b"a\r\n..b\r\n...c\r\n"),
            (b"no end", b"no end\r\n"),
            (b"", b"\r\n"),
        ];
        for (bytes, wanted) in rows {
            assert_eq!(stuffed(bytes).as_ref(), wanted);
        }
    }

    #[test]
    fn what_could_smuggle_a_command_is_not_sent() {
        let parcel = |to: &str, bytes: &[u8]| Parcel {
            from: "belfry@example.com".into(),
            to: to.into(),
            message_id: "<1@x>".into(),
            bytes: bytes.into(),
        };
        assert_eq!(unfit(&parcel("ada@example.com", b"x\r\n")), None);
        for to in ["", "a@x>\r\nRCPT TO:<b@x", "a b@x", "ä@x", "a<b@x"] {
            assert!(unfit(&parcel(to, b"x\r\n")).is_some(), "{to:?}");
        }
        for bytes in [&b"a\nb\r\n"[..], b"a\rb\r\n", b"\n", b"a\r", b"a\n.\r\n"] {
            assert!(unfit(&parcel("ada@example.com", bytes)).is_some(), "{bytes:?}");
        }
    }
}
