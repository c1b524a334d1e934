//! Claims, and the months of persons and households, settled by the policies as they were and as they are: the same tables,
//! read with each vocabulary, whole subjects at a time; what the difference does to people goes into a review. Writes no
//! file but those that wait to be settled.

mod claims;
mod months;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::inputs::{self, Table};
use super::tally::general;
use super::{MEMORY, bytes_of, meaning_of, outputs, parted};
use crate::base::date::{Date, DateRange};
use crate::base::text::Text;
use crate::cli::ci_words;
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::words;
use crate::column::Run;
use crate::compare::changes::Review;
use crate::compare::changes::people::{Affected, Count, People, Rows, Scope, Settled, Twin, twins};
use crate::compare::{Both, Which};
use crate::data::bill::{Places, Reading};
use crate::data::columns::{ByHand, Mapping, Meaning, Schema, key, unused_by_hand};
use crate::data::facts::Forms;
use crate::data::intake::{Refusal, Taken, mapped};
use crate::data::people::People as Known;
use crate::data::periods::{self, Months};
use crate::data::record::InputRecord;
use crate::data::settle::{Fate, Verdict};
use crate::data::table::Flow;
use crate::data::totals::FEW;
use crate::ir::Program;
use crate::report::settle as report;
use crate::workspace::changes::{State, counties};

/// What is to be settled, and how the tables are to be read.
pub(in crate::cli::commands) struct Asked<'a> {
    /// What the names of claims start from.
    pub(in crate::cli::commands) folder: &'a Path,
    pub(in crate::cli::commands) claims: &'a [PathBuf],
    pub(in crate::cli::commands) persons: Option<Beside<'a>>,
    pub(in crate::cli::commands) households: Option<Beside<'a>>,
    pub(in crate::cli::commands) months: Option<Months>,
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

/// A table of persons or households.
#[derive(Clone, Copy)]
pub(in crate::cli::commands) struct Beside<'a> {
    /// What its name starts from.
    pub(in crate::cli::commands) folder: &'a Path,
    pub(in crate::cli::commands) path: &'a Path,
}

/// The counties of both states.
struct Counties<'p> {
    programs: Vec<Both<&'p Program>>,
    names: Vec<Both<String>>,
    /// Of all counties, those that are settled first.
    standing: Vec<Standing>,
    places: Places,
}

/// Whether the people of a county are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Settled,
    Untouched,
    Incomparable,
}

/// The benefits that are counted: those on bills, or those of months and years.
struct Benefits {
    /// For each county.
    twins: Vec<Vec<Twin>>,
    keys: Vec<String>,
    titles: Vec<String>,
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

/// Settles what is given by both states and puts into a review what that does to people; returns what is said beside it.
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
    let mut told_of_files = Vec::new();
    let files = match asked.claims {
        [] => Vec::new(),
        claims => {
            let inputs::Files { found, oddities, .. } = inputs::files(asked.folder, claims)?;
            told_of_files = oddities;
            found
        }
    };
    let counties = Counties::of(old, new, asked.counties)?;
    if counties.programs.is_empty() {
        return Ok(vec![ci_words::no_county_to_settle()]);
    }
    let mut runs = Both {
        a: Run::new(&counties.programs.iter().map(|own| own.a).collect::<Vec<_>>()),
        b: Run::new(&counties.programs.iter().map(|own| own.b).collect::<Vec<_>>()),
    };
    outputs::watch(format!("{}\n", words::stopped().get(face.lang())));
    let schemas = runs.map(|_, run| Schema::of(run));
    let by_hand_of_bills = by_hand(face, &schemas, None, asked.map)?;
    let mut notes = told_of_files;
    let on_bills = Benefits::of(&counties, true);
    match asked.claims {
        [] => review.uncounted.on_bills = on_bills.changed(review, &counties),
        _ => {
            let mut job = Twice::new(face, asked, &counties, &on_bills, (&runs, &schemas, &by_hand_of_bills), review);
            job.read_people()?;
            job.read_claims(&files, memory)?;
            notes.append(&mut job.notes);
            let (people, affected) = job.finish(&on_bills, review, Settled::Bills, &files)?;
            for (own, found) in review.findings.iter_mut().zip(affected) {
                own.people = found;
            }
            review.people = Some(people);
        }
    }
    let by_month = Benefits::of(&counties, false);
    let Some(months) = asked.months else {
        review.uncounted.by_month = by_month.changed(review, &counties);
        return Ok(notes);
    };
    for run in [&mut runs.a, &mut runs.b] {
        run.benefits = periods::benefits(run);
    }
    if runs.a.benefits.is_empty() && runs.b.benefits.is_empty() {
        notes.push(ci_words::nothing_by_month());
        return Ok(notes);
    }
    let schemas_by_month = runs.map(|_, run| Schema::of(run));
    let by_hand = by_hand(face, &schemas_by_month, Some(&schemas), asked.map)?;
    let mut job = Twice::new(face, asked, &counties, &by_month, (&runs, &schemas_by_month, &by_hand), review);
    job.read_people()?;
    let settled = job.by_months(months)?;
    // With claims the same tables have been told of.
    if review.people.is_none() {
        notes.append(&mut job.notes);
    }
    let tables = [asked.persons, asked.households];
    let files: Vec<PathBuf> = tables.iter().flatten().map(|own| own.path.to_owned()).collect();
    let (people, affected) = job.finish(&by_month, review, |_| Settled::Months(settled), &files)?;
    for (own, found) in review.findings.iter_mut().zip(affected) {
        own.people_by_month = found;
    }
    review.people_by_month = Some(people);
    Ok(notes)
}

