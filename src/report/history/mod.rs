//! How the policy of a jurisdiction changed: a program in, by date what began, what became what, what ended, and by which
//! document; as text, Markdown or JSON. Says what is written; works nothing out.

mod words;

use crate::base::date::Date;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::{Lang, Speak, Text};
use crate::base::wrap::wrap;
use crate::ir::{Adjusted, Dated, Origin, Program, Stated, print};
use crate::report::grid::plain_in_markdown;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The version of the shape of the JSON.
pub const SCHEMA_VERSION: &str = "1.0";

/// The changes of one jurisdiction, the earliest first.
#[derive(Clone, Debug)]
pub struct History {
    pub name: String,
    pub steps: Vec<Step>,
}

/// What changes on a day.
#[derive(Clone, Debug)]
pub struct Step {
    pub date: Date,
    pub changes: Vec<Change>,
}

/// One thing that changes.
#[derive(Clone, Debug)]
pub struct Change {
    /// `门诊慢病报销.限额.每年`
    pub path: Text,
    /// As it is written; `None`: there was none before, there is none any more.
    pub old: Option<Text>,
    pub new: Option<Text>,
    /// `文30 第二条`
    pub cites: Vec<String>,
    pub stated_by: String,
    pub how: Stated,
    pub span: Span,
}

/// Returns the changes of a program; with names only those of what is so called.
pub fn history(program: &Program, names: &[String]) -> History {
    let mut steps: BTreeMap<Date, Vec<Change>> = BTreeMap::new();
    let wanted = |name: &str| names.is_empty() || names.iter().any(|own| own == name);
    let adjusted = |own: &Adjusted| Text {
        zh: print::adjusted(program, own, Lang::Zh),
        en: print::adjusted(program, own, Lang::En),
    };
    for own in program.definitions.iter().filter(|own| wanted(&own.name)) {
        add(program, &mut steps, &Text::same(&*own.name), &own.versions, adjusted);
    }
    for own in program.tables.iter().filter(|own| wanted(&own.name)) {
        let table = |table: &crate::ir::Table| Text {
            zh: print::table(program, table, Lang::Zh),
            en: print::table(program, table, Lang::En),
        };
        add(program, &mut steps, &Text::same(&*own.name), &own.versions, table);
    }
    for own in program.lists.iter().filter(|own| wanted(&own.name)) {
        let domain = program.domain(own.of);
        for entry in &own.entries {
            let name = domain.entry(entry.body).name.clone();
            let path = Text::same(format!("{}.{name}", own.name));
            add(program, &mut steps, &path, std::slice::from_ref(entry), |_| Text::same(name.clone()));
        }
    }
    for own in program.benefits.iter().filter(|own| wanted(&own.name)) {
        add(program, &mut steps, &words::benefit(&own.name), &own.alive, |()| words::in_force());
        for clause in &own.clauses {
            let path = Text {
                zh: format!("{}.{}", own.name, clause.path.speak(Lang::Zh)),
                en: format!("{}.{}", own.name, clause.path.speak(Lang::En)),
            };
            let body = |body: &crate::ir::ClauseBody| Text {
                zh: print::clause(program, body, Lang::Zh),
                en: print::clause(program, body, Lang::En),
            };
            // A clause begins and ends with its benefit: only what changes in between is told.
            let lives = |day: Option<Date>| own.alive.iter().all(|alive| alive.range.from != day);
            let ends = |day: Option<Date>| own.alive.iter().all(|alive| alive.range.until != day);
            let mut versions = clause.versions.clone();
            for version in &mut versions {
                version.range.from = version.range.from.filter(|day| lives(Some(*day)));
                version.range.until = version.range.until.filter(|day| ends(Some(*day)));
            }
            add(program, &mut steps, &path, &versions, body);
        }
    }
    let steps = steps.into_iter().map(|(date, changes)| Step { date, changes }).collect();
    History { name: program.jurisdiction.name.clone(), steps }
}

/// Adds where versions begin, follow each other, and end.
fn add<T>(
    program: &Program,
    steps: &mut BTreeMap<Date, Vec<Change>>,
    path: &Text,
    versions: &[Dated<T>],
    text: impl Fn(&T) -> Text,
) {
    let mut sorted: Vec<&Dated<T>> = versions.iter().collect();
    sorted.sort_by_key(|own| own.range.from);
    for (at, version) in sorted.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| sorted[at]);
        let follows = before.filter(|own| own.range.until.is_none_or(|until| until.plus_days(1) == version.range.from));
        if let Some(from) = version.range.from {
            let (old, new) = (follows.map(|own| text(&own.body)), text(&version.body));
            if old.as_ref() != Some(&new) {
                let change = change(program, path, old, Some(new), &version.origin);
                steps.entry(from).or_default().push(change);
            }
        }
        let next = sorted.get(at + 1);
        let day_after = version.range.until.and_then(|until| until.plus_days(1));
        if let Some(day) = day_after.filter(|day| next.is_none_or(|own| own.range.from != Some(*day))) {
            let change = change(program, path, Some(text(&version.body)), None, &version.origin);
            steps.entry(day).or_default().push(change);
        }
    }
}

