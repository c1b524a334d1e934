//! `polcheck ci`: what a change of policies does to people, against the merge base with a branch.

mod accepted;
mod people;
mod rules;

use std::path::Path;

use crate::base::date::{Date, DateRange};
use crate::base::source::SourceMap;
use crate::base::text::{Text, listed};
use crate::cli::args::{CiArguments, DocumentWord, FormatWord};
use crate::cli::ci_settings::CiSettings;
use crate::cli::ci_words as words;
use crate::cli::config;
use crate::cli::error::{self, Error, shown};
use crate::cli::face::Face;
use crate::cli::files::Files;
use crate::cli::output::{self, Exit, Report};
use crate::cli::revisions::{Past, Repository};
use crate::compare::Both;
use crate::compare::changes::people::Uncounted;
use crate::compare::changes::{
    Effect, Finding, Home, Judged, Kind, Level, Review, Revision, Rule, Told, What, Witness,
};
use crate::report::ci::{Forge, Form, Page, blocks, for_forge, render};
use crate::workspace::Analysis;
use crate::workspace::changes::{States, changes};

pub(super) use rules::{json_page, list, page};

pub(crate) fn run(face: &Face, arguments: &CiArguments) -> Result<Report, Error> {
    if arguments.list {
        return Ok(Report::new(list(face), Exit::Clean));
    }
    if arguments.accept && arguments.head.is_some() {
        return Err(Error::usage(words::accept_needs_working_tree()));
    }
    let place = face.place()?.clone();
    let settings = &place.config.ci;
    let against = arguments.against.clone().or_else(|| settings.against.clone());
    let against = against.ok_or_else(|| Error::usage(words::against_missing()).with_hint(words::against_hint()))?;
    let repository = Repository::of(&place)?;
    let other = repository.expect_commit("--against", &against)?;
    let head = repository.expect_commit("--head", arguments.head.as_deref().unwrap_or("HEAD"))?;
    let base = if arguments.exact { other } else { repository.merge_base(&against, &other, &head)? };
    let on = match &arguments.on {
        Some(text) => error::day("--on", text)?,
        // The clock is never asked: the same commit gives the same answer for ever.
        None => repository.day(&head)?.unwrap_or_else(|| Date::new(2020, 1, 1).expect("it is a day")),
    };
    let past = readable(repository.read(&base)?, &against)?;
    let (files, accepted_text) = match &arguments.head {
        Some(revision) => {
            let now = readable(repository.read(&head)?, revision)?;
            let text = repository.file(&head, accepted_file(settings))?;
            let files = Files::of_texts(now.texts);
            face.speak_as(&files);
            (files, text)
        }
        None => {
            let path = place.on_disk(accepted_file(settings));
            let text = match std::fs::read_to_string(&path) {
                Ok(text) => Some(text),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
                Err(error) => return Err(Error::unreadable(Path::new(accepted_file(settings)), &error)),
            };
            (face.load()?.files, text)
        }
    };
    let mut notes = String::new();
    if past.texts.is_empty() {
        notes.push_str(&format!("{}\n", words::first_policies(&against).get(face.lang())));
    }
    if files.count() == 0 {
        let revision = arguments.head.as_deref().unwrap_or("HEAD");
        return Err(Error::file(crate::cli::words::no_policies_then(revision)));
    }
    let states = States::of(files.workspace(), past.texts);
    let found = changes(states.before(), states.after());
    let (old_analysis, new_analysis) = (&states.old_analysis, &states.new_analysis);
    let mut sources = states.old.sources.clone();
    let file = place.config_file.as_deref().map_or_else(|| config::FILE_NAME.to_owned(), shown);
    let names = names(old_analysis, new_analysis);
    settings.check_regions(&file, &names)?;
    let mut review = Review {
        old: Revision { name: against, commit: base },
        new: Revision { name: arguments.head.clone().unwrap_or_default(), commit: head },
        on,
        jurisdictions: found.jurisdictions,
        touched: found.touched,
        findings: Vec::new(),
        people: None,
        people_by_month: None,
        uncounted: Uncounted::default(),
    };
    let mut findings = found.findings;
    if !settings.agrees(&past.config.ci) {
        findings.push(settings_changed(&file, &mut sources, &place.on_disk(config::FILE_NAME)));
    }
    let judge = |finding: Finding| -> Result<Judged, Error> {
        let chain = chain(&finding.home, old_analysis, new_analysis);
        let (level, act) = settings.judge(&file, &finding, &chain)?;
        Ok(Judged { finding, level, act, accepted: None, people: None, people_by_month: None })
    };
    review.findings = findings.into_iter().map(judge).collect::<Result<_, _>>()?;
    if let Some(text) = &accepted_text {
        let name = accepted_file(settings);
        let entries = accepted::parse(name, text)?;
        if let Some(source) = sources.add(name.to_owned(), text.clone()) {
            for finding in accepted::apply(&entries, &mut review.findings, on, source) {
                review.findings.push(judge(finding)?);
            }
        }
    }
    review.findings.retain(|own| own.level != Level::Off);
    review.sort();
    if arguments.accept {
        let name = accepted_file(settings);
        return accept(face, &review, name, accepted_text.as_deref(), &place.on_disk(name));
    }
    for note in people::count(face, arguments, &states, &mut review)? {
        notes.push_str(&format!("{}\n", note.get(face.lang())));
    }
    let prefix = repository.prefix()?;
    Ok(Report { result: set(face, &review, &sources, &prefix)?, notes, exit: exit(&review) })
}

