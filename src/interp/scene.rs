//! Tests and typical cases at work: a scene becomes a subject with claims and periods, each expectation a check.
//! Only what is asked is worked out.

use super::benefit::Outcome;
use super::context::{Context, Occurrence};
use super::error::{Error, ErrorKind, Fallible, at};
use super::session::Session;
use super::subject::{Change, Claim, Facts, Member, Subject};
use super::totals::is_of_person;
use super::trace::Amount;
use super::words;
use crate::base::date::{Date, DateRange, Period};
use crate::base::span::Span;
use crate::base::text::{Speak, Text};
use crate::ir::expr::CompareOp;
use crate::ir::scene::{self, Because, EventKind, Expectation};
use crate::ir::{BenefitId, Expr, ExprKind, Given, Occasion, Owner, Program, Scene, Type};
use crate::syntax::ast::SceneDate;
use crate::value::period::{self, YearStart};
use crate::value::{Value, ops};
use std::collections::BTreeSet;
use std::rc::Rc;

/// The most periods of one `每月 … 至 …`.
pub const MAX_PERIODS: usize = 2_400;

/// A scene with what was found.
#[derive(Clone, Debug)]
pub struct SceneResult {
    pub title: String,
    pub span: Span,
    pub checks: Vec<Check>,
    /// What the scene reached of the policy, where that was asked for.
    pub reached: BTreeSet<Span>,
}

impl SceneResult {
    /// Whether every expectation holds.
    pub fn holds(&self) -> bool {
        self.checks.iter().all(|check| check.holds)
    }
}

/// One expectation with what was found.
#[derive(Clone, Debug)]
pub struct Check {
    pub span: Span,
    /// The row of `各例`, from 0.
    pub case: Option<usize>,
    /// The claim's day, or the first day of the period.
    pub date: Date,
    pub holds: bool,
    /// The benefit asked for, when it is one.
    pub benefit: Option<BenefitId>,
    pub expected: Text,
    /// What was found in its place, or why there is no answer.
    pub actual: Fallible<Amount>,
    /// The settlement behind it.
    pub outcome: Option<Rc<Outcome>>,
}

/// A scene ready to be asked: its session, and where each event stands in it.
pub struct Staged<'p> {
    pub session: Session<'p>,
    pub moments: Vec<Moment<'p>>,
}

/// An occurrence that a scene speaks of, with what it expects there.
#[derive(Clone, Copy)]
pub struct Moment<'p> {
    /// The place of the event in the scene.
    pub event: usize,
    pub occurrence: Occurrence,
    pub expect: &'p [Expectation],
}

/// Something that happens, with what is expected of it.
#[derive(Clone, Copy)]
struct Act<'p> {
    /// `None`: on the scene's own date.
    kind: Option<&'p EventKind>,
    expect: &'p [Expectation],
}

/// Runs a test: which expectations hold. `default_date` is taken where the scene has no date.
pub fn run_scene<'p>(program: &'p Program, scene: &'p Scene, default_date: Date) -> SceneResult {
    run(program, scene, default_date, false)
}

/// Runs a test and notes what it reaches of the policy.
pub fn run_scene_reaching<'p>(program: &'p Program, scene: &'p Scene, default_date: Date) -> SceneResult {
    run(program, scene, default_date, true)
}

fn run<'p>(program: &'p Program, scene: &'p Scene, default_date: Date, reaching: bool) -> SceneResult {
    let mut result =
        SceneResult { title: scene.title.clone(), span: scene.span, checks: Vec::new(), reached: BTreeSet::new() };
    if !scene.events.is_empty() {
        result.take(stage(program, scene, default_date), None, scene.on.unwrap_or(default_date), reaching);
    }
    for (place, row) in scene.cases.iter().enumerate() {
        let acts = [Act { kind: None, expect: &row.expect }];
        let staged = stage_acts(program, scene, &row.given, &acts, default_date);
        result.take(staged, Some(place), scene.on.unwrap_or(default_date), reaching);
    }
    result
}

