//! Heads of tables, bands and quantities to text.

use super::expressions::{Context, Level};
use super::writer::Writer;
use crate::base::text::Lang;
use crate::syntax::ast::{Band, BandSpelling, CompareOp, Edge, Expr, ExprKind, Head, HeadItem, Quantity, Unit};
use crate::syntax::keywords::{UNITS, Word};

/// Where a band stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BandPlace {
    /// After a value, where an edge may be a sum.
    Test,
    /// In a row or a key, where an edge is a literal, a name, or stands in parentheses.
    Head,
    /// After `属于`, `授权`: `75%..85%` may stand.
    Member,
}

impl Writer<'_> {
    // Heads and bands.

    /// Returns the head of a row or column: `村卫生室、乡镇卫生院`, `不超过 3万元`, `(总费用 超过 3万元)`.
    pub(super) fn head(&self, head: &Head) -> String {
        let conditions: Vec<&Expr> = head
            .items
            .iter()
            .filter_map(|item| if let HeadItem::Condition(condition) = item { Some(condition) } else { None })
            .collect();
        if !conditions.is_empty() && conditions.len() == head.items.len() {
            let texts: Vec<String> =
                conditions.iter().map(|condition| self.expr_text(condition, Context::LISTED)).collect();
            return format!("({})", texts.join(", "));
        }
        let items: Vec<String> = head.items.iter().map(|item| self.head_item(item)).collect();
        join_listed(&items, self.lang)
    }

    fn head_item(&self, item: &HeadItem) -> String {
        match item {
            HeadItem::Any(_) => self.spell(Word::Anything).to_owned(),
            HeadItem::Else(_) => self.spell(Word::Else).to_owned(),
            HeadItem::Condition(condition) => {
                format!("({})", self.expr_text(condition, Context::ALONE))
            }
            HeadItem::Band(band) => self.band(band, BandPlace::Head),
            HeadItem::Compare(op, edge) => format!("{} {}", comparison(*op), self.small(edge)),
            HeadItem::Value(value) => self.small(value),
        }
    }

    /// Returns an expression where only something small may stand without parentheses.
    pub(super) fn small(&self, expr: &Expr) -> String {
        let text = self.expr_text(expr, Context::ALONE);
        if is_simple(expr) { text } else { format!("({text})") }
    }

    /// Returns a band after a value: `60周岁以上`, `属于 75%..85%`.
    pub(super) fn test_band(&self, negated: bool, band: &Band) -> String {
        if negated {
            return format!("{} {}", self.spell(Word::NotIn), self.band(band, BandPlace::Member));
        }
        match self.dotted(band) {
            Some(dots) => format!("{} {dots}", self.spell(Word::In)),
            None => self.band(band, BandPlace::Test),
        }
    }

    /// Returns `75%..85%`, when it was written so.
    fn dotted(&self, band: &Band) -> Option<String> {
        let (Some(low), Some(high)) = (&band.low, &band.high) else {
            return None;
        };
        let literal = is_literal(&low.value) && is_literal(&high.value) && low.included && high.included;
        let dots = literal && matches!(band.spelling.0, BandSpelling::Symbol);
        dots.then(|| format!("{}..{}", self.small(&low.value), self.small(&high.value)))
    }

    pub(super) fn band(&self, band: &Band, place: BandPlace) -> String {
        if place == BandPlace::Member
            && let Some(dots) = self.dotted(band)
        {
            return dots;
        }
        let dates = matches!(band.spelling.0, BandSpelling::Date);
        let suffix = matches!(band.spelling.0, BandSpelling::Suffix) && self.lang == Lang::Zh;
        match (&band.low, &band.high) {
            (Some(low), Some(high)) => {
                let to = self.spell(Word::BandTo);
                let plain = |edge: &Edge| edge.included && is_literal(&edge.value);
                if plain(low) && plain(high) && self.lang == Lang::Zh {
                    return format!("{}{to}{}", self.small(&low.value), self.small(&high.value));
                }
                let from = if plain(low) { self.small(&low.value) } else { self.low_edge(low, dates, place) };
                let until =
                    if high.included { self.edge(&high.value, place) } else { self.high_edge(high, dates, place) };
                format!("{from} {to} {until}")
            }
            (Some(low), None) if suffix && low.included && is_literal(&low.value) => {
                format!("{}{}", self.small(&low.value), self.spell(Word::OrMore))
            }
            (None, Some(high)) if suffix && high.included && is_literal(&high.value) => {
                format!("{}{}", self.small(&high.value), self.spell(Word::OrLess))
            }
            (Some(low), None) => self.low_edge(low, dates, place),
            (None, Some(high)) => self.high_edge(high, dates, place),
            (None, None) => self.spell(Word::Anything).to_owned(),
        }
    }

    fn low_edge(&self, edge: &Edge, dates: bool, place: BandPlace) -> String {
        let word = match (dates, edge.included) {
            (false, true) => Word::AtLeast,
            (false, false) => Word::Over,
            (true, true) => Word::NotBefore,
            (true, false) => Word::LaterThan,
        };
        format!("{} {}", self.spell(word), self.edge(&edge.value, place))
    }

    fn high_edge(&self, edge: &Edge, dates: bool, place: BandPlace) -> String {
        let word = match (dates, edge.included) {
            (false, true) => Word::UpTo,
            (false, false) => Word::Below,
            (true, true) => Word::NotLaterThan,
            (true, false) => Word::Before,
        };
        format!("{} {}", self.spell(word), self.edge(&edge.value, place))
    }

    fn edge(&self, value: &Expr, place: BandPlace) -> String {
        match place {
            BandPlace::Test => self.expr_text(value, Context::ALONE.at(Level::Sum)),
            BandPlace::Head | BandPlace::Member => self.small(value),
        }
    }

    // Quantities.

    /// Returns a number with its unit: `1.5万元`, `300元/年`, in English also `12 weeks`.
    pub(super) fn quantity(&self, quantity: &Quantity) -> String {
        let mut text = quantity.digits.clone();
        let Some(unit) = &quantity.unit else {
            return text;
        };
        let spelling = self.unit(unit, quantity.digits == "1");
        // A Chinese unit keeps Chinese company: `300元/年`.
        let english_word = spelling.len() > 3 && spelling.is_ascii();
        let lang = if spelling.is_ascii() { self.lang } else { Lang::Zh };
        if english_word && !matches!(unit, Unit::Declared(_)) {
            text.push(' ');
        }
        text.push_str(&spelling);
        if !quantity.per.is_empty() {
            let pers: Vec<&str> = quantity.per.iter().map(|per| per.spell(lang)).collect();
            text.push('/');
            text.push_str(&pers.join("·"));
        }
        text
    }

    /// Returns a unit after a number; one of something is `1 person` in English.
    fn unit(&self, unit: &Unit, one: bool) -> String {
        let spelling = unit.spell(self.lang).to_owned();
        if !one || self.lang == Lang::Zh {
            return spelling;
        }
        let also = UNITS.iter().find(|(known, _)| known == unit).map_or(&[] as &[&str], |(_, spelling)| spelling.also);
        also.iter().find(|word| word.is_ascii()).map_or(spelling, |word| (*word).to_owned())
    }
}

