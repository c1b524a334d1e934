//! The table of keywords: each word in English and in Chinese, and the words of the small choices of the tree.
//!
//! The grammar has a rule `kw_…` for each word (a test compares the two), and the formatter writes them from here.
//! Which word may stand where is decided by the grammar alone.

use super::ast::{
    AccountKind, Builtin, ChoiceMode, Function, Hit, Level, Openness, Owner, Per, RequirementSeverity, SegmentOrigin,
    Stage, Unit, ValueWord, View,
};
use super::ast::{Occasion, PathWord};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::base::text::{Lang, Speak};
use std::collections::HashSet;
use std::sync::OnceLock;

/// How one word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spelling {
    /// The English phrase; empty for the closing half of a Chinese pair (`在 … 之后`) and for Chinese suffixes.
    pub english: &'static str,
    pub chinese: &'static str,
    /// Further spellings that are read and rewritten by the formatter.
    pub also: &'static [&'static str],
}

impl Spelling {
    /// Returns the word in a tongue; may be empty in English.
    pub fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.chinese,
            Lang::En => self.english,
        }
    }

    /// Whether `text` spells this word, whatever its tongue; blanks inside a phrase may be of any length.
    pub fn reads(self, text: &str) -> bool {
        // Nearly every question is about one word that is another one: the first letters settle that.
        let text = text.trim();
        let same = |spelling: &str| {
            spelling == text
                || (spelling.len() <= text.len()
                    && spelling.contains(' ')
                    && spelling.as_bytes().first() == text.as_bytes().first()
                    && spelling.split(' ').eq(text.split_whitespace()))
        };
        !text.is_empty()
            && (same(self.chinese) || same(self.english) || self.also.iter().any(|spelling| same(spelling)))
    }
}

impl Speak for Word {
    /// Says the word itself; the Chinese one where English has none.
    fn speak(&self, lang: Lang) -> String {
        let spelling = self.spelling();
        let word = spelling.get(lang);
        if word.is_empty() { spelling.chinese.to_owned() } else { word.to_owned() }
    }
}

