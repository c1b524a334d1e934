//! A rule that ends with the first day of a month: the last day counts, so it probably ends a day too late.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;

crate::catalogue! {
    message(until, before) {
        zh: "截止日 {until} 当天仍然有效,是否应为 {before}?",
        en: "the rule is in force on {until} too; is {before} meant?",
    }
    help() { zh: "`至…止` 包括当天", en: "`until` includes the day itself" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Marks(marks) = node else { continue };
        let (Some(until), Some(place)) = (marks.until.filter(|until| until.day() == 1), marks.place.0) else {
            continue;
        };
        let Some(before) = until.previous_day() else { continue };
        let message = message(until.to_string(), before.to_string());
        problems.push(Diagnostic::new(Code::UntilFirstDay, place, message).help(help()));
    }
}
