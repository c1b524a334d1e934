//! What a change does: two states of a workspace, jurisdiction by jurisdiction. What is the same text, or says the same
//! on every day, is not compared further.

use super::again::{Memory, Stop};
use super::{Analysis, Workspace, in_parallel};
use crate::base::date::{Date, DateRange};
use crate::base::text::Text;
use crate::compare::changes::{Effect, Finding, Home, Kind, Member, Rule, Told, What, Witness, of_pair, show, spread};
use crate::compare::data::Origin;
use crate::compare::{Both, Side};
use crate::diagnostic::Severity;
use crate::ir::Stated;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A workspace as it was, or as it is.
#[derive(Clone, Copy, Debug)]
pub struct State<'w> {
    pub workspace: &'w Workspace,
    pub analysis: &'w Analysis,
}

/// What a change does, and what could not be told.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    pub findings: Vec<Finding>,
    /// How many jurisdictions there are now, and in how many the texts or those above them changed.
    pub jurisdictions: usize,
    pub touched: usize,
}

/// A county in two states of the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct County {
    pub old: Option<usize>,
    pub new: Option<usize>,
    /// Whether its texts, or those above it, are others.
    pub touched: bool,
}

/// Returns the jurisdictions that have none below them: those of the new state in their order, then those that are gone.
pub fn counties(old: State<'_>, new: State<'_>) -> Vec<County> {
    let pairs = paired(old.analysis, new.analysis);
    let is_county = |pair: &&(Option<usize>, Option<usize>)| match **pair {
        (_, Some(at)) => !new.has_children(at),
        (Some(at), None) => !old.has_children(at),
        (None, None) => false,
    };
    let county = |pair: &(Option<usize>, Option<usize>)| County {
        old: pair.0,
        new: pair.1,
        touched: is_touched(old, new, *pair),
    };
    pairs.iter().filter(is_county).map(county).collect()
}

/// Whether the texts of a jurisdiction, or of those above it, are others than before.
fn is_touched(old: State<'_>, new: State<'_>, pair: (Option<usize>, Option<usize>)) -> bool {
    match pair {
        (Some(a), Some(b)) => {
            let same = Arc::ptr_eq(&old.analysis.jurisdictions[a], &new.analysis.jurisdictions[b]);
            !same && old.texts(a) != new.texts(b)
        }
        _ => true,
    }
}

/// A workspace as it was and as it is; what both have in common is worked out once.
#[derive(Debug)]
pub struct States {
    pub old: Workspace,
    pub old_analysis: Analysis,
    pub new: Workspace,
    pub new_analysis: Analysis,
}

impl States {
    /// Checks a workspace, and the texts that it had before.
    pub fn of(new: Workspace, old_texts: impl IntoIterator<Item = (String, String)>) -> States {
        let (mut memory, stop) = (Memory::default(), Stop::default());
        let mut analyse =
            |own: &Workspace| own.analyse_again(&mut memory, &stop).expect("nobody tells this work to stop");
        let new_analysis = analyse(&new);
        let old = Workspace::beside_state(&new, old_texts);
        let old_analysis = analyse(&old);
        States { old, old_analysis, new, new_analysis }
    }

    pub fn before(&self) -> State<'_> {
        State { workspace: &self.old, analysis: &self.old_analysis }
    }

    pub fn after(&self) -> State<'_> {
        State { workspace: &self.new, analysis: &self.new_analysis }
    }
}

/// How many counties are asked for a patient who shows a finding.
const MOST_COUNTIES: usize = 3;

/// Returns everything that changes from one state to the other. The map of sources of `old` holds the texts of both.
pub fn changes(old: State<'_>, new: State<'_>) -> Changes {
    let pairs = paired(old.analysis, new.analysis);
    let touched: Vec<usize> = (0..pairs.len()).filter(|at| is_touched(old, new, pairs[*at])).collect();
    let mut members = in_parallel(&touched, |at| member(old, new, pairs[*at]));
    let known = members.len();
    members.extend(unplaced(old, new));
    let mut found = spread(members);
    // Everything that one county shows on one day is shown together.
    let mut round = 0;
    let mut open: Vec<usize> = (0..found.len()).filter(|at| wants(&found[*at].0)).collect();
    while round < MOST_COUNTIES && !open.is_empty() {
        let mut tasks: BTreeMap<(usize, Date), Vec<usize>> = BTreeMap::new();
        for at in &open {
            let (finding, members) = &found[*at];
            if let Some(member) = members.get(round).filter(|member| **member < known) {
                tasks.entry((touched[*member], day(finding.days))).or_default().push(*at);
            }
        }
        let tasks: Vec<((usize, Date), Vec<usize>)> = tasks.into_iter().collect();
        let shown = in_parallel(&tasks, |((pair, day), wanted)| {
            let (Some(a), Some(b)) = pairs[*pair] else { return Vec::new() };
            let (a, b) = (&old.analysis.jurisdictions[a].program, &new.analysis.jurisdictions[b].program);
            let findings: Vec<&Finding> = wanted.iter().map(|at| &found[*at].0).collect();
            let (first, second) = (Side { program: a, date: *day }, Side { program: b, date: *day });
            show(first, second, &b.jurisdiction.name, &findings)
        });
        for ((_, wanted), witnesses) in tasks.iter().zip(shown) {
            for (at, witness) in wanted.iter().zip(witnesses) {
                found[*at].0.witness = witness;
            }
        }
        round += 1;
        open.retain(|at| wants(&found[*at].0) && found[*at].1.len() > round);
    }
    Changes {
        findings: found.into_iter().map(|(finding, _)| finding).collect(),
        jurisdictions: new.analysis.jurisdictions.len(),
        touched: touched.len(),
    }
}

