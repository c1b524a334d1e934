//! Two pieces of work side by side, where the machine has two processors to give.

/// Trees nest up to 64 levels and definitions as deep again: more than a thread's usual stack holds.
const STACK_BYTES: usize = 64 << 20;

/// Whether there is a second processor to work on.
pub(crate) fn is_possible() -> bool {
    std::thread::available_parallelism().is_ok_and(|own| own.get() > 1)
}

/// Does both at once, the first on a thread of its own.
pub(crate) fn both<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
        let one = builder.spawn_scoped(scope, one).expect("the system gives a thread");
        let other = other();
        match one.join() {
            Ok(one) => (one, other),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
