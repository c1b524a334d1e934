//! What claims, and the months of persons and households, say of a change, as sentences, a table and JSON. What is not
//! to be told of few persons, or would give it away, stands in no form ([`Untold`]).

use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Lang, Text, listed};
use crate::compare::changes::people::{
    Affected, Months, OfCounty, Payees, People, Rows, Settled, Tally, Uncounted, Untold,
};
use crate::data::out::yuan;
use crate::report::grid::Align;
use crate::report::page::{Cell, Figure, Table, TableRow, Tone};
use crate::report::settle::grouped;
use serde_json::{Value, json};

/// Of more counties only sums are shown, not each of their benefits.
const MOST_DETAILED: usize = 12;

/// A number of persons, or that it is not told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Count(u64),
    Untold,
}

fn told(count: u64, untold: bool) -> Told {
    if untold { Told::Untold } else { Told::Count(count) }
}

impl Told {
    fn text(self) -> Text {
        match self {
            Told::Count(count) => Text::same(number(count)),
            Told::Untold => words::some(),
        }
    }

    fn counted(self, payees: Payees) -> Text {
        let (one, more, some): (fn() -> Text, fn(String) -> Text, fn() -> Text) = match payees {
            Payees::Persons => (words::one_person, |own| words::persons(own), words::some_persons),
            Payees::Households => (words::one_household, |own| words::households(own), words::some_households),
            Payees::Both => (words::one_payee, |own| words::payees(own), words::some_payees),
        };
        match self {
            Told::Count(1) => one(),
            Told::Count(count) => more(number(count)),
            Told::Untold => some(),
        }
    }
}

/// Returns who is counted.
fn payees(people: &People) -> Payees {
    match people.settled {
        Settled::Bills(_) => Payees::Persons,
        Settled::Months(own) => own.payees,
    }
}

fn number(count: u64) -> String {
    grouped(&count.to_string())
}

fn money(fen: i128) -> String {
    grouped(&yuan(fen))
}

fn signed(fen: i128) -> String {
    let text = money(fen);
    if fen > 0 { format!("+{text}") } else { text }
}

/// Returns what all claims, or all months, say, in a sentence.
pub(super) fn sentence(people: &People) -> Text {
    let head = head(people);
    if people.rows.settled == 0 {
        return words::nothing_settled(head);
    }
    words::joined(head, of_tally(&people.all, people))
}

/// Returns what a heading adds to tell it; nothing where both are counted.
fn heading_unit(people: &People) -> Text {
    match payees(people) {
        Payees::Persons => words::heading_unit_persons(),
        Payees::Households => words::heading_unit_households(),
        Payees::Both => Text::same(""),
    }
}

/// Returns what was given and what it is about: `按 结算.csv 的 1,234 笔结算(2025-01-02 至 2025-12-30)`.
fn head(people: &People) -> Text {
    let names = listed(&people.files);
    let head = match people.settled {
        Settled::Bills(days) => {
            let head = words::by_claims(names, number(people.rows.settled));
            days.map_or(head.clone(), |(from, until)| words::within(head, from.to_string(), until.to_string()))
        }
        Settled::Months(Months { first, last, .. }) => {
            words::within(words::by_months(names), month(first), month(last))
        }
    };
    match people.years_later {
        0 => head,
        1 => words::one_year_later(head),
        years => words::years_later(head, years.to_string()),
    }
}

fn month(first: Date) -> String {
    format!("{:04}-{:02}", first.year(), first.month())
}