macro_rules! words {
    ($( $(#[$doc:meta])* $variant:ident $english:literal $chinese:literal $(| $also:literal)* ; )*) => {
        /// A keyword of the language. The name of its grammar rule is `kw_` and the variant in snake case.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Word { $( $(#[$doc])* $variant, )* }

        impl Word {
            /// Every keyword, in the order of the table.
            pub const ALL: &'static [Word] = &[$( Word::$variant, )*];

            /// Returns how the word is written.
            pub fn spelling(self) -> Spelling {
                match self {
                    $( Word::$variant => Spelling { english: $english, chinese: $chinese, also: &[$( $also, )*] }, )*
                }
            }
        }
    };
}

words! {
    // The first line.
    Province "province" "省";
    City "city" "市";
    County "county" "县";
    District "district" "区";
    Banner "banner" "旗";
    CountyCity "county city" "县级市";
    Vocabulary "vocabulary" "词汇";
    Standards "standards" "标准集";
    Amend "amend" "修订";
    Code "code" "代码";
    // Declarations and their parts.
    Document "document" "文件";
    Dated "dated" "发文";
    Title "title" "标题";
    IssuedBy "issued by" "印发";
    Url "url" "网址";
    Unit "unit" "单位";
    Enum "enum" "枚举";
    Ordered "ordered" "有序";
    Catalogue "catalogue" "目录";
    Icd "icd" "icd";
    List "list" "清单";
    Open "open" "开放";
    Closed "closed" "封闭";
    Alias "alias" "别名";
    English "english" "英文";
    Column "column" "列";
    Bands "bands" "分档";
    Default "default" "默认";
    Fact "fact" "字段";
    Identity "identity" "待遇种类";
    Map "map" "归入";
    /// `归入 A 为 B`, `调整 A 为 V`, `更名 A 为 B`
    Into "to" "为";
    Param "param" "参数";
    Define "define" "定义";
    Group "group" "群体";
    Table "table" "表";
    Account "account" "账目";
    Counts "counts" "计入";
    Excludes "excludes" "不计入";
    Deducts "deducts" "扣除";
    State "state" "状态";
    Starts "starts" "起始";
    Becomes "becomes" "转为";
    Benefit "benefit" "待遇";
    EveryBenefit "every benefit" "各项待遇";
    Choose "choose" "择一";
    Standard "standard" "标准";
    Must "must" "必须";
    Should "should" "应当";
    Exempt "exempt" "豁免";
    Assert "assert" "断言";
    Test "test" "测试";
    Typical "typical" "典型";
    Given "given" "已知";
    Expect "expect" "应得";
    Cases "cases" "各例";
    Because "because" "因";
    Within "within" "误差";
    /// `用于 青山县`
    For "for" "用于";
    /// `于 2020-03-05`, the day of a test
    On "on" "于";
    Override "override" "调整";
    Repeal "repeal" "废止";
    Rename "rename" "更名";
    AddTo "add to" "增列";
    RemoveFrom "remove from" "删去";
    // Whose something is, and how often it is due.
    Claim "claim" "结算";
    Person "person" "本人";
    Household "household" "家庭";
    Members "members" "成员" | "member";
    ForEachClaim "for each claim" "每次结算";
    ForEachPersonPerMonth "for each person per month" "每人每月";
    ForEachPersonPerYear "for each person per year" "每人每年";
    ForEachPersonOnce "for each person once" "每人一次";
    ForEachHouseholdPerMonth "for each household per month" "每户每月";
    ForEachHouseholdPerYear "for each household per year" "每户每年";
    ForEachHouseholdOnce "for each household once" "每户一次";
    // Clauses.
    MapsTo "maps to" "对应";
    Requires "requires" "条件";
    After "after" "在";
    AfterEnd "" "之后";
    NotWith "not with" "不与";
    NotWithEnd "" "兼得";
    StacksWith "stacks with" "可与";
    StacksWithEnd "" "叠加";
    SeveralIdentities "several identities" "多重身份";
    Base "base" "基数";
    FirstPay "first pay" "先行自付";
    Quantity "quantity" "数量";
    Deductible "deductible" "起付线";
    Rate "rate" "比例";
    Cap "cap" "限额" | "封顶线";
    Amount "amount" "金额";
    As "as" "同";
    TopUpTo "top up to" "补足至";
    OwnPayAtMost "own pay at most" "个人自付不超过";
    TotalOfLayersAtMost "total of layers at most" "各层合计不超过";
    Round "round" "舍入";
    RoundTo "to" "到";
    Order "order" "顺序";
    YearFrom "year from" "年度自";
    InKind "in kind" "实物";
    Case "case" "情形";
    When "when" "当";
    Else "else" "其余";
    Refuse "refuse" "不予";
    // What follows a value.
    CumulativePerYear "cumulative per year" "按年累计";
    CumulativePerMonth "cumulative per month" "按月累计";
    PerVisit "per visit" "每次";
    PerDay "per day" "每日";
    PerMonth "per month" "每月";
    PerQuarter "per quarter" "每季";
    PerYear "per year" "每年";
    PerLife "per life" "终身";
    JointWith "joint with" "合并";
    Each "each" "各";
    AtMost "at most" "至多";
    Plus "plus" "加";
    Minus "minus" "减";
    Times "times" "乘以";
    Halved "halved" "减半";
    Waived "waived" "免";
    Instead "instead" "改为";
    Lifted "lifted" "不设";
    EachFurther "each further" "逐次";
    Continued "continued" "连续计算";
    // Tables.
    By "by" "按";
    Segment "segment" "分段";
    FromZero "from zero" "从零起";
    FromDeductible "from deductible" "从起付线起";
    Gives "gives" "得";
    Hit "hit" "取";
    Unique "unique" "唯一";
    Agree "agree" "一致";
    First "first" "首条";
    Highest "highest" "就高";
    Lowest "lowest" "就低";
    InOrder "in order" "按序";
    Together "together" "并用";
    Sum "sum" "合计";
    HitNumber "number" "条数";
    MostSpecific "most specific" "最具体";
    ListAll "list all" "全列";
    ListInOrder "list in order" "按序全列";
    EachFurtherHitPlus "each further hit plus" "每增一项加";
    Anything "anything" "任意";
    // Marks.
    From "from" "自";
    FromEnd "" "起";
    Until "until" "至";
    UntilEnd "" "止";
    Pending "pending" "待公布";
    Unstated "not stated" "未载";
    Disputed "disputed" "存疑";
    Checked "checked" "核对";
    Lock "lock" "锁定";
    Delegate "delegate" "授权";
    Free "free" "自定";
    NotBelowOwnLastYear "not below own last year" "不低于本地上年";
    // Expressions.
    And "and" "且";
    Or "or" "或";
    Not "not" "非";
    If "if" "若";
    Then "then" "则";
    Otherwise "otherwise" "否则";
    True "true" "是";
    False "false" "否";
    None "none" "无";
    Of "of" "的";
    AsOf "as of" "于";
    Where "where" "其中";
    In "in" "属于";
    NotIn "not in" "不属于";
    HeldFor "held" "已满";
    Previous "previous" "上期";
    Ordinal "no." "第";
    OrdinalEnd "" "次";
    // Bounds.
    UpTo "up to" "不超过";
    Below "below" "低于" | "不满";
    AtLeast "at least" "不低于";
    Over "over" "超过";
    Before "before" "早于";
    NotBefore "not before" "不早于";
    LaterThan "later than" "晚于";
    NotLaterThan "not later than" "不晚于";
    OrMore "" "以上";
    OrLess "" "以下" | "以内";
    BandTo "to" "至";
    // Functions; `合计` and `第…次` stand above.
    Count "count" "个数";
    Any "any" "任一";
    All "all" "全部";
    Min "min" "最小";
    Max "max" "最大";
    Average "average" "平均";
    Rank "rank" "名次";
    Rounded "rounded" "取整";
    AgeAt "age" "周岁数";
    YearOf "year" "年份";
    MonthOf "month" "月份";
    DaysIn "days" "天数";
    MonthsIn "months" "月数";
    NextMonth "next month" "次月";
    MonthEnd "month end" "月末";
    InForce "in force" "有效";
    Monthly "monthly" "每月";
    Yearly "yearly" "每年";
    Paid "paid" "已付";
    Total "total" "累计";
    Left "left" "剩余";
    // Quantities that the language knows.
    ThisDay "this day" "当日";
    ThisMonth "this month" "本月";
    ThisYear "this year" "本年";
    EligibleLeft "eligible left" "剩余合规费用";
    OwnPay "own pay" "个人负担";
    PaidSoFar "paid so far" "已付合计";
    TotalPaid "total paid" "合计已付";
    VisitNumber "visit number" "本年次序";
    ClaimsThisYear "claims this year" "本年结算";
    // Rounding.
    HalfUp "half-up" "四舍五入";
    HalfEven "half-even" "四舍六入五成双";
    Up "up" "进一";
    Down "down" "舍去";
    // Standards.
    Includes "includes" "包括";
    FirstBill "first bill" "首单";
    InAYear "in a year" "全年";
    AnyBill "any bill" "任一单";
    AnyHousehold "any household" "任一户";
    NeverAboveCost "never above cost" "不超过费用";
    NoCliffOver "no cliff over" "落差不超过";
    NeverLessAlong "never less along" "随";
    NeverLessAlongEnd "" "不减";
    // Types.
    TypeMoney "money" "金额";
    TypeRatio "ratio" "比率";
    TypePoints "points" "百分点";
    TypeInteger "integer" "整数";
    TypeNumber "number" "数";
    TypeDate "date" "日期";
    TypeDuration "duration" "时长";
    TypeAge "age" "年龄";
    TypeBool "bool" "是否";
    TypeText "text" "文字";
    Several "several" "多选";
    ListOf "list of" "若干";
}

impl Word {
    /// Returns the name of the grammar rule that reads the word.
    pub fn rule_name(self) -> String {
        let mut name = String::from("kw");
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() {
                name.push('_');
            }
            name.push(letter.to_ascii_lowercase());
        }
        name
    }

    /// Returns the word in a tongue; empty where English has none.
    pub fn get(self, lang: Lang) -> &'static str {
        self.spelling().get(lang)
    }

    /// The words that begin a declaration.
    pub const DECLARATIONS: &'static [Word] = &[
        Word::Document,
        Word::Unit,
        Word::Enum,
        Word::Catalogue,
        Word::List,
        Word::Fact,
        Word::Identity,
        Word::Map,
        Word::Param,
        Word::Define,
        Word::Group,
        Word::Table,
        Word::Account,
        Word::State,
        Word::Benefit,
        Word::EveryBenefit,
        Word::Choose,
        Word::Standard,
        Word::Assert,
        Word::Test,
        Word::Typical,
        Word::Override,
        Word::Repeal,
        Word::AddTo,
        Word::RemoveFrom,
        Word::Rename,
    ];

    /// The words for how often a benefit is due.
    pub const OCCASIONS: &'static [Word] = &[
        Word::ForEachClaim,
        Word::ForEachPersonPerMonth,
        Word::ForEachPersonPerYear,
        Word::ForEachPersonOnce,
        Word::ForEachHouseholdPerMonth,
        Word::ForEachHouseholdPerYear,
        Word::ForEachHouseholdOnce,
    ];

    /// The words that begin a line of an account.
    pub const ACCOUNT: &'static [Word] = &[Word::Counts, Word::Excludes, Word::Deducts];

    /// The words that begin a requirement of a standard.
    pub const REQUIREMENTS: &'static [Word] = &[Word::Must, Word::Should, Word::Exempt];

    /// The words that begin a part of a test.
    pub const SCENE: &'static [Word] = &[
        Word::Given,
        Word::Household,
        Word::Claim,
        Word::PerMonth,
        Word::PerQuarter,
        Word::PerYear,
        Word::Expect,
        Word::Cases,
    ];

    /// The words that begin a file.
    pub const HEADERS: &'static [Word] = &[
        Word::Province,
        Word::City,
        Word::County,
        Word::District,
        Word::Banner,
        Word::CountyCity,
        Word::Vocabulary,
        Word::Standards,
        Word::Amend,
    ];

    /// The words that begin a clause of a benefit.
    pub const CLAUSES: &'static [Word] = &[
        Word::MapsTo,
        Word::Requires,
        Word::After,
        Word::NotWith,
        Word::StacksWith,
        Word::SeveralIdentities,
        Word::Base,
        Word::FirstPay,
        Word::Quantity,
        Word::Deductible,
        Word::Rate,
        Word::Cap,
        Word::Amount,
        Word::As,
        Word::TopUpTo,
        Word::OwnPayAtMost,
        Word::TotalOfLayersAtMost,
        Word::Round,
        Word::Order,
        Word::YearFrom,
        Word::InKind,
        Word::Case,
        Word::Refuse,
    ];

    /// The words that no bare name may equal.
    pub const RESERVED: &'static [Word] = &[
        Word::And,
        Word::Or,
        Word::Not,
        Word::In,
        Word::NotIn,
        Word::If,
        Word::Then,
        Word::Otherwise,
        Word::Else,
        Word::Where,
        Word::True,
        Word::False,
        Word::None,
        Word::Anything,
        Word::Of,
        Word::AsOf,
        Word::UpTo,
        Word::Below,
        Word::AtLeast,
        Word::Over,
        Word::Before,
        Word::NotBefore,
        Word::LaterThan,
        Word::NotLaterThan,
        Word::OrMore,
        Word::OrLess,
        Word::BandTo,
    ];

    /// Whether a bare name may not be written so.
    pub fn is_reserved(text: &str) -> bool {
        static RESERVED: OnceLock<HashSet<&'static str>> = OnceLock::new();
        is_one_of(text, RESERVED.get_or_init(|| spellings(Word::RESERVED)))
    }

    /// Whether a text spells any keyword.
    pub fn is_keyword(text: &str) -> bool {
        static ALL: OnceLock<HashSet<&'static str>> = OnceLock::new();
        is_one_of(text, ALL.get_or_init(|| spellings(Word::ALL)))
    }
}

