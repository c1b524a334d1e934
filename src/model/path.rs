//! Names of clauses within a benefit, and how a written path finds them.

use crate::base::date::Period;
use crate::base::text::{Lang, Speak};
use crate::syntax::ast::{self, EachKey, PathPart, PathWord, ValueWord};

/// Names a clause within its benefit, whatever its version.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClausePath {
    /// The labels of the enclosing cases, outermost first; unlabelled ones by number.
    pub cases: Vec<String>,
    pub word: ClauseWord,
    pub label: Option<String>,
    /// Of a cap, a quantity and an own-pay ceiling; the totals of a deductible do not depend on it.
    pub period: Option<Period>,
    pub each: Vec<String>,
    pub joint: bool,
    /// Tells apart unlabelled clauses of a kind that may stand several times (0 for the first).
    pub number: u32,
}

/// The kind of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ClauseWord {
    MapsTo,
    After,
    NotWith,
    StacksWith,
    Identities,
    Requires,
    Refuse,
    Base,
    FirstPay,
    Quantity,
    Deductible,
    Rate,
    Cap,
    Amount,
    TopUpTo,
    OwnPayAtMost,
    TotalOfLayersAtMost,
    As,
    Round,
    Order,
    YearFrom,
    InKind,
}

impl ClauseWord {
    /// Whether several unlabelled clauses of the kind may hold at the same time.
    pub fn may_repeat(self) -> bool {
        matches!(
            self,
            ClauseWord::Requires
                | ClauseWord::Refuse
                | ClauseWord::FirstPay
                | ClauseWord::After
                | ClauseWord::NotWith
                | ClauseWord::StacksWith
                | ClauseWord::TotalOfLayersAtMost
        )
    }

    /// Whether the kind speaks of a claim's cost, and so fits only benefits for each claim.
    pub fn is_for_claims(self) -> bool {
        matches!(
            self,
            ClauseWord::FirstPay
                | ClauseWord::Deductible
                | ClauseWord::TopUpTo
                | ClauseWord::OwnPayAtMost
                | ClauseWord::TotalOfLayersAtMost
        )
    }

    /// Returns the Chinese and the English word.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            ClauseWord::MapsTo => ("对应", "maps to"),
            ClauseWord::After => ("在…之后", "after"),
            ClauseWord::NotWith => ("不与…兼得", "not with"),
            ClauseWord::StacksWith => ("可与…叠加", "stacks with"),
            ClauseWord::Identities => ("多重身份", "several identities"),
            ClauseWord::Requires => ("条件", "requires"),
            ClauseWord::Refuse => ("不予", "refuse"),
            ClauseWord::Base => ("基数", "base"),
            ClauseWord::FirstPay => ("先行自付", "first pay"),
            ClauseWord::Quantity => ("数量", "quantity"),
            ClauseWord::Deductible => ("起付线", "deductible"),
            ClauseWord::Rate => ("比例", "rate"),
            ClauseWord::Cap => ("限额", "cap"),
            ClauseWord::Amount => ("金额", "amount"),
            ClauseWord::TopUpTo => ("补足至", "top up to"),
            ClauseWord::OwnPayAtMost => ("个人自付不超过", "own pay at most"),
            ClauseWord::TotalOfLayersAtMost => ("各层合计不超过", "total of layers at most"),
            ClauseWord::As => ("同", "as"),
            ClauseWord::Round => ("舍入", "round"),
            ClauseWord::Order => ("顺序", "order"),
            ClauseWord::YearFrom => ("年度自", "year from"),
            ClauseWord::InKind => ("实物", "in kind"),
        }
    }
}

impl From<ValueWord> for ClauseWord {
    fn from(word: ValueWord) -> ClauseWord {
        match word {
            ValueWord::Base => ClauseWord::Base,
            ValueWord::FirstPay => ClauseWord::FirstPay,
            ValueWord::Deductible => ClauseWord::Deductible,
            ValueWord::Rate => ClauseWord::Rate,
            ValueWord::Cap => ClauseWord::Cap,
            ValueWord::Amount => ClauseWord::Amount,
            ValueWord::TopUpTo => ClauseWord::TopUpTo,
            ValueWord::OwnPayAtMost => ClauseWord::OwnPayAtMost,
            ValueWord::TotalOfLayersAtMost => ClauseWord::TotalOfLayersAtMost,
        }
    }
}

