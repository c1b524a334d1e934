//! What could have stood where reading stopped: rules in, words of the author out.

use super::Rule;
use crate::base::text::Text;
use crate::syntax::keywords::Word;
use crate::syntax::words;
use std::sync::OnceLock;

/// What could have stood at a place.
#[derive(Debug, Default)]
pub(super) struct Expected {
    /// Without one of these it cannot go on.
    pub(super) needed: Vec<What>,
    /// Keywords that may stand there.
    pub(super) possible: Vec<Word>,
    /// Nothing but the words that make a number an edge of a band.
    pub(super) band_only: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    Word(Word),
    Said(Text),
}

impl What {
    pub(super) fn said(&self) -> Text {
        match self {
            What::Word(word) => words::in_backticks(*word),
            What::Said(text) => text.clone(),
        }
    }
}

/// Sorts the rules that were tried into what is needed and what is possible.
pub(super) fn expectations(rules: &[Rule], strict: Rule) -> Expected {
    let mut expected = Expected::default();
    let value = rules.iter().any(|rule| is_value(*rule));
    for rule in rules {
        if is_value(*rule) || (value && is_of_values(*rule)) {
            continue;
        }
        match meaning(*rule) {
            Meaning::Needed(what) if !expected.needed.contains(&what) => expected.needed.push(what),
            Meaning::Possible(word) if !expected.possible.contains(&word) => expected.possible.push(word),
            _ => {}
        }
    }
    if value {
        expected.needed.insert(0, What::Said(words::a_value()));
    }
    // Children of an entry and a further value of a row may be left out.
    if strict == Rule::only_entry {
        expected.needed.retain(|what| *what != What::Said(words::mark("{")));
    }
    for mark in ["→", "="] {
        let mark = What::Said(words::mark(mark));
        if expected.needed.contains(&mark) {
            expected.needed = vec![mark];
        }
    }
    if expected.needed.is_empty() && rules.len() == 1 {
        expected.needed.extend(expected.possible.first().map(|word| What::Word(*word)));
    }
    let band = |rule: &Rule| {
        let parts = matches!(rule, Rule::suffix | Rule::band_to | Rule::band_rest);
        parts || matches!(rule, Rule::pers | Rule::unit | Rule::spaced_unit)
    };
    expected.band_only = rules.contains(&Rule::suffix) && rules.iter().all(band);
    expected
}

enum Meaning {
    Needed(What),
    Possible(Word),
    /// Says nothing: an operator, or a part that may follow anything.
    Nothing,
}

/// Whether a rule begins an operand.
fn is_value(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::value
            | Rule::expr
            | Rule::sum
            | Rule::literal
            | Rule::simple
            | Rule::edge
            | Rule::quantity
            | Rule::digits
            | Rule::reference
            | Rule::members
            | Rule::member
            | Rule::dimension
            | Rule::at_date
            | Rule::const_band
            | Rule::disputed_value
            | Rule::group_value
            | Rule::argument
            | Rule::expectation
            | Rule::row_entry
            | Rule::item
            | Rule::rounding_unit
    )
}

/// Whether a rule is only one way to begin an operand.
fn is_of_values(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::name
            | Rule::string
            | Rule::date
            | Rule::builtin
            | Rule::negation
            | Rule::minus_sign
            | Rule::label
            | Rule::table
            | Rule::history
            | Rule::pending
            | Rule::as_value
            | Rule::choice
            | Rule::record
            | Rule::bound
            | Rule::period
            | Rule::cumulative
            | Rule::segment
            | Rule::equals
            | Rule::kw_if
            | Rule::kw_not
            | Rule::kw_by
            | Rule::kw_true
            | Rule::kw_false
            | Rule::kw_none
            | Rule::kw_held_for
    )
}

