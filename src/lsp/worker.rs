//! The thread that checks workspaces: always the newest state of each, a moment after the last edit, or at once when
//! somebody waits for it. A newer state takes the place of one that waits, and stops one that is under way.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::pool::{self, caught};
use super::snapshot::{Request, Snapshot};
use crate::workspace::again::Memory;

/// So long after an edit the next one is waited for.
const PAUSE: Duration = Duration::from_millis(120);

/// Which workspace.
pub(super) type RootId = usize;

pub(super) enum Order {
    /// A new state.
    Check(RootId, Box<Request>, When),
    /// Somebody waits.
    Hurry(RootId),
    /// Nobody asks for it any more.
    Forget(RootId),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    Soon,
    Now,
}

/// What came of a state.
pub(super) enum Checked {
    Done(RootId, Arc<Snapshot>),
    /// Our own fault, in words.
    Failed(RootId, u64, String),
}

/// Starts the thread; it ends when nobody can give orders any more.
pub(super) fn start(done: impl Fn(Checked) + Send + 'static) -> std::io::Result<Sender<Order>> {
    let (sender, receiver) = channel();
    let builder = std::thread::Builder::new().name("check".to_owned()).stack_size(pool::STACK_BYTES);
    builder.spawn(move || work(&receiver, &done))?;
    Ok(sender)
}

fn work(orders: &Receiver<Order>, done: &impl Fn(Checked)) {
    let mut waiting: BTreeMap<RootId, (Instant, Box<Request>)> = BTreeMap::new();
    let mut memories: BTreeMap<RootId, Memory> = BTreeMap::new();
    loop {
        let next = waiting.iter().min_by_key(|(_, (due, _))| *due).map(|(root, (due, _))| (*root, *due));
        let pause = next.map_or(Duration::from_secs(3600), |(_, due)| due.saturating_duration_since(Instant::now()));
        match orders.recv_timeout(pause) {
            Ok(Order::Check(root, request, when)) => {
                let now = Instant::now();
                let due = if when == When::Now { now } else { now + PAUSE };
                waiting.insert(root, (due, request));
                continue;
            }
            Ok(Order::Hurry(root)) => {
                if let Some((due, _)) = waiting.get_mut(&root) {
                    *due = Instant::now();
                }
                continue;
            }
            Ok(Order::Forget(root)) => {
                waiting.remove(&root);
                memories.remove(&root);
                continue;
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let Some((root, due)) = next.filter(|(_, due)| *due <= Instant::now()) else { continue };
        let _ = due;
        let Some((_, request)) = waiting.remove(&root) else { continue };
        let generation = request.generation;
        let mut memory = memories.remove(&root).unwrap_or_default();
        match caught(|| (Snapshot::new(*request, &mut memory), memory)) {
            Ok((snapshot, memory)) => {
                memories.insert(root, memory);
                if let Some(snapshot) = snapshot {
                    done(Checked::Done(root, Arc::new(snapshot)));
                }
            }
            // What was remembered may be half done; it is dropped.
            Err(fault) => done(Checked::Failed(root, generation, fault)),
        }
    }
}