impl SceneResult {
    fn take(&mut self, staged: Fallible<Staged<'_>>, case: Option<usize>, date: Date, reaching: bool) {
        match staged {
            Ok(staged) => {
                if reaching {
                    staged.session.record_reached();
                }
                for moment in &staged.moments {
                    let checks = moment.expect.iter().map(|own| staged.session.check(moment.occurrence, own, case));
                    self.checks.extend(checks);
                }
                self.reached.extend(staged.session.reached());
            }
            Err(error) => self.checks.push(Check {
                span: error.span,
                case,
                date,
                holds: false,
                benefit: None,
                expected: Text::same(""),
                actual: Err(error),
                outcome: None,
            }),
        }
    }
}

/// Makes a scene ready to be asked; the rows of `各例` are scenes of their own and not part of it.
pub fn stage<'p>(program: &'p Program, scene: &'p Scene, default_date: Date) -> Fallible<Staged<'p>> {
    let acts: Vec<Act<'p>> = scene
        .events
        .iter()
        .map(|event| Act {
            kind: if matches!(event.kind, EventKind::Now) { None } else { Some(&event.kind) },
            expect: &event.expect,
        })
        .collect();
    stage_acts(program, scene, &[], &acts, default_date)
}

/// Where an act stands before the claims have been put in order.
enum Stand {
    /// The claim of this id.
    Claim(String),
    Periods(Vec<Date>),
    Now,
}

fn stage_acts<'p>(
    program: &'p Program,
    scene: &'p Scene,
    more: &'p [Given],
    acts: &[Act<'p>],
    default_date: Date,
) -> Fallible<Staged<'p>> {
    let on = scene.on.unwrap_or(default_date);
    let members = scene
        .members
        .iter()
        .map(|own| Member { name: own.name.clone(), facts: Facts::new(), present: DateRange::ALWAYS })
        .collect();
    let mut subject = Subject { members, ..Subject::default() };
    subject.give(None, &scene.given);
    for (place, member) in scene.members.iter().enumerate() {
        subject.give(Some(place), &member.given);
    }
    subject.give(None, more);
    let mut claims: Vec<Claim> = Vec::new();
    let mut stands: Vec<Stand> = Vec::new();
    let mut dates: Vec<Date> = Vec::new();
    for (place, act) in acts.iter().enumerate() {
        match act.kind {
            Some(EventKind::Claim { date, member, given }) => {
                let date = on_day(*date, on);
                let mut facts = Facts::new();
                let mut params = std::collections::BTreeMap::new();
                for one in given {
                    match one {
                        Given::Fact(fact, value) => drop(facts.insert(*fact, value.clone())),
                        Given::Param(id, value) => drop(params.insert(*id, value.clone())),
                        Given::State(..) => subject.give(Some(*member), std::slice::from_ref(one)),
                    }
                }
                if !params.is_empty() {
                    subject.changes.push(Change { from: date, member: None, facts: Facts::new(), params });
                }
                let id = format!("{:06}", place + 1);
                claims.push(Claim { id: id.clone(), member: *member, date, facts });
                stands.push(Stand::Claim(id));
                dates.push(date);
            }
            Some(EventKind::Periods { period, from, to, given }) => {
                let first = first_of(*period, on_day(*from, on));
                let last = to.map_or(first, |to| first_of(*period, on_day(to, on)));
                change(&mut subject, first, given);
                let mut run = Vec::new();
                let mut next = Some(first);
                while let Some(date) = next.filter(|date| *date <= last) {
                    if run.len() >= MAX_PERIODS {
                        return Err(Error::new(ErrorKind::TooManySteps, scene.span, words::too_many_steps()));
                    }
                    run.push(date);
                    next = period::later(*period, date, 1);
                }
                dates.extend(&run);
                stands.push(Stand::Periods(run));
            }
            Some(EventKind::Now) | None => {
                // After other events and without a date of its own it speaks of the last of them.
                let stand = match stands.last() {
                    Some(Stand::Claim(id)) if scene.on.is_none() => Stand::Claim(id.clone()),
                    Some(Stand::Periods(run)) if scene.on.is_none() => {
                        Stand::Periods(run.iter().copied().rev().take(1).collect())
                    }
                    Some(Stand::Claim(_) | Stand::Periods(_) | Stand::Now) | None => Stand::Now,
                };
                dates.push(on);
                stands.push(stand);
            }
        }
    }
    subject.known_from = dates.iter().min().copied();
    // The claim that a bare `应得` speaks of, for each member whose claim is asked.
    for (stand, act) in stands.iter().zip(acts) {
        if matches!(stand, Stand::Now) {
            for member in asked_claims(program, &subject, act.expect) {
                let id = now_id(member);
                if !claims.iter().any(|own| own.id == id) {
                    claims.push(Claim { id, member, date: on, facts: Facts::new() });
                }
            }
        }
    }
    let alone = (subject.person_count() == 1).then_some(0);
    let (mut session, out) = Session::new(program, subject, claims);
    if let Some((claim, rejection)) = out.first() {
        return Err(Error::new(ErrorKind::TooManySteps, scene.span, rejection.text(claim)));
    }
    let mut moments = Vec::new();
    for (event, (stand, act)) in stands.into_iter().zip(acts).enumerate() {
        let moment = |occurrence| Moment { event, occurrence, expect: act.expect };
        match stand {
            Stand::Claim(id) => moments.extend(session.find_claim(&id).map(|place| moment(Occurrence::Claim(place)))),
            Stand::Periods(run) => moments.extend(run.into_iter().map(|date| moment(Occurrence::Period(date, alone)))),
            Stand::Now => {
                let own = session.claims.iter().position(|claim| claim.id.starts_with(NOW) && claim.date == on);
                moments.push(moment(own.map_or(Occurrence::Period(on, alone), Occurrence::Claim)));
            }
        }
    }
    for moment in &moments {
        let date = session.context(moment.occurrence, None).date;
        for expectation in moment.expect {
            for id in named_benefits(&expectation.subject) {
                if matches!(program.benefit(id).occasion, Occasion::PersonOnce | Occasion::HouseholdOnce) {
                    session.ask_once(id, date);
                }
            }
        }
    }
    Ok(Staged { session, moments })
}

