//! Bills, settled by both states: whole subjects at a time, what does not fit into memory waits on the disk.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::super::progress::Progress;
use super::super::store::Store;
use super::super::{CHUNK, Finished, threads_of};
use super::{Half, Standing, Twice, paying};
use crate::base::date::Date;
use crate::cli::error::{Error, shown};
use crate::cli::words;
use crate::compare::Both;
use crate::compare::changes::people::Line;
use crate::data::columns::Meaning;
use crate::data::intake::Taken;
use crate::data::settle::{Fate, Settled, Wish, settle};
use crate::data::spill::RawBill;
use crate::data::table::Flow;

impl Twice<'_, '_, '_> {
    /// Reads the claims and settles them.
    pub(super) fn read_claims(&mut self, files: &[PathBuf], memory: usize) -> Result<(), Error> {
        let beside = std::env::temp_dir();
        // Rows and verdicts are held for two states.
        let mut store = Store::new(memory / 2, &beside);
        let mut finished = Finished::default();
        let mut progress = Progress::new(self.asked.folder, files, self.face);
        for (at, path) in files.iter().enumerate() {
            let file = at as u32;
            self.read((self.asked.folder, path), "claims", vec![Meaning::Person, Meaning::Date], &mut |own, taken| {
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
                // Whom only the old vocabulary knows has a county all the same.
                let of = |half: &Half<'_, '_>| half.reading.county_of(file, &row);
                let place = of(&own.halves.b).or_else(|| of(&own.halves.a));
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
        self.check_flags()?;
        progress.settle();
        store.drain(&mut |raw| {
            self.part(raw);
            Ok(())
        })?;
        progress.done();
        Ok(())
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
        let threads = threads_of(self.asked.threads);
        let wish = Wish { threads: threads.max(1), reasons: false, reference_only: false };
        let mut persons: BTreeMap<u64, (String, Date)> = BTreeMap::new();
        let mut by = |half: &Half<'_, '_>, raw: Vec<RawBill>| -> Settled {
            settle(&half.reading, raw, wish, None, &mut |seen| {
                let bill = seen.bill;
                persons.entry(bill.raw.number).or_insert_with(|| (bill.person.clone(), bill.date));
            })
        };
        let halves: &Both<Half<'_, '_>> = &self.halves;
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
