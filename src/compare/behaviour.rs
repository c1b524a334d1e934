//! The declared typical persons and households, settled on both sides by the rules of the day: what each benefit pays,
//! the totals, the difference, and both worked sums. What cannot be settled says why, and the rest is settled.

use super::data::Leaning;
use super::freeze::frozen;
use super::shared::{Both, Shared, SideId, Which};
use super::values::Group;
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::interp::record::{BenefitRecord, benefit_record};
use crate::interp::{self, Fallible, Moment, Occurrence};
use crate::ir::scene::{Event, EventKind, Member, Scene};
use crate::ir::{BenefitId, Given, Occasion, Program, Type};
use crate::value::{DomainId, EntryId, Value};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The third view.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    pub scenes: Vec<SceneOutcome>,
}

/// A typical person or household on both sides.
#[derive(Clone, Debug)]
pub struct SceneOutcome {
    pub title: String,
    pub sides: Both<Outcome>,
    /// What each benefit pays on each side, in the order of the layers; those that pay on neither are left out.
    pub benefits: Vec<(String, Both<Option<Payment>>)>,
    /// The second total less the first; `None` where one of them is not complete.
    pub difference: Option<Number>,
    pub better: Leaning,
}

/// A scene on one side.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Where it is declared; `None`: only the other side declares it.
    pub span: Option<Span>,
    /// Facts that this side does not know, and that were left out.
    pub unknown: Vec<String>,
    /// What all benefits that could be settled pay.
    pub total: Number,
    /// Whether every benefit could be settled.
    pub complete: bool,
    /// Why the scene could not be settled at all.
    pub failure: Option<Reason>,
    /// Every benefit that is due, or cannot be settled, on each occasion.
    pub worked: Vec<Worked>,
}

/// What a benefit pays over all occasions of a scene.
#[derive(Clone, Debug)]
pub struct Payment {
    /// As the side calls it.
    pub name: String,
    pub amount: Number,
    /// How often it was asked, and was due.
    pub asked: usize,
    pub due: usize,
    /// Why it could not be settled on some occasion; why it pays nothing.
    pub failed: Option<Reason>,
    pub nothing: Option<Text>,
}

/// Why something could not be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The stable name of the kind: `pending`, `missing_fact`, …
    pub kind: &'static str,
    pub text: Text,
    pub within: Vec<Text>,
    pub span: Span,
}

/// One benefit on one occasion, with its worked sum.
#[derive(Clone, Debug)]
pub struct Worked {
    pub date: crate::base::date::Date,
    pub member: String,
    pub record: BenefitRecord,
}

/// Settles every typical scene of either side on both.
pub(crate) fn compared(shared: &Shared<'_>, group: Option<Group>, sources: Option<&SourceMap>) -> Behaviour {
    let programs = shared.two().map(|_, side| frozen(side.program, side.date));
    let settle = Settle { shared, programs: &programs, sources };
    let mut behaviour = Behaviour::default();
    let titles = |which: Which| shared.program(which).typical.iter();
    let mut scenes: Vec<Both<Option<&Scene>>> = Vec::new();
    for own in titles(Which::A) {
        let twin = titles(Which::B).find(|other| other.title == own.title);
        scenes.push(Both { a: Some(own), b: twin });
    }
    for other in titles(Which::B).filter(|other| titles(Which::A).all(|own| own.title != other.title)) {
        scenes.push(Both { a: None, b: Some(other) });
    }
    for pair in scenes {
        let of_group = |which: Which| pair.get(which).is_some_and(|scene| settle.is_of_group(which, scene, group));
        if group.is_none() || of_group(Which::A) || of_group(Which::B) {
            behaviour.scenes.push(settle.scene(&pair));
        }
    }
    behaviour
}

/// Settles a scene that is written in the words of one side on both, with both programs held still already.
pub(crate) fn of_scene(shared: &Shared<'_>, programs: &Both<Program>, which: Which, scene: &Scene) -> SceneOutcome {
    let mut pair = Both { a: None, b: None };
    *pair.get_mut(which) = Some(scene);
    Settle { shared, programs, sources: None }.scene(&pair)
}

struct Settle<'s, 'p> {
    shared: &'s Shared<'p>,
    programs: &'s Both<Program>,
    sources: Option<&'s SourceMap>,
}

/// One side with its policy held still for the year.
struct OneSide<'s, 'p> {
    shared: &'s Shared<'p>,
    side: SideId,
    program: &'s Program,
    sources: Option<&'s SourceMap>,
}

