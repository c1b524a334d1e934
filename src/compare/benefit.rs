//! Two benefits to rows: conditions, what is paid and how, limits, relations to other benefits, rounding.

use super::clauses::{Case, Live, Pair, cases, conditions_of, each_key, live, pairs};
use super::conditions;
use super::data::{Held, Item, Leaning, Origin, Row, State, Stating, ValueKind};
use super::direction::{Sense, sense};
use super::meaning::Depth;
use super::shared::{Both, Shared, SideId, Which};
use super::values::{Body, Group, Manner, Scope, Scopes, Value, origin, rows, say, whole};
use super::words;
use crate::base::date::Period;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::Text;
use crate::ir::types::{Base, Unit};
use crate::ir::{
    BenefitId, ClauseBody, ClauseWord, Expr, IdentityMode, Occasion, Rounding, Source, Stated, Type, print, version_on,
};
use crate::model::path::period_words;

/// Compares two benefits that are the same one, clause by clause.
pub(crate) fn compared<'p>(shared: &Shared<'p>, ids: &Both<BenefitId>, group: Option<Group>) -> Vec<Row> {
    let live = ids.map(|which, id| live(shared, which, *id));
    let cases = cases(shared, ids);
    let work = Work { shared, ids: *ids, live: &live, cases: &cases, group };
    let mut rows = work.occasion();
    rows.extend(conditions::compared(shared, &live));
    rows.extend(work.case_scopes());
    rows.extend(work.bases());
    rows.extend(work.way_of_paying());
    for pair in pairs(shared, &live, &cases, &is_value) {
        rows.extend(work.value(&pair));
    }
    rows.extend(work.relations());
    rows.extend(work.identities());
    rows.extend(work.rounding());
    rows.extend(work.stages());
    rows.extend(work.year_from());
    rows.extend(work.in_kind());
    rows
}

/// Lists the clauses of a benefit that only one side has.
pub(crate) fn alone(shared: &Shared<'_>, which: Which, id: BenefitId) -> Vec<Row> {
    let program = shared.program(which);
    let mut rows = Vec::new();
    for own in live(shared, which, id) {
        if matches!(own.path.word, ClauseWord::MapsTo | ClauseWord::As) {
            continue;
        }
        let item = item(shared, which, &own, &own.path.cases);
        let text = say(|lang| {
            let text = print::clause(program, own.body, lang);
            let word =
                if lang == crate::base::text::Lang::Zh { own.path.word.words().0 } else { own.path.word.words().1 };
            text.strip_prefix(word).map_or(text.clone(), |rest| rest.trim_start().to_owned())
        });
        let stating = Stating {
            text,
            formula: None,
            kind: ValueKind::Text,
            origin: origin(program, own.origin),
            uses: Vec::new(),
        };
        let mut values = Both { a: Held::Absent, b: Held::Absent };
        *values.get_mut(which) = Held::Value(stating);
        rows.push(Row {
            item,
            keys: Vec::new(),
            state: State::Only(which),
            values,
            change: None,
            insured: Leaning::Unknown,
            fund: Leaning::Unknown,
            note: None,
        });
    }
    rows
}

/// Whether a clause holds a value that is compared as such.
pub(crate) fn is_value(word: ClauseWord) -> bool {
    match word {
        ClauseWord::FirstPay
        | ClauseWord::Quantity
        | ClauseWord::Deductible
        | ClauseWord::Rate
        | ClauseWord::Cap
        | ClauseWord::Amount
        | ClauseWord::TopUpTo
        | ClauseWord::OwnPayAtMost
        | ClauseWord::TotalOfLayersAtMost => true,
        ClauseWord::MapsTo
        | ClauseWord::After
        | ClauseWord::NotWith
        | ClauseWord::StacksWith
        | ClauseWord::Identities
        | ClauseWord::Requires
        | ClauseWord::Refuse
        | ClauseWord::Base
        | ClauseWord::As
        | ClauseWord::Round
        | ClauseWord::Order
        | ClauseWord::YearFrom
        | ClauseWord::InKind => false,
    }
}

/// The clauses that say how much is paid; a benefit has one of them.
const PAYS: [ClauseWord; 4] = [ClauseWord::Rate, ClauseWord::Amount, ClauseWord::TopUpTo, ClauseWord::OwnPayAtMost];

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    ids: Both<BenefitId>,
    live: &'s Both<Vec<Live<'p>>>,
    cases: &'s [Case],
    group: Option<Group>,
}

