//! `polcheck git-diff-driver`: called by git in place of its own diff, tells what a change of a file means. Whatever
//! happens, git is not stopped: what cannot be compared by its meaning is compared line by line.

use std::collections::BTreeMap;
use std::path::Path;

use crate::base::date::Date;
use crate::cli::args::GitDiffDriverArguments;
use crate::cli::ci_words as words;
use crate::cli::commands::fmt::difference;
use crate::cli::encoding;
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::compare::changes::people::Uncounted;
use crate::compare::changes::{Judged, Kind, Level, Review, Revision, What};
use crate::report::ci::{Form, Page, lines};
use crate::workspace::Workspace;
use crate::workspace::changes::{States, changes};

pub(crate) fn run(face: &Face, arguments: &GitDiffDriverArguments) -> Result<Report, Error> {
    let words: Vec<String> = arguments.arguments.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let (path, old, new, renamed) = match words.as_slice() {
        [path] => {
            let text = words::driver_unmerged(path);
            return Ok(Report::new(format!("{}\n", text.get(face.lang())), Exit::Clean));
        }
        [path, old, _, _, new, _, _] => (path, old, new, None),
        // Of a renamed file git adds the new name and what it knows of the likeness.
        [path, old, _, _, new, _, _, renamed, ..] => (path, old, new, Some(renamed)),
        _ => return Err(Error::usage(words::driver_arguments()).with_hint(words::driver_hint())),
    };
    let (before, after) = (read(face, old)?, read(face, new)?);
    let title = match renamed {
        Some(renamed) => format!("polcheck a/{path} b/{renamed}\n"),
        None => format!("polcheck a/{path} b/{path}\n"),
    };
    let told = told(face, path, renamed.unwrap_or(path), before.as_deref(), after.as_deref());
    Ok(Report::new(format!("{title}{told}"), Exit::Clean))
}

/// Reads one of the files that git names; `None`: there is none on that side.
fn read(face: &Face, name: &str) -> Result<Option<String>, Error> {
    if name == "/dev/null" || name == "nul" {
        return Ok(None);
    }
    let path = face.environment.folder.join(name);
    let bytes = std::fs::read(&path).map_err(|error| Error::unreadable(Path::new(name), &error))?;
    Ok(Some(encoding::decode(bytes.clone()).unwrap_or_else(|_| String::from_utf8_lossy(&bytes).into_owned())))
}

/// Returns what the change of one file means to the jurisdictions that read it.
fn told(face: &Face, old_path: &str, new_path: &str, old: Option<&str>, new: Option<&str>) -> String {
    let by_lines = || difference(new_path, old.unwrap_or(""), new.unwrap_or(""));
    // Without a workspace the file stands alone.
    let around = face.load().map(|loaded| loaded.files.texts).unwrap_or_default();
    let prefix = face.place().ok().and_then(|place| {
        let folder = face.environment.folder.canonicalize().ok()?;
        let root = place.on_disk("").canonicalize().ok()?;
        Some(root.strip_prefix(folder).ok()?.to_string_lossy().into_owned())
    });
    let prefix = prefix.unwrap_or_default();
    let name = |path: &str| path.strip_prefix(&prefix).unwrap_or(path).trim_start_matches('/').to_owned();
    let with = |path: &str, text: Option<&str>| {
        let mut texts: BTreeMap<String, String> = around.clone();
        texts.remove(&name(old_path));
        texts.remove(&name(new_path));
        if let Some(text) = text {
            texts.insert(name(path), text.to_owned());
        }
        texts
    };
    let states = States::of(Workspace::new(with(new_path, new)), with(old_path, old));
    let found = changes(states.before(), states.after());
    let nowhere = || Revision { name: String::new(), commit: String::new() };
    let day = states.new_analysis.jurisdictions.iter().filter_map(|own| own.program.newest_change()).max();
    let judged = |finding: crate::compare::changes::Finding| {
        let (level, act) = (finding.rule.level(finding.effect), finding.rule.act(finding.effect));
        Judged { finding, level, act, accepted: None, people: None, people_by_month: None }
    };
    let mut review = Review {
        old: nowhere(),
        new: nowhere(),
        on: day.unwrap_or_else(|| Date::new(2020, 1, 1).expect("it is a day")),
        jurisdictions: found.jurisdictions,
        touched: found.touched,
        findings: found.findings.into_iter().map(judged).collect(),
        people: None,
        people_by_month: None,
        uncounted: Uncounted::default(),
    };
    review.sort();
    let page = Page {
        sources: &states.old.sources,
        form: Form::Plain,
        lang: face.lang(),
        width: face.width(),
        color: false,
        prefix: "",
    };
    let told = lines(&review, &page);
    let is_broken = |own: &Judged| {
        own.level >= Level::Warn
            && own.finding.rule.what == What::Broken
            && matches!(own.finding.rule.kind, Kind::Jurisdiction | Kind::BasePolicy)
    };
    if review.findings.iter().any(is_broken) {
        return format!("{}\n{told}{}", words::driver_broken().get(face.lang()), by_lines());
    }
    match told.is_empty() {
        true => format!("{}\n", words::driver_same().get(face.lang())),
        false => told,
    }
}
