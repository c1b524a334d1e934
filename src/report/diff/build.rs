//! A comparison to a page: verdict, clauses, what they rest on, typical persons, worked sums.

use super::cells::Cells;
use super::clauses::Clauses;
use super::everybody::{Everyone, joined_by};
use super::{Page, words};
use crate::base::number::Number;
use crate::base::text::{Lang, Text, listed};
use crate::compare::data::{
    Comparison, Exact, JudgedBy, Leaning, Overall, Payment, SceneOutcome, Subject, SubjectKind,
};
use crate::compare::{Both, Which};
use crate::interp::yuan_text;
use crate::report::grid::Align;
use crate::report::page::{Block, Cell, Figure, Table, TableRow};
use crate::report::worked_sum;

pub(super) fn blocks(comparison: &Comparison, page: &Page<'_>) -> Vec<Block> {
    let cells = Cells { comparison, lang: page.lang };
    let clauses = Clauses { cells: &cells, sources: page.sources };
    let build = Build { comparison, page, cells: &cells, clauses: &clauses };
    let mut blocks = build.title();
    if !comparison.subjects.is_empty() && comparison.subjects.iter().all(|own| own.table.is_some()) {
        // Tables alone were asked for: nobody is paid anything by them.
        blocks.extend(build.clauses());
        return blocks;
    }
    if comparison.is_equal() {
        blocks.extend(build.equal());
        if comparison.subjects.iter().any(|own| !matches!(own.overall, Overall::Same | Overall::Awaited)) {
            // Worded differently: what proves that it comes to the same, and where the wording differs.
            blocks.push(Block::Part(build.say(&words::everybody())));
            blocks.extend(build.everybody());
            blocks.extend(build.clauses());
        }
    } else {
        blocks.extend(build.parts());
    }
    if page.worked {
        blocks.push(Block::Part(build.say(&words::worked())));
        blocks.extend(build.worked());
    }
    blocks
}

struct Build<'c> {
    comparison: &'c Comparison,
    page: &'c Page<'c>,
    cells: &'c Cells<'c>,
    clauses: &'c Clauses<'c>,
}

