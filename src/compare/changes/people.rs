//! Whom a change reaches among people whose bills are given, or who themselves are: what old and new rules pay on each bill,
//! or in each month and year, in; how many get more, how many less, by how much, for the whole, for each county and benefit,
//! and for the benefits of a finding, out.
//!
//! Settles nothing and names nobody. What one finding does is not told apart from what others do to the same benefit.

use super::{Finding, Judged};
use crate::base::date::{Date, DateRange};
use crate::base::text::Text;
use crate::compare::shared::{Both, Shared, Side};
use crate::ir::{BenefitId, Occasion, Program};
use std::collections::{BTreeMap, BTreeSet};

/// What tables that were given say of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct People {
    /// The names of the tables.
    pub files: Vec<String>,
    pub settled: Settled,
    /// By how many years what the tables say was taken to be later than it is.
    pub years_later: u32,
    pub rows: Rows,
    pub all: Tally,
    /// The counties that have rows, in their order.
    pub counties: Vec<OfCounty>,
    /// What was paid on rows that only one of the two could settle, in 分.
    pub one_sided: Both<i128>,
    /// Why rows were refused, each with how many; of both sides.
    pub refused: Vec<(Text, u64)>,
    /// A group of fewer persons is not told of; 0: every group is.
    pub least: u64,
}

/// What was settled by both rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Bills: the first and the last day of those that were.
    Bills(Option<(Date, Date)>),
    /// Months and years of persons and households.
    Months(Months),
}

/// The months of persons and households.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// The first days of the first and of the last.
    pub first: Date,
    pub last: Date,
    pub payees: Payees,
    /// The households, and the persons without one, in the tables.
    pub subjects: u64,
}

/// Who is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Payees {
    #[default]
    Persons,
    Households,
    Both,
}

/// Benefits that a change pays differently, and for which tables would be needed that were not given, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uncounted {
    pub on_bills: Vec<String>,
    pub by_month: Vec<String>,
}

/// What became of the rows that were read; together they are all. Where months are settled, those of counties in which
/// nothing changed, or which cannot be compared, are no rows but households and persons without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rows {
    pub read: u64,
    /// Settled by both.
    pub settled: u64,
    /// Settled by one of them only.
    pub one_sided: Both<u64>,
    /// Cancelled by their twins on both sides.
    pub cancelled: u64,
    pub rejected: u64,
    /// Of counties in which nothing changed.
    pub untouched: u64,
    /// Of counties that cannot be compared: new, gone or with errors.
    pub incomparable: u64,
}

/// One county.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfCounty {
    pub name: String,
    pub tally: Tally,
    /// The benefits of which somebody gets more or less, or which are paid otherwise in all.
    pub benefits: Vec<(String, Tally)>,
}

/// What a finding's benefits do in its counties.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affected {
    pub tally: Tally,
    /// How many other findings are about the same benefits in the same counties, on days that bills lie on.
    pub shared_with: usize,
    /// The bills of its counties on the days of the finding.
    pub bills_in_days: u64,
    /// Its counties, by their places in [`People::counties`], each with those of its benefits there, by theirs.
    pub parts: Vec<(usize, Vec<usize>)>,
}

/// How many get less, more or the same, and what is paid, in 分.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub persons: Outcomes,
    pub bills: Outcomes,
    pub paid: Both<i128>,
    /// The most that one person gets more and less.
    pub most_more: i128,
    pub most_less: i128,
    pub untold: Untold,
}

/// What of a [`Tally`] is not told, since it would tell of few persons, or let somebody work out what would.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Untold {
    pub less: bool,
    pub more: bool,
    pub same: bool,
    pub paid: bool,
    pub most_less: bool,
    pub most_more: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcomes {
    pub less: u64,
    pub more: u64,
    pub same: u64,
}

impl Outcomes {
    fn add(&mut self, by: i128) {
        match by.cmp(&0) {
            std::cmp::Ordering::Less => self.less += 1,
            std::cmp::Ordering::Greater => self.more += 1,
            std::cmp::Ordering::Equal => self.same += 1,
        }
    }

    pub fn changed(&self) -> u64 {
        self.less + self.more
    }
}

impl Tally {
    /// Returns what is paid more.
    pub fn by(&self) -> i128 {
        self.paid.b - self.paid.a
    }

    pub fn is_even(&self) -> bool {
        self.persons.changed() == 0 && self.bills.changed() == 0 && self.by() == 0
    }
}

/// A bill that old and new rules settle, or one of them.
#[derive(Clone, Debug)]
pub struct Line<'b> {
    pub county: usize,
    pub person: &'b str,
    pub date: Date,
    /// The benefits that pay something, by their place in the list of all.
    pub paid: Vec<(usize, Both<i64>)>,
    /// Whether both settle it: else it counts with what is paid only.
    pub whole: bool,
}

