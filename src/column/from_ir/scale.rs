//! Figures brought to common denominators: in which parts of a 分 a benefit works.

use super::*;

impl Lowering<'_, '_> {
    /// Finds in which parts of a 分 a benefit works, and brings its tables there.
    pub(super) fn scale(&self, id: BenefitId, own: &mut Clauses) -> Result<(), String> {
        let layers = self.places(&self.program.layers_before(id, self.date));
        // A layer that comes later in the list of benefits has not been lowered: what it does not fit the evaluator does.
        let layers = layers.iter().filter_map(|at| self.version.benefits.get(*at));
        let layers = layers.flat_map(|layer| &layer.ways).map(|way| &way.clauses);
        let layers = layers.filter(|layer| !layer.first_pays.is_empty()).map(|layer| layer.scale);
        let left = layers.into_iter().try_fold(1, common)?;
        let mut base = left;
        for one in &own.bases {
            base = common(base, one.worth.den(left)?)?;
        }
        let mut shares = 1;
        let mut scale = base;
        for one in &own.first_pays {
            let den = one.worth.den(left)?;
            if one.of_base { shares = common(shares, den)? } else { scale = common(scale, den)? }
        }
        scale = common(scale, base.checked_mul(shares).ok_or("parts of a 分 too small")?)?;
        let mut worths: Vec<&mut Worth> = own.deductibles.iter_mut().map(|one| &mut one.worth).collect();
        worths.extend(own.caps.iter_mut().map(|one| &mut one.worth));
        worths.extend(&mut own.layer_totals);
        let mut rates: Vec<&mut Table> = Vec::new();
        let mut edges: Vec<(&mut Vec<i64>, &mut i64)> = Vec::new();
        for (method, _) in &mut own.methods {
            match method {
                Method::Rate(table) => rates.push(table),
                Method::Segments(segments) => {
                    edges.push((&mut segments.edges, &mut segments.den));
                    rates.extend(&mut segments.rates);
                }
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    worths.push(worth);
                }
            }
        }
        for worth in &worths {
            scale = common(scale, worth.den(left)?)?;
        }
        for (_, den) in &edges {
            scale = common(scale, **den)?;
        }
        let mut rate_scale = 1;
        for table in &rates {
            rate_scale = common(rate_scale, table.den)?;
        }
        for (edges, den) in edges {
            for edge in edges.iter_mut() {
                *edge = edge.checked_mul(scale / *den).ok_or("an edge too far off")?;
            }
            *den = scale;
        }
        rates.into_iter().try_for_each(|table| table.rescale(rate_scale))?;
        worths.extend(own.bases.iter_mut().map(|one| &mut one.worth));
        worths.into_iter().try_for_each(|worth| worth.rescale(scale))?;
        for one in own.first_pays.iter_mut().filter(|one| !one.of_base) {
            one.worth.rescale(scale)?;
        }
        (own.scale, own.rate_scale) = (scale, rate_scale);
        Ok(())
    }
}

/// Numbers met while a table is filled: it holds their places until the common denominator is known.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers(Vec<(i64, i64)>);

impl Numbers {
    pub(super) fn take(&mut self, number: &Number) -> Result<i64, String> {
        let own = small(number)?;
        let at = self.0.iter().position(|known| *known == own).unwrap_or_else(|| {
            self.0.push(own);
            self.0.len() - 1
        });
        Ok(at as i64)
    }

    pub(super) fn finish(&self, table: Table) -> Result<Table, String> {
        let mut table = table;
        table.den = self.0.iter().try_fold(1, |den, (_, own)| common(den, *own))?;
        for value in table.values.iter_mut().filter(|value| is_number(**value)) {
            let (numerator, denominator) = self.0[*value as usize];
            *value = numerator.checked_mul(table.den / denominator).ok_or("a figure too large")?;
        }
        Ok(table)
    }
}

impl Table {
    pub(super) fn rescale(&mut self, den: i64) -> Result<(), String> {
        for value in self.values.iter_mut().filter(|value| is_number(**value)) {
            *value = value.checked_mul(den / self.den).filter(|own| is_number(*own)).ok_or("a figure too large")?;
        }
        self.den = den;
        Ok(())
    }
}

impl Worth {
    /// Returns the denominator of its values; `left` is that of what earlier layers have left.
    pub(super) fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Worth::Table(table) => Ok(table.den),
            Worth::Formula(_, formula) => formula.den(left),
            Worth::Choice(_, all) => all.iter().try_fold(1, |den, own| common(den, own.den(left)?)),
        }
    }

    pub(super) fn rescale(&mut self, den: i64) -> Result<(), String> {
        match self {
            Worth::Table(table) => table.rescale(den),
            Worth::Formula(..) | Worth::Choice(..) => Ok(()),
        }
    }
}

impl Formula {
    /// Returns the product, where one of the two is known or looked up.
    pub(super) fn times(self, other: Formula) -> Option<Formula> {
        match (self, other) {
            (Formula::Constant(numerator, denominator), own) | (own, Formula::Constant(numerator, denominator)) => {
                Some(Formula::Scale(Box::new(own), numerator, denominator))
            }
            (Formula::Times(one, table), own) | (own, Formula::Times(one, table))
                if *one == Formula::Constant(1, 1) =>
            {
                Some(Formula::Times(Box::new(own), table))
            }
            _ => None,
        }
    }

    pub(super) fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Formula::Amount(_)
            | Formula::OwnPay { .. }
            | Formula::PaidSoFar
            | Formula::Paid(_)
            | Formula::PaidBefore(_) => Ok(1),
            Formula::Times(own, table) => {
                common(1, own.den(left)?.checked_mul(table.den).ok_or("parts of a 分 too small")?)
            }
            Formula::Constant(_, den) => Ok(*den),
            Formula::EligibleLeft { .. } => Ok(left),
            Formula::Scale(own, _, den) => {
                let den = own.den(left)?.checked_mul(*den).ok_or("parts of a 分 too small")?;
                common(1, den)
            }
            Formula::Sum(all) | Formula::Least(all) | Formula::Greatest(all) => {
                all.iter().try_fold(1, |den, own| common(den, own.den(left)?))
            }
        }
    }
}

/// Returns the least common multiple, when it is not too fine.
pub(super) fn common(a: i64, b: i64) -> Result<i64, String> {
    use num_integer::Integer;
    (a / a.gcd(&b)).checked_mul(b).filter(|own| *own <= MAX_SCALE).ok_or_else(|| "parts of a 分 too small".to_owned())
}

/// Returns a fraction of small figures.
pub(super) fn small(number: &Number) -> Result<(i64, i64), String> {
    let limit = 1_i64 << 60;
    let fits = |own: i128| i64::try_from(own).ok().filter(|own| own.abs() < limit);
    let fraction =
        number.to_fraction().and_then(|(numerator, denominator)| Some((fits(numerator)?, fits(denominator)?)));
    fraction.ok_or_else(|| "a figure too large".to_owned())
}