impl<'p> Work<'_, 'p> {
    /// What the ratio applies to, and whether it is worked over the year; the language's own where nothing is stated.
    fn bases(&self) -> Vec<Row> {
        let shared = self.shared;
        let mut rows = Vec::new();
        for pair in pairs(shared, self.live, self.cases, &|word| word == ClauseWord::Base) {
            let item = self.item_of(&pair);
            let own = pair.sides.map(|which, own| match own.as_ref().map(|own| (own.body, own.origin)) {
                Some((ClauseBody::Base { value, cumulative }, from)) => {
                    let program = shared.program(which);
                    let text = say(|lang| print::adjusted(program, value, lang));
                    let text = match cumulative {
                        Some(Period::Month) => words::cumulative_month(text),
                        Some(_) => words::cumulative(text),
                        None => text,
                    };
                    let meaning = format!("{} {cumulative:?}", shared.adjusted_text(which, value, Depth::Meaning));
                    Some((meaning, text, origin(program, from)))
                }
                _ => Some((
                    format!("eligible left {:?}", None::<Period>),
                    words::default_base(),
                    self.by_default(which)?,
                )),
            });
            let meaning = |which: Which| own.get(which).as_ref().map(|(meaning, ..)| meaning);
            let texts = own.map(|_, own| own.as_ref().map(|(_, text, _)| text.clone()));
            let origins = own.map(|_, own| own.as_ref().map(|(_, _, origin)| origin.clone()));
            let mut row = text_row(item, texts, origins, Leaning::Unknown);
            if meaning(Which::A) == meaning(Which::B) {
                row.state = State::Same;
                (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
            }
            rows.push(row);
        }
        rows
    }

    /// Compares the values of a pair of clauses.
    fn value(&self, pair: &Pair<'p>) -> Vec<Row> {
        let shared = self.shared;
        let word = pair.sides.a.or(pair.sides.b).map_or(ClauseWord::Rate, |own| own.path.word);
        if PAYS.contains(&word) && self.pays_otherwise() {
            return Vec::new();
        }
        let item = self.item_of(pair);
        let values = pair.sides.map(|which, own| self.stated(which, own.as_ref()?));
        let periods = pair.sides.map(|_, own| own.map(|own| own.period()));
        let none = none_text(word);
        let conditions = self.live.map(|_, live| {
            let requires = live.iter().filter(|own| own.branch.is_none());
            requires
                .filter_map(|own| if let ClauseBody::Requires(condition) = own.body { Some(condition) } else { None })
                .collect::<Vec<&'p Expr>>()
        });
        let cases = self.scopes(pair.case, word);
        let manner = Manner { sense: self.sense(word), none, conditions, group: self.group, cases };
        let counts = |which: Which| values.get(which).as_ref().is_some_and(Value::counts);
        let mut found = match (&periods.a, &periods.b) {
            (Some(a), Some(b)) if a != b && counts(Which::A) && counts(Which::B) => {
                vec![whole(shared, &item, &values, &manner, State::NotComparable, Some(words::other_period()))]
            }
            _ => rows(shared, &item, &values, &manner),
        };
        found.extend(self.extras(pair, &item));
        found
    }

    /// Returns for whom clauses of a kind in a case, or outside of all, count.
    fn scopes(&self, case: Option<usize>, word: ClauseWord) -> Scopes<'p> {
        let of = |at: usize| {
            let scope = move |which: Which| {
                let branch = (*self.cases[at].ids.get(which))?;
                let benefit = self.shared.program(which).benefit(*self.ids.get(which));
                Some(Scope { side: which, conditions: conditions_of(benefit, branch) })
            };
            Which::BOTH.into_iter().filter_map(scope)
        };
        let lies_within = |at: usize| {
            let mut above = self.cases[at].parent;
            loop {
                match above {
                    _ if above == case => return true,
                    Some(own) => above = self.cases[own].parent,
                    None => return false,
                }
            }
        };
        let states = |at: usize| {
            Which::BOTH.into_iter().any(|which| {
                let branch = *self.cases[at].ids.get(which);
                branch.is_some() && self.live.get(which).iter().any(|own| own.branch == branch && own.path.word == word)
            })
        };
        let further = (0..self.cases.len()).filter(|at| lies_within(*at) && states(*at));
        Scopes { within: case.into_iter().flat_map(of).collect(), but_for: further.flat_map(of).collect() }
    }

    fn sense(&self, word: ClauseWord) -> Sense {
        if word == ClauseWord::Amount && self.occasions_differ() { Sense::Unknown } else { sense(word) }
    }

    fn stated(&self, which: Which, own: &Live<'p>) -> Option<Value<'p>> {
        let follow = !self.both_refer(own.path.word);
        stated(self.shared, which, *self.ids.get(which), own, follow)
    }

    fn both_refer(&self, word: ClauseWord) -> bool {
        let refers = |which: Which| {
            self.live
                .get(which)
                .iter()
                .filter(|own| own.path.word == word)
                .any(|own| own.value().is_some_and(|value| matches!(value.value, Source::As(..))))
        };
        refers(Which::A) && refers(Which::B)
    }

    fn occasions_differ(&self) -> bool {
        let occasion = |which: Which| self.shared.program(which).benefit(*self.ids.get(which)).occasion;
        occasion(Which::A) != occasion(Which::B)
    }

    fn item_of(&self, pair: &Pair<'p>) -> Item {
        let (which, own) = match (&pair.sides.a, &pair.sides.b) {
            (Some(own), _) if own.branch.is_some() || pair.case.is_none() => (Which::A, *own),
            (_, Some(own)) => (Which::B, *own),
            (Some(own), None) => (Which::A, *own),
            (None, None) => return Item::of(Text::same("")),
        };
        let labels = pair.case.map_or(&[][..], |case| self.cases[case].labels.as_slice());
        item(self.shared, which, &own, labels)
    }

    /// What stands around the value: how often it is charged, when it applies, for whom its total runs.
    fn extras(&self, pair: &Pair<'p>, item: &Item) -> Vec<Row> {
        let shared = self.shared;
        let mut rows = Vec::new();
        let (word_zh, word_en) = item.word.map_or(("", ""), ClauseWord::words);
        let word = Text::new(word_zh, word_en);
        let often = pair.sides.map(|_, own| match own.map(|own| own.body) {
            Some(ClauseBody::Deductible { charged_at_most, .. }) => charged_at_most.as_slice(),
            _ => &[],
        });
        if often.a != often.b {
            let text = |all: &[(Period, u32)]| {
                let all: Vec<Text> = all
                    .iter()
                    .map(|(period, times)| {
                        let (zh, en) = period_words(*period);
                        words::times_at_most(Text::new(zh, en), *times as usize)
                    })
                    .collect();
                crate::base::text::listed(&all)
            };
            let texts = often.map(|_, all| (!all.is_empty()).then(|| text(all)));
            // The fewer visits bear it, the better.
            let insured = match (often.a.is_empty(), often.b.is_empty()) {
                (false, true) => Leaning::To(Which::A),
                (true, false) => Leaning::To(Which::B),
                _ => Leaning::Unknown,
            };
            rows.push(self.text_row(pair, &Item { text: words::charged_at_most(), ..item.clone() }, texts, insured));
        }
        let both = pair.sides.a.is_some() && pair.sides.b.is_some();
        if item.word != Some(ClauseWord::FirstPay) {
            let whens = pair.sides.map(|which, own| {
                own.and_then(|own| own.when()).map(|when| {
                    (shared.meaning(which, when), say(|lang| print::expr(shared.program(which), when, lang)))
                })
            });
            let meaning = |which: Which| whens.get(which).as_ref().map(|(meaning, _)| meaning);
            if both && meaning(Which::A) != meaning(Which::B) {
                let texts = whens.map(|_, when| when.as_ref().map(|(_, text)| text.clone()));
                let item = Item { text: words::applies_when(item.text.clone()), ..item.clone() };
                rows.push(self.text_row(pair, &item, texts, Leaning::Unknown));
            }
        }
        let keys = pair.sides.map(|which, own| own.map_or(Vec::new(), |own| each_key(shared, which, &own)));
        if both && keys.a != keys.b {
            let text = |own: &Vec<String>| {
                if own.is_empty() { words::together() } else { words::each(crate::base::text::listed(own)) }
            };
            let texts = keys.map(|_, own| Some(text(own)));
            rows.push(self.text_row(
                pair,
                &Item { text: words::each_word(word.clone()), ..item.clone() },
                texts,
                Leaning::Unknown,
            ));
        }
        let joint = pair.sides.map(|which, own| self.benefit_keys(which, own.map_or(&[], |own| own.joint())));
        if both && joint.a != joint.b {
            let text = |own: &Vec<String>| {
                if own.is_empty() { words::alone() } else { words::joint(crate::base::text::listed(own)) }
            };
            let texts = joint.map(|_, own| Some(text(own)));
            rows.push(self.text_row(
                pair,
                &Item { text: words::joint_word(word), ..item.clone() },
                texts,
                Leaning::Unknown,
            ));
        }
        rows
    }

    /// Returns the benefits that both sides know, by their shared names.
    fn benefit_keys(&self, which: Which, ids: &[BenefitId]) -> Vec<String> {
        let known = ids.iter().filter(|id| self.shared.is_paired(which, **id));
        let mut keys: Vec<String> = known.map(|id| self.shared.benefit_key(which, *id).to_owned()).collect();
        keys.sort();
        keys.dedup();
        keys
    }

    fn text_row(&self, pair: &Pair<'p>, item: &Item, texts: Both<Option<Text>>, insured: Leaning) -> Row {
        let origins = pair.sides.map(|which, own| own.map(|own| origin(self.shared.program(which), own.origin)));
        text_row(item.clone(), texts, origins, insured)
    }

    fn benefit_origin(&self, which: Which) -> Option<Origin> {
        let program = self.shared.program(which);
        let benefit = program.benefit(*self.ids.get(which));
        version_on(&benefit.alive, self.shared.date(which)).map(|version| origin(program, &version.origin))
    }

    fn occasion(&self) -> Vec<Row> {
        let occasion = |which: Which| self.shared.program(which).benefit(*self.ids.get(which)).occasion;
        let texts = self.ids.map(|which, _| Some(print::occasion(occasion(which))));
        let origins = self.ids.map(|which, _| self.benefit_origin(which));
        let differ = self.occasions_differ();
        let mut row = text_row(Item::of(words::occasion()), texts, origins, Leaning::Unknown);
        if differ {
            row.state = State::NotComparable;
            row.note = Some(words::other_occasion());
        }
        vec![row]
    }

    /// Cases that only one side has, or that apply to different people.
    fn case_scopes(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for case in self.cases {
            let whens = case.ids.map(|which, id| {
                let id = (*id)?;
                let branch = &self.shared.program(which).benefit(*self.ids.get(which)).branches[id.index()];
                let text = match &branch.when {
                    Some(when) => say(|lang| print::expr(self.shared.program(which), when, lang)),
                    None => words::rest(),
                };
                let meaning = branch.when.as_ref().map_or(String::new(), |when| self.shared.meaning(which, when));
                Some((meaning, text, origin(self.shared.program(which), &branch.origin)))
            });
            let item = Item { cases: case.labels.clone(), ..Item::of(words::case_scope()) };
            let meaning = |which: Which| whens.get(which).as_ref().map(|(meaning, ..)| meaning);
            let texts = whens.map(|_, when| when.as_ref().map(|(_, text, _)| text.clone()));
            let origins = whens.map(|_, when| when.as_ref().map(|(_, _, origin)| origin.clone()));
            let same = meaning(Which::A) == meaning(Which::B);
            let mut row = text_row(item, texts, origins, Leaning::Unknown);
            if same {
                row.state = State::Same;
                (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
            }
            rows.push(row);
        }
        rows
    }

    fn paying(&self, which: Which) -> Option<Live<'p>> {
        let mut paying = self.live.get(which).iter().filter(|own| PAYS.contains(&own.path.word));
        paying.clone().find(|own| own.branch.is_none()).or_else(|| paying.next()).copied()
    }

    fn pays_otherwise(&self) -> bool {
        match (self.paying(Which::A), self.paying(Which::B)) {
            (Some(a), Some(b)) => a.path.word != b.path.word,
            _ => false,
        }
    }

    /// A ratio on one side and an amount on the other: shown side by side, not compared.
    fn way_of_paying(&self) -> Vec<Row> {
        if !self.pays_otherwise() {
            return Vec::new();
        }
        let own = self.ids.map(|which, _| self.paying(which));
        let texts =
            own.map(|which, own| own.map(|own| say(|lang| print::clause(self.shared.program(which), own.body, lang))));
        let origins = own.map(|which, own| own.map(|own| origin(self.shared.program(which), own.origin)));
        let mut row = text_row(Item::of(words::how_it_pays()), texts, origins, Leaning::Unknown);
        row.state = State::NotComparable;
        row.note = Some(words::other_ways());
        vec![row]
    }

    /// In which order the benefit comes, with what it does not go together, with what it stacks.
    fn relations(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        for word in [ClauseWord::After, ClauseWord::NotWith, ClauseWord::StacksWith] {
            let named = self.live.map(|which, live| {
                let mut keys = Vec::new();
                let mut from = None;
                for own in live.iter().filter(|own| own.path.word == word) {
                    let ids = match own.body {
                        ClauseBody::After(ids) | ClauseBody::NotWith(ids) | ClauseBody::StacksWith(ids) => ids,
                        _ => continue,
                    };
                    keys.extend(self.benefit_keys(which, ids));
                    from = from.or(Some(own.origin));
                }
                keys.sort();
                keys.dedup();
                from.filter(|_| !keys.is_empty()).map(|from| (keys, origin(self.shared.program(which), from)))
            });
            let (zh, en) = word.words();
            let item = Item { word: Some(word), ..Item::of(Text::new(zh, en)) };
            let texts = named.map(|_, own| own.as_ref().map(|(keys, _)| crate::base::text::listed(keys)));
            let origins = named.map(|_, own| own.as_ref().map(|(_, origin)| origin.clone()));
            if texts.a.is_some() || texts.b.is_some() {
                rows.push(text_row(item, texts, origins, Leaning::Unknown));
            }
        }
        rows
    }

    fn identities(&self) -> Vec<Row> {
        let mode_text = |which: Which, mode: &IdentityMode| match mode {
            IdentityMode::Highest => Text::new("就高", "highest"),
            IdentityMode::Together => Text::new("并用", "together"),
            IdentityMode::InOrder(entries) => {
                // The names of the groups, as the fact declares them.
                let program = self.shared.program(which);
                let benefit = program.benefit(*self.ids.get(which));
                let domain = benefit.identity_facts.iter().find_map(|fact| match program.fact(*fact).ty {
                    Type::Several(domain) => Some(domain),
                    _ => None,
                });
                let names: Vec<&str> = match domain {
                    Some(domain) => {
                        entries.iter().map(|entry| program.domain(domain).entry(*entry).name.as_str()).collect()
                    }
                    None => Vec::new(),
                };
                let names = crate::base::text::listed(&names);
                Text::new(format!("按序 {}", names.zh), format!("in order {}", names.en))
            }
        };
        let asks = |which: Which| !self.shared.program(which).benefit(*self.ids.get(which)).identity_facts.is_empty();
        if !asks(Which::A) && !asks(Which::B) {
            return Vec::new();
        }
        let own = self.live.map(|which, live| {
            let stated = live.iter().find_map(|own| match own.body {
                ClauseBody::Identities(mode) => {
                    Some((mode_text(which, mode), origin(self.shared.program(which), own.origin)))
                }
                _ => None,
            });
            stated.or_else(|| Some((mode_text(which, &IdentityMode::Highest), self.by_default(which)?)))
        });
        vec![self.pair_of_texts(ClauseWord::Identities, own)]
    }

    fn rounding(&self) -> Vec<Row> {
        let own = self.live.map(|which, live| {
            let program = self.shared.program(which);
            let inline = live.iter().find_map(|own| match own.body {
                ClauseBody::Amount { rounding: Some(rounding), .. } if own.branch.is_none() => {
                    Some((rounding, own.origin))
                }
                _ => None,
            });
            let clause = || {
                live.iter().find_map(|own| match own.body {
                    ClauseBody::Round(rounding) if own.branch.is_none() => Some((rounding, own.origin)),
                    _ => None,
                })
            };
            match inline.or_else(clause) {
                Some((rounding, from)) => Some((say(|lang| print::rounding(rounding, lang)), origin(program, from))),
                None => {
                    let from = self.by_default(which)?;
                    let usual = Rounding { mode: RoundingMode::HalfUp, unit: Number::one(), span: from.span };
                    Some((say(|lang| print::rounding(&usual, lang)), from))
                }
            }
        });
        vec![self.pair_of_texts(ClauseWord::Round, own)]
    }

    fn stages(&self) -> Vec<Row> {
        let own = self.live.map(|which, live| {
            live.iter().find_map(|own| match own.body {
                ClauseBody::Order(stages) => {
                    Some((say(|lang| print::stages(stages, lang)), origin(self.shared.program(which), own.origin)))
                }
                _ => None,
            })
        });
        if own.a.is_none() && own.b.is_none() { Vec::new() } else { vec![self.pair_of_texts(ClauseWord::Order, own)] }
    }

    fn year_from(&self) -> Vec<Row> {
        let text = |month: u8, day: u8| Text::new(format!("{month}月{day}日"), format!("{month:02}-{day:02}"));
        let own = self.live.map(|which, live| {
            live.iter().find_map(|own| match own.body {
                ClauseBody::YearFrom { month, day } => {
                    Some((text(*month, *day), origin(self.shared.program(which), own.origin)))
                }
                _ => None,
            })
        });
        if own.a.is_none() && own.b.is_none() {
            return Vec::new();
        }
        let own = own.map(|which, own| own.clone().or_else(|| Some((text(1, 1), self.by_default(which)?))));
        vec![self.pair_of_texts(ClauseWord::YearFrom, own)]
    }

    fn in_kind(&self) -> Vec<Row> {
        let own = self.live.map(|which, live| {
            live.iter().find_map(|own| match own.body {
                ClauseBody::InKind(text) => Some((Text::same(text), origin(self.shared.program(which), own.origin))),
                _ => None,
            })
        });
        if own.a.is_none() && own.b.is_none() { Vec::new() } else { vec![self.pair_of_texts(ClauseWord::InKind, own)] }
    }

    /// What the language says where nobody says anything.
    fn by_default(&self, which: Which) -> Option<Origin> {
        let own = self.benefit_origin(which)?;
        Some(Origin { cites: Vec::new(), disputed: Vec::new(), checked: None, how: Stated::Default, ..own })
    }

    fn pair_of_texts(&self, word: ClauseWord, own: Both<Option<(Text, Origin)>>) -> Row {
        let (zh, en) = word.words();
        let item = Item { word: Some(word), ..Item::of(Text::new(zh, en)) };
        let texts = own.map(|_, own| own.as_ref().map(|(text, _)| text.clone()));
        let origins = own.map(|_, own| own.as_ref().map(|(_, origin)| origin.clone()));
        text_row(item, texts, origins, Leaning::Unknown)
    }
}

