//! The section `[ci]` of `polcheck.toml`: what a review compares with, how grave each finding is, what it requires. A
//! county may be stricter than those above it, and laxer only where they allow it.

use std::path::{Component, Path};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::ci_words as words;
use super::error::{Error, did_you_mean};
use super::toml_text::{Entry, Reader};
use super::words as usual;
use crate::base::text::{Text, listed};
use crate::compare::changes::{Act, Effect, Finding, Level, Rule};
use crate::data::periods::Months;
use crate::model::scope::nearest;

const KEYS: &[&str] = &[
    "against",
    "accepted",
    "levels",
    "acts",
    "free",
    "regions",
    "claims",
    "persons",
    "households",
    "months",
    "years_later",
];

/// What a region may settle.
const KEYS_OF_REGIONS: &[&str] = &["levels", "acts", "free"];

/// Later than by so many years nobody takes claims to be.
const MOST_YEARS: u32 = 100;

const EFFECTS: [Effect; 4] = [Effect::Worse, Effect::Better, Effect::Unclear, Effect::None];

/// What `[ci]` settles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CiSettings {
    pub(crate) against: Option<String>,
    /// The file of acceptances, relative to the workspace.
    pub(crate) accepted: Option<String>,
    /// Tables of bills, persons and households, relative to the workspace.
    pub(crate) claims: Vec<Entry>,
    pub(crate) persons: Option<Entry>,
    pub(crate) households: Option<Entry>,
    /// The months of which persons and households are paid.
    pub(crate) months: Option<Months>,
    /// By how many years the bills are taken to be later than they are.
    pub(crate) years_later: Option<u32>,
    everywhere: Tuning,
    regions: Vec<Region>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Region {
    name: String,
    line: usize,
    tuning: Tuning,
}

/// Levels and acts, each with its line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Tuning {
    levels: Vec<(Selector, Level, usize)>,
    acts: Vec<(Selector, Act, usize)>,
    /// What those below may settle as they like.
    free: Vec<Selector>,
}

/// One rule, or all findings with an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Selector {
    Rule(Rule),
    Effect(Effect),
}

impl Selector {
    fn from_name(name: &str) -> Option<Selector> {
        let effect = EFFECTS.into_iter().find(|effect| effect.name() == name).map(Selector::Effect);
        effect.or_else(|| Rule::from_name(name).map(Selector::Rule))
    }

    fn fits(self, own: &Finding) -> bool {
        match self {
            Selector::Rule(rule) => rule == own.rule,
            Selector::Effect(effect) => effect == own.effect,
        }
    }
}

impl Tuning {
    /// Returns what is settled for a finding: for its rule, else for its effect.
    fn of<T: Copy>(all: &[(Selector, T, usize)], own: &Finding) -> Option<(T, usize)> {
        let fitting = || all.iter().filter(|(selector, ..)| selector.fits(own));
        let by_rule = fitting().find(|(selector, ..)| matches!(selector, Selector::Rule(_)));
        by_rule.or_else(|| fitting().next()).map(|(_, value, line)| (*value, *line))
    }

    fn frees(&self, own: &Finding) -> bool {
        self.free.iter().any(|selector| selector.fits(own))
    }
}