/// Returns how many persons get less, more and the same, and what the fund pays.
fn of_tally(tally: &Tally, people: &People) -> Text {
    let (persons, untold, payees) = (&tally.persons, tally.untold, payees(people));
    let same = told(persons.same, untold.same).counted(payees);
    // Who gets the same needs no word in English.
    let same = Text { zh: same.zh, en: told(persons.same, untold.same).text().en };
    if persons.changed() == 0 && tally.by() == 0 {
        return words::nobody(same);
    }
    if (1..people.least).contains(&persons.changed()) {
        return words::changed_for_few(Told::Untold.counted(payees));
    }
    let mut parts: Vec<Text> = Vec::new();
    let mut part = |told: Told, most: Option<i128>, say: fn(&Text) -> Text, say_most: fn(&Text, &str) -> Text| {
        if told == Told::Count(0) {
            return;
        }
        let who = told.counted(payees);
        parts.push(most.map_or_else(|| say(&who), |most| say_most(&who, &money(most))));
    };
    let (less, more) = (told(persons.less, untold.less), told(persons.more, untold.more));
    let most_less = (!untold.most_less).then_some(tally.most_less);
    let most_more = (!untold.most_more).then_some(tally.most_more);
    part(less, most_less, |who| words::get_less(who), |who, most| words::get_less_most(who, most));
    part(more, most_more, |who| words::get_more(who), |who, most| words::get_more_most(who, most));
    if !untold.same {
        parts.push(words::get_the_same(same));
    }
    let joined = |lang: Lang, mark: &str| parts.iter().map(|own| own.get(lang)).collect::<Vec<_>>().join(mark);
    let persons = Text { zh: joined(Lang::Zh, ","), en: joined(Lang::En, ", ") };
    if untold.paid {
        return words::fund_untold(persons);
    }
    let (old, new, by) = (money(tally.paid.a), money(tally.paid.b), tally.by());
    match by {
        0 => words::fund_same(persons, new),
        _ if by < 0 => words::fund_less(persons, old, new, money(-by)),
        _ => words::fund_more(persons, old, new, money(by)),
    }
}

/// Returns what claims, or months, say of a finding's benefits.
pub(super) fn of_finding(own: &Affected, people: &People) -> Text {
    if own.bills_in_days == 0 {
        return match people.settled {
            Settled::Bills(_) => words::no_bills_then(),
            Settled::Months(_) => words::no_months_then(),
        };
    }
    let text = of_tally(&own.tally, people);
    match own.shared_with {
        0 => text,
        1 => words::shared_with_one(text),
        others => words::shared_with(text, others),
    }
}

/// Returns what became of rows that say nothing of it; `None` when there are none.
pub(super) fn rows(people: &People) -> Option<Text> {
    let Rows { one_sided, cancelled, rejected, untouched, incomparable, .. } = people.rows;
    let mut parts: Vec<Text> = Vec::new();
    let mut part = |count: u64, of_bills: fn(&str) -> Text, of_months: fn(&str) -> Text| {
        if count > 0 {
            let say = if matches!(people.settled, Settled::Bills(_)) { of_bills } else { of_months };
            parts.push(say(&number(count)));
        }
    };
    part(untouched, |count| words::rows_untouched(count), |count| words::subjects_untouched(count));
    part(incomparable, |count| words::rows_incomparable(count), |count| words::subjects_incomparable(count));
    part(cancelled, |count| words::rows_cancelled(count), |count| words::rows_cancelled(count));
    part(rejected, |count| words::rows_rejected(count), |count| words::months_rejected(count));
    part(one_sided.a, |count| words::rows_only_old(count), |count| words::months_only_old(count));
    part(one_sided.b, |count| words::rows_only_new(count), |count| words::months_only_new(count));
    if parts.is_empty() {
        return None;
    }
    Some(match people.settled {
        Settled::Bills(_) => words::rows_left(number(people.rows.read), listed(&parts)),
        Settled::Months(own) => words::subjects_left(number(own.subjects), listed(&parts)),
    })
}

/// Returns which benefits would need other tables.
pub(super) fn uncounted(own: &Uncounted) -> Vec<Text> {
    let mut all = Vec::new();
    if !own.by_month.is_empty() {
        all.push(words::uncounted_by_month(listed(&own.by_month)));
    }
    if !own.on_bills.is_empty() {
        all.push(words::uncounted_on_bills(listed(&own.on_bills)));
    }
    all
}

