//! A declared population to tables of claims, persons and households that nobody has lived: for benchmarks, tests and
//! demonstrations without private data. The same declaration and seed give the same bytes on every machine.

use super::columns::{Meaning, Schema};
use super::out::{Out, Sink};
use super::population::{Population, Shares, WHOLE};
use super::table::Cell;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::Lang;
use crate::column::Kind;
use crate::ir::{Owner, Type};
use std::io;

/// Where the tables go.
pub struct Tables<'t> {
    pub claims: &'t mut dyn Sink,
    pub persons: Option<&'t mut dyn Sink>,
    pub households: Option<&'t mut dyn Sink>,
}

/// How many rows have been made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Made {
    pub claims: u64,
    pub persons: u64,
    pub households: u64,
}

/// Chance that is the same on every machine: SplitMix64.
struct Chance(u64);

impl Chance {
    /// Returns chance for one subject of a population.
    fn of(seed: u64, kind: u64, number: u64) -> Chance {
        let mut own =
            Chance(seed ^ kind.wrapping_mul(0xa076_1d64_78bd_642f) ^ number.wrapping_mul(0xe703_7ed1_a0b4_28db));
        own.next();
        own
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below a limit (at least 1).
    fn below(&mut self, limit: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(limit.max(1))) >> 64) as u64
    }

    /// Returns the place of one of some shares.
    fn pick<T>(&mut self, shares: &[T], share: impl Fn(&T) -> u64) -> usize {
        let all: u64 = shares.iter().map(&share).sum();
        let mut left = self.below(all);
        for (at, own) in shares.iter().enumerate() {
            let size = share(own);
            if left < size {
                return at;
            }
            left -= size;
        }
        shares.len().saturating_sub(1)
    }

    /// Returns about a normal number, in thousandths: the sum of twelve even ones (Irwin–Hall).
    fn normal(&mut self) -> i64 {
        (0..12).map(|_| self.below(1_000) as i64).sum::<i64>() - 5_994
    }
}

/// Returns `exp(x)`, x in millionths, in millionths: whole numbers only, so that no machine rounds otherwise.
fn exp(x: i64) -> u64 {
    const ONE: i128 = 1_000_000_000_000;
    // exp(x) = exp(x / 1024) ^ 1024, the inner one by its series.
    let small = i128::from(x) * 1_000_000 / 1024;
    let mut term = ONE;
    let mut sum = ONE;
    for place in 1..8 {
        term = term * small / ONE / place;
        sum += term;
    }
    for _ in 0..10 {
        sum = (sum * sum / ONE).min(ONE * 1_000_000);
    }
    u64::try_from(sum / 1_000_000).unwrap_or(0)
}

/// Makes the tables. `counties`: by which names persons are insured.
pub fn generate(
    schema: &Schema,
    population: &Population,
    counties: &[String],
    lang: Lang,
    tables: &mut Tables<'_>,
) -> io::Result<Made> {
    let made = Maker { schema, population, counties, lang };
    made.all(tables)
}

struct Maker<'m> {
    schema: &'m Schema,
    population: &'m Population,
    counties: &'m [String],
    lang: Lang,
}