/// Returns a row of two texts: the same, different, or on one side only.
pub(crate) fn text_row(item: Item, texts: Both<Option<Text>>, origins: Both<Option<Origin>>, insured: Leaning) -> Row {
    let from_above = |which: Which| {
        origins
            .get(which)
            .as_ref()
            .is_some_and(|own| matches!(own.how, Stated::Inherited | Stated::EveryBenefit | Stated::Default))
    };
    let state = match (&texts.a, &texts.b) {
        (a, b) if a == b => State::Same,
        (Some(_), None) => State::Only(Which::A),
        (None, Some(_)) => State::Only(Which::B),
        _ => match (from_above(Which::A), from_above(Which::B)) {
            (true, false) => State::FromAbove(Which::A),
            (false, true) => State::FromAbove(Which::B),
            _ => State::Different,
        },
    };
    let values = texts.map(|which, text| match (text, origins.get(which)) {
        (Some(text), Some(origin)) => Held::Value(Stating {
            text: text.clone(),
            formula: None,
            kind: ValueKind::Text,
            origin: origin.clone(),
            uses: Vec::new(),
        }),
        _ => Held::Absent,
    });
    let insured = if state == State::Same { Leaning::Even } else { insured };
    Row { item, keys: Vec::new(), state, values, change: None, insured, fund: insured, note: None }
}

