//! One connection: answers each command as RFC 5321 has it, unless a rule says otherwise.

use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use rustls::ServerConfig;
use smtp_proto::Request;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::sleep;
use tokio_rustls::TlsAcceptor;

use crate::Options;
use crate::input::Input;
use crate::ledger::{DataCommand, Ledger, Place, Received};
use crate::login;
use crate::rule::{Act, Step};

/// A stream of bytes in both directions.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

/// A plain or an encrypted connection.
pub(crate) type Io = Box<dyn Stream>;

pub(crate) async fn encrypt(io: Io, config: Arc<ServerConfig>) -> io::Result<Io> {
    Ok(Box::new(TlsAcceptor::from(config).accept(io).await?))
}

/// What follows a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    /// The relay said yes.
    Yes,
    /// It said no.
    No,
    /// It hangs up, having kept nothing.
    HangUp,
    /// It hangs up, having kept the mail.
    KeepAndHangUp,
}

/// One connection.
pub(crate) struct Conversation {
    input: Input,
    options: Arc<Options>,
    ledger: Arc<Ledger>,
    connection: u64,
    is_encrypted: bool,
    is_logged_in: bool,
    mail: u64,
    from: Option<String>,
    to: Vec<String>,
}

impl Conversation {
    pub(crate) fn new(io: Io, options: Arc<Options>, ledger: Arc<Ledger>, connection: u64) -> Conversation {
        Conversation {
            input: Input::new(io),
            options,
            ledger,
            connection,
            is_encrypted: false,
            is_logged_in: false,
            mail: 0,
            from: None,
            to: Vec::new(),
        }
    }

