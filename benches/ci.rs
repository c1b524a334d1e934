//! How long a review of a change takes on a province, as whoever waits for a merge request sees it: the program started,
//! git asked, both states checked, what differs told.
//!
//! `cargo bench --bench ci` prints elapsed and processor time of the whole command, the median of several runs. The
//! processor time is read of Linux; elsewhere only the elapsed time is printed.

#![allow(clippy::print_stdout, reason = "a benchmark is read in the terminal")]

#[allow(dead_code, reason = "each benchmark uses a part of it")]
mod measure;
mod provinces;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use measure::{Growth, milliseconds};
use provinces::{Province, province};

/// Rounds of which the median counts.
const ROUNDS: usize = 7;

fn main() {
    println!("a review of a province of 100 counties with ten amendments each\n");
    let own = Repository::new(100);
    println!("{:>34} {:>12} {:>14}", "", "elapsed", "processor");
    own.told("nothing changed", &|_| {}, 0);
    own.told("one county: a cap raised", &|own| own.replace("county7.pol", "限额 ", "限额 1"), 0);
    own.told("the province: a cap lowered", &|own| own.replace("province.pol", "限额 10万元/年", "限额 9万元/年"), 1);
    own.told("the province: a title", &|own| own.replace("province.pol", "标题 \"基准\"", "标题 \"基 准\""), 0);
    println!("\ngrowth with the counties, a cap of the province lowered");
    let mut growth = Growth::new("counties", &["elapsed"]);
    for counties in [25, 50, 100, 200] {
        let own = Repository::new(counties);
        own.replace("province.pol", "限额 10万元/年", "限额 9万元/年");
        growth.row(counties, &[own.median(1).0]);
    }
}

/// A province in a repository of its own, with the branch `main` as it was.
struct Repository {
    root: PathBuf,
}

impl Repository {
    fn new(counties: usize) -> Repository {
        let root = std::env::temp_dir().join(format!("polcheck-bench-ci-{}-{counties}", std::process::id()));
        let own = Repository { root };
        // What a run that was stopped has left.
        let _ = std::fs::remove_dir_all(&own.root);
        std::fs::create_dir_all(own.root.join("policies")).expect("a folder");
        std::fs::write(own.root.join("polcheck.toml"), "lang = \"zh\"\n").expect("it can be written");
        for (name, text) in province(&Province { counties, benefits: 4, amendments: 10, ..Province::default() }) {
            std::fs::write(own.root.join("policies").join(name), text).expect("it can be written");
        }
        own.git(&["init", "-q", "-b", "main"]);
        own.git(&["add", "-A"]);
        own.git(&["-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "as it was"]);
        own
    }

    fn git(&self, arguments: &[&str]) {
        let done = Command::new("git").args(arguments).current_dir(&self.root).status().expect("git starts");
        assert!(done.success(), "git {arguments:?}");
    }

    fn replace(&self, name: &str, from: &str, to: &str) {
        let path: &Path = &self.root.join("policies").join(name);
        let text = std::fs::read_to_string(path).expect("it is there");
        assert!(text.contains(from), "{name} has no {from}");
        std::fs::write(path, text.replacen(from, to, 1)).expect("it can be written");
    }

    fn told(&self, what: &str, change: &dyn Fn(&Repository), code: i32) {
        self.git(&["checkout", "-q", "policies"]);
        change(self);
        let (elapsed, processor) = self.median(code);
        let processor = processor.map_or(String::new(), milliseconds);
        println!("{what:>34} {:>12} {processor:>14}", milliseconds(elapsed));
    }

    /// Returns how long a review takes.
    fn median(&self, code: i32) -> (Duration, Option<Duration>) {
        let mut elapsed = Vec::new();
        let mut processor = Vec::new();
        for _ in 0..ROUNDS {
            let (from, before) = (Instant::now(), of_children());
            let arguments = ["ci", "--against", "main", "--format", "markdown"];
            let output = Command::new(env!("CARGO_BIN_EXE_polcheck")).args(arguments).current_dir(&self.root).output();
            let output = output.expect("it starts");
            elapsed.push(from.elapsed());
            processor.extend(of_children().zip(before).map(|(after, before)| after - before));
            assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        }
        elapsed.sort();
        processor.sort();
        (elapsed[elapsed.len() / 2], processor.get(processor.len() / 2).copied())
    }
}

impl Drop for Repository {
    fn drop(&mut self) {
        // What stays in the folder for temporary files does no harm.
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// Returns the processor time of all children that have ended, in steps of ten milliseconds.
fn of_children() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = text.rsplit_once(')')?;
    // `cutime` and `cstime` of proc(5): the 16th and 17th field, of which two stand before the bracket.
    let field = |at: usize| fields.split_whitespace().nth(at - 3)?.parse::<u64>().ok();
    Some(Duration::from_millis((field(16)? + field(17)?) * 10))
}
