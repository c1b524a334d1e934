//! `polcheck merge`: the records of all shards of a run to one, and their tables of rows to one in the order of the
//! input.

#[cfg(feature = "xlsx")]
mod book;
mod read;
mod records;
mod rows;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::settle::Draft;
use crate::base::text::{Lang, Text, quoted};
use crate::cli::args::{DocumentWord, FormatWord, MergeArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;
use crate::data::layout::{Column, kinds_of, lang_of};
use crate::data::out::{self, Sink};
use crate::data::record::{OutputRecord, RunRecord};
use crate::report::settle::{Form, Page, blocks, render, rows_line};
use rows::{Feed, Joined, Order, Wanted, join};

/// How many missing shards are named.
const MISSING: usize = 20;

pub(crate) fn run(face: &Face, arguments: &MergeArguments) -> Result<Report, Error> {
    let folder = &face.environment.folder;
    let mut records: Vec<(PathBuf, RunRecord)> = Vec::new();
    for path in &arguments.records {
        let text = std::fs::read_to_string(folder.join(path)).map_err(|error| Error::unreadable(path, &error))?;
        let record = records::parsed(&text).ok_or_else(|| Error::file(words::no_record(shown(path))))?;
        records.push((path.clone(), record));
    }
    let mut shards: Vec<(u64, u64, usize)> = Vec::new();
    for (at, (path, record)) in records.iter().enumerate() {
        let shard = record.shard.as_deref().and_then(|own| own.split_once('/'));
        let shard = shard.and_then(|(own, of)| Some((own.parse().ok()?, of.parse().ok()?)));
        let (own, of) = shard.ok_or_else(|| Error::file(words::no_shard_record(shown(path))))?;
        shards.push((own, of, at));
    }
    shards.sort_unstable();
    let of = shards[0].1;
    let found: Vec<u64> = shards.iter().map(|own| own.0).collect();
    let name_of = |own: &(u64, u64, usize)| shown(&records[own.2].0);
    if shards.iter().any(|own| own.1 != of) {
        let names: Vec<String> = shards.iter().map(name_of).collect();
        return Err(Error::usage(words::shards_of_different_counts(quoted(&names))));
    }
    if let Some(twice) = shards.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        let (own, of, _) = twice[0];
        let names: Vec<String> = shards.iter().filter(|shard| shard.0 == own).map(name_of).collect();
        return Err(Error::usage(words::shards_twice(format!("{own}/{of}"), quoted(&names))));
    }
    if found.len() as u64 != of {
        let missing = (1..=of).filter(|own| !found.contains(own)).take(MISSING);
        let missing: Vec<String> = missing.map(|own| format!("{own}/{of}")).collect();
        return Err(Error::usage(words::shards_do_not_fit(quoted(&missing))));
    }
    let first = &records[shards[0].2].1;
    for (path, record) in &records {
        if let Some(what) = differs(first, record) {
            return Err(Error::file(words::other_run(shown(path), what)));
        }
    }
    let mut all = RunRecord { shard: None, ..first.clone() };
    for (_, _, at) in &shards[1..] {
        records::add(&mut all, &records[*at].1);
    }
    all.rows.elsewhere = 0;
    let sums = all.rows.settled + all.rows.cancelled + all.rows.rejected;
    if sums != all.rows.read || all.totals.iter().map(|own| own.bills).sum::<u64>() != all.rows.settled {
        return Err(Error::file(words::shards_changed()));
    }
    all.outputs.clear();
    let mut written: Vec<PathBuf> = Vec::new();
    let mut result = String::new();
    match (&face.global.output, face.document().and_then(Ending::of)) {
        (Some(target), Some(ending)) => {
            let shards: Vec<(PathBuf, &RunRecord)> =
                shards.iter().map(|own| (folder.join(&records[own.2].0), &records[own.2].1)).collect();
            written = tables(face, arguments, &shards, &mut all, &folder.join(target), ending)?;
            face.mark_written();
        }
        _ => {
            let page = page(face, arguments, &all, face.lang());
            result = match face.as_document(|| blocks(&page))? {
                Some(document) => document,
                None => render(&page),
            };
        }
    }
    let mut notes = format!("{}\n", rows_line(&all).get(face.lang()));
    for own in &written {
        let name = near(folder, own);
        notes.push_str(&format!("{}\n", words::written_to(name).get(face.lang())));
    }
    Ok(Report { result, notes, exit: Exit::findings(all.rows.rejected > 0) })
}

