//! Claims settled by the policies as they were and as they are: the same tables, read with each vocabulary, whole subjects
//! at a time; what the difference does to people goes into a review. Writes no file but those that wait to be settled.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::inputs::{self, Table};
use super::progress::Progress;
use super::store::Store;
use super::{CHUNK, Finished, MEMORY, bytes_of, general, meaning_of, outputs, parted};
use crate::base::date::{Date, DateRange};
use crate::base::text::Text;
use crate::cli::ci_words;
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::words;
use crate::column::Run;
use crate::compare::Both;
use crate::compare::changes::Review;
use crate::compare::changes::people::{Count, Line, People, Rows, Scope, Twin, twins};
use crate::data::bill::{Places, Reading};
use crate::data::columns::{ByHand, Meaning, Schema, key, unused_by_hand};
use crate::data::facts::Forms;
use crate::data::intake::{Refusal, Taken, mapped};
use crate::data::people::People as Known;
use crate::data::record::InputRecord;
use crate::data::settle::{Fate, Settled, Verdict, Wish, settle};
use crate::data::spill::RawBill;
use crate::data::table::Flow;
use crate::data::totals::FEW;
use crate::ir::Program;
use crate::report::settle as report;
use crate::workspace::changes::{State, counties};

/// Which claims are to be settled, and how they are to be read.
pub(in crate::cli::commands) struct Asked<'a> {
    /// What the names of files start from.
    pub(in crate::cli::commands) folder: &'a Path,
    pub(in crate::cli::commands) claims: &'a [PathBuf],
    pub(in crate::cli::commands) persons: Option<&'a Path>,
    pub(in crate::cli::commands) households: Option<&'a Path>,
    pub(in crate::cli::commands) counties: &'a [String],
    pub(in crate::cli::commands) map: &'a [String],
    pub(in crate::cli::commands) encoding: Option<&'a str>,
    pub(in crate::cli::commands) sheet: Option<&'a str>,
    pub(in crate::cli::commands) memory: Option<&'a str>,
    pub(in crate::cli::commands) sorted: bool,
    pub(in crate::cli::commands) threads: Option<usize>,
    pub(in crate::cli::commands) show_few: bool,
    pub(in crate::cli::commands) years_later: u32,
}

/// The counties of both states.
struct Counties<'p> {
    programs: Vec<Both<&'p Program>>,
    names: Vec<Both<String>>,
    /// Of all counties, those that are settled first.
    standing: Vec<Standing>,
    places: Places,
}

/// Whether the bills of a county are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Settled,
    Untouched,
    Incomparable,
}

/// One state of the policies, as tables are read for it.
struct Half<'h, 'p> {
    reading: Reading<'h, 'p>,
    by_hand: &'h ByHand,
    /// For each county and benefit of the run, its place among all benefits.
    benefits: Vec<Vec<Option<usize>>>,
}

/// What is counted on the way.
struct Tally {
    rows: Rows,
    count: Count,
    refused: BTreeMap<(String, String), u64>,
    paid: Both<i128>,
}

