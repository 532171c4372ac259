//! What the outbox says in the log.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

thread_local! {
    /// What was logged on this thread, while somebody wants to know.
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

struct Here;

impl io::Write for Here {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.iter_mut().for_each(|lines| lines.extend(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What is logged on this thread, which is where the outbox hears of outcomes.
pub fn logged(work: impl FnOnce()) -> String {
    // One for the whole process: with one for each thread, an event that another thread comes to first is not told here.
    static START: Once = Once::new();
    START.call_once(|| {
        let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(|| Here).finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
    });
    LINES.set(Some(Vec::new()));
    work();
    String::from_utf8(LINES.take().unwrap()).unwrap()
}
