//! How much the heads of a row take in: what `最具体` goes by.

use super::expr::{CompareOp, ExprKind, HeadItem, Row};
use super::{Program, Type};
use crate::base::date::Date;
use crate::value::{DomainId, EntryId, Value};

/// Returns how many values the heads of a row name, by dimension; bands and conditions count as very many. Lists count
/// as on the day, or at their fullest.
pub(crate) fn breadth(program: &Program, row: &Row, day: Option<Date>) -> Vec<u64> {
    let many = u64::from(u32::MAX);
    let below = |domain: DomainId, entry: EntryId| {
        let domain = program.domain(domain);
        (0..domain.entries.len()).filter(|own| domain.is_within(EntryId(*own as u32), entry)).count() as u64
    };
    let of_item = |item: &HeadItem| match item {
        HeadItem::Any => 4 * many,
        HeadItem::Else => 2 * many,
        HeadItem::Band(_) | HeadItem::Condition(_) => many,
        HeadItem::Compare(CompareOp::Equal, _) => 1,
        HeadItem::Compare(..) => many,
        HeadItem::List(list) => {
            let list = program.list(*list);
            let in_force = list.entries.iter().filter(|own| day.is_none_or(|day| own.range.contains(day)));
            in_force.map(|own| below(list.of, own.body)).sum()
        }
        HeadItem::Value(expr) => match &*expr.kind {
            ExprKind::Constant(Value::Entry(domain, entry)) => below(*domain, *entry),
            ExprKind::Constant(_) => 1,
            _ if expr.ty == Type::Bool => many,
            _ => 1,
        },
    };
    row.heads.iter().map(|head| head.items.iter().map(of_item).sum()).collect()
}