/// Returns the value of a clause with its period; `follow`: what `比例 同 住院报销` refers to instead of the reference.
pub(crate) fn stated<'p>(
    shared: &Shared<'p>,
    side: impl Into<SideId>,
    id: BenefitId,
    own: &Live<'p>,
    follow: bool,
) -> Option<Value<'p>> {
    let side = side.into();
    let mut value = own.value()?;
    let mut from = own.origin;
    let mut steps = 0;
    while let (Source::As(id, _), true) = (&value.value, follow) {
        let next = live(shared, side, *id)
            .into_iter()
            .find(|other| other.path.word == own.path.word && other.branch.is_none());
        let Some(next) = next.filter(|_| steps < 64) else { break };
        (value, from) = (next.value()?, next.origin);
        steps += 1;
    }
    let occasion = match shared.program(side).benefit(id).occasion {
        Occasion::PersonMonth | Occasion::HouseholdMonth => Some(Period::Month),
        Occasion::PersonYear | Occasion::HouseholdYear => Some(Period::Year),
        Occasion::EachClaim | Occasion::PersonOnce | Occasion::HouseholdOnce => None,
    };
    let ty = match (own.path.word, &value.ty) {
        (ClauseWord::Amount, Type::Quantity(unit)) => Type::Quantity(per(unit, occasion)),
        (_, Type::Quantity(unit)) => Type::Quantity(per(unit, own.period())),
        (_, ty) => ty.clone(),
    };
    Some(Value { body: Body::Adjusted(value), origin: from, ty })
}

