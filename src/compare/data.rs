//! A comparison of two jurisdictions as data: the verdict, the clauses row by row, the behaviour. Everything that a
//! report says stands here; renderers decide nothing.

use super::shared::{Both, Which};
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{ClauseWord, Level, Stated, Type};

pub use super::behaviour::{Behaviour, Outcome, Payment, Reason, SceneOutcome};
pub use super::everybody::{
    After, AfterRow, Area, BandGap, Beyond, Cause, Causes, Compared, Curve, Everybody, Example, Extreme, Interplay,
    Later, Next, Open, Peak, Region, Run, Running, Several, Split, Spread, Stage, Standing, Total, Views,
};
pub use super::tables::Tables;

/// Everything that is known of what two jurisdictions do differently.
#[derive(Clone, Debug)]
pub struct Comparison {
    pub parties: Both<Party>,
    pub verdict: Verdict,
    /// Benefits first, then what they read: lists, params, definitions, tables, states.
    pub subjects: Vec<Subject>,
    pub behaviour: Behaviour,
    pub exact: Exact,
}

/// The exact answer over all persons and bills.
#[derive(Clone, Debug)]
pub enum Exact {
    /// Nobody has asked for it; nothing may be claimed from it.
    NotComputed,
    Found(Box<Everybody>),
    /// Not decided, with the reason.
    Undecided(&'static str, Text),
}

/// One of the two that are compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    pub name: String,
    pub code: Option<String>,
    pub level: Level,
    pub chain: Vec<String>,
    pub date: Date,
    /// The name, with the date where the names are equal.
    pub label: String,
}

/// The first view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub same: usize,
    pub better: Both<usize>,
    /// Better in some points, worse in others.
    pub mixed: usize,
    /// Different, but the clauses alone do not say for whom it is better.
    pub unclear: usize,
    /// Both have yet to publish values; the rest is the same.
    pub awaited: usize,
    /// Worded differently, paid alike.
    pub alike: usize,
    pub only: Both<usize>,
    /// Typical persons and households: with the same total, with more on each side, and not settled on a side.
    pub scenes_same: usize,
    pub scenes_more: Both<usize>,
    pub scenes_open: usize,
    /// The scene with the largest difference, by its place in the behaviour, and how much.
    pub largest: Option<(usize, Number)>,
}

/// A benefit, or something that benefits read.
#[derive(Clone, Debug)]
pub struct Subject {
    pub kind: SubjectKind,
    /// The name that both sides share.
    pub name: String,
    pub sides: Both<Presence>,
    pub overall: Overall,
    pub judged: JudgedBy,
    pub rows: Vec<Row>,
    /// How many rows say the same on both sides; `rows` holds them too.
    pub same_rows: usize,
    /// The benefits that read it.
    pub read_by: Vec<String>,
    /// Of a table that both sides have: whether it answers the same, however worded.
    pub table: Option<Tables>,
}

impl Subject {
    /// Whether all that leaves it unclear who is better off is what one side has yet to publish.
    pub fn waits(&self) -> bool {
        let unclear = |own: &&Row| {
            let matters = !own.item.word.is_some_and(super::direction::is_minor);
            own.differs() && own.insured == Leaning::Unknown && matters
        };
        let mut rows = self.rows.iter().filter(unclear).peekable();
        self.overall == Overall::Unclear
            && rows.peek().is_some()
            && rows.all(|own| matches!(own.state, State::Awaited(_)))
    }
}

/// What a subject is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectKind {
    Benefit,
    List,
    Param,
    Define,
    Group,
    Account,
    Table,
    State,
    Choice,
}

/// Whether a side has a subject on its day.
#[derive(Clone, Debug)]
pub enum Presence {
    /// Under this name.
    Present {
        name: String,
        english: Option<String>,
        origin: Origin,
    },
    NotYet {
        name: String,
        from: Option<Date>,
        origin: Origin,
    },
    Ended {
        name: String,
        until: Option<Date>,
        origin: Origin,
    },
    Absent,
}

impl Presence {
    pub fn is_present(&self) -> bool {
        matches!(self, Presence::Present { .. })
    }

    /// Returns the name under which a side knows it.
    pub fn name(&self) -> Option<&str> {
        match self {
            Presence::Present { name, .. } | Presence::NotYet { name, .. } | Presence::Ended { name, .. } => Some(name),
            Presence::Absent => None,
        }
    }
}

/// What a subject comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Overall {
    Same,
    /// Every difference that has a direction has this one; some may have none.
    Better(Which),
    Mixed,
    /// Different, in points that have no direction.
    Unclear,
    /// Nothing differs, but both have yet to publish values.
    Awaited,
    /// Worded differently, and proved to pay everybody the same.
    Alike,
    Only(Which),
}

