//! An amount finer than a 分: a slip of the decimal point, or of the unit.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::tree::Node;
use crate::lint::{OneText, look};
use crate::syntax::ast::{ExprKind, Unit};

crate::catalogue! {
    message(amount) { zh: "`{amount}` 不到一分", en: "`{amount}` is finer than a fen" }
    help() { zh: "请核对小数点和单位(元、万元)", en: "see whether the decimal point or the unit (yuan, ten thousand yuan) is wrong" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Expr(own) = node else { continue };
        let ExprKind::Quantity(written) = &*own.kind else { continue };
        let is_money = matches!(
            written.unit,
            Some(Unit::Yuan | Unit::TenThousandYuan | Unit::HundredMillionYuan | Unit::Jiao | Unit::Fen)
        );
        if is_money && look::quantity(written).is_some_and(|(_, fen)| !fen.is_whole()) {
            let message = message(one.written(own.span()));
            problems.push(Diagnostic::new(Code::FractionOfAFen, own.span(), message).help(help()));
        }
    }
}
