//! Brings counties into line with their standards: edits in, amendments as whole files out, each tried before it is
//! offered. What does not check, does not help, or spoils something else is left out, with the reason.

use super::{Analysis, Workspace};
use crate::base::date::Date;
use crate::base::text::{Lang, Text};
use crate::compare::{Conformance, Decide, Edit, Finding, Fix, Side, conform};
use crate::diagnostic::Severity;
use crate::syntax::format::{KeywordStyle, format_text};

mod words {
    //! What is said of edits, in both tongues.

    crate::catalogue! {
        does_not_check(reason) { zh: "改了以后通不过检查:{reason}", en: "it does not check: {reason}" }
        does_not_help() { zh: "试过,改了以后仍不符合", en: "tried, and it still misses the standard" }
        spoils() { zh: "试过,改了以后别的要求反而不符合", en: "tried, and it breaks another requirement" }
    }
}

/// The amendments that bring counties into line.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// New files: their names and texts.
    pub files: Vec<(String, String)>,
    /// How many edits are in them.
    pub edits: usize,
    /// Edits that were tried and left out: the county, the edit, and why.
    pub left: Vec<(String, String, Text)>,
}

/// A county with the edits that are being tried.
struct Trial {
    /// Its place in the analysis.
    at: usize,
    name: String,
    on: Date,
    file: String,
    before: Conformance,
    /// Each with the requirement it serves.
    edits: Vec<((String, usize), Edit)>,
}

/// Tries the edits of all findings; `build` makes a workspace with some files more.
pub fn mend(
    analysis: &Analysis,
    workspace: &Workspace,
    found: &[(usize, Conformance)],
    decide: &dyn Decide,
    lang: Lang,
    build: &dyn Fn(Vec<(String, String)>) -> Workspace,
) -> Mended {
    let mut mended = Mended::default();
    let mut trials: Vec<Trial> = Vec::new();
    for (at, conformance) in found {
        let mut edits: Vec<((String, usize), Edit)> = Vec::new();
        for finding in conformance.findings.iter().filter(|own| own.is_deviation()) {
            if let Fix::Edit(edit) = &finding.fix
                && edits.iter().all(|(_, known)| known.text != edit.text)
            {
                edits.push(((finding.standard.clone(), finding.number), edit.clone()));
            }
        }
        if edits.is_empty() {
            continue;
        }
        let declared = &workspace.sources.get(analysis.declared_in[*at]).name;
        let taken =
            |name: &str| workspace.trees().iter().any(|(source, _)| workspace.sources.get(*source).name == name);
        trials.push(Trial {
            at: *at,
            name: conformance.party.name.clone(),
            on: conformance.party.date,
            file: free_name(declared, conformance.party.date, &taken),
            before: conformance.clone(),
            edits,
        });
    }
    // Every round leaves out an edit or is the last.
    while trials.iter().any(|own| !own.edits.is_empty()) {
        let files: Vec<(String, String)> = trials.iter().filter_map(|own| own.text(lang)).collect();
        let tried = build(files.clone());
        let checked = tried.analyse();
        let mut left_out = false;
        for trial in trials.iter_mut().filter(|own| !own.edits.is_empty()) {
            let left = trial.failing(&tried, &checked, decide, lang);
            left_out |= !left.is_empty();
            for (place, reason) in left.into_iter().rev() {
                let (_, edit) = trial.edits.remove(place);
                mended.left.push((trial.name.clone(), crate::compare::conform::tidy(&edit.text), reason));
            }
        }
        if !left_out {
            mended.edits = trials.iter().map(|own| own.edits.len()).sum();
            mended.files = files;
            break;
        }
    }
    mended
}

/// `policies/jibei/lvshui.pol` on a day: `policies/jibei/lvshui-2026-01-01.pol`, with a number where that is taken.
fn free_name(declared: &str, on: Date, taken: &dyn Fn(&str) -> bool) -> String {
    let stem = declared.strip_suffix(".pol").unwrap_or(declared);
    let first = format!("{stem}-{on}.pol");
    let numbered = (2..).map(|number| format!("{stem}-{on}-{number}.pol"));
    std::iter::once(first).chain(numbered).find(|name| !taken(name)).expect("numbers do not end")
}

