//! What benefits of months and years pay, remembered by what was asked of whom they were worked out for: of who answers
//! alike nothing has to be worked out again.
//!
//! The evaluator says what it asks; which questions come next depends on the answers alone, so they form a tree. Nothing
//! depends on whether something is remembered.

use super::words;
use crate::base::date::Date;
use crate::base::text::Text;
use crate::interp::{Answer, Due, Question, Session, Subject};
use crate::ir::{BenefitId, Program};
use std::collections::HashMap;

/// The most answers that are remembered at a time; each takes some hundred bytes.
const MOST: usize = 100_000;
/// After so many tries it must have been worth it for every fourth.
const TRIES: u32 = 64;

/// What a benefit comes to in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Worth {
    /// In 分, and why it is nothing.
    Paid(i64, Option<Text>),
    /// Why it cannot be worked out.
    Refused(Text),
}

/// A benefit in a period, of a member (`None`: of the household) of so many.
type Root = (u32, BenefitId, Date, Option<usize>, usize);

/// What is remembered.
#[derive(Default)]
pub struct Answers {
    trees: HashMap<Root, Tree>,
    size: usize,
}

#[derive(Default)]
struct Tree {
    first: Option<Node>,
    tried: u32,
    known: u32,
}

enum Node {
    Asks(Question, HashMap<Answer, Node>),
    Worth(Worth),
}

/// One subject, of whom things are worked out only where they are not remembered.
pub(super) struct Asked<'p> {
    program: &'p Program,
    subject: Subject,
    county: u32,
    once: Vec<(BenefitId, Date)>,
    /// Whether what is worked out may be remembered.
    alike: bool,
    session: Option<Session<'p>>,
}

impl<'p> Asked<'p> {
    /// `once`: the days on which benefits paid once are asked for.
    pub(super) fn new(
        program: &'p Program,
        county: u32,
        subject: Subject,
        once: Vec<(BenefitId, Date)>,
        remember: bool,
    ) -> Asked<'p> {
        let alike = remember && subject.can_be_asked();
        Asked { program, subject, county, once, alike, session: None }
    }

    pub(super) fn program(&self) -> &'p Program {
        self.program
    }

    fn session(&mut self) -> &Session<'p> {
        let (program, subject, once) = (self.program, &self.subject, &self.once);
        self.session.get_or_insert_with(|| {
            let (mut session, _) = Session::new(program, subject.clone(), Vec::new());
            once.iter().for_each(|(id, day)| session.ask_once(*id, *day));
            session
        })
    }

    /// Returns what a benefit comes to in the period that begins on a day.
    pub(super) fn worth(&mut self, answers: &mut Answers, id: BenefitId, member: Option<usize>, day: Date) -> Worth {
        let root = (self.county, id, day, member, self.subject.person_count());
        let tree = answers.trees.entry(root).or_default();
        if !self.alike || (tree.tried >= TRIES && tree.known < tree.tried / 4) {
            return worked_out(self.session(), id, member, day);
        }
        tree.tried += 1;
        let mut node = tree.first.as_ref();
        while let Some(Node::Asks(question, next)) = node {
            node = next.get(&self.subject.answer(question));
        }
        if let Some(Node::Worth(own)) = node {
            tree.known += 1;
            return own.clone();
        }
        let session = self.session();
        let (worth, asked) = session.watched(|| worked_out(session, id, member, day));
        if answers.size < MOST
            && let Some(asked) = asked
        {
            answers.size += asked.len() + 1;
            put(&mut tree.first, asked, worth.clone());
        }
        worth
    }
}

fn worked_out(session: &Session<'_>, id: BenefitId, member: Option<usize>, day: Date) -> Worth {
    let program = session.program();
    let own = program.benefit(id);
    let outcome = match session.in_period(id, member, day) {
        Ok(outcome) => outcome,
        Err(error) => return Worth::Refused(words::not_due(&own.name, error.message.clone())),
    };
    let Some(amount) = outcome.payment.to_i64() else {
        return Worth::Refused(words::not_due(&own.name, words::payment_too_large()));
    };
    let why = match &outcome.due {
        Due::NotDue(reason) => Some(words::not_due(&own.name, reason.text(program))),
        Due::Due if amount == 0 => Some(words::pays_nothing(&own.name)),
        Due::Due => None,
    };
    Worth::Paid(amount, why)
}

/// Puts what questions and answers lead to in its place.
fn put(place: &mut Option<Node>, asked: Vec<(Question, Answer)>, worth: Worth) {
    let mut asked = asked.into_iter();
    let Some((question, answer)) = asked.next() else {
        *place = Some(Node::Worth(worth));
        return;
    };
    let node = place.get_or_insert_with(|| Node::Asks(question.clone(), HashMap::new()));
    let mut at = match node {
        Node::Asks(known, next) if *known == question => next.entry(answer),
        // INVARIANT: which question comes next depends on the answers alone.
        Node::Asks(..) | Node::Worth(_) => return,
    };
    loop {
        let Some((question, answer)) = asked.next() else {
            at.or_insert(Node::Worth(worth));
            return;
        };
        let node = at.or_insert_with(|| Node::Asks(question.clone(), HashMap::new()));
        at = match node {
            Node::Asks(known, next) if *known == question => next.entry(answer),
            Node::Asks(..) | Node::Worth(_) => return,
        };
    }
}
