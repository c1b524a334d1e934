//! What no test reaches to tests that reach it: a case is repaired until the benefit is due, steered towards the item,
//! and tried; an edge that decides gets a pair, one on either side of it.
//!
//! Whatever is proposed has been run; the amounts are the interpreter's and are to be checked by whoever takes the test.

use super::draft::{Asked, Draft, MOST_MEMBERS, Tried};
use super::items::{Item, Kind, Of, items};
use super::wishes::{Rules, Wish, Wishes, unit};
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::ir::expr::EffectKind;
use crate::ir::{Adjusted, BenefitId, ClauseBody, DefinitionId, Expr, FactId, Program, Source, Table, clause_value};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// How many cases are tried for one question before its items are given up.
const MOST_TRIES: usize = 1_500;
/// How many facts a case is completed with.
const MOST_REPAIRS: usize = 40;
/// How many tests one program is given.
const MOST_TESTS: usize = 500;

/// A test that is proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// As policy text.
    pub text: String,
    /// What it is the first to reach.
    pub reaches: Vec<Span>,
}

/// Returns tests for what `reached` lacks of a program's items, in the order of the items.
pub fn missing_tests(
    program: &Program,
    reached: &BTreeSet<Span>,
    wanted: &BTreeSet<Span>,
    day: Date,
    lang: Lang,
) -> Vec<Proposal> {
    let all = items(program);
    let mut search = Search { program, all: &all, missing: BTreeSet::new(), proposals: Vec::new(), day, lang };
    search.missing =
        all.iter().map(|own| own.span).filter(|span| wanted.contains(span) && !reached.contains(span)).collect();
    for at in 0..program.benefits.len() {
        let id = BenefitId(at as u32);
        search.ask(Asked::Benefit(id), Rules::of_benefit(program, id));
    }
    for at in 0..program.definitions.len() {
        let id = DefinitionId(at as u32);
        if program.definitions[at].arguments.is_empty() {
            search.ask(Asked::Definition(id), Rules::of_definition(program, id));
        }
    }
    search.proposals
}

struct Search<'p> {
    program: &'p Program,
    all: &'p [Item],
    missing: BTreeSet<Span>,
    proposals: Vec<Proposal>,
    day: Date,
    /// The tongue of titles and remarks.
    lang: Lang,
}

/// One question, and what is tried for it.
struct Question<'p> {
    asked: Asked,
    rules: Rules<'p>,
    tries: usize,
}

impl<'p> Search<'p> {
    /// Looks for cases of one question that reach what is missing.
    fn ask(&mut self, asked: Asked, rules: Rules<'p>) {
        let concerns = |own: &&Item| match (own.of, asked) {
            (Of::Benefit(id), Asked::Benefit(other)) => id == other,
            (Of::Benefit(_), Asked::Definition(_)) => false,
            (Of::Definition(id), _) => rules.reads(id),
            (Of::Table(_) | Of::State(_), _) => true,
            (Of::Choice, Asked::Benefit(_)) => true,
            (Of::Choice, Asked::Definition(_)) => false,
        };
        let program = self.program;
        let all: &'p [Item] = self.all;
        let targets: Vec<&'p Item> =
            all.iter().filter(|own| self.missing.contains(&own.span)).filter(concerns).collect();
        if targets.is_empty() {
            return;
        }
        let mut question = Question { asked, rules, tries: 0 };
        let mut found: BTreeMap<Date, Option<Draft>> = BTreeMap::new();
        for target in targets {
            if self.proposals.len() >= MOST_TESTS || question.tries >= MOST_TRIES {
                return;
            }
            if !self.missing.contains(&target.span) {
                continue;
            }
            let day = self.day_for(asked, target);
            let base = found.entry(day).or_insert_with(|| question.due(program, &Draft::new(asked, day), &Wish::new()));
            let Some(base) = base.clone() else { continue };
            let wishes = Wishes { program, date: day };
            let mut ways = directed(program, &wishes, target);
            ways.insert(0, Wish::new());
            if let Some(draft) = question.steer(program, &base, target, &ways) {
                self.accept(&mut question, draft, target);
            }
        }
    }

    /// Returns a day on which an item holds.
    fn day_for(&self, asked: Asked, target: &Item) -> Date {
        let alive = match asked {
            Asked::Benefit(id) => self.program.benefit(id).alive.iter().map(|own| own.range).collect(),
            Asked::Definition(_) => Vec::new(),
        };
        let mut range = target.range;
        if let Some(own) = alive.iter().rev().find_map(|own| own.intersect(range)) {
            range = own;
        }
        if range.contains(self.day) {
            return self.day;
        }
        range.from.filter(|from| *from > self.day).or(range.until).or(range.from).unwrap_or(self.day)
    }

