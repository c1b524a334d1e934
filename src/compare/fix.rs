//! The smallest edit that brings a value to the edge of what a standard allows, as policy text: the path of the cell and
//! the number of the standard. Says why where no edit is certain. Whether an edit does what it should is tried out by
//! whoever applies it.

use super::boxes::{Boxes, Patch};
use super::clauses::Live;
use super::shared::{Shared, SideId};
use super::space::{Answers, Question, Space};
use super::standing::{Bounds, Limit};
use super::values::Value;
use super::words;
use super::worth::{Found, Worth};
use crate::base::number::Number;
use crate::base::text::{Lang, Text};
use crate::ir::expr::{Dimension, ExprKind, HeadItem};
use crate::ir::standard::Key;
use crate::ir::{BenefitId, Definition, Program, Type, print};
use crate::model::path::period_words;
use crate::value::{DomainId, EntryId, Value as Fixed};
use std::collections::BTreeSet;

/// An edit of a policy, and what it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// `调整 门诊慢病报销.比例[一级, 低保] 为 75%`
    pub text: String,
    /// The documents, as the policy names them, each with its article.
    pub cites: Vec<(String, Option<String>)>,
}

impl Edit {
    /// Returns the edit with its citations; a list's stand before its entries.
    pub fn with_cites(&self) -> String {
        let cites = self.cites.iter().map(|(document, article)| match article {
            Some(article) if article.starts_with('第') || article.starts_with("附件") => {
                format!(" @ {} {article}", quoted(document))
            }
            Some(article) => format!(" @ {} \"{}\"", quoted(document), article.replace('"', "\\\"")),
            None => format!(" @ {}", quoted(document)),
        });
        let cites: String = cites.collect();
        match self.text.split_once(" {") {
            Some((head, rest)) => format!("{head}{cites} {{{rest}"),
            None => format!("{}{cites}", self.text),
        }
    }
}

/// The clause that is to be changed.
pub(crate) struct Place<'s, 'p> {
    pub id: BenefitId,
    pub clause: &'s Live<'p>,
    pub value: &'s Value<'p>,
    pub space: &'s Space<'p>,
    /// The classes of each dimension that somebody who is due can have.
    pub due: &'s [BTreeSet<usize>],
}

/// Returns the classes of each dimension that a row covers.
pub(crate) fn covered<V>(boxes: &Boxes<V>, patch: &Patch<V>, named: &[BTreeSet<usize>]) -> Vec<BTreeSet<usize>> {
    let mut all = named.to_vec();
    for (dimension, classes) in boxes.order.iter().zip(&patch.classes) {
        all[*dimension].clone_from(classes);
    }
    all
}

/// Returns an edit of a clause.
pub(crate) fn clause_edit<'p>(
    shared: &Shared<'p>,
    side: SideId,
    place: &Place<'_, 'p>,
    covered: &[BTreeSet<usize>],
    keys: &[Key],
    bounds: &Bounds<'p>,
    found: &Found<'p>,
) -> Result<String, Text> {
    let program = shared.program(side);
    let to = print::expr(program, missed(bounds, &found.worth)?.expr, Lang::Zh);
    // What another benefit's clause says is changed there, or not at all.
    let own = place.clause.value().ok_or_else(words::keys_cannot_be_written)?;
    if own.span != place.value.span() || !found.effects.is_empty() {
        return Err(words::keys_cannot_be_written());
    }
    let path = path_text(program, place);
    if let Some(table) = place.value.table() {
        let mut written = Vec::new();
        for dimension in &table.dimensions {
            written.push(key_text(shared, side, place, dimension, covered)?);
        }
        return Ok(format!("调整 {path}[{}] 为 {to}", written.join(", ")));
    }
    let all = (0..place.space.dimensions.len()).all(|at| covered[at] == place.due[at]);
    let mut told: Vec<String> = Vec::new();
    for key in keys {
        told.extend(fact_condition(program, key)?);
    }
    if told.is_empty() && (all || own.effects.iter().all(|effect| effect.when.is_some())) {
        let effects = own.effects.iter().map(|effect| format!(" {}", print::effect(program, effect, Lang::Zh)));
        return Ok(format!("调整 {path} 为 {to}{}", effects.collect::<String>()));
    }
    if told.is_empty() {
        return Err(words::keys_cannot_be_written());
    }
    Ok(format!("调整 {path} 当 {} 改为 {to}", told.join(" 且 ")))
}

/// Returns an edit of a param.
pub(crate) fn param_edit(
    program: &Program,
    own: &Definition,
    bounds: &Bounds<'_>,
    found: &Found<'_>,
) -> Result<String, Text> {
    let to = print::expr(program, missed(bounds, &found.worth)?.expr, Lang::Zh);
    Ok(format!("调整 {} 为 {to}", quoted(&own.name)))
}

