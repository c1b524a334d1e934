//! Persons and households to what benefits pay them month by month and year by year: a row for each month and payee, as
//! verdicts, so that they are written, added up and reported as settled bills are.
//!
//! Worked out by the evaluator, subject by subject, or remembered from who answers its questions alike.

use super::answers::{Answers, Asked, Worth};
use super::bill::{Bill, Reading};
use super::columns::{Column, Mapping, Meaning};
use super::facts::Values;
use super::intake::Refusal;
use super::people::{People, Person};
use super::settle::{Fate, Verdict};
use super::spill::RawBill;
use super::table::{Cell, Row};
use super::words;
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::column::{BenefitSlot, Run};
use crate::interp::Subject;
use crate::ir::{BenefitId, Occasion, Program};
use std::collections::BTreeSet;

/// The most months of a run: fifty years.
pub const MAX_MONTHS: i64 = 600;

/// Months without a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months {
    /// The first day of the first.
    pub first: Date,
    /// The first day of the last.
    pub last: Date,
}

/// A row with what it is counted by.
pub struct Worked {
    pub verdict: Verdict,
    pub bill: Bill,
    /// `2024-03`, `2024`; nothing where the subject as a whole is refused.
    pub period: String,
    pub to_household: bool,
}

/// Whose rows are worked out together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Whose<'p> {
    Household(&'p str),
    Person(&'p str),
}

/// To whom a row pays.
struct Payee {
    /// The place among the members; `None`: the household.
    member: Option<usize>,
    person: Option<String>,
    line: u64,
    file: u32,
    since: Option<Date>,
}

impl Months {
    /// Reads `2024`, `2024-03`, `2024-01..2024-12`.
    pub fn parse(text: &str) -> Option<Months> {
        let text = text.trim();
        let parts = ["..", "至", "~"].iter().find_map(|own| text.split_once(own));
        let (from, to) = parts.unwrap_or((text, text));
        let month = |own: &str, other: i8| -> Option<Date> {
            let own = own.trim();
            let (year, month) = own.split_once('-').map_or((own, None), |(year, month)| (year, Some(month)));
            let digits = |own: &str, most: usize| own.len() <= most && own.bytes().all(|byte| byte.is_ascii_digit());
            if year.len() != 4 || !digits(year, 4) || !month.is_none_or(|own| digits(own, 2)) {
                return None;
            }
            Date::new(year.parse().ok()?, month.map_or(Some(other), |own| own.parse().ok())?, 1)
        };
        let own = Months { first: month(from, 1)?, last: month(to, 12)? };
        (own.first <= own.last && own.count() <= MAX_MONTHS).then_some(own)
    }

    fn count(self) -> i64 {
        let months = |own: Date| i64::from(own.year()) * 12 + i64::from(own.month());
        months(self.last) - months(self.first) + 1
    }

    fn all(self) -> impl Iterator<Item = Date> {
        (0..self.count()).filter_map(move |more| self.first.plus_months(more))
    }

    fn years(self) -> impl Iterator<Item = Date> {
        (self.first.year()..=self.last.year()).filter_map(|year| Date::new(year, 1, 1))
    }
}

fn of_household(occasion: Occasion) -> bool {
    matches!(occasion, Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce)
}

fn of_year(occasion: Occasion) -> bool {
    matches!(occasion, Occasion::PersonYear | Occasion::HouseholdYear)
}

fn once(occasion: Occasion) -> bool {
    matches!(occasion, Occasion::PersonOnce | Occasion::HouseholdOnce)
}

/// Returns the benefits of all counties that are not paid on claims, each name once.
pub fn benefits(run: &Run<'_>) -> Vec<BenefitSlot> {
    let mut all: Vec<BenefitSlot> = Vec::new();
    for county in &run.counties {
        for id in asked(county.program) {
            let own = county.program.benefit(id);
            if !all.iter().any(|known| known.name == own.name) {
                let (name, english) = (own.name.clone(), own.english.clone());
                all.push(BenefitSlot { name, english, identity: own.identity.clone() });
            }
        }
    }
    all
}

fn asked(program: &Program) -> impl Iterator<Item = BenefitId> + '_ {
    program.order.iter().copied().filter(|id| program.benefit(*id).occasion != Occasion::EachClaim)
}

