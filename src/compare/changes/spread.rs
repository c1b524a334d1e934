//! Findings of many jurisdictions to findings of the whole: what is changed in the province is told once, for the
//! province, with the counties that it reaches.

use super::rules::Kind;
use super::{Finding, Home, What};
use crate::base::span::Span;
use crate::compare::shared::Which;
use indexmap::IndexMap;

/// A jurisdiction with what changed in it.
pub(crate) struct Member {
    pub home: Home,
    /// Those above it, the nearest first.
    pub above: Vec<Home>,
    /// Whether others stand below it.
    pub has_children: bool,
    pub findings: Vec<Finding>,
}

/// Joins what several jurisdictions have from one place; with each finding the members that have it.
pub(crate) fn spread(members: Vec<Member>) -> Vec<(Finding, Vec<usize>)> {
    let mut groups: IndexMap<String, Vec<(usize, Finding)>> = IndexMap::new();
    let mut places: Vec<(Home, Vec<Home>, bool)> = Vec::new();
    for (at, member) in members.into_iter().enumerate() {
        for finding in member.findings {
            groups.entry(key(at, &finding)).or_default().push((at, finding));
        }
        places.push((member.home, member.above, member.has_children));
    }
    let mut all: Vec<(Finding, Vec<usize>)> = groups.into_values().filter_map(|group| joined(group, &places)).collect();
    for (finding, _) in &mut all {
        finding.fingerprint = super::mark(finding);
    }
    let order = |own: &Home| places.iter().position(|(home, ..)| home == own).unwrap_or(usize::MAX);
    all.sort_by_key(|(own, _)| order(&own.home));
    all
}

fn joined(group: Vec<(usize, Finding)>, places: &[(Home, Vec<Home>, bool)]) -> Option<(Finding, Vec<usize>)> {
    let named = |own: &Finding| {
        let origin = |which: Which| own.sides.get(which).as_ref()?.origin.as_ref();
        origin(Which::B).or_else(|| origin(Which::A)).map(|own| own.stated_by.clone())
    };
    let (first, sample) = group.first()?;
    // Whoever states it, when that is one of those above all who have it.
    let stated = named(sample).and_then(|name| {
        let (own, above, _) = &places[*first];
        let all = std::iter::once(own).chain(above);
        all.clone()
            .find(|home| home.name == name)
            .filter(|home| group.iter().all(|(at, _)| places[*at].0 == **home || places[*at].1.contains(home)))
    });
    // A vocabulary or a standard belongs to the nearest one above all who have it.
    let common = std::iter::once(&places[*first].0)
        .chain(&places[*first].1)
        .find(|home| group.iter().all(|(at, _)| places[*at].0 == **home || places[*at].1.contains(home)));
    let highest = group.iter().map(|(at, _)| *at).find(|top| {
        let home = &places[*top].0;
        group.iter().all(|(at, _)| at == top || places[*at].1.contains(home))
    });
    let home = match (stated, highest, group.len()) {
        // Who meets a standard or not is the county, whoever states what it has.
        _ if is_standing(sample) => places[*first].0.clone(),
        (Some(home), ..) => home.clone(),
        (None, Some(at), 1) => places[at].0.clone(),
        (None, _, _) => common.map_or_else(|| places[*first].0.clone(), Home::clone),
    };
    let members: Vec<usize> = group.iter().map(|(at, _)| *at).collect();
    let mut reaches: Vec<String> = members
        .iter()
        .filter(|at| !places[**at].2 && places[**at].0 != home)
        .map(|at| places[*at].0.name.clone())
        .collect();
    if let [(_, only)] = group.as_slice()
        && !only.reaches.is_empty()
    {
        reaches = only.reaches.clone();
    }
    // Where nothing reads it, such as in the province that states a param for its counties, it does nothing.
    let is_read = |own: &Finding| own.subject.as_ref().is_none_or(|subject| !subject.benefits.is_empty());
    let any_reads = group.iter().any(|(_, own)| is_read(own));
    let effects = group.iter().filter(|(_, own)| !any_reads || is_read(own)).map(|(_, own)| own.effect);
    let effect = effects.reduce(super::Effect::joined)?;
    let mut benefits: Vec<String> = Vec::new();
    for own in group.iter().filter_map(|(_, own)| own.subject.as_ref()) {
        for name in own.benefits.iter().filter(|name| !benefits.contains(name)).cloned().collect::<Vec<_>>() {
            benefits.push(name);
        }
    }
    let own_finding = group.iter().position(|(at, _)| places[*at].0 == home).unwrap_or(0);
    let mut finding = group.into_iter().nth(own_finding).map(|(_, own)| own)?;
    if let Some(subject) = &mut finding.subject {
        subject.benefits = benefits;
    }
    // Those who can be shown as an example come first: counties before those above them.
    let mut members = members;
    members.sort_by_key(|at| places[*at].2);
    Some((Finding { home, reaches, effect, ..finding }, members))
}

/// Whether it tells how one county stands to a standard.
fn is_standing(own: &Finding) -> bool {
    let stands = matches!(own.rule.what, What::NoLongerMet | What::Exceeded | What::NowMet | What::NoLongerDecided);
    own.rule.kind == Kind::Standard && stands
}

/// The same for what comes from one place of the old text and one of the new.
fn key(at: usize, own: &Finding) -> String {
    let span = |which: Which| -> Option<Span> {
        own.sides.get(which).as_ref().and_then(|own| own.origin.as_ref()).map(|own| own.span)
    };
    let spans = (span(Which::A), span(Which::B));
    let stands_alone = spans == (None, None) || own.rule.kind == Kind::Jurisdiction || is_standing(own);
    let who = if stands_alone { at.to_string() } else { String::new() };
    let exact = own.sides.map(|_, own| own.as_ref().map(|own| own.exact.clone()));
    let item = own.item.as_ref().map(|own| (own.text.zh.clone(), own.cases.clone()));
    let subject = own.subject.as_ref().map(|own| (own.kind, own.key.clone()));
    // Of cells with one place, such as those of a formula, each county has its own.
    format!("{who} {:?} {subject:?} {item:?} {:?} {exact:?} {spans:?}", own.rule, own.days)
}