/// Returns why some numbers are not told.
pub(super) fn few_hidden(people: &People) -> Text {
    let least = people.least.to_string();
    let few = match payees(people) {
        Payees::Persons => words::few_persons(least),
        Payees::Households => words::few_households(least),
        Payees::Both => words::few_payees(least),
    };
    words::few_hidden(few)
}

/// Returns the reasons why rows were refused.
pub(super) fn refused(people: &People) -> Vec<Text> {
    let text = |(reason, rows): &(Text, u64)| match rows {
        1 => words::refused_once(reason),
        _ => words::refused_because(reason, number(*rows)),
    };
    people.refused.iter().map(text).collect()
}

/// Returns a table of the counties with their benefits.
pub(super) fn table(people: &People, lang: Lang) -> Table {
    let say = |text: Text| text.get(lang).to_owned();
    let headings = [
        words::county(),
        words::heading_less(heading_unit(people)),
        words::heading_more(heading_unit(people)),
        words::heading_same(heading_unit(people)),
        words::heading_most_less(),
        words::heading_most_more(),
        words::heading_fund(),
    ];
    let mut table = Table {
        align: (0..headings.len()).map(|at| if at == 0 { Align::Left } else { Align::Right }).collect(),
        widest: vec![None; headings.len()],
        header: headings.map(say).to_vec(),
        rows: Vec::new(),
    };
    for OfCounty { name, tally, benefits } in &people.counties {
        table.rows.push(row(0, name, tally, lang));
        if people.counties.len() <= MOST_DETAILED {
            let benefit = |(name, own): &(String, Tally)| row(1, words::of_it(name).get(lang), own, lang);
            table.rows.extend(benefits.iter().map(benefit));
        }
    }
    if people.counties.len() > 1 {
        let mut all = row(0, words::in_all().get(lang), &people.all, lang);
        if let Some(first) = all.cells.first_mut() {
            first.tone = Tone::Strong;
        }
        table.rows.push(all);
    }
    table
}

fn row(indent: usize, name: &str, tally: &Tally, lang: Lang) -> TableRow {
    let untold = tally.untold;
    let persons = |count: u64, untold: bool| {
        let told = told(count, untold);
        let figure = matches!(told, Told::Count(_)).then(|| i64::try_from(count).ok()).flatten();
        Cell::from(told.text().get(lang)).figure(figure.map(|own| Figure::Plain(Number::from(own))))
    };
    let yuan_of = |fen: i128| i64::try_from(fen).ok().map(|fen| Figure::Yuan(Number::ratio(fen, 100)));
    let dot = || Cell::from("·").tone(Tone::Quiet);
    let most = |count: u64, untold: bool, fen: i128| match untold || count == 0 {
        true => dot(),
        false => Cell::from(money(fen)).figure(yuan_of(fen)),
    };
    let by = match untold.paid {
        true => dot(),
        false => Cell::from(signed(tally.by())).figure(yuan_of(tally.by())),
    };
    let counts = &tally.persons;
    let cells = vec![
        Cell::from(name),
        persons(counts.less, untold.less),
        persons(counts.more, untold.more),
        persons(counts.same, untold.same),
        most(counts.less, untold.most_less, tally.most_less),
        most(counts.more, untold.most_more, tally.most_more),
        by,
    ];
    TableRow { indent, cells }
}

/// Whether something is not told because few persons stand behind it.
pub(super) fn hides(people: &People) -> bool {
    let hides = |own: &Tally| own.untold != Untold::default();
    let in_county = |own: &OfCounty| hides(&own.tally) || own.benefits.iter().any(|(_, own)| hides(own));
    hides(&people.all) || people.counties.iter().any(in_county)
}

