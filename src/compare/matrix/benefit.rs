//! The benefits of all counties to topics: clauses of one kind in one line, values cell by cell, everything else by what
//! it means.

use super::lines::{Manner, is_word, laid_out, text_line, topic};
use super::norms::Norms;
use super::{Line, Topic};
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Text, listed};
use crate::compare::benefit::{is_value, item, none_text, stated};
use crate::compare::clauses::{Live, Strictness, each_key, fits, live, place_of};
use crate::compare::data::{Item, Origin, SubjectKind};
use crate::compare::direction::{Sense, sense};
use crate::compare::meaning::{Condition, Depth, Test};
use crate::compare::shared::{BenefitGroup, Shared, SideId};
use crate::compare::values::{Value, origin, say};
use crate::compare::words;
use crate::compare::worth::is_immediate;
use crate::ir::expr::Expr;
use crate::ir::{
    Benefit, BenefitId, BranchId, ClauseBody, ClausePath, ClauseWord, Occasion, Rounding, Stated, print, version_on,
};
use crate::model::path::period_words;
use crate::syntax::ast::Hit;
use indexmap::IndexMap;

/// Lays out every benefit that some county has on its day.
pub(super) fn topics<'p>(shared: &Shared<'p>, norms: &Norms<'p>) -> Vec<Topic> {
    shared.groups.iter().filter_map(|group| Some(Work::of(shared, norms, group)?.topic())).collect()
}

/// Lays out the benefit that one county has under this number.
pub(super) fn topic_of<'p>(shared: &Shared<'p>, norms: &Norms<'p>, side: SideId, id: BenefitId) -> Option<Topic> {
    let group = shared.groups.iter().find(|group| group.ids[side.0] == Some(id))?;
    Some(Work::of(shared, norms, group)?.topic())
}

/// Lays out one clause of a benefit, as one county has it.
pub(super) fn clause_of<'p>(
    shared: &Shared<'p>,
    norms: &Norms<'p>,
    (side, id): (SideId, BenefitId),
    path: &ClausePath,
) -> Vec<Line> {
    let group = shared.groups.iter().find(|group| group.ids[side.0] == Some(id));
    let Some(work) = group.and_then(|group| Work::of(shared, norms, group)) else { return Vec::new() };
    if is_value(path.word) {
        let present: Vec<bool> = work.ids.iter().map(Option::is_some).collect();
        let own = |slot: &Slot<'p>| slot.clauses[side.0].is_some_and(|own| own.path == path);
        let slots = work.slots();
        return slots.iter().find(|slot| own(slot)).map_or(Vec::new(), |slot| work.values(slot, &present));
    }
    let lines = if path.word == ClauseWord::Requires { work.conditions() } else { work.texts() };
    let fits = |line: &Line| {
        line.item.word == Some(path.word) && line.item.cases == path.cases && line.item.label == path.label
    };
    lines.into_iter().filter(fits).collect()
}

fn clauses<'p>(shared: &Shared<'p>, ids: &[Option<BenefitId>]) -> Vec<Vec<Live<'p>>> {
    shared.side_ids().map(|side| ids[side.0].map_or(Vec::new(), |id| live(shared, side, id))).collect()
}

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    norms: &'s Norms<'p>,
    group: &'s BenefitGroup,
    ids: Vec<Option<BenefitId>>,
    live: Vec<Vec<Live<'p>>>,
}

/// Clauses of one kind in one case.
struct Slot<'p> {
    case: Vec<String>,
    clauses: Vec<Option<Live<'p>>>,
}

/// A text of a county with what makes it equal to another.
type Said = Option<(String, Text, Origin)>;

impl<'s, 'p> Work<'s, 'p> {
    /// Takes up a benefit; `None`: no county has it on its day.
    fn of(shared: &'s Shared<'p>, norms: &'s Norms<'p>, group: &'s BenefitGroup) -> Option<Work<'s, 'p>> {
        let ids: Vec<Option<BenefitId>> = shared
            .side_ids()
            .map(|side| {
                let id = group.ids[side.0]?;
                version_on(&shared.program(side).benefit(id).alive, shared.date(side)).map(|_| id)
            })
            .collect();
        let some = ids.iter().any(Option::is_some);
        some.then(|| Work { shared, norms, group, live: clauses(shared, &ids), ids })
    }

