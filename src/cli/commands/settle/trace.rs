//! `settle --trace`: the worked sums of one person's bills, as they stand in the tables; and those of all bills of a small
//! table, for its workbook.

use super::Job;
use crate::base::text::Text;
use crate::cli::args::FormatWord;
use crate::cli::error::Error;
use crate::cli::output::{Exit, Report};
use crate::cli::words;
use crate::data::cell::masked;
use crate::data::columns::Meaning;
use crate::data::settle::Verdict;
use crate::data::trace;
use crate::interp::Standing;
use crate::report::settle::{Bill, Sheet, worked};
use crate::report::worked_sum::{self, CaseRecord, Form, Occasion};

/// Returns the worked sums of the person that has been asked for.
pub(super) fn report(job: &Job<'_>) -> Result<Report, Error> {
    let person = job.arguments.trace.as_deref().unwrap_or_default();
    if job.traced.is_empty() {
        return Err(Error::usage(words::nobody_to_trace(masked(person))));
    }
    let (traced, refused) = trace::settle(&job.reading, job.traced.clone());
    let form = match job.face.format() {
        FormatWord::Json => Form::Json,
        FormatWord::Markdown => Form::Markdown,
        FormatWord::Plain => Form::Plain,
        FormatWord::Text => Form::Text,
    };
    let lang = job.face.lang();
    let mut result = String::new();
    let mut complete = refused.is_empty();
    for own in traced {
        let program = job.counties.run.counties[own.county as usize].program;
        let mut case = CaseRecord::new(&program.jurisdiction.name);
        for claim in &own.settlement.claims {
            case.add(Occasion::Claim, claim, program, &job.policies.workspace.sources);
            // A bill without a number is known by its line.
            let place = own.places.get(&claim.claim.id).filter(|(file, _)| {
                let mapping = job.reading.mappings.get(*file as usize);
                mapping.is_some_and(|own| own.column(&Meaning::Claim).is_none())
            });
            if let (Some((_, line)), Some(last)) = (place, case.occasions.last_mut()) {
                last.settled.id = words::row_at_line(line.to_string()).get(lang).to_owned();
            }
        }
        complete &= case.complete;
        result.push_str(&worked_sum::case(&case, form, lang, job.face.width()));
    }
    let lines: Vec<Text> = refused
        .into_iter()
        .map(|(raw, refusals)| super::tally::told_of(&Verdict::refused(raw, refusals), &job.names))
        .collect();
    let notes = lines.iter().map(|own| format!("{}\n", own.get(lang))).collect();
    Ok(Report { result, notes, exit: Exit::findings(!complete) })
}

/// The most rows of a table whose worked sums stand in a workbook.
pub(in crate::cli::commands) const MOST_WORKED: usize = 1_000;

/// Returns the worked sums of all bills, where they are few.
pub(super) fn sheet(job: &Job<'_>) -> Option<Sheet> {
    if job.traced.is_empty() || job.tally.rows.read > MOST_WORKED as u64 {
        return None;
    }
    let (traced, _) = trace::settle(&job.reading, job.traced.clone());
    let several = job.names.len() > 1;
    let mut bills: Vec<((u32, u64), Bill<'_>)> = Vec::new();
    for own in &traced {
        let program = job.counties.run.counties[own.county as usize].program;
        for settled in own.settlement.claims.iter().filter(|own| own.standing == Standing::Open) {
            let Some(place) = own.places.get(&settled.claim.id).copied() else { continue };
            let file = several.then(|| job.names[place.0 as usize].clone());
            bills.push((place, Bill { file, line: place.1, settled, program }));
        }
    }
    bills.sort_by_key(|(place, _)| *place);
    let bills: Vec<Bill<'_>> = bills.into_iter().map(|(_, own)| own).collect();
    (!bills.is_empty()).then(|| worked(&bills, &job.policies.workspace.sources, job.face.lang()))
}
