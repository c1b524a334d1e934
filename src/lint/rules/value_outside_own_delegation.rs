//! A value that lies outside of what its own jurisdiction lets the others choose.

use crate::base::number::Number;
use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::tree::Node;
use crate::lint::{OneText, look};
use crate::syntax::ast::{Band, ClauseKind, DeclarationKind, Delegation, Expr, Marks, Value};

crate::catalogue! {
    message(own, band) {
        zh: "本级定的 `{own}` 不在授权的范围 `{band}` 之内",
        en: "the own value `{own}` lies outside of what is delegated, `{band}`",
    }
    there() { zh: "在这里授权", en: "delegated here" }
    help() { zh: "照抄本级的下级反而违规;请核对两个数", en: "whoever inherits it would break the rule; see which number is wrong" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (_, nodes) in &one.parts {
        for node in nodes {
            match node {
                Node::Clause(clause) => {
                    if let ClauseKind::Value(own) = &clause.kind {
                        under(one, &own.value.value, &clause.marks, problems);
                    }
                }
                Node::Table(table) => {
                    for cell in table.rows.iter().flat_map(|row| &row.cells) {
                        under(one, &cell.value, &cell.marks, problems);
                    }
                }
                _ => {}
            }
        }
    }
    for declaration in one.declarations() {
        if let DeclarationKind::Param { value, .. } = &declaration.kind {
            under(one, &value.value, &declaration.marks, problems);
        }
    }
}

fn under(one: &OneText<'_>, value: &Value, marks: &Marks, problems: &mut Problems) {
    let Some(Delegation::Within(band)) = &marks.delegation else { return };
    match value {
        Value::Expr(own) => compare(one, own, band, problems),
        Value::Table(table) => {
            for cell in table.rows.iter().flat_map(|row| &row.cells).filter(|cell| cell.marks.delegation.is_none()) {
                if let Value::Expr(own) = &cell.value {
                    compare(one, own, band, problems);
                }
            }
        }
        Value::History(rows) => {
            // Only the newest is what the delegation speaks of.
            if let Some(row) = rows.iter().max_by_key(|row| row.from)
                && let Value::Expr(own) = &row.value.value
            {
                compare(one, own, band, problems);
            }
        }
        Value::As(_) | Value::Pending(_) | Value::Unstated(_) | Value::Nothing(_) => {}
    }
}

fn compare(one: &OneText<'_>, own: &Expr, band: &Band, problems: &mut Problems) {
    let Some((kind, number)) = look::measured(own) else { return };
    let edge = |own: &Expr| -> Option<Number> {
        look::measured(own).filter(|(other, _)| *other == kind).map(|(_, edge)| edge)
    };
    let below = band
        .low
        .as_ref()
        .is_some_and(|low| edge(&low.value).is_some_and(|edge| number < edge || number == edge && !low.included));
    let above = band
        .high
        .as_ref()
        .is_some_and(|high| edge(&high.value).is_some_and(|edge| number > edge || number == edge && !high.included));
    if below || above {
        let written = |span: Span| one.written(span).trim().to_owned();
        let message = message(written(own.span()), written(band.place.0));
        let problem = Diagnostic::new(Code::ValueOutsideOwnDelegation, own.span(), message);
        problems.push(problem.label(band.place.0, there()).help(help()));
    }
}
