//! `belfry serve`: the one command that stays.
//!
//! Opens the database, the keys and the addresses, takes over mail that a dead process left behind, starts the recurring
//! work, and says where everything is. Whatever cannot be opened is refused before anything is served. The first signal to
//! stop lets it answer and send what is under way, within a bound; a second ends it at once.

mod greeting;
mod listening;
mod relay;
mod stop;

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use outbox::transport::Transport;
use outbox::{BootId, Dispatcher};
use store::Store;
use tokio::sync::watch;

use super::failure::Failure;
use super::flags::Flags;
use super::open;
use crate::app::{App, Parts, Rules};
use crate::auth::password::{Effort, Hasher};
use crate::auth::token::Keys;
use crate::config::{Settings, strays};
use crate::http::{Limits, Server, metrics};
use crate::mail::Sender;
use crate::post::{Delays, Post};
use crate::work::{self, Running};
use crate::{log, user};

/// A stop that takes longer than this is broken off; letting the database go takes a second more at the most.
const STOP_WITHIN: Duration = Duration::from_millis(8500);
/// What a digest says about its interval where there are no digests.
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Run the server.
#[derive(Args)]
pub(super) struct Serve {
    #[command(flatten)]
    flags: Flags<true>,
}

impl Serve {
    pub(super) fn run(self) -> Result<(), Failure> {
        let settings = self.flags.settings()?;
        let strays = strays::of_this_process();
        if let Some(said) = strays::refusal(&strays) {
            return Err(Failure::Usage(said));
        }
        open::make_data_folder(&settings.data)?;
        log::start(&settings.log)?;
        if !strays.is_empty() {
            tracing::warn!("{}", strays::said(&strays));
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().context("starting threads")?;
        let done = runtime.block_on(serve(settings));
        // What still runs on a thread of its own (a password being hashed, say) has nobody left to answer.
        runtime.shutdown_background();
        done
    }
}

async fn serve(settings: Settings) -> Result<(), Failure> {
    metrics::begin();
    stop::survive_file_size_limit()?;
    let store = open::to_serve(&settings)?;
    let keys = Keys::of(&store, &settings.token_keys()).await?;
    let server = Server::bind(&settings.listen, Limits { connections: settings.max_connections, ..Limits::default() })
        .map_err(|error| Failure::Failed(format!("{error:#}: {}", listening::what_to_do(&error))))?;
    let settings = settings.bound_to(server.addresses());
    let dispatcher = dispatcher(&settings, &store)?;
    dispatcher.begin().await?;
    let hasher = Hasher::new(&Effort::default())?;
    let parts = Parts { store: store.clone(), keys, hasher, rules: rules(&settings) };
    let app = App::new(parts)?;
    app.looks_at(dispatcher.notice());
    let mut signals = stop::Signals::listen()?;
    let running = work::start(store.clone(), dispatcher, settings.digest_every);
    app.depends_on(running.pulse());
    let setup_code = if store.read(user::is_nobody).await? { Some(app.make_setup_code()?) } else { None };
    greeting::print(&settings, setup_code.as_deref());
    tracing::info!(addresses = settings.listen.len(), "serving");
    tokio::select! {
        never = relay::warn_if_away(&settings.mail) => match never {},
        () = until_stopped(server, app, running, &mut signals) => {}
    }
    close(store, &mut signals).await;
    tracing::info!("stopped");
    Ok(())
}

/// Lets the database go, which is bounded. A signal ends it at once: nothing that was answered is lost by that.
async fn close(store: Store, signals: &mut stop::Signals) {
    tokio::select! {
        () = store.close_aside() => {}
        () = signals.next() => tracing::warn!("stopped at once: told so twice"),
    }
}

/// Serves until a signal comes; then stops taking in, answers and sends what is under way, within a bound. A second signal
/// ends it at once.
async fn until_stopped(server: Server, app: App, running: Running, signals: &mut stop::Signals) {
    let (stop, stopped) = watch::channel(false);
    let serving = server.serve(app, stopped);
    tokio::pin!(serving);
    tokio::select! {
        () = &mut serving => return,
        () = signals.next() => {}
    }
    tracing::info!("stopping: answering and sending what is under way");
    // The server still listens to it, so it is told.
    let _ = stop.send(true);
    let finishing = async { tokio::join!(serving, running.stop()) };
    tokio::select! {
        finished = tokio::time::timeout(STOP_WITHIN, finishing) => if finished.is_err() {
            tracing::warn!("stopped before everything under way was finished");
        },
        () = signals.next() => tracing::warn!("stopped at once: told so twice"),
    }
}

fn dispatcher(settings: &Settings, store: &Store) -> Result<Dispatcher, Failure> {
    let transport = Transport::open(&settings.mail).map_err(|error| Failure::Failed(error.to_string()))?;
    let sender = Sender::new(&settings.mail_from, &settings.base_url);
    let post = Post::new(sender, settings.digest_every.unwrap_or(DAY));
    let mut random = [0; 16];
    getrandom::fill(&mut random).context("drawing the name of this run")?;
    let boot = BootId::new(format!("{:032x}", u128::from_be_bytes(random)));
    Ok(Dispatcher::new(store.clone(), boot, Arc::new(post), transport))
}

fn rules(settings: &Settings) -> Rules {
    Rules {
        delays: Delays { assigned: settings.assign_delay, updated: settings.update_delay },
        digest_every: settings.digest_every,
        token_ttl: settings.token_ttl,
        registration: settings.registration,
        proxies: settings.trusted_proxies.clone(),
        auth_rate: settings.auth_rate,
        api_rate: settings.api_rate,
        cors_origins: settings.cors_origins.clone(),
        base_url: settings.base_url.trim_end_matches('/').to_owned(),
        password_min: settings.password_min,
        metrics_token: settings.metrics_token.clone(),
    }
}
