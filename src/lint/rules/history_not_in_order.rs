//! A history whose rows do not stand in the order of their dates.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;

crate::catalogue! {
    message(date, before) {
        zh: "历次标准没有按日期排列:{date} 排在 {before} 后面",
        en: "the history is not in order: {date} stands behind {before}",
    }
    there() { zh: "前一行", en: "the row before it" }
    help() { zh: "算起来不受影响;请按先后排列,或核对是否写错了年份", en: "the result is the same; put the rows in order, or see whether a year is wrong" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::History(rows) = node else { continue };
        for pair in rows.windows(2).filter(|pair| pair[1].from < pair[0].from) {
            let message = message(pair[1].from.to_string(), pair[0].from.to_string());
            let problem = Diagnostic::new(Code::HistoryNotInOrder, pair[1].place.0, message);
            problems.push(problem.label(pair[0].place.0, there()).help(help()));
        }
    }
}