/// Settles a typical scene that a side itself declares.
pub(crate) fn settled(shared: &Shared<'_>, side: SideId, program: &Program, scene: &Scene) -> Outcome {
    OneSide { shared, side, program, sources: None }.settled(scene, Some(scene.span), Vec::new()).0
}

impl OneSide<'_, '_> {
    fn settled(&self, scene: &Scene, span: Option<Span>, unknown: Vec<String>) -> (Outcome, Payments) {
        let program = self.program;
        let mut outcome = Outcome { span, unknown, ..Outcome::empty() };
        let mut payments = Payments::new();
        let mut staged = match interp::stage(program, scene, self.shared.date(self.side)) {
            Ok(staged) => staged,
            Err(error) => {
                outcome.complete = false;
                outcome.failure = Some(reason(&error));
                return (outcome, payments);
            }
        };
        let once =
            |id: &BenefitId| matches!(program.benefit(*id).occasion, Occasion::PersonOnce | Occasion::HouseholdOnce);
        let first_period = staged.moments.iter().find_map(|moment| match moment.occurrence {
            Occurrence::Period(date, _) => Some(date),
            Occurrence::Claim(_) => None,
        });
        if let Some(date) = first_period {
            for id in program.order.iter().filter(|id| once(id)) {
                staged.session.ask_once(*id, date);
            }
        }
        let moments: Vec<Moment<'_>> = staged.moments.clone();
        let mut first = true;
        for moment in &moments {
            for id in &program.order {
                for (member, asked, date) in self.asked(program, &staged.session, moment, *id, first) {
                    self.note(*id, &asked, (date, member), &mut outcome, &mut payments);
                }
            }
            first &= matches!(moment.occurrence, Occurrence::Claim(_));
        }
        for payment in payments.values() {
            outcome.total = outcome.total.add(&payment.amount).unwrap_or_else(|_| outcome.total.clone());
            outcome.complete &= payment.failed.is_none();
        }
        (outcome, payments)
    }

    /// Asks a benefit on an occasion: on a claim, in the period, or once on the first day of all.
    fn asked(
        &self,
        program: &Program,
        session: &interp::Session<'_>,
        moment: &Moment<'_>,
        id: BenefitId,
        first: bool,
    ) -> Vec<(String, Fallible<Rc<interp::Outcome>>, crate::base::date::Date)> {
        let occasion = program.benefit(id).occasion;
        let name = |member: usize| session.subject().member_name(member).to_owned();
        match (moment.occurrence, occasion) {
            (Occurrence::Claim(place), Occasion::EachClaim) => {
                let claim = session.claim(place);
                vec![(name(claim.member), session.on_claim(id, place), claim.date)]
            }
            (Occurrence::Claim(_), _) | (Occurrence::Period(..), Occasion::EachClaim) => Vec::new(),
            (Occurrence::Period(date, _), Occasion::HouseholdMonth) => {
                vec![(String::new(), session.in_period(id, None, date), date)]
            }
            (Occurrence::Period(date, _), Occasion::PersonMonth) => self.each_member(session, id, date),
            // Once a year, once in a life: asked on the first occasion.
            (Occurrence::Period(..), _) if !first => Vec::new(),
            (Occurrence::Period(date, _), Occasion::HouseholdYear | Occasion::HouseholdOnce) => {
                vec![(String::new(), session.in_period(id, None, date), date)]
            }
            (Occurrence::Period(date, _), Occasion::PersonYear | Occasion::PersonOnce) => {
                self.each_member(session, id, date)
            }
        }
    }

    fn each_member(
        &self,
        session: &interp::Session<'_>,
        id: BenefitId,
        date: crate::base::date::Date,
    ) -> Vec<(String, Fallible<Rc<interp::Outcome>>, crate::base::date::Date)> {
        let members = 0..session.subject().person_count();
        members
            .map(|member| {
                (session.subject().member_name(member).to_owned(), session.in_period(id, Some(member), date), date)
            })
            .collect()
    }