pub(super) fn json(people: &People) -> Value {
    let rows = &people.rows;
    let county = |own: &OfCounty| {
        let benefits: Vec<Value> =
            own.benefits.iter().map(|(name, tally)| with(json!({ "name": name }), of_tally_json(tally))).collect();
        let tally = of_tally_json(&own.tally);
        with(json!({ "name": own.name, "benefits": benefits }), tally)
    };
    let refused: Vec<Value> = people
        .refused
        .iter()
        .map(|(reason, rows)| json!({ "reason": crate::report::diff::json::text(reason), "rows": rows }))
        .collect();
    let day = |day: Date| day.to_string();
    // Of rows nobody knows how many persons they are of.
    let of_rows = |rows: u64, fen: i128| if (1..people.least).contains(&rows) { Value::Null } else { amount(fen) };
    let given = match people.settled {
        Settled::Bills(days) => json!({
            "claims": people.files,
            "days": days.map(|(from, until)| json!({ "from": day(from), "until": day(until) })),
        }),
        Settled::Months(own) => json!({
            "tables": people.files,
            "months": { "from": month(own.first), "until": month(own.last) },
            "counted": match own.payees {
                Payees::Persons => "persons",
                Payees::Households => "households",
                Payees::Both => "persons_and_households",
            },
            "subjects": own.subjects,
        }),
    };
    let said = json!({
        "text": crate::report::diff::json::text(&sentence(people)),
        "years_later": people.years_later,
        "rows": {
            "read": rows.read,
            "settled": rows.settled,
            "settled_by_old_only": rows.one_sided.a,
            "settled_by_new_only": rows.one_sided.b,
            "cancelled": rows.cancelled,
            "rejected": rows.rejected,
            "untouched": rows.untouched,
            "not_comparable": rows.incomparable,
        },
        "rejected_because": refused,
        "paid_on_rows_of_one_side": {
            "old": of_rows(rows.one_sided.a, people.one_sided.a),
            "new": of_rows(rows.one_sided.b, people.one_sided.b),
        },
        "hidden_below": people.least,
        "all": of_tally_json(&people.all),
        "counties": people.counties.iter().map(county).collect::<Vec<_>>(),
    });
    with(said, given)
}

/// Returns the benefits that were not counted, each with what it needs.
pub(super) fn uncounted_json(own: &Uncounted) -> Value {
    let of = |names: &[String], needs: &str| -> Vec<Value> {
        names.iter().map(|name| json!({ "benefit": name, "needs": needs })).collect()
    };
    Value::Array([of(&own.by_month, "persons"), of(&own.on_bills, "claims")].concat())
}

pub(super) fn of_finding_json(own: &Affected, people: &People) -> Value {
    let more = json!({
        "text": crate::report::diff::json::text(&of_finding(own, people)),
        "shared_with": own.shared_with,
        "bills_in_days": own.bills_in_days,
    });
    with(more, of_tally_json(&own.tally))
}

fn of_tally_json(tally: &Tally) -> Value {
    let untold = tally.untold;
    let count = |count: u64, untold: bool| if untold { Value::Null } else { Value::from(count) };
    let sum = |fen: i128, untold: bool| if untold { Value::Null } else { amount(fen) };
    let (persons, bills) = (&tally.persons, &tally.bills);
    json!({
        "persons": {
            "less": count(persons.less, untold.less),
            "more": count(persons.more, untold.more),
            "same": count(persons.same, untold.same),
        },
        "bills": {
            "less": count(bills.less, untold.less),
            "more": count(bills.more, untold.more),
            "same": count(bills.same, untold.same),
        },
        "paid": {
            "old": sum(tally.paid.a, untold.paid),
            "new": sum(tally.paid.b, untold.paid),
            "change": sum(tally.by(), untold.paid),
        },
        "most_less": sum(tally.most_less, untold.most_less),
        "most_more": sum(tally.most_more, untold.most_more),
    })
}

fn amount(fen: i128) -> Value {
    let whole = i64::try_from(fen).map_or_else(|_| Value::from(fen.to_string()), Value::from);
    json!({ "fen": whole, "yuan": yuan(fen) })
}

/// Returns the keys of two objects in one.
fn with(mut own: Value, more: Value) -> Value {
    if let (Value::Object(own), Value::Object(more)) = (&mut own, more) {
        own.extend(more);
    }
    own
}