/// Returns all the ways in which words are written.
fn spellings(words: &[Word]) -> HashSet<&'static str> {
    let all = words.iter().map(|word| word.spelling());
    let all =
        all.flat_map(|spelling| [spelling.english, spelling.chinese].into_iter().chain(spelling.also.iter().copied()));
    all.filter(|spelling| !spelling.is_empty()).collect()
}

/// Whether a text spells one of these; blanks inside a phrase may be of any length.
fn is_one_of(text: &str, spellings: &HashSet<&'static str>) -> bool {
    if text.contains(char::is_whitespace) {
        let phrase: Vec<&str> = text.split_whitespace().collect();
        return spellings.contains(phrase.join(" ").as_str());
    }
    spellings.contains(text)
}

/// A choice of the tree that is written as a keyword.
pub trait Worded: Copy + PartialEq + Sized + 'static {
    /// Each value with its word.
    const WORDS: &'static [(Self, Word)];

    /// Returns the keyword of this value.
    fn word(self) -> Word;

    /// Returns the value that `text` spells, in either tongue.
    fn from_word(text: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, word)| word.spelling().reads(text)).map(|(value, _)| *value)
    }
}

macro_rules! worded {
    ($type:ty { $( $value:path => $word:ident, )* }) => {
        impl Worded for $type {
            const WORDS: &'static [(Self, Word)] = &[$( ($value, Word::$word), )*];

            fn word(self) -> Word {
                match self { $( $value => Word::$word, )* }
            }
        }
    };
}

