//! The worked sums of settled bills as a sheet of a workbook: each step of each benefit a row, so that a clerk can follow
//! every amount with a pocket calculator.

use super::Sheet;
use super::words;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text};
use crate::data::out::Out;
use crate::interp::SettledClaim;
use crate::ir::Program;
use crate::report::worked_sum::sheet;

/// A bill with the place of its row.
pub(crate) struct Bill<'b> {
    /// The file, where there are several.
    pub(crate) file: Option<String>,
    pub(crate) line: u64,
    pub(crate) settled: &'b SettledClaim,
    pub(crate) program: &'b Program,
}

/// Returns the sheet; benefits that are not due stand in it only where nothing is paid at all.
pub(crate) fn worked(bills: &[Bill<'_>], sources: &SourceMap, lang: Lang) -> Sheet {
    let say = |text: &Text| Out::Text(text.get(lang).to_owned());
    let several = bills.iter().any(|own| own.file.is_some());
    let mut rows: Vec<Vec<Out>> = Vec::new();
    for own in bills {
        let place = || {
            let file = several.then(|| own.file.clone().map_or(Out::Blank, Out::Text));
            file.into_iter().chain([Out::Count(own.line)])
        };
        let record = own.settled.record(own.program, Some(sources));
        let nothing = own.settled.paid().is_zero();
        for benefit in record.benefits.iter().filter(|benefit| benefit.due || nothing) {
            let sheet = sheet(benefit);
            let last = sheet.lines.len();
            for (at, line) in sheet.lines.iter().enumerate() {
                let amount = line.amount.as_ref().map_or(Out::Blank, say);
                // Of a benefit that is not due only the whole says where it stands.
                let cites = if at + 1 == last && !benefit.due { &sheet.cites } else { &line.cites };
                let cites = if cites.is_empty() { Out::Blank } else { Out::Text(cites.join("、")) };
                let day = Out::Text(record.date.clone());
                let name = Out::Text(sheet.name.clone());
                rows.push(place().chain([day, name, say(&line.word), say(&line.sentence), amount, cites]).collect());
            }
        }
        let paid = crate::interp::yuan_text(&record.paid.0);
        let (day, name) = (Out::Text(record.date.clone()), say(&words::paid_in_all()));
        let sum = say(&words::yuan(paid));
        rows.push(place().chain([day, name, Out::Blank, Out::Blank, sum, Out::Blank]).collect());
    }
    let headings = [
        several.then(words::file),
        Some(words::line()),
        Some(words::date()),
        Some(words::benefit()),
        Some(words::step()),
        Some(words::how()),
        Some(words::comes_to()),
        Some(words::documents()),
    ];
    let headings = headings.iter().flatten().map(|own| own.get(lang).to_owned()).collect();
    Sheet { name: words::worked().get(lang).to_owned(), headings, rows }
}