/// How the ids of claims that stand for a bare `应得` begin: after those of the claims written out.
const NOW: &str = "now";

fn now_id(member: usize) -> String {
    format!("{NOW}{member:06}")
}

fn first_of(period: Period, date: Date) -> Date {
    period::first_day(period, date, YearStart::CALENDAR).unwrap_or(date)
}

/// Returns the day of a scene date; one without a year falls in that of the date asked.
fn on_day(date: SceneDate, on: Date) -> Date {
    let of_month = |month: u8, day: u8| {
        let month = i8::try_from(month).ok()?;
        let last = Date::new(on.year(), month, 1).map(Date::last_of_month);
        Date::new(on.year(), month, i8::try_from(day).ok()?).or(last)
    };
    match date {
        SceneDate::Day(date) | SceneDate::Month(date) => date,
        SceneDate::MonthDay(month, day) => of_month(month, day).unwrap_or(on),
        SceneDate::MonthOfYear(month) => of_month(month, 1).unwrap_or(on),
        SceneDate::Year(year) => Date::new(year, 1, 1).unwrap_or(on),
    }
}

/// Facts given with a period hold from its first day on.
fn change(subject: &mut Subject, from: Date, given: &[(Option<usize>, Given)]) {
    for (member, one) in given {
        let mut change = Change { from, member: *member, facts: Facts::new(), params: Default::default() };
        match one {
            Given::Fact(fact, value) => drop(change.facts.insert(*fact, value.clone())),
            Given::Param(id, value) => drop(change.params.insert(*id, value.clone())),
            Given::State(..) => subject.give(*member, std::slice::from_ref(one)),
        }
        subject.changes.push(change);
    }
}

/// Returns the members whose claim a bare `应得` asks about.
fn asked_claims(program: &Program, subject: &Subject, expect: &[Expectation]) -> BTreeSet<usize> {
    let facts_of_claims = |facts: &Facts| facts.keys().any(|fact| program.fact(*fact).owner == Owner::Claim);
    let given = facts_of_claims(&subject.facts) || subject.members.iter().any(|own| facts_of_claims(&own.facts));
    let mut members = BTreeSet::new();
    for expectation in expect {
        match &expectation.subject {
            scene::Subject::Benefit { benefit, member } => {
                if program.benefit(*benefit).occasion == Occasion::EachClaim {
                    members.insert(member.unwrap_or(0));
                }
            }
            scene::Subject::Expr { .. } => {
                let of_claims = |id: &BenefitId| program.benefit(*id).occasion == Occasion::EachClaim;
                if given || named_benefits(&expectation.subject).iter().any(of_claims) {
                    members.insert(0);
                }
            }
        }
    }
    members
}

