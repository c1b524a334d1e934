//! Times in, tables out: medians, and how much longer twice the work takes.

use std::time::{Duration, Instant};

/// Returns the median time of a few runs; more of them when they are short.
pub(crate) fn median(mut work: impl FnMut()) -> Duration {
    work();
    let mut times = Vec::new();
    let start = Instant::now();
    while times.len() < 3 || (times.len() < 15 && start.elapsed() < Duration::from_millis(1500)) {
        let from = Instant::now();
        work();
        times.push(from.elapsed());
    }
    times.sort();
    times[times.len() / 2]
}

/// A table of sizes and times; each row says how much longer it took than the row before, for each doubling.
pub(crate) struct Growth {
    last: Option<(f64, f64)>,
}

impl Growth {
    pub(crate) fn new(size: &str, parts: &[&str]) -> Growth {
        let parts: String = parts.iter().map(|part| format!("{part:>14}")).collect();
        println!("{size:>14}{parts}{:>16}", "per doubling");
        Growth { last: None }
    }

    pub(crate) fn row(&mut self, size: usize, times: &[Duration]) {
        let total: f64 = times.iter().map(Duration::as_secs_f64).sum();
        let cells: String = times.iter().map(|time| format!("{:>14}", milliseconds(*time))).collect();
        let size = size as f64;
        let growth = self.last.map_or(String::new(), |(size_before, before)| {
            format!("{:.2}", (total / before).powf(1.0 / (size / size_before).log2()))
        });
        println!("{size:>14}{cells}{growth:>16}");
        self.last = Some((size, total));
    }
}

pub(crate) fn milliseconds(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}
