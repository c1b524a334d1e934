//! What two sides pay to everybody, as JSON.

use super::json::{Writer, clause, money, text};
use crate::base::number::{Number, RoundingMode};
use crate::base::text::Text;
use crate::compare::data::{
    After, AfterRow, Area, Beyond, Cause, Causes, Compared, Comparison, Everybody, Extreme, Interplay, Key, Later,
    Next, Region, Running, Several, Split, Spread, Stage, Standing, Total,
};
use crate::compare::{Both, Which};
use crate::symbolic::exact::Exact;
use crate::symbolic::linear::Constraint;
use serde_json::{Value, json};

fn people(keys: &[Key]) -> Vec<Value> {
    keys.iter().map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) })).collect()
}

fn side(which: Which) -> &'static str {
    match which {
        Which::A => "a",
        Which::B => "b",
    }
}

/// Of two that pay the same on the first bill: later ones.
fn beyond(own: &Beyond) -> Value {
    let (status, reason) = match own {
        Beyond::Always => ("proved_equal", None),
        Beyond::AfterOne => ("equal_after_one_bill", None),
        Beyond::Open(reason) => ("not_decided", reason.as_ref()),
        Beyond::Apart => ("different", None),
    };
    json!({ "status": status, "reason": reason.map(text) })
}

fn both_paid(own: &Both<Number>) -> Value {
    json!({ "a": money(&own.a), "b": money(&own.b) })
}

fn totals(all: &Both<Vec<Total>>) -> Value {
    let total = |own: &Total| {
        json!({
            "benefit": own.benefit,
            "clause": text(&own.clause),
            "used": money(&own.used),
            "left": own.left.as_ref().map(money),
        })
    };
    let of = |all: &[Total]| all.iter().map(total).collect::<Vec<_>>();
    json!({ "a": of(&all.a), "b": of(&all.b) })
}

/// A bill after another.
fn next(own: &Next) -> Value {
    json!({
        "person": people(&own.person),
        "earlier": money(&own.earlier),
        "cost": money(&own.cost),
        "paid": both_paid(&own.paid),
        "paid_earlier": both_paid(&own.paid_earlier),
        "totals": totals(&own.totals),
    })
}

/// Ends of stretches and shares are exact quotients.
fn running(own: &Running) -> Value {
    let stage = |own: &Stage| {
        json!({
            "from_exactly_in_fen": own.from.to_string(),
            "to_exactly_in_fen": own.to.to_string(),
            "shares": { "a": own.shares.a.to_string(), "b": own.shares.b.to_string() },
            "run_out": totals(&own.spent),
            "example": own.example.as_ref().map(next),
        })
    };
    json!({
        "people": own.people.iter().map(|own| people(own)).collect::<Vec<_>>(),
        "cells": own.cells,
        "stages": own.stages.iter().map(stage).collect::<Vec<_>>(),
    })
}

fn split(own: &Split) -> Value {
    let [at_once, as_two] = own.more().map(|own| own.map_or("even", side));
    json!({
        "person": people(&own.person),
        "costs": own.costs.iter().map(money).collect::<Vec<_>>(),
        "paid_at_once": both_paid(&own.at_once),
        "paid_as_two": both_paid(&own.apart),
        "more_in": { "at_once": at_once, "as_two": as_two },
        "cells": own.cells,
        "not_decided_cells": own.open,
        "changes_by_at_most": money(&own.most.round(RoundingMode::HalfUp, &Number::one())),
    })
}

fn several(own: &Result<Several, Text>) -> Value {
    match own {
        Ok(own) => several_of(own),
        Err(reason) => json!({ "status": "not_decided", "reason": text(reason) }),
    }
}

fn several_of(own: &Several) -> Value {
    let extreme = |own: &Extreme| {
        json!({
            "more_in": side(own.more),
            "person": people(&own.person),
            "paid": { "a": money(&own.paid.a), "b": money(&own.paid.b) },
        })
    };
    json!({
        "status": "decided",
        "numbers": own.numbers.iter().map(text).collect::<Vec<_>>(),
        "parts": own.parts,
        "largest_gaps": own.extremes.iter().map(extreme).collect::<Vec<_>>(),
        "areas": own.areas.iter().map(area).collect::<Vec<_>>(),
        "not_decided_cells": own.open,
        "reason": own.reason.as_ref().map(text),
    })
}

