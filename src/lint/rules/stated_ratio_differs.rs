//! An amount whose remark says how it comes from another (“低保标准的1.5倍”) and that does not come out so.

use crate::base::date::Date;
use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{Adjusted, Definition, DefinitionKind, Origin, Source, Type, fixed_number, show, version_on};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(name, own, said, worked) {
        zh: "`{name}` 是 {own},说明里的“{said}”算出来是 {worked}",
        en: "`{name}` is {own}, but “{said}” in its remark comes to {worked}",
    }
    help() {
        zh: "公布的数若已取整,直接写算式并注明 `取整(…)`;否则请核对哪一个错了",
        en: "if the published number is rounded, write the formula with `rounded(…)`; else see which is wrong",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let params: Vec<&Definition> = program.definitions.iter().filter(|own| own.kind == DefinitionKind::Param).collect();
    for own in &params {
        for version in own.versions.iter().filter(|version| look::is_own(program, &version.origin)) {
            let Some(number) = fixed(&version.body) else { continue };
            let remarks = remarks(one, own, &version.origin);
            if remarks.is_empty() {
                continue;
            }
            for other in params.iter().filter(|other| other.name != own.name) {
                let Some((said, factor)) = formula(&remarks, &other.name) else { continue };
                let Some(base) = value_on(other, version.range.from) else { continue };
                let Ok(worked) = base.multiply(&factor) else { continue };
                let is_money = |ty: &Type| matches!(ty, Type::Quantity(unit) if unit.is_money());
                if worked != number && is_money(&own.ty) == is_money(&other.ty) {
                    let shown = |number: &Number| show::number(number, &version.body.ty);
                    let message = message(&own.name, shown(&number), said, shown(&worked));
                    let problem = Diagnostic::new(Code::StatedRatioDiffers, version.origin.span, message);
                    problems.push(problem.help(help()));
                }
            }
        }
    }
}

fn remarks(one: &OneProgram<'_>, own: &Definition, origin: &Origin) -> String {
    let mut remarks = one.remarks(origin);
    if own.versions.len() == 1
        && let Some(behind) = one.comment_behind(own.span)
    {
        remarks.push_str(behind);
    }
    remarks
}

fn fixed(value: &Adjusted) -> Option<Number> {
    match &value.value {
        Source::Expr(own) => fixed_number(own),
        _ => None,
    }
}

fn value_on(own: &Definition, from: Option<Date>) -> Option<Number> {
    let version = match from {
        Some(from) => version_on(&own.versions, from)?,
        None => own.versions.first().filter(|_| own.versions.len() == 1)?,
    };
    fixed(&version.body)
}

/// Finds `低保标准的1.5倍`, `低保标准 × 1.5`, `年标准 ÷ 12`, `1.5 × NAME`; returns what it says and the factor.
fn formula(remarks: &str, name: &str) -> Option<(String, Number)> {
    let at = remarks.find(name)?;
    let rest = &remarks[at + name.len()..];
    // A longer name begins in the same way.
    let trimmed = rest.trim_start();
    let skipped = |mark: &str| trimmed.strip_prefix(mark).map(str::trim_start);
    let (tail, divides) = match skipped("÷").or_else(|| skipped("除以")).or_else(|| skipped("/")) {
        Some(tail) => (tail, true),
        None => (skipped("的").or_else(|| skipped("×")).or_else(|| skipped("乘以")).or_else(|| skipped("*"))?, false),
    };
    let digits = tail.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(tail.len());
    let number = Number::parse(&tail[..digits])?;
    let unit = &tail[digits..];
    let (factor, length) = if divides {
        (Number::one().divide(&number).ok()?, 0)
    } else if unit.starts_with('%') {
        (number.divide(&Number::from(100)).ok()?, 1)
    } else if unit.starts_with('倍') {
        (number, "倍".len())
    } else if unit.starts_with('成') {
        (number.divide(&Number::from(10)).ok()?, "成".len())
    } else if trimmed.starts_with('的') {
        return None;
    } else {
        (number, 0)
    };
    let end = remarks.len() - unit.len() + length;
    Some((remarks[at..end].to_owned(), factor))
}
