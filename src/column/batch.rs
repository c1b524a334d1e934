//! Rows as dense columns, and the schema that says what may stand in them: every fact of every program of a run, each
//! enum and catalogue with one numbering of its entries.

use super::reference::Subject;
use crate::base::date::Date;
use crate::ir::{Entry, Fact, Owner, Program, Type, twin_among};
use crate::value::{DomainId, Value};

/// What columns a batch of a run may have.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    pub fields: Vec<Field>,
    pub vocabularies: Vec<Vocabulary>,
}

/// A fact of one or several programs.
#[derive(Clone, Debug)]
pub struct Field {
    pub owner: Owner,
    pub name: String,
    pub english: Option<String>,
    /// The columns in which it is usually found.
    pub columns: Vec<String>,
    pub kind: Kind,
    pub ty: Type,
    /// Whether one of the programs has no value of its own for rows that have none.
    pub needed: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// In the base of its unit: money in 分.
    Number,
    Truth,
    Day,
    Text,
    /// One entry of a vocabulary, by its place in the schema.
    Entry(usize),
    /// Several entries of a vocabulary.
    Several(usize),
    /// Lists of records.
    Records,
}

/// An enum or catalogue, with one numbering for all programs.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    pub name: String,
    pub entries: Vec<Entry>,
}

/// A column: a value for each row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cells {
    pub values: Values,
    /// The rows that have no value: there the fact has its default, or none. `None`: every row has one. What stands in
    /// `values` on such a row does not matter.
    pub missing: Option<Vec<bool>>,
}

/// The values of a column, as narrow as the data allow. Codes are places in the vocabulary of the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Whole numbers in the base of their unit: money in 分.
    Whole(Vec<i64>),
    Truth(Vec<bool>),
    /// Days since 0001-01-01; see [`day_of`].
    Day(Vec<i32>),
    /// One entry, of a vocabulary of up to 256.
    Code(Vec<u8>),
    /// One entry.
    WideCode(Vec<u32>),
    /// Several entries, of a vocabulary of up to 64: bit n is entry n.
    Set(Vec<u64>),
    /// Anything else: fractions, texts, records, `无`, several entries in an order of their own. Entries are numbered as
    /// in the schema (`DomainId` and `EntryId` are places in it).
    Any(Vec<Value>),
}

/// Which county's policy each row is settled by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Counties {
    One(u32),
    Each(Vec<u32>),
}

/// Rows: whole subjects, each standing together, each in claim order.
#[derive(Clone, Debug)]
pub struct Batch {
    pub counties: Counties,
    /// Whose claim it is: any number that tells subjects apart (its rows stand together, so it may come again later).
    pub subject: Vec<u64>,
    /// Which member of the household; `None`: subjects are persons.
    pub member: Option<Vec<u32>>,
    /// Days since 0001-01-01; see [`day_of`].
    pub date: Vec<i32>,
    /// Ids of the claims. `None`: they have none, all differ, and rows of a day stand in order.
    pub ids: Option<Vec<String>>,
    /// One for each field of the schema; `None`: the data do not have it.
    pub columns: Vec<Option<Cells>>,
    /// What is known of subjects beside their claims (members, facts, changes), in the program's own numbering, in the
    /// order of the rows; subjects without are left out. Facts of persons that stand on every row belong in columns.
    pub known: Vec<(u64, Subject)>,
    /// Fields whose cells repeat, on some rows, what is known of their subject on their day. Where every row does so, a
    /// plan can settle subjects of whom something is known; the evaluator looks only at the subject.
    pub lent: Vec<(usize, Vec<bool>)>,
}

impl Kind {
    fn of(ty: &Type, vocabulary: impl Fn(DomainId) -> usize) -> Kind {
        match ty {
            Type::Bool => Kind::Truth,
            Type::Quantity(_) | Type::Ratio | Type::Points => Kind::Number,
            Type::Date => Kind::Day,
            Type::Text => Kind::Text,
            Type::Entry(domain) => Kind::Entry(vocabulary(*domain)),
            Type::Several(domain) => Kind::Several(vocabulary(*domain)),
            Type::Records(_) | Type::Persons | Type::Claims | Type::Nothing | Type::Unknown => Kind::Records,
        }
    }
}