impl CiSettings {
    /// Returns the level of a finding and the act that it requires; `chain`: the jurisdictions from the province down.
    pub(crate) fn judge(&self, file: &str, own: &Finding, chain: &[String]) -> Result<(Level, Act), Error> {
        let mut level = own.rule.level(own.effect);
        let mut act = own.rule.act(own.effect);
        let everywhere = &self.everywhere;
        level = Tuning::of(&everywhere.levels, own).map_or(level, |(level, _)| level);
        act = Tuning::of(&everywhere.acts, own).map_or(act, |(act, _)| act);
        let mut free = everywhere.frees(own);
        for (depth, name) in chain.iter().enumerate() {
            let Some(region) = self.regions.iter().find(|region| region.name == *name) else { continue };
            let bound = depth > 0 && !free;
            let laxer = |line: usize, settled: String| {
                let message = words::ci_looser(name, own.rule.name(), settled);
                Error::Config { file: file.to_owned(), line, message, hint: Some(words::ci_looser_hint()) }
            };
            if let Some((wanted, line)) = Tuning::of(&region.tuning.levels, own) {
                if bound && wanted < level {
                    return Err(laxer(line, level.name().to_owned()));
                }
                level = wanted;
            }
            if let Some((wanted, line)) = Tuning::of(&region.tuning.acts, own) {
                if bound && weight(wanted) < weight(act) {
                    return Err(laxer(line, act.name()));
                }
                act = wanted;
            }
            free |= region.tuning.frees(own);
        }
        Ok((level, act))
    }

    /// Returns the first region that no jurisdiction is called, as an error.
    pub(crate) fn check_regions(&self, file: &str, known: &[&str]) -> Result<(), Error> {
        let unknown = self.regions.iter().find(|region| !known.contains(&region.name.as_str()));
        let Some(region) = unknown else { return Ok(()) };
        let near = nearest(&region.name, known.iter().copied());
        let hint = (!near.is_empty()).then(|| did_you_mean(&near));
        let message = words::ci_region_unknown(&region.name);
        Err(Error::Config { file: file.to_owned(), line: region.line, message, hint })
    }

    /// Whether two settle the same, wherever in their files.
    pub(crate) fn agrees(&self, other: &CiSettings) -> bool {
        let plain = |own: &CiSettings| {
            let of = |own: &Tuning| {
                let levels: Vec<_> = own.levels.iter().map(|(selector, level, _)| (*selector, *level)).collect();
                let acts: Vec<_> = own.acts.iter().map(|(selector, act, _)| (*selector, *act)).collect();
                (levels, acts, own.free.clone())
            };
            let regions: Vec<_> = own.regions.iter().map(|own| (own.name.clone(), of(&own.tuning))).collect();
            (own.accepted.clone(), of(&own.everywhere), regions)
        };
        plain(self) == plain(other)
    }
}

/// How much an act asks.
fn weight(act: Act) -> (u8, u32) {
    match act {
        Act::None => (0, 0),
        Act::PublicNotice => (1, 0),
        Act::NoticePeriod(days) => (2, days),
        Act::Filing => (3, 0),
    }
}

/// Reads the section.
pub(crate) fn parse(reader: &Reader<'_>, name: &str, value: &Spanned<DeValue<'_>>) -> Result<CiSettings, Error> {
    let mut own = CiSettings::default();
    for (key, value) in table(reader, name, value)? {
        let name: &str = key.get_ref();
        match name {
            "against" => own.against = Some(text(reader, name, value)?),
            "accepted" => own.accepted = Some(text(reader, name, value)?),
            "claims" => {
                let all = value.get_ref().as_array().map_or(std::slice::from_ref(value), |all| &all[..]);
                own.claims = all.iter().map(|value| table_of_people(reader, name, value)).collect::<Result<_, _>>()?;
            }
            "persons" => own.persons = Some(table_of_people(reader, name, value)?),
            "households" => own.households = Some(table_of_people(reader, name, value)?),
            "months" => {
                let written = text(reader, name, value)?;
                let wrong = || reader.error(value.span(), usual::no_months(&written), None);
                own.months = Some(Months::parse(&written).ok_or_else(wrong)?);
            }
            "years_later" => {
                let number = value.get_ref().as_integer().and_then(|own| own.as_str().parse().ok());
                let wrong = || reader.error(value.span(), words::ci_years(name), None);
                own.years_later = Some(number.filter(|own| *own <= MOST_YEARS).ok_or_else(wrong)?);
            }
            "regions" => {
                for (key, value) in table(reader, name, value)? {
                    let name = key.get_ref().to_string();
                    let mut tuning = Tuning::default();
                    for (inner, value) in table(reader, &name, value)? {
                        if !tune(reader, &mut tuning, inner.get_ref(), value)? {
                            return Err(unknown(reader, inner, KEYS_OF_REGIONS));
                        }
                    }
                    own.regions.push(Region { name, line: reader.line(key.span().start), tuning });
                }
            }
            _ => {
                if !tune(reader, &mut own.everywhere, name, value)? {
                    return Err(unknown(reader, key, KEYS));
                }
            }
        }
    }
    Ok(own)
}