    fn accept(&mut self, question: &mut Question<'p>, draft: Draft, target: &Item) {
        let program = self.program;
        let tried = question.tried(program, &draft);
        let Some(expected) = tried.expected.clone() else { return };
        let new: Vec<Span> = tried.reached.iter().copied().filter(|span| self.missing.contains(span)).collect();
        let named =
            |span: &Span| self.all.iter().find(|own| own.span == *span).map(|own| own.path.get(self.lang).to_owned());
        let mut remarks = vec![words::review().get(self.lang).to_owned()];
        remarks.extend(new.iter().filter_map(named).map(|path| words::reaches(path).get(self.lang).to_owned()));
        let title = words::proposed(&target.path).get(self.lang).to_owned();
        let pair = match target.kind {
            Kind::Row | Kind::Band | Kind::Cell | Kind::Effect | Kind::Case => {
                question.pair(program, &draft, target.span)
            }
            Kind::Clause | Kind::Version => None,
        };
        let text = match pair {
            Some((fact, rows)) => draft.text_of_rows(program, &title, &remarks, fact, &rows),
            None => draft.text(program, &title, &remarks, &expected),
        };
        let Some(text) = text else { return };
        for span in &new {
            self.missing.remove(span);
        }
        self.proposals.push(Proposal { text, reaches: new });
    }
}

impl<'p> Question<'p> {
    fn tried(&mut self, program: &'p Program, draft: &Draft) -> Tried {
        self.tries += 1;
        draft.tried(program)
    }

    /// Completes a case until there is an answer and no condition stands in the way, as far as that goes; what is
    /// fixed stays. `None`: there is no answer.
    fn due(&mut self, program: &'p Program, draft: &Draft, fixed: &Wish) -> Option<Draft> {
        let mut draft = draft.clone();
        let mut refused: BTreeMap<Span, usize> = BTreeMap::new();
        let mut best: Option<Draft> = None;
        for _ in 0..MOST_REPAIRS {
            let tried = self.tried(program, &draft);
            if let Some(fact) = tried.missing {
                let value = self.rules.values(fact, draft.date).into_iter().next()?;
                draft.facts.insert(fact, value);
                continue;
            }
            tried.expected.as_ref()?;
            best = Some(draft.clone());
            let Some(at) = tried.refused_at else { return best };
            let turn = refused.entry(at).or_default();
            let wishes = Wishes { program, date: draft.date };
            let agrees = |own: &Wish| own.iter().all(|(id, value)| fixed.get(id).is_none_or(|fixed| fixed == value));
            let ways: Vec<Wish> = hindrance(program, self.asked, at)
                .map_or_else(Vec::new, |(condition, wanted)| wishes.condition(condition, wanted))
                .into_iter()
                .filter(agrees)
                .collect();
            let Some(way) = ways.get(*turn) else {
                if self.rules.asks_members && draft.members.len() + 1 < MOST_MEMBERS && *turn < ways.len() + 3 {
                    *turn += 1;
                    draft.members.resize(draft.members.len() + 1, BTreeMap::new());
                    continue;
                }
                return best;
            };
            *turn += 1;
            draft.facts.extend(way.iter().map(|(id, value)| (*id, value.clone())));
        }
        best
    }

    /// Looks for a case that reaches an item: along the ways that lead to it, then by changing one thing after another.
    fn steer(&mut self, program: &'p Program, base: &Draft, target: &Item, ways: &[Wish]) -> Option<Draft> {
        let mut queue: VecDeque<(Draft, usize)> = VecDeque::new();
        let mut seen: BTreeSet<Draft> = BTreeSet::new();
        let mut known: BTreeSet<Span> = BTreeSet::new();
        let limit = (self.tries + MOST_TRIES / 4).min(MOST_TRIES);
        for way in ways {
            let mut draft = base.clone();
            draft.facts.extend(way.iter().map(|(id, value)| (*id, value.clone())));
            let Some(draft) = self.due(program, &draft, way) else { continue };
            if !seen.insert(draft.clone()) {
                continue;
            }
            let tried = self.tried(program, &draft);
            if tried.reached.contains(&target.span) && tried.expected.is_some() {
                return Some(draft);
            }
            let before = known.len();
            known.extend(tried.reached);
            if known.len() > before {
                queue.push_back((draft, 0));
            }
            if self.tries >= limit {
                return None;
            }
        }
        while let Some((draft, depth)) = queue.pop_front() {
            for next in self.neighbours(&draft) {
                if self.tries >= limit {
                    return None;
                }
                if !seen.insert(next.clone()) {
                    continue;
                }
                let Some(next) = self.completed(program, next) else { continue };
                let tried = self.tried(program, &next);
                if tried.reached.contains(&target.span) && tried.expected.is_some() {
                    return Some(next);
                }
                let before = known.len();
                known.extend(tried.reached);
                if known.len() > before && depth < 3 {
                    queue.push_back((next, depth + 1));
                }
            }
        }
        None
    }

