//! A matrix to a page: verdict, the counties, clause by clause, typical persons, who says the same. Few counties stand in
//! columns; of many only least, middle and most are shown, each with who has it.

use super::{Page, words};
use crate::base::columns::Columns;
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::{Held, ValueKind};
use crate::compare::matrix::{Line, Mark, Norm, Precision, Ranked, Topic};
use crate::compare::{Matrix, Standing};
use crate::interp::yuan_text;
use crate::ir::Type;
use crate::report::grid::Align;
use crate::report::page::{Bar, Block, Cell, Chart, Figure, Table, TableRow, Tone};
use crate::report::sources::origin_text;
use indexmap::IndexMap;

/// Names before `等`.
const MOST_NAMES: usize = 4;
/// What the column of items takes of a line at least, and the blanks between columns.
const ITEM: usize = 20;
const GAP: usize = 2;
/// Longer texts do not stand in a column of the matrix.
const WIDEST_CELL: usize = 12;
/// So many counties at most are all named under a line that has no columns for them.
const MOST_TOLD: usize = 12;

pub(super) fn blocks(matrix: &Matrix, page: &Page<'_>) -> Vec<Block> {
    let labels: Vec<&str> = matrix.parties.iter().map(|own| own.label.as_str()).collect();
    let needed: usize = labels.iter().map(|label| label.width().max(8) + GAP).sum();
    let columns = page.width.is_none_or(|width| needed + ITEM <= width);
    let build = Build { matrix, page, labels, columns };
    let mut blocks = build.title();
    blocks.push(Block::Part(build.say(&words::verdict())));
    blocks.extend(build.verdict());
    blocks.push(Block::Part(build.say(&words::counties())));
    blocks.extend(build.counties());
    blocks.push(Block::Part(build.say(&words::typical())));
    blocks.extend(build.typical());
    blocks.push(Block::Part(build.say(&words::clauses())));
    blocks.extend(build.clauses());
    blocks.push(Block::Part(build.say(&words::groups())));
    blocks.extend(build.groups());
    blocks
}

struct Build<'c> {
    matrix: &'c Matrix,
    page: &'c Page<'c>,
    labels: Vec<&'c str>,
    /// Whether every county has a column.
    columns: bool,
}

