//! What a clause depends on to axes, and a table over them filled with what the evaluator says of each combination.

use super::*;

impl<'p> Lowering<'p, '_> {
    /// Returns the place of an axis, which is added where it is new.
    pub(super) fn axis(&mut self, axis: Axis) -> usize {
        let known = self.version.axes.iter().position(|own| *own == axis);
        known.unwrap_or_else(|| {
            self.version.axes.push(axis);
            self.version.axes.len() - 1
        })
    }

    /// Returns a table without the axes that make no difference.
    pub(super) fn reduced(&self, table: Table) -> Table {
        table.reduced(&self.version.axes)
    }

    /// Fills a table: asks for each combination of classes what one claim says.
    pub(super) fn fill(
        &mut self,
        id: BenefitId,
        reads: Reads<'p>,
        ask: impl FnMut(&mut Self, &Probe<'p>) -> Result<i64, String>,
    ) -> Result<Table, String> {
        self.fill_pretending(id, reads, Vec::new(), ask)
    }

    /// The same where some expressions are said to be worth something.
    pub(super) fn fill_pretending(
        &mut self,
        id: BenefitId,
        reads: Reads<'p>,
        mut pretended: Vec<(&'p Expr, Option<Value>)>,
        mut ask: impl FnMut(&mut Self, &Probe<'p>) -> Result<i64, String>,
    ) -> Result<Table, String> {
        if let Some(problem) = reads.problems.first() {
            return Err(problem.clone());
        }
        let mut axes = self.axes_of(id, &reads)?;
        for (expr, problem) in &reads.opaque {
            match self.test(id, expr) {
                Ok(test) => {
                    let place = self.slots.iter().position(|own| *own == id).ok_or("asked of no benefit of claims")?;
                    let axis = self.axis(Axis::Test(place, test));
                    if axes.iter().any(|(own, _)| *own == axis) {
                        // Written twice: both are told together.
                        let twin = axes.iter_mut().filter(|(own, _)| *own == axis).flat_map(|(_, cases)| cases);
                        twin.for_each(|case| {
                            if let Class::Told(all, _) = case {
                                all.push(expr)
                            }
                        });
                    } else {
                        let told = |truth: Option<bool>| Class::Told(vec![expr], truth);
                        axes.push((axis, vec![told(Some(false)), told(Some(true)), told(None)]));
                    }
                }
                Err(own) => {
                    let note = if own.is_empty() { problem.clone() } else { own };
                    if !self.notes.contains(&note) {
                        self.notes.push(note);
                    }
                    pretended.push((expr, None));
                }
            }
        }
        let mut entries: usize = 1;
        let mut strides = Vec::new();
        for (axis, _) in &axes {
            strides.push((*axis, entries));
            entries = entries.saturating_mul(self.version.axes[*axis].size());
        }
        if entries > MAX_ENTRIES {
            return Err(format!("a table of {entries} entries, more than {MAX_ENTRIES}"));
        }
        let known = self.known_facts();
        self.is_exact = axes.iter().all(|(axis, cases)| match &self.version.axes[*axis] {
            Axis::Entry(_, classes) => classes.len() == cases.len(),
            Axis::Truth(_) => true,
            Axis::Number(..) | Axis::Day(..) | Axis::Age(..) | Axis::Visits(..) | Axis::Test(..) => false,
        });
        let mut values = Vec::with_capacity(entries);
        let mut refusals = Vec::with_capacity(entries);
        for key in 0..entries {
            let mut case: Case = (known.clone(), 0);
            let mut pretended = pretended.clone();
            let mut possible = true;
            for ((axis, stride), (_, classes)) in strides.iter().zip(&axes) {
                let digit = key / stride % self.version.axes[*axis].size();
                match &classes[digit] {
                    Class::Fact(fact, value) => {
                        case.0.insert(*fact, value.clone());
                    }
                    Class::Visits(visits) => case.1 = *visits,
                    Class::Told(all, truth) => {
                        pretended.extend(all.iter().map(|expr| (*expr, truth.map(Value::Bool))));
                    }
                    Class::Impossible => possible = false,
                }
            }
            self.refusal = TROUBLE;
            let value = if possible {
                let probe = Probe::new(self.program, self.date, case.0, case.1).pretending(pretended);
                ask(self, &probe)?
            } else {
                TROUBLE
            };
            values.push(value);
            refusals.push(if value == TROUBLE { self.refusal } else { 0 });
        }
        if refusals.iter().any(|own| *own != 0) {
            let table = self.reduced(Table { axes: strides.clone(), den: 1, values: refusals });
            self.unanswered.push(table);
        }
        if reads.every_visit {
            let place = strides.iter().find(|(axis, _)| matches!(self.version.axes[*axis], Axis::Visits(..)));
            if let Some((axis, stride)) = place {
                let size = self.version.axes[*axis].size();
                let last = |key: &usize| key / stride % size == size - 1;
                let settled = (0..entries).filter(last).all(|key| values[key] == values[key - stride]);
                if !settled {
                    return Err(format!("still changes after {VISITS} visits"));
                }
            }
        }
        Ok(Table { axes: strides, den: 1, values })
    }

    /// Returns the facts that are known beforehand, as far as they have a value.
    pub(super) fn known_facts(&self) -> Facts {
        let mut facts = Facts::new();
        for (fact, own) in self.knowns {
            if let (Fixed::Held(held), Type::Several(domain)) = (own, &self.program.fact(*fact).ty) {
                facts.insert(*fact, Value::Several(*domain, held.clone()));
            }
        }
        facts.extend(self.alone.iter().map(|(fact, value)| (*fact, value.clone())));
        facts
    }

    /// Returns the axes of what is read, each with a case of every class.
    pub(super) fn axes_of(&mut self, id: BenefitId, reads: &Reads<'p>) -> Result<Vec<(usize, Vec<Class<'p>>)>, String> {
        let mut axes = Vec::new();
        for fact in reads.entries.iter().filter(|fact| !self.knowns.contains_key(fact)) {
            let (domain, several) = match self.program.fact(*fact).ty {
                Type::Entry(domain) => (domain, false),
                Type::Several(domain) => (domain, true),
                _ => return Err("an entry of no enum".to_owned()),
            };
            let (classes, representatives) = self.classes(domain, reads);
            let class = |entry: &EntryId| {
                let value = match several {
                    true => Value::Several(domain, vec![*entry]),
                    false => Value::Entry(domain, *entry),
                };
                Class::Fact(*fact, value)
            };
            let cases = representatives.iter().map(class).collect();
            axes.push((self.axis(Axis::Entry(*fact, classes)), cases));
        }
        for fact in reads.truths.iter().filter(|fact| !self.knowns.contains_key(fact)) {
            let cases = [false, true].map(|truth| Class::Fact(*fact, Value::Bool(truth)));
            axes.push((self.axis(Axis::Truth(*fact)), cases.to_vec()));
        }
        let mut quantities: BTreeMap<Compared, Vec<i64>> = BTreeMap::new();
        for (quantity, edges) in &reads.quantities {
            if quantity.fact().is_some_and(|fact| self.knowns.contains_key(&fact)) {
                continue;
            }
            let thresholds = quantities.entry(*quantity).or_default();
            for edge in edges {
                let probe = Probe::new(self.program, self.date, BTreeMap::new(), 0);
                let value = probe.value(id, edge).map_err(|_| "an edge without a value".to_owned())?;
                match value {
                    Value::Number(number) => {
                        let whole = number.round(crate::base::number::RoundingMode::Down, &Number::one());
                        let below =
                            if whole > number { whole.subtract(&Number::one()).unwrap_or(whole) } else { whole };
                        let floor =
                            below.to_i64().filter(|own| own.abs() < i64::MAX / 4).ok_or("an edge too far off")?;
                        let is_whole = number.is_whole();
                        thresholds.extend(is_whole.then_some(floor));
                        thresholds.push(floor + 1);
                    }
                    Value::Date(date) => {
                        let day = i64::from(day_of(date));
                        thresholds.extend([day, day + 1]);
                    }
                    Value::Nothing => {}
                    _ => return Err("an edge that is no number".to_owned()),
                }
            }
        }
        if reads.every_visit {
            quantities.entry(Compared::Visit).or_default().extend(1..=VISITS);
        }
        for (quantity, mut thresholds) in quantities {
            thresholds.sort_unstable();
            thresholds.dedup();
            axes.push(self.quantity_axis(id, quantity, thresholds)?);
        }
        let mut facts: Vec<FactId> = axes.iter().flat_map(|(_, cases)| cases.first()).filter_map(Class::fact).collect();
        facts.sort_unstable();
        if facts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("one fact in two ways".to_owned());
        }
        Ok(axes)
    }

    pub(super) fn quantity_axis(
        &mut self,
        id: BenefitId,
        quantity: Compared,
        thresholds: Vec<i64>,
    ) -> Result<(usize, Vec<Class<'p>>), String> {
        let first = thresholds.first().map_or(0, |own| own - 1);
        let cases: Vec<i64> = std::iter::once(first).chain(thresholds.iter().copied()).collect();
        let place = self.slots.iter().position(|own| *own == id).ok_or("asked of no benefit of claims")?;
        let day = |day: i64| i32::try_from(day).ok().and_then(date_of);
        let class = |own: &i64| match quantity {
            Compared::Number(fact) => Class::Fact(fact, Value::Number((*own).into())),
            Compared::Day(fact) => day(*own).map_or(Class::Impossible, |day| Class::Fact(fact, Value::Date(day))),
            Compared::Age(fact) => {
                let birth = own.checked_mul(-12).and_then(|months| self.date.plus_months(months));
                birth.map_or(Class::Impossible, |birth| Class::Fact(fact, Value::Date(birth)))
            }
            Compared::Visit => usize::try_from(*own).map_or(Class::Impossible, Class::Visits),
        };
        let classes = cases.iter().map(class).collect();
        let axis = match quantity {
            Compared::Number(fact) => Axis::Number(fact, thresholds),
            Compared::Day(fact) => Axis::Day(fact, thresholds),
            Compared::Age(fact) => Axis::Age(fact, thresholds),
            Compared::Visit => {
                // Classes are of earlier visits; what is compared is the number of this one.
                let numbers_only = thresholds.iter().any(|own| *own < 0);
                if numbers_only {
                    return Err("a visit number below 0".to_owned());
                }
                return Ok(self.visit_axis(place, thresholds));
            }
        };
        Ok((self.axis(axis), classes))
    }

    /// The number of a visit is 1 more than that of the earlier ones.
    pub(super) fn visit_axis(&mut self, place: usize, thresholds: Vec<i64>) -> (usize, Vec<Class<'p>>) {
        let most = thresholds.last().copied().unwrap_or(0).max(1);
        let thresholds: Vec<i64> = (1..=most).collect();
        let classes = (0..=most).map(|own| Class::Visits(own as usize)).collect();
        (self.axis(Axis::Visits(place, thresholds)), classes)
    }

    /// Returns the class of each entry of a domain as far as it matters, and an entry of each.
    pub(super) fn classes(&self, id: DomainId, reads: &Reads<'p>) -> (Vec<u16>, Vec<EntryId>) {
        let domain = self.program.domain(id);
        let all = (0..domain.entries.len() as u32).map(EntryId);
        if domain.entries.len() <= SMALL {
            return (all.clone().map(|own| own.0 as u16).collect(), all.collect());
        }
        let mentioned: Vec<EntryId> =
            reads.mentioned.iter().filter(|(own, _)| *own == id).map(|(_, entry)| *entry).collect();
        let lists = reads.lists.iter().map(|list| self.program.list(*list)).filter(|list| list.of == id);
        let lists: Vec<_> = lists.collect();
        let mut known: Vec<(Vec<(bool, Ordering)>, Vec<bool>)> = Vec::new();
        let (mut classes, mut representatives) = (Vec::new(), Vec::new());
        for entry in all {
            let signature = (
                mentioned.iter().map(|own| (domain.is_within(entry, *own), entry.cmp(own))).collect::<Vec<_>>(),
                lists.iter().map(|list| list.holds(domain, entry, self.date)).collect::<Vec<_>>(),
            );
            let signature = (
                // The order only counts where there is one.
                signature
                    .0
                    .into_iter()
                    .map(|(within, order)| (within, if domain.ordered { order } else { Ordering::Equal }))
                    .collect(),
                signature.1,
            );
            let class = known.iter().position(|own| *own == signature).unwrap_or_else(|| {
                known.push(signature);
                representatives.push(entry);
                known.len() - 1
            });
            classes.push(class as u16);
        }
        (classes, representatives)
    }
}

/// A case that stands for a class of an axis.
#[derive(Clone, Debug)]
pub(super) enum Class<'p> {
    Fact(FactId, Value),
    Visits(usize),
    /// What a comparison, wherever it is written, says; `None`: it has no answer.
    Told(Vec<&'p Expr>, Option<bool>),
    /// No row can be in it.
    Impossible,
}

impl Class<'_> {
    fn fact(&self) -> Option<FactId> {
        if let Class::Fact(fact, _) = self { Some(*fact) } else { None }
    }
}