impl Schema {
    /// Takes in the facts and entries of a program; returns the field of each fact and, for each domain, its vocabulary
    /// with the place of each of its entries.
    pub(super) fn take_in(&mut self, program: &Program) -> (Vec<usize>, Vec<(usize, Vec<u32>)>) {
        let domains: Vec<(usize, Vec<u32>)> = program
            .domains
            .iter()
            .map(|domain| {
                let known = self.vocabularies.iter().position(|own| own.name == domain.name);
                let at = known.unwrap_or_else(|| {
                    self.vocabularies.push(Vocabulary { name: domain.name.clone(), entries: Vec::new() });
                    self.vocabularies.len() - 1
                });
                let own = &mut self.vocabularies[at].entries;
                let mut taken: Vec<u32> = Vec::new();
                for entry in &domain.entries {
                    let place = twin_among(own.iter(), entry).filter(|place| !taken.contains(&(*place as u32)));
                    taken.push(place.unwrap_or_else(|| {
                        own.push(Entry { parent: None, ..entry.clone() });
                        own.len() - 1
                    }) as u32);
                }
                (at, taken)
            })
            .collect();
        let fields = program.facts.iter().map(|fact| self.field_of(fact, &domains)).collect();
        (fields, domains)
    }

    fn field_of(&mut self, fact: &Fact, domains: &[(usize, Vec<u32>)]) -> usize {
        let kind = Kind::of(&fact.ty, |domain| domains.get(domain.0 as usize).map_or(usize::MAX, |own| own.0));
        let known = self.fields.iter().position(|own| {
            own.owner == fact.owner && own.name == fact.name && own.kind == kind && same_unit(&own.ty, &fact.ty)
        });
        let at = known.unwrap_or_else(|| {
            self.fields.push(Field {
                owner: fact.owner,
                name: fact.name.clone(),
                english: None,
                columns: Vec::new(),
                kind,
                ty: fact.ty.clone(),
                needed: false,
            });
            self.fields.len() - 1
        });
        let field = &mut self.fields[at];
        field.needed |= fact.default.is_none();
        field.english = field.english.take().or_else(|| fact.english.clone());
        for column in &fact.columns {
            if !field.columns.contains(column) {
                field.columns.push(column.clone());
            }
        }
        at
    }

    /// Returns the field of an owner and a name or English name.
    pub fn find(&self, owner: Option<Owner>, name: &str) -> Option<usize> {
        self.fields.iter().position(|own| {
            owner.is_none_or(|owner| owner == own.owner) && (own.name == name || own.english.as_deref() == Some(name))
        })
    }
}

/// Whether numbers of two types are in the same base.
fn same_unit(a: &Type, b: &Type) -> bool {
    match (a, b) {
        (Type::Quantity(a), Type::Quantity(b)) => a == b,
        _ => std::mem::discriminant(a) == std::mem::discriminant(b),
    }
}

impl Vocabulary {
    /// Returns the place of the entry of a name, an English name, a code or an alias.
    pub fn find(&self, name: &str) -> Option<u32> {
        let fits = |entry: &Entry| {
            entry.english.as_deref() == Some(name)
                || entry.code.as_deref() == Some(name)
                || entry.aliases.iter().any(|alias| alias == name)
        };
        let named = self.entries.iter().position(|entry| entry.name == name);
        named.or_else(|| self.entries.iter().position(fits)).map(|at| at as u32)
    }
}

impl Values {
    /// Adds a value as it is packed: an amount, a day, a code, the bits of a set; what is kept whole gets none.
    #[inline]
    pub(crate) fn push_packed(&mut self, value: i64) {
        match self {
            Values::Whole(own) => own.push(value),
            Values::Truth(own) => own.push(value != 0),
            Values::Day(own) => own.push(value as i32),
            Values::Code(own) => own.push(value as u8),
            Values::WideCode(own) => own.push(value as u32),
            Values::Set(own) => own.push(value as u64),
            Values::Any(own) => own.push(Value::Nothing),
        }
    }

