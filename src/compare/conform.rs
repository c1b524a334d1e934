//! A county against the standards in force on a day: for each requirement how each value it names stands, where both are
//! stated, by how much it misses, and the smallest edit that would bring it into line.
//!
//! Requirements on clauses are judged here. Requirements on behaviour are decided over all inputs by whoever is handed
//! in as [`Decide`]; without one they stay *not decided*, and say so.

mod judge;

use super::data::{Held, Item, Key, Origin, Party};
use super::fix::Edit;
use super::meaning::Test as Question;
use super::shared::{Shared, Side, SideId};
use super::space::{Cond, Space};
use super::standing::{Bounds, Standing};
use super::values::number_text;
use super::verify::Case;
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::ir::expr::{Expr, ExprKind, HeadItem};
use crate::ir::standard::{self, Requirement, Standard};
use crate::ir::{DefinitionId, DefinitionKind, ListId, Type};
use crate::syntax::ast::CompareOp;
use judge::Judge;

/// A county held against its standards.
#[derive(Clone, Debug)]
pub struct Conformance {
    pub party: Party,
    /// In the order of the standards; one for each value that a requirement names.
    pub findings: Vec<Finding>,
}

/// How one value stands to one requirement.
#[derive(Clone, Debug)]
pub struct Finding {
    pub standard: String,
    /// Its place in the standard, from 0.
    pub number: usize,
    pub label: Option<String>,
    pub must: bool,
    /// What is asked, and where.
    pub asked: Origin,
    /// The benefit, as the county calls it, or the list or param.
    pub subject: Option<String>,
    pub item: Option<Item>,
    pub keys: Vec<Key>,
    pub standing: Standing,
    pub held: Held,
    /// The value less the edge that it misses.
    pub by: Option<Text>,
    /// Why it is not stated or not decided; what a list lacks; a witness.
    pub reason: Option<Text>,
    /// Of behaviour: the view and the range, and what was taken for granted.
    pub looked_at: Vec<Text>,
    /// Of behaviour: people with bills that show it.
    pub cases: Vec<Case>,
    /// The county is exempt, until this day (`None`: for good).
    pub exempt: Option<Option<Date>>,
    /// What would mend it, or why nothing certain would.
    pub fix: Fix,
}

/// What would bring a value into line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Nothing is wrong, or it is not ours to mend.
    None,
    Edit(Edit),
    /// It has to be mended by hand, for this reason.
    ByHand(Text),
}

/// Decides what requirements say of behaviour, over all inputs.
pub trait Decide: Sync {
    /// Returns who decides for one county.
    fn of<'p>(&self, side: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p>;
}

/// The answer to a requirement on behaviour.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Meets it, below, above, or not decided.
    pub standing: Standing,
    /// By how much at most.
    pub by: Option<Text>,
    /// What fails, or why it is not decided.
    pub reason: Option<Text>,
    /// The view and the range, and what was taken for granted.
    pub looked_at: Vec<Text>,
    /// People with bills that show it, settled by the evaluator.
    pub cases: Vec<Case>,
}

impl Default for Decision {
    fn default() -> Decision {
        Decision { standing: Standing::NotDecided, by: None, reason: None, looked_at: Vec::new(), cases: Vec::new() }
    }
}

/// Decides nothing.
#[derive(Clone, Copy, Debug)]
pub struct ClausesOnly;

impl Decide for ClausesOnly {
    fn of<'p>(&self, _: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p> {
        Box::new(|_| Decision { reason: Some(words::about_behaviour()), ..Decision::default() })
    }
}

impl Finding {
    /// Whether it counts against the county.
    pub fn is_deviation(&self) -> bool {
        self.exempt.is_none() && matches!(self.standing, Standing::Below | Standing::Above | Standing::NotStated)
    }

    /// Whether it leaves the question open.
    pub fn is_open(&self) -> bool {
        self.exempt.is_none() && self.standing == Standing::NotDecided
    }
}

impl Conformance {
    /// Whether some value misses what must be.
    pub fn has_deviations(&self) -> bool {
        self.findings.iter().any(|own| own.must && own.is_deviation())
    }

    /// Whether something that must be could not be decided.
    pub fn is_open(&self) -> bool {
        self.findings.iter().any(|own| own.must && own.is_open())
    }
}