impl Maker<'_> {
    fn heading(&self, meaning: &Meaning) -> String {
        match meaning {
            Meaning::Fact(at) => {
                let own = &self.schema.facts[*at];
                match self.lang {
                    Lang::Zh => own.name.clone(),
                    Lang::En => own.english.clone().unwrap_or_else(|| own.name.clone()),
                }
            }
            other => self.schema.name(other).get(self.lang).to_owned(),
        }
    }

    /// Returns the facts of an owner that get a column.
    fn columns(&self, owner: Owner) -> Vec<usize> {
        let wanted = |at: &usize| {
            let fact = &self.schema.facts[*at];
            let declared = self.population.shares.contains_key(at);
            let needed = !fact.has_default && !matches!(fact.kind, Some(Kind::Text) | None);
            let cost = [self.gross(), self.eligible()].contains(&Some(*at));
            let birth = fact.english.as_deref() == Some("birth_date");
            fact.owner == owner && (declared || needed || cost || birth)
        };
        (0..self.schema.facts.len()).filter(wanted).collect()
    }

    fn gross(&self) -> Option<usize> {
        self.schema.fact(Owner::Claim, "gross_cost")
    }

    fn eligible(&self) -> Option<usize> {
        self.schema.fact(Owner::Claim, "eligible_cost")
    }

    fn all(&self, tables: &mut Tables<'_>) -> io::Result<Made> {
        let own = self.population;
        let (of_claims, of_persons, of_households) =
            (self.columns(Owner::Claim), self.columns(Owner::Person), self.columns(Owner::Household));
        let original = self.schema.fact(Owner::Claim, "original_claim");
        let heads = |fixed: &[Meaning], facts: &[usize]| -> Vec<String> {
            let facts = facts.iter().map(|at| Meaning::Fact(*at));
            fixed.iter().cloned().chain(facts).map(|meaning| self.heading(&meaning)).collect()
        };
        let with_persons = tables.persons.is_some();
        let facts: Vec<usize> =
            of_claims.iter().chain(if with_persons { &[][..] } else { &of_persons }).copied().collect();
        let mut claim_heads = heads(&[Meaning::Claim, Meaning::Person, Meaning::County, Meaning::Date], &facts);
        claim_heads.extend(original.map(|at| self.heading(&Meaning::Fact(at))));
        tables.claims.begin("结算", &claim_heads)?;
        if let Some(persons) = &mut tables.persons {
            let fixed: &[Meaning] = match tables.households.is_some() {
                true => &[Meaning::Person, Meaning::Household],
                false => &[Meaning::Person],
            };
            persons.begin("人员", &heads(fixed, &of_persons))?;
        }
        if let Some(households) = &mut tables.households {
            households.begin("家庭", &heads(&[Meaning::Household], &of_households))?;
        }
        let mut made = Made::default();
        let mut left_in_household = 0_u64;
        let mut county = 0;
        while made.persons < own.persons {
            let number = made.persons + 1;
            if left_in_household == 0 {
                made.households += 1;
                let mut chance = Chance::of(own.seed, 1, made.households);
                let size = chance.pick(&own.household_sizes, |(_, share)| *share);
                left_in_household = own.household_sizes[size].0.parse().unwrap_or(1);
                county = chance.below(self.counties.len() as u64) as usize;
                if let Some(households) = &mut tables.households {
                    let mut row = vec![Out::Text(household_name(made.households))];
                    row.extend(of_households.iter().map(|at| self.value(*at, &mut chance)));
                    households.row(&row)?;
                }
            }
            left_in_household -= 1;
            made.persons += 1;
            let mut chance = Chance::of(own.seed, 2, number);
            let about: Vec<Out> = of_persons.iter().map(|at| self.value(*at, &mut chance)).collect();
            if let Some(persons) = &mut tables.persons {
                let mut row = vec![Out::Text(person_name(number))];
                if tables.households.is_some() {
                    row.push(Out::Text(household_name(made.households)));
                }
                row.extend(about.iter().cloned());
                persons.row(&row)?;
            }
            let mut chance = Chance::of(own.seed, 3, number);
            made.claims += self.claims_of(
                number,
                &self.counties.get(county).cloned().unwrap_or_default(),
                &of_claims,
                if with_persons { &[] } else { &about },
                original.is_some(),
                &mut chance,
                tables.claims,
            )?;
        }
        Ok(made)
    }

    #[expect(clippy::too_many_arguments, reason = "a row has as many parts")]
    fn claims_of(
        &self,
        number: u64,
        county: &str,
        facts: &[usize],
        about: &[Out],
        with_original: bool,
        chance: &mut Chance,
        to: &mut dyn Sink,
    ) -> io::Result<u64> {
        let own = self.population;
        // Half of the persons have fewer bills than the average, half more: evenly from 0 to twice as many.
        let twice = 2 * own.claims_per_person / WHOLE;
        let part = chance.below(WHOLE) < (2 * own.claims_per_person) % WHOLE;
        let count = chance.below(twice + u64::from(part) + 1);
        let first = Date::new(own.year, 1, 1).unwrap_or_else(|| Date::new(2020, 1, 1).expect("it was a day"));
        let days = Date::new(own.year, 12, 31).map_or(365, |last| last.days_since(first) + 1);
        let mut dates: Vec<u64> = (0..count).map(|_| chance.below(days as u64)).collect();
        dates.sort_unstable();
        let mut made = 0;
        let care = self.schema.fact(Owner::Claim, "care_type");
        for (place, day) in dates.into_iter().enumerate() {
            let date = first.plus_days(day as i64).unwrap_or(first);
            let id = format!("{number:09}{:04}", place + 1);
            let mut kind = String::new();
            let mut values: Vec<(usize, Out)> = Vec::new();
            for at in facts.iter().filter(|at| ![self.gross(), self.eligible()].contains(&Some(**at))) {
                let value = self.value(*at, chance);
                if Some(*at) == care
                    && let Out::Text(text) = &value
                {
                    kind.clone_from(text);
                }
                values.push((*at, value));
            }
            let (median, sigma) =
                own.costs.get(&kind).or_else(|| own.costs.values().next()).copied().unwrap_or((30_000, 900));
            let factor = exp(chance.normal() * sigma as i64);
            let gross = (u128::from(median) * u128::from(factor) / 1_000_000).clamp(100, 100_000_000) as u64;
            let share = own.eligible.0 + chance.below(own.eligible.1 - own.eligible.0 + 1);
            let eligible = (u128::from(gross) * u128::from(share) / u128::from(WHOLE)) as u64;
            let row = |id: &str, day: Date, sign: i128, original: &str| {
                let mut row = vec![
                    Out::Text(id.to_owned()),
                    Out::Text(person_name(number)),
                    Out::Text(county.to_owned()),
                    Out::Same(Cell::Date(day)),
                ];
                for at in facts {
                    let cost = match Some(*at) {
                        own if own == self.gross() => Some(gross),
                        own if own == self.eligible() => Some(eligible),
                        _ => None,
                    };
                    let found = values.iter().find(|(own, _)| own == at).map(|(_, value)| value.clone());
                    row.push(match cost {
                        Some(cost) => Out::Yuan(sign * i128::from(cost)),
                        None => found.unwrap_or(Out::Blank),
                    });
                }
                row.extend(about.iter().cloned());
                if with_original {
                    row.push(Out::Text(original.to_owned()));
                }
                row
            };
            to.row(&row(&id, date, 1, ""))?;
            made += 1;
            if chance.below(WHOLE) < own.reversed {
                to.row(&row(&format!("{id}R"), date, -1, &id))?;
                made += 1;
            }
        }
        Ok(made)
    }

    /// Returns a value of a fact by chance.
    fn value(&self, at: usize, chance: &mut Chance) -> Out {
        let fact = &self.schema.facts[at];
        if let Some(shares) = self.population.shares.get(&at) {
            let shares: &Shares = shares;
            return Out::Text(shares[chance.pick(shares, |(_, share)| *share)].0.clone());
        }
        match fact.kind {
            Some(Kind::Day) => {
                let band = self.population.ages[chance.pick(&self.population.ages, |(.., share)| *share)];
                let age = band.0 + chance.below((band.1 - band.0 + 1) as u64) as i64;
                let end = Date::new(self.population.year, 1, 1);
                let birth = end.and_then(|own| own.plus_days(-(age * 365 + age / 4 + chance.below(365) as i64) - 1));
                // Whoever is insured since a day has been so for some years.
                let day = match fact.english.as_deref() {
                    Some("birth_date") => birth,
                    _ => end.and_then(|own| own.plus_days(-(chance.below(3_650) as i64) - 400)),
                };
                day.map_or(Out::Blank, |own| Out::Same(Cell::Date(own)))
            }
            Some(Kind::Truth) => Out::Text(if chance.below(10) == 0 { "是" } else { "否" }.to_owned()),
            Some(Kind::Number) => {
                let whole = |bound: &Option<(Number, bool)>| bound.as_ref().and_then(|(own, _)| own.to_i64());
                let money = matches!(&fact.ty, Type::Quantity(unit) if unit.is_money());
                let low = whole(&fact.low).unwrap_or(0);
                let high = whole(&fact.high).unwrap_or(low + if money { 5_000_000 } else { 10 });
                let number = low + chance.below((high - low).max(0) as u64 + 1) as i64;
                match (&fact.ty, money) {
                    (_, true) => Out::Yuan(number.into()),
                    (Type::Ratio | Type::Points, _) => Out::Text(format!("{}%", chance.below(101))),
                    _ => Out::Text(number.to_string()),
                }
            }
            Some(Kind::Entry(_) | Kind::Several(_) | Kind::Text | Kind::Records) | None => Out::Blank,
        }
    }
}

fn person_name(number: u64) -> String {
    format!("R{number:09}")
}

fn household_name(number: u64) -> String {
    format!("H{number:09}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_is_right_to_a_thousandth() {
        for x in [-3_000_000_i64, -1_000_000, 0, 500_000, 1_000_000, 5_000_000] {
            let right = (x as f64 / 1e6).exp() * 1e6;
            let found = exp(x) as f64;
            assert!((found - right).abs() <= right * 0.01 + 10.0, "{x}: {found} for {right}");
        }
    }

    #[test]
    fn normal_numbers_have_the_right_middle_and_spread() {
        let mut chance = Chance(7);
        let all: Vec<i64> = (0..20_000).map(|_| chance.normal()).collect();
        let mean = all.iter().sum::<i64>() / 20_000;
        let spread = all.iter().map(|own| own * own / 1_000).sum::<i64>() / 20_000;
        assert!(mean.abs() < 25 && (950..1050).contains(&spread), "{mean} {spread}");
    }
}
