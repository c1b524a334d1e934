//! A population as somebody declares it: how many persons, of which groups and ages, how often and where they are
//! treated, what that costs. What is not declared is taken from the vocabulary by rules that are printed with the data.

use super::columns::{Schema, WantedFact};
use super::words;
use crate::base::nearest::nearest;
use crate::base::text::{Text, quoted};
use crate::column::{Kind, Run};
use crate::ir::{Owner, Type};
use indexmap::IndexMap;

/// The most persons of one population.
pub const MAX_PERSONS: u64 = 100_000_000;
/// Shares are in millionths.
pub const WHOLE: u64 = 1_000_000;

/// How often each value of a fact stands, in millionths.
pub type Shares = Vec<(String, u64)>;

/// A population.
#[derive(Clone, Debug, PartialEq)]
pub struct Population {
    pub persons: u64,
    pub seed: u64,
    pub year: i16,
    /// Claims of a person in the year, in millionths: 10 is 10,000,000.
    pub claims_per_person: u64,
    /// How many bills are reversed later, in millionths.
    pub reversed: u64,
    /// Persons by the size of their household, in millionths.
    pub household_sizes: Shares,
    /// Persons by age: the first and the last of a band, in years.
    pub ages: Vec<(i64, i64, u64)>,
    /// By fact, in the order of the schema.
    pub shares: IndexMap<usize, Shares>,
    /// What a bill costs: the middle one, in 分, and the spread of its logarithm in thousandths; by the kind of care.
    pub costs: IndexMap<String, (u64, u64)>,
    /// Which part of the cost is eligible, in millionths: from, to.
    pub eligible: (u64, u64),
}

const KEYS: &[&str] = &[
    "persons",
    "seed",
    "year",
    "claims_per_person",
    "reversed",
    "household_sizes",
    "ages",
    "share",
    "cost",
    "eligible",
];

impl Population {
    /// Returns what is assumed where nothing is declared.
    pub fn usual(run: &Run<'_>, schema: &Schema, year: i16) -> Population {
        let mut shares = IndexMap::new();
        for (at, fact) in schema.facts.iter().enumerate() {
            if let Some(own) = usual_shares(run, schema, fact) {
                shares.insert(at, own);
            }
        }
        let share = |name: &str, own: u64| (name.to_owned(), own);
        Population {
            persons: 1_000,
            seed: 1,
            year,
            claims_per_person: 10_000_000,
            reversed: 2_000,
            household_sizes: vec![
                share("1", 150_000),
                share("2", 280_000),
                share("3", 270_000),
                share("4", 200_000),
                share("5", 100_000),
            ],
            ages: vec![(0, 5, 60_000), (6, 17, 130_000), (18, 59, 560_000), (60, 79, 210_000), (80, 99, 40_000)],
            shares,
            costs: IndexMap::from([("门诊".to_owned(), (30_000, 900)), ("住院".to_owned(), (800_000, 900))]),
            eligible: (600_000, 1_000_000),
        }
    }

