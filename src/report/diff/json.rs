//! A comparison as JSON: English keys, every value as data and as text in both tongues, places with file and line. The
//! shape is published in `docs/schema/diff.schema.json` and only grows.

use super::Parts;
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::compare::data::{
    Change, Cite, Comparison, Exact, Held, JudgedBy, Leaning, Origin, Outcome, Overall, Party, Payment, Presence,
    Reason, Row, SceneOutcome, State, Stating, Subject, SubjectKind, Use, ValueKind,
};
use crate::compare::tables::{Answer, Tables, Witness};
use crate::compare::{Both, Which};
use crate::interp::trace::Money;
use crate::ir::{ClauseWord, Level, Stated, Type};
use serde_json::{Map, Value, json};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

pub(super) fn json(comparison: &Comparison, sources: &SourceMap, parts: Parts) -> String {
    let writer = Writer { sources };
    let mut out = Map::new();
    out.insert("schema_version".into(), SCHEMA_VERSION.into());
    out.insert("a".into(), party(&comparison.parties.a));
    out.insert("b".into(), party(&comparison.parties.b));
    out.insert("equal".into(), comparison.is_equal().into());
    if parts.verdict {
        out.insert("verdict".into(), verdict(comparison));
    }
    if parts.clauses {
        let subjects: Vec<Value> = comparison.subjects.iter().map(|own| writer.subject(own)).collect();
        out.insert("subjects".into(), subjects.into());
    }
    if parts.behaviour {
        let scenes: Vec<Value> = comparison.behaviour.scenes.iter().map(|own| writer.scene(own)).collect();
        let exact = match &comparison.exact {
            Exact::NotComputed => json!({ "status": "not_asked" }),
            Exact::Undecided(kind, reason) => json!({ "status": "not_decided", "kind": kind, "reason": text(reason) }),
            Exact::Found(own) => writer.everybody(own, comparison),
        };
        out.insert("behaviour".into(), json!({ "typical": scenes, "exact": exact }));
    }
    // Maps with text keys and numbers: nothing that could fail.
    let mut text = serde_json::to_string_pretty(&Value::Object(out)).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

pub(in crate::report) fn party(own: &Party) -> Value {
    json!({
        "name": own.name,
        "code": own.code,
        "level": match own.level {
            Level::Province => "province",
            Level::City => "city",
            Level::County | Level::District | Level::Banner | Level::CountyCity => "county",
        },
        "parents": own.chain[..own.chain.len().saturating_sub(1)],
        "date": own.date.to_string(),
        "label": own.label,
    })
}

fn verdict(comparison: &Comparison) -> Value {
    let own = &comparison.verdict;
    let largest = own.largest.as_ref().and_then(|(at, by)| {
        let scene = comparison.behaviour.scenes.get(*at)?;
        Some(json!({ "title": scene.title, "gap": money(by), "more_in": leaning(scene.better) }))
    });
    json!({
        "benefits": {
            "same": own.same,
            "better_in_a": own.better.a,
            "better_in_b": own.better.b,
            "mixed": own.mixed,
            "unclear": own.unclear,
            "awaited": own.awaited,
            "paid_alike": own.alike,
            "only_in_a": own.only.a,
            "only_in_b": own.only.b,
        },
        "typical": {
            "same": own.scenes_same,
            "more_in_a": own.scenes_more.a,
            "more_in_b": own.scenes_more.b,
            "not_settled": own.scenes_open,
        },
        "largest_gap": largest,
    })
}

pub(in crate::report) struct Writer<'s> {
    pub(in crate::report) sources: &'s SourceMap,
}

