//! Types of expressions and the algebra of units. Knows nothing of values.

use crate::base::text::{Lang, Speak};
use crate::value::DomainId;
use std::fmt;

/// The type of an expression.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Bool,
    /// A number with a unit; a plain number has none. Money in 分, durations in days or months.
    Quantity(Unit),
    Ratio,
    Points,
    Date,
    Text,
    Entry(DomainId),
    Several(DomainId),
    Persons,
    Claims,
    /// Records with named fields.
    Records(Vec<(String, Type)>),
    /// Only `无` has it; fits wherever a value may be absent.
    Nothing,
    /// What could not be typed; fits everywhere, so that nobody complains twice.
    Unknown,
}

/// A part of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Base {
    Money,
    Day,
    Month,
    Quarter,
    Year,
    Person,
    Household,
    /// Completed years of a life.
    Age,
    Declared(String),
}

/// A product of powers of bases, sorted; empty for a plain number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Unit(Vec<(Base, i8)>);

impl Unit {
    pub const PLAIN: Unit = Unit(Vec::new());

    /// Returns a unit of one base.
    pub fn of(base: Base) -> Unit {
        Unit(vec![(base, 1)])
    }

    pub fn money() -> Unit {
        Unit::of(Base::Money)
    }

    pub fn is_plain(&self) -> bool {
        self.0.is_empty()
    }

    pub fn power_of(&self, base: &Base) -> i8 {
        self.0.iter().find(|(own, _)| own == base).map_or(0, |(_, power)| *power)
    }

    /// Returns the unit with the power of a base changed by `by`.
    pub fn times_base(&self, base: Base, by: i8) -> Unit {
        let mut parts = self.0.clone();
        match parts.iter_mut().find(|(own, _)| *own == base) {
            Some((_, power)) => *power = power.saturating_add(by),
            None => parts.push((base, by)),
        }
        parts.retain(|(_, power)| *power != 0);
        parts.sort();
        Unit(parts)
    }

    pub fn times(&self, other: &Unit) -> Unit {
        other.0.iter().fold(self.clone(), |unit, (base, power)| unit.times_base(base.clone(), *power))
    }

    pub fn inverse(&self) -> Unit {
        Unit(self.0.iter().map(|(base, power)| (base.clone(), -power)).collect())
    }

    pub fn parts(&self) -> &[(Base, i8)] {
        &self.0
    }

    /// Whether it is money, whatever it is per.
    pub fn is_money(&self) -> bool {
        self.power_of(&Base::Money) == 1
    }

    /// Whether it is a length of time: days or months.
    pub fn is_duration(&self) -> bool {
        matches!(self.0.as_slice(), [(Base::Day | Base::Month, 1)])
    }
}

impl Type {
    pub const PLAIN: Type = Type::Quantity(Unit::PLAIN);

    pub fn money() -> Type {
        Type::Quantity(Unit::money())
    }

    pub fn is_numeric(&self) -> bool {
        matches!(self, Type::Quantity(_) | Type::Ratio | Type::Points)
    }
}

impl Base {
    fn word(&self, lang: Lang) -> &str {
        match (self, lang) {
            (Base::Money, Lang::Zh) => "元",
            (Base::Money, Lang::En) => "yuan",
            (Base::Day, Lang::Zh) => "天",
            (Base::Day, Lang::En) => "day",
            (Base::Month, Lang::Zh) => "月",
            (Base::Month, Lang::En) => "month",
            (Base::Quarter, Lang::Zh) => "季",
            (Base::Quarter, Lang::En) => "quarter",
            (Base::Year, Lang::Zh) => "年",
            (Base::Year, Lang::En) => "year",
            (Base::Person, Lang::Zh) => "人",
            (Base::Person, Lang::En) => "person",
            (Base::Household, Lang::Zh) => "户",
            (Base::Household, Lang::En) => "household",
            (Base::Age, Lang::Zh) => "周岁",
            (Base::Age, Lang::En) => "years of age",
            (Base::Declared(name), _) => name,
        }
    }
}

/// `元/人·月`
impl Speak for Unit {
    fn speak(&self, lang: Lang) -> String {
        let side = |positive: bool| {
            let parts = self.0.iter().filter(|(_, power)| (*power > 0) == positive);
            let words = parts.flat_map(|(base, power)| {
                std::iter::repeat_n(base.word(lang).to_owned(), usize::from(power.unsigned_abs()))
            });
            // As in documents: 元/人·月, the head before the time.
            let mut words: Vec<String> = words.collect();
            words.sort_by_key(|word| !(word == Base::Person.word(lang) || word == Base::Household.word(lang)));
            words.join("·")
        };
        let (top, bottom) = (side(true), side(false));
        match (top.is_empty(), bottom.is_empty()) {
            (true, true) => if lang == Lang::Zh { "无单位的数" } else { "a plain number" }.to_owned(),
            (false, true) => top,
            (true, false) => format!("1/{bottom}"),
            (false, false) => format!("{top}/{bottom}"),
        }
    }
}

impl Speak for Type {
    fn speak(&self, lang: Lang) -> String {
        let (zh, en) = match self {
            Type::Quantity(unit) => return unit.speak(lang),
            Type::Bool => ("是否", "yes or no"),
            Type::Ratio => ("比率", "ratio"),
            Type::Points => ("百分点", "percentage points"),
            Type::Date => ("日期", "date"),
            Type::Text => ("文字", "text"),
            Type::Entry(_) => ("枚举或目录中的一项", "a value of an enum or catalogue"),
            Type::Several(_) => ("若干项(多选)", "several values"),
            Type::Persons => ("成员名单", "list of persons"),
            Type::Claims => ("结算记录", "list of claims"),
            Type::Records(_) => ("记录清单", "list of records"),
            Type::Nothing => ("无", "none"),
            Type::Unknown => ("未知", "unknown"),
        };
        if lang == Lang::Zh { zh } else { en }.to_owned()
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.speak(Lang::Zh))
    }
}