fn tune(reader: &Reader<'_>, tuning: &mut Tuning, name: &str, value: &Spanned<DeValue<'_>>) -> Result<bool, Error> {
    match name {
        "levels" => {
            for (key, value) in table(reader, name, value)? {
                let selector = selector(reader, key.get_ref(), key.span())?;
                let level = value.get_ref().as_str().and_then(Level::from_name);
                let wrong = || reader.error(value.span(), words::ci_level(key.get_ref().as_ref()), None);
                tuning.levels.push((selector, level.ok_or_else(wrong)?, reader.line(key.span().start)));
            }
        }
        "acts" => {
            for (key, value) in table(reader, name, value)? {
                let selector = selector(reader, key.get_ref(), key.span())?;
                let act = value.get_ref().as_str().and_then(Act::from_name);
                let wrong = || reader.error(value.span(), words::ci_act(key.get_ref().as_ref()), None);
                tuning.acts.push((selector, act.ok_or_else(wrong)?, reader.line(key.span().start)));
            }
        }
        "free" => {
            let wrong = || reader.error(value.span(), usual::wants_list(name), None);
            for own in value.get_ref().as_array().ok_or_else(wrong)? {
                let name = own.get_ref().as_str().ok_or_else(wrong)?;
                tuning.free.push(selector(reader, name, own.span())?);
            }
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn selector(reader: &Reader<'_>, name: &str, span: std::ops::Range<usize>) -> Result<Selector, Error> {
    Selector::from_name(name).ok_or_else(|| {
        let names: Vec<String> = Rule::all().map(Rule::name).collect();
        let near = nearest(name, names.iter().map(String::as_str));
        let hint = if near.is_empty() { words::ci_rules_hint() } else { did_you_mean(&near) };
        reader.error(span, words::ci_rule_unknown(name), Some(hint))
    })
}

fn unknown(reader: &Reader<'_>, key: &Spanned<std::borrow::Cow<'_, str>>, keys: &[&str]) -> Error {
    let name: &str = key.get_ref();
    let near = nearest(name, keys.iter().copied());
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let hint: Text = if near.is_empty() { usual::known_keys(listed(&quoted)) } else { did_you_mean(&near) };
    reader.error(key.span(), usual::unknown_key(name), Some(hint))
}

fn table<'v, 't>(reader: &Reader<'_>, name: &str, value: &'v Spanned<DeValue<'t>>) -> Result<&'v DeTable<'t>, Error> {
    value.get_ref().as_table().ok_or_else(|| reader.error(value.span(), usual::wants_table(name), None))
}

/// Reads the name of a table; none lies outside of the workspace.
fn table_of_people(reader: &Reader<'_>, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Entry, Error> {
    let path = text(reader, name, value)?;
    let plain = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if !Path::new(&path).components().all(plain) {
        return Err(reader.error(value.span(), words::ci_table_outside(&path), None));
    }
    Ok(Entry { name: path, line: reader.line(value.span().start) })
}

fn text(reader: &Reader<'_>, name: &str, value: &Spanned<DeValue<'_>>) -> Result<String, Error> {
    let own = value.get_ref().as_str().filter(|own| !own.trim().is_empty());
    own.map(str::to_owned).ok_or_else(|| reader.error(value.span(), words::entry_wants_text(name), None))
}