/// Settles claims by both states and puts into a review what that does to people; returns what is said beside it.
pub(in crate::cli::commands) fn affected(
    face: &Face,
    asked: &Asked<'_>,
    old: State<'_>,
    new: State<'_>,
    review: &mut Review,
) -> Result<Vec<Text>, Error> {
    if let Some(name) = asked.encoding
        && crate::data::decode::named(name).is_none()
    {
        return Err(Error::usage(words::no_encoding(name)));
    }
    let memory = match asked.memory {
        Some(text) => bytes_of(text).ok_or_else(|| Error::usage(words::no_memory(text)))?,
        None => MEMORY,
    };
    let files = inputs::files(asked.folder, asked.claims)?;
    let counties = Counties::of(old, new, asked.counties)?;
    if counties.programs.is_empty() {
        return Ok(vec![ci_words::no_county_to_settle()]);
    }
    let runs = Both {
        a: Run::new(&counties.programs.iter().map(|own| own.a).collect::<Vec<_>>()),
        b: Run::new(&counties.programs.iter().map(|own| own.b).collect::<Vec<_>>()),
    };
    let schemas = runs.map(|_, run| Schema::of(run));
    let by_hand = by_hand(face, &schemas, asked.map)?;
    let twins: Vec<Vec<Twin>> = counties.programs.iter().map(|own| twins(own.a, own.b)).collect();
    let mut keys: Vec<String> = Vec::new();
    let mut titles: Vec<String> = Vec::new();
    for twin in twins.iter().flatten() {
        if !keys.contains(&twin.key) {
            keys.push(twin.key.clone());
            titles.push(twin.name.clone());
        }
    }
    let mut halves = runs.map(|which, run| {
        let slots = |at: usize| {
            let program = counties.programs[at].get(which);
            let place = |name: &String| {
                let twin = twins[at]
                    .iter()
                    .find(|twin| twin.ids.get(which).is_some_and(|id| program.benefit(id).name == *name))?;
                keys.iter().position(|key| *key == twin.key)
            };
            run.benefits.iter().map(|slot| place(&slot.name)).collect()
        };
        Half {
            reading: Reading {
                run,
                schema: schemas.get(which),
                places: &counties.places,
                mappings: Vec::new(),
                people: None,
                compare: false,
            },
            by_hand: by_hand.get(which),
            benefits: (0..counties.programs.len()).map(slots).collect(),
        }
    });
    let scopes: Vec<Option<Scope>> = review.findings.iter().map(|own| Scope::of(own, &counties.names, &keys)).collect();
    let within: Vec<usize> = (0..scopes.len())
        .filter(|at| scopes[*at].as_ref().is_some_and(|own| !own.counties.is_empty() && !own.benefits.is_empty()))
        .collect();
    let counted: Vec<Scope> = within.iter().filter_map(|at| scopes[*at].clone()).collect();
    let days: Vec<DateRange> = within.iter().map(|at| review.findings[*at].finding.days).collect();
    let mut tally = Tally {
        rows: Rows::default(),
        count: Count::new(counties.programs.len(), keys.len(), counted),
        refused: BTreeMap::new(),
        paid: Both::default(),
    };
    outputs::watch(format!("{}\n", words::stopped().get(face.lang())));
    let mut job = Twice { face, asked, counties: &counties, halves: &mut halves, tally: &mut tally, notes: Vec::new() };
    job.read_people()?;
    job.read_claims(&files, memory)?;
    let notes = job.notes;
    let names: Vec<String> = counties.names.iter().map(|own| own.b.clone()).collect();
    let Tally { rows, count, refused, paid } = tally;
    let found = count.finish(&names, &titles, &days);
    let sum = Both { a: found.all.paid.a + found.one_sided.a, b: found.all.paid.b + found.one_sided.b };
    let both = rows.one_sided.a + rows.one_sided.b;
    let all = rows.settled + both + rows.cancelled + rows.rejected + rows.untouched + rows.incomparable;
    if sum != paid || all != rows.read {
        return Err(Error::file(words::control_failed()));
    }
    for (at, own) in within.into_iter().zip(found.affected) {
        review.findings[at].people = Some(own);
    }
    let refused = refused.into_iter().map(|((zh, en), rows)| (Text { zh, en }, rows)).collect();
    review.people = Some(People {
        files: files.iter().map(|own| shown(own)).collect(),
        years_later: asked.years_later,
        days: found.days,
        rows,
        all: found.all,
        counties: found.counties,
        one_sided: found.one_sided,
        refused,
        least: if asked.show_few { 0 } else { FEW },
    });
    Ok(notes)
}

impl<'p> Counties<'p> {
    /// Returns the counties that are named, or all; those first whose bills can be settled by both and may differ.
    fn of(old: State<'p>, new: State<'p>, names: &[String]) -> Result<Counties<'p>, Error> {
        let mut all = counties(old, new);
        if !names.is_empty() {
            let found: Result<Vec<usize>, Error> = names
                .iter()
                .map(|name| new.analysis.find(&new.workspace.sources, name).map(|own| own.jurisdiction))
                .map(|found| found.map_err(Error::Jurisdiction))
                .collect();
            let found = found?;
            all.retain(|own| {
                own.new.is_some_and(|at| found.contains(&at) || new.above(at).iter().any(|up| found.contains(up)))
            });
        }
        let standing = |own: &crate::workspace::changes::County| match (own.old, own.new) {
            (Some(a), Some(b))
                if old.analysis.jurisdictions[a].has_errors || new.analysis.jurisdictions[b].has_errors =>
            {
                Standing::Incomparable
            }
            (Some(_), Some(_)) if own.touched => Standing::Settled,
            (Some(_), Some(_)) => Standing::Untouched,
            _ => Standing::Incomparable,
        };
        all.sort_by_key(|own| standing(own) != Standing::Settled);
        let mut own = Counties {
            programs: Vec::new(),
            names: Vec::new(),
            standing: all.iter().map(standing).collect(),
            places: Places::default(),
        };
        let state = |of_new: bool| if of_new { new } else { old };
        // What a county is called now comes before what another was called once.
        for of_new in [true, false] {
            for (place, county) in all.iter().enumerate() {
                let Some(at) = (if of_new { county.new } else { county.old }) else { continue };
                let (analysis, place) = (state(of_new).analysis, place as u32);
                let jurisdiction = &analysis.jurisdictions[at].program.jurisdiction;
                for name in std::iter::once(&jurisdiction.name).chain(&jurisdiction.code).chain(&analysis.aliases[at]) {
                    own.places.names.entry(key(name)).or_insert(place);
                }
            }
        }
        own.places.usual = (all.len() == 1).then_some(0);
        for county in &all {
            if let (Some(a), Some(b), Standing::Settled) = (county.old, county.new, standing(county)) {
                let (a, b) = (&old.analysis.jurisdictions[a].program, &new.analysis.jurisdictions[b].program);
                own.names.push(Both { a: a.jurisdiction.name.clone(), b: b.jurisdiction.name.clone() });
                own.programs.push(Both { a, b });
            }
        }
        Ok(own)
    }
}

