//! What a program says on a day, as one text without places, in an order of its own: equal texts mean that nothing has
//! to be compared. Unequal ones mean nothing yet: the comparison itself tells whether there is a difference.

use super::steps::rows_on;
use crate::base::date::Date;
use crate::base::text::{Lang, Speak};
use crate::compare::shared::{Both, Which};
use crate::ir::expr::{ExprKind, Source};
use crate::ir::{Adjusted, Benefit, BranchId, Dated, Origin, Program, clause_value, print, version_on};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const ZH: Lang = Lang::Zh;

/// Returns what holds on a day.
pub(super) fn slice(program: &Program, on: Date) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for own in &program.benefits {
        if let Some(alive) = version_on(&own.alive, on) {
            benefit(program, own, alive, on, &mut lines);
        }
    }
    for own in &program.definitions {
        let Some(version) = version_on(&own.versions, on) else { continue };
        let mut line = format!("d {:?} {:?} {} = ", own.kind, own.owner, own.name);
        line.push_str(&adjusted(program, &version.body, on));
        let excluded = own.excluded.iter().filter(|own| own.range.contains(on)).map(|own| own.body.as_str());
        line.push_str(&excluded.collect::<Vec<_>>().join(","));
        line.push_str(&cites(program, &version.origin));
        lines.push(line);
    }
    for own in &program.tables {
        let Some(version) = version_on(&own.versions, on) else { continue };
        let rows = rows_on(&version.body, on);
        let text = print::table(program, &version.body, ZH);
        lines.push(format!("t {} = {text} {rows}{}", own.name, cites(program, &version.origin)));
    }
    for own in &program.lists {
        let domain = program.domain(own.of);
        lines.push(format!("l {} : {}", own.name, domain.name));
        for entry in own.entries.iter().filter(|entry| entry.range.contains(on)) {
            let name = &domain.entry(entry.body).name;
            lines.push(format!("l {} + {name}{}", own.name, cites(program, &entry.origin)));
        }
    }
    for own in &program.states {
        let domain = program.domain(own.domain);
        let name = |id: &crate::value::EntryId| domain.entry(*id).name.clone();
        lines.push(format!("s {} {:?} {:?} {}", own.name, own.owner, own.period, name(&own.start)));
        for version in own.transitions.iter().filter(|version| version.range.contains(on)) {
            let from: Vec<String> = version.body.from.iter().map(name).collect();
            let condition = print::expr(program, &version.body.condition, ZH);
            lines.push(format!("s {} {} > {} {condition}", own.name, from.join(","), name(&version.body.to)));
        }
    }
    for own in program.choices.iter().filter(|own| own.range.contains(on)) {
        let names: Vec<&str> = own.benefits.iter().map(|id| program.benefit(*id).name.as_str()).collect();
        lines.push(format!("c {:?} {}", own.how, names.join(",")));
    }
    for own in &program.domains {
        for entry in &own.entries {
            let parent = entry.parent.map(|id| own.entry(id).name.as_str());
            let (codes, others) = (&entry.code, &entry.aliases);
            lines.push(format!("e {} {} {codes:?} {parent:?} {:?} {others:?}", own.name, entry.name, entry.icd));
        }
    }
    for own in &program.facts {
        let default = own.default.as_ref().map(|own| print::expr(program, own, ZH));
        lines.push(format!("f {:?} {} {:?} {:?} {default:?}", own.owner, own.name, own.low, own.high));
    }
    lines.sort();
    lines
}

/// Returns the name of what a line of a slice is about: a benefit, a definition, a table, a list, a state; `None`: a
/// choice, an entry, a fact.
pub(super) fn name_of<'p>(program: &'p Program, line: &str) -> Option<&'p String> {
    let (kind, rest) = line.split_once(' ')?;
    let begins = |name: &&String| rest.strip_prefix(name.as_str()).is_some_and(|behind| behind.starts_with(' '));
    // Of two names that begin alike the longer one is meant.
    let longest = |names: &mut dyn Iterator<Item = &'p String>| names.filter(begins).max_by_key(|name| name.len());
    match kind {
        "b" => longest(&mut program.benefits.iter().map(|own| &own.name)),
        "t" => longest(&mut program.tables.iter().map(|own| &own.name)),
        "l" => longest(&mut program.lists.iter().map(|own| &own.name)),
        "s" => longest(&mut program.states.iter().map(|own| &own.name)),
        "d" => {
            let head = rest.split(" = ").next()?;
            let ends = |name: &&String| head.strip_suffix(name.as_str()).is_some_and(|before| before.ends_with(' '));
            program.definitions.iter().map(|own| &own.name).filter(ends).max_by_key(|name| name.len())
        }
        _ => None,
    }
}