impl Writer<'_> {
    fn subject(&self, own: &Subject) -> Value {
        json!({
            "kind": kind(own.kind),
            "name": own.name,
            "overall": overall(own.overall),
            "judged_by": judged(own.judged),
            "a": self.presence(&own.sides.a),
            "b": self.presence(&own.sides.b),
            "read_by": own.read_by,
            "same_rows": own.same_rows,
            "rows": own.rows.iter().map(|row| self.row(row)).collect::<Vec<_>>(),
            "table": own.table.as_ref().map(|own| self.table(own)),
        })
    }

    fn table(&self, own: &Tables) -> Value {
        let texts = |all: &[Text]| all.iter().map(text).collect::<Vec<_>>();
        let (answer, reason, witness) = match &own.answer {
            Answer::Equal if own.is_equal() => ("equal", None, None),
            Answer::Equal => ("other_columns", None, None),
            Answer::Different(witness) => ("different", None, Some(self.witness(witness))),
            Answer::Undecided(reason) => ("not_decided", Some(text(reason)), None),
        };
        json!({
            "answer": answer,
            "reason": reason,
            "cases": own.cases,
            "only_in_a": own.only.a,
            "only_in_b": own.only.b,
            "taken_for_granted": texts(&own.notes),
            "witness": witness,
        })
    }

    fn witness(&self, own: &Witness) -> Value {
        let facts: Vec<Value> = own
            .facts
            .iter()
            .map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) }))
            .collect();
        let answers: Vec<Value> = own
            .answers
            .iter()
            .map(|(name, both)| json!({ "column": name, "a": text(&both.a), "b": text(&both.b) }))
            .collect();
        json!({
            "facts": facts,
            "answers": answers,
            "a": self.place(own.spans.a),
            "b": self.place(own.spans.b),
            "replayed": own.replayed,
        })
    }

    fn presence(&self, own: &Presence) -> Value {
        match own {
            Presence::Present { name, english, origin } => {
                json!({ "standing": "in_force", "name": name, "english": english, "origin": self.origin(origin) })
            }
            Presence::NotYet { name, from, origin } => {
                json!({ "standing": "not_yet", "name": name, "from": from.map(|day| day.to_string()), "origin": self.origin(origin) })
            }
            Presence::Ended { name, until, origin } => {
                json!({ "standing": "repealed", "name": name, "until": until.map(|day| day.to_string()), "origin": self.origin(origin) })
            }
            Presence::Absent => json!({ "standing": "absent" }),
        }
    }

    fn row(&self, own: &Row) -> Value {
        let keys: Vec<Value> = own
            .keys
            .iter()
            .map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) }))
            .collect();
        json!({
            "item": text(&own.item.text),
            "clause": own.item.word.map(clause),
            "cases": own.item.cases,
            "label": own.item.label,
            "period": own.item.period.map(|period| crate::interp::trace::period_key(Some(period))),
            "reads": own.item.read.as_ref().map(|(what, name)| json!({ "kind": kind(*what), "name": name })),
            "keys": keys,
            "state": state(own.state),
            "a": self.held(&own.values.a),
            "b": self.held(&own.values.b),
            "change": own.change.as_ref().map(change),
            "better_for_insured": leaning(own.insured),
            "dearer_for_fund": leaning(own.fund),
            "note": own.note.as_ref().map(text),
        })
    }

    pub(in crate::report) fn held(&self, own: &Held) -> Value {
        match own {
            Held::Absent => Value::Null,
            Held::Value(own) => self.stating(own),
        }
    }

    pub(in crate::report) fn stating(&self, own: &Stating) -> Value {
        let mut out = Map::new();
        out.insert("text".into(), text(&own.text));
        let kind = match &own.kind {
            ValueKind::Number(number, ty) => {
                for (key, value) in typed(number, ty) {
                    out.insert(key.into(), value);
                }
                "number"
            }
            ValueKind::Nothing => "none",
            ValueKind::Unstated => "not_stated",
            ValueKind::Awaited => "awaited",
            ValueKind::NotInForce => "not_in_force",
            ValueKind::Text => "text",
        };
        out.insert("kind".into(), kind.into());
        if let Some(formula) = &own.formula {
            out.insert("formula".into(), text(formula));
        }
        out.insert("origin".into(), self.origin(&own.origin));
        if !own.uses.is_empty() {
            out.insert("uses".into(), own.uses.iter().map(|used| self.used(used)).collect::<Vec<_>>().into());
        }
        Value::Object(out)
    }

    fn used(&self, own: &Use) -> Value {
        json!({ "name": own.name, "value": own.text.as_ref().map(text), "origin": self.origin(&own.origin) })
    }

    pub(in crate::report) fn origin(&self, own: &Origin) -> Value {
        json!({
            "place": self.place(own.span),
            "cites": own.cites.iter().map(cite).collect::<Vec<_>>(),
            "stated_by": own.stated_by,
            "how": match own.how {
                Stated::Own => "own",
                Stated::Inherited => "inherited",
                Stated::Overridden => "overridden",
                Stated::Amended => "amended",
                Stated::EveryBenefit => "every_benefit",
                Stated::Default => "default",
            },
            "disputed": own.disputed.iter().map(|other| json!({
                "value": other.value,
                "cites": other.cites.iter().map(cite).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "checked": own.checked.map(|day| day.to_string()),
        })
    }

    pub(in crate::report) fn place(&self, span: Span) -> Value {
        let source = self.sources.get(span.source);
        let at = source.line_column(span.start as usize);
        json!({ "file": source.name, "line": at.line, "column": at.column, "start": span.start, "end": span.end })
    }

    fn scene(&self, own: &SceneOutcome) -> Value {
        let benefits: Vec<Value> = own
            .benefits
            .iter()
            .map(|(name, payments)| {
                json!({ "name": name, "a": self.payment(&payments.a), "b": self.payment(&payments.b) })
            })
            .collect();
        json!({
            "title": own.title,
            "a": self.outcome(&own.sides.a),
            "b": self.outcome(&own.sides.b),
            "benefits": benefits,
            "difference": own.difference.as_ref().map(money),
            "more_in": leaning(own.better),
        })
    }

    fn outcome(&self, own: &Outcome) -> Value {
        let worked: Vec<Value> = own
            .worked
            .iter()
            .map(|own| {
                let record = serde_json::to_value(&own.record).expect("a record holds only texts, numbers and lists");
                json!({ "date": own.date.to_string(), "member": own.member, "benefit": record })
            })
            .collect();
        json!({
            "declared": own.span.map(|span| self.place(span)),
            "unknown_facts": own.unknown,
            "complete": own.complete,
            "total": money(&own.total),
            "failure": own.failure.as_ref().map(|own| self.reason(own)),
            "worked": worked,
        })
    }

    fn payment(&self, own: &Option<Payment>) -> Value {
        let Some(own) = own else { return Value::Null };
        json!({
            "name": own.name,
            "amount": money(&own.amount),
            "asked": own.asked,
            "due": own.due,
            "failed": own.failed.as_ref().map(|own| self.reason(own)),
            "nothing_because": own.nothing.as_ref().map(text),
        })
    }

    pub(in crate::report) fn reason(&self, own: &Reason) -> Value {
        json!({
            "kind": own.kind,
            "text": text(&own.text),
            "within": own.within.iter().map(text).collect::<Vec<_>>(),
            "place": self.place(own.span),
        })
    }
}

pub(in crate::report) fn text(own: &Text) -> Value {
    json!({ "zh": own.zh, "en": own.en })
}

pub(in crate::report) fn cite(own: &Cite) -> Value {
    json!({
        "document": own.name,
        "number": own.number,
        "title": own.title,
        "dated": own.dated.map(|day| day.to_string()),
        "article": own.article,
    })
}

pub(in crate::report) fn money(fen: &Number) -> Value {
    serde_json::to_value(Money(fen.clone())).expect("an amount holds only texts and numbers")
}

/// Returns a number as data: money in fen and yuan, a ratio exactly, anything else with its unit.
pub(in crate::report) fn typed(number: &Number, ty: &Type) -> Vec<(&'static str, Value)> {
    match ty {
        Type::Quantity(unit) if unit.is_money() => vec![("money", money(number)), ("unit", text(&unit_text(ty)))],
        Type::Ratio => vec![("ratio", number.to_string().into())],
        Type::Points => vec![("points", number.to_string().into())],
        _ => vec![("number", number.to_string().into()), ("unit", text(&unit_text(ty)))],
    }
}

pub(in crate::report) fn unit_text(ty: &Type) -> Text {
    use crate::base::text::{Lang, Speak};
    Text { zh: ty.speak(Lang::Zh), en: ty.speak(Lang::En) }
}

fn change(own: &Change) -> Value {
    match own {
        Change::Points(by) => json!({ "kind": "points", "points": by.to_string() }),
        Change::Money { fen, percent, .. } => {
            json!({ "kind": "money", "money": money(fen), "share_of_a": percent.as_ref().map(Number::to_string) })
        }
        Change::Days(by) => json!({ "kind": "days", "days": by.to_string() }),
        Change::Quantity(by, ty) => {
            json!({ "kind": "quantity", "number": by.to_string(), "unit": text(&unit_text(ty)) })
        }
        Change::Entries(Both { a, b }) => json!({ "kind": "entries", "only_in_a": a, "only_in_b": b }),
    }
}

fn leaning(own: Leaning) -> &'static str {
    match own {
        Leaning::To(Which::A) => "a",
        Leaning::To(Which::B) => "b",
        Leaning::Even => "even",
        Leaning::Unknown => "unknown",
    }
}

fn overall(own: Overall) -> &'static str {
    match own {
        Overall::Same => "same",
        Overall::Better(Which::A) => "better_in_a",
        Overall::Better(Which::B) => "better_in_b",
        Overall::Mixed => "mixed",
        Overall::Unclear => "unclear",
        Overall::Awaited => "awaited",
        Overall::Alike => "paid_alike",
        Overall::Only(Which::A) => "only_in_a",
        Overall::Only(Which::B) => "only_in_b",
    }
}

