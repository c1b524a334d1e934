//! What explorations of the same parties share: the vocabulary, the terms, what benefits come to by what they ask, what
//! has been shown of terms. Asking the same county for something else then works out only what is new.

use super::explore::{Household, Scope, View, WITHOUT_END, days_before};
use super::from_ir::{Kind, Twins, Workshop};
use super::space::{Party, Vocabulary};
use super::term::{Input, InputId, Term};
use super::undecided::Undecided;
use crate::base::date::Date;
use std::cell::RefCell;
use std::rc::Rc;

/// Remembers what has been worked out of some parties.
#[derive(Default)]
pub struct Notebook<'p> {
    pages: RefCell<Vec<(Key<'p>, Page)>>,
}

/// What has to be the same.
struct Key<'p> {
    parties: Vec<Party<'p>>,
    free: Free,
    highest: i64,
    household: Household,
    most_members: i64,
}

/// Which numbers of a bill are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Free {
    Cost,
    TwoCosts,
    CostAfterAnything,
    /// The same, with the same running totals for all parties.
    CostAfterTheSame,
}

/// Terms over the free numbers, and the parties' vocabulary.
#[derive(Clone)]
pub(super) struct Page {
    pub(super) workshop: Rc<Workshop>,
    pub(super) vocabulary: Rc<Vocabulary>,
    /// The eligible cost of a bill.
    pub(super) cost: InputId,
    pub(super) cost_term: Term,
    /// The cost of the bill after an earlier one; `cost` is the earlier one's.
    pub(super) later: Option<(InputId, Term)>,
    /// Of a bill after any others: a day of each kind of period in which there may have been some, with what they cost
    /// and what of that is eligible.
    pub(super) unknown: Vec<(Date, [Term; 2])>,
}

impl<'p> Notebook<'p> {
    /// Returns what there is for an exploration. Where more numbers become free on its way it shares nothing.
    pub(super) fn page(&self, parties: &[Party<'p>], scope: &Scope) -> Result<Page, Undecided> {
        let free = match scope.view {
            View::History => Free::TwoCosts,
            View::AnyBill => Free::CostAfterAnything,
            View::SameTotals => Free::CostAfterTheSame,
            View::FirstBill | View::Bills(_) | View::Month | View::Year | View::Once => Free::Cost,
        };
        if scope.view.kind() != Kind::Claim || scope.numbers > 1 {
            return Page::new(parties, scope, free);
        }
        let Scope { highest, household, most_members, .. } = *scope;
        let key = Key { parties: parties.to_vec(), free, highest, household, most_members };
        let mut pages = self.pages.borrow_mut();
        if let Some((_, known)) = pages.iter().find(|(known, _)| known.is(&key)) {
            return Ok(known.clone());
        }
        let made = Page::new(parties, scope, free)?;
        pages.push((key, made.clone()));
        Ok(made)
    }
}

impl Page {
    fn new(parties: &[Party<'_>], scope: &Scope, free: Free) -> Result<Page, Undecided> {
        let vocabulary = Vocabulary::new(parties, scope.most_members).with_others(scope.household);
        let mut workshop = Workshop::default();
        if free == Free::CostAfterTheSame {
            workshop.twins = Twins::of(parties).ok_or(Undecided::TooManyNumbers)?;
        }
        let input = Input { low: 0, high: scope.highest.max(1) };
        let mut graph = workshop.graph.borrow_mut();
        let cost_term = graph.input(input);
        let later = (free == Free::TwoCosts).then(|| (InputId(1), graph.input(input)));
        let mut unknown = Vec::new();
        if matches!(free, Free::CostAfterAnything | Free::CostAfterTheSame) {
            let days = days_before(parties).ok_or(Undecided::TooManyNumbers)?;
            unknown.extend(days.into_iter().map(|date| (date, [(); 2].map(|()| graph.amount(WITHOUT_END)))));
        }
        drop(graph);
        let (workshop, vocabulary) = (Rc::new(workshop), Rc::new(vocabulary));
        Ok(Page { workshop, vocabulary, cost: InputId(0), cost_term, later, unknown })
    }
}

impl Key<'_> {
    fn is(&self, other: &Key<'_>) -> bool {
        let same =
            |(one, other): (&Party<'_>, &Party<'_>)| std::ptr::eq(one.program, other.program) && one.date == other.date;
        let limits = |own: &Key<'_>| (own.free, own.highest, own.household, own.most_members);
        self.parties.len() == other.parties.len()
            && self.parties.iter().zip(&other.parties).all(same)
            && limits(self) == limits(other)
    }
}