/// Returns the benefits whose clauses may differ on some day, by the slices of all days: those with a line that only one
/// side has, and whatever names such a thing, directly or through others. `None`: any benefit may.
pub(super) fn concerned(programs: Both<&Program>, said: &[Both<Vec<String>>]) -> Option<BTreeSet<String>> {
    let mut lines: BTreeMap<&str, &String> = BTreeMap::new();
    let mut names: BTreeSet<&String> = BTreeSet::new();
    for own in said {
        for (which, program) in [(Which::A, programs.a), (Which::B, programs.b)] {
            // Both are in order.
            let others = own.get(which.other());
            for line in own.get(which) {
                let known = lines.get(line.as_str()).copied();
                let name = known.or_else(|| name_of(program, line));
                if others.binary_search(line).is_err() {
                    names.insert(name?);
                }
                if let Some(name) = name {
                    lines.insert(line, name);
                }
            }
        }
    }
    loop {
        let names_one = |line: &str| names.iter().any(|own| line.contains(own.as_str()));
        let open = lines.iter().filter(|(line, name)| !names.contains(**name) && names_one(line));
        let further: Vec<&String> = open.map(|(_, name)| *name).collect();
        if further.is_empty() {
            return Some(names.into_iter().cloned().collect());
        }
        names.extend(further);
    }
}

fn benefit(program: &Program, own: &Benefit, alive: &Dated<()>, on: Date, lines: &mut Vec<String>) {
    let name = &own.name;
    let identity = own.identity.as_deref().unwrap_or("");
    lines.push(format!("b {name} {identity} {:?}{}", own.occasion, cites(program, &alive.origin)));
    for (at, branch) in own.branches.iter().enumerate().filter(|(_, branch)| branch.range.contains(on)) {
        let when = branch.when.as_ref().map(|own| print::expr(program, own, ZH));
        let parent = branch.parent.map(|id| branch_name(own, id));
        lines.push(format!("b {name} ? {} {parent:?} {when:?}", branch_name(own, BranchId(at as u32))));
    }
    for clause in &own.clauses {
        let Some(version) = version_on(&clause.versions, on) else { continue };
        let branch = clause.branch.map(|id| branch_name(own, id)).unwrap_or_default();
        let mut line = format!("b {name} {branch} {} ", clause.path.speak(ZH));
        line.push_str(&print::clause(program, &version.body, ZH));
        if let Some(Adjusted { value: Source::Table(table), .. }) = clause_value(&version.body) {
            line.push_str(&rows_on(table, on));
        }
        line.push_str(&cites(program, &version.origin));
        lines.push(line);
    }
}

fn branch_name(own: &Benefit, id: BranchId) -> String {
    let branch = &own.branches[id.index()];
    branch.label.clone().unwrap_or_else(|| format!("{} {}", branch.chain, id.0))
}

fn adjusted(program: &Program, own: &Adjusted, on: Date) -> String {
    let mut text = print::adjusted(program, own, ZH);
    match &own.value {
        Source::Table(table) => text.push_str(&rows_on(table, on)),
        Source::Expr(value) => {
            if let ExprKind::Account(items) = &*value.kind {
                for item in items.iter().filter(|item| item.range.contains(on)) {
                    // Writing to a string cannot fail.
                    let _ = write!(text, " {} {} {}", item.name, item.deducted, print::expr(program, &item.value, ZH));
                }
            }
        }
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
    }
    text
}

fn cites(program: &Program, origin: &Origin) -> String {
    let mut text = String::new();
    for cite in &origin.cites {
        let number = &program.documents[cite.document.index()].number;
        // Writing to a string cannot fail.
        let _ = write!(text, " @{number} {}", cite.article.as_deref().unwrap_or(""));
    }
    text
}