/// By what it is known what a subject comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JudgedBy {
    #[default]
    Clauses,
    /// By what it pays to everybody: on the first bill of a year, or for the period that it is paid for.
    Payments,
    /// The same, where that is decided.
    PaymentsWhereDecided,
}

/// One line of the comparison: a clause, or a cell of one.
#[derive(Clone, Debug)]
pub struct Row {
    pub item: Item,
    /// Of a table's cell: which answers to which questions.
    pub keys: Vec<Key>,
    pub state: State,
    pub values: Both<Held>,
    pub change: Option<Change>,
    /// The side on which the insured person is better off.
    pub insured: Leaning,
    /// The side on which the fund pays more.
    pub fund: Leaning,
    /// Why the two cannot be compared, what covers an entry, what an entry is called elsewhere.
    pub note: Option<Text>,
}

impl Row {
    /// Whether the sides differ in it; what both have yet to publish is no difference.
    pub fn differs(&self) -> bool {
        !matches!(self.state, State::Same | State::AwaitedBoth)
    }
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub text: Text,
    /// The kind of clause, of a benefit's row.
    pub word: Option<ClauseWord>,
    /// The labels of the cases it stands in.
    pub cases: Vec<String>,
    pub label: Option<String>,
    pub period: Option<Period>,
    /// What is read by the benefit: the row tells how that differs.
    pub read: Option<(SubjectKind, String)>,
}

/// A question and its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub question: Text,
    pub answers: Text,
    /// The answers speak for themselves: names of an enum, a band with its unit.
    pub plain: bool,
}

/// How the values of a row stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    Same,
    Different,
    /// The other side states nothing of the kind.
    Only(Which),
    /// They differ, and this side's comes from its province or city, from `各项待遇`, or from the language.
    FromAbove(Which),
    NotComparable,
    /// This side has yet to publish its value.
    Awaited(Which),
    AwaitedBoth,
}

/// What a side holds.
#[derive(Clone, Debug)]
pub enum Held {
    Absent,
    Value(Stating),
}

impl Held {
    pub fn stating(&self) -> Option<&Stating> {
        match self {
            Held::Absent => None,
            Held::Value(own) => Some(own),
        }
    }
}

/// A value as one side states it.
#[derive(Clone, Debug)]
pub struct Stating {
    pub text: Text,
    /// How the number was arrived at, when it is not written as one.
    pub formula: Option<Text>,
    pub kind: ValueKind,
    pub origin: Origin,
    /// Params that it reads, with what they are on the day.
    pub uses: Vec<Use>,
}

/// What kind of value it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// In the base of its unit: 分, fractions, days.
    Number(Number, Type),
    /// No limit, nothing payable, no deductible.
    Nothing,
    /// The source does not say whether there is one.
    Unstated,
    Awaited,
    /// A definition that it reads has no version on the day.
    NotInForce,
    /// A formula, a condition, a list: only its text says it.
    Text,
}

/// A param or definition behind a value.
#[derive(Clone, Debug)]
pub struct Use {
    pub name: String,
    pub text: Option<Text>,
    pub origin: Origin,
}

/// Where a value comes from.
#[derive(Clone, Debug)]
pub struct Origin {
    pub span: Span,
    pub cites: Vec<Cite>,
    /// What other sources say.
    pub disputed: Vec<Dispute>,
    pub stated_by: String,
    pub how: Stated,
    pub checked: Option<Date>,
}

/// A cited document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cite {
    /// As the policy calls it.
    pub name: String,
    pub number: String,
    pub title: Option<String>,
    pub dated: Option<Date>,
    pub article: Option<String>,
}

impl Cite {
    /// Returns the document with its article.
    pub fn text(&self) -> String {
        match &self.article {
            Some(article) => format!("{} {article}", self.number),
            None => self.number.clone(),
        }
    }
}

/// What another source says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    pub value: String,
    pub cites: Vec<Cite>,
}

/// By how much the second side differs from the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// As a fraction: 0.05 is five percentage points.
    Points(Number),
    /// In 分, and in hundredths of the first where that is not 0.
    Money {
        fen: Number,
        per: Type,
        percent: Option<Number>,
    },
    Days(Number),
    /// Any other quantity.
    Quantity(Number, Type),
    /// Entries that only one side has.
    Entries(Both<usize>),
}

/// To which side something leans.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Leaning {
    To(Which),
    Even,
    /// Cannot be said from the clauses.
    Unknown,
}