/// Conditions and sizes are sums: one factor for each number, in their order, and a constant; amounts in 分.
fn area(own: &Area) -> Value {
    let figures = |all: &[Exact]| all.iter().map(|own| own.to_number().to_string()).collect::<Vec<_>>();
    let condition = |own: &Constraint| json!({ "factors": figures(&own.factors), "constant": own.constant.to_number().to_string() });
    json!({
        "more_in": side(own.more),
        "people": own.people.iter().map(|own| people(own)).collect::<Vec<_>>(),
        "conditions": own.conditions.iter().map(text).collect::<Vec<_>>(),
        "by": own.by.as_ref().map(text),
        "largest_gap": money(&own.gap.round(RoundingMode::HalfUp, &Number::one())),
        "at_most_zero": own.exact.constraints.iter().map(condition).collect::<Vec<_>>(),
        "size": own.exact.size.as_ref().map(|(factors, constant)| {
            json!({ "factors": figures(factors), "constant": constant.to_number().to_string() })
        }),
    })
}

impl Writer<'_> {
    pub(super) fn everybody(&self, own: &Everybody, comparison: &Comparison) -> Value {
        let compared = |own: &Compared| self.compared(own, comparison);
        json!({
            "status": "decided",
            "view": "first_bill",
            "equal": own.is_equal(),
            "highest_cost": money(&own.highest),
            "cells": own.cells,
            "taken_for_granted": own.assumptions.iter().map(text).collect::<Vec<_>>(),
            "subjects": own.subjects.iter().map(compared).collect::<Vec<_>>(),
            "causes": own.causes.as_ref().map(|own| self.causes(own, comparison)),
            "later": self.views(own, comparison),
            "after_any_bills": own.beyond.as_ref().map(beyond),
            "year_of_four_bills": own.year.as_ref().map(compared),
        })
    }

    fn compared(&self, own: &Compared, comparison: &Comparison) -> Value {
        let region = |own: &Region| self.region(own, comparison);
        json!({
            "benefit": own.benefit,
            "cells": {
                "equal_to_the_fen": own.counts.same,
                "equal_but_for_rounding": own.counts.rounding,
                "more_in_a": own.counts.more.a,
                "more_in_b": own.counts.more.b,
                "crossing": own.counts.crossing,
                "not_decided": own.counts.open,
            },
            "taken_for_granted": own.taken.iter().map(text).collect::<Vec<_>>(),
            "several_numbers": own.several.as_ref().map(several),
            "regions": own.regions.iter().map(region).collect::<Vec<_>>(),
            "not_decided": own.open.iter().map(|own| json!({
                "side": if own.both { "both" } else { side(own.which) },
                "kind": own.kind,
                "reason": text(&own.reason),
                "place": own.place.map(|span| self.place(span)),
                "cells": own.cells,
                "people": people(&own.people),
            })).collect::<Vec<_>>(),
        })
    }

    fn region(&self, own: &Region, comparison: &Comparison) -> Value {
        let labels = comparison.parties.map(|_, party| party.label.as_str());
        let runs: Vec<Value> = own
            .runs
            .iter()
            .map(|run| {
                json!({
                    "from": money(&run.from.into()),
                    "to": money(&run.to.into()),
                    "more_in": run.more.map_or("even", side),
                    "begins_exactly_in_fen": run.begins.as_ref().map(Number::to_string),
                    "largest_gap": money(&run.gap),
                    "largest_at": money(&run.at.into()),
                })
            })
            .collect();
        json!({
            "standing": match own.standing {
                Standing::Same => "equal_to_the_fen",
                Standing::Rounding => "equal_but_for_rounding",
                Standing::More(Which::A) => "more_in_a",
                Standing::More(Which::B) => "more_in_b",
                Standing::Crossing => "crossing",
            },
            "people": people(&own.people),
            "others_told_elsewhere": own.beside,
            "cells": own.cells,
            "uniform": own.uniform,
            "sentence": text(&own.sentence(&labels)),
            "least_largest_gap": money(&own.gaps.0),
            "largest_gap": money(&own.gaps.1),
            "gap_up_to": own.bands.iter().map(|own| json!({ "name": own.name, "cost": money(&own.upto), "gap": money(&own.gap) })).collect::<Vec<_>>(),
            "rounding_in_fen": own.fen.as_ref().map(Number::to_string),
            "runs": runs,
            "example": own.example.as_ref().map(|own| json!({
                "cost": money(&own.cost),
                "person": people(&own.person),
                "paid": { "a": money(&own.paid.a), "b": money(&own.paid.b) },
                "total": own.totals.as_ref().map(|own| json!({ "a": money(&own.a), "b": money(&own.b) })),
                "benefits": own.benefits.iter().map(|(name, paid)| json!({
                    "name": name, "a": money(&paid.a), "b": money(&paid.b),
                })).collect::<Vec<_>>(),
                "worked": {
                    "a": serde_json::to_value(&own.records.a).expect("records hold only texts, numbers and lists"),
                    "b": serde_json::to_value(&own.records.b).expect("records hold only texts, numbers and lists"),
                },
            })),
            "largest_at": own.peak.as_ref().map(|own| json!({
                "person": people(&own.person),
                "cost": money(&own.cost),
                "more_in": side(own.more),
                "gap": money(&own.gap),
                "near": own.near.as_ref().map(|(cost, gap)| json!({ "cost": money(cost), "gap": money(gap) })),
            })),
        })
    }

    fn causes(&self, own: &Causes, comparison: &Comparison) -> Value {
        let cause = |own: &Cause| {
            json!({
                "name": own.name,
                "people": own.people.iter().map(|own| people(own)).collect::<Vec<_>>(),
                "effect": own.region.as_ref().map(|own| self.region(own, comparison)),
                "turns_exactly_in_fen": own.crossings.as_ref().map(|(low, high)| {
                    json!({ "first": low.to_string(), "last": high.to_string() })
                }),
                "not_decided_cells": own.open,
            })
        };
        let interplay = match &own.interplay {
            Interplay::Sum => json!({ "status": "sum" }),
            Interplay::Apart { person, cost, whole, sum } => json!({
                "status": "apart",
                "person": people(person),
                "cost": money(cost),
                "sum": money(sum),
                "whole": money(whole),
            }),
            Interplay::Undecided(reason) => json!({ "status": "not_decided", "reason": text(reason) }),
        };
        json!({ "list": own.list.iter().map(cause).collect::<Vec<_>>(), "interplay": interplay })
    }

    fn after(&self, own: &After, comparison: &Comparison) -> Value {
        let row = |own: &AfterRow| {
            json!({
                "after": own.earlier.iter().map(money).collect::<Vec<_>>(),
                "stand": self.region(&own.region, comparison),
                "run_out": totals(&own.spent),
                "example": own.example.as_ref().map(next),
            })
        };
        json!({
            "people": own.people.iter().map(|own| people(own)).collect::<Vec<_>>(),
            "cells": own.cells,
            "rows": own.rows.iter().map(row).collect::<Vec<_>>(),
        })
    }

    fn views(&self, own: &Everybody, comparison: &Comparison) -> Value {
        let views = match &own.views {
            Ok(views) => views,
            Err(reason) => return json!({ "status": "not_decided", "reason": text(reason) }),
        };
        let spread = |own: &Spread| {
            let benefits = own.benefits.iter().map(|(name, words)| {
                let words: Vec<String> = words.iter().map(|word| clause(*word)).collect();
                json!({ "benefit": name, "clauses_for_each_bill": words })
            });
            json!({
                "cells": {
                    "cumulative": own.alike,
                    "not_cumulative": own.apart,
                    "counts_bills": own.counted,
                    "not_decided": own.open,
                },
                "reason": own.reason.as_ref().map(text),
                "benefits": benefits.collect::<Vec<_>>(),
            })
        };
        let later = |own: &Later| {
            json!({
                "more_in": side(own.more),
                "person": people(&own.person),
                "earlier": money(&own.earlier),
                "cost": money(&own.cost),
                "paid": { "a": money(&own.paid.a), "b": money(&own.paid.b) },
            })
        };
        json!({
            "status": "decided",
            "view": "bill_after_an_earlier_one",
            "of_typical_persons_only": views.of_typical,
            "spread": { "a": spread(&views.spread.a), "b": spread(&views.spread.b) },
            "running_totals": views.running.iter().map(running).collect::<Vec<_>>(),
            "after_one_bill": views.after.iter().map(|own| self.after(own, comparison)).collect::<Vec<_>>(),
            "after_one_bill_areas": views.areas.as_ref().map(several_of),
            "split": views.split.as_ref().map(split),
            "largest_gaps": views.later.iter().map(later).collect::<Vec<_>>(),
            "not_decided_cells": views.open,
            "reason": views.reason.as_ref().map(text),
        })
    }
}
