//! Outcomes by what was asked on the way to them. Working a benefit asks the cell for answers and other benefits for
//! what they pay, and nothing else; where all of that is answered as it was before, the outcome is what it was before,
//! in whatever cell. So a benefit is worked once for all cells that differ only in what it does not ask.

use super::super::space::{Possible, QuantityId};
use super::{Assumed, Bill, Lowered, Lowering, Outcome, Stop};
use crate::base::quick::QuickMap;
use crate::ir::{BenefitId, FactId};
use crate::value::Value;
use std::rc::Rc;

/// A benefit on a bill, after choices or before them.
pub(super) type Place = (BenefitId, usize, bool);

/// A benefit on a bill as if each of some facts had one value only.
pub(super) type Way = (BenefitId, usize, Vec<(FactId, Value)>);

/// What is asked while a benefit is worked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    Question(QuantityId),
    Benefit(Place),
}

/// What was worked out, with all that was asked for it.
#[derive(Debug)]
pub(super) struct Recalled {
    /// `None`: no row is meant for the identity.
    pub outcome: Option<Rc<Outcome>>,
    notes: Notes,
}

/// What has stopped the work of a cell, with all that had been asked: asked again in the same cell, it stops it again.
#[derive(Debug, Default)]
pub(super) struct Stopped {
    benefits: QuickMap<Place, (Stop, Notes)>,
    ways: QuickMap<Way, (Stop, Notes)>,
}

/// What is noted of something while it is worked.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Each once, in the order in which it was asked first.
    asked: Vec<Asking>,
    /// Questions held at a value that were asked.
    pins: Vec<QuantityId>,
    /// Whether something hung on how many bills there were.
    counts_bills: bool,
}

/// For everything that can be worked a tree of what is asked next, by what has been answered so far.
#[derive(Debug, Default)]
pub(crate) struct Recollection {
    /// The bills with what is assumed of them: nothing holds from one to another.
    grounds: Vec<(Vec<Vec<Bill>>, Assumed)>,
    benefits: QuickMap<(usize, usize, Place), usize>,
    ways: QuickMap<(usize, usize, Way), usize>,
    nodes: Vec<Node>,
}

#[derive(Debug, Default)]
struct Node {
    /// `None`: nothing more is asked, or nobody has been here yet.
    asks: Option<Asking>,
    /// By what the cell says of the question; `None`: what everybody knows.
    by_answer: Vec<(Option<Possible>, usize)>,
    /// By what the benefit comes to.
    by_outcome: QuickMap<Rc<Outcome>, usize>,
    found: Option<Rc<Recalled>>,
}

/// So many nodes are kept; then all are forgotten.
const MAX_NODES: usize = 1_000_000;

impl Recollection {
    /// Returns the place of some bills and what is assumed.
    pub(crate) fn ground(&mut self, bills: &[Vec<Bill>], assumed: &Assumed) -> usize {
        if self.nodes.len() > MAX_NODES {
            *self = Recollection::default();
        }
        let same = |(own, known): &(Vec<Vec<Bill>>, Assumed)| own == bills && known == assumed;
        self.grounds.iter().position(same).unwrap_or_else(|| {
            self.grounds.push((bills.to_vec(), assumed.clone()));
            self.grounds.len() - 1
        })
    }

    fn added(nodes: &mut Vec<Node>) -> usize {
        nodes.push(Node::default());
        nodes.len() - 1
    }
}

impl Lowering<'_, '_> {
    /// Returns what the cell says of a question; `None`: its answers cannot be told one by one.
    pub(super) fn possible(&self, id: QuantityId) -> Option<&Possible> {
        self.note(Asking::Question(id));
        self.cell.still_possible(self.vocabulary, id)
    }

    /// Whether the cell says more of a question than everybody knows.
    pub(super) fn is_narrowed(&self, id: QuantityId) -> bool {
        self.note(Asking::Question(id));
        self.cell.answers.contains_key(&id)
    }

    pub(super) fn note(&self, own: Asking) {
        if let Some(notes) = self.notes.borrow_mut().last_mut()
            && !notes.asked.contains(&own)
        {
            notes.asked.push(own);
        }
    }

    /// Notes that a question was asked that is held at a value, or follows its default.
    pub(super) fn note_pin(&self, id: QuantityId) {
        self.asked_pins.borrow_mut().insert(id);
        if let Some(notes) = self.notes.borrow_mut().last_mut()
            && !notes.pins.contains(&id)
        {
            notes.pins.push(id);
        }
    }

    pub(super) fn note_count(&self) {
        self.counts_bills.set(true);
        if let Some(notes) = self.notes.borrow_mut().last_mut() {
            notes.counts_bills = true;
        }
    }

    /// Works something out and returns what was asked for it; nobody else has asked that.
    fn noted<T>(&self, work: impl FnOnce() -> T) -> (T, Notes) {
        self.notes.borrow_mut().push(Notes::default());
        let result = work();
        let notes = self.notes.borrow_mut().pop().expect("pushed above");
        (result, notes)
    }

    /// Asks what was asked for something that is taken as it was.
    fn note_all(&self, notes: &Notes) {
        notes.asked.iter().for_each(|own| self.note(*own));
        self.note_rest(notes);
    }

    fn note_rest(&self, notes: &Notes) {
        notes.pins.iter().for_each(|own| self.note_pin(*own));
        if notes.counts_bills {
            self.note_count();
        }
    }