/// Returns what the settings and `--map` say of columns, for each state; a meaning that only one of them knows counts there.
fn by_hand(face: &Face, schemas: &Both<Schema>, map: &[String]) -> Result<Both<ByHand>, Error> {
    let mut found = Both { a: ByHand::new(), b: ByHand::new() };
    let settings = &face.place()?.config;
    let line = settings.lines.get("columns").copied().unwrap_or(1);
    let from_settings =
        settings.columns.iter().map(|(heading, meaning)| Ok((heading.as_str(), meaning.as_str(), true)));
    let from_flags = map.iter().map(|own| parted(own).map(|(heading, meaning)| (heading, meaning, false)));
    for own in from_settings.chain(from_flags) {
        let (heading, meaning, is_setting) = own?;
        let (a, b) = (meaning_of(&schemas.a, meaning), meaning_of(&schemas.b, meaning));
        if let (Err(_), Err(message)) = (&a, &b) {
            let (message, file) = (message.clone(), crate::cli::config::FILE_NAME.to_owned());
            return Err(match is_setting {
                true => Error::Config { file, line, message, hint: None },
                false => Error::usage(message),
            });
        }
        if let Ok(a) = a {
            found.a.insert(heading.to_owned(), a);
        }
        if let Ok(b) = b {
            found.b.insert(heading.to_owned(), b);
        }
    }
    Ok(found)
}

/// One run over the tables.
struct Twice<'t, 'h, 'p> {
    face: &'t Face,
    asked: &'t Asked<'t>,
    counties: &'t Counties<'p>,
    halves: &'t mut Both<Half<'h, 'p>>,
    tally: &'t mut Tally,
    notes: Vec<Text>,
}