worded!(Level {
    Level::Province => Province,
    Level::City => City,
    Level::County => County,
    Level::District => District,
    Level::Banner => Banner,
    Level::CountyCity => CountyCity,
});

worded!(Openness {
    Openness::Open => Open,
    Openness::Closed => Closed,
});

worded!(Owner {
    Owner::Claim => Claim,
    Owner::Person => Person,
    Owner::Household => Household,
});

worded!(Occasion {
    Occasion::EachClaim => ForEachClaim,
    Occasion::PersonMonth => ForEachPersonPerMonth,
    Occasion::PersonYear => ForEachPersonPerYear,
    Occasion::PersonOnce => ForEachPersonOnce,
    Occasion::HouseholdMonth => ForEachHouseholdPerMonth,
    Occasion::HouseholdYear => ForEachHouseholdPerYear,
    Occasion::HouseholdOnce => ForEachHouseholdOnce,
});

worded!(AccountKind {
    AccountKind::Counts => Counts,
    AccountKind::Excludes => Excludes,
    AccountKind::Deducts => Deducts,
});

worded!(ChoiceMode {
    ChoiceMode::Highest => Highest,
    ChoiceMode::InOrder => InOrder,
});

worded!(ValueWord {
    ValueWord::Base => Base,
    ValueWord::FirstPay => FirstPay,
    ValueWord::Deductible => Deductible,
    ValueWord::Rate => Rate,
    ValueWord::Cap => Cap,
    ValueWord::Amount => Amount,
    ValueWord::TopUpTo => TopUpTo,
    ValueWord::OwnPayAtMost => OwnPayAtMost,
    ValueWord::TotalOfLayersAtMost => TotalOfLayersAtMost,
});

