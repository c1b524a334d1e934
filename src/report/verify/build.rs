//! Answers to a page: verdict, question by question, what fails with its examples, what is open, what does not apply.

use super::{Page, words};
use crate::base::columns::Columns;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::Key;
use crate::compare::money_text;
use crate::compare::verify::{Answer, Answered, Case, Property, Question, Verification};
use crate::report::grid::Align;
use crate::report::page::{Block, Cell, Table, TableRow, Tone};
use crate::report::sources::places;
use indexmap::IndexMap;

/// More names than this are counted only.
const MOST_NAMES: usize = 6;
/// So many reasons of one question are told.
const MOST_REASONS: usize = 4;
/// So many failures of one question are told.
const MOST_FAILURES: usize = 8;
/// What the questions need of a line at least.
const QUESTION: usize = 34;

pub(super) fn blocks(all: &[Verification], page: &Page<'_>) -> Vec<Block> {
    let build = Build { all, page };
    let mut blocks = build.title();
    blocks.push(Block::Part(build.say(&words::verdict())));
    blocks.extend(build.verdict());
    blocks.push(Block::Part(build.say(&words::one_by_one())));
    blocks.extend(build.one_by_one());
    blocks.extend(build.failing());
    blocks.extend(build.open());
    blocks.extend(build.without());
    blocks.extend(build.looked_at());
    blocks
}

/// Returns the catalogue of properties.
pub(crate) fn catalogue(lang: Lang) -> Vec<Block> {
    let say = |text: Text| text.get(lang).to_owned();
    let rows = Property::ALL.into_iter().map(|own| TableRow::of(0, vec![own.name().to_owned(), say(own.title())]));
    let table = Table {
        header: vec![say(words::name()), say(words::question())],
        align: vec![Align::Left, Align::Left],
        rows: rows.collect(),
        widest: vec![None, None],
    };
    vec![
        Block::Title(say(words::catalogue_title())),
        Block::Table(table),
        Block::Sentence(say(words::catalogue_note())),
    ]
}

/// What a question is called, the same for all counties.
type Asked = (bool, String);

struct Build<'c> {
    all: &'c [Verification],
    page: &'c Page<'c>,
}

impl<'c> Build<'c> {
    fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    fn title(&self) -> Vec<Block> {
        let names: Vec<&str> = self.all.iter().map(|own| own.party.label.as_str()).collect();
        let title = match names.len() {
            0..=MOST_NAMES => words::title(listed(&names)),
            count => words::title_many(count),
        };
        let mut days: Vec<String> = self.all.iter().map(|own| own.party.date.to_string()).collect();
        days.dedup();
        vec![Block::Title(self.say(&title)), Block::Sentence(self.say(&words::on_day(listed(&days))))]
    }

