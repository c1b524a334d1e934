//! The tree as written: declarations, clauses, expressions, with their places. Never looks up names.
//!
//! Equality ignores places and spelling ([`Aside`]), so that a text and its translation or its formatted form
//! give equal trees. Amounts keep the digits and the unit in which they were written.

mod scene;
mod standard;
mod table;

pub use scene::{Assignment, CaseRow, Expectation, Outcome, Scene, SceneDate, SceneItem, SceneItemKind};
pub use standard::{Law, PathTest, Requirement, RequirementBody, RequirementSeverity, View};
pub use table::{
    Band, BandSpelling, Cell, Dimension, DimensionKind, Edge, Head, HeadItem, Hit, Row, SegmentOrigin, Table, TableForm,
};

use crate::base::date::{Date, Period};
use crate::base::number::{Number, RoundingMode};
use crate::base::span::{Aside, Place, Span};

/// A name as written, in NFC, without its quotes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Name {
    pub text: String,
    pub place: Place,
}

impl Name {
    pub fn span(&self) -> Span {
        self.place.0
    }
}

/// A text in double quotes, unescaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    pub text: String,
    pub place: Place,
}

/// One file: what it is, its declarations in order, and the comments that belong to no declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// `None` when the header is missing or broken.
    pub header: Option<Header>,
    pub declarations: Vec<Declaration>,
    /// All comments of the file in order, doc comments included.
    pub comments: Vec<Comment>,
}

/// A comment, with its `#` marks cut off and blanks trimmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub text: String,
    /// `##`: belongs to the next declaration, clause or row.
    pub doc: bool,
    /// Whether nothing but blanks stands before it on its line.
    pub own_line: Aside<bool>,
    pub place: Place,
}

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub kind: HeaderKind,
    pub name: Option<Name>,
    /// `代码 222401`
    pub code: Option<Name>,
    /// `属于 吉北省`
    pub parent: Option<Name>,
    /// `别名 "青山"`
    pub aliases: Vec<Quoted>,
    pub marks: Marks,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderKind {
    Jurisdiction(Level),
    /// `词汇 国家标准词汇`, `词汇 陕西省词汇 属于 陕西省`
    Vocabulary,
    /// `标准集 属于 吉北省`
    Standards,
    /// `修订 青山县 自2021-01-01起 @ 文30`: the name is the jurisdiction, the date stands in the marks.
    Amendment,
}