/// Returns the columns of the rows, as if a table had had them.
pub fn columns(reading: &Reading<'_, '_>, lang: Lang) -> Mapping {
    let column = |heading: Text, meaning: Option<Meaning>| Column {
        heading: heading.get(lang).to_owned(),
        meaning,
        passed_over: false,
        times: 1,
        by_hand: false,
    };
    let of = |own: Meaning| column(reading.schema.name(&own), Some(own));
    let period = column(words::heading_period(), None);
    let columns = vec![of(Meaning::Household), of(Meaning::Person), of(Meaning::Name), of(Meaning::County), period];
    Mapping { columns, years_later: 0 }
}

/// Returns everybody whose rows are worked out, in order: households, then persons without one.
pub fn everybody<'p>(reading: &'p Reading<'_, '_>) -> Vec<Whose<'p>> {
    let Some(people) = &reading.people else { return Vec::new() };
    let households = people.households.keys().map(|own| Whose::Household(own));
    let alone = people.persons.iter().filter(|(_, own)| own.household.is_none());
    let mut all: Vec<Whose<'p>> = households.chain(alone.map(|(number, _)| Whose::Person(number))).collect();
    all.sort();
    all
}

/// Works out the rows of a household, or of a person without one. Rows are numbered from 0. `answers`: what is remembered;
/// nothing where everything is to be worked out.
pub fn settle(
    reading: &Reading<'_, '_>,
    whose: Whose<'_>,
    months: Months,
    answers: Option<&mut Answers>,
) -> Vec<Worked> {
    let Some(people) = &reading.people else { return Vec::new() };
    let (subject_name, payees) = match whose {
        Whose::Household(name) => {
            let own = &people.households[name];
            let of_member = |(at, number): (usize, &String)| {
                let known = people.persons.get(number).map(|own| &own.known);
                Payee {
                    member: Some(at),
                    person: Some(number.clone()),
                    line: known.map_or_else(|| people.refused_lines.get(number).copied().unwrap_or(0), |own| own.line),
                    file: 0,
                    since: known.and_then(|own| own.since()),
                }
            };
            let members: Vec<Payee> = own.members.iter().enumerate().map(of_member).collect();
            // A household that only persons name stands where the first of them does.
            let (line, file) = match own.known.has_row() {
                true => (own.known.line, 1),
                false => (members.first().map_or(0, |first| first.line), 0),
            };
            let household = Payee { member: None, person: None, line, file, since: own.known.since() };
            (format!("户{name}"), std::iter::once(household).chain(members).collect::<Vec<_>>())
        }
        Whose::Person(number) => {
            let known = &people.persons[number].known;
            let line = known.line;
            let person = Some(number.to_owned());
            (number.to_owned(), vec![Payee { member: Some(0), person, line, file: 0, since: known.since() }])
        }
    };
    let mut rows = Rows { reading, whose, subject_name, out: Vec::new() };
    let county = county_of(reading, whose);
    let known = match (unknown(people, whose), &county) {
        (Some(reason), _) => Err(reason),
        (None, Err(reason)) => Err(reason.clone()),
        (None, Ok(county)) => match whose {
            Whose::Household(name) => people.subject(reading.run, *county, name),
            Whose::Person(number) => people.alone(reading.run, *county, &people.persons[number]),
        }
        .map(|subject| (*county, subject)),
    };
    match known {
        Ok((county, subject)) => rows.all(county, subject, &payees, months, answers),
        Err(reason) => {
            let (first, refusal) = (&payees[0], Refusal::of_row(reason));
            rows.add(county.ok(), first, String::new(), months.first, Err(refusal));
        }
    }
    rows.out
}

/// Says of whom a row is missing or was refused.
fn unknown(people: &People, whose: Whose<'_>) -> Option<Text> {
    match whose {
        Whose::Household(name) if people.refused.contains(name) => Some(words::household_refused()),
        Whose::Household(name) => {
            let own = &people.households[name];
            match own.members.iter().any(|own| people.refused.contains(own)) {
                true => Some(words::person_refused()),
                false if people.with_households && !own.known.has_row() => Some(words::household_unknown()),
                false if own.members.is_empty() => Some(words::household_without_members()),
                false => None,
            }
        }
        Whose::Person(number) => people.refused.contains(number).then(words::person_refused),
    }
}