/// Returns a path as it is shown, from the folder at hand.
fn near(folder: &Path, path: &Path) -> String {
    shown(path.strip_prefix(folder).unwrap_or(path))
}

/// What a table of rows can be written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Csv,
    Workbook,
    Parquet,
    Arrow,
}

impl Ending {
    fn of(word: DocumentWord) -> Option<Ending> {
        match word {
            DocumentWord::Csv => Some(Ending::Csv),
            DocumentWord::Xlsx => Some(Ending::Workbook),
            DocumentWord::Parquet => Some(Ending::Parquet),
            DocumentWord::Arrow => Some(Ending::Arrow),
            DocumentWord::Html
            | DocumentWord::Svg
            | DocumentWord::Sarif
            | DocumentWord::Junit
            | DocumentWord::Github
            | DocumentWord::Gitlab => None,
        }
    }

    /// Returns the endings of its files.
    fn names(self) -> &'static [&'static str] {
        match self {
            Ending::Csv => &["csv"],
            Ending::Workbook => &["xlsx"],
            Ending::Parquet => &["parquet"],
            Ending::Arrow => &["arrow", "feather", "arrows", "ipc"],
        }
    }
}

fn page<'r>(face: &Face, arguments: &MergeArguments, record: &'r RunRecord, lang: Lang) -> Page<'r> {
    Page {
        record,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang,
        width: face.width(),
        color: face.color(),
        show_few: arguments.show_few,
    }
}