    /// Changes what a text in TOML declares; everything that is not understood is an error.
    pub fn declare(&mut self, schema: &Schema, text: &str) -> Result<(), Text> {
        let table: toml::Table = toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(text));
            words::population_broken((before.matches('\n').count() + 1).to_string())
        })?;
        for (key, value) in &table {
            let wrong = |wanted: Text| words::population_wrong(key, wanted);
            let table_of = || value.as_table().ok_or_else(|| wrong(words::wants_table()));
            match key.as_str() {
                "persons" => {
                    let persons = number(value).filter(|own| (1..=MAX_PERSONS).contains(own));
                    let wanted = || wrong(words::wants_whole(1.to_string(), MAX_PERSONS.to_string()));
                    self.persons = persons.ok_or_else(wanted)?;
                }
                "seed" => {
                    let wanted = || wrong(words::wants_whole(0.to_string(), i64::MAX.to_string()));
                    self.seed = number(value).ok_or_else(wanted)?;
                }
                "year" => {
                    let year = number(value).and_then(|own| i16::try_from(own).ok());
                    let wanted = || wrong(words::wants_whole(1900.to_string(), 9998.to_string()));
                    self.year = year.filter(|own| (1900..=9998).contains(own)).ok_or_else(wanted)?;
                }
                "claims_per_person" => {
                    let claims = millionths(value).filter(|own| *own <= 1_000 * WHOLE);
                    let wanted = || wrong(words::wants_between(0.to_string(), 1_000.to_string()));
                    self.claims_per_person = claims.ok_or_else(wanted)?;
                }
                "reversed" => {
                    let wanted = || wrong(words::wants_between(0.to_string(), 1.to_string()));
                    self.reversed = millionths(value).filter(|own| *own <= WHOLE).ok_or_else(wanted)?;
                }
                "household_sizes" => {
                    let sizes = shares_of(key, table_of()?)?;
                    let right =
                        |(size, _): &(String, u64)| size.parse::<u64>().is_ok_and(|own| (1..=20).contains(&own));
                    if !sizes.iter().all(right) {
                        return Err(wrong(words::wants_sizes()));
                    }
                    self.household_sizes = sizes;
                }
                "ages" => {
                    let bands = shares_of(key, table_of()?)?;
                    let band = |(name, share): &(String, u64)| {
                        let (from, to) = name.split_once('-')?;
                        let (from, to): (i64, i64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
                        (0 <= from && from <= to && to <= 130).then_some((from, to, *share))
                    };
                    self.ages =
                        bands.iter().map(band).collect::<Option<_>>().ok_or_else(|| wrong(words::wants_ages()))?;
                }
                "share" => {
                    for (name, value) in table_of()? {
                        let (at, shares) = declared_shares(schema, name, value)?;
                        self.shares.insert(at, shares);
                    }
                }
                "cost" => {
                    let care = schema.facts.iter().find(|own| own.english.as_deref() == Some("care_type"));
                    let kinds = care.and_then(|own| entries(schema, own));
                    for (name, value) in table_of()? {
                        if let Some(kinds) = kinds.as_ref().filter(|own| !own.contains(&name.as_str())) {
                            return Err(words::population_unknown(name, quoted(kinds)));
                        }
                        let wrong = || words::population_wrong(format!("cost.{name}"), words::wants_cost());
                        let own = value.as_table().ok_or_else(wrong)?;
                        if let Some(other) = own.keys().find(|key| !["median", "sigma"].contains(&key.as_str())) {
                            return Err(words::population_unknown(other, quoted(&["median", "sigma"])));
                        }
                        let read = |key: &str| own.get(key).map(|own| millionths(own).ok_or_else(wrong)).transpose();
                        let median = read("median")?.map(|own| own / 10_000);
                        let sigma = read("sigma")?.map(|own| own / 1_000);
                        let known = self.costs.get(name).copied().unwrap_or((30_000, 900));
                        let cost = (median.unwrap_or(known.0), sigma.unwrap_or(known.1));
                        if cost.0 == 0 || cost.0 > 100_000_000 || cost.1 > 3_000 {
                            return Err(wrong());
                        }
                        self.costs.insert(name.clone(), cost);
                    }
                }
                "eligible" => {
                    let own = value.as_array().ok_or_else(|| wrong(words::wants_eligible()))?;
                    let ends: Vec<u64> = own.iter().filter_map(millionths).collect();
                    match ends.as_slice() {
                        [from, to] if own.len() == 2 && from <= to && *to <= WHOLE => self.eligible = (*from, *to),
                        _ => return Err(wrong(words::wants_eligible())),
                    }
                }
                _ => {
                    let near = nearest(key, KEYS.iter().copied());
                    return Err(words::population_unknown(
                        key,
                        if near.is_empty() { quoted(KEYS) } else { quoted(&near) },
                    ));
                }
            }
        }
        Ok(())
    }

    /// Returns the population as a file that declares it: the assumptions behind the data.
    pub fn to_text(&self, schema: &Schema) -> String {
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let mut out = format!(
            "persons = {}\nseed = {}\nyear = {}\nclaims_per_person = {}\nreversed = {}\neligible = [{}, {}]\n",
            self.persons,
            self.seed,
            self.year,
            decimal(self.claims_per_person),
            decimal(self.reversed),
            decimal(self.eligible.0),
            decimal(self.eligible.1)
        );
        let mut table = |name: String, shares: &[(String, u64)]| {
            out.push_str(&format!("\n[{name}]\n"));
            for (value, share) in shares {
                out.push_str(&format!("{} = {}\n", quoted(value), decimal(*share)));
            }
        };
        table("household_sizes".to_owned(), &self.household_sizes);
        let ages: Shares = self.ages.iter().map(|(from, to, share)| (format!("{from}-{to}"), *share)).collect();
        table("ages".to_owned(), &ages);
        for (at, shares) in &self.shares {
            table(format!("share.{}", quoted(&schema.facts[*at].name)), shares);
        }
        for (name, (median, sigma)) in &self.costs {
            let sigma = decimal(sigma * 1_000);
            out.push_str(&format!(
                "\n[cost.{}]\nmedian = {}\nsigma = {sigma}\n",
                quoted(name),
                decimal(median * 10_000)
            ));
        }
        out
    }
}

/// Returns the entries of a fact that stand in its cells.
fn entries<'s>(schema: &'s Schema, fact: &WantedFact) -> Option<Vec<&'s str>> {
    match fact.kind? {
        Kind::Entry(at) | Kind::Several(at) => {
            Some(schema.vocabularies[at].entries.iter().map(|own| own.name.as_str()).collect())
        }
        Kind::Truth => Some(vec!["是", "否"]),
        Kind::Number | Kind::Day | Kind::Text | Kind::Records => None,
    }
}

