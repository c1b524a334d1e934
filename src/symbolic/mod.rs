//! All cases at once: programs in, what they pay for every person and every cost out, exactly.
//!
//! [`explore::explore`] lays out the space of persons and bills for one or several programs, parted only where a policy
//! tells answers apart: a [`explore::Space`] of cells that tile it, in each of which what every benefit pays is a
//! [`term::Term`] of the free cost. Questions are asked of terms, whoever's they are: of two counties, of one county in
//! two cells, of a payment and 70% of the cost ([`explore::Space::make`]). [`decide`] answers them with roundings taken
//! in full: [`explore::Space::sameness`], [`explore::Space::shape`], and through [`explore::Space::decide`] signs,
//! extremes, steps (monotone, cliffs). [`linear::point`] says whether linear conditions can hold at once.
//! [`explore::Space::witness`] gives an ordinary person with a bill, replayed on the evaluator. What is not decided says
//! why ([`undecided::Undecided`]); nothing is sampled or guessed.
//!
//! Unlike `interp` it never works out one case by itself; unlike `column` it knows no rows.

pub mod areas;
mod canonical;
pub mod cumulative;
pub mod decide;
pub mod exact;
pub mod explore;
mod from_ir;
pub mod inequality;
pub mod later;
mod layers;
pub mod linear;
pub mod notebook;
pub mod pieces;
mod plane;
mod points;
mod polygon;
pub mod regions;
mod shapes;
pub mod space;
pub mod term;
pub mod undecided;
pub mod witness;

pub(crate) use from_ir::cost_facts;
