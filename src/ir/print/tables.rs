//! Values, tables and effects as policy text.

use super::{Printer, compare_text};
use crate::base::text::Lang;
use crate::ir::expr::{Adjusted, Dimension, Effect, EffectKind, Head, HeadItem, Source, Table};
use crate::ir::{Definition, Program};
use crate::syntax::ast::{Hit, SegmentOrigin};

/// Returns a value with its effects on one line.
pub fn adjusted(program: &Program, own: &Adjusted, lang: Lang) -> String {
    Printer::new(program, lang).adjusted(own)
}

/// Returns a value on one line.
pub fn source(program: &Program, own: &Source, lang: Lang) -> String {
    Printer::new(program, lang).source(own)
}

/// Returns what a define says, on one line, with the names of its arguments.
pub fn definition(program: &Program, own: &Definition, source: &Source, lang: Lang) -> String {
    Printer::new(program, lang).within(own).source(source)
}

/// Returns an effect: `当 人群 = 特困 免`.
pub fn effect(program: &Program, own: &Effect, lang: Lang) -> String {
    Printer::new(program, lang).effect(own)
}

/// Returns a table on one line.
pub fn table(program: &Program, own: &Table, lang: Lang) -> String {
    Printer::new(program, lang).table(own)
}

/// Returns a header: `低保、特困`.
pub fn head(program: &Program, own: &Head, lang: Lang) -> String {
    Printer::new(program, lang).head(own)
}

/// Returns a dimension: `机构等级`, `分段 从零起`.
pub fn dimension(program: &Program, own: &Dimension, lang: Lang) -> String {
    Printer::new(program, lang).dimension(own)
}

/// Returns what a table says of rows that fit together, with a blank before it: ` 取就高 每增一项加 500元`.
pub fn hit(program: &Program, own: &Table, lang: Lang) -> String {
    Printer::new(program, lang).hit(own)
}

/// Returns one item of a header.
pub fn head_item(program: &Program, own: &HeadItem, lang: Lang) -> String {
    Printer::new(program, lang).head_item(own)
}

impl Printer<'_> {
    pub(super) fn adjusted(&self, own: &Adjusted) -> String {
        let mut text = self.source(&own.value);
        for effect in &own.effects {
            text.push_str("  ");
            text.push_str(&self.effect(effect));
        }
        text
    }

    pub(super) fn source(&self, own: &Source) -> String {
        match own {
            Source::Expr(own) => self.top(own),
            Source::Table(table) => self.table(table),
            Source::As(benefit, _) => {
                format!("{} {}", self.pick("同", "as"), self.program.benefit(*benefit).name)
            }
            Source::Pending(_) => self.pick("待公布", "pending").to_owned(),
            Source::Unstated(_) => self.pick("未载", "not stated").to_owned(),
            Source::Nothing(_) => self.pick("无", "none").to_owned(),
        }
    }

    pub(super) fn effect(&self, own: &Effect) -> String {
        let word = |zh: &str, en: &str, rest: String| format!("{}{rest}", self.pick(zh, en));
        let what = match &own.kind {
            EffectKind::Instead(value) => word("改为 ", "instead ", self.source(value)),
            EffectKind::Plus(value) => word("加 ", "plus ", self.top(value)),
            EffectKind::Minus(value) => word("减 ", "minus ", self.top(value)),
            EffectKind::Times(value) => word("乘以 ", "times ", self.top(value)),
            EffectKind::Halved => word("减半", "halved", String::new()),
            EffectKind::Waived => word("免", "waived", String::new()),
            EffectKind::Lifted => word("不设", "lifted", String::new()),
            EffectKind::EachFurtherMinus { step, at_most } => {
                let mut rest = self.top(step);
                if let Some(most) = at_most {
                    rest.push_str(&format!(" {} {}", self.pick("至多", "at most"), self.top(most)));
                }
                word("逐次减 ", "each further minus ", rest)
            }
            EffectKind::Continued => word("连续计算", "continued", String::new()),
        };
        match &own.when {
            Some(when) => format!("{} {} {what}", self.pick("当", "when"), self.top(when)),
            None => what,
        }
    }

    pub(super) fn dimension(&self, own: &Dimension) -> String {
        match own {
            Dimension::Expr(own) => self.top(own),
            Dimension::Segment { origin, of, .. } => {
                let mut text = self.pick("分段", "segment").to_owned();
                match origin {
                    Some(SegmentOrigin::Zero) => text.push_str(self.pick(" 从零起", " from zero")),
                    Some(SegmentOrigin::Deductible) => text.push_str(self.pick(" 从起付线起", " from deductible")),
                    None => {}
                }
                if let Some(of) = of {
                    text.push_str(&format!(" {} {}", self.pick("于", "of"), self.top(of)));
                }
                text
            }
        }
    }

    pub(super) fn table(&self, own: &Table) -> String {
        let dimensions: Vec<String> = own.dimensions.iter().map(|dimension| self.dimension(dimension)).collect();
        let text = format!("{} {}{}", self.pick("按", "by"), dimensions.join(", "), self.hit(own));
        let rows: Vec<String> = own
            .rows
            .iter()
            .map(|row| {
                let heads: Vec<String> = row.heads.iter().map(|head| self.head(head)).collect();
                let heads = if row.default { self.pick("其余", "else").to_owned() } else { heads.join(" ") };
                let cells: Vec<String> = row.cells.iter().map(|cell| self.source(&cell.value)).collect();
                format!("{heads} → {}", cells.join(" "))
            })
            .collect();
        format!("{text} {{ {} }}", rows.join("; "))
    }

    fn hit(&self, own: &Table) -> String {
        let mut text = String::new();
        if own.hit_written {
            text.push_str(&format!(" {}{}", self.pick("取", "hit "), hit_text(own.hit, self.lang)));
        }
        if let Some(plus) = &own.each_further_hit_plus {
            text.push_str(&format!(" {} {}", self.pick("每增一项加", "each further hit plus"), self.top(plus)));
        }
        text
    }

    pub(super) fn head(&self, own: &Head) -> String {
        let items: Vec<String> = own.items.iter().map(|item| self.head_item(item)).collect();
        items.join(self.pick("、", ", "))
    }

    pub(super) fn head_item(&self, own: &HeadItem) -> String {
        match own {
            HeadItem::Any => self.pick("任意", "anything").to_owned(),
            HeadItem::Else => self.pick("其余", "else").to_owned(),
            HeadItem::Value(value) => self.top(value),
            HeadItem::List(list) => self.program.list(*list).name.clone(),
            HeadItem::Band(band) => self.band(band),
            HeadItem::Compare(op, value) => format!("{} {}", compare_text(*op), self.top(value)),
            HeadItem::Condition(condition) => self.top(condition),
        }
    }
}

/// Returns the word of a hit policy.
fn hit_text(hit: Hit, lang: Lang) -> &'static str {
    let (zh, en) = match hit {
        Hit::Unique => ("唯一", "unique"),
        Hit::Agree => ("一致", "agree"),
        Hit::First => ("首条", "first"),
        Hit::Highest => ("就高", "highest"),
        Hit::Lowest => ("就低", "lowest"),
        Hit::Sum => ("合计", "sum"),
        Hit::Number => ("条数", "number"),
        Hit::MostSpecific => ("最具体", "most specific"),
        Hit::ListAll => ("全列", "list all"),
        Hit::ListInOrder => ("按序全列", "list in order"),
    };
    if lang == Lang::Zh { zh } else { en }
}