    fn verdict(&self) -> Vec<Block> {
        let counted = |answers: &mut dyn Iterator<Item = &'c Answered>| {
            let mut counts = [0usize; 4];
            for own in answers {
                let at = match own.answer {
                    Answer::Holds => 0,
                    Answer::Fails => 1,
                    Answer::NotDecided => 2,
                    Answer::NotApplicable => 3,
                };
                counts[at] += 1;
            }
            words::counts(counts.iter().sum::<usize>(), counts[0], counts[1], counts[2], counts[3])
        };
        match self.all {
            [only] => vec![Block::Sentence(self.say(&counted(&mut only.answers.iter())))],
            several => several
                .iter()
                .map(|own| words::counts_of(&own.party.label, counted(&mut own.answers.iter())))
                .map(|text| Block::Sentence(self.say(&text)))
                .collect(),
        }
    }

    /// Returns what a question is called.
    fn called(&self, own: &Answered) -> String {
        match &own.question {
            Question::Property(property) => self.say(&property.title()),
            Question::Assertion { name, label, must, asked, .. } => {
                let text = label.clone().unwrap_or_else(|| asked_text(self.page.sources, asked.span));
                let text = format!("{name}: {text}");
                if *must { text } else { self.say(&words::should(text)) }
            }
        }
    }

    fn name(own: &Answered) -> &'static str {
        match &own.question {
            Question::Property(property) => property.name(),
            Question::Assertion { .. } => "",
        }
    }

    fn answer(&self, answer: Answer) -> Cell {
        let (text, tone) = match answer {
            Answer::Holds => (words::holds(), Tone::Good),
            Answer::Fails => (words::fails(), Tone::Bad),
            Answer::NotDecided => (words::not_decided(), Tone::Warn),
            Answer::NotApplicable => (words::not_applicable(), Tone::Quiet),
        };
        Cell::from(self.say(&text)).tone(tone)
    }

    /// Returns every question with the answers of all counties, those of the files first.
    fn asked(&self) -> IndexMap<Asked, Vec<(usize, &'c Answered)>> {
        let mut asked: IndexMap<Asked, Vec<(usize, &'c Answered)>> = IndexMap::new();
        for (at, county) in self.all.iter().enumerate() {
            for own in &county.answers {
                let key = (matches!(own.question, Question::Property(_)), self.called(own));
                asked.entry(key).or_default().push((at, own));
            }
        }
        asked.sort_by(|left, _, right, _| left.0.cmp(&right.0));
        asked
    }

    fn one_by_one(&self) -> Vec<Block> {
        let asked = self.asked();
        let labels: Vec<&str> = self.all.iter().map(|own| own.party.label.as_str()).collect();
        let needed: usize = labels.iter().map(|name| name.width().max(6) + 2).sum();
        let mut table = Table { align: vec![Align::Left], widest: vec![None], ..Table::default() };
        let question = self.say(&words::question());
        let one = self.all.len() == 1;
        let fits = needed + QUESTION <= self.page.width;
        table.header = if one {
            vec![question, self.say(&words::answer()), self.say(&words::name())]
        } else if fits {
            std::iter::once(question).chain(labels.iter().map(|own| (*own).to_owned())).collect()
        } else {
            let answers = [Answer::Holds, Answer::Fails, Answer::NotDecided, Answer::NotApplicable];
            let answers = answers.into_iter().map(|own| self.answer(own).text);
            std::iter::once(question).chain(answers).chain([self.say(&words::who_fails())]).collect()
        };
        let mut part = None;
        for ((of_catalogue, called), answers) in &asked {
            if part != Some(*of_catalogue) {
                part = Some(*of_catalogue);
                let text = if *of_catalogue { words::of_the_catalogue() } else { words::of_the_files() };
                table.rows.push(TableRow::of(0, vec![Cell::from(self.say(&text)).tone(Tone::Strong)]));
            }
            let mut cells = vec![Cell::from(called.as_str()).brief()];
            let of = |at: usize| answers.iter().find(|(own, _)| *own == at).map(|(_, own)| *own);
            if one {
                let Some(own) = of(0) else { continue };
                cells.push(self.answer(own.answer));
                cells.push(Cell::from(Self::name(own)).tone(Tone::Quiet));
            } else if fits {
                cells.extend((0..labels.len()).map(|at| match of(at) {
                    Some(own) => self.answer(own.answer),
                    None => Cell::from("—").tone(Tone::Quiet),
                }));
            } else {
                let count = |wanted: Answer| match answers.iter().filter(|(_, own)| own.answer == wanted).count() {
                    0 => Cell::from("·"),
                    count => Cell::from(count.to_string()),
                };
                let all = [Answer::Holds, Answer::Fails, Answer::NotDecided, Answer::NotApplicable];
                cells.extend(all.map(count));
                let who: Vec<&str> =
                    answers.iter().filter(|(_, own)| own.answer == Answer::Fails).map(|(at, _)| labels[*at]).collect();
                cells.push(match who.len() {
                    0 => Cell::from("—"),
                    1..=MOST_NAMES => Cell::from(self.say(&listed(&who))).tone(Tone::Bad),
                    _ => {
                        Cell::from(self.say(&crate::compare::and_others(listed(&who[..3]), who.len()))).tone(Tone::Bad)
                    }
                });
            }
            table.rows.push(TableRow { indent: 2, cells });
        }
        if !one && !fits {
            table.align.extend([Align::Right; 4]);
            table.align.push(Align::Left);
        }
        vec![Block::Table(table), Block::Sentence(self.say(&words::explanation()))]
    }

    fn heading(&self, county: &Verification, own: &Answered) -> String {
        format!("{} {}", county.party.label, self.called(own))
    }

    fn failing(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for county in self.all {
            for own in county.answers.iter().filter(|own| own.answer == Answer::Fails) {
                let name = Self::name(own);
                let word = if name.is_empty() { self.say(&words::fails()) } else { name.to_owned() };
                let heading = self.heading(county, own);
                for (at, failure) in own.failures.iter().take(MOST_FAILURES).enumerate() {
                    if at == 0 {
                        blocks.push(Block::Heading(heading.clone(), word.clone()));
                    } else {
                        blocks.push(Block::Sentence(String::new()));
                    }
                    let mut item = |word: Text, text: String| blocks.push(Block::Item { word: self.say(&word), text });
                    if let (0, Question::Assertion { .. }) = (at, &own.question) {
                        item(words::asked(), self.called(own));
                    }
                    item(words::what(), self.say(&failure.what));
                    if let Some(by) = &failure.by {
                        item(words::by(), self.say(by));
                    }
                    if let Some((failing, all)) = failure.kinds {
                        item(words::kinds(), self.say(&crate::compare::verify::of_kinds(failing, all)));
                    }
                    let mut spans = failure.places.clone();
                    if spans.is_empty()
                        && let Question::Assertion { asked, .. } = &own.question
                    {
                        spans.push(asked.span);
                    }
                    if !spans.is_empty() {
                        item(words::place(), places(self.page.sources, &spans));
                    }
                    for (place, case) in failure.cases.iter().enumerate() {
                        let word = match failure.cases.len() {
                            1 => words::example(),
                            _ => words::example_no((place + 1).to_string()),
                        };
                        item(word, case_text(case, self.page.lang));
                    }
                }
                if own.failures.len() > MOST_FAILURES {
                    blocks.push(Block::Sentence(self.say(&words::more_failures(own.failures.len() - MOST_FAILURES))));
                }
            }
        }
        if !blocks.is_empty() {
            blocks.insert(0, Block::Part(self.say(&words::failing())));
        }
        blocks
    }

    fn open(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for county in self.all {
            // Questions that are open for the same reasons at the same places are told of together.
            type Why<'a> = Vec<(&'a Text, Option<Span>)>;
            let mut groups: IndexMap<Why<'_>, Vec<&Answered>> = IndexMap::new();
            for own in county.answers.iter().filter(|own| !own.open.is_empty()) {
                let why = own.open.iter().map(|open| (&open.reason, open.place)).collect();
                groups.entry(why).or_default().push(own);
            }
            for all in groups.values() {
                let [own] = all.as_slice() else {
                    blocks.extend(self.open_alike(county, all));
                    continue;
                };
                let name = Self::name(own);
                let word = if name.is_empty() { self.say(&words::not_decided()) } else { name.to_owned() };
                blocks.push(Block::Heading(self.heading(county, own), word));
                blocks.extend(self.reasons(own, true));
            }
        }
        if !blocks.is_empty() {
            blocks.insert(0, Block::Part(self.say(&words::open())));
        }
        blocks
    }

    /// Several questions of a county that are open for the same reasons.
    fn open_alike(&self, county: &Verification, all: &[&Answered]) -> Vec<Block> {
        let heading = words::questions_of(&county.party.label, all.len());
        let mut blocks = vec![Block::Heading(self.say(&heading), self.say(&words::not_decided()))];
        if all.len() < county.answers.len() {
            let asked: Vec<String> = all.iter().map(|own| self.called(own)).collect();
            blocks.push(Block::Item { word: self.say(&words::questions()), text: self.say(&listed(&asked)) });
        }
        blocks.extend(self.reasons(all[0], false));
        blocks
    }

    /// Why a question is open, with how many kinds of people and bills where these are its own.
    fn reasons(&self, own: &Answered, counted: bool) -> Vec<Block> {
        let mut blocks = Vec::new();
        for open in own.open.iter().take(MOST_REASONS) {
            let reason = match open.kinds {
                count if counted && count > 1 => words::kinds_of(&open.reason, count),
                _ => open.reason.clone(),
            };
            let mut text = self.say(&reason);
            if let Some(place) = open.place {
                text.push_str(&format!(" — {}", places(self.page.sources, &[place])));
            }
            blocks.push(Block::Item { word: self.say(&words::reason()), text });
        }
        if own.open.len() > MOST_REASONS {
            blocks.push(Block::Sentence(self.say(&words::and_more(own.open.len() - MOST_REASONS))));
        }
        blocks
    }

    fn without(&self) -> Vec<Block> {
        // One line for all counties of which the same is to be said.
        let mut lines: IndexMap<(String, String), Vec<&str>> = IndexMap::new();
        for county in self.all {
            for own in county.answers.iter().filter(|own| own.answer == Answer::NotApplicable) {
                let why = own.why.as_ref().map_or(String::new(), |why| self.say(why));
                lines.entry((self.called(own), why)).or_default().push(&county.party.label);
            }
        }
        if lines.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Part(self.say(&words::none_part()))];
        for ((called, why), who) in lines {
            let who =
                if who.len() == self.all.len() { String::new() } else { format!(" ({})", self.say(&listed(&who))) };
            blocks.push(Block::Item { word: called, text: format!("{why}{who}") });
        }
        blocks
    }

    fn looked_at(&self) -> Vec<Block> {
        let mut lines: Vec<String> = Vec::new();
        for own in self.all.iter().flat_map(|county| &county.answers).flat_map(|own| &own.looked_at) {
            let text = self.say(own);
            if !lines.contains(&text) {
                lines.push(text);
            }
        }
        if lines.is_empty() {
            return Vec::new();
        }
        let mut blocks = vec![Block::Part(self.say(&words::looked_at()))];
        blocks.extend(lines.into_iter().map(Block::Sentence));
        blocks
    }
}

