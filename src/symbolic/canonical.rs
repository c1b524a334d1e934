//! One form for amounts that are worded differently: what only the cost makes, without roundings, is a function of lines,
//! and the first node found with a function stands for all that have it. Terms that become one in this way are equal to
//! the 分 whatever the other numbers are; terms that do not may be equal all the same.

use super::decide::Shape;
use super::exact::Exact;
use super::explore::Space;
use super::term::{Node, Term};
use super::undecided::Undecided;
use crate::base::quick::QuickMap;
use std::rc::Rc;

/// What stands for what.
#[derive(Debug, Default)]
pub(crate) struct Canonical {
    made: QuickMap<Term, Form>,
    of_shape: QuickMap<Rc<Shape>, Term>,
}

/// A node in its one form.
#[derive(Clone, Copy, Debug)]
struct Form {
    term: Term,
    /// Whether only the cost makes it, without roundings.
    plain: bool,
}

/// So many nodes are kept; then all are forgotten.
const MAX_KEPT: usize = 1_000_000;

impl Space<'_> {
    /// Whether two amounts are one when whatever only the cost makes has one form.
    pub(super) fn is_same_in_other_words(&self, a: Term, b: Term) -> bool {
        let in_one_form = || Ok::<bool, Undecided>(self.canonical(a)? == self.canonical(b)?);
        a == b || in_one_form().unwrap_or(false)
    }

    fn canonical(&self, term: Term) -> Result<Term, Undecided> {
        if self.forms().made.len() > MAX_KEPT {
            *self.forms() = Canonical::default();
        }
        let order = self.graph().below_but(term, |own| self.forms().made.contains_key(&own));
        for own in order {
            let node = self.graph().node(own).clone();
            let form = self.form(own, &node)?;
            self.forms().made.insert(own, form);
        }
        Ok(self.form_of(term).term)
    }

    fn form_of(&self, term: Term) -> Form {
        // Children are brought into their form before what is made of them.
        self.forms().made.get(&term).copied().unwrap_or(Form { term, plain: false })
    }

    fn form(&self, own: Term, node: &Node) -> Result<Form, Undecided> {
        let mixed = |term| Form { term, plain: false };
        let plain = match node {
            Node::Input(id) => return Ok(Form { term: own, plain: *id == self.cost }),
            Node::Linear { terms, .. } => terms.iter().all(|(term, _)| self.form_of(*term).plain),
            Node::Least(all) | Node::Greatest(all) => all.iter().all(|term| self.form_of(*term).plain),
            Node::Round { .. } => false,
            Node::Choose { test, then, otherwise } => {
                [test, then, otherwise].into_iter().all(|term| self.form_of(*term).plain)
            }
        };
        if plain {
            return Ok(Form { term: self.first_of_shape(own)?, plain });
        }
        match node {
            Node::Linear { terms, constant } => {
                let (of_cost, others): (Vec<_>, Vec<_>) =
                    terms.iter().map(|(term, by)| (self.form_of(*term), *by)).partition(|(own, _)| own.plain);
                let bare =
                    |all: Vec<(Form, Exact)>| all.into_iter().map(|(own, by)| (own.term, by)).collect::<Vec<_>>();
                let part = self.make(|graph| graph.linear(&bare(of_cost), *constant))?;
                let mut all = bare(others);
                all.push((self.first_of_shape(part)?, Exact::ONE));
                self.make(|graph| graph.linear(&all, Exact::ZERO)).map(mixed)
            }
            Node::Least(all) | Node::Greatest(all) => {
                let is_least = matches!(node, Node::Least(_));
                let extreme =
                    |all: &[Term]| self.make(|graph| if is_least { graph.least(all) } else { graph.greatest(all) });
                let (of_cost, others): (Vec<Form>, Vec<Form>) =
                    all.iter().map(|term| self.form_of(*term)).partition(|own| own.plain);
                let bare = |all: Vec<Form>| all.into_iter().map(|own| own.term).collect::<Vec<Term>>();
                let mut all = bare(others);
                if !of_cost.is_empty() {
                    all.push(self.first_of_shape(extreme(&bare(of_cost))?)?);
                }
                extreme(&all).map(mixed)
            }
            node => self.make(|graph| graph.made_of(node, &|child| self.form_of(*child).term)).map(mixed),
        }
    }

    /// Returns the first node with the function of a node that only the cost makes.
    fn first_of_shape(&self, own: Term) -> Result<Term, Undecided> {
        let shape = self.shape(own)?;
        Ok(*self.forms().of_shape.entry(shape).or_insert(own))
    }
}
