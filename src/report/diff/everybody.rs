//! What the two pay to everybody, as a part of the page: in figures, then line by line, with examples and a curve.

use super::{Page, words};
use crate::base::text::{Lang, Text, listed};
use crate::compare::data::{Compared, Everybody, Example, Peak, Region, Standing};
use crate::compare::{Both, Which, money_text};
use crate::interp::yuan_text;
use crate::report::grid::Align;
use crate::report::page::{Block, Lines, Table, TableRow};
use crate::report::worked_sum::Form;

/// So many lines are shown of each benefit, unless all are asked for.
const MOST_LINES: usize = 6;
/// So many persons' payments are drawn.
const MOST_CURVES: usize = 4;
const CURVE_COLUMNS: i64 = 56;

pub(super) struct Everyone<'e> {
    pub own: &'e Everybody,
    pub labels: Both<&'e str>,
    pub page: &'e Page<'e>,
}

impl Everyone<'_> {
    fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Sentence(self.say(&words::everybody_scope(listed_with(&self.own.assumptions))))];
        if self.own.is_equal() {
            blocks.push(Block::Sentence(self.say(&words::everybody_equal(self.own.cells))));
            return blocks;
        }
        for own in &self.own.subjects {
            let is_total = own.benefit.is_none();
            // A benefit that is alone on bills is the total.
            let is_alone = own.on_bills && self.own.subjects.iter().filter(|own| own.on_bills).count() == 2;
            if !is_total && (own.is_equal() || is_alone) {
                continue;
            }
            blocks.extend(self.subject(own, if is_total { words::all_layers() } else { Text::same(name(own)) }));
        }
        let same: Vec<&str> =
            self.own.subjects.iter().filter(|own| own.is_equal()).filter_map(|own| own.benefit.as_deref()).collect();
        if !same.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::everybody_same(listed(&same)))));
        }
        if let Some(year) = &self.own.year {
            blocks.extend(self.subject(year, words::whole_year()));
        }
        blocks
    }

    fn subject(&self, own: &Compared, title: Text) -> Vec<Block> {
        let counts = &own.counts;
        let (a, b) = (self.labels.a, self.labels.b);
        let parts = [
            (counts.same, words::kinds_same(counts.same)),
            (counts.rounding, words::kinds_rounding(counts.rounding)),
            (counts.more.a, words::kinds_more(a, counts.more.a)),
            (counts.more.b, words::kinds_more(b, counts.more.b)),
            (counts.crossing, words::kinds_crossing(counts.crossing)),
            (counts.open, words::kinds_open(counts.open)),
        ];
        let parts: Vec<Text> = parts.into_iter().filter(|(count, _)| *count > 0).map(|(_, text)| text).collect();
        let mut blocks = vec![
            Block::Heading(self.say(&title), String::new()),
            Block::Sentence(self.say(&words::kinds(listed_with(&parts)))),
        ];
        if !own.taken.is_empty() {
            blocks.push(Block::Sentence(self.say(&words::taken(listed_with(&own.taken)))));
        }
        let differing: Vec<&Region> =
            own.regions.iter().filter(|own| !matches!(own.standing, Standing::Same)).collect();
        let most = if self.page.all { usize::MAX } else { MOST_LINES };
        if !differing.is_empty() {
            let header = vec![self.say(&words::people()), self.say(&words::who_pays_more())];
            let align = vec![Align::Left, Align::Left];
            let mut table = Table { header, align, rows: Vec::new(), widest: vec![Some(34), None] };
            for region in differing.iter().take(most) {
                let cells = vec![self.people(region), self.say(&region.sentence(&self.labels))];
                table.rows.push(TableRow::of(0, cells));
            }
            blocks.push(Block::Table(table));
            if differing.len() > most {
                blocks.push(Block::Sentence(self.say(&words::more_lines(differing.len() - most))));
            }
        }
        if let Some((region, example)) = differing.iter().find_map(|own| Some((own, own.example.as_ref()?))) {
            blocks.extend(self.example(example, own));
            blocks.extend(region.peak.iter().map(|own| self.peak(own)));
            if own.benefit.is_none() && matches!(self.page.form, Form::Text) {
                // A terminal shows the first.
                let examples = differing.iter().filter_map(|own| own.example.as_ref()).take(MOST_CURVES);
                for (at, own) in examples.enumerate() {
                    blocks.push(self.lines(own, words::cost_axis(), at == 0));
                }
            }
        }
        for open in &own.open {
            let people = self.people_text(&open.people);
            let place = open.place.map_or_else(String::new, |span| {
                let source = self.page.sources.get(span.source);
                let at = source.line_column(span.start as usize);
                format!(" ({}:{})", source.name, at.line)
            });
            let side = self.labels.get(open.which);
            let text = words::not_decided(side, people, &open.reason, place);
            blocks.push(Block::Sentence(self.say(&text)));
        }
        blocks
    }

    fn people(&self, region: &Region) -> String {
        self.people_text(&region.people)
    }

    fn people_text(&self, people: &[crate::compare::data::Key]) -> String {
        if people.is_empty() {
            return self.say(&words::everyone());
        }
        let gap = if self.page.lang == Lang::Zh { "" } else { " " };
        let parts: Vec<String> = people
            .iter()
            .map(|key| {
                let answers = self.say(&key.answers);
                if key.plain { answers } else { format!("{}{gap}{answers}", self.say(&key.question)) }
            })
            .collect();
        parts.join(" · ")
    }

    fn example(&self, own: &Example, of: &Compared) -> Vec<Block> {
        let person = self.people_text(&own.person);
        let paid = own.paid.map(|_, paid| yuan_text(paid));
        let (a, b) = (self.labels.a, self.labels.b);
        let sentence = words::example(person, money_text(&own.cost), a, &paid.a, b, &paid.b);
        let mut parts = Vec::new();
        for (name, paid) in &own.benefits {
            if of.benefit.as_ref() != Some(name) {
                parts.push(words::example_part(name, yuan_text(&paid.a), yuan_text(&paid.b)));
            }
        }
        if of.benefit.is_some() && !parts.is_empty() {
            let totals = own.totals.map(|_, total| yuan_text(total));
            let text = words::example_beside(listed_with(&parts), totals.a, totals.b);
            let text = format!("{}{}", self.say(&sentence), self.say(&text));
            return vec![Block::Sentence(String::new()), Block::Sentence(text)];
        }
        let mut text = self.say(&sentence);
        if parts.len() > 1 {
            text = format!("{text}{}", self.say(&words::example_parts(listed_with(&parts))));
        }
        vec![Block::Sentence(String::new()), Block::Sentence(text)]
    }

    /// Where the gap is largest, after an example that shows less than half of it.
    fn peak(&self, own: &Peak) -> Block {
        let near = own.near.as_ref().map(|(cost, gap)| words::peak_near(money_text(cost), money_text(gap)));
        let near = near.unwrap_or_else(|| Text::same(""));
        let person = self.people_text(&own.person);
        let name = self.labels.get(own.more);
        Block::Sentence(self.say(&words::peak(person, money_text(&own.cost), name, money_text(&own.gap), near)))
    }

    /// Both payments over cost.
    fn lines(&self, own: &Example, across: Text, in_text: bool) -> Block {
        let samples = own.curve.samples(CURVE_COLUMNS);
        let names = self.labels.map(|_, label| label.to_string());
        let lines = Lines {
            title: self.people_text(&own.person),
            names: [names.a, names.b],
            across: self.say(&across),
            up: self.say(&words::payment_axis()),
            difference: self.say(&words::difference()),
            note: self.say(&words::curve(self.labels.get(Which::A), self.labels.get(Which::B))),
            reach: own.curve.reach,
            lines: [own.curve.lines.a.clone(), own.curve.lines.b.clone()],
            crossings: own.curve.crossings.clone(),
            samples: samples.into_iter().map(|(cost, paid)| (cost, [paid.a, paid.b])).collect(),
            lang: self.page.lang,
            in_text,
            points: Table::default(),
        };
        Block::Lines(lines.with_points())
    }
}

fn name(own: &Compared) -> &str {
    own.benefit.as_deref().unwrap_or_default()
}

/// Joins sentences' parts with `;` and `; `.
fn listed_with(items: &[Text]) -> Text {
    let join = |lang: Lang, mark: &str| items.iter().map(|own| own.get(lang)).collect::<Vec<_>>().join(mark);
    Text { zh: join(Lang::Zh, ";"), en: join(Lang::En, "; ") }
}