/// Holds a county against every standard in force on its day.
pub fn conform(side: Side<'_>, decide: &dyn Decide) -> Conformance {
    let shared = Shared::of_many(vec![side]);
    let on = side.date;
    let own = &side.program.jurisdiction;
    let mut findings = Vec::new();
    let mut decide = decide.of(side);
    for standard in requirements_in_force(side) {
        let exempt = exemption(standard, &own.chain, on);
        for (number, requirement) in standard.requirements.iter().enumerate() {
            if !requirement.range.contains(on) {
                continue;
            }
            let judge = Judge { shared: &shared, standard, number, requirement, exempt };
            findings.extend(judge.findings(&mut *decide));
        }
    }
    Conformance { party: Party::of(side), findings }
}

/// Returns the standards of a side that are in force on its day.
pub(crate) fn requirements_in_force(side: Side<'_>) -> impl Iterator<Item = &Standard> {
    side.program.standards.iter().filter(move |own| !own.is_assert && own.range.contains(side.date))
}

/// Returns whether a county, or one above it, is exempt on a day, and until when.
pub(crate) fn exemption(standard: &Standard, chain: &[String], on: Date) -> Option<Option<Date>> {
    let holds = standard.exemptions.iter().filter(|(name, range)| chain.contains(name) && range.contains(on));
    let untils: Vec<Option<Date>> = holds.map(|(_, range)| range.until).collect();
    untils.iter().copied().max_by_key(|until| (until.is_none(), *until))
}

/// Returns how a list of a side stands to a requirement on it.
pub(crate) fn judge_list(side: Side<'_>, standard: &Standard, requirement: &Requirement) -> Option<Standing> {
    let shared = Shared::of_many(vec![side]);
    let mut nobody = |_: &Requirement| Decision::default();
    let findings = Judge { shared: &shared, standard, number: 0, requirement, exempt: None }.findings(&mut nobody);
    findings.first().map(|own| own.standing)
}

/// Judges one requirement; `decide` is asked of behaviour.
pub(crate) fn findings<'p>(
    side: Side<'p>,
    standard: &'p Standard,
    number: usize,
    requirement: &'p Requirement,
    decide: &mut dyn FnMut(&'p Requirement) -> Decision,
) -> Vec<Finding> {
    let shared = Shared::of_many(vec![side]);
    Judge { shared: &shared, standard, number, requirement, exempt: None }.findings(decide)
}

/// An edge, and whether it belongs.
type Edge<'e> = (&'e Expr, bool);

/// Takes a quantity in a band or a comparison apart: what it is, its least and its most.
fn within(own: &Expr) -> Option<(&Expr, Option<Edge<'_>>, Option<Edge<'_>>)> {
    match &*own.kind {
        ExprKind::InBand { value, band, negated: false } => {
            let (low, high) = (&band.low, &band.high);
            let low = low.as_ref().map(|edge| (&edge.value, edge.included));
            let high = high.as_ref().map(|edge| (&edge.value, edge.included));
            Some((value, low, high))
        }
        ExprKind::Compare(op, left, right) => Some(match op {
            CompareOp::Equal => (left, Some((right, true)), Some((right, true))),
            CompareOp::NotEqual => return None,
            CompareOp::Less => (left, None, Some((right, false))),
            CompareOp::LessOrEqual => (left, None, Some((right, true))),
            CompareOp::Greater => (left, Some((right, false)), None),
            CompareOp::GreaterOrEqual => (left, Some((right, true)), None),
        }),
        _ => None,
    }
}

/// Takes `个数(清单) 不低于 45` apart.
pub(crate) fn counted_list(own: &Expr) -> Option<(ListId, Option<Edge<'_>>, Option<Edge<'_>>)> {
    let (value, low, high) = within(own)?;
    let ExprKind::ListCount(id) = &*value.kind else { return None };
    Some((*id, low, high))
}

/// Takes `低保标准 不低于 450元/人·月` apart: the param and its edges on the day.
pub(crate) fn asked_param<'p>(shared: &Shared<'p>, side: SideId, own: &'p Expr) -> Option<(DefinitionId, Bounds<'p>)> {
    let (value, low, high) = within(own)?;
    let ExprKind::Definition(id, _) = &*value.kind else { return None };
    (shared.program(side).definition(*id).kind == DefinitionKind::Param).then_some(())?;
    Some((*id, Bounds::between(shared, side, low, high)?))
}

