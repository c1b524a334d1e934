//! A value that lies outside of what its own jurisdiction lets the others choose.

use crate::base::date::DateRange;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::delegated::{in_numbers, outside, outside_of_source};
use crate::ir::expr::{Adjusted, Source};
use crate::ir::{Delegated, Origin, Type, show};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(own, band) {
        zh: "本级定的 {own} 不在授权的范围 {band} 之内",
        en: "the own value {own} lies outside of what is delegated, {band}",
    }
    there() { zh: "在这里授权", en: "delegated here" }
    help() { zh: "照抄本级的下级反而违规;请核对两个数", en: "whoever inherits it would break the rule; see which number is wrong" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    for (value, days, origin) in look::values(one.program).filter(|(_, _, origin)| look::is_own(one.program, origin)) {
        value_of(one, value, days, origin, problems);
    }
}

fn value_of(one: &OneProgram<'_>, value: &Adjusted, days: DateRange, origin: &Origin, problems: &mut Problems) {
    let by_us = |own: &&Delegated| own.stated_by.is_empty() || own.stated_by == one.program.jurisdiction.name;
    if let Some(bound) = origin.delegates.as_ref().filter(by_us) {
        tell(one, outside(one.program, value, true, bound, days), (&value.ty, days), bound, problems);
    }
    let Source::Table(table) = &value.value else { return };
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        let own = cell.origin.as_ref().and_then(|own| own.delegates.as_ref());
        if let Some(bound) = own.filter(by_us) {
            let places = outside_of_source(one.program, &cell.value, &value.effects, bound, cell.span, days);
            tell(one, places, (&value.ty, days), bound, problems);
        }
    }
}

fn tell(
    one: &OneProgram<'_>,
    places: Vec<(Number, Span)>,
    (ty, days): (&Type, DateRange),
    bound: &Delegated,
    problems: &mut Problems,
) {
    let Some(band) = &bound.within else { return };
    for (number, span) in places {
        let message = message(show::number(&number, ty), show::band(&in_numbers(one.program, band, days)));
        let problem = Diagnostic::new(Code::ValueOutsideOwnDelegation, span, message);
        problems.push(problem.label(bound.span, there()).help(help()));
    }
}
