//! What is known of persons and households to narrow columns, so that rows of claims find what holds of their person on their
//! day without thinking.
//!
//! Says nothing that [`People`] does not say. Whoever asks for more than a glance (a refused row, a household that no table
//! has, a value that no narrow column holds) is not in it, and rows of such persons are read cell by cell.

use super::bill::{Places, Reading};
use super::columns::Schema;
use super::facts::Values as Facts;
use super::fields::{Strip, empty, narrow};
use super::people::{People, Person};
use crate::base::date::Date;
use crate::base::text::Text;
use crate::column::{Batch, Beside, Cells, Kind, Run, Subject, Values, day_of};
use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

/// Persons by their numbers, with what holds of them from day to day.
#[derive(Debug, Default)]
pub struct Roll {
    places: HashMap<String, u32>,
    persons: Vec<Entry>,
    /// Households, as subjects are called.
    households: Vec<String>,
    /// The days from which the courses hold, those of a person together and rising.
    from: Vec<i32>,
    /// Facts by their places in the schema, course by course.
    facts: Vec<(usize, Strip)>,
}

/// What is known of a person.
#[derive(Debug)]
struct Entry {
    /// The household by its place, and which of its members; `None`: the person is alone.
    household: Option<(u32, u32)>,
    county: Option<u32>,
    /// Before this day nothing is known.
    since: i32,
    courses: Range<u32>,
}

impl Roll {
    /// Lays out what is known; `None` where there are too many to be told apart.
    pub fn of(schema: &Schema, places: &Places, people: &People) -> Option<Roll> {
        let mut roll = Roll::default();
        let mut of_household: HashMap<&str, u32> = HashMap::new();
        for (number, household) in people.households.iter().filter(|(_, own)| !own.members.is_empty()) {
            let is_known = !people.with_households || household.known.has_row();
            if !is_known || people.refused.contains(number) {
                continue;
            }
            of_household.insert(number, u32::try_from(roll.households.len()).ok()?);
            roll.households.push(format!("户{number}"));
            for (member, person) in household.members.iter().enumerate() {
                if let Some(own) = people.persons.get(person) {
                    let at = (roll.households.len() as u32 - 1, u32::try_from(member).ok()?);
                    roll.enter(schema, places, people, person, own, Some(at))?;
                }
            }
        }
        for (number, own) in people.persons.iter().filter(|(_, own)| own.household.is_none()) {
            // A household of the same number would be taken for the person's.
            if !people.households.contains_key(number) {
                roll.enter(schema, places, people, number, own, None)?;
            }
        }
        let courses = roll.from.len();
        roll.facts.iter_mut().for_each(|(_, own)| own.pad(courses));
        Some(roll)
    }

    /// Takes a person in, where all that is known fits.
    fn enter(
        &mut self,
        schema: &Schema,
        places: &Places,
        people: &People,
        number: &str,
        person: &Person,
        household: Option<(u32, u32)>,
    ) -> Option<()> {
        if people.refused.contains(number) {
            return Some(());
        }
        let county = person.county.as_ref().map(|own| places.find(own));
        if county == Some(None) {
            return Some(());
        }
        let first = self.from.len();
        if !self.courses(schema, people, number, person) {
            self.from.truncate(first);
            self.facts.iter_mut().for_each(|(_, own)| own.truncate(first));
            return Some(());
        }
        let courses = u32::try_from(first).ok()?..u32::try_from(self.from.len()).ok()?;
        let since = person.known.since().map_or(i32::MIN, day_of);
        self.places.insert(number.to_owned(), u32::try_from(self.persons.len()).ok()?);
        self.persons.push(Entry { household, county: county.flatten(), since, courses });
        Some(())
    }

