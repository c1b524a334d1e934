//! What each keyword is where it stands, and with that its colour.

use polcheck::syntax::keywords::{Spelling, Word};

/// What a keyword is where it stands, which is also its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// Begins a file.
    Header,
    /// Begins a declaration, in the first column.
    Declaration,
    /// Begins a clause, a line of an account, a requirement, a part of a test.
    Clause,
    /// Joins parts of a sentence, wherever it stands.
    Connective,
    /// What happens to a value: 加, 减半, 免.
    Effect,
    /// 每月, 终身, 按年累计.
    Period,
    /// How often a benefit is due.
    Occasion,
    /// 自, 至, 锁定, 存疑.
    Mark,
    /// 且, 或, 属于.
    Operator,
    /// Who owns the edge: 不超过, 低于.
    Bound,
    /// 以上, 以下, behind a number.
    Suffix,
    /// 是, 否, 无, 任意.
    Constant,
    /// Which row of a table counts; behind 取.
    Hit,
    /// How to round; behind 舍入 or in a call.
    Rounding,
    /// Before a parenthesis.
    Function,
    /// What the language itself knows: 个人负担, 当日.
    Quantity,
    /// Whose a fact is.
    Owner,
    /// Behind the colon of a declaration.
    Type,
    /// What a requirement looks at; before a colon.
    View,
    /// 第 … 次.
    Ordinal,
}

impl Role {
    /// Returns the scope by which themes choose a colour.
    pub(super) fn scope(self) -> &'static str {
        match self {
            Role::Header => "keyword.declaration.header.pol",
            Role::Declaration => "keyword.declaration.pol",
            Role::Clause => "keyword.control.clause.pol",
            Role::Connective => "keyword.other.pol",
            Role::Effect => "keyword.control.effect.pol",
            Role::Period => "storage.modifier.period.pol",
            Role::Occasion => "storage.modifier.occasion.pol",
            Role::Mark => "storage.modifier.mark.pol",
            Role::Operator => "keyword.operator.word.pol",
            Role::Bound | Role::Suffix => "keyword.operator.bound.pol",
            Role::Constant => "constant.language.pol",
            Role::Hit => "constant.language.hit.pol",
            Role::Rounding => "constant.language.rounding.pol",
            Role::Function => "support.function.pol",
            Role::Quantity => "variable.language.pol",
            Role::Owner => "variable.language.owner.pol",
            Role::Type => "support.type.pol",
            Role::View => "keyword.other.view.pol",
            Role::Ordinal => "constant.numeric.ordinal.pol",
        }
    }
}