impl Build<'_> {
    fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    fn names(&self, counties: &[usize]) -> String {
        let names: Vec<&str> = counties.iter().map(|at| self.labels[*at]).collect();
        if names.len() > MOST_NAMES && !(self.columns && names.len() <= 2 * MOST_NAMES) {
            let first = listed(&names[..MOST_NAMES - 1]);
            return self.say(&words::names_and_more(first, names.len()));
        }
        self.say(&listed(&names))
    }

    /// Returns names in full, where leaving one out would mislead.
    fn all_names(&self, counties: &[usize]) -> String {
        if counties.len() > MOST_TOLD {
            return self.names(counties);
        }
        let names: Vec<&str> = counties.iter().map(|at| self.labels[*at]).collect();
        self.say(&listed(&names))
    }

    fn title(&self) -> Vec<Block> {
        let title = match self.labels.len() {
            0..=MOST_NAMES => words::title(listed(&self.labels)),
            count => words::title_many(count),
        };
        let mut days: Vec<String> = self.matrix.parties.iter().map(|own| own.date.to_string()).collect();
        days.dedup();
        vec![Block::Title(self.say(&title)), Block::Sentence(self.say(&words::on_day(listed(&days))))]
    }

    fn verdict(&self) -> Vec<Block> {
        let (lines, uniform) = self.matrix.agreement();
        let share = Number::ratio(uniform as i64, (lines as i64).max(1));
        let mut said = vec![words::agreement(lines, uniform, percent(&share, 0))];
        let disparity = &self.matrix.disparity;
        match &disparity.index {
            Some(index) => {
                let weighted = if disparity.people.is_some() { words::by_people() } else { words::each_alike() };
                said.push(words::index(percent(index, 1), weighted));
                if !disparity.without_people.is_empty() {
                    said.push(words::people_missing(self.names(&disparity.without_people)));
                }
            }
            None => match &disparity.part {
                Some(part) => {
                    let others: Vec<usize> = (0..self.labels.len()).filter(|at| !part.counties.contains(at)).collect();
                    let (share, persons) = (percent(&part.index, 1), part.persons.len());
                    let names = self.all_names(&part.counties);
                    said.push(words::part_index(share, names, part.counties.len(), persons, disparity.ranked.len()));
                    if !others.is_empty() {
                        said.push(words::left_out(self.all_names(&others)));
                    }
                }
                None => said.push(words::no_index()),
            },
        }
        if let Some((own, most, least)) = self.widest() {
            let amount = |at: usize| own.amounts[at].as_ref().map(yuan_text).unwrap_or_default();
            let name = |at: usize| self.labels[at];
            said.push(words::widest(&own.title, name(most), amount(most), name(least), amount(least)));
        }
        said.push(match (self.matrix.clusters.len(), self.twins()) {
            (0 | 1, _) => words::all_same(),
            (count, 0) if count == self.labels.len() => words::no_twins(),
            (count, 0) => words::clusters(count),
            (_, twins) => words::pay_alike(twins),
        });
        said.push(words::index_note());
        let gap = if self.page.lang == Lang::Zh { "" } else { " " };
        let said: Vec<String> = said.iter().map(|text| self.say(text)).collect();
        let mut blocks = vec![Block::Sentence(said.join(gap))];
        blocks.extend(self.sums());
        blocks
    }

    /// Returns how many clusters of several counties pay everybody the same.
    fn twins(&self) -> usize {
        let clusters = self.matrix.behaviour.iter().flat_map(|own| &own.clusters);
        clusters.filter(|own| own.members.len() > 1).count()
    }

    /// Returns the typical person with the widest gap, who pays most and who least.
    fn widest(&self) -> Option<(&Ranked, usize, usize)> {
        let ranked = self.matrix.disparity.ranked.iter().filter_map(|own| {
            let order = own.order();
            let (most, least) = (*order.first()?, *order.last()?);
            let gap = own.amounts[most].as_ref()?.subtract(own.amounts[least].as_ref()?).ok()?;
            gap.is_positive().then_some((gap, own, most, least))
        });
        let mut widest: Option<(Number, &Ranked, usize, usize)> = None;
        for own in ranked {
            if widest.as_ref().is_none_or(|known| own.0 > known.0) {
                widest = Some(own);
            }
        }
        widest.map(|(_, own, most, least)| (own, most, least))
    }

    /// The sum of all typical persons in each county, as bars.
    fn sums(&self) -> Option<Block> {
        let whole: Vec<&Ranked> =
            self.matrix.disparity.ranked.iter().filter(|own| own.amounts.iter().all(Option::is_some)).collect();
        if whole.is_empty() || self.labels.len() < 2 {
            return None;
        }
        let sum = |county: usize| {
            let amounts = whole.iter().filter_map(|own| own.amounts[county].as_ref());
            amounts.fold(Number::zero(), |sum, own| sum.add(own).unwrap_or(sum))
        };
        let mut sums: Vec<(usize, Number)> = (0..self.labels.len()).map(|at| (at, sum(at))).collect();
        sums.sort_by(|left, right| right.1.cmp(&left.1).then(left.0.cmp(&right.0)));
        let most = if self.page.width.is_some() { 12 } else { usize::MAX };
        if sums.len() > most {
            return None;
        }
        let bars = sums
            .into_iter()
            .map(|(at, sum)| Bar {
                name: self.labels[at].to_owned(),
                label: yuan_text(&sum),
                value: Some(sum),
                tone: Tone::Plain,
            })
            .collect();
        let title = self.say(&words::sum_title(whole.len()));
        Some(Block::Chart(Chart { title, bars, mark: None }))
    }

    fn counties(&self) -> Vec<Block> {
        let disparity = &self.matrix.disparity;
        let with_people = disparity.people.is_some();
        let mut header = vec![words::county()];
        if with_people {
            header.push(words::people());
        }
        header.extend([words::from_mean(), words::best(), words::worst(), words::below(), words::above()]);
        let mut align = vec![Align::Right; header.len()];
        align[0] = Align::Left;
        let mut rows = Vec::new();
        for (at, label) in self.labels.iter().enumerate() {
            let own = self.matrix.standings(at);
            let mut cells = vec![Cell::from(*label).tone(Tone::Strong)];
            if let Some(people) = &disparity.people {
                cells.push(Cell::from(people[at].to_string()).figure(Some(Figure::Plain(people[at].clone()))));
            }
            cells.push(match &disparity.deviations[at] {
                Some(by) => {
                    let tone = if by.is_negative() { Tone::Bad } else { Tone::Good };
                    let tone = if by.is_zero() { Tone::Plain } else { tone };
                    let sign = if by.is_negative() { "" } else { "+" };
                    Cell::from(format!("{sign}{}%", percent(by, 1))).tone(tone).figure(Some(Figure::Ratio(by.clone())))
                }
                None => Cell::from("—").tone(Tone::Quiet),
            });
            let count = |count: usize, tone: Tone| match count {
                0 => Cell::from("·").tone(Tone::Quiet),
                count => {
                    Cell::from(count.to_string()).tone(tone).figure(Some(Figure::Plain(Number::from(count as i64))))
                }
            };
            cells.push(count(own.best, Tone::Good));
            cells.push(count(own.worst, Tone::Bad));
            cells.push(count(own.below, Tone::Bad));
            cells.push(count(own.above, Tone::Bad));
            rows.push(TableRow { indent: 0, cells });
        }
        let header = header.iter().map(|text| self.say(text)).collect();
        let mut blocks = vec![Block::Table(Table { header, align, rows, widest: Vec::new() })];
        let apart: Vec<Block> = (0..self.labels.len())
            .map(|at| Block::Item { word: self.labels[at].to_owned(), text: self.apart(at) })
            .filter(|block| !matches!(block, Block::Item { text, .. } if text.is_empty()))
            .collect();
        // Of many counties it would be a page of its own.
        if !apart.is_empty() && (self.labels.len() <= MOST_TOLD || self.page.width.is_none()) {
            blocks.push(Block::Sentence(self.say(&words::apart())));
            blocks.extend(apart);
        }
        blocks
    }

    /// What only this county, or its cluster, has so.
    fn apart(&self, county: usize) -> String {
        match self.matrix.clusters.iter().find(|own| own.members.contains(&county)) {
            Some(cluster) => self.lines_of(county, &cluster.apart[..cluster.apart.len().min(3)]),
            None => String::new(),
        }
    }

    /// Returns what a county says in some lines.
    fn lines_of(&self, county: usize, lines: &[(usize, usize)]) -> String {
        let told = lines.iter().map(|(topic, line)| {
            let topic = &self.matrix.topics[*topic];
            let line = &topic.lines[*line];
            let keys: Vec<String> =
                self.path(line).into_iter().skip(1).filter(|key| key.width() <= WIDEST_CELL).collect();
            let mut text = format!("{} {}", topic.name, self.item(line));
            if !keys.is_empty() {
                let keys = keys.join(" · ");
                text = if self.page.lang == Lang::Zh { format!("{text}({keys})") } else { format!("{text} ({keys})") };
            }
            match line.cells[county].stating() {
                Some(own) if self.short(own).width() <= WIDEST_CELL => format!("{text} {}", self.short(own)),
                Some(_) => text,
                None => format!("{text} {}", self.say(&words::not_stated())),
            }
        });
        let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
        told.collect::<Vec<_>>().join(mark)
    }

    // ---- typical persons

    fn typical(&self) -> Vec<Block> {
        let ranked = &self.matrix.disparity.ranked;
        if ranked.is_empty() {
            return vec![Block::Sentence(self.say(&words::no_typical()))];
        }
        let mut blocks = vec![Block::Sentence(self.say(&words::settled()))];
        if ranked.iter().any(|own| !own.whole && own.index.is_some()) {
            blocks.push(Block::Sentence(self.say(&words::only_settled())));
        }
        let needed: usize = self.labels.iter().map(|label| label.width().max(13) + GAP).sum();
        let columns = self.page.width.is_none_or(|width| needed + ITEM <= width);
        let table = if columns { self.persons_in_columns(ranked) } else { self.persons_in_short(ranked) };
        blocks.push(Block::Table(table));
        // Why something is open, once for each reason.
        let mut open: IndexMap<String, Vec<Vec<&str>>> = IndexMap::new();
        for own in ranked {
            for (county, reason) in own.why_not.iter().enumerate() {
                if let Some(reason) = reason {
                    let counties = open.entry(self.say(reason)).or_insert_with(|| vec![Vec::new(); self.labels.len()]);
                    counties[county].push(&own.title);
                }
            }
        }
        for (reason, counties) in open {
            let own = counties.iter().zip(&self.labels).filter(|(titles, _)| !titles.is_empty());
            let told = own.map(|(titles, label)| match titles.as_slice() {
                [title] => words::one_not_settled(label, title),
                several if several.len() == ranked.len() => words::none_settled(label),
                several => words::some_not_settled(label, several.len()),
            });
            blocks.push(Block::Sentence(self.say(&words::why_not(reason, listed(&told.collect::<Vec<_>>())))));
        }
        if self.page.width.is_none() {
            blocks.extend(ranked.iter().filter(|own| !own.is_even()).map(|own| self.chart(own)));
        }
        blocks
    }

    fn amount(&self, own: &Ranked, county: usize) -> Cell {
        match (&own.amounts[county], own.places[county]) {
            (Some(amount), Some(place)) => {
                let last = own.places.iter().flatten().max().copied();
                let tone = match place {
                    _ if own.is_even() => Tone::Plain,
                    1 => Tone::Good,
                    place if Some(place) == last => Tone::Bad,
                    _ => Tone::Plain,
                };
                Cell::from(format!("{} ({place})", yuan_text(amount))).tone(tone).figure(yuan(amount))
            }
            _ => Cell::from(self.say(&words::not_settled())).tone(Tone::Quiet),
        }
    }

    fn persons_in_columns(&self, ranked: &[Ranked]) -> Table {
        let mut header = vec![self.say(&words::person())];
        header.extend(self.labels.iter().map(|label| (*label).to_owned()));
        header.push(self.say(&words::index_word()));
        let mut align = vec![Align::Right; header.len()];
        align[0] = Align::Left;
        let rows = ranked.iter().map(|own| {
            let mut cells = vec![Cell::from(own.title.as_str())];
            cells.extend((0..self.labels.len()).map(|county| self.amount(own, county)));
            cells.push(index_cell(own));
            TableRow { indent: 0, cells }
        });
        Table { header, align, rows: rows.collect(), widest: Vec::new() }
    }

    /// A line with the least, the mean and the most; under it, of few counties, all of them in their order.
    fn persons_in_short(&self, ranked: &[Ranked]) -> Table {
        let header = [words::person(), words::low(), words::mean(), words::high(), words::index_word()];
        let header = header.iter().map(|text| self.say(text)).collect();
        let align = vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right];
        let mut rows = Vec::new();
        for own in ranked {
            let order = own.order();
            let amount = |at: Option<&usize>| {
                let amount = at.and_then(|at| own.amounts[*at].as_ref());
                amount.map_or(Cell::from("—"), |own| Cell::from(yuan_text(own)).figure(yuan(own)))
            };
            let mean = own.mean.as_ref().map_or(String::from("—"), |mean| {
                mean.divide(&Number::from(100)).map_or_else(|_| String::from("—"), |yuan| yuan.fixed_text(2))
            });
            rows.push(TableRow::of(0, vec![Cell::from(own.title.as_str()).tone(Tone::Strong)]));
            let who = match (order.as_slice(), own.is_even()) {
                ([], _) => String::new(),
                (_, true) => self.say(&words::all()),
                (order, false) if order.len() <= 10 => {
                    let one = |at: &usize| {
                        let place = own.places[*at].unwrap_or(0);
                        format!("{place}.{}", self.labels[*at])
                    };
                    order.iter().map(one).collect::<Vec<_>>().join(" ")
                }
                ([first, .., last], false) => {
                    let mark = if self.page.lang == Lang::Zh { "…" } else { " … " };
                    format!("1.{}{mark}{}.{}", self.labels[*first], own.places[*last].unwrap_or(0), self.labels[*last])
                }
                ([only], false) => self.labels[*only].to_owned(),
            };
            rows.push(TableRow {
                indent: 2,
                cells: vec![
                    Cell::from(who),
                    amount(order.last()).tone(Tone::Bad),
                    Cell::from(mean),
                    amount(order.first()).tone(Tone::Good),
                    index_cell(own),
                ],
            });
        }
        Table { header, align, rows, widest: Vec::new() }
    }

    fn chart(&self, own: &Ranked) -> Block {
        let bars = own.order().into_iter().map(|at| Bar {
            name: self.labels[at].to_owned(),
            value: own.amounts[at].clone(),
            label: own.amounts[at].as_ref().map(yuan_text).unwrap_or_default(),
            tone: match own.places[at] {
                Some(1) => Tone::Good,
                place if place == own.places.iter().flatten().max().copied() => Tone::Bad,
                _ => Tone::Plain,
            },
        });
        let mark = own.mean.as_ref().map(|mean| (self.say(&words::mean()), mean.clone()));
        let unit = if self.page.lang == Lang::Zh { "(元)" } else { " (yuan)" };
        Block::Chart(Chart { title: format!("{}{unit}", own.title), bars: bars.collect(), mark })
    }

    // ---- clauses

    fn clauses(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let topics = &self.matrix.topics;
        let uniform = |topic: &Topic| topic.classes.windows(2).all(|pair| pair[0] == pair[1]);
        if self.columns {
            blocks.push(Block::Sentence(self.say(&words::legend())));
        }
        for topic in topics.iter().filter(|own| self.page.full || !uniform(own)) {
            blocks.extend(self.topic(topic));
        }
        let same: Vec<&str> = topics.iter().filter(|own| uniform(own)).map(|own| own.name.as_str()).collect();
        if !same.is_empty() && !self.page.full {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::same_topics(listed(&same)))));
        }
        blocks
    }

    fn topic(&self, topic: &Topic) -> Vec<Block> {
        let has: Vec<usize> = (0..self.labels.len()).filter(|at| topic.present[*at]).collect();
        let right =
            if has.len() == self.labels.len() { String::new() } else { format!("{}/{}", has.len(), self.labels.len()) };
        let mut blocks = vec![Block::Heading(topic.name.clone(), right)];
        if has.len() < self.labels.len() && has.len() <= self.labels.len() / 2 {
            blocks.push(Block::Sentence(self.say(&words::only_in(has.len(), self.names(&has)))));
        }
        // What one county alone has is no comparison.
        if has.len() == 1 && !self.page.full {
            return blocks;
        }
        let uniform = |line: &&Line| {
            let classes: Vec<usize> = has.iter().map(|at| line.classes[*at]).collect();
            classes.windows(2).all(|pair| pair[0] == pair[1]) && line.norms.is_empty()
        };
        let shown: Vec<&Line> = topic
            .lines
            .iter()
            .filter(|line| self.page.full || !uniform(line) && !line.detail && !line.is_alone())
            .collect();
        let (short, long): (Vec<&Line>, Vec<&Line>) = shown.into_iter().partition(|line| self.is_short(line));
        if !short.is_empty() {
            blocks.push(Block::Table(if self.columns { self.in_columns(&short) } else { self.in_short(&short) }));
        }
        for line in long {
            blocks.extend(self.long(line, &has));
        }
        let details = topic.lines.iter().filter(|line| line.detail).count();
        if details > 0 && !self.page.full {
            blocks.push(Block::Sentence(self.say(&words::list_differs(details))));
        }
        let mut same: Vec<String> = Vec::new();
        if !self.page.full {
            for line in topic.lines.iter().filter(uniform) {
                let text = self.item(line);
                if !same.contains(&text) {
                    same.push(text);
                }
            }
        }
        if !same.is_empty() {
            blocks.push(Block::Sentence(self.say(&words::agree_on(listed(&same)))));
        }
        blocks
    }

    /// Whether the cells of a line fit into columns.
    fn is_short(&self, line: &Line) -> bool {
        line.figures.is_some()
            || line.cells.iter().filter_map(Held::stating).all(|own| self.short(own).width() <= WIDEST_CELL)
    }

    fn short(&self, own: &crate::compare::data::Stating) -> String {
        own.text.speak(self.page.lang)
    }

    /// Returns the unit that all amounts of a line have; it stands with the item then.
    fn unit(&self, line: &Line) -> Option<String> {
        let Some(Type::Quantity(unit)) = line.figures.as_ref().map(|own| &own.ty) else { return None };
        unit.is_money().then(|| unit.speak(self.page.lang))
    }

    /// Returns a text without the unit that stands with the item.
    fn bare(&self, line: &Line, text: String) -> String {
        match (self.unit(line), text.split_once('元')) {
            // A formula keeps what belongs to it: `上浮(50元)`.
            (Some(_), Some((number, _))) if is_amount(number) => number.to_owned(),
            _ => text,
        }
    }

    fn item(&self, line: &Line) -> String {
        let text = line.item.text.speak(self.page.lang);
        match line.item.cases.is_empty() {
            true => text,
            false => format!("{} {text}", self.say(&words::case(line.item.cases.join(" ")))),
        }
    }

    /// The item and its keys.
    fn path(&self, line: &Line) -> Vec<String> {
        let keys = line.keys.iter().map(|key| {
            let answers = key.answers.speak(self.page.lang);
            if key.plain { answers } else { format!("{} {answers}", key.question.speak(self.page.lang)) }
        });
        std::iter::once(self.item(line)).chain(keys).collect()
    }

    /// Adds a line under the headings that it shares with those before it.
    fn place(&self, table: &mut Table, above: &mut Vec<String>, line: &Line, cells: Vec<Cell>) {
        let mut path = self.path(line);
        let mut last = path.pop().unwrap_or_default();
        if let Some(unit) = self.unit(line) {
            last = if self.page.lang == Lang::Zh { format!("{last}({unit})") } else { format!("{last} ({unit})") };
        }
        let common = path.iter().zip(above.iter()).take_while(|(own, known)| own == known).count();
        for (depth, heading) in path.iter().enumerate().skip(common) {
            table.rows.push(TableRow::of(2 * depth, vec![heading.clone()]));
        }
        let row = std::iter::once(Cell::from(last)).chain(cells).collect();
        table.rows.push(TableRow { indent: 2 * path.len(), cells: row });
        *above = path;
    }

    fn in_columns(&self, lines: &[&Line]) -> Table {
        let mut header = vec![self.say(&words::item())];
        header.extend(self.labels.iter().map(|label| (*label).to_owned()));
        let mut align = vec![Align::Right; header.len()];
        align[0] = Align::Left;
        let roomy = self.page.width.is_none();
        if roomy {
            header.extend([words::median(), words::spread()].iter().map(|text| self.say(text)));
            align.extend([Align::Right, Align::Right]);
        }
        let has_norms = lines.iter().any(|line| !line.norms.is_empty());
        if has_norms && roomy {
            header.push(self.say(&words::standard()));
            align.push(Align::Left);
        }
        let mut table = Table { header, align, rows: Vec::new(), widest: Vec::new() };
        let mut above = Vec::new();
        for line in lines {
            let mut cells: Vec<Cell> = (0..self.labels.len()).map(|county| self.cell(line, county)).collect();
            if roomy {
                cells
                    .push(line.figures.as_ref().map_or(Cell::default(), |own| self.number(line, &own.median, &own.ty)));
                cells.push(line.figures.as_ref().map_or(Cell::default(), |own| {
                    let figure = self.number(line, &own.spread, &own.ty).figure;
                    let figure = figure.filter(|_| own.ty != Type::Ratio);
                    Cell::from(self.spread(line, own.spread.clone())).figure(figure)
                }));
                if has_norms {
                    cells.push(Cell::from(self.asked(line)));
                }
            }
            self.place(&mut table, &mut above, line, cells);
            if !roomy && !line.norms.is_empty() {
                table.rows.push(TableRow::of(
                    2 * (above.len() + 1),
                    vec![Cell::from(self.say(&words::asked(self.asked(line)))).tone(Tone::Quiet)],
                ));
            }
        }
        table
    }

    fn asked(&self, line: &Line) -> String {
        let asked: Vec<String> = line.norms.iter().map(|norm| norm.asked.speak(self.page.lang)).collect();
        asked.join("、")
    }

    /// Returns a number as a cell, without its unit where that stands with the item.
    fn number(&self, line: &Line, number: &Number, ty: &Type) -> Cell {
        let text = crate::compare::matrix::figure_text(number, ty).speak(self.page.lang);
        Cell::from(self.bare(line, text)).figure(figure_of(number, ty))
    }

    fn spread(&self, line: &Line, spread: Number) -> String {
        match line.figures.as_ref().map(|own| &own.ty) {
            Some(Type::Ratio) => self.say(&words::points(percent(&spread, 2))),
            Some(ty) => self.bare(line, self.number(line, &spread, ty).text),
            None => String::new(),
        }
    }

    /// A county's cell, with what it is in its line.
    fn cell(&self, line: &Line, county: usize) -> Cell {
        let mark = line.mark(county);
        let Some(own) = line.cells[county].stating() else {
            // None of what is charged, no limit.
            return match mark {
                Some(Mark::Best) => Cell::from("—↑").tone(Tone::Good),
                Some(Mark::Worst) | None => Cell::from("—").tone(Tone::Quiet),
            };
        };
        let mut text = self.bare(line, self.short(own));
        let mut figure = match (&own.kind, self.unit(line)) {
            (ValueKind::Number(number, ty @ Type::Ratio), _) => figure_of(number, ty),
            (ValueKind::Number(number, ty), _) if line.figures.is_some() => figure_of(number, ty),
            _ => None,
        };
        let mut tone = Tone::Plain;
        match mark {
            Some(Mark::Best) => (text, tone) = (format!("{text}↑"), Tone::Good),
            Some(Mark::Worst) => (text, tone) = (format!("{text}↓"), Tone::Bad),
            None => {}
        }
        if let Some(figures) = &line.figures
            && figures.low != figures.high
            && figures.outliers.contains(&county)
        {
            text.push('*');
            tone = if tone == Tone::Plain { Tone::Warn } else { tone };
        }
        for norm in line.norms.iter().filter(|norm| !norm.exempt[county]) {
            match norm.standings[county] {
                // The mark stays, so that not the colour alone tells it.
                Some(Standing::Below) => (text, tone, figure) = (format!("{text}!"), Tone::Bad, None),
                Some(Standing::Above) => (text, tone, figure) = (format!("{text}+"), Tone::Bad, None),
                Some(Standing::Meets | Standing::NotStated | Standing::NotDecided) | None => {}
            }
        }
        Cell::from(text).tone(tone).figure(figure)
    }

    /// Least, middle and most, each with who has it; of texts who says what.
    fn in_short(&self, lines: &[&Line]) -> Table {
        let header = [words::item(), words::low(), words::median(), words::high(), words::spread()];
        let header = header.iter().map(|text| self.say(text)).collect();
        let align = vec![Align::Left, Align::Right, Align::Right, Align::Right, Align::Right];
        let mut table = Table { header, align, rows: Vec::new(), widest: Vec::new() };
        let mut above = Vec::new();
        for line in lines {
            let Some(figures) = &line.figures else {
                self.place(
                    &mut table,
                    &mut above,
                    line,
                    vec![Cell::from("—"), Cell::from("—"), Cell::from("—"), Cell::from("—")],
                );
                let groups = self.groups_of(line).join(";");
                table.rows.push(TableRow::of(2 * (above.len() + 1), vec![groups]));
                continue;
            };
            let end = |number: &Number| self.number(line, number, &figures.ty);
            let cells = vec![
                end(&figures.low),
                end(&figures.median),
                end(&figures.high),
                Cell::from(self.spread(line, figures.spread.clone())),
            ];
            self.place(&mut table, &mut above, line, cells);
            let mut told = Vec::new();
            if figures.low != figures.high && self.labels.len() <= MOST_TOLD {
                told.push(Text::same(self.in_order(line)));
            } else if figures.low != figures.high {
                told.push(words::count_of(words::low(), self.names(&figures.low_at)));
                told.push(words::count_of(words::high(), self.names(&figures.high_at)));
            }
            if !figures.outliers.is_empty() {
                told.push(words::count_of(words::outliers(), self.names(&figures.outliers)));
            }
            let silent: Vec<usize> = (0..self.labels.len()).filter(|at| line.cells[*at].stating().is_none()).collect();
            if !silent.is_empty() && self.labels.len() > MOST_TOLD {
                told.push(words::count_of(words::not_stated(), self.names(&silent)));
            }
            told.extend(line.norms.iter().flat_map(|norm| self.norm_counts(norm)));
            if !told.is_empty() {
                let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
                let told: Vec<String> = told.iter().map(|text| self.say(text)).collect();
                let told = Cell::from(told.join(mark)).tone(Tone::Quiet);
                table.rows.push(TableRow::of(2 * (above.len() + 1), vec![told]));
            }
        }
        table
    }

    /// Returns the counties by their values, the least first.
    fn in_order(&self, line: &Line) -> String {
        let mut groups: Vec<(Option<Number>, String, Vec<usize>)> = Vec::new();
        for (county, held) in line.cells.iter().enumerate() {
            let number = match held.stating().map(|own| &own.kind) {
                Some(ValueKind::Number(number, _)) => Some(number.clone()),
                _ => None,
            };
            let text = match held.stating() {
                Some(own) => self.bare(line, self.short(own)),
                None => self.say(&words::not_stated()),
            };
            match groups.iter_mut().find(|(known, words, _)| *known == number && *words == text) {
                Some((_, _, who)) => who.push(county),
                None => groups.push((number, text, vec![county])),
            }
        }
        groups.sort_by(|left, right| (left.0.is_none(), &left.0).cmp(&(right.0.is_none(), &right.0)));
        let told = groups.iter().map(|(_, text, who)| {
            let names: Vec<&str> = who.iter().map(|at| self.labels[*at]).collect();
            format!("{text} {}", self.say(&listed(&names)))
        });
        told.collect::<Vec<_>>().join(" · ")
    }

    fn norm_counts(&self, norm: &Norm) -> Vec<Text> {
        let who = |wanted: Standing| -> Vec<usize> {
            (0..self.labels.len()).filter(|at| norm.standings[*at] == Some(wanted) && !norm.exempt[*at]).collect()
        };
        let mut told = vec![words::asked(&norm.asked)];
        for (standing, word) in [(Standing::Below, words::below()), (Standing::Above, words::above())] {
            let who = who(standing);
            if !who.is_empty() {
                told.push(words::count_of(word, self.names(&who)));
            }
        }
        told
    }

    /// Returns who says what, those who say the same together.
    fn groups_of(&self, line: &Line) -> Vec<String> {
        let mut groups: IndexMap<usize, Vec<usize>> = IndexMap::new();
        for (county, class) in line.classes.iter().enumerate() {
            groups.entry(*class).or_default().push(county);
        }
        let told = groups.values().map(|who| {
            let text = match line.cells[who[0]].stating() {
                Some(own) => self.short(own),
                None => self.say(&words::not_stated()),
            };
            self.say(&words::count_of(text, self.names(who)))
        });
        told.collect()
    }

    /// A line whose texts are too long for columns.
    fn long(&self, line: &Line, has: &[usize]) -> Vec<Block> {
        let mut groups: IndexMap<usize, Vec<usize>> = IndexMap::new();
        for county in has {
            groups.entry(line.classes[*county]).or_default().push(*county);
        }
        let word = self.path(line).join(" · ");
        let mut told: Vec<String> = groups
            .values()
            .map(|who| {
                let text = match line.cells[who[0]].stating() {
                    Some(own) => self.short(own),
                    None => self.say(&words::not_stated()),
                };
                format!("【{}】{text}", self.names(who))
            })
            .collect();
        if let Some(note) = &line.note {
            told.push(self.say(note));
        }
        vec![Block::Item { word, text: told.join(" ") }]
    }

    // ---- clusters and sources

    fn groups(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let clusters = &self.matrix.clusters;
        // Those who pay alike are told below, equal clauses among them.
        if self.matrix.behaviour.is_none() && clusters.len() > 1 && clusters.len() < self.labels.len() {
            for cluster in clusters.iter().filter(|own| own.members.len() > 1) {
                let apart = self.apart(cluster.members[0]);
                blocks.push(Block::Item { word: self.names(&cluster.members), text: apart });
            }
        }
        blocks.extend(self.alike());
        let header = vec![self.say(&words::benefit()), self.say(&words::who())];
        let mut table = Table { header, align: vec![Align::Left, Align::Left], rows: Vec::new(), widest: Vec::new() };
        for topic in &self.matrix.topics {
            let mut groups: IndexMap<usize, Vec<usize>> = IndexMap::new();
            for (county, class) in topic.classes.iter().enumerate().filter(|(at, _)| topic.present[*at]) {
                groups.entry(*class).or_default().push(county);
            }
            let none: Vec<usize> = (0..self.labels.len()).filter(|at| !topic.present[*at]).collect();
            let mut told: Vec<String> = if groups.len() == 1 && none.is_empty() {
                vec![self.say(&words::all())]
            } else if groups.len() > 1 && groups.values().all(|who| who.len() == 1) {
                vec![self.say(&words::all_differ())]
            } else {
                groups.values().map(|who| self.names(who)).collect()
            };
            if !none.is_empty() {
                told.push(self.say(&words::without(self.names(&none))));
            }
            table.rows.push(TableRow::of(0, vec![topic.name.clone(), told.join(" | ")]));
        }
        blocks.push(Block::Table(table));
        if self.page.width.is_none() {
            blocks.extend(self.sources());
        }
        blocks
    }

    /// Who pays the same to everybody, and what tells them from the others.
    fn alike(&self) -> Vec<Block> {
        let Some(behaviour) = &self.matrix.behaviour else { return Vec::new() };
        let mut blocks = Vec::new();
        let twins: Vec<_> = behaviour.clusters.iter().filter(|own| own.members.len() > 1).collect();
        if behaviour.clusters.len() > 1 || !twins.is_empty() {
            let said = match (twins.is_empty(), behaviour.open.is_empty()) {
                (true, true) => words::nobody_alike(),
                (true, false) => words::nobody_shown_alike(),
                (false, _) => words::alike(),
            };
            blocks.push(Block::Sentence(self.say(&said)));
        }
        let mark = if self.page.lang == Lang::Zh { ";" } else { "; " };
        for own in twins {
            let mut told = vec![self.say(&match own.precision {
                Precision::ToTheFen => words::to_the_fen(),
                Precision::ButForRounding(fen) => words::but_for_rounding(fen.to_string()),
                Precision::Undecided => words::fen_open(),
            })];
            let apart = self.lines_of(own.members[0], &own.apart);
            if !apart.is_empty() {
                told.push(self.say(&words::told_by(apart)));
            }
            blocks.push(Block::Item { word: self.all_names(&own.members), text: told.join(mark) });
        }
        // Of few counties each that stands alone is told too.
        if self.labels.len() <= MOST_TOLD || self.page.width.is_none() {
            for own in behaviour.clusters.iter().filter(|own| own.members.len() == 1 && !own.apart.is_empty()) {
                let apart = self.lines_of(own.members[0], &own.apart);
                blocks.push(Block::Item { word: self.names(&own.members), text: self.say(&words::told_by(apart)) });
            }
        }
        let mut open: IndexMap<String, Vec<usize>> = IndexMap::new();
        for (county, benefit, reason) in &behaviour.open {
            let reason = match benefit {
                Some(benefit) => self.say(&words::open_for(benefit, reason)),
                None => self.say(reason),
            };
            open.entry(reason).or_default().push(*county);
        }
        for (reason, who) in open {
            blocks.push(Block::Sentence(self.say(&words::not_decided(self.all_names(&who), reason))));
        }
        blocks
    }

    /// Where every number stands, for those who check it.
    fn sources(&self) -> Vec<Block> {
        let header = [words::benefit(), words::item(), words::county(), words::values(), words::sources()];
        let header: Vec<String> = header.iter().map(|text| self.say(text)).collect();
        let mut table = Table { align: vec![Align::Left; header.len()], header, rows: Vec::new(), widest: Vec::new() };
        for topic in &self.matrix.topics {
            for line in topic.lines.iter().filter(|line| !line.is_uniform() && !line.detail) {
                for (county, held) in line.cells.iter().enumerate() {
                    let Some(own) = held.stating() else { continue };
                    let cells = vec![
                        topic.name.clone(),
                        self.path(line).join(" · "),
                        self.labels[county].to_owned(),
                        self.short(own),
                        origin_text(self.page.sources, &own.origin, "—"),
                    ];
                    table.rows.push(TableRow::of(0, cells));
                }
            }
        }
        vec![Block::Appendix(self.say(&words::sources())), Block::Table(table)]
    }
}