    /// Leaves the first rows.
    pub(crate) fn truncate(&mut self, rows: usize) {
        match self {
            Values::Whole(own) => own.truncate(rows),
            Values::Truth(own) => own.truncate(rows),
            Values::Day(own) => own.truncate(rows),
            Values::Code(own) => own.truncate(rows),
            Values::WideCode(own) => own.truncate(rows),
            Values::Set(own) => own.truncate(rows),
            Values::Any(own) => own.truncate(rows),
        }
    }

    pub fn len(&self) -> usize {
        match self {
            Values::Whole(own) => own.len(),
            Values::Truth(own) => own.len(),
            Values::Day(own) => own.len(),
            Values::Code(own) => own.len(),
            Values::WideCode(own) => own.len(),
            Values::Set(own) => own.len(),
            Values::Any(own) => own.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Appends rows of a column of the same form; where the forms differ both become [`Values::Any`].
    fn extend(&mut self, other: &Values, rows: std::ops::Range<usize>, kind: Kind) {
        match (&mut *self, other) {
            (Values::Whole(own), Values::Whole(more)) => own.extend_from_slice(&more[rows]),
            (Values::Truth(own), Values::Truth(more)) => own.extend_from_slice(&more[rows]),
            (Values::Day(own), Values::Day(more)) => own.extend_from_slice(&more[rows]),
            (Values::Code(own), Values::Code(more)) => own.extend_from_slice(&more[rows]),
            (Values::WideCode(own), Values::WideCode(more)) => own.extend_from_slice(&more[rows]),
            (Values::Set(own), Values::Set(more)) => own.extend_from_slice(&more[rows]),
            (_, _) => {
                let mut all: Vec<Value> = (0..self.len()).map(|row| self.value(row, kind)).collect();
                all.extend(rows.map(|row| other.value(row, kind)));
                *self = Values::Any(all);
            }
        }
    }

    /// Returns a value as the schema numbers it.
    pub(super) fn value(&self, row: usize, kind: Kind) -> Value {
        use crate::value::EntryId;
        let domain = match kind {
            Kind::Entry(at) | Kind::Several(at) => DomainId(at as u32),
            Kind::Number | Kind::Truth | Kind::Day | Kind::Text | Kind::Records => DomainId(u32::MAX),
        };
        match self {
            Values::Whole(own) => Value::Number(own[row].into()),
            Values::Truth(own) => Value::Bool(own[row]),
            Values::Day(own) => date_of(own[row]).map_or(Value::Nothing, Value::Date),
            Values::Code(own) => Value::Entry(domain, EntryId(u32::from(own[row]))),
            Values::WideCode(own) => Value::Entry(domain, EntryId(own[row])),
            Values::Set(own) => {
                let held = (0..64).filter(|bit| own[row] >> bit & 1 == 1).map(EntryId).collect();
                Value::Several(domain, held)
            }
            Values::Any(own) => own[row].clone(),
        }
    }
}

impl Cells {
    /// A column without gaps.
    pub fn full(values: Values) -> Cells {
        Cells { values, missing: None }
    }

    pub fn is_missing(&self, row: usize) -> bool {
        self.missing.as_ref().is_some_and(|missing| missing[row])
    }
}

impl Counties {
    pub fn of(&self, row: usize) -> u32 {
        match self {
            Counties::One(county) => *county,
            Counties::Each(all) => all[row],
        }
    }
}

impl Batch {
    /// Returns a batch without rows for a schema.
    pub fn empty(schema: &Schema) -> Batch {
        Batch {
            counties: Counties::Each(Vec::new()),
            subject: Vec::new(),
            member: None,
            date: Vec::new(),
            ids: None,
            columns: vec![None; schema.fields.len()],
            known: Vec::new(),
            lent: Vec::new(),
        }
    }

    pub fn rows(&self) -> usize {
        self.subject.len()
    }

    /// Whether a cell repeats what is known of the subject.
    pub(super) fn is_lent(&self, field: usize, row: usize) -> bool {
        self.lent.iter().any(|(own, rows)| *own == field && rows.get(row).copied().unwrap_or_default())
    }

    /// Whether a row belongs to the same subject as the one before it: the same number under the same county.
    pub fn continues(&self, row: usize) -> bool {
        row > 0
            && self.subject[row] == self.subject[row - 1]
            && match &self.counties {
                Counties::One(_) => true,
                Counties::Each(all) => all[row] == all[row - 1],
            }
    }

    /// Says what is wrong with the lengths of the columns, when something is.
    pub fn fault(&self, schema: &Schema) -> Option<String> {
        let rows = self.rows();
        let mut lengths = vec![("date".to_owned(), self.date.len())];
        if let Counties::Each(all) = &self.counties {
            lengths.push(("counties".to_owned(), all.len()));
        }
        lengths.extend(self.member.as_ref().map(|own| ("member".to_owned(), own.len())));
        lengths.extend(self.ids.as_ref().map(|own| ("ids".to_owned(), own.len())));
        for (field, cells) in schema.fields.iter().zip(&self.columns) {
            if let Some(cells) = cells {
                lengths.push((field.name.clone(), cells.values.len()));
                lengths.extend(cells.missing.as_ref().map(|own| (field.name.clone(), own.len())));
            }
        }
        let columns = (self.columns.len() != schema.fields.len()).then(|| "columns".to_owned());
        columns.or_else(|| lengths.into_iter().find(|(_, length)| *length != rows).map(|(name, _)| name))
    }

    /// Appends rows of another batch of the same schema. What is `known` of subjects is not taken over, nor
    /// what they have lent.
    pub fn append(&mut self, other: &Batch, rows: std::ops::Range<usize>, schema: &Schema) {
        let before = self.rows();
        let each = |counties: &Counties, rows: std::ops::Range<usize>| -> Vec<u32> {
            rows.map(|row| counties.of(row)).collect()
        };
        self.counties = match (&self.counties, &other.counties) {
            (Counties::One(own), Counties::One(more)) if own == more => Counties::One(*own),
            (_, Counties::One(more)) if before == 0 => Counties::One(*more),
            (own, more) => {
                let mut all = each(own, 0..before);
                all.extend(each(more, rows.clone()));
                Counties::Each(all)
            }
        };
        self.subject.extend_from_slice(&other.subject[rows.clone()]);
        self.date.extend_from_slice(&other.date[rows.clone()]);
        if self.member.is_some() || other.member.is_some() {
            let own = self.member.get_or_insert_with(|| vec![0; before]);
            match &other.member {
                Some(more) => own.extend_from_slice(&more[rows.clone()]),
                None => own.resize(before + rows.len(), 0),
            }
        }
        match (&mut self.ids, &other.ids) {
            (Some(own), Some(more)) => own.extend_from_slice(&more[rows.clone()]),
            (None, Some(more)) if before == 0 => self.ids = Some(more[rows.clone()].to_vec()),
            (Some(own), None) => own.resize(before + rows.len(), String::new()),
            (None, Some(_) | None) => {}
        }
        for ((own, more), field) in self.columns.iter_mut().zip(&other.columns).zip(&schema.fields) {
            let Some(more) = more else {
                if let Some(own) = own {
                    own.missing.get_or_insert_with(|| vec![false; before]).resize(before + rows.len(), true);
                    own.values.extend(&Values::Any(vec![Value::Nothing; rows.len()]), 0..rows.len(), field.kind);
                }
                continue;
            };
            match own {
                Some(own) => {
                    if own.missing.is_some() || more.missing.is_some() {
                        let missing = own.missing.get_or_insert_with(|| vec![false; before]);
                        match &more.missing {
                            Some(gaps) => missing.extend_from_slice(&gaps[rows.clone()]),
                            None => missing.resize(before + rows.len(), false),
                        }
                    }
                    own.values.extend(&more.values, rows.clone(), field.kind);
                }
                None if before == 0 => {
                    let mut values = more.values.clone();
                    values.clear();
                    values.extend(&more.values, rows.clone(), field.kind);
                    *own = Some(Cells { values, missing: more.missing.as_ref().map(|own| own[rows.clone()].to_vec()) });
                }
                None => {
                    let mut values = Values::Any(vec![Value::Nothing; before]);
                    values.extend(&more.values, rows.clone(), field.kind);
                    let mut missing = vec![true; before];
                    match &more.missing {
                        Some(gaps) => missing.extend_from_slice(&gaps[rows.clone()]),
                        None => missing.resize(before + rows.len(), false),
                    }
                    *own = Some(Cells { values, missing: Some(missing) });
                }
            }
        }
    }
}

impl Values {
    /// Forgets what is in it and keeps its room.
    pub(crate) fn clear(&mut self) {
        match self {
            Values::Whole(own) => own.clear(),
            Values::Truth(own) => own.clear(),
            Values::Day(own) => own.clear(),
            Values::Code(own) => own.clear(),
            Values::WideCode(own) => own.clear(),
            Values::Set(own) => own.clear(),
            Values::Any(own) => own.clear(),
        }
    }
}

/// Cuts a stream of rows into batches of whole subjects: the last subject of each part waits for the next.
#[derive(Debug)]
pub struct Carry {
    held: Option<Batch>,
}

impl Default for Carry {
    fn default() -> Carry {
        Carry::new()
    }
}

impl Carry {
    pub fn new() -> Carry {
        Carry { held: None }
    }

    /// Takes the next rows; returns a batch of whole subjects, which may be empty. What is `known` of subjects travels
    /// with the rows.
    pub fn next(&mut self, rows: Batch, schema: &Schema) -> Batch {
        let mut all = match self.held.take() {
            Some(mut held) => {
                held.append(&rows, 0..rows.rows(), schema);
                held.known.extend(rows.known);
                held
            }
            None => rows,
        };
        let count = all.rows();
        let cut = (1..count).rev().find(|row| !all.continues(*row)).unwrap_or(0);
        let mut tail = Batch::empty(schema);
        tail.append(&all, cut..count, schema);
        let last = all.subject.last().copied();
        let stays = all.known.iter().position(|(subject, _)| Some(*subject) == last).unwrap_or(all.known.len());
        tail.known = all.known.split_off(stays);
        all.truncate(cut);
        self.held = (tail.rows() > 0).then_some(tail);
        all
    }

    /// Returns the rows that still wait: call it once after the last part.
    pub fn finish(&mut self) -> Option<Batch> {
        self.held.take()
    }
}

impl Batch {
    /// Keeps the first rows.
    pub fn truncate(&mut self, rows: usize) {
        if let Counties::Each(all) = &mut self.counties {
            all.truncate(rows);
        }
        self.subject.truncate(rows);
        self.date.truncate(rows);
        if let Some(member) = &mut self.member {
            member.truncate(rows);
        }
        if let Some(ids) = &mut self.ids {
            ids.truncate(rows);
        }
        for cells in self.columns.iter_mut().flatten() {
            cells.values.truncate(rows);
            if let Some(missing) = &mut cells.missing {
                missing.truncate(rows);
            }
        }
    }
}

/// The day from which days are counted.
fn first_day() -> Date {
    Date::new(1, 1, 1).expect("1 January of the year 1 is a day")
}

/// Returns a date as the days since 0001-01-01.
pub fn day_of(date: Date) -> i32 {
    // A date lies within the years 1 to 9999: at most 3,652,058 days.
    date.days_since(first_day()) as i32
}

/// Returns the date so many days after 0001-01-01; `None` before it or after the year 9999.
pub fn date_of(day: i32) -> Option<Date> {
    first_day().plus_days(i64::from(day))
}