/// Returns what a word can be. A new keyword makes the compiler ask for its place here.
pub(super) fn roles(word: Word) -> &'static [Role] {
    use Role::{
        Bound, Clause, Connective, Constant, Declaration, Effect, Function, Header, Hit, Mark, Occasion, Operator,
        Ordinal, Owner, Period, Quantity, Rounding, Suffix, Type, View,
    };
    match word {
        Word::Province
        | Word::City
        | Word::County
        | Word::District
        | Word::Banner
        | Word::CountyCity
        | Word::Vocabulary
        | Word::Standards
        | Word::Amend => &[Header],
        Word::Document
        | Word::Unit
        | Word::Enum
        | Word::Catalogue
        | Word::List
        | Word::Fact
        | Word::Identity
        | Word::Map
        | Word::Param
        | Word::Define
        | Word::Group
        | Word::Table
        | Word::Account
        | Word::State
        | Word::Benefit
        | Word::EveryBenefit
        | Word::Choose
        | Word::Standard
        | Word::Assert
        | Word::Test
        | Word::Typical
        | Word::Override
        | Word::Repeal
        | Word::Rename
        | Word::AddTo
        | Word::RemoveFrom => &[Declaration],
        Word::Code
        | Word::Dated
        | Word::Title
        | Word::IssuedBy
        | Word::Url
        | Word::Ordered
        | Word::Icd
        | Word::Open
        | Word::Closed
        | Word::Alias
        | Word::English
        | Word::Column
        | Word::Bands
        | Word::Default
        | Word::Into
        | Word::Becomes
        | Word::Because
        | Word::Within
        | Word::For
        | Word::On
        | Word::AfterEnd
        | Word::NotWithEnd
        | Word::StacksWithEnd
        | Word::RoundTo
        | Word::When
        | Word::JointWith
        | Word::Each
        | Word::AtMost
        | Word::By
        | Word::Segment
        | Word::FromZero
        | Word::FromDeductible
        | Word::Gives
        | Word::EachFurtherHitPlus
        | Word::If
        | Word::Then
        | Word::Otherwise
        | Word::Else
        | Word::Where
        | Word::HeldFor
        | Word::Includes
        | Word::NeverAboveCost
        | Word::NoCliffOver
        | Word::NeverLessAlong
        | Word::NeverLessAlongEnd => &[Connective],
        Word::Hit => &[Connective],
        Word::Counts
        | Word::Excludes
        | Word::Deducts
        | Word::Starts
        | Word::Must
        | Word::Should
        | Word::Exempt
        | Word::Given
        | Word::Expect
        | Word::Cases
        | Word::MapsTo
        | Word::Requires
        | Word::After
        | Word::NotWith
        | Word::StacksWith
        | Word::SeveralIdentities
        | Word::Base
        | Word::FirstPay
        | Word::Quantity
        | Word::Deductible
        | Word::Rate
        | Word::Cap
        | Word::Amount
        | Word::TopUpTo
        | Word::OwnPayAtMost
        | Word::TotalOfLayersAtMost
        | Word::Order
        | Word::YearFrom
        | Word::InKind
        | Word::Case => &[Clause],
        // Clauses that stand behind a value, too.
        Word::As | Word::Round | Word::Refuse => &[Clause, Connective],
        Word::Claim | Word::Person | Word::Household | Word::Members => &[Owner],
        Word::ForEachClaim
        | Word::ForEachPersonPerMonth
        | Word::ForEachPersonPerYear
        | Word::ForEachPersonOnce
        | Word::ForEachHouseholdPerMonth
        | Word::ForEachHouseholdPerYear
        | Word::ForEachHouseholdOnce => &[Occasion],
        Word::CumulativePerYear
        | Word::CumulativePerMonth
        | Word::PerVisit
        | Word::PerDay
        | Word::PerMonth
        | Word::PerQuarter
        | Word::PerYear
        | Word::PerLife => &[Period],
        Word::Plus
        | Word::Minus
        | Word::Times
        | Word::Halved
        | Word::Waived
        | Word::Instead
        | Word::Lifted
        | Word::EachFurther
        | Word::Continued => &[Effect],
        Word::From
        | Word::FromEnd
        | Word::Until
        | Word::UntilEnd
        | Word::Disputed
        | Word::Checked
        | Word::Lock
        | Word::Delegate
        | Word::Free
        | Word::NotBelowOwnLastYear => &[Mark],
        Word::And | Word::Or | Word::Not | Word::In | Word::NotIn | Word::Of | Word::AsOf => &[Operator],
        Word::UpTo
        | Word::Below
        | Word::AtLeast
        | Word::Over
        | Word::Before
        | Word::NotBefore
        | Word::LaterThan
        | Word::NotLaterThan
        | Word::BandTo => &[Bound],
        Word::OrMore | Word::OrLess => &[Suffix],
        Word::True | Word::False | Word::None | Word::Anything | Word::Pending | Word::Unstated => &[Constant],
        Word::Unique
        | Word::Agree
        | Word::First
        | Word::HitNumber
        | Word::Lowest
        | Word::MostSpecific
        | Word::ListAll
        | Word::ListInOrder => &[Hit],
        // Of a table, and of a choice of benefits or identities.
        Word::Highest | Word::InOrder | Word::Together => &[Hit, Connective],
        Word::Sum => &[Hit, Function],
        Word::HalfUp | Word::HalfEven | Word::Up | Word::Down => &[Rounding],
        Word::Count
        | Word::Any
        | Word::All
        | Word::Min
        | Word::Max
        | Word::Average
        | Word::Rank
        | Word::Rounded
        | Word::AgeAt
        | Word::YearOf
        | Word::MonthOf
        | Word::DaysIn
        | Word::MonthsIn
        | Word::NextMonth
        | Word::InForce
        | Word::Monthly
        | Word::Yearly
        | Word::Paid
        | Word::Total
        | Word::Left => &[Function],
        Word::MonthEnd => &[Function, Quantity],
        Word::Previous
        | Word::ThisDay
        | Word::ThisMonth
        | Word::ThisYear
        | Word::EligibleLeft
        | Word::OwnPay
        | Word::PaidSoFar
        | Word::TotalPaid
        | Word::VisitNumber
        | Word::ClaimsThisYear => &[Quantity],
        Word::Ordinal | Word::OrdinalEnd => &[Ordinal],
        Word::FirstBill | Word::InAYear | Word::AnyBill | Word::AnyHousehold => &[View],
        Word::TypeMoney
        | Word::TypeRatio
        | Word::TypePoints
        | Word::TypeInteger
        | Word::TypeNumber
        | Word::TypeDate
        | Word::TypeDuration
        | Word::TypeAge
        | Word::TypeBool
        | Word::TypeText
        | Word::Several
        | Word::ListOf => &[Type],
    }
}

/// Returns every way in which a word is written.
pub(super) fn spellings(spelling: Spelling) -> Vec<&'static str> {
    let all = [spelling.chinese, spelling.english].into_iter().chain(spelling.also.iter().copied());
    all.filter(|text| !text.is_empty()).collect()
}