/// Sets a review in the form that is asked for.
fn set(face: &Face, review: &Review, sources: &SourceMap, prefix: &str) -> Result<String, Error> {
    let page = Page {
        sources,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang: face.lang(),
        width: face.width(),
        color: face.color(),
        prefix,
    };
    let forge = match face.document() {
        Some(DocumentWord::Sarif) => Some(Forge::Sarif),
        Some(DocumentWord::Junit) => Some(Forge::Junit),
        Some(DocumentWord::Github) => Some(Forge::Github),
        Some(DocumentWord::Gitlab) => Some(Forge::Gitlab),
        Some(
            DocumentWord::Html
            | DocumentWord::Xlsx
            | DocumentWord::Svg
            | DocumentWord::Csv
            | DocumentWord::Parquet
            | DocumentWord::Arrow,
        )
        | None => None,
    };
    if let Some(forge) = forge {
        return Ok(for_forge(review, &page, forge));
    }
    Ok(match face.as_document(|| blocks(review, &page))? {
        Some(document) => document,
        None => render(review, &page),
    })
}

fn exit(review: &Review) -> Exit {
    match (review.fails(), review.verdict().open) {
        (true, _) => Exit::Findings,
        (false, 0) => Exit::Clean,
        (false, _) => Exit::Undecided,
    }
}

fn accepted_file(settings: &CiSettings) -> &str {
    settings.accepted.as_deref().unwrap_or(accepted::FILE_NAME)
}

/// What cannot be read cannot be compared.
fn readable(past: Past, revision: &str) -> Result<Past, Error> {
    if past.unreadable.is_empty() {
        return Ok(past);
    }
    let names: Vec<String> = past.unreadable.iter().map(|name| format!("`{name}`")).collect();
    let error = Error::file(words::unreadable_then(revision, listed(&names)));
    Err(error.with_hint(words::unreadable_then_hint()))
}

fn names<'a>(old: &'a Analysis, new: &'a Analysis) -> Vec<&'a str> {
    let all = old.jurisdictions.iter().chain(&new.jurisdictions);
    all.map(|own| own.program.jurisdiction.name.as_str()).collect()
}

/// Returns the jurisdictions from the province down to one, whose settings count for it.
fn chain(home: &Home, old: &Analysis, new: &Analysis) -> Vec<String> {
    let mut all = new.jurisdictions.iter().chain(&old.jurisdictions);
    let own = all.find(|own| {
        let own = &own.program.jurisdiction;
        own.name == home.name && own.code == home.code
    });
    own.map_or_else(Vec::new, |own| own.program.jurisdiction.chain.clone())
}

/// That the rules of the review change with the policies is for people to see.
fn settings_changed(file: &str, sources: &mut SourceMap, path: &Path) -> Finding {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    let at = text.find("[ci").unwrap_or(0);
    let origin = sources.add(config::FILE_NAME, text).map(|source| crate::compare::data::Origin {
        span: crate::base::span::Span::new(source, at, at),
        cites: Vec::new(),
        disputed: Vec::new(),
        stated_by: String::new(),
        how: crate::ir::Stated::Own,
        checked: None,
    });
    Finding {
        rule: Rule::new(Kind::Settings, What::Changed),
        effect: Effect::None,
        home: Home { name: file.trim_start_matches("./").to_owned(), code: None },
        reaches: Vec::new(),
        subject: None,
        item: None,
        keys: Vec::new(),
        days: DateRange::ALWAYS,
        sides: Both { a: None, b: Some(Told { text: Text::same("[ci]"), exact: String::new(), origin }) },
        by: None,
        note: None,
        witness: Witness::NotAsked,
        fingerprint: "settings-changed".to_owned(),
    }
}

/// Writes the entries that would accept what fails, for people to fill in.
fn accept(face: &Face, review: &Review, name: &str, known: Option<&str>, path: &Path) -> Result<Report, Error> {
    let lang = face.lang();
    let known_marks = known.unwrap_or("");
    let open: Vec<&Judged> = review
        .findings
        .iter()
        .filter(|own| own.fails() && own.finding.rule.kind != Kind::Acceptance)
        .filter(|own| !known_marks.contains(&format!("\"{}\"", own.finding.fingerprint)))
        .collect();
    if open.is_empty() {
        return Ok(Report::new(String::new(), Exit::Clean).note(words::accept_nothing().get(lang)));
    }
    let drafts = accepted::drafts(&open, lang);
    let text = format!("{}{drafts}", known.unwrap_or(""));
    output::to_file(path, text.trim_start_matches('\n'))?;
    let written = words::accept_written(open.len(), name);
    Ok(Report::new(format!("{}\n", written.get(lang)), Exit::Clean).note(words::accept_then(name).get(lang)))
}
