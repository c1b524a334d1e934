//! An adjustment that changes nothing: plus 0, times 100%.

use crate::base::number::Number;
use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::tree::Node;
use crate::lint::{OneText, look};
use crate::syntax::ast::EffectKind;

crate::catalogue! {
    message(text) { zh: "`{text}` 什么也没有改变", en: "`{text}` changes nothing" }
    help() { zh: "请核对数字;确实不调整的,删去", en: "see whether the number is wrong; else delete it" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Effect(own) = node else { continue };
        let idle = match &own.kind {
            EffectKind::Plus(by) | EffectKind::Minus(by) => {
                look::measured(by).is_some_and(|(_, number)| number.is_zero())
            }
            EffectKind::Times(by) => look::measured(by).is_some_and(|(_, number)| number == Number::one()),
            EffectKind::EachFurtherMinus { step, .. } => {
                look::measured(step).is_some_and(|(_, number)| number.is_zero())
            }
            EffectKind::Instead(_)
            | EffectKind::Halved
            | EffectKind::Waived
            | EffectKind::Lifted
            | EffectKind::Continued => false,
        };
        if idle {
            let span = own.place.0;
            let text = &one.page.source.text;
            let blanks = text[..span.start as usize].len() - text[..span.start as usize].trim_end_matches(' ').len();
            let problem = Diagnostic::new(Code::IdleEffect, span, message(one.written(span))).help(help());
            problems.push(problem.fix(Span { start: span.start - blanks as u32, ..span }, ""));
        }
    }
}