impl<'h> Twice<'_, 'h, '_> {
    fn how(&self, needed: Vec<Meaning>) -> inputs::Reading<'h> {
        inputs::Reading {
            schema: self.halves.b.reading.schema,
            by_hand: self.halves.b.by_hand,
            encoding: None,
            sheet: None,
            compare: false,
            needed,
        }
    }

    /// Reads a table; a row is handed on with what its columns mean now. `begin`: with what they mean to each state.
    fn read(
        &mut self,
        path: &Path,
        role: &str,
        needed: Vec<Meaning>,
        visit: &mut dyn FnMut(&mut Self, Taken) -> Result<Flow, Error>,
    ) -> Result<(), Error> {
        let asked = self.asked;
        let how = inputs::Reading { encoding: asked.encoding, sheet: asked.sheet, ..self.how(needed.clone()) };
        let mut begun = false;
        let table = inputs::read_until(asked.folder, path, &how, &mut |mapping, taken| {
            if !begun {
                begun = true;
                let old = &self.halves.a;
                let mut of_old = mapped(old.reading.schema, &mapping.header(), old.by_hand, false, &needed)?;
                let mut of_new = mapping.clone();
                for own in [&mut of_old, &mut of_new] {
                    own.years_later = asked.years_later;
                }
                self.halves.a.reading.mappings.push(of_old);
                self.halves.b.reading.mappings.push(of_new);
            }
            Ok(visit(self, taken)?)
        })?;
        if !begun {
            let (old, new) = (&mut self.halves.a.reading.mappings, &mut self.halves.b.reading.mappings);
            old.push(table.mapping.clone());
            new.push(table.mapping.clone());
        }
        self.note(role, path, &table);
        Ok(())
    }

    fn note(&mut self, role: &str, path: &Path, table: &Table) {
        let schema = self.halves.b.reading.schema;
        let mut own = InputRecord::new(role, &shown(path), &table.about, &table.left_out, schema, &table.mapping);
        own.rows = table.rows;
        own.set_wrong_totals(&table.wrong_totals);
        self.notes.extend(report::input_lines(&own, self.face.global.verbose));
    }

    /// Reads the tables of persons and households.
    fn read_people(&mut self) -> Result<(), Error> {
        let mut known = Both { a: Known::default(), b: Known::default() };
        let tables = [
            (self.asked.persons, "persons", Meaning::Person),
            (self.asked.households, "households", Meaning::Household),
        ];
        let any = tables.iter().any(|(path, ..)| path.is_some());
        for (path, role, needed) in tables {
            let Some(path) = path else { continue };
            let is_person = role == "persons";
            self.read(path, role, vec![needed], &mut |own, taken| {
                let row = match &taken {
                    Taken::Row(row) => row,
                    Taken::Refused { refusal, .. } => {
                        own.tally.refuse(std::slice::from_ref(refusal));
                        return Ok(Flow::GoOn);
                    }
                };
                let mut refusals = Vec::new();
                for (half, known) in [(&own.halves.a, &mut known.a), (&own.halves.b, &mut known.b)] {
                    let Some(mapping) = half.reading.mappings.last() else { continue };
                    let (schema, forms) = (half.reading.schema, &mut Forms::default());
                    refusals = match is_person {
                        true => known.add_person(schema, mapping, row, forms),
                        false => known.add_household(schema, mapping, row, forms),
                    };
                }
                own.tally.refuse(&refusals);
                Ok(Flow::GoOn)
            })?;
        }
        // Tables of bills count from here.
        let Both { a, b } = &mut *self.halves;
        a.reading.mappings.clear();
        b.reading.mappings.clear();
        if any {
            a.reading.people = Some(known.a);
            b.reading.people = Some(known.b);
        }
        Ok(())
    }

    /// Reads the claims and settles them.
    fn read_claims(&mut self, files: &[PathBuf], memory: usize) -> Result<(), Error> {
        let beside = std::env::temp_dir();
        // Rows and verdicts are held for two states.
        let mut store = Store::new(memory / 2, &beside);
        let mut finished = Finished::default();
        let mut progress = Progress::new(self.asked.folder, files, self.face);
        for (at, path) in files.iter().enumerate() {
            let file = at as u32;
            self.read(path, "claims", vec![Meaning::Person, Meaning::Date], &mut |own, taken| {
                let number = own.tally.rows.read;
                own.tally.rows.read += 1;
                progress.step(own.tally.rows.read);
                if let Some(error) = own.no_county(at) {
                    return Err(error);
                }
                let row = match taken {
                    Taken::Row(row) => row,
                    Taken::Refused { refusal, .. } => {
                        own.tally.rows.rejected += 1;
                        own.tally.refuse(&[refusal]);
                        return Ok(Flow::GoOn);
                    }
                };
                let place = own.halves.b.reading.county_of(file, &row);
                match place.map(|place| own.counties.standing[place as usize]) {
                    Some(Standing::Untouched) => own.tally.rows.untouched += 1,
                    Some(Standing::Incomparable) => own.tally.rows.incomparable += 1,
                    Some(Standing::Settled) | None => {
                        let of = |half: &Half<'_, '_>| half.reading.subject(file, &row);
                        // Where only one of the states knows of a household, it holds together all the same.
                        let subjects = [of(&own.halves.b), of(&own.halves.a)];
                        let household = subjects.iter().flatten().find(|own| own.starts_with('户'));
                        let subject = household.or(subjects[0].as_ref()).cloned().unwrap_or_default();
                        if own.asked.sorted && !subject.is_empty() {
                            match finished.next(&subject) {
                                Ok(begins) if begins && store.rows() >= CHUNK => own.part(store.take()),
                                Ok(_) => {}
                                Err(trouble) => return Err(trouble.error(&shown(path), row.line)),
                            }
                        }
                        store.add(RawBill { number, file, row }, &subject)?;
                    }
                }
                Ok(Flow::GoOn)
            })?;
        }
        let mappings = self.halves.b.reading.mappings.iter().chain(&self.halves.a.reading.mappings);
        if let Some(message) = unused_by_hand(&self.by_flags(), mappings) {
            return Err(Error::usage(message));
        }
        progress.settle();
        store.drain(&mut |raw| {
            self.part(raw);
            Ok(())
        })?;
        progress.done();
        Ok(())
    }

    /// Returns what `--map` says, without the settings.
    fn by_flags(&self) -> ByHand {
        let names = self.asked.map.iter().filter_map(|own| parted(own).ok());
        names.map(|(heading, _)| (heading.to_owned(), None)).collect()
    }

    /// Says that nothing tells whose policy holds, where nothing does.
    fn no_county(&self, file: usize) -> Option<Error> {
        let own = &self.halves.b.reading;
        let told =
            own.places.usual.is_some() || own.people.is_some() || own.mappings[file].column(&Meaning::County).is_some();
        let usual = own.schema.usual_headings(&Meaning::County);
        (!told).then(|| Error::usage(words::which_county(usual)).with_hint(words::which_county_hint()))
    }

    /// Settles whole subjects by both states and counts what differs.
    fn part(&mut self, raw: Vec<RawBill>) {
        let threads = super::threads_of(self.asked.threads);
        let wish = Wish { threads: threads.max(1), reasons: false, reference_only: false };
        let mut persons: BTreeMap<u64, (String, Date)> = BTreeMap::new();
        let mut by = |half: &Half<'_, '_>, raw: Vec<RawBill>| -> Settled {
            settle(&half.reading, raw, wish, None, &mut |seen| {
                let bill = seen.bill;
                persons.entry(bill.raw.number).or_insert_with(|| (bill.person.clone(), bill.date));
            })
        };
        let halves: &Both<Half<'_, '_>> = self.halves;
        let (old, new) = (by(&halves.a, raw.clone()), by(&halves.b, raw));
        let mut lines: Vec<Line<'_>> = Vec::new();
        for (old, new) in old.verdicts.iter().zip(&new.verdicts) {
            debug_assert_eq!(old.number, new.number, "each row has a verdict of either state");
            let rows = &mut self.tally.rows;
            let whole = match (&old.fate, &new.fate) {
                (Fate::Settled, Fate::Settled) => {
                    rows.settled += 1;
                    true
                }
                (Fate::Settled, _) => {
                    rows.one_sided.a += 1;
                    false
                }
                (_, Fate::Settled) => {
                    rows.one_sided.b += 1;
                    false
                }
                (Fate::Cancelled(_), Fate::Cancelled(_)) => {
                    rows.cancelled += 1;
                    continue;
                }
                (Fate::Rejected(_), _) | (_, Fate::Rejected(_)) => {
                    rows.rejected += 1;
                    self.tally.refuse_verdicts(old, new);
                    continue;
                }
            };
            self.tally.refuse_verdicts(old, new);
            self.tally.paid.a += i128::from(old.paid());
            self.tally.paid.b += i128::from(new.paid());
            let county = new.county.or(old.county).map_or(0, |own| own as usize);
            let Some((person, date)) = persons.get(&new.number) else { continue };
            let mut paid: BTreeMap<usize, Both<i64>> = BTreeMap::new();
            for (at, amount) in paying(&halves.a, county, old) {
                paid.entry(at).or_default().a += amount;
            }
            for (at, amount) in paying(&halves.b, county, new) {
                paid.entry(at).or_default().b += amount;
            }
            lines.push(Line { county, person, date: *date, paid: paid.into_iter().collect(), whole });
        }
        self.tally.count.see(&lines);
    }
}

/// Returns what the benefits of a county pay on a row, each with its place among all.
fn paying<'v>(half: &'v Half<'_, '_>, county: usize, verdict: &'v Verdict) -> impl Iterator<Item = (usize, i64)> + 'v {
    let amounts = verdict.amounts.iter().zip(&half.benefits[county]).filter(|(amount, _)| **amount != 0);
    amounts.filter_map(|(amount, place)| Some(((*place)?, *amount)))
}

impl Tally {
    /// Notes why a row was refused by one state or both.
    fn refuse_verdicts(&mut self, old: &Verdict, new: &Verdict) {
        for own in [new, old] {
            if let Fate::Rejected(refusals) = &own.fate {
                return self.refuse(refusals);
            }
        }
    }

    fn refuse(&mut self, refusals: &[Refusal]) {
        for own in refusals {
            let (column, zh, en) = general(own);
            let key = match column.is_empty() {
                true => (zh, en),
                false => (format!("{column}: {zh}"), format!("{column}: {en}")),
            };
            *self.refused.entry(key).or_default() += 1;
        }
    }
}