/// Returns the conditions of the cells that keys name; what the value does not ask is named by every cell.
pub(crate) fn named_cells<'p>(
    shared: &Shared<'p>,
    side: SideId,
    space: &mut Space<'p>,
    keys: &'p [standard::Key],
) -> Vec<Cond> {
    let mut all = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let standard::Key::Head(head) = key else { continue };
        let mut any = Vec::new();
        for item in &head.items {
            match item {
                HeadItem::Any | HeadItem::Else => any.push(Cond::Open),
                HeadItem::Condition(condition) => any.push(space.condition(shared, side, condition)),
                HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Band(_) | HeadItem::Compare(..) => {
                    let Some((contrary, test)) = shared.head_test(side, item) else {
                        any.push(Cond::Open);
                        continue;
                    };
                    let asking = space.asking(&test);
                    // Several quantities of one kind: the key's place says which is meant.
                    let asking: Vec<usize> = match (&test, asking.as_slice()) {
                        (Question::Entries(..), _) | (_, [] | [_]) => asking,
                        _ => asking.get(at).copied().into_iter().collect(),
                    };
                    let tests = asking.into_iter().map(|dimension| space.test(dimension, test.clone()));
                    let holds = Cond::All(tests.collect());
                    any.push(if contrary { Cond::Not(Box::new(holds)) } else { holds });
                }
            }
        }
        all.push(Cond::Any(any));
    }
    all
}

/// Returns a difference with its sign.
pub(crate) fn difference(by: &Number, ty: &Type) -> Text {
    let sign = if by.is_negative() { "" } else { "+" };
    let text = match ty {
        Type::Ratio => {
            let points = by.multiply(&Number::from(100)).unwrap_or_else(|_| by.clone());
            let digits = points.decimal_text(4).unwrap_or_else(|| points.fixed_text(2));
            Text::new(format!("{digits}个百分点"), format!("{digits}pp"))
        }
        _ => number_text(by, ty),
    };
    Text { zh: format!("{sign}{}", text.zh), en: format!("{sign}{}", text.en) }
}

/// Returns what a requirement asks, as policy text: `门诊慢特病.起付线 不超过 300元/年`.
pub fn requirement_text(sources: &crate::base::source::SourceMap, finding: &Finding) -> String {
    written_requirement(sources, finding.asked.span, finding.label.as_deref())
}

/// Returns the requirement at a place as policy text, without its severity, its label and its marks.
pub(crate) fn written_requirement(
    sources: &crate::base::source::SourceMap,
    span: crate::base::span::Span,
    label: Option<&str>,
) -> String {
    let quoted = sources.slice(span);
    let mut words: Vec<&str> = quoted.split_whitespace().collect();
    if let Some(first) = words.first()
        && ["必须", "应当", "must", "should"].contains(first)
    {
        words.remove(0);
    }
    if let Some(label) = label
        && words
            .first()
            .is_some_and(|first| first.trim_end_matches([':', '：']).trim_matches(['「', '」', '\'']) == label)
    {
        words.remove(0);
        if words.first().is_some_and(|first| matches!(*first, ":" | "：")) {
            words.remove(0);
        }
    }
    // Marks say where it comes from, which is told apart.
    let is_mark = |word: &&str| {
        let dated =
            word.strip_prefix(['自', '至']).is_some_and(|rest| rest.starts_with(|own: char| own.is_ascii_digit()));
        dated || word.starts_with(['@', '＠']) || ["核对", "checked"].contains(word)
    };
    let end = words.iter().position(is_mark).unwrap_or(words.len());
    words.truncate(end);
    words.join(" ")
}

/// Returns policy text without the quotes that its names do not need.
pub fn tidy(text: &str) -> String {
    let mut sources = crate::base::source::SourceMap::default();
    let whole = format!("县 甲\n\n{text}\n");
    let formatted = sources.add("edit".to_owned(), whole.clone()).and_then(|source| {
        crate::syntax::format::format_text(source, &whole, crate::syntax::format::KeywordStyle::Keep).ok()
    });
    let lines = formatted.and_then(|text| text.split_once("\n\n").map(|(_, rest)| rest.trim().to_owned()));
    lines.unwrap_or_else(|| text.to_owned())
}