fn judged(own: JudgedBy) -> &'static str {
    match own {
        JudgedBy::Clauses => "clauses",
        JudgedBy::Payments => "payments",
        JudgedBy::PaymentsWhereDecided => "payments_where_decided",
    }
}

fn state(own: State) -> &'static str {
    match own {
        State::Same => "same",
        State::Different => "different",
        State::Only(Which::A) => "only_in_a",
        State::Only(Which::B) => "only_in_b",
        State::FromAbove(Which::A) => "inherited_in_a",
        State::FromAbove(Which::B) => "inherited_in_b",
        State::NotComparable => "not_comparable",
        State::Awaited(Which::A) => "awaited_in_a",
        State::Awaited(Which::B) => "awaited_in_b",
        State::AwaitedBoth => "awaited_in_both",
    }
}

pub(in crate::report) fn kind(own: SubjectKind) -> &'static str {
    match own {
        SubjectKind::Benefit => "benefit",
        SubjectKind::List => "list",
        SubjectKind::Param => "param",
        SubjectKind::Define => "define",
        SubjectKind::Group => "group",
        SubjectKind::Account => "account",
        SubjectKind::Table => "table",
        SubjectKind::State => "state",
        SubjectKind::Choice => "choice",
    }
}

pub(in crate::report) fn clause(own: ClauseWord) -> String {
    own.words().1.replace(' ', "_")
}
