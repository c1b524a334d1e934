//! The units that may stand behind a number, the likeliest first: money by the kind of clause, per what period.

use super::Offer;
use super::tokens::tokens;
use crate::base::text::Lang;
use crate::ir::Program;
use crate::ir::types::{Base, Type};
use crate::lsp::assist::CompletionKind;
use crate::lsp::assist::ground;
use crate::syntax::Unfinished;
use crate::syntax::ast::{Per, Unit};
use crate::syntax::keywords::{PERS, UNITS};

/// What a number may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    Money,
    Share,
    Time,
    Age,
    Count,
    Anything,
}

/// Returns what may stand behind a number; `per`: behind its unit and a `/`.
pub(super) fn offers(
    unfinished: Option<&Unfinished>,
    program: Option<&Program>,
    digits: &str,
    per: bool,
    lang: Lang,
) -> Vec<Offer> {
    if per {
        let plain = PERS.iter().map(|(own, _)| own.spell(lang).to_owned());
        let of = |a: &Per, b: &Per| format!("{}·{}", a.spell(lang), b.spell(lang));
        let both = [of(&Per::Person, &Per::Month), of(&Per::Person, &Per::Year), of(&Per::Household, &Per::Month)];
        return plain
            .chain(both)
            .enumerate()
            .map(|(at, label)| Offer::new(label, CompletionKind::Unit, 100 + at as u32))
            .collect();
    }
    let measure = unfinished.map_or(Measure::Anything, |own| measure(own, program));
    let mut out = Vec::new();
    for (at, (unit, spelling)) in UNITS.iter().enumerate() {
        let own = measured(unit);
        // The unit itself, then what it is per, then larger and smaller ones.
        let rank = if own == measure { 100 } else { 400 } + if at == 0 { 0 } else { 10 + at as u32 };
        let english = lang == Lang::En && spelling.english.starts_with(|letter: char| letter.is_ascii_alphabetic());
        let label = unit.spell(lang).to_owned();
        // English words of time stand behind a blank.
        let insert = if english && spelling.english != "pp" { format!(" {label}") } else { label.clone() };
        let also = std::iter::once(spelling.chinese).chain([spelling.english]).chain(spelling.also.iter().copied());
        let also = also.filter(|own| *own != label).map(str::to_owned).collect();
        out.push(Offer {
            detail: format!("{digits}{insert}"),
            insert,
            also,
            ..Offer::new(label, CompletionKind::Unit, rank)
        });
    }
    if matches!(measure, Measure::Money | Measure::Anything) {
        for (at, own) in [Per::Year, Per::Month, Per::Day, Per::Visit].iter().enumerate() {
            let label = format!("元/{}", own.spell(lang));
            out.push(Offer {
                detail: format!("{digits}{label}"),
                ..Offer::new(label, CompletionKind::Unit, 101 + at as u32)
            });
        }
    }
    let declared = program.into_iter().flat_map(|own| &own.facts).filter_map(|own| match &own.ty {
        Type::Quantity(unit) => unit.parts().iter().find_map(|(base, _)| match base {
            Base::Declared(name) => Some(name.clone()),
            _ => None,
        }),
        _ => None,
    });
    let mut declared: Vec<String> = declared.collect();
    declared.sort();
    declared.dedup();
    out.extend(
        declared
            .into_iter()
            .map(|name| Offer { detail: format!("{digits}{name}"), ..Offer::new(name, CompletionKind::Unit, 450) }),
    );
    out
}

fn measured(unit: &Unit) -> Measure {
    match unit {
        Unit::Yuan | Unit::TenThousandYuan | Unit::HundredMillionYuan | Unit::Jiao | Unit::Fen => Measure::Money,
        Unit::Percent | Unit::Permille | Unit::Tenth | Unit::Points => Measure::Share,
        Unit::Days | Unit::Weeks | Unit::Months | Unit::Quarters | Unit::Years => Measure::Time,
        Unit::YearsOfAge => Measure::Age,
        Unit::TenThousand
        | Unit::HundredMillion
        | Unit::Times
        | Unit::Persons
        | Unit::Households
        | Unit::Items
        | Unit::Declared(_) => Measure::Count,
    }
}

/// Returns what the words before a number ask for: the thing it is compared with, else the kind of clause.
fn measure(own: &Unfinished, program: Option<&Program>) -> Measure {
    let tokens = tokens(&own.text);
    let words: Vec<&str> = tokens.iter().rev().filter_map(|(_, token)| token.word()).collect();
    for word in &words {
        match *word {
            "比例" | "rate" | "加" | "减" | "plus" | "minus" => return Measure::Share,
            "起付线" | "限额" | "金额" | "封顶线" | "deductible" | "cap" | "amount" => return Measure::Money,
            "已满" | "held" | "至多" => return Measure::Time,
            _ => {}
        }
        let named = program.and_then(|own| Some((own, ground::named(own, None, word)?)));
        if let Some(ty) = named.and_then(|(program, named)| ground::type_of(program, named)) {
            return of_type(&ty);
        }
    }
    // A cell: the clause before the table.
    let head = own.heads.last().map_or("", String::as_str);
    match super::tokens::tokens(head).first().and_then(|(_, token)| token.word()) {
        Some("比例" | "rate") => Measure::Share,
        Some("起付线" | "限额" | "金额" | "deductible" | "cap" | "amount") => Measure::Money,
        _ => Measure::Anything,
    }
}

fn of_type(ty: &Type) -> Measure {
    match ty {
        Type::Ratio | Type::Points => Measure::Share,
        Type::Quantity(unit) if unit.is_money() => Measure::Money,
        Type::Quantity(unit) if unit.is_duration() => Measure::Time,
        Type::Quantity(unit) if unit.power_of(&Base::Age) == 1 => Measure::Age,
        Type::Quantity(_) => Measure::Count,
        _ => Measure::Anything,
    }
}
