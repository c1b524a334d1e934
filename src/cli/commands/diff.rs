//! `polcheck diff`: two counties, or two dates of one, compared.

use crate::cli::args::{DiffArguments, FormatWord};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::compare::{Both, Only, Options, Side, Thoroughness, Unknown, diff};
use crate::report::diff::{Form, Page, Parts, blocks, render};
use crate::workspace::Target;

pub(crate) fn run(face: &Face, arguments: &DiffArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let (old_name, old) = policies.at_revision(&arguments.old, &policies.workspace.sources)?;
    let old = old.as_ref().unwrap_or(&policies);
    let (new_name, new) = policies.at_revision(&arguments.new, &old.workspace.sources)?;
    // The map of the last one read holds the texts of all.
    let sources = new.as_ref().map_or(&old.workspace.sources, |new| &new.workspace.sources);
    let new = new.as_ref().unwrap_or(&policies);
    let ((old_name, first_table), (new_name, second_table)) = (table_of(old, &old_name), table_of(new, &new_name));
    let (a, b) = (old.find(&old_name)?, new.find(&new_name)?);
    // One that is named for one side alone is meant on both.
    let tables = match (first_table, second_table) {
        (Some(a), Some(b)) => Some(Both { a, b }),
        (Some(own), None) | (None, Some(own)) => Some(Both { a: own.clone(), b: own }),
        (None, None) => None,
    };
    let (first, second) = (old.program(face, &a)?, new.program(face, &b)?);
    let both = [first, second];
    let (day_a, day_b) = (old.day(face, &a, &both)?, new.day(face, &b, &both)?);
    let options = Options {
        only: arguments.only.iter().map(|text| Only::parse(text)).collect(),
        tables,
        group: arguments.group.clone(),
        sources: Some(sources),
        without_typical: false,
        within: None,
        everybody: match (parts(arguments).behaviour, arguments.all) {
            (false, _) => Thoroughness::Nothing,
            (true, false) => Thoroughness::Brief,
            (true, true) => Thoroughness::Full,
        },
    };
    let sides = (Side { program: first, date: day_a.date }, Side { program: second, date: day_b.date });
    let found = diff(sides.0, sides.1, &options).map_err(unknown)?;
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
        parts: parts(arguments),
        worked: arguments.worked,
        group: arguments.group.as_deref(),
        all: arguments.all,
    };
    let used: Vec<&Target> = [(old, &a), (new, &b)]
        .into_iter()
        .filter(|(own, _)| std::ptr::eq(*own, &policies))
        .map(|(_, target)| target)
        .collect();
    let mut notes = if used.is_empty() { face.about(&policies.loaded) } else { policies.remarks(face, &used) };
    if day_a.by_default || day_b.by_default {
        let day = if day_a.by_default { day_a.date } else { day_b.date };
        notes.push_str(&format!("{}\n", words::by_last_change(day.to_string()).get(face.lang())));
    }
    let result = match face.as_document(|| blocks(&found, &page))? {
        Some(document) => document,
        None => render(&found, &page),
    };
    Ok(Report { result, notes, exit: Exit::findings(!found.is_equal()) })
}

/// Parts the name of a county from that of a table in it: `青山县.照护分级`, a day behind it if need be.
fn table_of(policies: &Policies, text: &str) -> (String, Option<String>) {
    let whole = || (text.to_owned(), None);
    if policies.find(text).is_ok() {
        return whole();
    }
    let (name, day) = text.split_at(text.find('@').unwrap_or(text.len()));
    let Some((county, table)) = name.rsplit_once('.') else { return whole() };
    let county = format!("{county}{day}");
    if policies.find(&county).is_ok() { (county, Some(table.to_owned())) } else { whole() }
}

/// What is asked for by itself; everything when nothing is.
fn parts(arguments: &DiffArguments) -> Parts {
    let DiffArguments { verdict, clauses, behaviour, .. } = *arguments;
    if verdict || clauses || behaviour || arguments.worked { Parts { verdict, clauses, behaviour } } else { Parts::ALL }
}

fn unknown(unknown: Unknown) -> Error {
    match unknown {
        Unknown::Group { name, known } => Error::usage(words::unknown_group(&name)).with_hint(did_you_mean(&known)),
        Unknown::Name { name, near } => {
            let error = Error::usage(words::unknown_subject(&name));
            if near.is_empty() { error } else { error.with_hint(did_you_mean(&near)) }
        }
    }
}