    /// Notes what holds of a person from day to day; whether all of it fits.
    fn courses(&mut self, schema: &Schema, people: &People, number: &str, person: &Person) -> bool {
        let household = person.household.as_deref();
        let of_household = household.and_then(|own| people.households.get(own)).map(|own| &own.known);
        let mut days: BTreeSet<Option<Date>> = BTreeSet::from([None]);
        for own in [Some(&person.known), of_household].into_iter().flatten() {
            days.extend(own.days().map(Some));
        }
        days.into_iter().all(|day| {
            // No claim is older than the first day.
            let Some(on) = day.or_else(|| Date::new(1, 1, 1)) else { return false };
            let values = match household {
                Some(household) => people.on(household, number, on),
                None => person.known.on(on),
            };
            self.from.push(day.map_or(i32::MIN, day_of));
            self.note(schema, &values)
        })
    }

    /// Notes what holds in the last course; whether all of it fits.
    fn note(&mut self, schema: &Schema, values: &Facts) -> bool {
        let course = self.from.len() - 1;
        for (at, value) in values {
            let place = match self.facts.iter().position(|(own, _)| own == at) {
                Some(place) => place,
                None => {
                    let Some(values) = empty(schema, &schema.facts[*at]) else { return false };
                    self.facts.push((*at, Strip::of(values)));
                    self.facts.len() - 1
                }
            };
            let strip = &mut self.facts[place].1;
            let Some(value) = narrow(&strip.values, value) else { return false };
            strip.pad(course);
            strip.push(value, false);
        }
        true
    }

    /// Returns the place of a person of whom all is known at a glance.
    pub fn person(&self, number: &str) -> Option<u32> {
        self.places.get(number).copied()
    }

    /// Whether something is known of a person on a day.
    pub(super) fn is_known(&self, person: u32, day: i32) -> bool {
        day >= self.persons[person as usize].since
    }

    /// Returns the county of a person, where one is told.
    pub(super) fn county(&self, person: u32) -> Option<u32> {
        self.persons[person as usize].county
    }

    /// Returns the household of a person, as subjects are called; `None`: the person is alone.
    pub fn household(&self, person: u32) -> Option<&str> {
        let (household, _) = self.persons[person as usize].household?;
        Some(&self.households[household as usize])
    }

    /// Returns which member of the household a person is; 0 is the first, and whoever is alone.
    pub(super) fn member(&self, person: u32) -> u32 {
        self.persons[person as usize].household.map_or(0, |(_, member)| member)
    }

    pub(super) fn is_alone(&self, person: u32) -> bool {
        self.persons[person as usize].household.is_none()
    }

    /// Returns a number that tells subjects apart.
    pub(super) fn subject(&self, person: u32) -> u64 {
        match self.persons[person as usize].household {
            Some((household, _)) => household.into(),
            None => u64::from(person) + (1 << 32),
        }
    }

    /// Returns which of the courses holds of a person on a day.
    #[inline]
    pub(super) fn course(&self, person: u32, day: i32) -> u32 {
        let Range { start, end } = self.persons[person as usize].courses;
        if end - start == 1 {
            return start;
        }
        let from = &self.from[start as usize..end as usize];
        start + from.partition_point(|own| *own <= day) as u32 - 1
    }

    /// Returns the facts that tables tell, by their places in the schema, with the values of each course.
    pub(super) fn facts(&self) -> &[(usize, Strip)] {
        &self.facts
    }

    /// Says in the columns of a batch what tables tell of its rows, given the person of each, where the rows say nothing
    /// themselves; and which of it is known of a household.
    pub(super) fn tell(&self, persons: &[u32], batch: &mut Batch) {
        let courses: Vec<u32> =
            persons.iter().zip(&batch.date).map(|(person, day)| self.course(*person, *day)).collect();
        let of_household: Vec<bool> = persons.iter().map(|own| !self.is_alone(*own)).collect();
        let is_known = of_household.contains(&true);
        if is_known {
            batch.member = Some(persons.iter().map(|own| self.member(*own)).collect());
        }
        for (place, strip) in &self.facts {
            let Some(told) = strip.cells(Some(&courses)) else { continue };
            let known: Vec<bool> = match &batch.columns[*place] {
                Some(own) => (0..persons.len()).map(|row| own.is_missing(row) && !told.is_missing(row)).collect(),
                None => (0..persons.len()).map(|row| !told.is_missing(row)).collect(),
            };
            match &mut batch.columns[*place] {
                Some(own) => fill_gaps(own, &told, &known),
                own => *own = Some(told),
            }
            if is_known {
                let lent: Vec<bool> = known.iter().zip(&of_household).map(|(known, of)| *known && *of).collect();
                if lent.contains(&true) {
                    batch.lent.push((*place, lent));
                }
            }
        }
    }

