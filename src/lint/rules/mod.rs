//! The list of all rules, one file each.

mod alias_shadows_code;
mod awaited_for_long;
mod bands_not_ascending;
mod benefit_without_test;
mod cap_below_deductible;
mod checked_before_issued;
mod code_outside_group;
mod condition_never_holds;
mod copied_name;
mod division_by_twelve;
mod document_number_brackets;
mod document_year_differs;
mod duplicate_document;
mod exemption_expired;
mod exemption_without_end;
mod fraction_of_a_fen;
mod higher_level_better;
mod history_not_in_order;
mod icd_not_in_form;
mod idle_effect;
mod list_entry_covered;
mod magnitude_jump;
mod mixed_tongues;
mod near_duplicate_benefits;
mod personal_data;
mod poorer_worse;
mod provisional_for_long;
mod rate_held_at_hundred;
mod ratio_below_one_percent;
mod redundant_override;
mod region_code_form;
mod region_code_outside_parent;
mod repealed_document;
mod repeated_condition;
mod repeated_member;
mod repeated_test_title;
mod retired_worse;
mod said_uniform_not_locked;
mod single_cap_above_yearly;
mod standard_without_requirement;
mod stated_ratio_differs;
mod test_title_differs;
mod test_without_date;
mod until_first_day;
mod unused_benefit_kind;
mod unused_definition;
mod unused_document;
mod unused_fact;
mod unused_list;
mod value_expired;
mod value_outside_own_delegation;
mod value_unchecked;
mod word_against_operator;
mod yearly_not_twelve_months;

use super::{Look, Rule};
use crate::diagnostic::Code;