/// Whether a patient is still looked for.
fn wants(own: &Finding) -> bool {
    matches!(own.witness, Witness::Missing(_))
}

/// Returns a day on which a finding holds.
fn day(days: DateRange) -> Date {
    days.from.or(days.until).unwrap_or_else(|| Date::new(2020, 1, 1).expect("it is a day"))
}

impl State<'_> {
    /// Returns the texts that a jurisdiction is made of, whatever their files are called.
    fn texts(&self, at: usize) -> Vec<&str> {
        let sources = &self.analysis.jurisdictions[at].sources;
        let mut texts: Vec<&str> = sources.iter().map(|id| self.workspace.sources.get(*id).text.as_str()).collect();
        texts.sort_unstable();
        texts
    }

    fn home(&self, at: usize) -> Home {
        let own = &self.analysis.jurisdictions[at].program.jurisdiction;
        Home { name: own.name.clone(), code: own.code.clone() }
    }

    /// Returns those above a jurisdiction, the nearest first.
    pub(crate) fn above(&self, at: usize) -> Vec<usize> {
        let mut all = Vec::new();
        let mut up = self.analysis.parents[at];
        // A cycle among parents is an error of the policies; it must not hang us.
        while let Some(own) = up.filter(|own| !all.contains(own) && *own != at) {
            all.push(own);
            up = self.analysis.parents[own];
        }
        all
    }

    /// Returns the names of those below a jurisdiction.
    fn below(&self, at: usize) -> Vec<String> {
        let all = (0..self.analysis.jurisdictions.len()).filter(|own| self.above(*own).contains(&at));
        all.map(|own| self.home(own).name).collect()
    }

    fn has_children(&self, at: usize) -> bool {
        self.analysis.parents.contains(&Some(at))
    }

    /// Returns the first error of a jurisdiction.
    fn first_error(&self, at: usize) -> Option<Told> {
        let sources = &self.analysis.jurisdictions[at].sources;
        let errors = self.analysis.problems.clone().into_sorted().into_iter();
        let mut errors = errors.filter(|own| own.severity == Severity::Error && sources.contains(&own.span.source));
        let own = errors.next()?;
        Some(Told { exact: own.code.name().to_owned(), text: own.message.clone(), origin: Some(origin_at(own.span)) })
    }
}

/// What two states of a jurisdiction have in common.
enum Common {
    Code,
    /// The name, where one of them has no code.
    Name,
    /// The name and all those above: the code was wrong.
    NameAndPlace,
}

/// Pairs jurisdictions by code, else by name; those of the new state in their order, then those that are gone.
fn paired(old: &Analysis, new: &Analysis) -> Vec<(Option<usize>, Option<usize>)> {
    let mut free: Vec<usize> = (0..old.jurisdictions.len()).collect();
    let mut twins: Vec<Option<usize>> = vec![None; new.jurisdictions.len()];
    for common in [Common::Code, Common::Name, Common::NameAndPlace] {
        for (at, twin) in twins.iter_mut().enumerate().filter(|(_, twin)| twin.is_none()) {
            let own = &new.jurisdictions[at].program.jurisdiction;
            let fits = |other: &usize| {
                let other = &old.jurisdictions[*other].program.jurisdiction;
                match common {
                    Common::Code => own.code.is_some() && own.code == other.code,
                    Common::Name => own.name == other.name && (own.code.is_none() || other.code.is_none()),
                    Common::NameAndPlace => own.name == other.name && own.chain == other.chain,
                }
            };
            if let Some(place) = free.iter().position(fits) {
                *twin = Some(free.remove(place));
            }
        }
    }
    let mut pairs: Vec<(Option<usize>, Option<usize>)> =
        twins.into_iter().enumerate().map(|(at, twin)| (twin, Some(at))).collect();
    pairs.extend(free.into_iter().map(|at| (Some(at), None)));
    pairs
}

