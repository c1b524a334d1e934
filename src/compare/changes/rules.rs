//! The rules of `ci`: what kind of thing, and what happened to it; how grave that is and what has to be done, as long as
//! nobody has settled it otherwise. Every rule there is follows from the table [`FAMILIES`].

use super::words;
use crate::base::text::Text;

/// What happened, to what: `ratio-lowered`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Rule {
    pub kind: Kind,
    pub what: What,
}

/// What a change means to the insured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Effect {
    Worse,
    Better,
    /// Better for some, worse for others, or the clauses alone do not say.
    Unclear,
    /// Pays nobody differently by itself.
    None,
}

/// How grave a finding is; only an error fails a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    Off,
    Note,
    Warn,
    Error,
}

/// What has to be done about a change, whether it is grave or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Act {
    None,
    /// 公示
    PublicNotice,
    /// 报省备案
    Filing,
    /// Announced so many days before it holds.
    NoticePeriod(u32),
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $( $variant:ident $name:literal $word:ident ),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $( $variant ),* }

        impl $type {
            /// Returns its part of a rule's name.
            pub fn name(self) -> &'static str {
                match self { $( $type::$variant => $name ),* }
            }

            /// Returns it in words.
            pub fn text(self) -> Text {
                match self { $( $type::$variant => words::$word() ),* }
            }
        }
    };
}

named! {
    /// What kind of thing changes.
    Kind {
        Ratio "ratio" ratio,
        Cap "cap" cap,
        Deductible "deductible" deductible,
        Amount "amount" amount,
        FirstPay "first-pay" first_pay,
        TopUp "top-up" top_up,
        OwnPayLimit "own-pay-limit" own_pay_limit,
        LayersLimit "layers-limit" layers_limit,
        Quantity "quantity" quantity,
        Benefit "benefit" benefit,
        Disease "disease" disease,
        Entry "entry" entry,
        List "list" list,
        Group "group" group,
        Condition "condition" condition,
        Case "case" case,
        Base "base" base,
        Method "method" method,
        Occasion "occasion" occasion,
        LayerOrder "layer-order" layer_order,
        Exclusion "exclusion" exclusion,
        Identities "identities" identities,
        Rounding "rounding" rounding,
        Steps "steps" steps,
        BenefitYear "benefit-year" benefit_year,
        InKind "in-kind" in_kind,
        Param "param" param,
        Definition "definition" definition,
        Account "account" account,
        Table "table" table,
        State "state" state,
        Value "value" value,
        EffectiveDate "effective-date" effective_date,
        EndDate "end-date" end_date,
        Citation "citation" citation,
        Standard "standard" standard,
        Exemption "exemption" exemption,
        Jurisdiction "jurisdiction" jurisdiction,
        BasePolicy "base-policy" base_policy,
        Settings "settings" settings,
        Acceptance "acceptance" acceptance,
    }
}

named! {
    /// What happened to it.
    What {
        Lowered "lowered" lowered,
        Raised "raised" raised,
        Added "added" added,
        Removed "removed" removed,
        Changed "changed" changed,
        Tightened "tightened" tightened,
        Relaxed "relaxed" relaxed,
        Published "published" published,
        Withdrawn "withdrawn" withdrawn,
        MovedEarlier "moved-earlier" moved_earlier,
        MovedLater "moved-later" moved_later,
        NoLongerMet "no-longer-met" no_longer_met,
        NowMet "now-met" now_met,
        Exceeded "exceeded" exceeded,
        NoLongerDecided "no-longer-decided" no_longer_decided,
        NotDecidedAgain "not-decided-again" not_decided_again,
        Moved "moved" moved,
        Broken "broken" broken,
        Unused "unused" unused,
        Expired "expired" expired,
        Incomplete "incomplete" incomplete,
    }
}

/// Kinds to which the same things happen.
#[derive(Clone, Copy, Debug)]
struct Family {
    kinds: &'static [Kind],
    whats: &'static [What],
}