/// Joins what the shards have written; returns the files.
fn tables(
    face: &Face,
    arguments: &MergeArguments,
    shards: &[(PathBuf, &RunRecord)],
    all: &mut RunRecord,
    target: &Path,
    ending: Ending,
) -> Result<Vec<PathBuf>, Error> {
    let folder = face.environment.folder.as_path();
    let output = |role: &str| -> Vec<(PathBuf, u64)> {
        let of = |(path, record): &(PathBuf, &RunRecord)| {
            let own = record.outputs.iter().find(|own| own.role == role)?;
            Some((path.with_file_name(&own.name), own.rows))
        };
        shards.iter().filter_map(of).collect()
    };
    let payments = output("payments");
    if payments.len() < shards.len() {
        let without = shards.iter().find(|(_, own)| own.outputs.iter().all(|own| own.role != "payments"));
        return Err(Error::file(words::shard_without_rows(without.map_or(String::new(), |own| near(folder, &own.0)))));
    }
    let fits = |own: &Path| own.extension().is_some_and(|own| ending.names().iter().any(|name| own == *name));
    if let Some((own, _)) = payments.iter().find(|(own, _)| !fits(own)) {
        return Err(Error::usage(words::joins_only_alike(near(folder, own), ending.names()[0])));
    }
    let inputs = payments.iter().map(|own| own.0.clone()).chain(shards.iter().map(|own| own.0.clone()));
    let rejects = output("rejects");
    let own_files: Vec<PathBuf> = inputs.chain(rejects.iter().map(|own| own.0.clone())).collect();
    let record_target = target.with_extension("run.json");
    let rejects_target = target.with_extension("rejects.csv");
    for new in [target, &record_target, &rejects_target] {
        if new
            .canonicalize()
            .is_ok_and(|new| own_files.iter().any(|own| own.canonicalize().is_ok_and(|own| own == new)))
        {
            return Err(Error::usage(words::output_is_input(near(folder, new))));
        }
    }
    let of_claims = all.of_claims();
    let role = |own: &&crate::data::record::InputRecord| !of_claims || own.role == "claims";
    let files: Vec<String> = all.inputs.iter().filter(role).map(|own| own.name.clone()).collect();
    let everything: Vec<String> = all.inputs.iter().map(|own| own.name.clone()).collect();
    let several = files.len() > 1;
    let order = if of_claims { Order::Lines { files: &files, several } } else { Order::Payees };

    let mut feeds = Vec::new();
    for (path, _) in &payments {
        feeds.push(Feed::new(folder, path, move |path, hand| read::rows(ending, path, hand))?);
    }
    let headings = feeds[0].headings.clone();
    if let Some(other) = feeds.iter().find(|own| own.headings != headings) {
        return Err(other.is_none());
    }
    let kinds = kinds_of(&headings, all.benefits.len(), several).ok_or_else(|| feeds[0].is_none())?;
    let wanted = Wanted {
        rows: payments.iter().map(|own| own.1).collect(),
        paid: all.totals.iter().map(|own| own.paid.fen).sum(),
        paid_at: kinds.iter().filter(|own| **own == Column::Input).count() + all.benefits.len(),
    };
    let name = |own: &Path| own.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
    let (draft, file) = Draft::new(target)?;
    let fault = |error: &io::Error| Error::unwritable(target, error);
    let mut written = vec![target.to_owned()];

    // The rejects stand beside, whatever the format.
    let mut more: Option<Draft> = None;
    let mut more_file = None;
    if !rejects.is_empty() {
        let (own, file) = Draft::new(&rejects_target)?;
        let fault = |error: &io::Error| Error::unwritable(&rejects_target, error);
        let mut feeds = Vec::new();
        for (path, _) in &rejects {
            feeds.push(Feed::new(folder, path, move |path, hand| read::rows(Ending::Csv, path, hand))?);
        }
        let kinds = [Column::Text, Column::Count, Column::Text, Column::Text, Column::Text];
        let headings = feeds[0].headings.clone();
        let mut text = out::Text::new(file, true).map_err(|error| fault(&error))?;
        text.begin("", &headings).map_err(|error| fault(&error))?;
        let order = if of_claims { Order::Rejects { files: &everything } } else { Order::Shards };
        join(&mut feeds, &order, &kinds, None, &mut |row| text.row(row), &fault)?;
        more_file = Some(text.finish().map_err(|error| fault(&error))?);
        more = Some(own);
    }
    all.outputs.push(OutputRecord {
        role: "payments".to_owned(),
        name: name(target),
        rows: payments.iter().map(|own| own.1).sum(),
    });
    if more.is_some() {
        let rows = rejects.iter().map(|own| own.1).sum();
        all.outputs.push(OutputRecord { role: "rejects".to_owned(), name: name(&rejects_target), rows });
    }
    let all: &RunRecord = all;
    let lang = lang_of(&headings);
    let joined = Joined { feeds, order, kinds, wanted, headings, lang };
    let file = match ending {
        Ending::Csv => {
            let mut text = out::Text::new(file, true).map_err(|error| fault(&error))?;
            joined.write(&mut text, &fault)?;
            text.finish().map_err(|error| fault(&error))?
        }
        #[cfg(feature = "xlsx")]
        Ending::Workbook => {
            let paths: Vec<PathBuf> = payments.iter().map(|own| own.0.clone()).collect();
            book::write(joined, folder, &paths, &page(face, arguments, all, lang), file, &fault)?
        }
        #[cfg(not(feature = "xlsx"))]
        Ending::Workbook => return Err(Error::usage(words::no_workbooks())),
        #[cfg(feature = "parquet")]
        Ending::Parquet | Ending::Arrow => read::columns(joined, &payments[0].0, target, file, &fault)?,
        #[cfg(not(feature = "parquet"))]
        Ending::Parquet | Ending::Arrow => return Err(Error::usage(words::no_parquet())),
    };
    draft.finish(file)?;
    if let (Some(own), Some(file)) = (more, more_file) {
        own.finish(file)?;
        written.push(rejects_target);
    }
    let mut text = serde_json::to_string_pretty(all).expect("a record holds texts, numbers and lists");
    text.push('\n');
    output::to_file(&record_target, text)?;
    written.push(record_target);
    Ok(written)
}

/// Says what tells two records of one run apart.
fn differs(a: &RunRecord, b: &RunRecord) -> Option<Text> {
    let inputs = |own: &RunRecord| own.inputs.iter().map(|own| own.sha256.clone()).collect::<Vec<_>>();
    let policies = |own: &RunRecord| {
        own.policies.iter().map(|own| (own.name.clone(), own.sha256.clone())).collect::<BTreeMap<_, _>>()
    };
    let (own, other) = (policies(a), policies(b));
    let clash = own.iter().any(|(name, hash)| other.get(name).is_some_and(|more| more != hash));
    let dimensions = |own: &RunRecord| own.by.as_ref().map(|own| own.dimensions.clone());
    if a.polcheck != b.polcheck {
        Some(words::differs_in_version())
    } else if inputs(a) != inputs(b) || a.of_claims() && a.rows.read != b.rows.read {
        Some(words::differs_in_inputs())
    } else if clash || a.benefits != b.benefits {
        Some(words::differs_in_policies())
    } else if dimensions(a) != dimensions(b) || a.compare.is_some() != b.compare.is_some() {
        Some(words::differs_in_wishes())
    } else {
        None
    }
}