fn change(program: &Program, path: &Text, old: Option<Text>, new: Option<Text>, origin: &Origin) -> Change {
    let cite = |own: &crate::ir::Citation| {
        let document = program.documents.get(own.document.index());
        let number = document.map_or("", |own| own.number.as_str());
        match &own.article {
            Some(article) => format!("{number} {article}"),
            None => number.to_owned(),
        }
    };
    Change {
        path: path.clone(),
        old,
        new,
        cites: origin.cites.iter().map(cite).collect(),
        stated_by: origin.stated_by.clone(),
        how: origin.how,
        span: origin.span,
    }
}

impl Change {
    fn what(&self) -> Text {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => words::changes(&self.path, old, new),
            (None, Some(new)) => words::begins(&self.path, new),
            (Some(old), None) => words::ends(&self.path, old),
            (None, None) => self.path.clone(),
        }
    }

    /// Returns who states it, how, and by which document.
    fn source(&self, name: &str) -> Vec<Text> {
        let mut parts = Vec::new();
        match self.how {
            Stated::Amended => parts.push(words::amended()),
            Stated::Overridden => parts.push(words::adjusted()),
            Stated::Own | Stated::Inherited | Stated::EveryBenefit | Stated::Default => {}
        }
        if !self.stated_by.is_empty() && self.stated_by != name {
            parts.push(words::stated_by(&self.stated_by));
        }
        parts.extend(self.cites.iter().map(Text::same));
        parts
    }
}

/// Returns the changes as text of a width.
pub fn text(history: &History, lang: Lang, width: usize) -> String {
    let mut out = format!("{}\n", words::heading(&history.name).get(lang));
    for step in &history.steps {
        out.push_str(&format!("\n{}\n", words::from_day(step.date.to_string()).get(lang)));
        for change in &step.changes {
            for (at, line) in wrap(&line(history, change, lang), width.saturating_sub(4)).iter().enumerate() {
                out.push_str(&format!("{}{line}\n", if at == 0 { "  " } else { "    " }));
            }
        }
    }
    if history.steps.is_empty() {
        out.push_str(&format!("\n{}\n", words::nothing_changed(&history.name).get(lang)));
    }
    out
}

fn line(history: &History, change: &Change, lang: Lang) -> String {
    let what = change.what();
    let source: Vec<String> = change.source(&history.name).iter().map(|own| own.get(lang).to_owned()).collect();
    match source.is_empty() {
        true => what.get(lang).to_owned(),
        false => format!("{} ({})", what.get(lang), source.join(if lang == Lang::Zh { "," } else { ", " })),
    }
}

/// Returns the changes as Markdown.
pub fn markdown(history: &History, lang: Lang) -> String {
    let mut out = format!("# {}\n", plain_in_markdown(words::heading(&history.name).get(lang)));
    for step in &history.steps {
        out.push_str(&format!("\n## {}\n\n", words::from_day(step.date.to_string()).get(lang)));
        for change in &step.changes {
            out.push_str(&format!("- {}\n", plain_in_markdown(&line(history, change, lang))));
        }
    }
    if history.steps.is_empty() {
        out.push_str(&format!("\n{}\n", words::nothing_changed(&history.name).get(lang)));
    }
    out
}

/// Returns the changes as JSON.
pub fn json(history: &History, sources: &SourceMap) -> String {
    let how = |own: Stated| match own {
        Stated::Own => "own",
        Stated::Inherited => "inherited",
        Stated::Overridden => "overridden",
        Stated::Amended => "amended",
        Stated::EveryBenefit => "every_benefit",
        Stated::Default => "default",
    };
    let change = |own: &Change| {
        let source = sources.get(own.span.source);
        json!({
            "path": own.path,
            "old": own.old,
            "new": own.new,
            "cites": own.cites,
            "stated_by": own.stated_by,
            "how": how(own.how),
            "place": { "file": source.name, "line": source.line_column(own.span.start as usize).line },
        })
    };
    let step = |own: &Step| {
        json!({
            "date": own.date.to_string(),
            "changes": own.changes.iter().map(change).collect::<Vec<Value>>(),
        })
    };
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "jurisdiction": history.name,
        "steps": history.steps.iter().map(step).collect::<Vec<Value>>(),
    });
    format!("{value:#}\n")
}