/// Every rule there is, in the order of lists and pages.
const FAMILIES: &[Family] = &[
    Family {
        kinds: &[
            Kind::Ratio,
            Kind::Cap,
            Kind::Deductible,
            Kind::Amount,
            Kind::FirstPay,
            Kind::TopUp,
            Kind::OwnPayLimit,
            Kind::LayersLimit,
            Kind::Quantity,
            Kind::Param,
            Kind::Table,
        ],
        whats: &[What::Lowered, What::Raised, What::Added, What::Removed, What::Changed],
    },
    Family { kinds: &[Kind::Benefit, Kind::Disease, Kind::Entry, Kind::List], whats: &[What::Added, What::Removed] },
    Family {
        kinds: &[Kind::Condition, Kind::Group],
        whats: &[What::Added, What::Removed, What::Tightened, What::Relaxed, What::Changed],
    },
    Family {
        kinds: &[Kind::Case, Kind::Definition, Kind::Account, Kind::State],
        whats: &[What::Added, What::Removed, What::Changed],
    },
    Family {
        kinds: &[
            Kind::Base,
            Kind::Method,
            Kind::Occasion,
            Kind::LayerOrder,
            Kind::Exclusion,
            Kind::Identities,
            Kind::Rounding,
            Kind::Steps,
            Kind::BenefitYear,
            Kind::InKind,
        ],
        whats: &[What::Changed],
    },
    Family { kinds: &[Kind::Value], whats: &[What::Published, What::Withdrawn] },
    Family { kinds: &[Kind::EffectiveDate, Kind::EndDate], whats: &[What::MovedEarlier, What::MovedLater] },
    Family { kinds: &[Kind::Citation], whats: &[What::Added, What::Removed, What::Changed] },
    Family {
        kinds: &[Kind::Standard],
        whats: &[
            What::NoLongerMet,
            What::Exceeded,
            What::NowMet,
            What::NoLongerDecided,
            What::NotDecidedAgain,
            What::Lowered,
            What::Raised,
            What::Added,
            What::Removed,
            What::Changed,
        ],
    },
    Family { kinds: &[Kind::Exemption], whats: &[What::Added, What::Removed, What::Changed] },
    Family { kinds: &[Kind::Jurisdiction], whats: &[What::Added, What::Removed, What::Moved, What::Broken] },
    Family { kinds: &[Kind::BasePolicy], whats: &[What::Broken] },
    Family { kinds: &[Kind::Settings], whats: &[What::Changed] },
    Family { kinds: &[Kind::Acceptance], whats: &[What::Unused, What::Expired, What::Incomplete] },
];

impl Rule {
    pub fn new(kind: Kind, what: What) -> Rule {
        Rule { kind, what }
    }

    /// Returns every rule.
    pub fn all() -> impl Iterator<Item = Rule> {
        FAMILIES.iter().flat_map(|family| {
            family.kinds.iter().flat_map(|kind| family.whats.iter().map(|what| Rule { kind: *kind, what: *what }))
        })
    }

    /// Returns `ratio-lowered`.
    pub fn name(self) -> String {
        format!("{}-{}", self.kind.name(), self.what.name())
    }

    pub fn from_name(name: &str) -> Option<Rule> {
        Rule::all().find(|rule| rule.name() == name)
    }

    /// Returns the rule in words: 降低了报销比例.
    pub fn text(self) -> Text {
        words::happened(self.kind.text(), self.what.text())
    }

    /// Returns how grave it is where nothing else is settled.
    pub fn level(self, effect: Effect) -> Level {
        use {Kind as K, What as W};
        match (self.kind, self.what) {
            (K::Standard, W::NoLongerMet | W::Exceeded | W::Lowered | W::Removed) => Level::Error,
            (K::Standard, W::NoLongerDecided | W::Changed | W::Raised) => Level::Warn,
            (K::Standard, _) => Level::Note,
            (K::Exemption, W::Removed) => Level::Note,
            (K::Exemption, _) => Level::Warn,
            (K::Jurisdiction, W::Added) => Level::Note,
            (K::Jurisdiction, W::Moved) | (K::BasePolicy | K::Settings, _) => Level::Warn,
            (K::Jurisdiction, _) | (K::Acceptance, W::Incomplete) => Level::Error,
            (K::Acceptance, _) => Level::Warn,
            (K::Citation, W::Removed) => Level::Warn,
            (K::Citation, _) => Level::Note,
            (K::EffectiveDate | K::EndDate, _) if effect != Effect::Worse => Level::Warn,
            _ => match effect {
                Effect::Worse => Level::Error,
                Effect::Unclear => Level::Warn,
                Effect::Better | Effect::None => Level::Note,
            },
        }
    }