impl Build<'_> {
    fn parts(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let parts = self.page.parts;
        if parts.verdict {
            blocks.push(Block::Part(self.say(&words::verdict())));
            blocks.extend(self.verdict());
        }
        if parts.clauses {
            blocks.extend(self.clauses());
        }
        if parts.behaviour {
            if !matches!(self.comparison.exact, Exact::NotComputed) {
                blocks.push(Block::Part(self.say(&words::everybody())));
                blocks.extend(self.everybody());
            }
            blocks.push(Block::Part(self.say(&words::behaviour())));
            blocks.extend(self.behaviour());
        }
        blocks
    }

    fn everybody(&self) -> Vec<Block> {
        match &self.comparison.exact {
            Exact::NotComputed => Vec::new(),
            Exact::Undecided(_, reason) => vec![Block::Sentence(self.say(&words::everybody_open(reason)))],
            Exact::Found(own) => {
                let labels = Both { a: self.label(Which::A), b: self.label(Which::B) };
                Everyone { own, labels, page: self.page }.blocks()
            }
        }
    }

    fn say(&self, text: &Text) -> String {
        self.cells.say(text)
    }

    fn label(&self, which: Which) -> &str {
        self.cells.label(which)
    }

    fn title(&self) -> Vec<Block> {
        let (a, b) = (self.label(Which::A), self.label(Which::B));
        let days = self.comparison.parties.map(|_, own| own.date.to_string());
        let mut blocks = vec![Block::Title(self.say(&words::title(a, b)))];
        let when = if days.a == days.b { words::on_day(&days.a) } else { words::on_days(a, &days.a, b, &days.b) };
        blocks.push(Block::Sentence(self.say(&when)));
        if let Some(group) = self.page.group {
            blocks.push(Block::Sentence(self.say(&words::limited_to(group))));
        }
        blocks
    }

    fn equal(&self) -> Vec<Block> {
        let (a, b) = (self.label(Which::A), self.label(Which::B));
        let verdict = &self.comparison.verdict;
        let benefits = verdict.same + verdict.awaited + verdict.alike;
        let mut blocks = vec![
            Block::Sentence(self.say(&if verdict.alike > 0 {
                words::equal_in_effect(a, b)
            } else {
                words::equal(a, b)
            })),
            Block::Sentence(self.say(&words::equal_counts(benefits, self.comparison.behaviour.scenes.len()))),
        ];
        if verdict.awaited > 0 {
            blocks.push(Block::Sentence(self.say(&words::equal_but_awaited(verdict.awaited))));
        }
        blocks
    }

    fn verdict(&self) -> Vec<Block> {
        let verdict = &self.comparison.verdict;
        let (a, b) = (self.label(Which::A), self.label(Which::B));
        let differ = verdict.better.a + verdict.better.b + verdict.mixed + verdict.unclear;
        let shared = verdict.same + verdict.awaited + verdict.alike + differ;
        let benefits = [
            (verdict.same, words::headline_same(verdict.same)),
            (verdict.alike, words::headline_alike(verdict.alike)),
            (differ, words::headline_different(differ)),
            (verdict.awaited, words::headline_awaited(verdict.awaited)),
        ];
        let benefits: Vec<Text> = benefits.into_iter().filter(|(count, _)| *count > 0).map(|(_, own)| own).collect();
        let mut headline = vec![words::headline(shared, joined_by(&benefits, ",", "; "))];
        let scenes = &self.comparison.behaviour.scenes;
        if !scenes.is_empty() {
            let parts = [
                (verdict.scenes_more.a, words::scenes_more(a, verdict.scenes_more.a)),
                (verdict.scenes_more.b, words::scenes_more(b, verdict.scenes_more.b)),
                (verdict.scenes_same, words::scenes_same(verdict.scenes_same)),
                (verdict.scenes_open, words::scenes_open(verdict.scenes_open)),
            ];
            let mut parts: Vec<(usize, Text)> = parts.into_iter().filter(|(count, _)| *count > 0).collect();
            parts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
            let parts: Vec<Text> = parts.into_iter().map(|(_, text)| text).collect();
            headline.push(words::headline_scenes(scenes.len(), joined_by(&parts, ",", ", ")));
        }
        if let Some((at, by)) = &verdict.largest
            && let Some(scene) = scenes.get(*at)
        {
            let (more, less) = if scene.better == Leaning::To(Which::A) { (a, b) } else { (b, a) };
            headline.push(words::headline_largest(&scene.title, more, less, yuan_text(by)));
        }
        let gap = if self.page.lang == Lang::Zh { "" } else { " " };
        let headline: Vec<String> = headline.iter().map(|text| self.say(text)).collect();
        let mut blocks = vec![Block::Sentence(headline.join(gap))];
        let mut table = Table {
            header: vec![String::new(); 3],
            align: vec![Align::Left, Align::Right, Align::Left],
            ..Table::default()
        };
        let kinds = [
            (Overall::Same, words::same()),
            (Overall::Alike, words::alike()),
            (Overall::Better(Which::A), words::better(a)),
            (Overall::Better(Which::B), words::better(b)),
            (Overall::Mixed, words::mixed()),
            (Overall::Unclear, words::unclear()),
            (Overall::Unclear, words::waits()),
            (Overall::Awaited, words::awaited_both()),
            (Overall::Only(Which::A), words::only(a)),
            (Overall::Only(Which::B), words::only(b)),
        ];
        for (overall, word) in kinds {
            let waiting = word == words::waits();
            let own =
                |own: &&Subject| own.kind == SubjectKind::Benefit && own.overall == overall && own.waits() == waiting;
            let name = |own: &Subject| match own.judged {
                JudgedBy::PaymentsWhereDecided => words::but_for_awaited(&own.name),
                JudgedBy::Clauses | JudgedBy::Payments => Text::same(&own.name),
            };
            let names: Vec<Text> = self.comparison.subjects.iter().filter(own).map(name).collect();
            if !names.is_empty() {
                let cells = vec![self.say(&word), self.say(&words::count(names.len())), self.say(&listed(&names))];
                table.rows.push(TableRow::of(2, cells));
            }
        }
        blocks.push(Block::Table(table));
        blocks
    }

    fn clauses(&self) -> Vec<Block> {
        let subjects = &self.comparison.subjects;
        let mut blocks = Vec::new();
        let benefits = self.clauses.benefits(subjects);
        if !benefits.is_empty() {
            blocks.push(Block::Part(self.say(&words::clauses())));
            let explanation = words::explanation(self.label(Which::A), self.label(Which::B));
            blocks.push(Block::Sentence(self.say(&explanation)));
            blocks.extend(benefits);
        }
        let basis = self.clauses.basis(subjects);
        if !basis.is_empty() {
            blocks.push(Block::Part(self.say(&words::basis())));
            blocks.extend(basis);
        }
        blocks
    }

    fn behaviour(&self) -> Vec<Block> {
        let scenes = &self.comparison.behaviour.scenes;
        if scenes.is_empty() {
            return vec![Block::Sentence(self.say(&words::no_scenes()))];
        }
        let days = self.comparison.parties.map(|_, own| own.date.to_string());
        let about = if days.a == days.b { words::settled_by(&days.a) } else { words::settled_each() };
        let mut blocks = vec![Block::Sentence(self.say(&about))];
        let header = vec![
            self.say(&words::person_or_household()),
            self.label(Which::A).to_owned(),
            self.label(Which::B).to_owned(),
            self.say(&words::difference()),
        ];
        let align = vec![Align::Left, Align::Right, Align::Right, Align::Right];
        let mut table = Table { header, align, rows: Vec::new(), widest: vec![Some(44), None, None, None] };
        let mut notes = super::cells::Notes::default();
        for (at, scene) in scenes.iter().enumerate() {
            self.scene(at + 1, scene, &mut table, &mut notes);
        }
        blocks.push(Block::Table(table));
        for (at, note) in notes.texts.iter().enumerate() {
            blocks.push(Block::Item { word: format!("[{}]", at + 1), text: note.clone() });
        }
        blocks
    }

    fn scene(&self, number: usize, scene: &SceneOutcome, table: &mut Table, notes: &mut super::cells::Notes) {
        let mut title = format!("{number}. {}", scene.title);
        for which in Which::BOTH {
            let outcome = scene.sides.get(which);
            if outcome.span.is_none() {
                let name = self.label(which);
                let text = match outcome.unknown.is_empty() {
                    true => words::declared_by_other(name),
                    false => words::not_declared(name, listed(&outcome.unknown)),
                };
                title = format!("{title} {}", notes.mark(self.say(&text)));
            }
        }
        let shown: Vec<&(String, Both<Option<Payment>>)> = scene
            .benefits
            .iter()
            .filter(|(_, own)| own.a.iter().chain(&own.b).any(|own| own.failed.is_some() || !own.amount.is_zero()))
            .collect();
        if let Some(cells) = self.settled_nowhere(&title, scene, &shown, notes) {
            table.rows.push(TableRow::of(0, cells));
            return;
        }
        table.rows.push(TableRow::of(0, vec![title]));
        for (key, payments) in &shown {
            let mut cells = vec![Cell::from(key.as_str())];
            for which in Which::BOTH {
                cells.push(match payments.get(which) {
                    Some(own) => self.payment(which, own, notes),
                    None => Cell::from("—"),
                });
            }
            cells.push(payment_difference(payments));
            table.rows.push(TableRow::of(5, cells));
        }
        if shown.len() == 1 && scene.sides.a.complete && scene.sides.b.complete {
            return;
        }
        let mut cells = vec![Cell::from(self.say(&words::total()))];
        for which in Which::BOTH {
            let outcome = scene.sides.get(which);
            cells.push(match &outcome.failure {
                Some(reason) => {
                    let note = words::why_not(self.label(which), words::total(), &reason.text);
                    Cell::from(format!("{} {}", self.say(&words::not_settled()), notes.mark(self.say(&note))))
                }
                None if outcome.complete => yuan_cell(&outcome.total),
                None => Cell::from(self.say(&words::not_settled())),
            });
        }
        cells.push(scene.difference.as_ref().map_or_else(|| Cell::from("—"), signed_yuan));
        table.rows.push(TableRow::of(5, cells));
    }

    /// A scene of which neither side can settle anything is one row, with the reasons.
    fn settled_nowhere(
        &self,
        title: &str,
        scene: &SceneOutcome,
        shown: &[&(String, Both<Option<Payment>>)],
        notes: &mut super::cells::Notes,
    ) -> Option<Vec<Cell>> {
        let is_none = |which: Which| {
            let mut own = shown.iter().filter_map(|(_, own)| own.get(which).as_ref()).peekable();
            own.peek().is_some() && own.all(|own| own.failed.is_some()) && !scene.sides.get(which).complete
        };
        if !Which::BOTH.into_iter().all(is_none) {
            return None;
        }
        let mut cells = vec![Cell::from(title)];
        for which in Which::BOTH {
            let reasons =
                shown.iter().filter_map(|(_, own)| own.get(which).as_ref()).filter_map(|own| self.failure(which, own));
            let mut marks: Vec<String> = Vec::new();
            for reason in reasons {
                let mark = notes.mark(self.say(&reason));
                if !marks.contains(&mark) {
                    marks.push(mark);
                }
            }
            cells.push(Cell::from(format!("{} {}", self.say(&words::not_settled()), marks.concat())));
        }
        cells.push(Cell::from("—"));
        Some(cells)
    }

    /// Says why a benefit cannot be settled, where it cannot.
    fn failure(&self, which: Which, own: &Payment) -> Option<Text> {
        let reason = own.failed.as_ref()?;
        let place = match reason.within.as_slice() {
            [] => Text::same(&own.name),
            // Many benefits have a `比例`; a parameter needs no benefit before it.
            [clause, benefit, ..] if self.is_benefit(which, benefit) => words::clause_of(benefit, clause),
            [place, ..] => place.clone(),
        };
        Some(words::why_not(self.label(which), place, &reason.text))
    }

    fn is_benefit(&self, which: Which, name: &Text) -> bool {
        let scenes = &self.comparison.behaviour.scenes;
        let mut payments = scenes.iter().flat_map(|own| &own.benefits).filter_map(|(_, own)| own.get(which).as_ref());
        payments.any(|own| own.name == name.zh)
    }

    fn payment(&self, which: Which, own: &Payment, notes: &mut super::cells::Notes) -> Cell {
        match self.failure(which, own) {
            Some(note) => Cell::from(format!("{} {}", self.say(&words::not_settled()), notes.mark(self.say(&note)))),
            None => yuan_cell(&own.amount),
        }
    }

    fn worked(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for (at, scene) in self.comparison.behaviour.scenes.iter().enumerate() {
            for which in Which::BOTH {
                let outcome = scene.sides.get(which);
                if outcome.worked.is_empty() {
                    continue;
                }
                let title = format!("{}. {}", at + 1, scene.title);
                blocks.push(Block::Heading(self.say(&words::sum_of(self.label(which), title)), String::new()));
                for own in &outcome.worked {
                    let when = if own.member.is_empty() {
                        own.date.to_string()
                    } else {
                        format!("{}  {}", own.date, own.member)
                    };
                    blocks.push(Block::Sentence(when));
                    blocks.push(Block::Verbatim(worked_sum::benefit(&own.record, self.page.form, self.page.lang)));
                }
            }
        }
        blocks
    }
}

fn payment_difference(payments: &Both<Option<Payment>>) -> Cell {
    let amount = |own: &Option<Payment>| match own {
        Some(own) if own.failed.is_some() => None,
        Some(own) => Some(own.amount.clone()),
        None => Some(Number::zero()),
    };
    match (amount(&payments.a), amount(&payments.b)) {
        (Some(a), Some(b)) => b.subtract(&a).map_or(Cell::from("—"), |by| signed_yuan(&by)),
        _ => Cell::from("—"),
    }
}

/// An amount in yuan with the number behind it.
fn yuan_cell(fen: &Number) -> Cell {
    Cell::from(yuan_text(fen)).figure(fen.divide(&100.into()).ok().map(Figure::Yuan))
}

fn signed_yuan(fen: &Number) -> Cell {
    let cell = yuan_cell(fen);
    if fen.is_positive() { Cell { text: format!("+{}", cell.text), ..cell } } else { cell }
}