/// Returns the entries of a fact, those first that stand on lists, in the order of the lists: what counties list is what
/// they meet.
fn by_lists<'s>(run: &Run<'_>, schema: &'s Schema, fact: &WantedFact, names: Vec<&'s str>) -> Vec<&'s str> {
    let (Kind::Entry(at) | Kind::Several(at)) = fact.kind.unwrap_or(Kind::Number) else { return names };
    let vocabulary = &schema.vocabularies[at];
    let mut order: Vec<&str> = Vec::new();
    for county in &run.counties {
        let program = county.program;
        for list in program.lists.iter().filter(|list| program.domain(list.of).name == vocabulary.name) {
            for entry in &list.entries {
                let name = program.domain(list.of).entry(entry.body).name.as_str();
                if let Some(own) = names.iter().find(|own| **own == name).filter(|own| !order.contains(*own)) {
                    order.push(own);
                }
            }
        }
    }
    let rest: Vec<&str> = names.into_iter().filter(|own| !order.contains(own)).collect();
    order.extend(rest);
    order
}

/// Of what has no default: the first value has the largest share, each further one a part as large as its place says.
/// Of what has one: only kinds of care, kinds of insurance and the like vary; the others keep their default.
fn usual_shares(run: &Run<'_>, schema: &Schema, fact: &WantedFact) -> Option<Shares> {
    let names = by_lists(run, schema, fact, entries(schema, fact)?);
    if fact.kind == Some(Kind::Truth) {
        return (!fact.has_default).then(|| vec![("否".to_owned(), 900_000), ("是".to_owned(), 100_000)]);
    }
    if fact.owner == Owner::Claim && fact.english.as_deref() == Some("care_type") && names.len() == 2 {
        return Some(vec![(names[0].to_owned(), 920_000), (names[1].to_owned(), 80_000)]);
    }
    if fact.has_default || names.is_empty() {
        return None;
    }
    // Of persons most belong to no group; diseases and facilities are met less and less often.
    if fact.owner != Owner::Claim {
        let rest = 200_000 / (names.len() as u64 - 1).max(1);
        let share = |at: usize| if at == 0 { WHOLE - rest * (names.len() as u64 - 1) } else { rest };
        return Some(names.iter().enumerate().map(|(at, name)| ((*name).to_owned(), share(at))).collect());
    }
    let weights: Vec<u64> = (1..=names.len() as u64).map(|place| WHOLE / place).collect();
    let all: u64 = weights.iter().sum();
    Some(names.iter().zip(weights).map(|(name, own)| ((*name).to_owned(), (own * WHOLE).div_ceil(all))).collect())
}

fn declared_shares(schema: &Schema, name: &str, value: &toml::Value) -> Result<(usize, Shares), Text> {
    let wrong = || words::population_wrong(format!("share.{name}"), words::wants_shares());
    let fits = |own: &WantedFact| own.kind.is_some() && (own.name == name || own.english.as_deref() == Some(name));
    let Some(at) = schema.facts.iter().position(fits) else {
        let near = nearest(name, schema.facts.iter().map(|own| own.name.as_str()));
        return Err(words::population_unknown(name, quoted(&near)));
    };
    let fact = &schema.facts[at];
    if matches!(fact.ty, Type::Quantity(_)) && entries(schema, fact).is_none() {
        return Ok((at, shares_of(name, value.as_table().ok_or_else(wrong)?)?));
    }
    let known = entries(schema, fact).ok_or_else(wrong)?;
    let shares = shares_of(name, value.as_table().ok_or_else(wrong)?)?;
    for (value, _) in &shares {
        if !known.contains(&value.as_str()) {
            let near = nearest(value, known.iter().copied());
            return Err(words::population_unknown(value, quoted(if near.is_empty() { &[] } else { near.as_slice() })));
        }
    }
    Ok((at, shares))
}

/// Returns shares; they need not add up to 1, only their proportions count.
fn shares_of(name: &str, table: &toml::Table) -> Result<Shares, Text> {
    let share = |(key, value): (&String, &toml::Value)| millionths(value).map(|own| (key.clone(), own));
    let shares: Option<Shares> = table.iter().map(share).collect();
    let sum = |own: &Shares| own.iter().try_fold(0_u64, |sum, (_, share)| sum.checked_add(*share));
    let shares = shares.filter(|own| sum(own).is_some_and(|own| own > 0));
    shares.ok_or_else(|| words::population_wrong(name, words::wants_shares()))
}

fn number(value: &toml::Value) -> Option<u64> {
    value.as_integer().and_then(|own| u64::try_from(own).ok())
}

/// Returns a number that is not negative in millionths.
fn millionths(value: &toml::Value) -> Option<u64> {
    match value {
        toml::Value::Integer(own) => u64::try_from(*own).ok()?.checked_mul(WHOLE).filter(|own| *own < 1 << 60),
        toml::Value::Float(own) => {
            let number = crate::base::number::Number::parse(&own.to_string())?;
            let whole = crate::base::number::Number::from(WHOLE as i64);
            number.multiply(&whole).ok()?.to_i64().and_then(|own| u64::try_from(own).ok())
        }
        _ => None,
    }
}

fn decimal(millionths: u64) -> String {
    let text = format!("{}.{:06}", millionths / WHOLE, millionths % WHOLE);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