/// The level word of a jurisdiction; county, district and banner are one level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    Province,
    City,
    County,
    District,
    Banner,
    /// `县级市`: a city of the level of counties.
    CountyCity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declaration {
    pub kind: DeclarationKind,
    pub marks: Marks,
    /// The texts of the `##` lines before it.
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeclarationKind {
    Document(Document),
    /// `单位 亩 英文 mu`
    Unit {
        name: Name,
        english: Option<Name>,
    },
    Enum {
        name: Name,
        english: Option<Name>,
        ordered: bool,
        entries: Vec<Entry>,
    },
    Catalogue {
        name: Name,
        english: Option<Name>,
        entries: Vec<Entry>,
    },
    List {
        name: Name,
        english: Option<Name>,
        of: Name,
        openness: Option<Openness>,
        entries: Vec<Entry>,
    },
    Fact(Fact),
    /// `待遇种类 门诊慢特病 英文 outpatient_chronic`
    Identity {
        name: Name,
        english: Option<Name>,
    },
    /// `归入 五保 为 特困`
    Map {
        from: Name,
        to: Name,
    },
    /// `参数 低保标准 : 金额/人·月 = 450元/人·月`; `= table` may be written `按 … { }`, a history as a block.
    Param {
        name: Name,
        english: Option<Name>,
        ty: Option<TypeName>,
        value: Adjusted,
    },
    /// `定义 家庭.月人均收入 = …`, `定义 上浮(数额 : 金额) = …`
    Define {
        owner: Option<Owner>,
        name: Name,
        english: Option<Name>,
        arguments: Vec<(Name, TypeName)>,
        value: Adjusted,
    },
    /// `群体 困难群众 = 人群 属于 低保, 特困`
    Group {
        name: Name,
        english: Option<Name>,
        condition: Expr,
    },
    /// `表 照护分级 按 … 得 … { … }`
    Table {
        name: Name,
        english: Option<Name>,
        table: Table,
    },
    /// `账目 家庭.年收入 { 计入 … }`
    Account {
        owner: Option<Owner>,
        name: Name,
        english: Option<Name>,
        items: Vec<AccountItem>,
    },
    /// `状态 家庭.监测 每月 { 起始 …; … 转为 … 当 … }`
    State {
        owner: Option<Owner>,
        name: Name,
        english: Option<Name>,
        period: Period,
        items: Vec<StateItem>,
    },
    Benefit {
        name: Name,
        english: Option<Name>,
        occasion: Occasion,
        clauses: Vec<Clause>,
    },
    /// `各项待遇 { 舍入 … }`
    EveryBenefit {
        clauses: Vec<Clause>,
    },
    /// `择一 医疗救助, 计生扶助 就高`
    Choose {
        benefits: Vec<Name>,
        how: ChoiceMode,
    },
    Standard {
        name: Name,
        items: Vec<Requirement>,
    },
    Assert {
        name: Name,
        items: Vec<Requirement>,
    },
    Test {
        title: Quoted,
        scene: Scene,
    },
    /// `典型 "…" { … }`: a declared typical patient or household; a scene without expectations.
    Typical {
        title: Quoted,
        scene: Scene,
    },
    Override {
        path: Path,
        change: Change,
    },
    Repeal {
        path: Path,
    },
    /// `增列 慢病病种 { 哮喘 }`: members of a list, values of an enum, entries of a catalogue.
    AddTo {
        name: Name,
        entries: Vec<Entry>,
    },
    RemoveFrom {
        name: Name,
        entries: Vec<Entry>,
    },
    Rename {
        path: Path,
        to: Name,
    },
    /// What could not be read; reported by the parser, nobody complains about it again.
    Broken,
}

/// `文件 文12 = "青医保发〔2019〕12号" 发文 2019-06-20 标题 "…" 印发 "…" 网址 "…"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub name: Name,
    pub number: Quoted,
    pub dated: Option<Date>,
    pub title: Option<Quoted>,
    pub issued_by: Option<Quoted>,
    pub url: Option<Quoted>,
}

/// An enum value, a catalogue entry or a list member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: Name,
    pub english: Option<Name>,
    pub code: Option<Name>,
    pub icd: Vec<Quoted>,
    pub aliases: Vec<Quoted>,
    pub children: Vec<Entry>,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Openness {
    Open,
    Closed,
}

/// Whose a fact, define, account or state is: `结算. 本人. 家庭.`
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Owner {
    Claim,
    Person,
    Household,
}

/// `字段 结算.合规费用 : 金额 不低于 0元, 英文 eligible_cost, 列 "inscp_scp_amt", 默认 0元`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub owner: Option<Owner>,
    pub name: Name,
    pub ty: TypeName,
    pub range: Option<Band>,
    pub english: Option<Name>,
    pub columns: Vec<Quoted>,
    /// `分档 日常 不超过 3000元, 大病 不超过 3万元, 特大`: from low to high, each with its upper edge.
    pub bands: Vec<(Name, Option<Band>)>,
    pub default: Option<Expr>,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeName {
    pub kind: TypeKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeKind {
    Bool,
    Integer,
    Number,
    Ratio,
    Points,
    /// `金额`, `金额/月`, `金额/人·月`
    Money {
        per: Vec<Per>,
    },
    Date,
    Duration,
    Age,
    Text,
    /// An enum, a catalogue or a unit.
    Named(Name),
    /// A built-in unit as a type: `人`, `次`, `户`, `个`.
    Count(Unit),
    /// `多选 人群`
    Several(Name),
    /// `若干 本人`
    Persons,
    /// `若干 { 面积 : 数, 方式 : 土地方式 }`
    Records(Vec<(Name, TypeName)>),
}

/// What follows a declaration, clause, row or cell: dates, citations, state of the value, what children may do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Marks {
    pub from: Option<Date>,
    pub until: Option<Date>,
    pub cites: Vec<Citation>,
    pub disputed: Vec<Disputed>,
    pub checked: Option<Date>,
    pub delegation: Option<Delegation>,
    pub not_below_own_last_year: bool,
    /// `None` when there are no marks.
    pub place: Aside<Option<Span>>,
}