    /// Whether what was stopped stops again, whoever asks for it. That it rests on itself depends on who began.
    fn stops_again(&self, stop: &Stop) -> bool {
        !matches!(stop, Stop::Undecided(_)) || self.busy.borrow().len() == 1
    }

    /// Returns what a benefit comes to: as it did where all it asks was answered alike, else as it is worked now.
    pub(super) fn recalled(&self, place: Place, work: impl FnOnce() -> Lowered<Outcome>) -> Lowered<Rc<Outcome>> {
        if let Some((stop, notes)) = self.stopped.borrow().benefits.get(&place) {
            self.note_all(notes);
            return Err(stop.clone());
        }
        let root = {
            let Recollection { benefits, nodes, .. } = &mut *self.shop.recollection.borrow_mut();
            *benefits.entry((self.ground, self.origin(place.0), place)).or_insert_with(|| Recollection::added(nodes))
        };
        if let Some(known) = self.found(root)
            && let Some(outcome) = &known.outcome
        {
            // Who asks for it asks for the benefit, not for what that has asked.
            self.note_rest(&known.notes);
            return Ok(Rc::clone(outcome));
        }
        let (result, notes) = self.noted(work);
        match result {
            Ok(outcome) => {
                let outcome = Rc::new(outcome);
                self.note_rest(&notes);
                self.remember(root, Rc::new(Recalled { outcome: Some(Rc::clone(&outcome)), notes }));
                Ok(outcome)
            }
            Err(stop) => {
                self.note_all(&notes);
                if self.stops_again(&stop) {
                    self.stopped.borrow_mut().benefits.insert(place, (stop.clone(), notes));
                }
                Err(stop)
            }
        }
    }

    /// The same of one way of working it; whoever takes it asks what it asked.
    pub(super) fn recalled_way(
        &self,
        way: &Way,
        work: impl FnOnce() -> Lowered<Option<Rc<Outcome>>>,
    ) -> Lowered<Rc<Recalled>> {
        if let Some((stop, notes)) = self.stopped.borrow().ways.get(way) {
            self.note_all(notes);
            return Err(stop.clone());
        }
        let root = {
            let Recollection { ways, nodes, .. } = &mut *self.shop.recollection.borrow_mut();
            let key = (self.ground, self.origin(way.0), way.clone());
            *ways.entry(key).or_insert_with(|| Recollection::added(nodes))
        };
        if let Some(known) = self.found(root) {
            self.note_all(&known.notes);
            return Ok(known);
        }
        let (result, notes) = self.noted(work);
        self.note_all(&notes);
        match result {
            Ok(outcome) => {
                let own = Rc::new(Recalled { outcome, notes });
                self.remember(root, Rc::clone(&own));
                Ok(own)
            }
            Err(stop) => {
                if self.stops_again(&stop) {
                    self.stopped.borrow_mut().ways.insert(way.clone(), (stop.clone(), notes));
                }
                Err(stop)
            }
        }
    }

    /// Takes a way as it was worked out before, in this cell or one that holds it.
    pub(super) fn taken(&self, own: &Recalled) {
        self.note_all(&own.notes);
    }

    fn origin(&self, id: BenefitId) -> usize {
        self.origins.get(id.index()).copied().unwrap_or(self.side)
    }

    /// Follows what has been asked before as far as the answers are the same.
    fn found(&self, root: usize) -> Option<Rc<Recalled>> {
        let mut at = root;
        loop {
            let asks = {
                let node = &self.shop.recollection.borrow().nodes[at];
                match node.asks {
                    None => return node.found.clone(),
                    Some(own) => own,
                }
            };
            at = match asks {
                Asking::Question(id) => {
                    let own = self.cell.answers.get(&id);
                    let nodes = &self.shop.recollection.borrow().nodes;
                    nodes[at].by_answer.iter().find(|(known, _)| known.as_ref() == own)?.1
                }
                Asking::Benefit(place) => {
                    let known = self.memory.borrow().outcomes.get(&place).cloned();
                    let outcome = match known {
                        Some(known) => known,
                        // Asked here only to compare: nobody notes it.
                        None => self.noted(|| self.kept(place.0, place.1, place.2)).0.ok()?,
                    };
                    *self.shop.recollection.borrow().nodes[at].by_outcome.get(&outcome)?
                }
            };
        }
    }

    fn remember(&self, root: usize, own: Rc<Recalled>) {
        let nodes = &mut self.shop.recollection.borrow_mut().nodes;
        let mut at = root;
        for asks in &own.notes.asked {
            let next = nodes.len();
            let node = &mut nodes[at];
            if node.asks.is_none() && node.found.is_none() {
                node.asks = Some(*asks);
            }
            // Worked in a larger cell, it may have been asked in another order; then it is not remembered.
            if node.asks != Some(*asks) {
                return;
            }
            at = match asks {
                Asking::Question(id) => {
                    let answer = self.cell.answers.get(id);
                    match node.by_answer.iter().find(|(known, _)| known.as_ref() == answer) {
                        Some((_, known)) => *known,
                        None => {
                            node.by_answer.push((answer.cloned(), next));
                            next
                        }
                    }
                }
                Asking::Benefit(place) => {
                    let Some(outcome) = self.memory.borrow().outcomes.get(place).cloned() else { return };
                    *node.by_outcome.entry(outcome).or_insert(next)
                }
            };
            if at == next {
                nodes.push(Node::default());
            }
        }
        if nodes[at].asks.is_none() && nodes[at].found.is_none() {
            nodes[at].found = Some(own);
        }
    }
}
