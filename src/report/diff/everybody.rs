//! What the two pay to everybody, as a part of the page: in figures, then line by line, with examples and a curve.

use super::{Page, words};
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Text, listed};
use crate::compare::data::{
    Area, Beyond, Causes, Compared, Everybody, Example, Interplay, Key, Open, Peak, Region, Several, Spread, Standing,
};
use crate::compare::{Both, Which, money_text};
use crate::interp::yuan_text;
use crate::report::grid::Align;
use crate::report::page::{Block, Lines, Table, TableRow};
use crate::report::worked_sum::Form;

/// So many lines are shown of each benefit, unless all are asked for.
const MOST_LINES: usize = 6;
/// So many places at which something is not decided.
const MOST_OPEN: usize = 3;
/// So many persons' payments are drawn.
const MOST_CURVES: usize = 4;
/// A multiple of ten, so that a table shows round numbers.
const CURVE_COLUMNS: i64 = 60;

pub(super) struct Everyone<'e> {
    pub own: &'e Everybody,
    pub labels: Both<&'e str>,
    pub page: &'e Page<'e>,
}

impl Everyone<'_> {
    pub(super) fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    pub(super) fn blocks(&self) -> Vec<Block> {
        let (bills, taken) = (self.pays_on_bills(), listed_with(&self.own.assumptions));
        let scope = if bills { words::everybody_scope(taken) } else { words::everybody_scope_of_periods() };
        let mut blocks = vec![Block::Sentence(self.say(&scope))];
        if self.own.is_equal() {
            if !bills {
                blocks.push(Block::Sentence(self.say(&words::everybody_equal_in_periods())));
                return blocks;
            }
            blocks.push(Block::Sentence(self.say(&words::everybody_equal(self.own.cells))));
            let beyond = self.own.beyond.as_ref().map(|own| match own {
                Beyond::Always => words::always_equal(),
                Beyond::AfterOne => words::equal_after_one(),
                Beyond::Open(Some(reason)) => words::equal_so_far_since(reason),
                Beyond::Open(None) | Beyond::Apart => words::equal_so_far(),
            });
            blocks.extend(beyond.map(|own| Block::Sentence(self.say(&own))));
            return blocks;
        }
        blocks.extend(self.own.causes.iter().flat_map(|own| self.causes(own)));
        let mut put_off: Vec<&str> = Vec::new();
        let mut undecided: Vec<Text> = Vec::new();
        let told = |own: &Compared| own.regions.iter().any(|own| !matches!(own.standing, Standing::Same));
        let by_cause = self.own.causes.is_some() && self.own.subjects.first().is_some_and(told);
        for own in &self.own.subjects {
            let is_total = own.benefit.is_none();
            // A benefit that is alone on bills is the total.
            let is_alone = own.on_bills && self.own.subjects.iter().filter(|own| own.on_bills).count() == 2;
            if !is_total && (own.is_equal() || is_alone) || is_total && !bills {
                continue;
            }
            // What differs has been told one by one.
            if !is_total && own.on_bills && by_cause && !self.page.all {
                put_off.push(name(own));
                continue;
            }
            // Where nothing differs, a word is enough: why the rest is not decided stands with all layers.
            if !is_total
                && !self.page.all
                && own.on_bills
                && !own.regions.iter().any(|own| own.standing != Standing::Same)
            {
                undecided.push(words::benefit_open(name(own), own.counts.open));
                continue;
            }
            blocks.extend(self.subject(own, if is_total { words::all_layers() } else { Text::same(name(own)) }));
        }
        if !undecided.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::same_where_decided(listed(&undecided)))));
        }
        if !put_off.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::benefits_by_cause(listed(&put_off)))));
        }
        let same: Vec<&str> =
            self.own.subjects.iter().filter(|own| own.is_equal()).filter_map(|own| own.benefit.as_deref()).collect();
        if !same.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::everybody_same(listed(&same)))));
        }
        if bills {
            blocks.extend(self.views());
            blocks.extend(self.own.year.iter().flat_map(|year| self.subject(year, words::whole_year())));
        }
        blocks
    }

    /// Whether anything is paid on a bill, or may be; else nothing need be said of bills.
    fn pays_on_bills(&self) -> bool {
        let pays = |own: &Compared| own.on_bills && (own.benefit.is_some() || !own.is_equal());
        self.own.subjects.iter().any(pays)
    }

    /// Each difference alone.
    fn causes(&self, own: &Causes) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(self.say(&words::by_cause(self.labels.a)), String::new())];
        let header = [words::cause(), words::touched(), words::who_pays_more()].map(|own| self.say(&own));
        let widest = vec![Some(20), Some(26), None];
        let mut table = Table { header: header.to_vec(), align: vec![Align::Left; 3], rows: Vec::new(), widest };
        let mut examples = Vec::new();
        for (at, cause) in own.list.iter().enumerate() {
            // Where some are not decided, nobody can be said to be touched by nothing.
            let only_open = cause.region.is_none() && cause.open > 0;
            let who = match cause.people.as_slice() {
                [] if only_open => String::from("—"),
                [] => self.say(&words::nobody()),
                all => self.boxes_text(all),
            };
            let mut what = match &cause.region {
                Some(region) => self.say(&region.sentence(&self.labels)),
                None if only_open => self.say(&words::effect_open(cause.open)),
                None => self.say(&words::no_effect()),
            };
            let uniform = cause.region.as_ref().is_some_and(|own| own.uniform);
            if let Some((low, high)) = cause.crossings.as_ref().filter(|_| !uniform) {
                let [low, high] = [low, high].map(|own| money_text(&own.round(RoundingMode::HalfUp, &Number::one())));
                let text = if low == high { words::turns_at(low) } else { words::turns_between(low, high) };
                what.push_str(&self.say(&text));
            }
            if cause.open > 0 && !only_open {
                what.push_str(&self.say(&words::also_open(cause.open)));
            }
            table.rows.push(TableRow::of(0, vec![format!("{}. {}", at + 1, self.say(&cause.name)), who, what]));
            if let Some(example) = cause.region.as_ref().and_then(|own| own.example.as_ref()) {
                let person = self.people_text(&example.person);
                let paid = example.paid.map(|_, paid| yuan_text(paid));
                let (a, b) = (self.labels.a, self.labels.b);
                let text = words::example_of_cause(person, money_text(&example.cost), a, &paid.a, b, &paid.b);
                examples.push(Block::Item { word: self.say(&words::cause_example(at + 1)), text: self.say(&text) });
            }
        }
        blocks.push(Block::Table(table));
        blocks.push(Block::Sentence(String::new()));
        blocks.extend(examples);
        let together = match &own.interplay {
            Interplay::Sum => (own.list.len() > 1).then(words::parts_are_whole),
            Interplay::Apart { person, cost, whole, sum } => Some(words::parts_are_not_whole(
                self.people_text(person),
                money_text(cost),
                self.apart(sum),
                self.apart(whole),
            )),
            Interplay::Undecided(reason) => Some(words::parts_open(reason)),
        };
        blocks.extend(together.map(|own| Block::Sentence(self.say(&own))));
        blocks
    }

    /// Who pays more, where the second side less the first comes to so much.
    fn apart(&self, by: &Number) -> Text {
        let (more, gap) = if by.is_negative() { (Which::A, by.negate()) } else { (Which::B, by.clone()) };
        if by.is_zero() { words::as_much() } else { words::pays_by(self.labels.get(more), money_text(&gap)) }
    }

    /// Persons box by box, the first of them.
    pub(super) fn boxes_text(&self, all: &[Vec<Key>]) -> String {
        let shown: Vec<String> = all.iter().take(2).map(|own| self.people_text(own)).collect();
        let more = if all.len() > 2 { self.say(&words::and_others(all.len())) } else { String::new() };
        let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
        format!("{}{more}", shown.join(mark))
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
        if !differing.is_empty() {
            blocks.extend(self.regions(&differing));
        }
        // Somebody of the most persons; and of those with the widest gap, who come first.
        let most = differing.iter().rev().filter(|own| own.example.is_some()).max_by_key(|own| own.cells);
        if let Some((region, example)) = most.and_then(|own| Some((own, own.example.as_ref()?))) {
            blocks.extend(self.example(example, own));
            let widest = differing.first().copied().unwrap_or(region);
            match &widest.peak {
                Some(peak) if own.on_bills || own.free.is_some() => blocks.push(self.peak(peak, own)),
                _ => {
                    let other = widest.example.as_ref().filter(|_| !std::ptr::eq(widest, *region));
                    blocks.extend(other.map(|example| self.wider_example(example, own)));
                }
            }
            if own.benefit.is_none() && matches!(self.page.form, Form::Text) {
                // A terminal shows the first.
                let mut drawn: Vec<&Example> = Vec::new();
                let first = most.into_iter().chain(&differing);
                for example in first.filter_map(|own| own.example.as_ref()) {
                    if drawn.len() < MOST_CURVES && drawn.iter().all(|known| known.person != example.person) {
                        blocks.push(self.lines(example, words::cost_axis(), drawn.is_empty()));
                        drawn.push(example);
                    }
                }
            }
        }
        blocks.extend(own.several.iter().flat_map(|own| self.several(own)));
        blocks.extend(self.open(&own.open));
        blocks
    }

    /// The same with several numbers free at once.
    fn several(&self, own: &Result<Several, Text>) -> Vec<Block> {
        let own = match own {
            Ok(own) => own,
            Err(reason) => return vec![Block::Sentence(self.say(&words::several_open(reason)))],
        };
        if own.areas.is_empty() && own.open == 0 {
            return vec![Block::Sentence(self.say(&words::several_same(listed(&own.numbers), own.parts)))];
        }
        let most = if self.page.all { usize::MAX } else { MOST_LINES };
        self.areas(own, &words::several_apart(listed(&own.numbers), own.parts), most)
    }

    /// Where which side pays more among several numbers, after a sentence that says which are meant.
    pub(super) fn areas(&self, own: &Several, about: &Text, most: usize) -> Vec<Block> {
        let mut blocks = vec![Block::Sentence(String::new())];
        if !own.areas.is_empty() {
            blocks.push(Block::Sentence(self.say(about)));
            let header = vec![self.say(&words::people()), self.say(&words::who_pays_more())];
            let align = vec![Align::Left, Align::Left];
            let mut table = Table { header, align, rows: Vec::new(), widest: vec![Some(44), None] };
            for area in own.areas.iter().take(most) {
                table.rows.push(TableRow::of(0, self.area(area)));
            }
            blocks.push(Block::Table(table));
            if own.areas.len() > most {
                let left = own.areas.len() - most;
                let text = if self.page.all { words::more_lines_in_json(left) } else { words::more_lines(left) };
                blocks.push(Block::Sentence(self.say(&text)));
            }
        }
        if !own.extremes.is_empty() {
            blocks.push(Block::Sentence(self.say(&words::largest_here())));
        }
        for extreme in &own.extremes {
            let paid = extreme.paid.map(|_, paid| yuan_text(paid));
            let (a, b) = (self.labels.a, self.labels.b);
            let text = words::extreme(self.people_text(&extreme.person), a, &paid.a, b, &paid.b);
            blocks.push(Block::Item { word: self.labels.get(extreme.more).to_string(), text: self.say(&text) });
        }
        match &own.reason {
            Some(reason) if own.areas.is_empty() && own.open > 0 => {
                let text = words::several_open_in(listed(&own.numbers), own.open, reason);
                blocks.push(Block::Sentence(self.say(&text)));
            }
            reason => blocks.extend(self.also_open(own.open, reason.as_ref())),
        }
        blocks
    }

    /// Where one side pays more, and how much.
    fn area(&self, own: &Area) -> Vec<String> {
        let mut case = self.boxes_text(&own.people);
        if !own.conditions.is_empty() {
            let everyone = own.people.iter().any(Vec::is_empty);
            let conditions = self.say(&joined_by(&own.conditions, ",", ", "));
            case = if everyone { conditions } else { format!("{case} · {conditions}") };
        }
        let name = self.labels.get(own.more);
        let gap = money_text(&own.gap.round(RoundingMode::HalfUp, &Number::one()));
        let what = match &own.by {
            Some(by) if by.zh == gap.zh => words::pays_by(name, gap),
            Some(by) => words::pays_by_formula(name, by, gap),
            None => words::pays_at_most(name, gap),
        };
        vec![case, self.say(&what)]
    }

    fn also_open(&self, count: usize, reason: Option<&Text>) -> Option<Block> {
        let text = match reason {
            _ if count == 0 => return None,
            Some(reason) => words::also_open_since(count, reason),
            None => words::later_open(count),
        };
        Some(Block::Sentence(self.say(&text)))
    }

    /// What is not decided: one sentence for each side and reason.
    fn open(&self, all: &[Open]) -> Vec<Block> {
        // Of one side and reason: the places, each with the persons whom it leaves open.
        type Places = Vec<(String, Vec<String>)>;
        let mut groups: Vec<((Which, bool), &Text, Places)> = Vec::new();
        for own in all {
            let place = own.place.map_or_else(String::new, |span| {
                let source = self.page.sources.get(span.source);
                let at = source.line_column(span.start as usize);
                format!(" ({}:{})", source.name, at.line)
            });
            let side = (own.which, own.both);
            let at = groups.iter().position(|(known, reason, _)| *known == side && **reason == own.reason);
            let at = at.unwrap_or_else(|| {
                groups.push((side, &own.reason, Vec::new()));
                groups.len() - 1
            });
            let people = self.people_text(&own.people);
            match groups[at].2.iter_mut().find(|(known, _)| *known == place) {
                Some((_, all)) => all.push(people),
                None => groups[at].2.push((place, vec![people])),
            }
        }
        let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
        let several = |all: &[String]| {
            let shown: Vec<&str> = all.iter().take(MOST_OPEN).map(String::as_str).collect();
            let more = if all.len() > MOST_OPEN && !self.page.all {
                self.say(&words::and_others(all.len()))
            } else {
                String::new()
            };
            let shown = if self.page.all { all.join(mark) } else { shown.join(mark) };
            format!("{shown}{more}")
        };
        let most = if self.page.all { usize::MAX } else { MOST_OPEN };
        let sentence = |((which, both), reason, places): &((Which, bool), &Text, Places)| {
            let side = if *both { words::both_sides() } else { Text::same(*self.labels.get(*which)) };
            let told = |(place, people): &(String, Vec<String>)| Text::same(format!("{}{place}", several(people)));
            let mut shown: Vec<Text> = places.iter().take(most).map(told).collect();
            if places.len() > most {
                shown.push(words::and_more_open(places.len() - most));
            }
            Block::Sentence(self.say(&words::not_decided(side, reason, listed_with(&shown))))
        };
        groups.iter().map(sentence).collect()
    }

    /// The year as a whole, and bills late in it.
    fn views(&self) -> Vec<Block> {
        let mut blocks = vec![Block::Heading(self.say(&words::views()), String::new())];
        let views = match &self.own.views {
            Ok(views) => views,
            Err(reason) => {
                blocks.push(Block::Sentence(self.say(&words::views_open(reason))));
                return blocks;
            }
        };
        if views.of_typical {
            blocks.push(Block::Sentence(self.say(&words::views_of_typical())));
        }
        if views.spread.a.never_matters() && views.spread.b.never_matters() {
            blocks.push(Block::Sentence(self.ended(&[words::spread_never_matters()])));
        } else {
            for which in Which::BOTH {
                blocks.push(self.spread(which, views.spread.get(which)));
            }
        }
        blocks.extend(self.running(views));
        for own in &views.later {
            if own.earlier.is_zero() {
                let name = self.labels.get(own.more);
                blocks.push(Block::Sentence(self.say(&words::first_is_widest(name))));
                continue;
            }
            let paid = own.paid.map(|_, paid| yuan_text(paid));
            let paid = words::both_pay(self.labels.a, paid.a, self.labels.b, paid.b);
            let person = self.people_text(&own.person);
            let (earlier, cost) = (money_text(&own.earlier), money_text(&own.cost));
            let text = words::later(self.labels.get(own.more), person, earlier, cost, paid);
            blocks.push(Block::Sentence(self.say(&text)));
        }
        blocks.extend(self.also_open(views.open, views.reason.as_ref()));
        blocks
    }

    fn spread(&self, which: Which, own: &Spread) -> Block {
        let mut parts: Vec<Text> = Vec::new();
        if own.alike > 0 {
            parts.push(words::spread_alike(own.alike));
        }
        if own.apart > 0 {
            let benefits: Vec<Text> = own
                .benefits
                .iter()
                .map(|(name, clauses)| {
                    let clauses: Vec<Text> = clauses
                        .iter()
                        .map(|word| {
                            let (zh, en) = word.words();
                            Text::new(zh, en)
                        })
                        .collect();
                    if clauses.is_empty() { Text::same(name) } else { words::spread_benefit(name, listed(&clauses)) }
                })
                .collect();
            parts.push(words::spread_apart(own.apart, listed(&benefits)));
        }
        if own.counted > 0 {
            parts.push(words::spread_counted(own.counted));
        }
        if let Some(reason) = own.reason.as_ref().filter(|_| own.open > 0) {
            parts.push(words::spread_open(own.open, reason));
        }
        Block::Sentence(self.ended(&[words::spread_of(self.labels.get(which), listed_with(&parts))]))
    }

    /// Parts as one sentence with its full stop.
    fn ended(&self, parts: &[Text]) -> String {
        format!("{}{}", self.say(&listed_with(parts)), if self.page.lang == Lang::Zh { "。" } else { "." })
    }

    pub(super) fn people_text(&self, people: &[Key]) -> String {
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
        let case = self.case(person, &own.cost, of);
        let sentence = words::example(case, a, &paid.a, b, &paid.b);
        let mut parts = Vec::new();
        for (name, paid) in &own.benefits {
            if of.benefit.as_ref() != Some(name) {
                parts.push(words::example_part(name, yuan_text(&paid.a), yuan_text(&paid.b)));
            }
        }
        if of.benefit.is_some() && !parts.is_empty() {
            let text = match &own.totals {
                Some(totals) => words::example_beside(listed_with(&parts), yuan_text(&totals.a), yuan_text(&totals.b)),
                None => words::example_parts(listed_with(&parts)),
            };
            let text = format!("{}{}", self.say(&sentence), self.say(&text));
            return vec![Block::Sentence(String::new()), Block::Sentence(text)];
        }
        let mut text = self.say(&sentence);
        if parts.len() > 1 {
            text = format!("{text}{}", self.say(&words::example_parts(listed_with(&parts))));
        }
        vec![Block::Sentence(String::new()), Block::Sentence(text)]
    }

    fn wider_example(&self, own: &Example, of: &Compared) -> Block {
        let paid = own.paid.map(|_, paid| yuan_text(paid));
        let case = self.case(self.people_text(&own.person), &own.cost, of);
        let (a, b) = (self.labels.a, self.labels.b);
        Block::Sentence(self.say(&words::wider_example(case, a, &paid.a, b, &paid.b)))
    }

    /// A person with the free number, where there is one.
    fn case(&self, person: String, number: &Number, of: &Compared) -> Text {
        match &of.free {
            _ if of.on_bills => words::at_cost(person, money_text(number)),
            Some(free) => words::at_number(person, free, money_text(number)),
            None => Text::same(person),
        }
    }

    /// Where the gap is largest, after an example that shows less than half of it.
    fn peak(&self, own: &Peak, of: &Compared) -> Block {
        let near = own.near.as_ref().map(|(cost, gap)| words::peak_near(money_text(cost), money_text(gap)));
        let near = near.unwrap_or_else(|| Text::same(""));
        let person = self.people_text(&own.person);
        let name = self.labels.get(own.more);
        let case = self.case(person, &own.cost, of);
        Block::Sentence(self.say(&words::peak(case, name, money_text(&own.gap), near)))
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
pub(super) fn listed_with(items: &[Text]) -> Text {
    joined_by(items, ";", "; ")
}

pub(super) fn joined_by(items: &[Text], zh: &str, en: &str) -> Text {
    let join = |lang: Lang, mark: &str| items.iter().map(|own| own.get(lang)).collect::<Vec<_>>().join(mark);
    Text { zh: join(Lang::Zh, zh), en: join(Lang::En, en) }
}