    /// Fills in the facts that are missing.
    fn completed(&mut self, program: &'p Program, mut draft: Draft) -> Option<Draft> {
        for _ in 0..MOST_REPAIRS {
            let tried = self.tried(program, &draft);
            match tried.missing {
                Some(fact) => {
                    let value = self.rules.values(fact, draft.date).into_iter().next()?;
                    draft.facts.insert(fact, value);
                }
                None => return tried.expected.is_some().then_some(draft),
            }
        }
        None
    }

    /// Returns cases that differ in one thing.
    fn neighbours(&self, draft: &Draft) -> Vec<Draft> {
        let mut out = Vec::new();
        if self.rules.asks_claims {
            out.extend((1..=4).map(|claims_before| Draft { claims_before, ..draft.clone() }));
        }
        if self.rules.asks_members {
            for count in 1..=5 {
                let mut next = draft.clone();
                next.members.resize(count, BTreeMap::new());
                out.push(next);
            }
        }
        // The language itself reads costs that no expression names.
        let facts: BTreeSet<FactId> = self.rules.facts.iter().chain(draft.facts.keys()).copied().collect();
        for fact in facts {
            for value in self.rules.values(fact, draft.date) {
                let mut next = draft.clone();
                next.facts.insert(fact, value);
                out.push(next);
            }
        }
        out
    }

    /// Returns the fact that decides whether an item is reached, with its value on either side of the edge and what is
    /// expected there.
    fn pair(&mut self, program: &'p Program, draft: &Draft, target: Span) -> Option<(FactId, Vec<(Value, String)>)> {
        let numeric = |id: &FactId| matches!(&program.fact(*id).ty, ty if ty.is_numeric());
        let facts: Vec<(FactId, Number)> = draft
            .facts
            .iter()
            .filter(|(id, _)| numeric(id))
            .filter_map(|(id, value)| Some((*id, value.as_number()?.clone())))
            .collect();
        for (id, inside) in facts {
            let mut outside: Option<Number> = None;
            for value in self.rules.values(id, draft.date) {
                let Value::Number(number) = value else { continue };
                let (_, reaches) = self.at(program, draft, id, &number, target)?;
                let nearer = |old: &Number| distance(&number, &inside) < distance(old, &inside);
                if !reaches && outside.as_ref().is_none_or(nearer) {
                    outside = Some(number);
                }
            }
            let Some(outside) = outside else { continue };
            return self.edge(program, draft, id, inside, outside, target);
        }
        None
    }

    /// Halves the way between two values until they are neighbours.
    fn edge(
        &mut self,
        program: &'p Program,
        draft: &Draft,
        id: FactId,
        mut inside: Number,
        mut outside: Number,
        target: Span,
    ) -> Option<(FactId, Vec<(Value, String)>)> {
        let step = unit(&program.fact(id).ty);
        for _ in 0..64 {
            let gap = distance(&inside, &outside);
            if gap <= step {
                break;
            }
            let half = gap.divide(&Number::from(2)).ok()?.round(crate::base::number::RoundingMode::Down, &step);
            let half = half.at_least(&step);
            let middle = if outside > inside { inside.add(&half).ok()? } else { inside.subtract(&half).ok()? };
            match self.at(program, draft, id, &middle, target)? {
                (_, true) => inside = middle,
                (_, false) => outside = middle,
            }
        }
        let mut rows = Vec::new();
        let (low, high) = if inside < outside { (inside, outside) } else { (outside, inside) };
        for number in [low, high] {
            let (expected, _) = self.at(program, draft, id, &number, target)?;
            rows.push((Value::Number(number), expected?));
        }
        rows.iter().all(|(_, expected)| expected != "待公布").then_some((id, rows))
    }

    /// Returns what is expected when a fact has a value, and whether the item is reached.
    fn at(
        &mut self,
        program: &'p Program,
        draft: &Draft,
        id: FactId,
        number: &Number,
        target: Span,
    ) -> Option<(Option<String>, bool)> {
        let mut next = draft.clone();
        next.facts.insert(id, Value::Number(number.clone()));
        let tried = self.tried(program, &next);
        Some((tried.expected, tried.reached.contains(&target)))
    }
}

