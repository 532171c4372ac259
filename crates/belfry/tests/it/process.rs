//! One run of Belfry in a world: it starts, stops as it should or dies, and the folder with the database stays.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Mutex;
use std::time::Duration;

use belfry::app::{App, Parts};
use belfry::auth::password::Hasher;
use belfry::auth::token::Keys;
use belfry::digest;
use belfry::http::Server;
use belfry::mail::Sender;
use belfry::migrations::MIGRATIONS;
use belfry::post::Post;
use outbox::rescue::Whose;
use outbox::transport::Transport;
use outbox::{BootId, Dispatcher};
use store::ground::Ground;
use store::{Options, Store, Tuning};
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::world::{BASE_URL, Wish};

/// How many connections it has to a server: they take turns, and each that is opened costs a test as much as many statements do.
const CONNECTIONS: usize = 6;

/// A run of Belfry.
pub struct Process {
    pub store: Store,
    pub server: SocketAddr,
    pub dispatcher: Mutex<Dispatcher>,
    stop: watch::Sender<bool>,
    serving: Option<JoinHandle<()>>,
}

impl Process {
    /// Starts on what there is. `boot` is the name of this run.
    pub fn start(runtime: &Runtime, ground: &Ground, boot: &str, wish: &Wish, transport: Transport) -> Process {
        let tuning =
            Tuning { answer_within: Duration::from_millis(200), connections: CONNECTIONS, ..Tuning::default() };
        let options = Options { clock: wish.clock.clone(), tuning, ..Options::new(ground.place(), MIGRATIONS) };
        let store = Store::open(options).unwrap();
        let post = Post::new(Sender::new("belfry@belfry.example", BASE_URL), wish.digest_every);
        let dispatcher = Dispatcher::new(store.clone(), BootId::new(boot), (wish.letters)(post), transport);
        let every = wish.digest_every;
        runtime.block_on(dispatcher.rescue(Whose::AllOthers)).unwrap();
        runtime.block_on(store.write(move |tx| digest::align(tx, every))).unwrap();
        let parts = Parts {
            store: store.clone(),
            keys: runtime.block_on(Keys::of(&store, &ground.folder().join("token.keys"))).unwrap(),
            hasher: Hasher::new(&wish.effort).unwrap(),
            rules: wish.rules.clone(),
        };
        let app = App::new(parts).unwrap();
        app.looks_at(dispatcher.notice());
        let (stop, stopped) = watch::channel(false);
        let server = runtime.block_on(async { Server::bind(&[(Ipv4Addr::LOCALHOST, 0).into()], wish.limits) }).unwrap();
        let address = server.addresses()[0];
        let serving = Some(runtime.spawn(server.serve(app, stopped)));
        Process { store, server: address, dispatcher: Mutex::new(dispatcher), stop, serving }
    }

    /// Tells the server to stop, and does not wait.
    pub fn is_told_to_stop(&self) {
        // Nobody listening is a server that has stopped already.
        let _ = self.stop.send(true);
    }

    /// Waits until the server has stopped.
    pub async fn serving(&mut self) {
        if let Some(serving) = self.serving.take() {
            serving.await.unwrap();
        }
    }

    /// Stops as a signal has it stop: what is under way is finished, and leases are given back.
    pub fn stops(mut self, runtime: &Runtime) {
        self.is_told_to_stop();
        runtime.block_on(self.serving());
        runtime.block_on(self.dispatcher.into_inner().unwrap().stop());
        self.store.close();
    }

    /// Dies: nothing is given back, nothing is finished.
    pub fn dies(mut self, runtime: &Runtime) {
        drop(self.dispatcher);
        if let Some(serving) = self.serving.take() {
            serving.abort();
            // Aborted: nothing else comes of it.
            let _ = runtime.block_on(serving);
        }
        self.store.close();
    }
}
