//! Tests and typical cases to lines.

use super::bands::{BandPlace, comparison};
use super::expressions::{Context, Level};
use super::lines::Alignment;
use super::writer::{BlockForm, Writer};
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::syntax::ast::{
    Assignment, CaseRow, Expectation, Expr, Marks, Name, Outcome, Path, Scene, SceneDate, SceneItem, SceneItemKind,
};
use crate::syntax::keywords::{Word, Worded};

/// Neighbouring events line up, unless they differ by more columns than this.
const SPREAD: usize = 6;
const EVENTS: Alignment = Alignment { group: 10, gap: 1, neighbours_within: Some(SPREAD) };

/// What stands in the block of a household.
enum HouseholdPart<'t> {
    Fact(&'t Assignment),
    Member(&'t Name, &'t [Assignment]),
}

impl HouseholdPart<'_> {
    fn start(&self) -> usize {
        match self {
            HouseholdPart::Fact(fact) => fact.place.0.start as usize,
            HouseholdPart::Member(name, _) => name.place.0.start as usize,
        }
    }
}

impl<'a> Writer<'a> {
    /// Adds `用于 青山县 于 2020-03-05 { … }`.
    pub(super) fn scene(&mut self, scene: &Scene, marks: &Marks, place: Span) {
        if !scene.jurisdictions.is_empty() {
            self.keyword(Word::For);
            self.push_names(&scene.jurisdictions);
        }
        if let Some(on) = scene.on {
            self.keyword(Word::On);
            self.word(on.to_string());
        }
        self.marks(marks);
        let end = scene.items.last().map_or(place.end as usize, |last| self.closing_brace(last.place.0));
        self.block(BlockForm::Always, scene.items.is_empty(), end, &|writer| {
            for item in &scene.items {
                let alignment = match item.kind {
                    SceneItemKind::Claim { .. } | SceneItemKind::Periods { .. } => Some(EVENTS),
                    _ => None,
                };
                writer.aligned_item(item.place.0, alignment, &|writer| writer.scene_item(item));
            }
        });
    }

    fn scene_item(&mut self, item: &SceneItem) {
        let place = item.place.0;
        match &item.kind {
            SceneItemKind::Given(facts) => {
                self.keyword(Word::Given);
                self.facts(facts, place);
            }
            SceneItemKind::Household { facts, members } => {
                self.keyword(Word::Household);
                self.household(facts, members, place);
            }
            SceneItemKind::Claim { date, member, facts, expect } => {
                self.keyword(Word::Claim);
                self.word(self.scene_date(*date));
                if let Some(member) = member {
                    self.word(self.name(member));
                }
                self.tab();
                self.facts(facts, place);
                self.after_facts();
                self.expectations(expect);
            }
            SceneItemKind::Periods { period, from, to, facts, expect } => {
                self.keyword(period.word());
                self.word(self.scene_date(*from));
                if let Some(to) = to {
                    self.keyword(Word::BandTo);
                    self.word(self.scene_date(*to));
                }
                self.tab();
                self.facts(facts, place);
                self.after_facts();
                self.expectations(expect);
            }
            SceneItemKind::Expect(expect) => self.expectations(expect),
            SceneItemKind::Cases { inputs, outputs, rows } => self.cases(inputs, outputs, rows, place),
            SceneItemKind::Broken => self.as_it_stands(place),
        }
    }

    /// What is expected of an event lines up with its neighbours, or begins a new line when the event is long.
    fn after_facts(&mut self) {
        if self.tries_one_line() {
            self.tab();
        } else if !self.after_brace() {
            self.breakable(1);
        }
    }

    /// Adds `{ 人群 低保; 合规费用 1000元 }`.
    fn facts(&mut self, facts: &[Assignment], place: Span) {
        let (form, end) =
            self.block_of(facts.first().map(|fact| fact.place.0), facts.last().map(|fact| fact.place.0), place);
        let items: Vec<(Span, String)> = facts.iter().map(|fact| (fact.place.0, self.assignment(fact))).collect();
        self.block(form, facts.is_empty(), end, &|writer| writer.filled(&items, "; ", ""));
    }

    /// Adds `{ 户籍 农村; 成员 甲 { … } }`: facts and members in the order of the text, each member on a line.
    fn household(&mut self, facts: &[Assignment], members: &[(Name, Vec<Assignment>)], place: Span) {
        let mut parts: Vec<HouseholdPart<'_>> = facts.iter().map(HouseholdPart::Fact).collect();
        parts.extend(members.iter().map(|(name, facts)| HouseholdPart::Member(name, facts)));
        parts.sort_by_key(HouseholdPart::start);
        let form = parts.first().map_or(BlockForm::Always, |first| BlockForm::AsWritten(first.start()));
        self.block(form, parts.is_empty(), place.end as usize, &|writer| {
            let mut rest = parts.as_slice();
            while let Some(part) = rest.first() {
                if let HouseholdPart::Member(name, facts) = part {
                    writer.item(name.place.0, &|writer| writer.member(name, facts));
                    rest = &rest[1..];
                    continue;
                }
                let facts: Vec<(Span, String)> = rest
                    .iter()
                    .map_while(|part| match part {
                        HouseholdPart::Fact(fact) => Some((fact.place.0, writer.assignment(fact))),
                        HouseholdPart::Member(..) => None,
                    })
                    .collect();
                writer.filled(&facts, "; ", "");
                rest = &rest[facts.len()..];
            }
        });
    }