impl ClausePath {
    /// Returns the path of a word alone.
    pub fn of(word: ClauseWord) -> ClausePath {
        ClausePath { cases: Vec::new(), word, label: None, period: None, each: Vec::new(), joint: false, number: 0 }
    }

    /// Returns the path of a clause as written within `cases`; `None` for a case or a broken clause.
    pub fn of_clause(cases: &[String], clause: &ast::Clause) -> Option<ClausePath> {
        let path = |word| ClausePath { cases: cases.to_vec(), ..ClausePath::of(word) };
        let labelled = |word, label: &Option<ast::Name>| ClausePath {
            label: label.as_ref().map(|name| name.text.clone()),
            ..path(word)
        };
        Some(match &clause.kind {
            ast::ClauseKind::MapsTo(_) => path(ClauseWord::MapsTo),
            ast::ClauseKind::After(_) => path(ClauseWord::After),
            ast::ClauseKind::NotWith(_) => path(ClauseWord::NotWith),
            ast::ClauseKind::StacksWith(_) => path(ClauseWord::StacksWith),
            ast::ClauseKind::SeveralIdentities(_) => path(ClauseWord::Identities),
            ast::ClauseKind::Requires { label, .. } => labelled(ClauseWord::Requires, label),
            ast::ClauseKind::Refuse { label, .. } => labelled(ClauseWord::Refuse, label),
            ast::ClauseKind::Quantity { label, .. } => labelled(ClauseWord::Quantity, label),
            ast::ClauseKind::As(_) => path(ClauseWord::As),
            ast::ClauseKind::Round(_) => path(ClauseWord::Round),
            ast::ClauseKind::Order(_) => path(ClauseWord::Order),
            ast::ClauseKind::YearFrom { .. } => path(ClauseWord::YearFrom),
            ast::ClauseKind::InKind(_) => path(ClauseWord::InKind),
            ast::ClauseKind::Value(value) => {
                let mut path = labelled(value.word.into(), &value.label);
                if path.word == ClauseWord::Cap || path.word == ClauseWord::OwnPayAtMost {
                    path.period = Some(written_period(value).unwrap_or(Period::Visit));
                }
                if path.word == ClauseWord::Cap && is_nothing(&value.value.value) && value.tail.period.is_none() {
                    path.period = None;
                }
                path.each = value.tail.each.iter().map(each_text).collect();
                path.joint = !value.tail.joint.is_empty();
                path
            }
            ast::ClauseKind::Case(_) | ast::ClauseKind::Broken => return None,
        })
    }
}

fn is_nothing(value: &ast::Value) -> bool {
    matches!(value, ast::Value::Nothing(_) | ast::Value::Unstated(_))
}

fn each_text(key: &EachKey) -> String {
    match key {
        EachKey::Fact(name) => name.text.clone(),
        EachKey::Household(_) => "家庭".to_owned(),
        EachKey::Person(_) => "本人".to_owned(),
    }
}

/// Returns the period that a value clause states: as a word, or in the unit of its amounts.
pub fn written_period(clause: &ast::ValueClause) -> Option<Period> {
    clause.tail.period.or_else(|| period_of(&clause.value.value))
}

/// Returns the period in the unit of the first amount.
pub fn period_of(value: &ast::Value) -> Option<Period> {
    match value {
        ast::Value::Expr(expr) => period_of_expr(expr),
        ast::Value::Table(table) => {
            table.rows.iter().flat_map(|row| &row.cells).find_map(|cell| period_of(&cell.value))
        }
        ast::Value::History(rows) => rows.iter().find_map(|row| period_of(&row.value.value)),
        ast::Value::As(_) | ast::Value::Pending(_) | ast::Value::Unstated(_) | ast::Value::Nothing(_) => None,
    }
}

