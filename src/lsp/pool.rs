//! The threads that answer requests. A panic in one is an answer that says so, and never the end of the server.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, Once, PoisonError};

/// Deep enough for every policy within the limits of nesting, in unoptimised builds too.
pub(super) const STACK_BYTES: usize = 256 << 20;

const THREADS: usize = 2;

type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs in the order in which they are given.
pub(super) struct Pool {
    jobs: Sender<Job>,
}

impl Pool {
    pub(super) fn start() -> std::io::Result<Pool> {
        let (jobs, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..THREADS {
            let receiver = Arc::clone(&receiver);
            let builder = std::thread::Builder::new().name("answer".to_owned()).stack_size(STACK_BYTES);
            builder.spawn(move || work(&receiver))?;
        }
        Ok(Pool { jobs })
    }

    /// Does a job on one of the threads.
    pub(super) fn run(&self, job: impl FnOnce() + Send + 'static) {
        // The threads live as long as the pool.
        let _ = self.jobs.send(Box::new(job));
    }
}

fn work(jobs: &Mutex<Receiver<Job>>) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match job {
            Ok(job) => {
                // What a job has to tell of a fault it tells itself.
                let _ = caught(job);
            }
            Err(_) => return,
        }
    }
}

thread_local! {
    static LAST_FAULT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Does something; a panic comes back as its place and message.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
            let message = panic.payload_as_str().unwrap_or("no message");
            LAST_FAULT.with(|last| *last.borrow_mut() = format!("{place}{message}"));
            before(panic);
        }));
    });
    LAST_FAULT.with(RefCell::take);
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| {
        // A fault on a thread of ours that this one has waited for left its place there.
        let placed = LAST_FAULT.with(RefCell::take);
        let text = payload.downcast_ref::<String>().cloned();
        let text = text.or_else(|| payload.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        if placed.is_empty() { text.unwrap_or_default() } else { placed }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_ends_one_job_only() {
        let pool = Pool::start().expect("threads start");
        let (sender, receiver) = channel();
        for at in 0..6 {
            let sender = sender.clone();
            pool.run(move || {
                let outcome = caught(|| {
                    assert!(at % 2 == 0, "odd: {at}");
                    at
                });
                let _ = sender.send((at, outcome));
                assert!(at != 4, "after the answer");
            });
        }
        let mut all: Vec<(i32, Result<i32, String>)> = receiver.iter().take(6).collect();
        all.sort_by_key(|(at, _)| *at);
        for (at, outcome) in all {
            match outcome {
                Ok(own) => assert_eq!((at, at % 2), (own, 0)),
                Err(fault) => assert!(fault.starts_with("src/lsp/pool.rs:") && fault.ends_with(&format!("odd: {at}"))),
            }
        }
    }
}