/// Whether a text is digits alone, in yuan or in 万.
fn is_amount(text: &str) -> bool {
    let digits = text.strip_suffix('万').unwrap_or(text);
    !digits.is_empty() && digits.chars().all(|own| own.is_ascii_digit() || matches!(own, '.' | '-'))
}

fn index_cell(own: &Ranked) -> Cell {
    match &own.index {
        // A part of the counties is no whole.
        Some(index) if !own.whole => Cell::from(format!("{}%*", percent(index, 1))).tone(Tone::Quiet),
        Some(index) => Cell::from(format!("{}%", percent(index, 1))).figure(Some(Figure::Ratio(index.clone()))),
        None => Cell::from("—").tone(Tone::Quiet),
    }
}

fn yuan(fen: &Number) -> Option<Figure> {
    fen.divide(&Number::from(100)).ok().map(Figure::Yuan)
}

/// Returns a number as a workbook calculates with it.
fn figure_of(number: &Number, ty: &Type) -> Option<Figure> {
    Some(match ty {
        Type::Ratio => Figure::Ratio(number.clone()),
        Type::Quantity(unit) if unit.is_money() => Figure::Yuan(number.divide(&Number::from(100)).ok()?),
        Type::Quantity(_) => Figure::Plain(number.clone()),
        _ => return None,
    })
}

/// Returns a share in hundredths, rounded to a number of places.
fn percent(share: &Number, places: usize) -> String {
    let hundredths = share.multiply(&Number::from(100)).unwrap_or_else(|_| share.clone());
    let text = hundredths.fixed_text(places);
    if places == 0 || !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