/// Returns an edit of a list.
pub(crate) fn list_edit(list: &str, lacking: &[&str]) -> String {
    let names: Vec<String> = lacking.iter().map(|name| quoted(name)).collect();
    format!("增列 {} {{ {} }}", quoted(list), names.join(", "))
}

/// Returns the edge that a value misses, where that edge itself is allowed.
fn missed<'b, 'p>(bounds: &'b Bounds<'p>, worth: &Worth) -> Result<&'b Limit<'p>, Text> {
    let number = match worth {
        Worth::Number(number) => Some(number.clone()),
        Worth::None => None,
        _ => return Err(words::no_number_to_set()),
    };
    let below = |limit: &&Limit<'p>| {
        number
            .as_ref()
            .is_some_and(|number: &Number| *number < limit.number || !limit.included && *number == limit.number)
    };
    let limit = bounds.low.as_ref().filter(below).or(bounds.high.as_ref());
    limit.filter(|limit| limit.included).ok_or_else(words::no_number_to_set)
}

/// `门诊慢病报销.限额.每年.各病种`
fn path_text(program: &Program, place: &Place<'_, '_>) -> String {
    let path = place.clause.path;
    let mut parts = vec![quoted(&program.benefit(place.id).name)];
    for case in &path.cases {
        parts.push("情形".to_owned());
        parts.push(quoted(case));
    }
    parts.push(path.word.words().0.to_owned());
    parts.extend(path.label.as_deref().map(quoted));
    parts.extend(
        path.period
            .filter(|period| *period != crate::base::date::Period::Visit)
            .map(|period| period_words(period).0.to_owned()),
    );
    parts.extend(path.each.iter().map(|each| format!("各{each}")));
    if path.joint {
        parts.push("合并".to_owned());
    }
    parts.join(".")
}

/// Returns the key of one dimension of a table: what the row covers of it.
fn key_text<'p>(
    shared: &Shared<'p>,
    side: SideId,
    place: &Place<'_, 'p>,
    dimension: &Dimension,
    covered: &[BTreeSet<usize>],
) -> Result<String, Text> {
    let own = match dimension {
        Dimension::Expr(own) => {
            let meaning = shared.meaning(side, own);
            place.space.dimensions.iter().position(|known| match known.question {
                Question::Expr(side, other) => shared.meaning(side, other) == meaning,
                Question::Segment(_) => false,
            })
        }
        Dimension::Segment { .. } => {
            place.space.dimensions.iter().position(|known| matches!(known.question, Question::Segment(_)))
        }
    };
    let Some(at) = own else { return Ok("*".to_owned()) };
    if covered[at] == place.due[at] {
        return Ok("*".to_owned());
    }
    match super::boxes::answers(&place.space.dimensions[at], &covered[at]) {
        Some(Answers::Entries(domain, entries)) => {
            let inside = |entry: &usize| {
                let parent = shared.parent_of(side, domain, *entry);
                parent.is_some_and(|parent| entries.contains(&parent))
            };
            let heads = entries.iter().filter(|entry| !inside(entry));
            let names: Vec<String> = heads.map(|entry| quoted(&shared.entry_as(side, domain, *entry).name)).collect();
            Ok(names.join("、"))
        }
        Some(Answers::Stretches(_) | Answers::Texts { .. } | Answers::Truths(_)) | None => {
            Err(words::keys_cannot_be_written())
        }
    }
}

/// Returns a key as a condition on the only fact that it can speak of.
fn fact_condition(program: &Program, key: &Key) -> Result<Option<String>, Text> {
    let Key::Head(head) = key else { return Ok(None) };
    let mut of: Option<DomainId> = None;
    let mut names = Vec::new();
    for item in &head.items {
        let HeadItem::Value(own) = item else { return Err(words::keys_cannot_be_written()) };
        let ExprKind::Constant(Fixed::Entry(domain, EntryId(at))) = &*own.kind else {
            return Err(words::keys_cannot_be_written());
        };
        of = Some(*domain);
        names.push(quoted(&program.domain(*domain).entries[*at as usize].name));
    }
    let Some(domain) = of else { return Ok(None) };
    let asks = |ty: &Type| matches!(ty, Type::Entry(own) | Type::Several(own) if *own == domain);
    let facts: Vec<&str> = program.facts.iter().filter(|fact| asks(&fact.ty)).map(|fact| fact.name.as_str()).collect();
    match (facts.as_slice(), names.as_slice()) {
        ([fact], [name]) => Ok(Some(format!("{} = {name}", quoted(fact)))),
        ([fact], _) => Ok(Some(format!("{} 属于 ({})", quoted(fact), names.join(", ")))),
        _ => Err(words::keys_cannot_be_written()),
    }
}

/// Returns a name in quotes; the formatter takes off those that are not needed.
fn quoted(name: &str) -> String {
    if name.contains('」') { format!("'{name}'") } else { format!("「{name}」") }
}