fn meaning(rule: Rule) -> Meaning {
    let said = |text: Text| Meaning::Needed(What::Said(text));
    match rule {
        Rule::name
        | Rule::names
        | Rule::clause_names
        | Rule::account_names
        | Rule::owned_name
        | Rule::path
        | Rule::each_key
        | Rule::path_part
        | Rule::key => said(words::a_name()),
        Rule::string => said(words::a_text()),
        Rule::date | Rule::claim_date | Rule::period_date | Rule::year_month => said(words::a_date()),
        Rule::month_day => said(words::a_day_of_the_year()),
        Rule::type_name => said(words::a_type()),
        Rule::occasion => said(words::an_occasion()),
        Rule::clause_block
        | Rule::entries
        | Rule::rows
        | Rule::account_block
        | Rule::state_block
        | Rule::requirements
        | Rule::scene
        | Rule::assignments
        | Rule::case_rows
        | Rule::record_type => said(words::mark("{")),
        Rule::equals => said(words::mark("=")),
        Rule::colon => said(words::mark(":")),
        Rule::arguments => said(words::mark("(")),
        Rule::arrow => said(words::mark("→")),
        Rule::rounding_mode => said(words::a_rounding()),
        Rule::choice_mode => {
            said(words::alternatives(&[words::in_backticks(Word::Highest), words::in_backticks(Word::InOrder)]))
        }
        Rule::identity_mode => said(words::alternatives(&[
            words::in_backticks(Word::Highest),
            words::in_backticks(Word::InOrder),
            words::in_backticks(Word::Together),
        ])),
        Rule::hit_word => said(words::a_hit()),
        Rule::code => Meaning::Possible(Word::Code),
        Rule::parent => Meaning::Possible(Word::In),
        Rule::alias => Meaning::Possible(Word::Alias),
        Rule::english => Meaning::Possible(Word::English),
        Rule::dated => Meaning::Possible(Word::Dated),
        Rule::title => Meaning::Possible(Word::Title),
        Rule::issued_by => Meaning::Possible(Word::IssuedBy),
        Rule::url => Meaning::Possible(Word::Url),
        Rule::columns => Meaning::Possible(Word::Column),
        Rule::default => Meaning::Possible(Word::Default),
        Rule::fact_bands => Meaning::Possible(Word::Bands),
        Rule::ordered => Meaning::Possible(Word::Ordered),
        Rule::icd => Meaning::Possible(Word::Icd),
        Rule::scene_for => Meaning::Possible(Word::For),
        Rule::margin => Meaning::Possible(Word::Within),
        Rule::refusal => Meaning::Possible(Word::Refuse),
        Rule::disputed => Meaning::Possible(Word::Disputed),
        Rule::checked => Meaning::Possible(Word::Checked),
        _ => match keyword(rule) {
            Some(word) if is_optional(word) => Meaning::Possible(word),
            Some(word) => Meaning::Needed(What::Word(word)),
            None => Meaning::Nothing,
        },
    }
}

/// Returns the keyword that a rule reads.
fn keyword(rule: Rule) -> Option<Word> {
    static BY_NAME: OnceLock<Vec<(String, Word)>> = OnceLock::new();
    let name = format!("{rule:?}");
    if !name.starts_with("kw_") {
        return None;
    }
    let words = BY_NAME.get_or_init(|| {
        let mut words: Vec<_> = Word::ALL.iter().map(|word| (word.rule_name(), *word)).collect();
        words.sort_by(|a, b| a.0.cmp(&b.0));
        words
    });
    words.binary_search_by(|(known, _)| known.as_str().cmp(&name)).ok().map(|at| words[at].1)
}

/// Whether a keyword may follow a whole value, or begin what may also be left out.
fn is_optional(word: Word) -> bool {
    matches!(
        word,
        Word::And
            | Word::Or
            | Word::Of
            | Word::AsOf
            | Word::In
            | Word::NotIn
            | Word::UpTo
            | Word::Below
            | Word::AtLeast
            | Word::Over
            | Word::Before
            | Word::NotBefore
            | Word::LaterThan
            | Word::NotLaterThan
            | Word::BandTo
            | Word::OrMore
            | Word::OrLess
            | Word::When
            | Word::Else
            | Word::From
            | Word::FromEnd
            | Word::Until
            | Word::UntilEnd
            | Word::Each
            | Word::JointWith
            | Word::Round
            | Word::Gives
            | Word::Hit
            | Word::EachFurtherHitPlus
            | Word::AfterEnd
            | Word::NotWithEnd
            | Word::StacksWithEnd
            | Word::NeverLessAlongEnd
            | Word::Refuse
            | Word::Because
            | Word::Within
            | Word::Where
            | Word::For
            | Word::On
            | Word::Expect
            | Word::OrdinalEnd
            | Word::Plus
            | Word::Minus
            | Word::Times
            | Word::Halved
            | Word::Waived
            | Word::Instead
            | Word::Lifted
            | Word::Continued
            | Word::EachFurther
            | Word::PerVisit
            | Word::PerDay
            | Word::PerMonth
            | Word::PerQuarter
            | Word::PerYear
            | Word::PerLife
            | Word::English
            | Word::Alias
            | Word::Icd
            | Word::Code
            | Word::Dated
            | Word::Title
            | Word::IssuedBy
            | Word::Url
            | Word::Column
            | Word::Bands
            | Word::Default
            | Word::Ordered
            | Word::Open
            | Word::Closed
            | Word::Disputed
            | Word::Checked
            | Word::Lock
            | Word::Delegate
            | Word::Free
            | Word::NotBelowOwnLastYear
    )
}