impl Worded for PathWord {
    const WORDS: &'static [(Self, Word)] = &[
        (PathWord::Value(ValueWord::Base), Word::Base),
        (PathWord::Value(ValueWord::FirstPay), Word::FirstPay),
        (PathWord::Value(ValueWord::Deductible), Word::Deductible),
        (PathWord::Value(ValueWord::Rate), Word::Rate),
        (PathWord::Value(ValueWord::Cap), Word::Cap),
        (PathWord::Value(ValueWord::Amount), Word::Amount),
        (PathWord::Value(ValueWord::TopUpTo), Word::TopUpTo),
        (PathWord::Value(ValueWord::OwnPayAtMost), Word::OwnPayAtMost),
        (PathWord::Value(ValueWord::TotalOfLayersAtMost), Word::TotalOfLayersAtMost),
        (PathWord::MapsTo, Word::MapsTo),
        (PathWord::After, Word::After),
        (PathWord::NotWith, Word::NotWith),
        (PathWord::StacksWith, Word::StacksWith),
        (PathWord::SeveralIdentities, Word::SeveralIdentities),
        (PathWord::Requires, Word::Requires),
        (PathWord::Refuse, Word::Refuse),
        (PathWord::Quantity, Word::Quantity),
        (PathWord::Round, Word::Round),
        (PathWord::Order, Word::Order),
        (PathWord::YearFrom, Word::YearFrom),
        (PathWord::InKind, Word::InKind),
        (PathWord::Case, Word::Case),
        (PathWord::Else, Word::Else),
        (PathWord::As, Word::As),
    ];

    fn word(self) -> Word {
        match self {
            PathWord::Value(word) => word.word(),
            PathWord::MapsTo => Word::MapsTo,
            PathWord::After => Word::After,
            PathWord::NotWith => Word::NotWith,
            PathWord::StacksWith => Word::StacksWith,
            PathWord::SeveralIdentities => Word::SeveralIdentities,
            PathWord::Requires => Word::Requires,
            PathWord::Refuse => Word::Refuse,
            PathWord::Quantity => Word::Quantity,
            PathWord::Round => Word::Round,
            PathWord::Order => Word::Order,
            PathWord::YearFrom => Word::YearFrom,
            PathWord::InKind => Word::InKind,
            PathWord::Case => Word::Case,
            PathWord::Else => Word::Else,
            PathWord::As => Word::As,
        }
    }
}