    fn topic(&self) -> Topic {
        let present: Vec<bool> = self.ids.iter().map(Option::is_some).collect();
        let mut lines = vec![self.occasion()];
        lines.extend(self.conditions());
        lines.extend(self.cases());
        for slot in self.slots() {
            lines.extend(self.values(&slot, &present));
        }
        lines.extend(self.texts());
        // What nobody states takes no line.
        lines.retain(|line| line.cells.iter().any(super::norms::is_present));
        topic(SubjectKind::Benefit, self.group.key.clone(), present, lines)
    }

    fn benefit(&self, side: SideId) -> Option<&'p Benefit> {
        self.ids[side.0].map(|id| self.shared.program(side).benefit(id))
    }

    /// Returns something of every county that has the benefit.
    fn each<T>(&self, of: impl Fn(SideId, &'p Benefit) -> Option<T>) -> Vec<Option<T>> {
        self.shared.side_ids().map(|side| self.benefit(side).and_then(|own| of(side, own))).collect()
    }

    fn declared(&self, side: SideId, own: &Benefit) -> Option<Origin> {
        let program = self.shared.program(side);
        let alive = version_on(&own.alive, self.shared.date(side))?;
        Some(Origin { span: own.span, ..origin(program, &alive.origin) })
    }

    /// What the language says where nobody says anything.
    fn by_default(&self, side: SideId, own: &Benefit) -> Option<Origin> {
        let own = self.declared(side, own)?;
        Some(Origin { cites: Vec::new(), disputed: Vec::new(), checked: None, how: Stated::Default, ..own })
    }

    fn occasion(&self) -> Line {
        let said = self.each(|side, own| {
            let origin = self.declared(side, own)?;
            Some((format!("{:?}", own.occasion), print::occasion(own.occasion), origin))
        });
        text_line(Item::of(words::occasion()), said)
    }

    // ---- conditions and cases

    /// Returns the conditions, those about one thing in one line.
    fn conditions(&self) -> Vec<Line> {
        let shared = self.shared;
        let mut rows: IndexMap<(String, String), (Option<String>, Vec<Said>)> = IndexMap::new();
        for side in shared.side_ids() {
            let mut seen: Vec<String> = Vec::new();
            for own in &self.live[side.0] {
                let ClauseBody::Requires(condition) = own.body else { continue };
                for expr in shared.conjuncts(side, condition) {
                    let meaning = shared.meaning(side, expr);
                    let case = own.path.cases.join("\u{1}");
                    if seen.contains(&format!("{case} {meaning}")) {
                        continue;
                    }
                    seen.push(format!("{case} {meaning}"));
                    let text = say(|lang| print::expr(shared.program(side), expr, lang));
                    let from = origin(shared.program(side), own.origin);
                    // By what it asks; what asks no single question by its meaning.
                    let about = asks(shared, side, expr).unwrap_or_else(|| meaning.clone());
                    let row = rows.entry((case, about)).or_insert_with(|| (None, vec![None; shared.sides.len()]));
                    row.0 = row.0.take().or_else(|| own.path.label.clone());
                    row.1[side.0] = Some(match row.1[side.0].take() {
                        Some((known, said, origin)) => (format!("{known} {meaning}"), listed(&[said, text]), origin),
                        None => (meaning, text, from),
                    });
                }
            }
        }
        rows.into_iter()
            .map(|((case, _), (label, said))| {
                let text = match &label {
                    Some(label) => words::label(words::condition(), label),
                    None => words::condition(),
                };
                let cases = case.split('\u{1}').filter(|own| !own.is_empty()).map(str::to_owned).collect();
                let item = Item { word: Some(ClauseWord::Requires), cases, label, ..Item::of(text) };
                text_line(item, said)
            })
            .collect()
    }

    /// Returns for each branch that is in force the labels of those that enclose it and its own.
    fn branches(&self, side: SideId) -> Vec<(BranchId, Vec<String>)> {
        let Some(own) = self.benefit(side) else { return Vec::new() };
        let on = self.shared.date(side);
        let program = self.shared.program(side);
        let mut all: Vec<(BranchId, Vec<String>)> = Vec::new();
        for (at, branch) in own.branches.iter().enumerate() {
            let above = match branch.parent {
                None => Vec::new(),
                Some(parent) => match all.iter().find(|(id, _)| *id == parent) {
                    Some((_, labels)) => labels.clone(),
                    None => continue,
                },
            };
            if !branch.range.contains(on) {
                continue;
            }
            let label = branch.label.clone().unwrap_or_else(|| match &branch.when {
                Some(when) => print::expr(program, when, Lang::Zh),
                None => "其余".to_owned(),
            });
            all.push((BranchId(at as u32), above.into_iter().chain([label]).collect()));
        }
        all
    }

    /// When each case applies.
    fn cases(&self) -> Vec<Line> {
        let shared = self.shared;
        let mut rows: IndexMap<Vec<String>, Vec<Said>> = IndexMap::new();
        for side in shared.side_ids() {
            let Some(own) = self.benefit(side) else { continue };
            for (id, labels) in self.branches(side) {
                let branch = &own.branches[id.index()];
                let (meaning, text) = match &branch.when {
                    Some(when) => {
                        (shared.meaning(side, when), say(|lang| print::expr(shared.program(side), when, lang)))
                    }
                    None => ("else".to_owned(), words::rest()),
                };
                let from = origin(shared.program(side), &branch.origin);
                rows.entry(labels).or_insert_with(|| vec![None; shared.sides.len()])[side.0] =
                    Some((meaning, text, from));
            }
        }
        let line =
            |(cases, said): (Vec<String>, Vec<Said>)| text_line(Item { cases, ..Item::of(words::case_scope()) }, said);
        rows.into_iter().map(line).collect()
    }

    // ---- values

    /// Returns the clauses that hold values, those of one kind together.
    fn slots(&self) -> Vec<Slot<'p>> {
        let shared = self.shared;
        let mut slots: Vec<Slot<'p>> = Vec::new();
        for side in shared.side_ids() {
            let branches = self.branches(side);
            let mut waiting: Vec<(Vec<String>, Live<'p>)> = Vec::new();
            for own in self.live[side.0].iter().filter(|own| is_value(own.path.word)) {
                let case = match own.branch {
                    None => Vec::new(),
                    Some(branch) => match branches.iter().find(|(id, _)| *id == branch) {
                        Some((_, labels)) => labels.clone(),
                        None => continue,
                    },
                };
                waiting.push((case, *own));
            }
            for strictness in Strictness::ALL {
                waiting.retain(|(case, own)| {
                    let fitting = slots.iter_mut().find(|slot| {
                        slot.case == *case
                            && slot.clauses[side.0].is_none()
                            && slot
                                .first()
                                .is_some_and(|(other, known)| fits(shared, (other, &known), (side, own), strictness))
                    });
                    match fitting {
                        Some(slot) => {
                            slot.clauses[side.0] = Some(*own);
                            false
                        }
                        None => true,
                    }
                });
            }
            for (case, own) in waiting {
                let mut clauses = vec![None; shared.sides.len()];
                clauses[side.0] = Some(own);
                slots.push(Slot { case, clauses });
            }
        }
        self.fill_from_outside(&mut slots);
        slots.sort_by_key(|slot| {
            let word = slot.first().map(|(_, own)| own.path.word);
            (word.map(place_of), slot.case.clone(), slot.first().map(|(_, own)| own.path.clone()))
        });
        slots
    }

    /// Where a county has no such case, or the case is silent, what holds outside of it counts.
    fn fill_from_outside(&self, slots: &mut [Slot<'p>]) {
        let general: Vec<Vec<Option<Live<'p>>>> =
            slots.iter().filter(|slot| slot.case.is_empty()).map(|slot| slot.clauses.clone()).collect();
        for slot in slots.iter_mut().filter(|slot| !slot.case.is_empty()) {
            let Some((other, like)) = slot.first() else { continue };
            for side in self.shared.side_ids().filter(|side| self.ids[side.0].is_some()) {
                if slot.clauses[side.0].is_some() {
                    continue;
                }
                let own = general.iter().filter_map(|clauses| clauses[side.0]);
                slot.clauses[side.0] = Strictness::ALL.into_iter().find_map(|strictness| {
                    own.clone().find(|own| fits(self.shared, (other, &like), (side, own), strictness))
                });
            }
        }
    }

    fn values(&self, slot: &Slot<'p>, present: &[bool]) -> Vec<Line> {
        let shared = self.shared;
        let Some((side, first)) = slot.first() else { return Vec::new() };
        let word = first.path.word;
        let values: Vec<Option<Value<'p>>> = shared
            .side_ids()
            .map(|side| stated(shared, side, self.ids[side.0]?, slot.clauses[side.0].as_ref()?, true))
            .collect();
        let conditions: Vec<Vec<&'p Expr>> = shared
            .side_ids()
            .map(|side| {
                let requires = self.live[side.0].iter().filter(|own| own.branch.is_none());
                requires
                    .filter_map(|own| if let ClauseBody::Requires(own) = own.body { Some(own) } else { None })
                    .collect()
            })
            .collect();
        let mut names: Vec<&str> = vec![&self.group.key];
        for side in shared.side_ids() {
            if let Some(own) = self.benefit(side) {
                names.push(&own.name);
                names.extend(own.identity.as_deref());
            }
        }
        let occasions: Vec<Option<Occasion>> = self.each(|_, own| Some(own.occasion));
        let same_occasion =
            occasions.iter().flatten().all(|own| Some(*own) == occasions.iter().flatten().next().copied());
        // A clause of another period, or in a case, is there all the same.
        let silent = |side: SideId| {
            let has = |word: ClauseWord| self.live[side.0].iter().any(|own| own.path.word == word);
            self.ids[side.0].is_some() && !has(word) && (word == ClauseWord::Cap || has(ClauseWord::Rate))
        };
        let manner = Manner {
            silent: shared.side_ids().map(silent).collect(),
            item: item(shared, side, &first, &slot.case),
            sense: if word == ClauseWord::Amount && !same_occasion { Sense::Unknown } else { sense(word) },
            none: none_text(word),
            conditions,
            present,
            asked: self.norms.on_clause(&names, first.path),
        };
        let mut lines = laid_out(shared, &values, &manner);
        lines.extend(self.beside(slot, &values, &manner.item));
        lines
    }

    /// What stands around the values: how often it is charged, for whom it counts, what earlier claims change.
    fn beside(&self, slot: &Slot<'p>, values: &[Option<Value<'p>>], item: &Item) -> Option<Line> {
        let shared = self.shared;
        let said: Vec<Said> = shared
            .side_ids()
            .map(|side| {
                let own = slot.clauses[side.0].as_ref()?;
                let program = shared.program(side);
                let (mut meaning, mut texts): (Vec<String>, Vec<Text>) = Default::default();
                if let ClauseBody::Deductible { charged_at_most, .. } = own.body {
                    for (period, times) in charged_at_most {
                        let (zh, en) = period_words(*period);
                        meaning.push(format!("{period:?} {times}"));
                        texts.push(words::times_at_most(Text::new(zh, en), *times as usize));
                    }
                }
                if own.path.word != ClauseWord::FirstPay
                    && let Some(when) = own.when()
                {
                    meaning.push(shared.meaning(side, when));
                    texts.push(say(|lang| {
                        format!("{} {}", if lang == Lang::Zh { "当" } else { "when" }, print::expr(program, when, lang))
                    }));
                }
                let each = each_key(shared, side, own);
                if !each.is_empty() {
                    meaning.push(format!("each {each:?}"));
                    texts.push(words::each(listed(&each)));
                }
                let joint: Vec<&str> = own.joint().iter().map(|id| shared.benefit_key(side, *id)).collect();
                if !joint.is_empty() {
                    meaning.push(format!("joint {joint:?}"));
                    texts.push(words::joint(listed(&joint)));
                }
                let value = values[side.0].as_ref()?;
                for effect in value.effects().iter().filter(|own| !is_immediate(own)) {
                    meaning.push(shared.effect_text(side, effect));
                    texts.push(say(|lang| print::effect(program, effect, lang)));
                }
                if let Some(table) = value.table()
                    && matches!(table.hit, Hit::Highest | Hit::Lowest | Hit::Sum)
                {
                    meaning.push(format!("{:?}", table.hit));
                    let hit = match table.hit {
                        Hit::Lowest => words::take_lowest(),
                        Hit::Sum => words::take_sum(),
                        _ => words::take_highest(),
                    };
                    texts.push(match &table.each_further_hit_plus {
                        Some(plus) => {
                            meaning.push(shared.meaning(side, plus));
                            words::each_more(hit, say(|lang| print::expr(program, plus, lang)))
                        }
                        None => hit,
                    });
                }
                if is_word(&own.value()?.value) && texts.is_empty() {
                    return None;
                }
                let text = if texts.is_empty() { words::nothing_beside() } else { listed(&texts) };
                Some((meaning.join(" "), text, origin(program, own.origin)))
            })
            .collect();
        let told = said.iter().flatten().any(|(meaning, ..)| !meaning.is_empty());
        told.then(|| text_line(Item { text: words::beside(item.text.clone()), ..item.clone() }, said))
    }

    // ---- everything else

    fn texts(&self) -> Vec<Line> {
        let shared = self.shared;
        let mut rows: IndexMap<(ClauseWord, Vec<String>), Vec<Said>> = IndexMap::new();
        for side in shared.side_ids() {
            let program = shared.program(side);
            let branches = self.branches(side);
            for own in &self.live[side.0] {
                let word = own.path.word;
                if is_value(word) || matches!(word, ClauseWord::Requires | ClauseWord::MapsTo | ClauseWord::As) {
                    continue;
                }
                let cases = own.branch.and_then(|id| branches.iter().find(|(known, _)| *known == id));
                let cases = cases.map_or(Vec::new(), |(_, labels)| labels.clone());
                let (meaning, text) = self.meant(side, own);
                let from = origin(program, own.origin);
                let row = rows.entry((word, cases)).or_insert_with(|| vec![None; shared.sides.len()]);
                row[side.0] = Some(match row[side.0].take() {
                    Some((known, said, origin)) => (format!("{known} {meaning}"), listed(&[said, text]), origin),
                    None => (meaning, text, from),
                });
            }
        }
        let mut lines = Vec::new();
        for ((word, cases), mut said) in rows {
            if cases.is_empty() {
                for side in shared.side_ids() {
                    let Some(own) = self.benefit(side) else { continue };
                    if said[side.0].is_none() {
                        said[side.0] = usual(word)
                            .zip(self.by_default(side, own))
                            .map(|((meaning, text), origin)| (meaning, text, origin));
                    }
                }
            }
            let (zh, en) = word.words();
            lines.push(text_line(Item { word: Some(word), cases, ..Item::of(Text::new(zh, en)) }, said));
        }
        lines
    }

    /// Returns what a clause without a value means, and its words.
    fn meant(&self, side: SideId, own: &Live<'p>) -> (String, Text) {
        let shared = self.shared;
        let program = shared.program(side);
        let keys = |ids: &[BenefitId]| {
            let known = ids.iter().filter(|id| shared.is_paired(side, **id));
            let mut keys: Vec<String> = known.map(|id| shared.benefit_key(side, *id).to_owned()).collect();
            keys.sort();
            keys.dedup();
            (format!("{keys:?}"), listed(&keys))
        };
        let bare = || {
            say(|lang| {
                let text = print::clause(program, own.body, lang);
                let (zh, en) = own.path.word.words();
                let word = if lang == Lang::Zh { zh } else { en };
                text.strip_prefix(word).map_or(text.clone(), |rest| rest.trim_start().to_owned())
            })
        };
        match own.body {
            ClauseBody::After(ids) | ClauseBody::NotWith(ids) | ClauseBody::StacksWith(ids) => keys(ids),
            ClauseBody::Base { value, cumulative } => {
                (format!("{} {cumulative:?}", shared.adjusted_text(side, value, Depth::Meaning)), bare())
            }
            ClauseBody::Refuse { when, .. } => {
                (when.as_ref().map_or(String::new(), |when| shared.meaning(side, when)), bare())
            }
            ClauseBody::Round(rounding) => {
                let text = say(|lang| print::rounding(rounding, lang));
                (text.zh.clone(), text)
            }
            _ => {
                let text = bare();
                (text.zh.clone(), text)
            }
        }
    }
}