/// Every rule, in the order of the table of codes.
pub const RULES: &[Rule] = &[
    Rule { code: Code::CopiedName, needs_day: false, look: Look::Program(copied_name::check) },
    Rule { code: Code::TestTitleDiffers, needs_day: false, look: Look::Program(test_title_differs::check) },
    Rule { code: Code::WordAgainstOperator, needs_day: false, look: Look::Text(word_against_operator::check) },
    Rule { code: Code::StatedRatioDiffers, needs_day: false, look: Look::Program(stated_ratio_differs::check) },
    Rule { code: Code::YearlyNotTwelveMonths, needs_day: false, look: Look::Program(yearly_not_twelve_months::check) },
    Rule { code: Code::MixedTongues, needs_day: false, look: Look::Text(mixed_tongues::check) },
    Rule { code: Code::PersonalData, needs_day: false, look: Look::Text(personal_data::check) },
    Rule { code: Code::SaidUniformNotLocked, needs_day: false, look: Look::Text(said_uniform_not_locked::check) },
    Rule { code: Code::HistoryNotInOrder, needs_day: false, look: Look::Text(history_not_in_order::check) },
    Rule { code: Code::BandsNotAscending, needs_day: false, look: Look::Text(bands_not_ascending::check) },
    Rule { code: Code::RepeatedMember, needs_day: false, look: Look::Text(repeated_member::check) },
    Rule { code: Code::RepeatedCondition, needs_day: false, look: Look::Text(repeated_condition::check) },
    Rule { code: Code::FractionOfAFen, needs_day: false, look: Look::Text(fraction_of_a_fen::check) },
    Rule { code: Code::UntilFirstDay, needs_day: false, look: Look::Text(until_first_day::check) },
    Rule { code: Code::DocumentNumberBrackets, needs_day: false, look: Look::Text(document_number_brackets::check) },
    Rule { code: Code::DocumentYearDiffers, needs_day: false, look: Look::Text(document_year_differs::check) },
    Rule { code: Code::DuplicateDocument, needs_day: false, look: Look::Program(duplicate_document::check) },
    Rule { code: Code::UnusedDocument, needs_day: false, look: Look::Whole(unused_document::check) },
    Rule { code: Code::RepealedDocument, needs_day: false, look: Look::Program(repealed_document::check) },
    Rule { code: Code::UnusedDefinition, needs_day: false, look: Look::Whole(unused_definition::check) },
    Rule { code: Code::UnusedList, needs_day: false, look: Look::Whole(unused_list::check) },
    Rule { code: Code::UnusedFact, needs_day: false, look: Look::Whole(unused_fact::check) },
    Rule { code: Code::UnusedBenefitKind, needs_day: false, look: Look::Whole(unused_benefit_kind::check) },
    Rule { code: Code::AliasShadowsCode, needs_day: false, look: Look::Program(alias_shadows_code::check) },
    Rule { code: Code::RegionCodeForm, needs_day: false, look: Look::Whole(region_code_form::check) },
    Rule {
        code: Code::RegionCodeOutsideParent,
        needs_day: false,
        look: Look::Whole(region_code_outside_parent::check),
    },
    Rule { code: Code::CodeOutsideGroup, needs_day: false, look: Look::Text(code_outside_group::check) },
    Rule { code: Code::IcdNotInForm, needs_day: false, look: Look::Text(icd_not_in_form::check) },
    Rule { code: Code::ListEntryCovered, needs_day: false, look: Look::Program(list_entry_covered::check) },
    Rule { code: Code::RetiredWorse, needs_day: false, look: Look::Program(retired_worse::check) },
    Rule { code: Code::PoorerWorse, needs_day: false, look: Look::Program(poorer_worse::check) },
    Rule { code: Code::HigherLevelBetter, needs_day: false, look: Look::Program(higher_level_better::check) },
    Rule { code: Code::CapBelowDeductible, needs_day: false, look: Look::Program(cap_below_deductible::check) },
    Rule { code: Code::SingleCapAboveYearly, needs_day: false, look: Look::Program(single_cap_above_yearly::check) },
    Rule { code: Code::RatioBelowOnePercent, needs_day: false, look: Look::Program(ratio_below_one_percent::check) },
    Rule { code: Code::RateHeldAtHundred, needs_day: false, look: Look::Program(rate_held_at_hundred::check) },
    Rule { code: Code::IdleEffect, needs_day: false, look: Look::Text(idle_effect::check) },
    Rule { code: Code::MagnitudeJump, needs_day: false, look: Look::Program(magnitude_jump::check) },
    Rule { code: Code::RedundantOverride, needs_day: false, look: Look::Program(redundant_override::check) },
    Rule {
        code: Code::ValueOutsideOwnDelegation,
        needs_day: false,
        look: Look::Program(value_outside_own_delegation::check),
    },
    Rule { code: Code::NearDuplicateBenefits, needs_day: false, look: Look::Text(near_duplicate_benefits::check) },
    Rule { code: Code::ConditionNeverHolds, needs_day: false, look: Look::Program(condition_never_holds::check) },
    Rule { code: Code::DivisionByTwelve, needs_day: false, look: Look::Program(division_by_twelve::check) },
    Rule { code: Code::ValueExpired, needs_day: true, look: Look::Whole(value_expired::check) },
    Rule { code: Code::ValueUnchecked, needs_day: true, look: Look::Program(value_unchecked::check) },
    Rule { code: Code::CheckedBeforeIssued, needs_day: false, look: Look::Program(checked_before_issued::check) },
    Rule { code: Code::AwaitedForLong, needs_day: true, look: Look::Program(awaited_for_long::check) },
    Rule { code: Code::ProvisionalForLong, needs_day: true, look: Look::Program(provisional_for_long::check) },
    Rule { code: Code::ExemptionExpired, needs_day: true, look: Look::Text(exemption_expired::check) },
    Rule { code: Code::ExemptionWithoutEnd, needs_day: false, look: Look::Text(exemption_without_end::check) },
    Rule {
        code: Code::StandardWithoutRequirement,
        needs_day: false,
        look: Look::Text(standard_without_requirement::check),
    },
    Rule { code: Code::BenefitWithoutTest, needs_day: false, look: Look::Whole(benefit_without_test::check) },
    Rule { code: Code::TestWithoutDate, needs_day: false, look: Look::Text(test_without_date::check) },
    Rule { code: Code::RepeatedTestTitle, needs_day: false, look: Look::Text(repeated_test_title::check) },
];
