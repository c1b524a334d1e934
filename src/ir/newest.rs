//! A program to the day of its last change: the day that is meant where nobody names one, since there is no clock here.

use super::{Dated, Program};
use crate::base::date::{Date, DateRange};

impl Program {
    /// Returns the latest day on which something begins: a version of a clause, a param, an entry of a list. Where
    /// nothing is dated, the date of the latest document; `None` without any.
    pub fn newest_change(&self) -> Option<Date> {
        let starts = self.ranges().into_iter().filter_map(|range| range.from).max();
        starts.or_else(|| self.documents.iter().filter_map(|document| document.dated).max())
    }

    /// Returns the range of every version.
    pub(crate) fn ranges(&self) -> Vec<DateRange> {
        fn of<T>(versions: &[Dated<T>]) -> impl Iterator<Item = DateRange> {
            versions.iter().map(|version| version.range)
        }
        let mut out: Vec<DateRange> = Vec::new();
        out.extend(self.definitions.iter().flat_map(|own| of(&own.versions)));
        out.extend(self.tables.iter().flat_map(|own| of(&own.versions)));
        out.extend(
            self.tables.iter().flat_map(|own| &own.versions).flat_map(|own| &own.body.rows).map(|row| row.range),
        );
        out.extend(self.lists.iter().flat_map(|own| of(&own.entries)));
        out.extend(self.states.iter().flat_map(|own| of(&own.transitions)));
        out.extend(self.choices.iter().map(|own| own.range));
        for benefit in &self.benefits {
            out.extend(of(&benefit.alive));
            out.extend(benefit.branches.iter().map(|own| own.range));
            out.extend(benefit.clauses.iter().flat_map(|own| of(&own.versions)));
        }
        out
    }
}