/// Returns the benefits that an expectation names as its subject.
fn named_benefits(subject: &scene::Subject) -> Vec<BenefitId> {
    match subject {
        scene::Subject::Benefit { benefit, .. } => vec![*benefit],
        scene::Subject::Expr { expr, .. } => match &*expr.kind {
            ExprKind::Paid(benefits) => benefits.clone(),
            _ => Vec::new(),
        },
    }
}

impl<'p> Session<'p> {
    /// Asks one expectation.
    fn check(&self, occurrence: Occurrence, expectation: &'p Expectation, case: Option<usize>) -> Check {
        let mut check = Check {
            span: expectation.span,
            case,
            date: self.context(occurrence, None).date,
            holds: false,
            benefit: None,
            expected: self.expected(occurrence, expectation),
            actual: Ok(Amount { exact: String::new(), text: Text::same("") }),
            outcome: None,
        };
        let asked = self.asked(occurrence, expectation, &mut check);
        match asked.and_then(|(value, ty)| {
            check.actual = Ok(self.amount(&value, &ty));
            self.fits(occurrence, expectation, &value, check.outcome.as_deref())
        }) {
            Ok(holds) => check.holds = holds,
            Err(error) => {
                check.holds =
                    error.kind == ErrorKind::Pending && matches!(expectation.outcome, scene::Outcome::Pending);
                check.actual = Err(error);
            }
        }
        check
    }

    /// Returns what an expectation asks for, with its type.
    fn asked(
        &self,
        occurrence: Occurrence,
        expectation: &'p Expectation,
        check: &mut Check,
    ) -> Fallible<(Value, Type)> {
        match &expectation.subject {
            scene::Subject::Benefit { benefit, member } => {
                check.benefit = Some(*benefit);
                let outcome = self.asked_outcome(occurrence, *benefit, *member, expectation.span)?;
                let value = Value::Number(outcome.payment.clone());
                check.outcome = Some(outcome);
                Ok((value, Type::money()))
            }
            scene::Subject::Expr { expr, member } => {
                let ctx = self.outside(occurrence);
                let ctx = Context { person: member.or(ctx.person), ..ctx };
                Ok((self.eval(&ctx, expr)?, expr.ty.clone()))
            }
        }
    }