    fn note(
        &self,
        id: BenefitId,
        asked: &Fallible<Rc<interp::Outcome>>,
        (date, member): (crate::base::date::Date, String),
        outcome: &mut Outcome,
        payments: &mut Payments,
    ) {
        let program = self.program;
        let key = self.shared.pair_key(self.side, id).to_owned();
        let payment = payments.entry(key).or_insert_with(|| Payment {
            name: program.benefit(id).name.clone(),
            amount: Number::zero(),
            asked: 0,
            due: 0,
            failed: None,
            nothing: None,
        });
        payment.asked += 1;
        match asked {
            Ok(own) => {
                payment.amount = payment.amount.add(&own.payment).unwrap_or_else(|_| payment.amount.clone());
                payment.due += usize::from(own.is_due());
                if payment.nothing.is_none() {
                    payment.nothing = own.why_nothing(program);
                }
            }
            Err(error) => payment.failed = payment.failed.take().or_else(|| Some(reason(error))),
        }
        if asked.as_ref().map_or(true, |own| own.is_due()) {
            outcome.worked.push(Worked { date, member, record: benefit_record(program, id, asked, self.sources) });
        }
    }
}

/// What a side pays, by the names both sides know.
type Payments = BTreeMap<String, Payment>;

impl Settle<'_, '_> {
    fn scene(&self, pair: &Both<Option<&Scene>>) -> SceneOutcome {
        let title = pair.a.or(pair.b).map_or(String::new(), |own| own.title.clone());
        let settled: Both<(Outcome, Payments)> = pair.map(|which, own| match own {
            Some(own) => self.side(which, own, Some(own.span), Vec::new()),
            None => match pair.get(which.other()) {
                Some(other) => {
                    let (translated, unknown) = self.translated(other, which);
                    self.side(which, &translated, None, unknown)
                }
                None => (Outcome::empty(), Payments::new()),
            },
        });
        let mut benefits = Vec::new();
        for key in self.keys_in_order() {
            let payments = settled.map(|_, (_, payments)| payments.get(&key).cloned());
            let shows = |own: &Option<Payment>| own.as_ref().is_some_and(|own| own.due > 0 || own.failed.is_some());
            if shows(&payments.a) || shows(&payments.b) {
                benefits.push((key, payments));
            }
        }
        let sides = settled.map(|_, (outcome, _)| outcome.clone());
        let mut scene = SceneOutcome { title, sides, benefits, difference: None, better: Leaning::Unknown };
        scene.weigh();
        scene
    }

    /// Returns the names of benefits in the order in which they are worked.
    fn keys_in_order(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for which in Which::BOTH {
            for id in &self.shared.program(which).order {
                let key = self.shared.pair_key(which, *id);
                if !keys.iter().any(|known| known == key) {
                    keys.push(key.to_owned());
                }
            }
        }
        keys
    }

    fn side(&self, which: Which, scene: &Scene, span: Option<Span>, unknown: Vec<String>) -> (Outcome, Payments) {
        let (shared, program, sources) = (self.shared, self.programs.get(which), self.sources);
        OneSide { shared, side: which.into(), program, sources }.settled(scene, span, unknown)
    }

    /// Returns a scene of the other side in the words of this one, and the facts that it lacks here.
    fn translated(&self, scene: &Scene, which: Which) -> (Scene, Vec<String>) {
        let mut unknown = Vec::new();
        let mut all = |given: &[Given]| -> Vec<Given> {
            given.iter().filter_map(|own| self.given(own, which, &mut unknown)).collect()
        };
        let own = Scene {
            title: scene.title.clone(),
            span: scene.span,
            on: scene.on,
            given: all(&scene.given),
            members: scene
                .members
                .iter()
                .map(|own| Member { name: own.name.clone(), given: all(&own.given) })
                .collect(),
            events: scene
                .events
                .iter()
                .map(|event| Event {
                    kind: match &event.kind {
                        EventKind::Claim { date, member, given } => {
                            EventKind::Claim { date: *date, member: *member, given: all(given) }
                        }
                        EventKind::Periods { period, from, to, given } => EventKind::Periods {
                            period: *period,
                            from: *from,
                            to: *to,
                            given: given
                                .iter()
                                .flat_map(|(member, own)| {
                                    all(std::slice::from_ref(own))
                                        .into_iter()
                                        .map(|own| (*member, own))
                                        .collect::<Vec<_>>()
                                })
                                .collect(),
                        },
                        EventKind::Now => EventKind::Now,
                    },
                    expect: Vec::new(),
                    span: event.span,
                })
                .collect(),
            cases: Vec::new(),
        };
        unknown.dedup();
        (own, unknown)
    }