/// Returns whose policy holds.
pub fn county_of(reading: &Reading<'_, '_>, whose: Whose<'_>) -> Result<u32, Text> {
    let Some(people) = &reading.people else { return Err(words::county_not_filled_in()) };
    let of_person = |own: &Person| own.county.clone();
    let written: Vec<String> = match whose {
        Whose::Household(name) => {
            let Some(own) = people.households.get(name) else { return Err(words::county_not_filled_in()) };
            let members = own.members.iter().filter_map(|own| people.persons.get(own)).filter_map(of_person);
            own.county.clone().map_or_else(|| members.collect(), |own| vec![own])
        }
        Whose::Person(number) => people.persons.get(number).and_then(of_person).into_iter().collect(),
    };
    let mut found: Vec<u32> = Vec::new();
    for name in &written {
        match reading.places.find(name) {
            Some(county) if found.contains(&county) => {}
            Some(county) => found.push(county),
            None => return Err(words::no_county(super::cell::shown(name))),
        }
    }
    match found.as_slice() {
        [only] => Ok(*only),
        [] => reading.places.usual.ok_or_else(words::county_not_filled_in),
        _ => Err(words::which_county_of_household()),
    }
}

/// The rows of one subject.
struct Rows<'r, 'p, 'w> {
    reading: &'r Reading<'r, 'p>,
    whose: Whose<'w>,
    subject_name: String,
    out: Vec<Worked>,
}

