//! Versions on a time line: closing, carving and splitting ranges of days. Knows nothing of what the versions hold.

use super::Version;
use crate::base::date::{Date, DateRange};

/// Returns `range` without `hole`: nothing, one or two ranges.
pub fn without(range: DateRange, hole: DateRange) -> Vec<DateRange> {
    let Some(common) = range.intersect(hole) else { return vec![range] };
    let mut rest = Vec::new();
    if let Some(until) = common.from.filter(|from| range.from != Some(*from)).and_then(Date::previous_day) {
        rest.push(DateRange { from: range.from, until: Some(until) });
    }
    if let Some(from) = common.until.filter(|until| range.until != Some(*until)).and_then(|day| day.plus_days(1)) {
        rest.push(DateRange { from: Some(from), until: range.until });
    }
    rest
}

/// Takes a range of days out of every version.
pub fn carve<'a, T: Clone>(versions: &mut Vec<Version<'a, T>>, hole: DateRange) {
    let mut kept = Vec::with_capacity(versions.len());
    for version in versions.drain(..) {
        let mut ranges = without(version.range, hole).into_iter();
        let Some(first) = ranges.next() else { continue };
        let rest: Vec<_> = ranges.map(|range| Version { range, ..version.clone() }).collect();
        kept.push(Version { range: first, ..version });
        kept.extend(rest);
    }
    *versions = kept;
}

/// Cuts versions at both ends of a range, so that each lies wholly inside or outside of it.
pub fn split<'a, T: Clone>(versions: &mut Vec<Version<'a, T>>, at: DateRange) {
    let mut pieces = Vec::with_capacity(versions.len() + 2);
    for version in versions.drain(..) {
        if let Some(inside) = version.range.intersect(at) {
            for range in without(version.range, at) {
                pieces.push(Version { range, ..version.clone() });
            }
            pieces.push(Version { range: inside, ..version });
        } else {
            pieces.push(version);
        }
    }
    *versions = pieces;
    sort(versions);
}

/// Orders versions by their first day.
pub fn sort<T>(versions: &mut [Version<'_, T>]) {
    versions.sort_by_key(|version| version.range.from);
}

/// Lets each range without an end stop where the next one begins; returns the pairs that still overlap, by place.
pub fn close(ranges: &mut [DateRange]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|at| (ranges[*at].from, *at));
    let mut overlaps = Vec::new();
    for pair in order.windows(2) {
        let (earlier, later) = (pair[0], pair[1]);
        let begins = ranges[later].from;
        if ranges[earlier].until.is_none() && begins > ranges[earlier].from {
            ranges[earlier].until = begins.and_then(Date::previous_day);
        }
        if ranges[earlier].intersect(ranges[later]).is_some() {
            overlaps.push((earlier, later));
        }
    }
    overlaps
}

/// Returns the first day after `from` on which a version begins.
pub fn next_beginning<T>(versions: &[Version<'_, T>], from: Date) -> Option<Date> {
    versions.iter().filter_map(|version| version.range.from).filter(|begin| *begin > from).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(from: &str, until: &str) -> DateRange {
        DateRange { from: Date::parse(from), until: Date::parse(until) }
    }

    #[test]
    fn a_hole_leaves_both_sides() {
        let rest = without(DateRange::ALWAYS, range("2020-01-01", "2020-12-31"));
        assert_eq!(rest, vec![range("", "2019-12-31"), range("2021-01-01", "")]);
        assert_eq!(without(range("2020-02-01", "2020-03-01"), range("2020-01-01", "")), vec![]);
    }

    #[test]
    fn an_open_end_stops_where_the_next_begins() {
        let mut ranges = [range("2021-01-01", ""), range("", "")];
        assert_eq!(close(&mut ranges), vec![]);
        assert_eq!(ranges[1], range("", "2020-12-31"));
        let mut same = [range("", ""), range("", "")];
        assert_eq!(close(&mut same), vec![(0, 1)]);
    }
}