/// Returns a person with bills and what is paid, in one sentence.
pub(crate) fn case_text(case: &Case, lang: Lang) -> String {
    let answer = |key: &Key| {
        let answers = key.answers.speak(lang);
        if key.plain { answers } else { format!("{} {answers}", key.question.speak(lang)) }
    };
    let who: Vec<String> = case.person.iter().map(answer).collect();
    let who = if who.is_empty() { words::anybody() } else { Text::same(who.join(" · ")) };
    let parts: Vec<Text> = case
        .paid
        .iter()
        .map(|(name, paid)| match paid {
            Ok(amount) => words::pays(name, money_text(amount)),
            Err(reason) => words::pays(name, reason),
        })
        .collect();
    let paid = match (parts.as_slice(), &case.total) {
        ([], _) => words::nothing_paid(),
        ([only], _) => only.clone(),
        (several, Some(total)) => words::total(listed(several), money_text(total)),
        (several, None) => listed(several),
    };
    let amount = money_text(&case.amount);
    let text = match (&case.earlier, case.bills) {
        (Some(earlier), _) => words::case_two_bills(who, money_text(earlier), amount, paid),
        (None, Some(bills)) if bills > 1 => words::case_bills(who, bills, amount, paid),
        _ => match &case.number {
            Some(number) => words::case_line(who, number, amount, paid),
            None => words::case_alone(who, paid),
        },
    };
    text.get(lang).to_owned()
}

/// Returns a requirement as it is written, marks aside.
fn asked_text(sources: &SourceMap, span: Span) -> String {
    crate::compare::conform::written_requirement(sources, span, None)
}