    fn given(&self, own: &Given, which: Which, unknown: &mut Vec<String>) -> Option<Given> {
        let (from, to) = (self.shared.program(which.other()), self.shared.program(which));
        let translated = match own {
            Given::Fact(id, value) => {
                let fact = from.fact(*id);
                let twin = to.facts.iter().position(|other| other.name == fact.name && other.owner == fact.owner);
                let value = twin.and_then(|twin| self.value(value, &to.facts[twin].ty, which));
                twin.zip(value)
                    .map(|(twin, value)| Given::Fact(crate::ir::FactId(twin as u32), value))
                    .ok_or(&fact.name)
            }
            Given::Param(id, value) => {
                let name = &from.definition(*id).name;
                let twin = to.definitions.iter().position(|other| other.name == *name);
                twin.map(|twin| Given::Param(crate::ir::DefinitionId(twin as u32), value.clone())).ok_or(name)
            }
            Given::State(id, _) => Err(&from.states[id.index()].name),
        };
        match translated {
            Ok(own) => Some(own),
            Err(name) => {
                if !unknown.contains(name) {
                    unknown.push(name.clone());
                }
                None
            }
        }
    }

    /// Returns a value of the other side as this one knows it.
    fn value(&self, own: &Value, ty: &Type, which: Which) -> Option<Value> {
        let domain = match ty {
            Type::Entry(domain) | Type::Several(domain) => Some(*domain),
            _ => None,
        };
        let entry = |from: DomainId, entry: EntryId| -> Option<(DomainId, EntryId)> {
            let domain = domain?;
            let place = self.shared.domain(which.other(), from);
            if place != self.shared.domain(which, domain) {
                return None;
            }
            let at = self.shared.entry(which.other(), from, entry);
            Some((domain, self.shared.domains[place].entries[at].on(which)?))
        };
        match own {
            Value::Entry(from, own) => entry(*from, *own).map(|(domain, own)| Value::Entry(domain, own)),
            Value::Several(from, all) => {
                let all: Option<Vec<(DomainId, EntryId)>> = all.iter().map(|own| entry(*from, *own)).collect();
                let all = all?;
                Some(Value::Several(domain?, all.into_iter().map(|(_, own)| own).collect()))
            }
            Value::Records(_) => None,
            Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Nothing => Some(own.clone()),
        }
    }

    fn is_of_group(&self, which: Which, scene: &Scene, group: Option<Group>) -> bool {
        let Some(group) = group else { return true };
        let given = scene.given.iter().chain(scene.members.iter().flat_map(|member| &member.given));
        let holds = |domain: DomainId, entry: EntryId| {
            self.shared.domain(which, domain) == group.domain && self.shared.entry(which, domain, entry) == group.entry
        };
        given.into_iter().any(|own| match own {
            Given::Fact(_, Value::Entry(domain, entry)) => holds(*domain, *entry),
            Given::Fact(_, Value::Several(domain, entries)) => entries.iter().any(|entry| holds(*domain, *entry)),
            Given::Fact(..) | Given::Param(..) | Given::State(..) => false,
        })
    }
}

impl SceneOutcome {
    /// Works out the difference of the totals, where both are complete.
    pub(crate) fn weigh(&mut self) {
        let complete = self.sides.a.complete && self.sides.b.complete;
        self.difference = if complete { self.sides.b.total.subtract(&self.sides.a.total).ok() } else { None };
        self.better = match &self.difference {
            Some(by) if by.is_positive() => Leaning::To(Which::B),
            Some(by) if by.is_negative() => Leaning::To(Which::A),
            Some(_) => Leaning::Even,
            None => Leaning::Unknown,
        };
    }

    /// Whether both sides pay the same where they can be settled, and fail in the same benefits for the same reasons.
    pub fn fails_alike(&self) -> bool {
        let failure = |which: Which| self.sides.get(which).failure.as_ref().map(|own| (own.kind, &own.text));
        failure(Which::A) == failure(Which::B)
            && self.benefits.iter().all(|(_, payments)| match (&payments.a, &payments.b) {
                (Some(a), Some(b)) => {
                    let failed = |own: &Payment| own.failed.as_ref().map(|own| own.text.clone());
                    a.amount == b.amount && failed(a) == failed(b)
                }
                _ => false,
            })
    }
}

impl Outcome {
    fn empty() -> Outcome {
        Outcome {
            span: None,
            unknown: Vec::new(),
            total: Number::zero(),
            complete: true,
            failure: None,
            worked: Vec::new(),
        }
    }
}

fn reason(error: &interp::Error) -> Reason {
    Reason { kind: error.kind.name(), text: error.message.clone(), within: error.within.clone(), span: error.span }
}