/// Returns what the lack of a value is called in a clause of a kind.
pub(crate) fn none_text(word: ClauseWord) -> Text {
    match word {
        ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo => words::not_payable(),
        ClauseWord::Deductible | ClauseWord::FirstPay => words::no_deductible(),
        _ => words::no_limit(),
    }
}

/// Returns what a clause is called: `限额 每年 各病种`.
pub(crate) fn item(shared: &Shared<'_>, side: impl Into<SideId>, own: &Live<'_>, labels: &[String]) -> Item {
    let which = side.into();
    let program = shared.program(which);
    let (zh, en) = own.path.word.words();
    let mut text = Text::new(zh, en);
    match own.body {
        ClauseBody::Quantity { asked, .. } => text = words::quantity_of(say(|lang| print::expr(program, asked, lang))),
        ClauseBody::FirstPay { when: Some(when), .. } => {
            text = words::label(text, say(|lang| print::expr(program, when, lang)));
        }
        ClauseBody::FirstPay { value, .. } => {
            if let Source::Expr(of) = &value.value
                && let crate::ir::ExprKind::Arithmetic(crate::ir::expr::ArithmeticOp::Multiply, left, right) = &*of.kind
            {
                let of = if shared.constant(which, right).is_some() { left } else { right };
                text = words::label(text, say(|lang| print::expr(program, of, lang)));
            }
        }
        _ => {}
    }
    if let Some(label) = &own.path.label {
        text = words::label(text, label);
    }
    let mut behind: Vec<Text> = Vec::new();
    if let (ClauseWord::Cap | ClauseWord::OwnPayAtMost | ClauseWord::Deductible, Some(period)) =
        (own.path.word, own.period())
    {
        let (zh, en) = period_words(period);
        behind.push(Text::new(zh, en));
    }
    let each = each_key(shared, which, own);
    if !each.is_empty() {
        behind.push(words::each(crate::base::text::listed(&each)));
    }
    if !own.joint().is_empty() {
        let keys: Vec<&str> = own.joint().iter().map(|id| shared.benefit_key(which, *id)).collect();
        behind.push(words::joint(crate::base::text::listed(&keys)));
    }
    for own in behind {
        text = Text { zh: format!("{} {}", text.zh, own.zh), en: format!("{} {}", text.en, own.en) };
    }
    Item {
        text,
        word: Some(own.path.word),
        cases: labels.to_vec(),
        label: own.path.label.clone(),
        period: own.period(),
        read: None,
    }
}

impl Item {
    /// Returns an item that is no clause.
    pub(crate) fn of(text: Text) -> Item {
        Item { text, word: None, cases: Vec::new(), label: None, period: None, read: None }
    }
}

fn per(unit: &Unit, period: Option<Period>) -> Unit {
    let base = match period {
        Some(Period::Day) => Base::Day,
        Some(Period::Month) => Base::Month,
        Some(Period::Quarter) => Base::Quarter,
        Some(Period::Year) => Base::Year,
        Some(Period::Visit | Period::Life) | None => return unit.clone(),
    };
    if unit.power_of(&base) == 0 { unit.times_base(base, -1) } else { unit.clone() }
}