fn period_of_expr(expr: &ast::Expr) -> Option<Period> {
    match &*expr.kind {
        ast::ExprKind::Quantity(quantity) => quantity.per.iter().find_map(|per| match per {
            ast::Per::Visit => Some(Period::Visit),
            ast::Per::Day => Some(Period::Day),
            ast::Per::Month => Some(Period::Month),
            ast::Per::Quarter => Some(Period::Quarter),
            ast::Per::Year => Some(Period::Year),
            ast::Per::Life => Some(Period::Life),
            ast::Per::Person | ast::Per::Household | ast::Per::Item | ast::Per::Declared(_) => None,
        }),
        ast::ExprKind::Arithmetic { left, right, .. } => period_of_expr(left).or_else(|| period_of_expr(right)),
        ast::ExprKind::If { then, otherwise, .. } => period_of_expr(then).or_else(|| period_of_expr(otherwise)),
        _ => None,
    }
}

/// What a written path asks for, behind the name of the benefit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathQuery {
    pub cases: Vec<String>,
    pub word: Option<ClauseWord>,
    pub label: Option<String>,
    pub period: Option<Period>,
    pub each: Vec<String>,
    pub joint: bool,
}

impl PathQuery {
    /// Reads the parts behind the name; `None` when they cannot name a clause.
    pub fn from_parts(parts: &[PathPart]) -> Option<PathQuery> {
        let mut query = PathQuery::default();
        let mut in_case = false;
        for part in parts {
            match part {
                PathPart::Word(PathWord::Case | PathWord::Else, _) if query.word.is_none() => in_case = true,
                PathPart::Word(word, _) if query.word.is_none() => {
                    in_case = false;
                    query.word = Some(clause_word(*word)?);
                }
                PathPart::Name(name) if in_case => query.cases.push(name.text.clone()),
                PathPart::Name(name) if query.word.is_some() && query.label.is_none() => {
                    query.label = Some(name.text.clone());
                }
                PathPart::Period(period, _) => query.period = Some(*period),
                PathPart::Each(key) => query.each.push(each_text(key)),
                PathPart::Joint(_) => query.joint = true,
                PathPart::Word(..) | PathPart::Name(_) | PathPart::Owner(..) => return None,
            }
        }
        Some(query)
    }

    /// Whether a clause is what is asked for; what the path leaves out fits everything.
    pub fn fits(&self, path: &ClausePath) -> bool {
        self.word == Some(path.word)
            && self.cases == path.cases
            && (self.label.is_none() || self.label == path.label)
            && (self.period.is_none() || path.period.is_none() || self.period == path.period)
            && (self.each.is_empty() || self.each == path.each)
            && (!self.joint || path.joint)
    }

    /// Returns the clauses asked for among `paths`: the exact one where several fit.
    pub fn find<'p>(&self, paths: impl Iterator<Item = &'p ClausePath>) -> Vec<usize> {
        let fitting: Vec<(usize, &ClausePath)> = paths.enumerate().filter(|(_, path)| self.fits(path)).collect();
        let exact: Vec<usize> = fitting
            .iter()
            .filter(|(_, path)| {
                self.label == path.label
                    && (self.period.is_none() || self.period == path.period)
                    && self.each == path.each
                    && self.joint == path.joint
            })
            .map(|(at, _)| *at)
            .collect();
        if exact.len() == 1 { exact } else { fitting.into_iter().map(|(at, _)| at).collect() }
    }
}

/// Returns the kind of clause that a path word names; `None` for a case.
pub fn clause_word(word: PathWord) -> Option<ClauseWord> {
    Some(match word {
        PathWord::Value(word) => word.into(),
        PathWord::MapsTo => ClauseWord::MapsTo,
        PathWord::After => ClauseWord::After,
        PathWord::NotWith => ClauseWord::NotWith,
        PathWord::StacksWith => ClauseWord::StacksWith,
        PathWord::SeveralIdentities => ClauseWord::Identities,
        PathWord::Requires => ClauseWord::Requires,
        PathWord::Refuse => ClauseWord::Refuse,
        PathWord::Quantity => ClauseWord::Quantity,
        PathWord::Round => ClauseWord::Round,
        PathWord::Order => ClauseWord::Order,
        PathWord::YearFrom => ClauseWord::YearFrom,
        PathWord::InKind => ClauseWord::InKind,
        PathWord::As => ClauseWord::As,
        PathWord::Case | PathWord::Else => return None,
    })
}