worded!(Stage {
    Stage::Base => Base,
    Stage::FirstPay => FirstPay,
    Stage::Quantity => Quantity,
    Stage::Deductible => Deductible,
    Stage::Rate => Rate,
    Stage::Cap => Cap,
    Stage::TotalOfLayers => TotalOfLayersAtMost,
    Stage::Round => Round,
});

worded!(Period {
    Period::Visit => PerVisit,
    Period::Day => PerDay,
    Period::Month => PerMonth,
    Period::Quarter => PerQuarter,
    Period::Year => PerYear,
    Period::Life => PerLife,
});

worded!(RoundingMode {
    RoundingMode::HalfUp => HalfUp,
    RoundingMode::HalfEven => HalfEven,
    RoundingMode::Up => Up,
    RoundingMode::Down => Down,
});

worded!(SegmentOrigin {
    SegmentOrigin::Zero => FromZero,
    SegmentOrigin::Deductible => FromDeductible,
});

worded!(Hit {
    Hit::Unique => Unique,
    Hit::Agree => Agree,
    Hit::First => First,
    Hit::Highest => Highest,
    Hit::Lowest => Lowest,
    Hit::Sum => Sum,
    Hit::Number => HitNumber,
    Hit::MostSpecific => MostSpecific,
    Hit::ListAll => ListAll,
    Hit::ListInOrder => ListInOrder,
});

worded!(Builtin {
    Builtin::EligibleLeft => EligibleLeft,
    Builtin::OwnPay => OwnPay,
    Builtin::PaidSoFar => PaidSoFar,
    Builtin::TotalPaid => TotalPaid,
    Builtin::VisitNumber => VisitNumber,
    Builtin::ClaimsThisYear => ClaimsThisYear,
    Builtin::Today => ThisDay,
    Builtin::Members => Members,
    Builtin::MonthEnd => MonthEnd,
});

worded!(Function {
    Function::Sum => Sum,
    Function::Count => Count,
    Function::Any => Any,
    Function::All => All,
    Function::Min => Min,
    Function::Max => Max,
    Function::Average => Average,
    Function::Rank => Rank,
    Function::Rounded => Rounded,
    Function::Age => AgeAt,
    Function::Year => YearOf,
    Function::Month => MonthOf,
    Function::Days => DaysIn,
    Function::Months => MonthsIn,
    Function::NextMonth => NextMonth,
    Function::MonthEnd => MonthEnd,
    Function::InForce => InForce,
    Function::Monthly => Monthly,
    Function::Yearly => Yearly,
    Function::Paid => Paid,
    Function::Total => Total,
    Function::Left => Left,
});

