//! Bills late in the year, as a part of the page: what either side pays of a further yuan after what the year has come
//! to, who pays more after one earlier bill, and whether a year's difference hangs on how its cost is split.

use super::everybody::{Everyone, joined_by, listed_with};
use super::words;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Text, listed};
use crate::compare::data::{After, Next, Running, Split, Stage, Total, Views};
use crate::compare::{Both, Which, money_text};
use crate::interp::yuan_text;
use crate::report::grid::Align;
use crate::report::page::{Block, Table, TableRow};

/// So many groups of persons are told of, and so many where all are asked for: by what the year has come to, and after
/// one other bill.
const MOST_GROUPS: [[usize; 2]; 2] = [[2, 1], [24, 24]];
/// So many areas of both costs, where all are asked for.
const MOST_AREAS: usize = 12;
/// So many rows of a bill after one other.
const MOST_ROWS: usize = 5;

impl Everyone<'_> {
    pub(super) fn running(&self, views: &Views) -> Vec<Block> {
        let mut blocks = Vec::new();
        let [most, most_after] = MOST_GROUPS[usize::from(self.page.all)];
        if !views.running.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::running())));
        }
        for own in views.running.iter().take(most) {
            blocks.push(Block::Sentence(self.say(&words::running_for(self.boxes_text(&own.people)))));
            blocks.push(Block::Table(self.stages(own)));
            blocks.extend(self.example_of(own.widest()));
        }
        blocks.extend(self.left_out(views.running.len(), most));
        if !views.after.is_empty() {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::after_one())));
        }
        for own in views.after.iter().take(most_after) {
            blocks.push(Block::Sentence(self.say(&words::running_for(self.boxes_text(&own.people)))));
            blocks.extend(self.after(own));
        }
        blocks.extend(self.left_out(views.after.len(), most_after));
        if let Some(own) = &views.areas {
            blocks.extend(self.areas(own, &words::after_any(own.parts), MOST_AREAS));
        }
        blocks.extend(views.split.as_ref().map(|own| self.split(own)));
        blocks
    }

    fn left_out(&self, count: usize, most: usize) -> Option<Block> {
        let left = count.saturating_sub(most);
        let text = if self.page.all { words::running_in_json(left) } else { words::more_running(left) };
        (left > 0).then(|| Block::Sentence(self.say(&text)))
    }

    /// One row for each way in which the two stand after an earlier bill.
    fn after(&self, own: &After) -> Vec<Block> {
        let header =
            [words::earlier_bill(), words::who_pays_more_now(), words::run_out_here()].map(|own| self.say(&own));
        let align = vec![Align::Left; 3];
        let widest = vec![Some(18), None, Some(24)];
        let mut table = Table { header: header.to_vec(), align, rows: Vec::new(), widest };
        let mut shown: Vec<usize> = (0..own.rows.len()).collect();
        if !self.page.all && shown.len() > MOST_ROWS {
            // Those with the widest gaps, in their order.
            shown.sort_by_key(|at| std::cmp::Reverse(own.rows[*at].region.gaps.1.clone()));
            shown.truncate(MOST_ROWS);
            shown.sort_unstable();
        }
        for row in shown.iter().map(|at| &own.rows[*at]) {
            let (Some(first), Some(last)) = (row.earlier.first(), row.earlier.last()) else { continue };
            let range = match first == last {
                true => words::after_cost(money_text(first)),
                false => words::after_costs(money_text(first), money_text(last)),
            };
            let cells =
                vec![self.say(&range), self.say(&row.region.sentence(&self.labels)), self.say(&self.spent(&row.spent))];
            table.rows.push(TableRow::of(0, cells));
        }
        let mut blocks = vec![Block::Table(table)];
        if shown.len() < own.rows.len() {
            blocks.push(Block::Sentence(self.say(&words::more_lines(own.rows.len() - shown.len()))));
        }
        let widest = shown.iter().map(|at| &own.rows[*at]).max_by(|a, b| a.region.gaps.1.cmp(&b.region.gaps.1));
        blocks.extend(self.example_of(widest.and_then(|own| own.example.as_ref())));
        blocks
    }

    /// One row for each stretch of the year's cost.
    fn stages(&self, own: &Running) -> Table {
        let [cost, more, out] =
            [words::cost_of_year(), words::who_pays_more_of_a_yuan(), words::run_out_here()].map(|own| self.say(&own));
        let header = vec![cost, self.labels.a.to_owned(), self.labels.b.to_owned(), more, out];
        let align = vec![Align::Left, Align::Right, Align::Right, Align::Left, Align::Left];
        let mut table = Table { header, align, rows: Vec::new(), widest: vec![None, None, None, None, Some(28)] };
        let last = own.stages.len().saturating_sub(1);
        for (at, stage) in own.stages.iter().enumerate() {
            let [from, to] = [&stage.from, &stage.to].map(|own| money_text(&whole(own)));
            let range = match at {
                0 => words::stage_up_to(to),
                _ if at == last => words::stage_from(from),
                _ => words::stage_between(from, to),
            };
            let cells = vec![
                self.say(&range),
                share_text(&stage.shares.a),
                share_text(&stage.shares.b),
                self.say(&self.more_of(stage)),
                self.say(&self.spent(&stage.spent)),
            ];
            table.rows.push(TableRow::of(0, cells));
        }
        table
    }

    fn more_of(&self, own: &Stage) -> Text {
        let (a, b) = (&own.shares.a, &own.shares.b);
        let (name, apart) = match a.cmp(b) {
            std::cmp::Ordering::Equal => return words::as_much(),
            std::cmp::Ordering::Greater => (self.labels.a, a.subtract(b)),
            std::cmp::Ordering::Less => (self.labels.b, b.subtract(a)),
        };
        let share = share_text(&apart.unwrap_or_default());
        words::more_points(name, share.trim_end_matches('%'))
    }

    /// The running totals that have run out.
    fn spent(&self, own: &Both<Vec<Total>>) -> Text {
        let of = |which: Which| {
            let all: Vec<Text> = own.get(which).iter().map(spent_text).collect();
            (!all.is_empty()).then(|| words::spent_of(*self.labels.get(which), listed(&all)))
        };
        listed_with(&Which::BOTH.into_iter().filter_map(of).collect::<Vec<_>>())
    }

    /// A bill after another; who it is stands above.
    fn example_of(&self, own: Option<&Next>) -> Option<Block> {
        let own = own?;
        let pays = |which: Which| {
            let mut parts = vec![words::state_paid(yuan_text(own.paid_earlier.get(which)))];
            let left = own.totals.get(which).iter().filter(|own| !own.used.is_zero() && !own.is_spent());
            parts.extend(left.filter_map(|own| {
                let left = own.left.as_ref()?;
                Some(words::state_left(total_text(own), money_text(left)))
            }));
            words::pays_after(*self.labels.get(which), yuan_text(own.paid.get(which)), listed_with(&parts))
        };
        let list = Which::BOTH.map(pays);
        let (earlier, cost) = (money_text(&own.earlier), money_text(&own.cost));
        Some(Block::Sentence(self.say(&words::next_bill(earlier, cost, joined_by(&list, ",", ", ")))))
    }

    fn split(&self, own: &Split) -> Block {
        let person = self.people_text(&own.person);
        let [first, second] = [&own.costs[0], &own.costs[1]].map(money_text);
        let (a, b) = (self.labels.a, self.labels.b);
        let [apart, once] =
            [&own.apart, &own.at_once].map(|paid| words::both_pay(a, yuan_text(&paid.a), b, yuan_text(&paid.b)));
        let mut text = self.say(&words::split(person, first, second, apart, once));
        if let [Some(once), Some(apart)] = own.more()
            && once != apart
        {
            text.push_str(&self.say(&words::split_turns(*self.labels.get(once), *self.labels.get(apart))));
        }
        text.push_str(&self.say(&words::split_most(money_text(&whole(&own.most)), own.cells)));
        text.push_str(&if own.open > 0 { self.say(&words::split_open(own.open)) } else { String::new() });
        Block::Sentence(text)
    }
}

fn total_text(own: &Total) -> Text {
    words::total_of(&own.benefit, &own.clause)
}

fn spent_text(own: &Total) -> Text {
    let name = total_text(own);
    if own.of_deductible { words::deductible_met(name) } else { words::cap_used_up(name) }
}

fn whole(own: &Number) -> Number {
    own.round(RoundingMode::HalfUp, &Number::one())
}

fn share_text(share: &Number) -> String {
    let percent = share.multiply(&100.into()).unwrap_or_default();
    match percent.decimal_text(4) {
        Some(text) => format!("{text}%"),
        None => format!("≈{}%", percent.fixed_text(2)),
    }
}
