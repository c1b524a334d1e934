//! Any text that can be read: formatting keeps its tree and its comments, in both tongues, and formatting again changes
//! nothing.

#![no_main]

use libfuzzer_sys::fuzz_target;
use polcheck::base::source::SourceId;
use polcheck::syntax::format::{FormatRefusal, KeywordStyle, format_text};

const SOURCE: SourceId = SourceId(0);

fuzz_target!(|text: &str| {
    for style in [KeywordStyle::Keep, KeywordStyle::Zh, KeywordStyle::En] {
        match format_text(SOURCE, text, style) {
            Ok(once) => {
                let twice = format_text(SOURCE, &once, style);
                assert!(twice.as_ref().is_ok_and(|twice| *twice == once), "{style:?}: {twice:?}");
            }
            Err(FormatRefusal::SyntaxErrors(_)) => {}
            Err(refusal) => panic!("{style:?}: {}", refusal.reason().en),
        }
    }
});