impl Benefits {
    fn of(counties: &Counties<'_>, on_bills: bool) -> Benefits {
        let mut own = Benefits { twins: Vec::new(), keys: Vec::new(), titles: Vec::new() };
        for programs in &counties.programs {
            let twins = twins(programs.a, programs.b, on_bills);
            for twin in &twins {
                if !own.keys.contains(&twin.key) {
                    own.keys.push(twin.key.clone());
                    own.titles.push(twin.name.clone());
                }
            }
            own.twins.push(twins);
        }
        own
    }

    /// Returns in which of them each finding of a review shows; `None`: in none.
    fn scopes(&self, review: &Review, counties: &Counties<'_>) -> Vec<Option<Scope>> {
        let scope = |own| Scope::of(own, &counties.names, &self.keys).filter(Scope::is_some);
        review.findings.iter().map(scope).collect()
    }

    /// Returns the names of those that any finding pays differently.
    fn changed(&self, review: &Review, counties: &Counties<'_>) -> Vec<String> {
        let mut places: BTreeSet<usize> = BTreeSet::new();
        for scope in self.scopes(review, counties).into_iter().flatten() {
            let has = |at: &usize| {
                scope.counties.iter().any(|county| self.twins[*county].iter().any(|own| own.key == self.keys[*at]))
            };
            places.extend(scope.benefits.iter().filter(|at| has(at)));
        }
        places.into_iter().map(|at| self.titles[at].clone()).collect()
    }

