//! A table whose bands go neither up nor down: a row in the wrong place, or a digit too many.

use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::tree::Node;
use crate::lint::{OneText, look};
use crate::syntax::ast::{HeadItem, Row, TableForm};

crate::catalogue! {
    message() { zh: "各档没有从低到高(或从高到低)排列", en: "the bands go neither up nor down" }
    there() { zh: "前一档", en: "the band before it" }
    help() { zh: "请把这一行移到该去的位置,或核对数字", en: "move the row to its place, or see whether a digit is wrong" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Table(table) = node else { continue };
        if table.form != TableForm::Lines {
            continue;
        }
        let edges: Vec<(&Row, Number)> = table.rows.iter().filter_map(|row| Some((row, low_edge(row)?))).collect();
        let ups = edges.windows(2).filter(|pair| pair[1].1 > pair[0].1).count();
        let downs = edges.windows(2).filter(|pair| pair[1].1 < pair[0].1).count();
        let wrong = |pair: &&[(&Row, Number)]| if ups >= downs { pair[1].1 < pair[0].1 } else { pair[1].1 > pair[0].1 };
        if ups > 0
            && downs > 0
            && let Some(pair) = edges.windows(2).find(wrong)
        {
            let problem = Diagnostic::new(Code::BandsNotAscending, pair[1].0.place.0, message());
            problems.push(problem.label(pair[0].0.place.0, there()).help(help()));
        }
    }
}

/// Returns where a row's only band begins; of one without a beginning, its end stands for it.
fn low_edge(row: &Row) -> Option<Number> {
    let [head] = row.heads.as_slice() else { return None };
    let [HeadItem::Band(band)] = head.items.as_slice() else { return None };
    let (edge, below) = match (&band.low, &band.high) {
        (Some(low), _) => (low, false),
        (None, Some(high)) => (high, true),
        (None, None) => return None,
    };
    let (_, number) = look::measured(&edge.value)?;
    // `不超过 3万元` begins below `超过 3万元`.
    if below { number.subtract(&Number::ratio(1, 1000)).ok() } else { Some(number) }
}
