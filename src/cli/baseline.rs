//! `polcheck-baseline.json`: findings that a workspace has put up with. Known ones are silent; those that no longer
//! occur are told. A finding is known by its file, its rule and its message, wherever in the file it stands.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::error::Error;
use super::words;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text};
use crate::diagnostic::Diagnostic;

/// The name of the file, in the root of a workspace.
pub(crate) const FILE_NAME: &str = "polcheck-baseline.json";

const SCHEMA_VERSION: &str = "1.0";

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    schema_version: String,
    known: Vec<Known>,
}

/// A finding and how often it may occur.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Known {
    pub(crate) file: String,
    pub(crate) code: String,
    zh: String,
    en: String,
    count: usize,
}

/// File, code and English message.
type Key = (String, String, String);

impl Known {
    pub(crate) fn message(&self) -> Text {
        Text::new(self.zh.clone(), self.en.clone())
    }

    fn key(&self) -> Key {
        (self.file.clone(), self.code.clone(), self.en.clone())
    }
}

/// What a baseline does to findings.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    /// Those that are not known.
    pub(crate) new: Vec<Diagnostic>,
    /// How many are.
    pub(crate) silent: usize,
    /// What is known and no longer occurs.
    pub(crate) unused: Vec<Known>,
}

/// Reads the text of a baseline.
pub(crate) fn parse(text: &str) -> Result<Vec<Known>, Error> {
    let document: Result<Document, _> = serde_json::from_str(text);
    let broken = |line: usize| Error::Config {
        file: FILE_NAME.to_owned(),
        line,
        message: words::baseline_broken(),
        hint: Some(words::baseline_broken_hint()),
    };
    match document {
        Ok(document) if document.schema_version == SCHEMA_VERSION => Ok(document.known),
        Ok(_) => Err(broken(1)),
        Err(error) => Err(broken(error.line().max(1))),
    }
}

/// Returns the baseline that knows all of these findings.
pub(crate) fn write(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    let mut known: BTreeMap<Key, Known> = BTreeMap::new();
    for diagnostic in diagnostics {
        let message = &diagnostic.message;
        let own = known.entry(key(sources, diagnostic)).or_insert_with(|| Known {
            file: sources.get(diagnostic.span.source).name.clone(),
            code: diagnostic.code.name().to_owned(),
            zh: message.get(Lang::Zh).to_owned(),
            en: message.get(Lang::En).to_owned(),
            count: 0,
        });
        own.count += 1;
    }
    let document = Document { schema_version: SCHEMA_VERSION.to_owned(), known: known.into_values().collect() };
    let text = serde_json::to_string_pretty(&document).expect("texts and numbers under fixed names always serialize");
    text + "\n"
}

/// Parts findings into known and new ones; what is known of files that were not `listed` is left alone.
pub(crate) fn sort(
    known: Vec<Known>,
    sources: &SourceMap,
    diagnostics: Vec<Diagnostic>,
    listed: impl Fn(&str) -> bool,
) -> Sorted {
    let mut left: BTreeMap<Key, usize> = known.iter().map(|own| (own.key(), own.count)).collect();
    let mut sorted = Sorted::default();
    for diagnostic in diagnostics {
        match left.get_mut(&key(sources, &diagnostic)) {
            Some(count) if *count > 0 => {
                *count -= 1;
                sorted.silent += 1;
            }
            _ => sorted.new.push(diagnostic),
        }
    }
    let unused = |own: &Known| listed(&own.file) && left.get(&own.key()).is_some_and(|count| *count > 0);
    sorted.unused = known.into_iter().filter(unused).collect();
    sorted
}

fn key(sources: &SourceMap, diagnostic: &Diagnostic) -> Key {
    let file = sources.get(diagnostic.span.source).name.clone();
    (file, diagnostic.code.name().to_owned(), diagnostic.message.get(Lang::En).to_owned())
}