worded!(RequirementSeverity {
    RequirementSeverity::Must => Must,
    RequirementSeverity::Should => Should,
    RequirementSeverity::Exempt => Exempt,
});

worded!(View {
    View::FirstBill => FirstBill,
    View::InAYear => InAYear,
    View::AnyBill => AnyBill,
    View::AnyHousehold => AnyHousehold,
});

const fn spelled(english: &'static str, chinese: &'static str, also: &'static [&'static str]) -> Spelling {
    Spelling { english, chinese, also }
}

/// The built-in units of numbers. English words may stand after a blank (`6 months`), Chinese ones are glued.
pub const UNITS: &[(Unit, Spelling)] = &[
    (Unit::Yuan, spelled("元", "元", &[])),
    (Unit::TenThousandYuan, spelled("万元", "万元", &[])),
    (Unit::HundredMillionYuan, spelled("亿元", "亿元", &[])),
    (Unit::Jiao, spelled("角", "角", &[])),
    (Unit::Fen, spelled("分", "分", &[])),
    (Unit::TenThousand, spelled("万", "万", &[])),
    (Unit::HundredMillion, spelled("亿", "亿", &[])),
    (Unit::Percent, spelled("%", "%", &[])),
    (Unit::Permille, spelled("‰", "‰", &[])),
    (Unit::Tenth, spelled("成", "成", &[])),
    (Unit::Points, spelled("pp", "个百分点", &["百分点"])),
    (Unit::Days, spelled("days", "天", &["日", "day"])),
    (Unit::Weeks, spelled("weeks", "周", &["week"])),
    (Unit::Months, spelled("months", "个月", &["month"])),
    (Unit::Quarters, spelled("quarters", "季", &["个季度", "季度", "quarter"])),
    (Unit::Years, spelled("years", "年", &["year"])),
    (Unit::YearsOfAge, spelled("yrs", "周岁", &[])),
    (Unit::Times, spelled("times", "次", &["time"])),
    (Unit::Persons, spelled("persons", "人", &["person"])),
    (Unit::Households, spelled("households", "户", &["household"])),
    (Unit::Items, spelled("items", "个", &["item"])),
];

/// What an amount may be per: `元/年`, `元/人·月`.
pub const PERS: &[(Per, Spelling)] = &[
    (Per::Visit, spelled("visit", "次", &[])),
    (Per::Day, spelled("day", "日", &["天"])),
    (Per::Month, spelled("month", "月", &[])),
    (Per::Quarter, spelled("quarter", "季", &["季度"])),
    (Per::Year, spelled("year", "年", &[])),
    (Per::Life, spelled("life", "终身", &[])),
    (Per::Person, spelled("person", "人", &[])),
    (Per::Household, spelled("household", "户", &[])),
    (Per::Item, spelled("item", "个", &[])),
];

impl Unit {
    /// Returns how the unit is written in a tongue.
    pub fn spell(&self, lang: Lang) -> &str {
        match self {
            Unit::Declared(name) => &name.text,
            known => UNITS.iter().find(|(unit, _)| unit == known).map_or("", |(_, spelling)| spelling.get(lang)),
        }
    }

    /// Returns the built-in unit that `text` spells.
    pub fn from_word(text: &str) -> Option<Unit> {
        UNITS.iter().find(|(_, spelling)| spelling.reads(text)).map(|(unit, _)| unit.clone())
    }
}

impl Per {
    /// Returns how it is written after the `/`, in a tongue.
    pub fn spell(&self, lang: Lang) -> &str {
        match self {
            Per::Declared(name) => &name.text,
            known => PERS.iter().find(|(per, _)| per == known).map_or("", |(_, spelling)| spelling.get(lang)),
        }
    }

    /// Returns what `text` after a `/` spells, if it is no unit that somebody declares.
    pub fn from_word(text: &str) -> Option<Per> {
        PERS.iter().find(|(_, spelling)| spelling.reads(text)).map(|(per, _)| per.clone())
    }
}