impl Trial {
    /// Returns the amendment; `None` when nothing is left to amend.
    fn text(&self, lang: Lang) -> Option<(String, String)> {
        if self.edits.is_empty() {
            return None;
        }
        let edits: Vec<String> = self.edits.iter().map(|(_, edit)| edit.with_cites()).collect();
        let text = format!("修订 「{}」 自{}起\n\n{}\n", self.name, self.on, edits.join("\n"));
        let style = if lang == Lang::Zh { KeywordStyle::Zh } else { KeywordStyle::En };
        let mut sources = crate::base::source::SourceMap::default();
        let formatted =
            sources.add(self.file.clone(), text.clone()).and_then(|source| format_text(source, &text, style).ok());
        // What does not parse is found out when it is tried.
        Some((self.file.clone(), formatted.unwrap_or(text)))
    }

    /// Returns the edits, by their places, that do not check, do not help, or spoil something.
    fn failing(&self, tried: &Workspace, checked: &Analysis, decide: &dyn Decide, lang: Lang) -> Vec<(usize, Text)> {
        let own = &checked.jurisdictions[self.at];
        if own.has_errors {
            return self.wrong(tried, checked, lang);
        }
        let after = conform(Side { program: &own.program, date: self.on }, decide);
        let count = |all: &Conformance, asked: &(String, usize)| {
            let of = |own: &&Finding| own.standard == asked.0 && own.number == asked.1 && own.is_deviation();
            all.findings.iter().filter(of).count()
        };
        let helps = |asked: &(String, usize)| {
            let by_hand = self.before.findings.iter().filter(|own| {
                let is_edit = matches!(own.fix, Fix::Edit(_));
                own.standard == asked.0 && own.number == asked.1 && own.is_deviation() && !is_edit
            });
            count(&after, asked) <= by_hand.count()
        };
        let unhelpful = self.edits.iter().enumerate().filter(|(_, (asked, _))| !helps(asked));
        let unhelpful: Vec<(usize, Text)> = unhelpful.map(|(place, _)| (place, words::does_not_help())).collect();
        if !unhelpful.is_empty() {
            return unhelpful;
        }
        let spoilt = after.findings.iter().any(|own| {
            let asked = (own.standard.clone(), own.number);
            own.is_deviation() && count(&after, &asked) > count(&self.before, &asked)
        });
        match self.edits.len() {
            0 => Vec::new(),
            count if spoilt => vec![(count - 1, words::spoils())],
            _ => Vec::new(),
        }
    }

    /// Returns the edits on whose lines something is wrong; all where nobody can tell.
    fn wrong(&self, tried: &Workspace, checked: &Analysis, lang: Lang) -> Vec<(usize, Text)> {
        let Some((_, text)) = self.text(lang) else { return Vec::new() };
        let mut wrong: Vec<(usize, Text)> = Vec::new();
        let mut other = None;
        for problem in checked.problems.iter().filter(|own| own.severity == Severity::Error) {
            let source = tried.sources.get(problem.span.source);
            if source.name != self.file {
                if checked.jurisdictions[self.at].sources.contains(&problem.span.source) {
                    other = Some(problem.message.clone());
                }
                continue;
            }
            // The edits stand on a line each behind the header and a blank line.
            let line = source.line_column(problem.span.start as usize).line;
            let place = line.checked_sub(3).filter(|place| *place < self.edits.len() && text.lines().count() >= line);
            match place {
                Some(place) if wrong.iter().all(|(known, _)| *known != place) => {
                    wrong.push((place, words::does_not_check(&problem.message)));
                }
                Some(_) => {}
                None => other = Some(problem.message.clone()),
            }
        }
        if wrong.is_empty() {
            let reason = other.map_or_else(words::does_not_help, words::does_not_check);
            wrong = (0..self.edits.len()).map(|place| (place, reason.clone())).collect();
        }
        wrong.sort_by_key(|(place, _)| *place);
        wrong
    }
}