    fn member(&mut self, name: &Name, facts: &[Assignment]) {
        match self.lang {
            Lang::Zh => self.keyword(Word::Members),
            Lang::En => self.word("member"),
        }
        self.word(self.name(name));
        self.facts(facts, name.place.0);
    }

    /// Returns `人群 (低保, 特困)`.
    pub(super) fn assignment(&self, fact: &Assignment) -> String {
        let target = self.path(&fact.target);
        match fact.values.as_slice() {
            [value] => format!("{target} {}", self.given_value(value)),
            values => {
                let values: Vec<String> = values.iter().map(|value| self.expr_text(value, Context::LISTED)).collect();
                format!("{target} ({})", values.join(", "))
            }
        }
    }

    fn given_value(&self, value: &Expr) -> String {
        self.expr_text(value, Context::ALONE.at(Level::Sum))
    }

    // Expectations.

    /// Adds `应得 门诊慢病报销 = 560元, 两病用药 不予`.
    fn expectations(&mut self, expect: &[Expectation]) {
        if expect.is_empty() {
            return;
        }
        self.keyword(Word::Expect);
        let texts = expect.iter().map(|expectation| (expectation.place.0, self.expectation(expectation))).collect();
        let list = self.list(texts);
        self.doc(list);
    }

    fn expectation(&self, expectation: &Expectation) -> String {
        let subject = |level| self.expr_text(&expectation.subject, Context::LISTED.at(level));
        let mut text = match &expectation.outcome {
            Outcome::Holds => subject(Level::Whole),
            outcome => format!("{} {}", subject(Level::Sum), self.outcome(outcome)),
        };
        if let Some(margin) = &expectation.margin {
            let margin = self.expr_text(margin, Context::LISTED.at(Level::Sum));
            text.push_str(&format!(" {} {margin}", self.spell(Word::Within)));
        }
        text
    }

    fn outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Equals(value) => format!("= {}", self.expr_text(value, Context::LISTED.at(Level::Sum))),
            Outcome::Compare(op, value) => {
                format!("{} {}", comparison(*op), self.expr_text(value, Context::LISTED.at(Level::Sum)))
            }
            Outcome::Band(band) => self.test_band(false, band),
            Outcome::Refused { because } => self.refused(because.as_ref()),
            Outcome::Pending => self.spell(Word::Pending).to_owned(),
            Outcome::Holds => String::new(),
        }
    }

    fn refused(&self, because: Option<&Path>) -> String {
        let refused = self.spell(Word::Refuse);
        match because {
            Some(path) => format!("{refused} {} {}", self.spell(Word::Because), self.path(path)),
            None => refused.to_owned(),
        }
    }

    // Cases.

    /// Adds `各例 人群, 合规费用 → 门诊慢病报销 { … }`.
    fn cases(&mut self, inputs: &[Path], outputs: &[Expr], rows: &[CaseRow], place: Span) {
        self.keyword(Word::Cases);
        self.word(inputs.iter().map(|input| self.path(input)).collect::<Vec<_>>().join(", "));
        self.word(self.arrow());
        let outputs: Vec<String> = outputs.iter().map(|output| self.expr_text(output, Context::LISTED)).collect();
        self.word(outputs.join(", "));
        let (form, end) = self.block_of(rows.first().map(|row| row.place.0), rows.last().map(|row| row.place.0), place);
        let alignment = self.table_alignment(2);
        self.block(form, rows.is_empty(), end, &|writer| {
            for row in rows {
                let mut cells: Vec<String> = row.inputs.iter().map(|values| writer.case_input(values)).collect();
                cells.push(writer.arrow().to_owned());
                cells.extend(row.outputs.iter().map(|outcome| writer.case_outcome(outcome)));
                writer.row(row.place.0, cells, alignment);
            }
        });
    }

    fn case_input(&self, values: &[Expr]) -> String {
        match values {
            [value] => self.small(value),
            values => {
                let values: Vec<String> = values.iter().map(|value| self.expr_text(value, Context::LISTED)).collect();
                format!("({})", super::bands::join_listed(&values, self.lang))
            }
        }
    }

    fn case_outcome(&self, outcome: &Outcome) -> String {
        match outcome {
            Outcome::Equals(value) => self.small(value),
            Outcome::Compare(op, value) => format!("{} {}", comparison(*op), self.small(value)),
            Outcome::Band(band) => self.band(band, BandPlace::Head),
            Outcome::Refused { .. } | Outcome::Pending | Outcome::Holds => self.outcome(outcome),
        }
    }

    fn scene_date(&self, date: SceneDate) -> String {
        match date {
            SceneDate::Day(date) => date.to_string(),
            SceneDate::MonthDay(month, day) => match self.lang {
                Lang::Zh => format!("{month}月{day}日"),
                Lang::En => format!("{month:02}-{day:02}"),
            },
            SceneDate::Month(first) => format!("{:04}-{:02}", first.year(), first.month()),
            SceneDate::MonthOfYear(month) => format!("{month}月"),
            SceneDate::Year(year) => year.to_string(),
        }
    }
}