/// Returns how a comparison is written.
pub(super) fn comparison(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "!=",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "<=",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => ">=",
    }
}

/// Whether an expression may stand in a row, or as an edge there, without parentheses.
pub(super) fn is_simple(expr: &Expr) -> bool {
    let literal = match expr.kind.as_ref() {
        ExprKind::Negate(operand) => matches!(operand.kind.as_ref(), ExprKind::Quantity(_)),
        kind => matches!(
            kind,
            ExprKind::Quantity(_)
                | ExprKind::Date(_)
                | ExprKind::Text(_)
                | ExprKind::Bool(_)
                | ExprKind::None
                | ExprKind::Ordinal(_)
        ),
    };
    literal || is_reference(expr)
}

/// Whether an expression names something, or calls it.
pub(super) fn is_reference(expr: &Expr) -> bool {
    matches!(
        expr.kind.as_ref(),
        ExprKind::Name(_)
            | ExprKind::Path(_)
            | ExprKind::Builtin(_)
            | ExprKind::Call { .. }
            | ExprKind::Apply { .. }
            | ExprKind::Previous(_)
    )
}

/// Whether an edge may stand bare before `以上` or `至`.
fn is_literal(expr: &Expr) -> bool {
    matches!(expr.kind.as_ref(), ExprKind::Quantity(_) | ExprKind::Ordinal(_) | ExprKind::Date(_))
}

/// Joins the items of a head: `、` between Chinese ones.
pub(super) fn join_listed(items: &[String], lang: Lang) -> String {
    let mut text = String::new();
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            let chinese = lang == Lang::Zh || (!items[at - 1].is_ascii() && !item.is_ascii());
            text.push_str(if chinese { "、" } else { ", " });
        }
        text.push_str(item);
    }
    text
}