/// A benefit of a county before and after, under the name that findings have for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    pub key: String,
    /// As the newer side calls it.
    pub name: String,
    pub ids: Both<Option<BenefitId>>,
}

/// Returns the benefits that are paid on bills, or those that are not, those of both sides that are the same one together.
pub fn twins(old: &Program, new: &Program, on_bills: bool) -> Vec<Twin> {
    let day = new.newest_change().or(old.newest_change()).unwrap_or_else(|| super::steps::day_of(DateRange::ALWAYS));
    let shared = Shared::new(Side { program: old, date: day }, Side { program: new, date: day });
    let wanted = |program: &Program, id: Option<BenefitId>| {
        id.filter(|id| (program.benefit(*id).occasion == Occasion::EachClaim) == on_bills)
    };
    let twin = |pair: &crate::compare::shared::BenefitPair| {
        let ids = Both { a: wanted(old, pair.ids.a), b: wanted(new, pair.ids.b) };
        let name = ids.b.map(|id| &new.benefit(id).name).or(ids.a.map(|id| &old.benefit(id).name))?;
        Some(Twin { key: pair.key.clone(), name: name.clone(), ids })
    };
    shared.benefits.iter().filter_map(twin).collect()
}

/// Some counties and some benefits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub counties: BTreeSet<usize>,
    pub benefits: BTreeSet<usize>,
}

impl Scope {
    /// Returns the counties and benefits in which a finding shows, by their places; `None`: it pays nobody differently.
    pub fn of(judged: &Judged, counties: &[Both<String>], keys: &[String]) -> Option<Scope> {
        let own: &Finding = &judged.finding;
        if !judged.pays_differently() {
            return None;
        }
        let is = |county: &Both<String>, name: &String| county.a == *name || county.b == *name;
        let place = |name: &String| counties.iter().position(|county| is(county, name));
        let named = own.reaches.iter().chain([&own.home.name]);
        let counties: BTreeSet<usize> = named.filter_map(place).collect();
        let benefits: BTreeSet<usize> = match &own.subject {
            None => (0..keys.len()).collect(),
            Some(subject) => {
                subject.benefits.iter().filter_map(|name| keys.iter().position(|own| own == name)).collect()
            }
        };
        Some(Scope { counties, benefits })
    }

    /// Whether it holds any benefit of any county.
    pub fn is_some(&self) -> bool {
        !self.counties.is_empty() && !self.benefits.is_empty()
    }

    fn meets(&self, other: &Scope) -> bool {
        !self.counties.is_disjoint(&other.counties) && !self.benefits.is_disjoint(&other.benefits)
    }
}

/// Counts bills, so many whole subjects at a time.
#[derive(Debug)]
pub struct Count {
    counties: usize,
    benefits: usize,
    /// The counties of findings, with their benefits.
    scopes: Vec<Scope>,
    /// First the whole, then each county, then each benefit of each county, then the findings.
    tallies: Vec<Tally>,
    /// The tallies that a bill of a county may be in, besides those of its benefits.
    of_county: Vec<Vec<usize>>,
    /// Persons of whom nothing changes, by the counties in which they have bills.
    idle: BTreeMap<Vec<usize>, u64>,
    /// Bills, by county and day.
    days: Vec<BTreeMap<Date, u64>>,
    /// What is paid, by county and benefit.
    paid: Vec<Both<i128>>,
    one_sided: Both<i128>,
}

impl Count {
    pub fn new(counties: usize, benefits: usize, scopes: Vec<Scope>) -> Count {
        let first = 1 + counties + counties * benefits;
        let of_county = |county: usize| {
            let findings = scopes.iter().enumerate().filter(|(_, own)| own.counties.contains(&county));
            findings.map(|(at, _)| first + at).collect()
        };
        Count {
            counties,
            benefits,
            of_county: (0..counties).map(of_county).collect(),
            tallies: vec![Tally::default(); first + scopes.len()],
            scopes,
            idle: BTreeMap::new(),
            days: vec![BTreeMap::new(); counties],
            paid: vec![Both::default(); counties * benefits],
            one_sided: Both::default(),
        }
    }