impl<'p> Slot<'p> {
    /// Returns the first clause in it with its county.
    fn first(&self) -> Option<(SideId, Live<'p>)> {
        self.clauses.iter().enumerate().find_map(|(side, own)| own.map(|own| (SideId(side), own)))
    }
}

/// Returns what holds where a clause is not stated: its meaning and its words.
fn usual(word: ClauseWord) -> Option<(String, Text)> {
    match word {
        ClauseWord::Round => {
            let source = crate::base::source::SourceId(0);
            let span = crate::base::span::Span::new(source, 0, 0);
            let usual = Rounding { mode: RoundingMode::HalfUp, unit: Number::one(), span };
            let text = say(|lang| print::rounding(&usual, lang));
            Some((text.zh.clone(), text))
        }
        ClauseWord::Identities => Some(("就高".to_owned(), Text::new("就高", "highest"))),
        ClauseWord::Base => {
            Some((format!("eligible left {:?}", None::<crate::base::date::Period>), words::default_base()))
        }
        ClauseWord::YearFrom => Some(("01-01".to_owned(), Text::new("1月1日", "01-01"))),
        _ => None,
    }
}

/// Returns what a condition is about, when that is one quantity.
fn asks(shared: &Shared<'_>, side: SideId, own: &Expr) -> Option<String> {
    let mut condition = shared.condition(side, own);
    while let Condition::Not(inner) = condition {
        condition = *inner;
    }
    match condition {
        Condition::Test { subject, test } if test != Test::Truth => Some(shared.meaning(side, subject)),
        _ => None,
    }
}