fn distance(a: &Number, b: &Number) -> Number {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    high.subtract(low).unwrap_or_else(|_| Number::zero())
}

/// Returns the condition that stands at a place of the benefit asked for, and what it must be.
fn hindrance(program: &Program, asked: Asked, at: Span) -> Option<(&Expr, bool)> {
    let Asked::Benefit(id) = asked else { return None };
    let versions = program.benefit(id).clauses.iter().flat_map(|clause| &clause.versions);
    versions.filter(|version| version.origin.span == at).find_map(|version| match &version.body {
        ClauseBody::Requires(condition) => Some((condition, true)),
        ClauseBody::Refuse { when: Some(condition), .. } => Some((condition, false)),
        _ => None,
    })
}

/// Returns ways that lead to an item: the heads of its row, the condition of its effect, case or clause.
fn directed<'p>(program: &'p Program, wishes: &Wishes<'p>, target: &Item) -> Vec<Wish> {
    let mut ways = Vec::new();
    match target.of {
        Of::Benefit(id) => {
            let benefit = program.benefit(id);
            for branch in benefit.branches.iter().filter(|own| own.span.contains(target.span)) {
                ways.extend(branch.when.iter().flat_map(|when| wishes.condition(when, true)));
            }
            for clause in &benefit.clauses {
                let within: Vec<Wish> = clause
                    .branch
                    .and_then(|branch| benefit.branches[branch.index()].when.as_ref())
                    .map_or_else(Vec::new, |when| wishes.condition(when, true));
                for version in &clause.versions {
                    if version.origin.span == target.span {
                        ways.extend(within.iter().cloned());
                        match &version.body {
                            ClauseBody::Refuse { when: Some(when), .. }
                            | ClauseBody::FirstPay { when: Some(when), .. }
                            | ClauseBody::Deductible { when: Some(when), .. }
                            | ClauseBody::Cap { when: Some(when), .. }
                            | ClauseBody::TotalOfLayersAtMost { when: Some(when), .. } => {
                                ways.extend(joined(&within, wishes.condition(when, true)));
                            }
                            _ => {}
                        }
                    }
                    if let Some(value) = clause_value(&version.body) {
                        ways.extend(joined(&within, of_value(wishes, value, target)));
                    }
                }
            }
        }
        Of::Definition(id) => {
            for version in &program.definition(id).versions {
                ways.extend(of_value(wishes, &version.body, target));
            }
        }
        Of::Table(id) => {
            for version in &program.tables[id.index()].versions {
                ways.extend(of_table(wishes, &version.body, target));
            }
        }
        Of::State(id) => {
            let transitions = program.states[id.index()].transitions.iter();
            for own in transitions.filter(|own| own.origin.span == target.span) {
                ways.extend(wishes.condition(&own.body.condition, true));
            }
        }
        Of::Choice => {}
    }
    ways.truncate(60);
    ways
}

fn of_value<'p>(wishes: &Wishes<'p>, value: &'p Adjusted, target: &Item) -> Vec<Wish> {
    let mut ways = Vec::new();
    if let Source::Table(table) = &value.value {
        ways.extend(of_table(wishes, table, target));
    }
    for effect in &value.effects {
        let when = || effect.when.as_ref().map_or_else(|| vec![Wish::new()], |when| wishes.condition(when, true));
        if effect.span == target.span {
            ways.extend(when());
        }
        if let EffectKind::Instead(Source::Table(table)) = &effect.kind {
            ways.extend(joined(&when(), of_table(wishes, table, target)));
        }
    }
    ways
}

fn of_table<'p>(wishes: &Wishes<'p>, table: &'p Table, target: &Item) -> Vec<Wish> {
    let is_target = |row: &&'p crate::ir::expr::Row| {
        row.span == target.span || row.cells.iter().any(|cell| cell.span == target.span)
    };
    let cell_only = |row: &&'p crate::ir::expr::Row| {
        target.kind != Kind::Cell || row.cells.iter().any(|cell| cell.span == target.span)
    };
    table.rows.iter().filter(is_target).filter(cell_only).flat_map(|row| wishes.row(table, row)).collect()
}

/// Returns each way with each other one, where they agree.
fn joined(left: &[Wish], right: Vec<Wish>) -> Vec<Wish> {
    if left.is_empty() {
        return right;
    }
    let mut out = Vec::new();
    for own in &right {
        for other in left {
            if other.iter().all(|(id, value)| own.get(id).is_none_or(|one| one == value)) {
                let mut all = other.clone();
                all.extend(own.iter().map(|(id, value)| (*id, value.clone())));
                out.push(all);
            }
        }
    }
    out
}
