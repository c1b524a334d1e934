//! What a review does not tell of people: counts and sums of the whole, of counties, benefits and findings in; which of
//! them stay untold, so that nobody can work out those of few persons from the others, out.
//!
//! Everything that is told of one kind of tables is looked at together: the rows of counties add up to the whole, the
//! sums of benefits to their county, counties and benefits to what is said of a finding; and whoever gets less, more or
//! the same is, in all benefits of a county, as many. Bills and months are tables of their own.

use super::Review;
use super::people::{Affected, People, Tally, Untold};
use crate::base::withheld::{Entry, Sum, withheld};

/// Marks in a review what is not told of the people in it.
pub fn withhold(review: &mut Review) {
    let findings = &mut review.findings;
    if let Some(people) = &mut review.people {
        mark(people, findings.iter_mut().filter_map(|own| own.people.as_mut()).collect());
    }
    if let Some(people) = &mut review.people_by_month {
        mark(people, findings.iter_mut().filter_map(|own| own.people_by_month.as_mut()).collect());
    }
}

/// The numbers of a tally, in this order, by their places.
const LESS: usize = 0;
const MORE: usize = 1;
const SAME: usize = 2;
const PAID: usize = 3;
const EACH: usize = 4;

fn mark(people: &mut People, mut findings: Vec<&mut Affected>) {
    let least = people.least;
    if least == 0 {
        return;
    }
    let table = Table::of(people, &findings);
    let hidden = withheld(&table.entries, &table.sums, least);
    let of_row = |row: usize| {
        let own = &hidden[row * EACH..(row + 1) * EACH];
        Untold { less: own[LESS], more: own[MORE], same: own[SAME], paid: own[PAID], ..Untold::default() }
    };
    let mut row = 0;
    let mut next = |tally: &mut Tally| {
        tally.untold = of_row(row);
        tally.untold.most_less = (1..least).contains(&tally.persons.less);
        tally.untold.most_more = (1..least).contains(&tally.persons.more);
        row += 1;
    };
    for county in &mut people.counties {
        county.benefits.iter_mut().for_each(|(_, own)| next(own));
        next(&mut county.tally);
    }
    next(&mut people.all);
    findings.iter_mut().for_each(|own| next(&mut own.tally));
    // The most of a whole is that of one of its parts: where only those that are not told can have it, it tells theirs.
    for county in &mut people.counties {
        let parts: Vec<&Tally> = county.benefits.iter().map(|(_, own)| own).collect();
        cover(&mut county.tally, &parts);
    }
    let counties: Vec<&Tally> = people.counties.iter().map(|own| &own.tally).collect();
    cover(&mut people.all, &counties);
    for finding in findings {
        let of = |(county, benefits): &(usize, Vec<usize>)| {
            let own = &people.counties[*county].benefits;
            benefits.iter().map(|at| &own[*at].1).collect::<Vec<&Tally>>()
        };
        let parts: Vec<&Tally> = finding.parts.iter().flat_map(of).collect();
        cover(&mut finding.tally, &parts);
    }
}

/// Leaves the most of a whole untold where it is more than any that is told of a part, and that of a part is not told.
fn cover(whole: &mut Tally, parts: &[&Tally]) {
    let hides = |own: fn(&Tally) -> (bool, i128), most: i128| {
        let told = parts.iter().filter(|part| !own(part).0).map(|part| own(part).1).max();
        parts.iter().any(|part| own(part).0) && told.is_none_or(|told| most > told)
    };
    let less = hides(|own| (own.untold.most_less, own.most_less), whole.most_less);
    let more = hides(|own| (own.untold.most_more, own.most_more), whole.most_more);
    whole.untold.most_less |= less;
    whole.untold.most_more |= more;
}

/// All numbers of a table and of what is said of findings, and how they add up: first the rows of counties, each behind
/// those of its benefits, then that of the whole, then the findings.
struct Table {
    entries: Vec<Entry>,
    sums: Vec<Sum>,
}

impl Table {
    fn of(people: &People, findings: &[&mut Affected]) -> Table {
        let mut table = Table { entries: Vec::new(), sums: Vec::new() };
        let least = people.least;
        // The rows of each county: those of its benefits, and its own.
        let mut rows: Vec<(Vec<usize>, usize)> = Vec::new();
        for county in &people.counties {
            let benefits: Vec<usize> = county.benefits.iter().map(|(_, own)| table.row(own, least)).collect();
            let own = table.row(&county.tally, least);
            table.sum(PAID, benefits.clone(), own);
            benefits.iter().for_each(|row| table.as_many(*row, vec![own]));
            rows.push((benefits, own));
        }
        let all = table.row(&people.all, least);
        for what in [LESS, MORE, SAME, PAID] {
            table.sum(what, rows.iter().map(|(_, own)| *own).collect(), all);
        }
        for finding in findings {
            let own = table.row(&finding.tally, least);
            let within = |(county, benefits): &(usize, Vec<usize>)| (&rows[*county], benefits.clone());
            let parts: Vec<(&(Vec<usize>, usize), Vec<usize>)> = finding.parts.iter().map(within).collect();
            let paid = parts.iter().flat_map(|((of, _), benefits)| benefits.iter().map(|at| of[*at]));
            table.sum(PAID, paid.collect(), own);
            table.as_many(own, parts.iter().map(|((_, county), _)| *county).collect());
            // Of several benefits persons do not add up, but for all that change in a county.
            let counted = |((of, county), benefits): &(&(Vec<usize>, usize), Vec<usize>)| match benefits.as_slice() {
                [] => Some(None),
                [one] => Some(Some(of[*one])),
                _ if benefits.len() == of.len() => Some(Some(*county)),
                _ => None,
            };
            if let Some(counted) = parts.iter().map(counted).collect::<Option<Vec<Option<usize>>>>() {
                let counted: Vec<usize> = counted.into_iter().flatten().collect();
                table.sum(LESS, counted.clone(), own);
                table.sum(MORE, counted, own);
            }
        }
        table
    }

    fn row(&mut self, own: &Tally, least: u64) -> usize {
        let persons = &own.persons;
        let is_few = |count: u64| (1..least).contains(&count);
        // Beside those who get the same, the others could be counted: how many there are is known elsewhere.
        let same = is_few(persons.less) || is_few(persons.more);
        self.entries.extend([
            Entry { persons: persons.less, secret: is_few(persons.less) },
            Entry { persons: persons.more, secret: is_few(persons.more) },
            Entry { persons: persons.same, secret: same },
            Entry { persons: persons.changed(), secret: is_few(persons.changed()) },
        ]);
        self.entries.len() / EACH - 1
    }

    fn sum(&mut self, what: usize, parts: Vec<usize>, whole: usize) {
        let at = |row: usize| row * EACH + what;
        self.sums.push(Sum { parts: parts.into_iter().map(at).collect(), wholes: vec![at(whole)] });
    }

    /// Says that a row is about as many persons as others together.
    fn as_many(&mut self, row: usize, others: Vec<usize>) {
        let counts = |row: usize| [LESS, MORE, SAME].map(|what| row * EACH + what);
        self.sums.push(Sum { parts: counts(row).to_vec(), wholes: others.into_iter().flat_map(counts).collect() });
    }
}
