//! What holds of every tree, on random ones: writing it and reading it again gives the same tree, and what is
//! written once is not written otherwise the second time. `CASES=5000 cargo test laws` tries more of them.

use polcheck::syntax::format::{KeywordStyle, format};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::support::generate;

/// The same trees in every run.
fn runner() -> TestRunner {
    let cases = std::env::var("CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(256);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 2000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

#[test]
fn look() {
    use proptest::strategy::ValueTree;
    let mut runner = runner();
    for _ in 0..runner.config().cases {
        let tree = generate::file().new_tree(&mut runner).unwrap().current();
        eprintln!("-----\n{}", format("", &tree, KeywordStyle::Zh));
        format("", &tree, KeywordStyle::En);
    }
}
