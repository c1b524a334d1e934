//! Why a question is not decided, in words, with the place.

use crate::base::span::Span;
use crate::base::text::Text;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undecided {
    TooManyCells(usize),
    TooManyPieces,
    TooManyPoints,
    TooManyNumbers,
    TooManyRegions,
    TooManySteps(Span),
    FiguresTooLarge,
    ThinRegion,
    /// Something is multiplied with, or divided by, what is itself free.
    NotLinear(Span),
    /// What would have to be known of earlier periods.
    History(Span),
    /// A question whose answers cannot be told one by one, and that has no default.
    NoAnswers(String, Span),
    /// The policy has no answer itself: a value not yet published, no row, two cases at once.
    Policy(Text, Span),
    /// Not lowered: what it is.
    Beyond(Text, Span),
}

mod words {
    //! What the engine for all cases says, in both tongues.

    crate::catalogue! {
        too_many_cells(limit) {
            zh: "情形超过 {limit} 种",
            en: "more than {limit} kinds of case",
        }
        too_many_pieces() { zh: "费用分段过多", en: "too many stretches of cost" }
        too_many_points() {
            zh: "一层层取整,要逐分核对的金额太多",
            en: "rounding upon rounding: too many amounts to check one by one",
        }
        too_many_numbers() { zh: "同时变动的数太多", en: "too many free numbers at once" }
        too_many_regions() { zh: "数额条件的组合过多", en: "too many combinations of conditions on amounts" }
        too_many_steps() { zh: "算式过长", en: "the formula is too long" }
        figures_too_large() { zh: "数字过大", en: "figures too large" }
        thin_region() { zh: "区域过窄,未找到整分的数", en: "the region is too thin to hold whole 分" }
        not_linear() { zh: "两个变动的数相乘或相除", en: "a product or quotient of two free numbers" }
        history() { zh: "取决于以往各期的情况", en: "it depends on earlier periods" }
        no_answers(name) { zh: "“{name}”没有默认值,又不能逐一列举", en: "`{name}` has no default and too many values" }
    }
}

impl Undecided {
    /// Returns the stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Undecided::TooManyCells(_) => "too_many_cells",
            Undecided::TooManyPieces => "too_many_pieces",
            Undecided::TooManyPoints => "period_too_long",
            Undecided::TooManyNumbers => "too_many_free_numbers",
            Undecided::TooManyRegions => "too_many_regions",
            Undecided::TooManySteps(_) => "too_many_steps",
            Undecided::FiguresTooLarge => "figures_too_large",
            Undecided::ThinRegion => "thin_region",
            Undecided::NotLinear(_) => "not_linear",
            Undecided::History(_) => "history_not_reachable",
            Undecided::NoAnswers(..) => "no_answers",
            Undecided::Policy(..) => "policy_has_no_answer",
            Undecided::Beyond(..) => "beyond_the_engine",
        }
    }

    /// Returns the reason in words.
    pub fn text(&self) -> Text {
        match self {
            Undecided::TooManyCells(limit) => words::too_many_cells(*limit),
            Undecided::TooManyPieces => words::too_many_pieces(),
            Undecided::TooManyPoints => words::too_many_points(),
            Undecided::TooManyNumbers => words::too_many_numbers(),
            Undecided::TooManyRegions => words::too_many_regions(),
            Undecided::TooManySteps(_) => words::too_many_steps(),
            Undecided::FiguresTooLarge => words::figures_too_large(),
            Undecided::ThinRegion => words::thin_region(),
            Undecided::NotLinear(_) => words::not_linear(),
            Undecided::History(_) => words::history(),
            Undecided::NoAnswers(name, _) => words::no_answers(name),
            Undecided::Policy(text, _) | Undecided::Beyond(text, _) => text.clone(),
        }
    }

    /// Returns the place in the policy.
    pub fn span(&self) -> Option<Span> {
        match self {
            Undecided::TooManySteps(span)
            | Undecided::NotLinear(span)
            | Undecided::History(span)
            | Undecided::NoAnswers(_, span)
            | Undecided::Policy(_, span)
            | Undecided::Beyond(_, span) => Some(*span),
            Undecided::TooManyCells(_)
            | Undecided::TooManyPieces
            | Undecided::TooManyPoints
            | Undecided::TooManyNumbers
            | Undecided::TooManyRegions
            | Undecided::FiguresTooLarge
            | Undecided::ThinRegion => None,
        }
    }
}