impl Rows<'_, '_, '_> {
    fn all(
        &mut self,
        county: u32,
        mut subject: Subject,
        payees: &[Payee],
        months: Months,
        answers: Option<&mut Answers>,
    ) {
        let program = self.reading.run.counties[county as usize].program;
        // Totals and states run on from the first day of which something is known.
        let changes = subject.changes.iter().map(|own| own.from);
        let first = changes.chain(payees.iter().filter_map(|own| own.since)).chain([months.first]).min();
        subject.known_from = match self.whose {
            Whose::Household(_) => first,
            Whose::Person(_) => payees.iter().find_map(|own| own.since).or(first),
        };
        let ids: Vec<BenefitId> = asked(program).collect();
        let of_once = ids.iter().filter(|id| once(program.benefit(**id).occasion));
        let days = of_once.flat_map(|id| months.all().map(|month| (*id, month))).collect();
        let remember = answers.is_some();
        let mut subject = Asked::new(program, county, subject, days, remember);
        let mut none = Answers::default();
        let answers = answers.unwrap_or(&mut none);
        let is_alone = matches!(self.whose, Whose::Person(_));
        for payee in payees {
            let fits = |id: &&BenefitId| {
                let own = of_household(program.benefit(**id).occasion);
                if payee.member.is_none() { own } else { !own || is_alone }
            };
            let (yearly, monthly): (Vec<BenefitId>, Vec<BenefitId>) =
                ids.iter().filter(fits).copied().partition(|id| of_year(program.benefit(*id).occasion));
            let is_known =
                |last_day: Option<Date>| payee.since.is_none_or(|since| last_day.is_some_and(|own| since <= own));
            if !monthly.is_empty() {
                for month in months.all().filter(|own| is_known(own.plus_months(1).and_then(|own| own.plus_days(-1)))) {
                    let name = format!("{:04}-{:02}", month.year(), month.month());
                    self.period(county, (&mut subject, answers), payee, name, month, &monthly);
                }
            }
            if !yearly.is_empty() {
                for year in months.years().filter(|own| is_known(own.plus_months(12).and_then(|own| own.plus_days(-1))))
                {
                    let name = format!("{:04}", year.year());
                    self.period(county, (&mut subject, answers), payee, name, year, &yearly);
                }
            }
        }
    }

    fn period(
        &mut self,
        county: u32,
        (subject, answers): (&mut Asked<'_>, &mut Answers),
        payee: &Payee,
        name: String,
        first: Date,
        asked: &[BenefitId],
    ) {
        let slots = &self.reading.schema.benefits;
        let program = subject.program();
        let mut amounts = vec![0_i64; slots.len()];
        let mut why: Vec<Text> = Vec::new();
        for id in asked {
            match subject.worth(answers, *id, payee.member, first) {
                Worth::Refused(reason) => {
                    return self.add(Some(county), payee, name, first, Err(Refusal::of_row(reason)));
                }
                Worth::Paid(amount, nothing) => {
                    why.extend(nothing);
                    let own = program.benefit(*id);
                    if let Some(at) = slots.iter().position(|slot| slot.name == own.name) {
                        amounts[at] = amount;
                    }
                }
            }
        }
        let nothing = amounts.iter().all(|own| *own == 0);
        let all = listed(&why);
        let why = nothing.then(|| Text { zh: all.zh.replace('、', ";"), en: all.en.replace(", ", "; ") });
        self.add(Some(county), payee, name, first, Ok((amounts, why)));
    }

    /// `county`: `None` where nothing tells whose policy holds.
    fn add(
        &mut self,
        county: Option<u32>,
        payee: &Payee,
        name: String,
        first: Date,
        found: Result<(Vec<i64>, Option<Text>), Refusal>,
    ) {
        let people = self.reading.people.as_ref();
        let text = |own: Option<&str>| own.map_or(Cell::Blank, |own| Cell::Text(own.to_owned()));
        let household = match self.whose {
            Whose::Household(name) => Some(name),
            Whose::Person(_) => None,
        };
        let person = payee.person.as_ref().and_then(|own| people.and_then(|people| people.persons.get(own)));
        let place = county.map(|own| self.reading.run.counties[own as usize].program.jurisdiction.name.as_str());
        let cells = vec![
            text(household),
            text(payee.person.as_deref()),
            text(person.and_then(|own| own.name.as_deref())),
            text(place),
            Cell::Text(name.clone()),
        ];
        let row = Row { line: payee.line, cells };
        let (fate, amounts, why_nothing) = match found {
            Ok((amounts, why)) => (Fate::Settled, amounts, why),
            Err(refusal) => (Fate::Rejected(vec![refusal]), Vec::new(), None),
        };
        let values = self.values(payee, first);
        let raw = RawBill { number: self.out.len() as u64, file: payee.file, row: row.clone() };
        let bill = Bill {
            raw,
            county: county.unwrap_or(0),
            subject: self.subject_name.clone(),
            person: payee.person.clone().unwrap_or_else(|| self.subject_name.clone()),
            date: first,
            id: None,
            values,
            lent: BTreeSet::new(),
            paid: Vec::new(),
            paid_in_all: None,
        };
        let number = self.out.len() as u64;
        let verdict = Verdict { number, file: payee.file, row, county, fate, amounts, remark: why_nothing };
        self.out.push(Worked { verdict, bill, period: name, to_household: payee.person.is_none() });
    }

    /// Returns what is known of a payee on a day: what totals are broken down by.
    fn values(&self, payee: &Payee, day: Date) -> Values {
        let Some(people) = &self.reading.people else { return Values::new() };
        let mut values = match self.whose {
            Whose::Household(name) => people.households[name].known.on(day),
            Whose::Person(_) => Values::new(),
        };
        if let Some(person) = payee.person.as_ref().and_then(|own| people.persons.get(own)) {
            values.extend(person.known.on(day));
        }
        values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_read_as_people_write_them() {
        let read = |own: &str| Months::parse(own).map(|own| (own.first.to_string(), own.last.to_string(), own.count()));
        let is = |from: &str, to: &str, count| Some((from.to_owned(), to.to_owned(), count));
        assert_eq!(read("2024"), is("2024-01-01", "2024-12-01", 12));
        assert_eq!(read("2024-3"), is("2024-03-01", "2024-03-01", 1));
        assert_eq!(read("2023-11..2024-02"), is("2023-11-01", "2024-02-01", 4));
        assert_eq!(read("2023 至 2024"), is("2023-01-01", "2024-12-01", 24));
        for wrong in ["", "24", "2024-13", "2024-02..2024-01", "1900..2024", "2024-1-1", "a", "2024-+1"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
