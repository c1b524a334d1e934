//! A yearly standard beside a monthly one of the same name that is not twelve times as much.

use std::collections::HashMap;

use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::types::{Base, Type};
use crate::ir::{Definition, DefinitionKind, Source, fixed_number, show, version_on};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(yearly, stated, monthly, month, worked) {
        zh: "`{yearly}` 是 {stated},`{monthly}` {month} 的十二倍却是 {worked}",
        en: "`{yearly}` is {stated}, but twelve times `{monthly}`, {month}, is {worked}",
    }
    there() { zh: "月标准在这里", en: "the monthly one" }
    help(yearly, monthly) {
        zh: "只留一个,另一个写算式:`每年({monthly})`,或 `取整(每月({yearly}), 进一, 1元)`",
        en: "state one and work the other out: `yearly({monthly})`, or `rounded(monthly({yearly}), up, 1元)`",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let mut monthly: HashMap<String, &Definition> = HashMap::new();
    let params = || program.definitions.iter().filter(|own| own.kind == DefinitionKind::Param);
    for own in params().filter(|own| power(&own.ty, &Base::Month) < 0) {
        monthly.insert(stem(&own.name), own);
    }
    for own in params().filter(|own| power(&own.ty, &Base::Year) < 0) {
        let Some(month) = monthly.get(&stem(&own.name)) else { continue };
        for version in own.versions.iter().filter(|version| look::is_own(program, &version.origin)) {
            let beside = match version.range.from {
                Some(from) => version_on(&month.versions, from),
                None => month.versions.first(),
            };
            let fixed = |source: &Source| match source {
                Source::Expr(own) => fixed_number(own),
                _ => None,
            };
            let Some(beside) = beside else { continue };
            let (Some(stated), Some(each)) = (fixed(&version.body.value), fixed(&beside.body.value)) else {
                continue;
            };
            let Ok(worked) = each.multiply(&Number::from(12)) else { continue };
            if worked != stated {
                let message = message(
                    &own.name,
                    show::number(&stated, &own.ty),
                    &month.name,
                    show::number(&each, &month.ty),
                    show::number(&worked, &own.ty),
                );
                let problem = Diagnostic::new(Code::YearlyNotTwelveMonths, version.origin.span, message);
                problems.push(problem.label(beside.origin.span, there()).help(help(&own.name, &month.name)));
            }
        }
    }
}

fn power(ty: &Type, base: &Base) -> i8 {
    match ty {
        Type::Quantity(unit) if unit.is_money() => unit.power_of(base),
        _ => 0,
    }
}

/// Returns a name without what tells month and year apart.
fn stem(name: &str) -> String {
    let mut stem = name.to_owned();
    for word in ["每月", "每年", "月", "年", "monthly", "yearly", "annual", "_per_month", "_per_year", "month", "year"]
    {
        stem = stem.replace(word, "");
    }
    stem.trim_matches('_').replace("__", "_")
}