    /// Returns what has to be done where nothing else is settled.
    pub fn act(self, effect: Effect) -> Act {
        match self.kind {
            Kind::Citation | Kind::Acceptance | Kind::Settings | Kind::BasePolicy | Kind::Rounding => Act::None,
            Kind::Standard => match self.what {
                What::Exceeded | What::NoLongerMet => Act::Filing,
                What::Lowered | What::Raised | What::Added | What::Removed | What::Changed => Act::PublicNotice,
                _ => Act::None,
            },
            Kind::Exemption => Act::Filing,
            Kind::Jurisdiction => match self.what {
                What::Removed | What::Moved => Act::Filing,
                _ => Act::None,
            },
            Kind::EffectiveDate | Kind::EndDate => match effect {
                Effect::Worse => Act::Filing,
                Effect::Better | Effect::Unclear | Effect::None => Act::PublicNotice,
            },
            _ => match effect {
                Effect::Worse => Act::Filing,
                Effect::Better => Act::PublicNotice,
                Effect::Unclear | Effect::None => Act::None,
            },
        }
    }
}

impl Effect {
    /// Returns what several changes come to.
    pub fn joined(self, other: Effect) -> Effect {
        match (self, other) {
            (a, b) if a == b => a,
            (Effect::None, own) | (own, Effect::None) => own,
            _ => Effect::Unclear,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Effect::Worse => "worse",
            Effect::Better => "better",
            Effect::Unclear => "unclear",
            Effect::None => "none",
        }
    }

    pub fn text(self) -> Text {
        match self {
            Effect::Worse => words::worse(),
            Effect::Better => words::better(),
            Effect::Unclear => words::unclear(),
            Effect::None => words::no_effect(),
        }
    }
}

impl Level {
    pub const ALL: [Level; 4] = [Level::Off, Level::Note, Level::Warn, Level::Error];

    pub fn name(self) -> &'static str {
        match self {
            Level::Off => "off",
            Level::Note => "note",
            Level::Warn => "warn",
            Level::Error => "error",
        }
    }

    pub fn from_name(name: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.name() == name)
    }

    pub fn text(self) -> Text {
        match self {
            Level::Off => words::off(),
            Level::Note => words::note(),
            Level::Warn => words::warn(),
            Level::Error => words::error(),
        }
    }
}

impl Act {
    /// Returns `none`, `public-notice`, `filing`, `notice-period 30`.
    pub fn name(self) -> String {
        match self {
            Act::None => "none".to_owned(),
            Act::PublicNotice => "public-notice".to_owned(),
            Act::Filing => "filing".to_owned(),
            Act::NoticePeriod(days) => format!("notice-period {days}"),
        }
    }

    pub fn from_name(name: &str) -> Option<Act> {
        match name {
            "none" => Some(Act::None),
            "public-notice" => Some(Act::PublicNotice),
            "filing" => Some(Act::Filing),
            _ => {
                let days = name.strip_prefix("notice-period ")?.trim().parse().ok()?;
                (1..=3_650).contains(&days).then_some(Act::NoticePeriod(days))
            }
        }
    }

    pub fn text(self) -> Text {
        match self {
            Act::None => words::no_act(),
            Act::PublicNotice => words::public_notice(),
            Act::Filing => words::filing(),
            Act::NoticePeriod(days) => words::notice_period(days as usize),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_one_name_and_is_found_by_it() {
        let all: Vec<Rule> = Rule::all().collect();
        for rule in &all {
            assert_eq!(Rule::from_name(&rule.name()), Some(*rule));
            assert_eq!(all.iter().filter(|other| other.name() == rule.name()).count(), 1);
        }
        assert!(all.len() > 100);
    }

    #[test]
    fn acts_are_written_as_they_are_read() {
        for act in [Act::None, Act::PublicNotice, Act::Filing, Act::NoticePeriod(30)] {
            assert_eq!(Act::from_name(&act.name()), Some(act));
        }
        assert_eq!(Act::from_name("notice-period 0"), None);
        assert_eq!(Act::from_name("notice-period"), None);
    }
}