    /// Takes in bills; all of a person's stand among them.
    pub fn see(&mut self, lines: &[Line<'_>]) {
        let mut persons: BTreeMap<&str, Vec<&Line<'_>>> = BTreeMap::new();
        for line in lines {
            if !line.whole {
                for (_, paid) in &line.paid {
                    self.one_sided.a += i128::from(paid.a);
                    self.one_sided.b += i128::from(paid.b);
                }
                continue;
            }
            *self.days[line.county].entry(line.date).or_default() += 1;
            for (benefit, paid) in &line.paid {
                let own = &mut self.paid[line.county * self.benefits + benefit];
                own.a += i128::from(paid.a);
                own.b += i128::from(paid.b);
            }
            persons.entry(line.person).or_default().push(line);
        }
        for lines in persons.values() {
            self.person(lines);
        }
    }

    fn person(&mut self, lines: &[&Line<'_>]) {
        let counties: BTreeSet<usize> = lines.iter().map(|own| own.county).collect();
        if lines.iter().all(|line| line.paid.iter().all(|(_, paid)| paid.a == paid.b)) {
            *self.idle.entry(counties.into_iter().collect()).or_default() += 1;
            for line in lines {
                self.each(line.county, |own| own.bills.same += 1);
            }
            return;
        }
        // Only what changes counts: in a benefit that stays as it is nobody gets more or less.
        let mut sums: BTreeMap<usize, i128> = BTreeMap::new();
        for line in lines {
            let mut of_tally: BTreeMap<usize, i128> = BTreeMap::new();
            for (benefit, paid) in &line.paid {
                let by = i128::from(paid.b) - i128::from(paid.a);
                for at in [0, 1 + line.county, self.place(line.county, *benefit)] {
                    *of_tally.entry(at).or_default() += by;
                }
                for at in &self.of_county[line.county] {
                    let first = self.tallies.len() - self.scopes.len();
                    if self.scopes[*at - first].benefits.contains(benefit) {
                        *of_tally.entry(*at).or_default() += by;
                    }
                }
            }
            let mut all: Vec<usize> = vec![0, 1 + line.county];
            all.extend((0..self.benefits).map(|benefit| self.place(line.county, benefit)));
            all.extend(&self.of_county[line.county]);
            for at in all {
                let by = of_tally.get(&at).copied().unwrap_or(0);
                self.tallies[at].bills.add(by);
                *sums.entry(at).or_default() += by;
            }
        }
        for (at, by) in sums {
            let own = &mut self.tallies[at];
            own.persons.add(by);
            own.most_more = own.most_more.max(by);
            own.most_less = own.most_less.max(-by);
        }
    }

    /// Does something to all tallies that a bill of a county is in.
    fn each(&mut self, county: usize, mut work: impl FnMut(&mut Tally)) {
        work(&mut self.tallies[0]);
        work(&mut self.tallies[1 + county]);
        let benefits = self.place(county, 0)..self.place(county, self.benefits);
        self.tallies[benefits].iter_mut().for_each(&mut work);
        for at in &self.of_county[county] {
            work(&mut self.tallies[*at]);
        }
    }

    fn place(&self, county: usize, benefit: usize) -> usize {
        1 + self.counties + county * self.benefits + benefit
    }

    /// Returns how many bills of the counties of a scope lie on some days.
    fn bills_within(&self, scope: usize, days: DateRange) -> u64 {
        let within = |county: &usize| {
            let bills = self.days[*county].iter().filter(|(day, _)| days.contains(**day));
            bills.map(|(_, bills)| bills).sum::<u64>()
        };
        self.scopes[scope].counties.iter().map(within).sum()
    }

    /// Returns what was counted: the whole, the counties with the names of `names` and `benefits`, and for each scope what
    /// its benefits do. `days`: those of each scope.
    pub fn finish(mut self, names: &[String], benefits: &[String], days: &[DateRange]) -> Counted {
        for (counties, persons) in std::mem::take(&mut self.idle) {
            let mut seen: BTreeSet<usize> = BTreeSet::from([0]);
            for county in counties {
                seen.insert(1 + county);
                seen.extend(self.place(county, 0)..self.place(county, self.benefits));
                seen.extend(&self.of_county[county]);
            }
            seen.into_iter().for_each(|at| self.tallies[at].persons.same += persons);
        }
        for county in 0..self.counties {
            for benefit in 0..self.benefits {
                let paid = self.paid[county * self.benefits + benefit];
                let mut all = vec![0, 1 + county, self.place(county, benefit)];
                let first = self.tallies.len() - self.scopes.len();
                all.extend(
                    self.of_county[county].iter().filter(|at| self.scopes[**at - first].benefits.contains(&benefit)),
                );
                for at in all {
                    self.tallies[at].paid.a += paid.a;
                    self.tallies[at].paid.b += paid.b;
                }
            }
        }
        let uneven = |county: usize| {
            let is_uneven = |benefit: &usize| !self.tallies[self.place(county, *benefit)].is_even();
            (0..self.benefits).filter(is_uneven).collect::<Vec<usize>>()
        };
        let of_county = |county: usize| {
            let own = |benefit: usize| (benefits[benefit].clone(), self.tallies[self.place(county, benefit)].clone());
            let benefits = uneven(county).into_iter().map(own).collect();
            OfCounty { name: names[county].clone(), tally: self.tallies[1 + county].clone(), benefits }
        };
        let has_bills = |county: &usize| !self.days[*county].is_empty();
        let counted: Vec<usize> = (0..self.counties).filter(has_bills).collect();
        let parts = |scope: &Scope| -> Vec<(usize, Vec<usize>)> {
            let own = counted.iter().enumerate().filter(|(_, county)| scope.counties.contains(county));
            own.map(|(at, county)| {
                let benefits = uneven(*county).into_iter().enumerate();
                (at, benefits.filter(|(_, benefit)| scope.benefits.contains(benefit)).map(|(at, _)| at).collect())
            })
            .collect()
        };
        let first = self.tallies.len() - self.scopes.len();
        let affected = |at: usize| {
            let scope = &self.scopes[at];
            // What holds on other days than those of the bills has no part in it.
            let others = (0..self.scopes.len()).filter(|other| {
                *other != at && self.scopes[*other].meets(scope) && self.bills_within(*other, days[*other]) > 0
            });
            Affected {
                tally: self.tallies[first + at].clone(),
                shared_with: others.count(),
                bills_in_days: self.bills_within(at, days[at]),
                parts: parts(scope),
            }
        };
        let ends = self.days.iter().flat_map(|own| own.first_key_value().into_iter().chain(own.last_key_value()));
        let ends: Vec<Date> = ends.map(|(day, _)| *day).collect();
        Counted {
            all: self.tallies[0].clone(),
            counties: counted.iter().copied().map(of_county).collect(),
            affected: (0..self.scopes.len()).map(affected).collect(),
            one_sided: self.one_sided,
            days: ends.iter().min().copied().zip(ends.iter().max().copied()),
        }
    }
}

/// What [`Count`] found.
#[derive(Clone, Debug)]
pub struct Counted {
    pub all: Tally,
    pub counties: Vec<OfCounty>,
    /// For each scope.
    pub affected: Vec<Affected>,
    pub one_sided: Both<i128>,
    pub days: Option<(Date, Date)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line<'b>(county: usize, person: &'b str, paid: &[(usize, i64, i64)]) -> Line<'b> {
        let paid = paid.iter().map(|(at, a, b)| (*at, Both { a: *a, b: *b })).collect();
        Line { county, person, date: Date::new(2020, 3, 1).expect("a day"), paid, whole: true }
    }