    /// Talks until one side hangs up.
    pub(crate) async fn run(mut self, is_encrypted: bool) -> io::Result<()> {
        self.is_encrypted = is_encrypted;
        if self.step(Step::Greeting, "220 testrelay ESMTP").await? != Next::Yes {
            return Ok(());
        }
        while let Some(request) = self.input.request().await? {
            let next = match request {
                Ok(Request::StartTls) => match self.start_tls().await? {
                    Some(encrypted) => {
                        self = encrypted;
                        Next::Yes
                    }
                    None => return Ok(()),
                },
                Ok(request) => self.answer(request).await?,
                Err(_) => self.say("500 5.5.2 that is not a command").await?,
            };
            if matches!(next, Next::HangUp | Next::KeepAndHangUp) {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn answer(&mut self, request: Request<String>) -> io::Result<Next> {
        match request {
            Request::Ehlo { .. } => {
                let offers = self.offers();
                self.step(Step::Ehlo, &offers).await
            }
            Request::Helo { .. } => self.step(Step::Ehlo, "250 testrelay").await,
            Request::Auth { mechanism, initial_response } => self.log_in(mechanism, &initial_response).await,
            Request::Mail { from } => self.begin(from.address).await,
            Request::Rcpt { to } => self.add_recipient(to.address).await,
            Request::Data => self.data().await,
            Request::Rset => {
                self.forget();
                self.step(Step::Rset, "250 2.0.0 forgotten").await
            }
            Request::Noop { .. } => self.say("250 2.0.0 still here").await,
            Request::Quit => {
                self.say("221 2.0.0 bye").await?;
                Ok(Next::HangUp)
            }
            _ => self.say("502 5.5.1 not here").await,
        }
    }

    fn offers(&self) -> String {
        let mut offers = "250-testrelay\n250-PIPELINING\n250-8BITMIME\n250-SIZE 104857600\n".to_owned();
        if self.options.tls.is_some() && !self.is_encrypted {
            offers.push_str("250-STARTTLS\n");
        }
        if self.options.login.is_some() {
            let ways = &self.options.login_ways;
            let ways = if ways.is_empty() { "PLAIN LOGIN".to_owned() } else { ways.join(" ") };
            offers.push_str(&format!("250-AUTH {ways}\n"));
        }
        offers + "250 ENHANCEDSTATUSCODES"
    }

    /// The conversation anew over TLS; nothing if it ends here.
    async fn start_tls(mut self) -> io::Result<Option<Conversation>> {
        let Some(config) = self.options.tls.clone().filter(|_| !self.is_encrypted) else {
            self.say("502 5.5.1 no TLS here").await?;
            return Ok(Some(self));
        };
        match self.step(Step::StartTls, "220 2.0.0 go ahead").await? {
            Next::Yes => {}
            Next::No => return Ok(Some(self)),
            Next::HangUp | Next::KeepAndHangUp => return Ok(None),
        }
        let io = encrypt(self.input.io, config).await?;
        let mut encrypted = Conversation::new(io, self.options, self.ledger, self.connection);
        encrypted.is_encrypted = true;
        Ok(Some(encrypted))
    }

    async fn log_in(&mut self, mechanism: u64, initial: &str) -> io::Result<Next> {
        let told = login::hear(&mut self.input, mechanism, initial).await?;
        self.is_logged_in = told.is_some() && told == self.options.login;
        let usual = if self.is_logged_in { "235 2.7.0 welcome" } else { "535 5.7.8 unknown user or wrong password" };
        self.step(Step::Auth, usual).await
    }

    async fn begin(&mut self, from: String) -> io::Result<Next> {
        if self.options.login.is_some() && !self.is_logged_in {
            return self.say("530 5.7.0 log in first").await;
        }
        self.forget();
        self.mail = self.ledger.change(|open| {
            open.begun += 1;
            open.begun
        });
        let next = self.step(Step::Mail, "250 2.1.0 sender ok").await?;
        self.from = (next == Next::Yes).then_some(from);
        Ok(next)
    }

    async fn add_recipient(&mut self, to: String) -> io::Result<Next> {
        if self.from.is_none() {
            return self.say("503 5.5.1 MAIL first").await;
        }
        self.to.push(to);
        let next = self.step(Step::Rcpt, "250 2.1.5 recipient ok").await?;
        if next != Next::Yes {
            self.to.pop();
        }
        Ok(next)
    }

    async fn data(&mut self) -> io::Result<Next> {
        let Some(from) = self.from.clone().filter(|_| !self.to.is_empty()) else {
            return self.say("503 5.5.1 RCPT first").await;
        };
        let (to, at, connection) = (self.to.clone(), SystemTime::now(), self.connection);
        let command = DataCommand { from: from.clone(), to: to.clone(), at, connection };
        self.ledger.change(|open| open.data_commands.push(command));
        let next = self.step(Step::Data, "354 end with a dot").await?;
        if next != Next::Yes {
            return Ok(next);
        }
        if !self.input.anything().await? || self.content().await? == Next::HangUp {
            return Ok(Next::HangUp);
        }
        let Some(bytes) = self.input.message().await? else { return Ok(Next::HangUp) };
        let mail = Received { from, to, bytes, data_at: at, dot_at: SystemTime::now(), connection };
        self.dot(mail).await
    }

    /// What happens when the first bytes of the message come. A rule that says something says it unasked.
    async fn content(&mut self) -> io::Result<Next> {
        match self.act(Step::Content) {
            Some(Act::Answer(text)) => self.say(&text).await,
            Some(Act::Raw(bytes)) => self.input.write(&bytes).await.map(|()| Next::Yes),
            Some(Act::HangUp | Act::KeepAndHangUp) => Ok(Next::HangUp),
            Some(Act::Wait(time) | Act::Tarpit(time)) => {
                sleep(time).await;
                Ok(Next::Yes)
            }
            None => Ok(Next::Yes),
        }
    }

    /// Keeps the mail before it says so, as a relay must.
    async fn dot(&mut self, mail: Received) -> io::Result<Next> {
        let act = self.act(Step::Dot);
        self.forget();
        let is_kept = match &act {
            Some(Act::Answer(text)) => text.starts_with('2'),
            Some(Act::HangUp) => false,
            Some(Act::KeepAndHangUp | Act::Raw(_) | Act::Wait(_) | Act::Tarpit(_)) | None => true,
        };
        if is_kept {
            self.ledger.change(|open| open.mails.push(mail));
        }
        self.perform(act, "250 2.0.0 kept").await
    }

    fn forget(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn act(&self, step: Step) -> Option<Act> {
        self.ledger.act(step, &Place { connection: self.connection, mail: self.mail, recipients: &self.to })
    }

    async fn step(&mut self, step: Step, usual: &str) -> io::Result<Next> {
        let act = self.act(step);
        self.perform(act, usual).await
    }

    async fn perform(&mut self, act: Option<Act>, usual: &str) -> io::Result<Next> {
        match act {
            None => self.say(usual).await,
            Some(Act::Answer(text)) => self.say(&text).await,
            Some(Act::Raw(bytes)) => self.input.write(&bytes).await.map(|()| Next::Yes),
            Some(Act::HangUp) => Ok(Next::HangUp),
            Some(Act::KeepAndHangUp) => Ok(Next::KeepAndHangUp),
            Some(Act::Wait(time)) => {
                sleep(time).await;
                self.say(usual).await
            }
            Some(Act::Tarpit(time)) => {
                for byte in format!("{}\r\n", usual.replace('\n', "\r\n")).bytes() {
                    sleep(time).await;
                    self.input.write(&[byte]).await?;
                }
                Ok(next(usual))
            }
        }
    }

    async fn say(&mut self, text: &str) -> io::Result<Next> {
        self.input.write(format!("{}\r\n", text.replace('\n', "\r\n")).as_bytes()).await?;
        Ok(next(text))
    }
}

fn next(text: &str) -> Next {
    match text.as_bytes() {
        [b'4', b'2', b'1', ..] => Next::HangUp,
        [b'2' | b'3', ..] => Next::Yes,
        _ => Next::No,
    }
}