    /// Returns the place of each benefit of a run, by county.
    fn places(&self, counties: &Counties<'_>, run: &Run<'_>, which: Which) -> Vec<Vec<Option<usize>>> {
        let of_county = |at: usize| {
            let program = counties.programs[at].get(which);
            let place = |name: &String| {
                let is = |twin: &&Twin| twin.ids.get(which).is_some_and(|id| program.benefit(id).name == *name);
                let twin = self.twins[at].iter().find(is)?;
                self.keys.iter().position(|key| *key == twin.key)
            };
            run.benefits.iter().map(|slot| place(&slot.name)).collect()
        };
        (0..counties.programs.len()).map(of_county).collect()
    }
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
/// `others`: what is known in them says nothing here, and is no mistake.
fn by_hand(
    face: &Face,
    schemas: &Both<Schema>,
    others: Option<&Both<Schema>>,
    map: &[String],
) -> Result<Both<ByHand>, Error> {
    let mut found = Both { a: ByHand::new(), b: ByHand::new() };
    let settings = &face.place()?.config;
    let line = settings.lines.get("columns").copied().unwrap_or(1);
    let from_settings =
        settings.columns.iter().map(|(heading, meaning)| Ok((heading.as_str(), meaning.as_str(), true)));
    let from_flags = map.iter().map(|own| parted(own).map(|(heading, meaning)| (heading, meaning, false)));
    for own in from_settings.chain(from_flags) {
        let (heading, meaning, is_setting) = own?;
        let (a, b) = (meaning_of(&schemas.a, meaning), meaning_of(&schemas.b, meaning));
        let known_elsewhere =
            others.is_some_and(|own| [&own.a, &own.b].iter().any(|own| meaning_of(own, meaning).is_ok()));
        if known_elsewhere && a.is_err() && b.is_err() {
            continue;
        }
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
    halves: Both<Half<'h, 'p>>,
    tally: Tally,
    /// The findings that are counted, and the days of each.
    findings: Vec<(usize, DateRange)>,
    /// What the columns of the tables of persons and households mean.
    beside: Vec<Mapping>,
    notes: Vec<Text>,
}

impl<'t, 'h, 'p> Twice<'t, 'h, 'p> {
    fn new(
        face: &'t Face,
        asked: &'t Asked<'t>,
        counties: &'h Counties<'p>,
        benefits: &Benefits,
        (runs, schemas, by_hand): (&'h Both<Run<'p>>, &'h Both<Schema>, &'h Both<ByHand>),
        review: &Review,
    ) -> Twice<'t, 'h, 'p>
    where
        'h: 't,
    {
        let halves = runs.map(|which, run| Half {
            reading: Reading {
                run,
                schema: schemas.get(which),
                places: &counties.places,
                mappings: Vec::new(),
                people: None,
                roll: None,
                compare: false,
            },
            by_hand: by_hand.get(which),
            benefits: benefits.places(counties, run, which),
        });
        let scopes = benefits.scopes(review, counties).into_iter().enumerate();
        let counted: Vec<(usize, Scope)> = scopes.filter_map(|(at, own)| Some((at, own?))).collect();
        let findings = counted.iter().map(|(at, _)| (*at, review.findings[*at].finding.days)).collect();
        let scopes: Vec<Scope> = counted.into_iter().map(|(_, own)| own).collect();
        let tally = Tally {
            rows: Rows::default(),
            count: Count::new(counties.programs.len(), benefits.keys.len(), scopes),
            refused: BTreeMap::new(),
            paid: Both::default(),
        };
        Twice { face, asked, counties, halves, tally, findings, beside: Vec::new(), notes: Vec::new() }
    }

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
        (folder, path): (&Path, &Path),
        role: &str,
        needed: Vec<Meaning>,
        visit: &mut dyn FnMut(&mut Self, Taken) -> Result<Flow, Error>,
    ) -> Result<(), Error> {
        let asked = self.asked;
        let how = inputs::Reading { encoding: asked.encoding, sheet: asked.sheet, ..self.how(needed.clone()) };
        let mut begun = false;
        let table = inputs::read_until(folder, path, &how, &mut |mapping, taken| {
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
        let any = tables.iter().any(|(table, ..)| table.is_some());
        for (table, role, needed) in tables {
            let Some(table) = table else { continue };
            let is_person = role == "persons";
            self.read((table.folder, table.path), role, vec![needed], &mut |own, taken| {
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
        let Both { a, b } = &mut self.halves;
        for half in [&mut *a, &mut *b] {
            self.beside.append(&mut half.reading.mappings);
        }
        if any {
            a.reading.people = Some(known.a);
            b.reading.people = Some(known.b);
        }
        Ok(())
    }

    /// Says which `--map` names no column of any table.
    fn check_flags(&self) -> Result<(), Error> {
        let names = self.asked.map.iter().filter_map(|own| parted(own).ok());
        let by_flags: ByHand = names.map(|(heading, _)| (heading.to_owned(), None)).collect();
        let mappings = self.halves.b.reading.mappings.iter().chain(&self.halves.a.reading.mappings);
        match unused_by_hand(&by_flags, mappings.chain(&self.beside)) {
            Some(message) => Err(Error::usage(message)),
            None => Ok(()),
        }
    }

    /// Checks the sums; returns what was counted, and what of it belongs to each finding of the review. `settled`: from the
    /// first and the last day of the rows.
    fn finish(
        self,
        benefits: &Benefits,
        review: &Review,
        settled: impl FnOnce(Option<(Date, Date)>) -> Settled,
        files: &[PathBuf],
    ) -> Result<(People, Vec<Option<Affected>>), Error> {
        let names: Vec<String> = self.counties.names.iter().map(|own| own.b.clone()).collect();
        let Tally { rows, count, refused, paid } = self.tally;
        let days: Vec<DateRange> = self.findings.iter().map(|(_, days)| *days).collect();
        let found = count.finish(&names, &benefits.titles, &days);
        let sum = Both { a: found.all.paid.a + found.one_sided.a, b: found.all.paid.b + found.one_sided.b };
        let settled = settled(found.days);
        let elsewhere = match settled {
            Settled::Bills(_) => rows.untouched + rows.incomparable,
            Settled::Months(_) => 0,
        };
        let one_sided = rows.one_sided.a + rows.one_sided.b;
        let all = rows.settled + one_sided + rows.cancelled + rows.rejected + elsewhere;
        if sum != paid || all != rows.read {
            return Err(Error::file(words::control_failed()));
        }
        let mut affected: Vec<Option<Affected>> = vec![None; review.findings.len()];
        for ((at, _), own) in self.findings.into_iter().zip(found.affected) {
            affected[at] = Some(own);
        }
        let people = People {
            files: files.iter().map(|own| shown(own)).collect(),
            settled,
            years_later: self.asked.years_later,
            rows,
            all: found.all,
            counties: found.counties,
            one_sided: found.one_sided,
            refused: refused.into_iter().map(|((zh, en), rows)| (Text { zh, en }, rows)).collect(),
            least: if self.asked.show_few { 0 } else { FEW },
        };
        Ok((people, affected))
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