    fn asked_outcome(
        &self,
        occurrence: Occurrence,
        id: BenefitId,
        member: Option<usize>,
        span: Span,
    ) -> Fallible<Rc<Outcome>> {
        let ctx = self.context(occurrence, None);
        let occasion = self.program.benefit(id).occasion;
        if occasion != Occasion::EachClaim {
            // On a claim, a benefit of persons is that of the person whose claim it is.
            let of_claim = ctx.claim().map(|place| self.claim(place).member).filter(|_| is_of_person(occasion));
            return self.in_period(id, member.or(of_claim), ctx.date);
        }
        let place = match (ctx.claim(), member) {
            (Some(place), None) => Some(place),
            (Some(place), Some(member)) if self.claim(place).member == member => Some(place),
            (_, Some(member)) => self.find_claim(&now_id(member)),
            (None, None) => self.find_claim(&now_id(0)),
        };
        match place {
            Some(place) => self.on_claim(id, place),
            None => Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_claim())),
        }
    }

    /// Returns the context of a question from outside, after the last layer.
    fn outside(&self, occurrence: Occurrence) -> Context<'static> {
        let ctx = self.context(occurrence, None);
        let alone = (self.subject.person_count() == 1).then_some(0);
        Context { person: ctx.person.or(alone), ..ctx }
    }

    fn fits(
        &self,
        occurrence: Occurrence,
        expectation: &'p Expectation,
        value: &Value,
        outcome: Option<&Outcome>,
    ) -> Fallible<bool> {
        let ctx = self.outside(occurrence);
        let span = expectation.span;
        match &expectation.outcome {
            scene::Outcome::Equals(expr) => self.equals_within(&ctx, value, expr, expectation),
            scene::Outcome::Compare(CompareOp::Equal, expr) => self.equals_within(&ctx, value, expr, expectation),
            scene::Outcome::Compare(op, expr) => {
                at(span, ops::compare(self.program, (*op).into(), value, &self.eval(&ctx, expr)?))
            }
            scene::Outcome::Band(band) => self.is_in_band(&ctx, value, band),
            scene::Outcome::Holds => match value {
                Value::Bool(truth) => Ok(*truth),
                other => Err(self.unfit(other, span)),
            },
            scene::Outcome::Pending => Ok(false),
            scene::Outcome::Refused { because } => {
                let Value::Number(paid) = value else { return Err(self.unfit(value, span)) };
                let for_this = match (because, outcome) {
                    (None, _) => true,
                    (Some(Because::Clause(path)), Some(outcome)) => outcome.refused_because_of(path),
                    (Some(Because::Benefit(other)), Some(outcome)) => outcome.refused_for(*other),
                    (Some(_), None) => false,
                };
                Ok(paid.is_zero() && for_this)
            }
        }
    }

    fn equals_within(
        &self,
        ctx: &Context<'_>,
        value: &Value,
        expected: &'p Expr,
        expectation: &'p Expectation,
    ) -> Fallible<bool> {
        let expected = self.eval(ctx, expected)?;
        match (&expectation.margin, value, &expected) {
            (Some(margin), Value::Number(actual), Value::Number(wanted)) => {
                let margin = self.number(ctx, margin)?;
                let off = at(expectation.span, actual.subtract(wanted))?;
                Ok(off <= margin && off.negate() <= margin)
            }
            (_, Value::Nothing, _) | (_, _, Value::Nothing) => Ok(*value == expected),
            _ => at(expectation.span, ops::equals(self.program, value, &expected)),
        }
    }

    /// Returns an expectation in words.
    fn expected(&self, occurrence: Occurrence, expectation: &'p Expectation) -> Text {
        let ctx = self.outside(occurrence);
        let shown = |expr: &'p Expr| match self.eval(&ctx, expr) {
            Ok(value) => self.shown(&value, &expr.ty),
            Err(error) => error.message.clone(),
        };
        match &expectation.outcome {
            scene::Outcome::Equals(expr) => shown(expr),
            scene::Outcome::Compare(op, expr) => {
                let sign = match op {
                    CompareOp::Equal => "=",
                    CompareOp::NotEqual => "!=",
                    CompareOp::Less => "<",
                    CompareOp::LessOrEqual => "<=",
                    CompareOp::Greater => ">",
                    CompareOp::GreaterOrEqual => ">=",
                };
                let value = shown(expr);
                Text::new(format!("{sign} {}", value.zh), format!("{sign} {}", value.en))
            }
            scene::Outcome::Band(band) => {
                let edge = |edge: &'p Option<crate::ir::expr::Edge>, sign: &str| {
                    edge.as_ref().map(|edge| {
                        let equal = if edge.included { "=" } else { "" };
                        let value = shown(&edge.value);
                        Text::new(format!("{sign}{equal} {}", value.zh), format!("{sign}{equal} {}", value.en))
                    })
                };
                let edges: Vec<Text> = [edge(&band.low, ">"), edge(&band.high, "<")].into_iter().flatten().collect();
                crate::base::text::listed(&edges)
            }
            scene::Outcome::Holds => Text::new("成立", "true"),
            scene::Outcome::Pending => Text::new("待公布", "pending"),
            scene::Outcome::Refused { because: None } => Text::new("不予", "refused"),
            scene::Outcome::Refused { because: Some(because) } => {
                let (zh, en) = match because {
                    Because::Clause(path) => {
                        (path.speak(crate::base::text::Lang::Zh), path.speak(crate::base::text::Lang::En))
                    }
                    Because::Benefit(id) => {
                        let name = self.program.benefit(*id).name.clone();
                        (name.clone(), name)
                    }
                };
                Text::new(format!("不予,因 {zh}"), format!("refused because {en}"))
            }
        }
    }
}
