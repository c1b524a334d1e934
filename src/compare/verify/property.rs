//! The built-in catalogue: what is asked of every county, by stable names. `docs/properties.md` tells of each.

use super::words;
use crate::base::text::Text;

/// Something that sensible rules have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Property {
    NoGap,
    NoOverlap,
    BandsTouch,
    NoDeadRule,
    NoHiddenRow,
    NeverAboveCost,
    NeverNegative,
    NeverLessForMoreCost,
    NoCliff,
    PoorerNeverLess,
    PrimaryNeverLower,
    RetiredNeverWorse,
    NoInversion,
    SingleCapWithinJoint,
    DeductibleWithinCap,
    NeverBelowLastYear,
}

impl Property {
    /// Every property, in the order in which they are told.
    pub const ALL: [Property; 16] = [
        Property::NoGap,
        Property::NoOverlap,
        Property::BandsTouch,
        Property::NoDeadRule,
        Property::NoHiddenRow,
        Property::NeverAboveCost,
        Property::NeverNegative,
        Property::NeverLessForMoreCost,
        Property::NoCliff,
        Property::PoorerNeverLess,
        Property::PrimaryNeverLower,
        Property::RetiredNeverWorse,
        Property::NoInversion,
        Property::SingleCapWithinJoint,
        Property::DeductibleWithinCap,
        Property::NeverBelowLastYear,
    ];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Property::NoGap => "no-gap",
            Property::NoOverlap => "no-overlap",
            Property::BandsTouch => "bands-touch",
            Property::NoDeadRule => "no-dead-rule",
            Property::NoHiddenRow => "no-hidden-row",
            Property::NeverAboveCost => "never-above-cost",
            Property::NeverNegative => "never-negative",
            Property::NeverLessForMoreCost => "never-less-for-more-cost",
            Property::NoCliff => "no-cliff",
            Property::PoorerNeverLess => "poorer-never-less",
            Property::PrimaryNeverLower => "primary-never-lower",
            Property::RetiredNeverWorse => "retired-never-worse",
            Property::NoInversion => "no-inversion",
            Property::SingleCapWithinJoint => "single-cap-within-joint",
            Property::DeductibleWithinCap => "deductible-within-cap",
            Property::NeverBelowLastYear => "never-below-last-year",
        }
    }

    /// Returns the property of a name.
    pub fn find(name: &str) -> Option<Property> {
        Property::ALL.into_iter().find(|own| own.name() == name)
    }

    /// Returns what it says, in a few words.
    pub fn title(self) -> Text {
        match self {
            Property::NoGap => words::no_gap(),
            Property::NoOverlap => words::no_overlap(),
            Property::BandsTouch => words::bands_touch(),
            Property::NoDeadRule => words::no_dead_rule(),
            Property::NoHiddenRow => words::no_hidden_row(),
            Property::NeverAboveCost => words::never_above_cost(),
            Property::NeverNegative => words::never_negative(),
            Property::NeverLessForMoreCost => words::never_less_for_more_cost(),
            Property::NoCliff => words::no_cliff(),
            Property::PoorerNeverLess => words::poorer_never_less(),
            Property::PrimaryNeverLower => words::primary_never_lower(),
            Property::RetiredNeverWorse => words::retired_never_worse(),
            Property::NoInversion => words::no_inversion(),
            Property::SingleCapWithinJoint => words::single_cap_within_joint(),
            Property::DeductibleWithinCap => words::deductible_within_cap(),
            Property::NeverBelowLastYear => words::never_below_last_year(),
        }
    }

    /// Returns the English name of the fact along which the vocabulary must state an order, and what it is called.
    pub(super) fn along(self) -> Option<(&'static str, Text)> {
        match self {
            Property::PoorerNeverLess => Some(("groups", words::along_groups())),
            Property::PrimaryNeverLower => Some(("facility", words::along_facility())),
            Property::RetiredNeverWorse => Some(("retired", words::along_retired())),
            Property::NoGap
            | Property::NoOverlap
            | Property::BandsTouch
            | Property::NoDeadRule
            | Property::NoHiddenRow
            | Property::NeverAboveCost
            | Property::NeverNegative
            | Property::NeverLessForMoreCost
            | Property::NoCliff
            | Property::NoInversion
            | Property::SingleCapWithinJoint
            | Property::DeductibleWithinCap
            | Property::NeverBelowLastYear => None,
        }
    }
}