/// `@ 文12 第三条`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    pub document: Name,
    pub article: Option<String>,
    pub place: Place,
}

/// `存疑 75% @ 文13`: another source says so; the first value is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    pub value: Value,
    pub cites: Vec<Citation>,
    pub place: Place,
}

/// What a parent lets its children do with a clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delegation {
    Locked(Place),
    Within(Band),
    Free(Place),
}

/// `每次结算`, `每户每月` …
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Occasion {
    EachClaim,
    PersonMonth,
    PersonYear,
    PersonOnce,
    HouseholdMonth,
    HouseholdYear,
    HouseholdOnce,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountItem {
    pub kind: AccountKind,
    pub names: Vec<Name>,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountKind {
    Counts,
    Excludes,
    Deducts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateItem {
    /// `起始 未监测`
    Starts {
        value: Name,
        docs: Vec<String>,
        place: Place,
    },
    /// `未监测 转为 未消除 当 …`
    Transition {
        from: Vec<Name>,
        to: Name,
        condition: Expr,
        marks: Marks,
        docs: Vec<String>,
        place: Place,
    },
    Broken(Place),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChoiceMode {
    Highest,
    InOrder,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    pub kind: ClauseKind,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClauseKind {
    MapsTo(Name),
    After(Vec<Name>),
    NotWith(Vec<Name>),
    StacksWith(Vec<Name>),
    SeveralIdentities(IdentityMode),
    Requires {
        label: Option<Name>,
        condition: Expr,
    },
    /// `不予 "未经转诊" 当 …`
    Refuse {
        label: Option<Name>,
        reason: Option<Quoted>,
        when: Option<Expr>,
    },
    /// Base, first pay, deductible, rate, cap, amount and their like: a keyword and a value.
    Value(ValueClause),
    /// `数量 处方天数 至多 12周`
    Quantity {
        label: Option<Name>,
        asked: Expr,
        allowed: Adjusted,
        period: Option<Period>,
    },
    /// `同 住院报销`, alone
    As(Name),
    Round(Rounding),
    /// `顺序 基数, 限额, 起付线, 比例, 舍入`
    Order(Vec<Stage>),
    /// `年度自 07-01`
    YearFrom {
        month: u8,
        day: u8,
    },
    InKind(Quoted),
    /// `情形 A 当 … { } 其余 当 … { } 其余 { }`, tried in order.
    Case(Vec<CaseBranch>),
    Broken,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IdentityMode {
    Highest,
    /// The names, when an order is given; else the order in which the values are held.
    InOrder(Vec<Name>),
    Together,
}

/// The keyword of a clause that holds a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ValueWord {
    Base,
    FirstPay,
    Deductible,
    Rate,
    Cap,
    Amount,
    TopUpTo,
    OwnPayAtMost,
    TotalOfLayersAtMost,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueClause {
    pub word: ValueWord,
    pub label: Option<Name>,
    pub value: Adjusted,
    pub tail: Tail,
    /// `先行自付 20% 当 转诊 = 未转诊`: the clause itself holds only then.
    pub when: Option<Expr>,
}

/// What may follow (or stand before) the value of a clause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tail {
    /// `每年`, and `按年累计` for a base.
    pub period: Option<Period>,
    /// `按年累计`, `按月累计` of a base.
    pub cumulative: Option<Period>,
    /// `每月至多1次 每年至多4次` of a deductible.
    pub charged_at_most: Vec<(Period, u32)>,
    /// `各 病种`, `各 家庭`
    pub each: Vec<EachKey>,
    /// `合并 住院报销`
    pub joint: Vec<Name>,
    /// `舍入 进一 到 元`
    pub rounding: Option<Rounding>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EachKey {
    Fact(Name),
    Household(Place),
    Person(Place),
}

/// `舍入 四舍五入 到 分`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounding {
    pub mode: RoundingMode,
    /// The unit: 分, 角, 元, or an amount.
    pub unit: RoundingUnit,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RoundingUnit {
    Unit(Unit),
    Amount(Quantity),
}

/// A stage of a benefit's working, for `顺序`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Base,
    FirstPay,
    Quantity,
    Deductible,
    Rate,
    Cap,
    TotalOfLayers,
    Round,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseBranch {
    pub label: Option<Name>,
    /// `None`: the last `其余`.
    pub when: Option<Expr>,
    pub clauses: Vec<Clause>,
    pub place: Place,
}

/// A value with the effects that adjust it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adjusted {
    pub value: Value,
    pub effects: Vec<Effect>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    Expr(Expr),
    Table(Box<Table>),
    /// `{ 自2019-01-01起 450元/人·月 @ 文3 ⏎ … }`
    History(Vec<HistoryRow>),
    /// `同 住院报销`
    As(Name),
    /// `待公布`
    Pending(Place),
    /// `未载`: there is one or there is none; the source does not say. Works as `无`, and is shown as not stated.
    Unstated(Place),
    /// `无`: no limit, nothing payable.
    Nothing(Place),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryRow {
    pub from: Date,
    pub value: Adjusted,
    pub marks: Marks,
    pub docs: Vec<String>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    pub when: Option<Expr>,
    pub kind: EffectKind,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EffectKind {
    /// `改为 V`
    Instead(Value),
    Plus(Expr),
    Minus(Expr),
    Times(Expr),
    Halved,
    /// `免`
    Waived,
    /// `不设`
    Lifted,
    /// `逐次减 100元`, `逐次减 20% 至多 40%`
    EachFurtherMinus {
        step: Expr,
        at_most: Option<Expr>,
    },
    /// `连续计算`
    Continued,
}

/// A path: `门诊慢病报销.比例[一级, 低保]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub parts: Vec<PathPart>,
    /// One per dimension, when there are brackets.
    pub keys: Option<Vec<Key>>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    Name(Name),
    /// `结算.`, `本人.`, `家庭.` before a name.
    Owner(Owner, Place),
    /// A clause word: `比例`, `起付线`, `情形` …
    Word(PathWord, Place),
    /// `每年`
    Period(Period, Place),
    /// `各病种`, `各 病种`
    Each(EachKey),
    /// `合并`: the cap that is shared with others.
    Joint(Place),
}

/// A clause word inside a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PathWord {
    Value(ValueWord),
    MapsTo,
    After,
    NotWith,
    StacksWith,
    SeveralIdentities,
    Requires,
    Refuse,
    Quantity,
    Round,
    Order,
    YearFrom,
    InKind,
    Case,
    /// The last `其余` of a chain of cases.
    Else,
    As,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// `*`
    Every(Place),
    Head(Head),
}

/// What an override does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `为 V`
    To(Adjusted),
    /// `加5个百分点`
    Effects(Vec<Effect>),
    /// `{ 限额 4000元/年 }`: the named clauses of a benefit; entries of other things as clauses do not occur.
    Clauses(Vec<Clause>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    pub kind: Box<ExprKind>,
    pub place: Place,
}

impl Expr {
    pub fn span(&self) -> Span {
        self.place.0
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    Quantity(Quantity),
    Date(Date),
    Text(String),
    Bool(bool),
    /// `无`, in a comparison with a table's result.
    None,
    /// `第3次`
    Ordinal(u32),
    /// A single name.
    Name(Name),
    /// Two parts or more, or keys.
    Path(Path),
    /// A built-in quantity: `剩余合规费用`, `当日` …
    Builtin(Builtin),
    /// A built-in function: `每月(…)`, `合计(成员 其中 … : …)`.
    Call {
        function: Function,
        arguments: Vec<Argument>,
    },
    /// A define with arguments.
    Apply {
        function: Name,
        arguments: Vec<Argument>,
    },
    Negate(Expr),
    Not(Expr),
    Arithmetic {
        op: ArithmeticOp,
        left: Expr,
        right: Expr,
    },
    Compare {
        op: CompareOp,
        left: Expr,
        right: Expr,
    },
    And(Expr, Expr),
    Or(Expr, Expr),
    If {
        condition: Expr,
        then: Expr,
        otherwise: Expr,
    },
    /// `人群 属于 低保, 特困`
    In {
        value: Expr,
        negated: bool,
        members: Vec<Expr>,
    },
    /// `年龄 60周岁以上`, `费用 属于 1元..5元`
    InBand {
        value: Expr,
        negated: bool,
        band: Band,
    },
    /// `低保标准 于 (当日 - 1年)`
    At {
        value: Expr,
        date: Expr,
    },
    /// `已满 6个月`
    HeldFor(Quantity),
    /// `上期.低保金`
    Previous(Path),
    /// `{ 面积 2亩; 方式 自种 }` in a test.
    Record(Vec<Assignment>),
    /// What could not be read.
    Broken,
}

/// An argument: an expression; of a list function also `其中 filter` and `: body`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    pub value: ArgumentValue,
    pub filter: Option<Expr>,
    pub body: Option<Expr>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArgumentValue {
    Expr(Expr),
    /// `成员`, as a list
    Members(Place),
    /// `本年`, `本月`, `当日` as a period of totals
    Period(Period, Place),
    /// `进一` in `取整`
    Rounding(RoundingMode, Place),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ArithmeticOp {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    /// `合规费用 的 70%`
    Of,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOp {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl CompareOp {
    /// Returns the comparison that says the same with its sides exchanged.
    pub fn mirrored(self) -> CompareOp {
        match self {
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
            CompareOp::Equal | CompareOp::NotEqual => self,
        }
    }
}

/// A quantity that the language itself knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Builtin {
    /// `剩余合规费用`, eligible left
    EligibleLeft,
    /// `个人负担`, own pay
    OwnPay,
    /// `已付合计`, paid so far: by the layers before
    PaidSoFar,
    /// `合计已付`, total paid: by all layers
    TotalPaid,
    /// `本年次序`, visit number
    VisitNumber,
    /// `本年结算`, claims this year
    ClaimsThisYear,
    /// `当日`, this day
    Today,
    /// `成员`, members
    Members,
    /// `月末`, month end: the last day of the month of today
    MonthEnd,
}

/// A function that the language itself knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    Sum,
    Count,
    Any,
    All,
    Min,
    Max,
    Average,
    Rank,
    Rounded,
    Age,
    Year,
    Month,
    Days,
    Months,
    NextMonth,
    MonthEnd,
    InForce,
    Monthly,
    Yearly,
    Paid,
    Total,
    Left,
}

/// A number with its unit, as written: `1.5万元`, `300元/年`, `4200元/人·月`, `80%`, `12周`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quantity {
    /// The digits as written, normalised to ASCII.
    pub digits: String,
    /// Their value, without the unit.
    pub number: Number,
    pub unit: Option<Unit>,
    pub per: Vec<Per>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    Yuan,
    TenThousandYuan,
    HundredMillionYuan,
    Jiao,
    Fen,
    /// `万`, a plain number
    TenThousand,
    /// `亿`
    HundredMillion,
    Percent,
    Permille,
    /// `成`: tenths
    Tenth,
    /// `个百分点`, `pp`
    Points,
    Days,
    Weeks,
    Months,
    Quarters,
    Years,
    /// `周岁`
    YearsOfAge,
    Times,
    Persons,
    Households,
    Items,
    /// Declared by `单位`.
    Declared(Name),
}

/// What an amount is per.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    Visit,
    Day,
    Month,
    Quarter,
    Year,
    Life,
    Person,
    Household,
    Item,
    Declared(Name),
}