/// Compares one jurisdiction.
fn member(old: State<'_>, new: State<'_>, pair: (Option<usize>, Option<usize>)) -> Member {
    let (state, at) = match pair {
        (_, Some(at)) => (new, at),
        (Some(at), None) => (old, at),
        (None, None) => {
            return Member { home: nowhere(), above: Vec::new(), has_children: false, findings: Vec::new() };
        }
    };
    let home = state.home(at);
    let blank = |rule: Rule, effect: Effect, sides: Both<Option<Told>>| Finding {
        rule,
        effect,
        home: home.clone(),
        reaches: Vec::new(),
        subject: None,
        item: None,
        keys: Vec::new(),
        days: DateRange::ALWAYS,
        sides,
        by: None,
        note: None,
        witness: Witness::NotAsked,
        fingerprint: String::new(),
    };
    let told = |state: State<'_>, at: usize| {
        let source = state.analysis.declared_in[at];
        let name = state.analysis.jurisdictions[at].program.jurisdiction.chain.join(" ");
        let origin = Some(origin_at(crate::base::span::Span::new(source, 0, 0)));
        Some(Told { text: Text::same(name.as_str()), exact: name, origin })
    };
    // What a parent's error breaks is told with the parent.
    let broken = |state: State<'_>, at: usize| {
        let own = &state.analysis.jurisdictions[at];
        own.has_errors && !state.above(at).iter().any(|up| state.analysis.jurisdictions[*up].has_errors)
    };
    let has_errors = |state: State<'_>, at: usize| state.analysis.jurisdictions[at].has_errors;
    let findings = match pair {
        (Some(a), None) => {
            let rule = Rule::new(Kind::Jurisdiction, What::Removed);
            vec![blank(rule, Effect::Worse, Both { a: told(old, a), b: None })]
        }
        (_, Some(b)) if has_errors(new, b) => {
            let rule = Rule::new(Kind::Jurisdiction, What::Broken);
            match broken(new, b) {
                true => {
                    let found = blank(rule, Effect::Unclear, Both { a: None, b: new.first_error(b) });
                    vec![Finding { reaches: new.below(b), ..found }]
                }
                false => Vec::new(),
            }
        }
        (None, Some(b)) => {
            let rule = Rule::new(Kind::Jurisdiction, What::Added);
            vec![blank(rule, Effect::None, Both { a: None, b: told(new, b) })]
        }
        (Some(a), Some(_)) if has_errors(old, a) => {
            let rule = Rule::new(Kind::BasePolicy, What::Broken);
            match broken(old, a) {
                true => vec![blank(rule, Effect::Unclear, Both { a: old.first_error(a), b: None })],
                false => Vec::new(),
            }
        }
        (Some(a), Some(b)) => {
            let (first, second) = (&old.analysis.jurisdictions[a].program, &new.analysis.jurisdictions[b].program);
            of_pair(first, second, !new.has_children(b))
        }
        (None, None) => Vec::new(),
    };
    let above = state.above(at).into_iter().map(|up| state.home(up)).collect();
    Member { home, above, has_children: state.has_children(at), findings }
}

/// Returns what is wrong in files of which nobody knows whose they are; what was there before is not told again.
fn unplaced(old: State<'_>, new: State<'_>) -> Vec<Member> {
    let placed = |source| new.analysis.jurisdictions.iter().any(|own| own.sources.contains(&source));
    let mut seen: Vec<crate::base::source::SourceId> = Vec::new();
    let mut members = Vec::new();
    for problem in new.analysis.problems.clone().into_sorted() {
        let source = problem.span.source;
        if problem.severity != Severity::Error || placed(source) || seen.contains(&source) {
            continue;
        }
        seen.push(source);
        let own = new.workspace.sources.get(source);
        if old.workspace.trees().iter().any(|(id, _)| old.workspace.sources.get(*id).text == own.text) {
            continue;
        }
        let home = Home { name: own.name.clone(), code: None };
        let told = Told {
            exact: problem.code.name().to_owned(),
            text: problem.message.clone(),
            origin: Some(origin_at(problem.span)),
        };
        let finding = Finding {
            rule: Rule::new(Kind::Jurisdiction, What::Broken),
            effect: Effect::Unclear,
            home: home.clone(),
            reaches: Vec::new(),
            subject: None,
            item: None,
            keys: Vec::new(),
            days: DateRange::ALWAYS,
            sides: Both { a: None, b: Some(told) },
            by: None,
            note: None,
            witness: Witness::NotAsked,
            fingerprint: String::new(),
        };
        members.push(Member { home, above: Vec::new(), has_children: false, findings: vec![finding] });
    }
    members
}

/// Returns a place without documents.
fn origin_at(span: crate::base::span::Span) -> Origin {
    Origin { span, cites: Vec::new(), disputed: Vec::new(), stated_by: String::new(), how: Stated::Own, checked: None }
}

fn nowhere() -> Home {
    Home { name: String::new(), code: None }
}