    /// Whether every entry that a table may name is one of a county's too.
    pub(super) fn fits(&self, run: &Run<'_>, county: u32) -> bool {
        let program = run.counties[county as usize].program;
        self.facts.iter().all(|(at, _)| {
            let field = &run.schema.fields[*at];
            if !program.facts.iter().any(|own| own.owner == field.owner && own.name == field.name) {
                return true;
            }
            let (Kind::Entry(vocabulary) | Kind::Several(vocabulary)) = field.kind else { return true };
            let vocabulary = &run.schema.vocabularies[vocabulary];
            let domain = program.domains.iter().find(|own| own.name == vocabulary.name);
            domain.is_some_and(|own| vocabulary.entries.iter().all(|entry| own.twin_of(entry).is_some()))
        })
    }
}

/// What is known of the households whose claims are settled.
pub(super) struct Households<'h, 'r, 'p> {
    pub(super) reading: &'h Reading<'r, 'p>,
    pub(super) roll: &'h Roll,
    /// One of its persons and the county, by the number of the subject; nothing of subjects that are not settled so.
    pub(super) subjects: Vec<Option<(u32, u32)>>,
}

impl Households<'_, '_, '_> {
    /// Returns what is known of a household; `None`: the subject is a person.
    fn known(&self, (person, county): (u32, u32)) -> Option<Result<Subject, Text>> {
        let household = self.roll.household(person)?;
        let people = self.reading.people.as_ref()?;
        let number = household.strip_prefix('户').unwrap_or(household);
        Some(people.subject(self.reading.run, county, number))
    }

    /// Finds the subjects of whose household something is known that its county has no word for.
    pub(super) fn strangers(&self) -> impl Iterator<Item = usize> + '_ {
        let mut fits: HashMap<u32, bool> = HashMap::new();
        self.subjects.iter().enumerate().filter_map(move |(at, own)| {
            let own = (*own)?;
            let fits = *fits.entry(own.1).or_insert_with(|| self.roll.fits(self.reading.run, own.1));
            (!fits && self.known(own).is_some_and(|own| own.is_err())).then_some(at)
        })
    }
}

impl Beside for Households<'_, '_, '_> {
    fn knows(&self, subject: u64) -> bool {
        self.subjects[subject as usize].is_some_and(|(person, _)| !self.roll.is_alone(person))
    }

    fn of(&self, subject: u64) -> Subject {
        self.subjects[subject as usize].and_then(|own| self.known(own)).and_then(Result::ok).unwrap_or_default()
    }
}

/// Puts values of another column of the same form on some rows.
fn fill_gaps(own: &mut Cells, told: &Cells, rows: &[bool]) {
    fn fill<T: Copy>(own: &mut [T], told: &[T], rows: &[bool]) {
        let each = own.iter_mut().zip(told).zip(rows);
        each.filter(|(_, here)| **here).for_each(|((own, told), _)| *own = *told);
    }
    match (&mut own.values, &told.values) {
        (Values::Whole(own), Values::Whole(told)) => fill(own, told, rows),
        (Values::Truth(own), Values::Truth(told)) => fill(own, told, rows),
        (Values::Day(own), Values::Day(told)) => fill(own, told, rows),
        (Values::Code(own), Values::Code(told)) => fill(own, told, rows),
        (Values::WideCode(own), Values::WideCode(told)) => fill(own, told, rows),
        (Values::Set(own), Values::Set(told)) => fill(own, told, rows),
        (_, _) => return,
    }
    if let Some(missing) = &mut own.missing {
        missing.iter_mut().zip(rows).filter(|(_, here)| **here).for_each(|(own, _)| *own = false);
        if !missing.contains(&true) {
            own.missing = None;
        }
    }
}