/// `情形.大额.限额.每年.各病种`
impl Speak for ClausePath {
    fn speak(&self, lang: Lang) -> String {
        let pick = |(zh, en): (&str, &str)| if lang == Lang::Zh { zh.to_owned() } else { en.to_owned() };
        let mut parts = Vec::new();
        for case in &self.cases {
            parts.push(pick(("情形", "case")));
            parts.push(case.clone());
        }
        parts.push(pick(self.word.words()));
        if let Some(label) = &self.label {
            parts.push(label.clone());
        }
        if let Some(period) = self.period.filter(|period| *period != Period::Visit) {
            parts.push(pick(period_words(period)));
        }
        for each in &self.each {
            parts.push(if lang == Lang::Zh { format!("各{each}") } else { format!("each {each}") });
        }
        if self.joint {
            parts.push(pick(("合并", "joint")));
        }
        parts.join(".")
    }
}

/// Returns the Chinese and the English word of a period of totals.
pub fn period_words(period: Period) -> (&'static str, &'static str) {
    match period {
        Period::Visit => ("每次", "per visit"),
        Period::Day => ("每日", "per day"),
        Period::Month => ("每月", "per month"),
        Period::Quarter => ("每季", "per quarter"),
        Period::Year => ("每年", "per year"),
        Period::Life => ("终身", "per life"),
    }
}

/// Returns a path as people write it.
pub(crate) fn path_text(path: &ast::Path) -> String {
    let part = |part: &ast::PathPart| -> String {
        match part {
            ast::PathPart::Name(name) => name.text.clone(),
            ast::PathPart::Owner(owner, _) => match owner {
                ast::Owner::Claim => "结算".to_owned(),
                ast::Owner::Person => "本人".to_owned(),
                ast::Owner::Household => "家庭".to_owned(),
            },
            ast::PathPart::Word(word, _) => match clause_word(*word) {
                Some(word) => word.words().0.to_owned(),
                None => "情形".to_owned(),
            },
            ast::PathPart::Period(period, _) => period_words(*period).0.to_owned(),
            ast::PathPart::Each(ast::EachKey::Fact(name)) => format!("各{}", name.text),
            ast::PathPart::Each(ast::EachKey::Household(_)) => "各家庭".to_owned(),
            ast::PathPart::Each(ast::EachKey::Person(_)) => "各本人".to_owned(),
            ast::PathPart::Joint(_) => "合并".to_owned(),
        }
    };
    let mut text: String = path.parts.iter().map(part).collect::<Vec<_>>().join(".");
    if let Some(keys) = &path.keys {
        let key = |key: &ast::Key| match key {
            ast::Key::Every(_) => "*".to_owned(),
            ast::Key::Head(head) => {
                let item = |item: &ast::HeadItem| match item {
                    ast::HeadItem::Value(value) => match &*value.kind {
                        ast::ExprKind::Name(name) => name.text.clone(),
                        ast::ExprKind::Quantity(quantity) => quantity.digits.clone(),
                        _ => "…".to_owned(),
                    },
                    ast::HeadItem::Else(_) => "其余".to_owned(),
                    ast::HeadItem::Any(_) => "任意".to_owned(),
                    ast::HeadItem::Condition(_) | ast::HeadItem::Band(_) | ast::HeadItem::Compare(..) => "…".to_owned(),
                };
                head.items.iter().map(item).collect::<Vec<_>>().join("、")
            }
        };
        text.push('[');
        text.push_str(&keys.iter().map(key).collect::<Vec<_>>().join(", "));
        text.push(']');
    }
    text
}
