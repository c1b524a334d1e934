//! Diagnostics and the texts they are about, to text for people and JSON for programs. Decides nothing about them.
//!
//! Never sorts: what comes in order goes out in order. What stands in a policy reaches a terminal or a web page
//! only after [`visible`] has taken the sting out of it.

mod json;
mod markdown;
mod plain;
#[cfg(feature = "cli")]
mod snippet;
#[cfg(feature = "cli")]
mod stand_in;
#[cfg(feature = "cli")]
mod terminal;

use super::{Diagnostic, Fix, Severity, words};
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text, listed};

/// The version of the JSON form; within one major version it only grows.
pub const SCHEMA_VERSION: &str = "1.0";

/// How many diagnostics are listed where nothing else is asked for.
pub const LIMIT: usize = 5_000;

/// The form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A picture of the place for each; without the feature `cli` the same as `Plain`.
    Text(Drawing),
    /// A line for each, without drawing characters.
    Plain,
    Json,
    /// For comments on changes and for reports.
    Markdown,
}

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub color: bool,
    /// Whether lines may be drawn with other characters than ASCII.
    pub unicode: bool,
    /// In columns; Chinese characters take two.
    pub width: usize,
}

impl Default for Drawing {
    fn default() -> Drawing {
        Drawing { color: false, unicode: true, width: 80 }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub format: Format,
    pub lang: Lang,
    /// No more than so many are listed; the rest is counted.
    pub limit: usize,
}

impl Options {
    /// Returns the options for a form and a tongue, with the usual limit.
    pub fn new(format: Format, lang: Lang) -> Options {
        Options { format, lang, limit: LIMIT }
    }
}

/// Returns the diagnostics as text, with a sum at the end; the text ends with a line end.
pub fn render(sources: &SourceMap, diagnostics: &[Diagnostic], options: &Options) -> String {
    let listing = Listing::new(diagnostics, options.limit);
    match options.format {
        #[cfg(feature = "cli")]
        Format::Text(drawing) => terminal::render(sources, &listing, drawing, options.lang),
        #[cfg(not(feature = "cli"))]
        Format::Text(_) => plain::render(sources, &listing, options.lang),
        Format::Plain => plain::render(sources, &listing, options.lang),
        Format::Json => json::render(sources, &listing),
        Format::Markdown => markdown::render(sources, &listing, options.lang),
    }
}

/// How many diagnostics there are of each severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
}

impl Counts {
    /// Counts diagnostics.
    pub fn of(diagnostics: &[Diagnostic]) -> Counts {
        let mut counts = Counts::default();
        for diagnostic in diagnostics {
            match diagnostic.severity {
                Severity::Error => counts.errors += 1,
                Severity::Warning => counts.warnings += 1,
                Severity::Note => counts.notes += 1,
            }
        }
        counts
    }

    /// Returns the sum in words: `3 errors, 1 warning`.
    pub fn summary(self) -> Text {
        let mut parts = Vec::new();
        match self.errors {
            0 => {}
            1 => parts.push(words::one_error()),
            count => parts.push(words::errors(count)),
        }
        match self.warnings {
            0 => {}
            1 => parts.push(words::one_warning()),
            count => parts.push(words::warnings(count)),
        }
        match self.notes {
            0 => {}
            1 => parts.push(words::one_note()),
            count => parts.push(words::notes(count)),
        }
        if parts.is_empty() {
            return words::no_problems();
        }
        let summary = listed(&parts);
        Text { zh: summary.zh.replace('、', ","), en: summary.en }
    }
}

/// The part that is listed, and what is known of the whole.
struct Listing<'a> {
    shown: Vec<&'a Diagnostic>,
    counts: Counts,
    left_out: usize,
}

impl<'a> Listing<'a> {
    /// Takes the gravest `limit`, the earlier of equal gravity, and leaves them in their order.
    fn new(diagnostics: &'a [Diagnostic], limit: usize) -> Listing<'a> {
        let mut order: Vec<usize> = (0..diagnostics.len()).collect();
        if diagnostics.len() > limit {
            order.sort_by_key(|at| std::cmp::Reverse(diagnostics[*at].severity));
            order.truncate(limit);
            order.sort_unstable();
        }
        Listing {
            shown: order.into_iter().map(|at| &diagnostics[at]).collect(),
            counts: Counts::of(diagnostics),
            left_out: diagnostics.len().saturating_sub(limit),
        }
    }

    /// Returns the closing lines: the sum, and what is not listed.
    fn closing(&self, lang: Lang) -> Vec<String> {
        let mut lines = vec![self.counts.summary().get(lang).to_owned()];
        if self.left_out > 0 {
            lines.push(words::left_out(self.left_out, self.shown.len()).get(lang).to_owned());
        }
        lines
    }
}

/// Returns the word for a severity.
fn severity_word(severity: Severity) -> Text {
    match severity {
        Severity::Error => words::error(),
        Severity::Warning => words::warning(),
        Severity::Note => words::note(),
    }
}

/// Returns what to do: the help, else the fixes in words.
fn advice(sources: &SourceMap, diagnostic: &Diagnostic, lang: Lang) -> Option<String> {
    if let Some(help) = &diagnostic.help {
        return Some(visible(help.get(lang)));
    }
    let fixes: Vec<String> = diagnostic.fixes.iter().map(|fix| visible(fix_words(sources, fix).get(lang))).collect();
    (!fixes.is_empty()).then(|| fixes.join("; "))
}

fn fix_words(sources: &SourceMap, fix: &Fix) -> Text {
    let old = sources.slice(fix.span);
    // A blank in its place parts what stood on both sides.
    match (old.is_empty(), fix.replacement.trim().is_empty()) {
        (true, _) => words::insert(fix.replacement.trim()),
        (false, true) => words::delete(old.trim()),
        (false, false) => words::replace_by(fix.replacement.trim()),
    }
}

/// A sentence is cut after so many characters: it may quote what somebody wrote, whole.
const LONGEST_SENTENCE: usize = 400;

/// Returns a text on one line, of bearable length, in which nothing can steer a terminal or reorder what is read.
fn visible(text: &str) -> String {
    let cut = text.char_indices().nth(LONGEST_SENTENCE).map(|(at, _)| at);
    let mut out: String = text[..cut.unwrap_or(text.len())].chars().map(visible_char).collect();
    if cut.is_some() {
        out.push('…');
        if !out.matches('`').count().is_multiple_of(2) {
            out.push('`');
        }
    }
    out
}

fn visible_char(character: char) -> char {
    match character {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => ' ',
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => '\u{fffd}',
        other if other.is_control() => '\u{fffd}',
        other => other,
    }
}