    #[test]
    fn persons_are_counted_once_and_by_all_their_bills() {
        let scope = Scope { counties: BTreeSet::from([0]), benefits: BTreeSet::from([1]) };
        let mut count = Count::new(2, 2, vec![scope.clone(), scope]);
        // 甲 loses 5 on one bill and gets 3 more on another; 乙 has bills in two counties and nothing changes; 丙 gets as
        // much from another benefit as he loses in the first.
        count.see(&[
            line(0, "甲", &[(0, 100, 95)]),
            line(0, "甲", &[(0, 100, 100), (1, 0, 3)]),
            line(0, "乙", &[(0, 7, 7)]),
            line(1, "乙", &[]),
            line(1, "丙", &[(0, 40, 30), (1, 0, 10)]),
        ]);
        let names = ["甲县", "乙县"].map(str::to_owned);
        let benefits = ["基本", "大病"].map(str::to_owned);
        let found = count.finish(&names, &benefits, &[DateRange::ALWAYS; 2]);
        assert_eq!(found.all.persons, Outcomes { less: 1, more: 0, same: 2 });
        assert_eq!(found.all.bills, Outcomes { less: 1, more: 1, same: 3 });
        assert_eq!((found.all.paid, found.all.by()), (Both { a: 247, b: 245 }, -2));
        assert_eq!((found.all.most_less, found.all.most_more), (2, 0));
        let of = |county: usize, name: &str| {
            let all = &found.counties[county].benefits;
            all.iter().find(|(own, _)| own == name).map(|(_, own)| own.persons)
        };
        assert_eq!(of(0, "基本"), Some(Outcomes { less: 1, more: 0, same: 1 }));
        assert_eq!(of(0, "大病"), Some(Outcomes { less: 0, more: 1, same: 1 }));
        assert_eq!(of(1, "大病"), Some(Outcomes { less: 0, more: 1, same: 1 }));
        let own = &found.affected[0];
        assert_eq!(own.parts, [(0, vec![1])]);
        assert_eq!((own.tally.persons, own.tally.paid), (Outcomes { less: 0, more: 1, same: 1 }, Both { a: 0, b: 3 }));
        assert_eq!((own.shared_with, own.bills_in_days), (1, 3));
    }
}
