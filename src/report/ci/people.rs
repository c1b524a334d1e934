//! What claims, and the months of persons and households, say of a change, as sentences, a table and JSON. Groups of few
//! show no amounts, in any form.

use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Lang, Text, listed};
use crate::compare::changes::people::{Affected, Months, OfCounty, Payees, People, Rows, Settled, Tally, Uncounted};
use crate::data::out::yuan;
use crate::report::grid::Align;
use crate::report::page::{Cell, Figure, Table, TableRow, Tone};
use crate::report::settle::grouped;
use serde_json::{Value, json};

/// Of more counties only sums are shown, not each of their benefits.
const MOST_DETAILED: usize = 12;

/// A number of persons, or that it is too small to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Count(u64),
    Few(u64),
}

fn told(count: u64, least: u64) -> Told {
    if (1..least).contains(&count) { Told::Few(least) } else { Told::Count(count) }
}

impl Told {
    fn text(self) -> Text {
        match self {
            Told::Count(count) => Text::same(number(count)),
            Told::Few(least) => words::few(least.to_string()),
        }
    }

    fn counted(self, payees: Payees) -> Text {
        let (one, more, few): (fn() -> Text, fn(String) -> Text, fn(String) -> Text) = match payees {
            Payees::Persons => (words::one_person, |own| words::persons(own), |own| words::few_persons(own)),
            Payees::Households => {
                (words::one_household, |own| words::households(own), |own| words::few_households(own))
            }
            Payees::Both => (words::one_payee, |own| words::payees(own), |own| words::few_payees(own)),
        };
        match self {
            Told::Count(1) => one(),
            Told::Count(count) => more(number(count)),
            Told::Few(least) => few(least.to_string()),
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

/// Returns in what they are counted.
fn unit(payees: Payees) -> Text {
    match payees {
        Payees::Persons => words::unit_persons(),
        Payees::Households => words::unit_households(),
        Payees::Both => words::unit_payees(),
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
    let (persons, least, payees) = (&tally.persons, people.least, payees(people));
    // Who gets the same needs no word in English.
    let same = Text { zh: Told::Count(persons.same).counted(payees).zh, en: number(persons.same) };
    if persons.changed() == 0 && tally.by() == 0 {
        return words::nobody(same);
    }
    if tally.is_hidden(least) {
        return words::changed_for_few(Told::Few(least).counted(payees), same);
    }
    let mut parts: Vec<Text> = Vec::new();
    let mut part = |count: u64, most: i128, say: fn(&Text) -> Text, say_most: fn(&Text, &str) -> Text| {
        if count == 0 {
            return;
        }
        let told = told(count, least);
        parts.push(match told {
            Told::Count(_) => say_most(&told.counted(payees), &money(most)),
            Told::Few(_) => say(&told.counted(payees)),
        });
    };
    part(persons.less, tally.most_less, |who| words::get_less(who), |who, most| words::get_less_most(who, most));
    part(persons.more, tally.most_more, |who| words::get_more(who), |who, most| words::get_more_most(who, most));
    parts.push(words::get_the_same(same));
    let joined = |lang: Lang, mark: &str| parts.iter().map(|own| own.get(lang)).collect::<Vec<_>>().join(mark);
    let persons = Text { zh: joined(Lang::Zh, ","), en: joined(Lang::En, ", ") };
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

/// Returns what is told of groups of few.
pub(super) fn few_hidden(people: &People) -> Text {
    let payees = payees(people);
    words::few_hidden(Told::Few(people.least).counted(payees), unit(payees))
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
        table.rows.push(row(0, name, tally, people.least, lang));
        if people.counties.len() <= MOST_DETAILED {
            let benefit = |(name, own): &(String, Tally)| row(1, words::of_it(name).get(lang), own, people.least, lang);
            table.rows.extend(benefits.iter().map(benefit));
        }
    }
    if people.counties.len() > 1 {
        let mut all = row(0, words::in_all().get(lang), &people.all, people.least, lang);
        if let Some(first) = all.cells.first_mut() {
            first.tone = Tone::Strong;
        }
        table.rows.push(all);
    }
    table
}

fn row(indent: usize, name: &str, tally: &Tally, least: u64, lang: Lang) -> TableRow {
    let hidden = tally.is_hidden(least);
    let persons = |count: u64| {
        let told = told(count, least);
        let figure = matches!(told, Told::Count(_)).then(|| i64::try_from(count).ok()).flatten();
        Cell::from(told.text().get(lang)).figure(figure.map(|own| Figure::Plain(Number::from(own))))
    };
    let yuan_of = |fen: i128| i64::try_from(fen).ok().map(|fen| Figure::Yuan(Number::ratio(fen, 100)));
    let dot = || Cell::from("·").tone(Tone::Quiet);
    let most = |count: u64, fen: i128| match (told(count, least), count) {
        (Told::Few(_), _) | (_, 0) => dot(),
        _ => Cell::from(money(fen)).figure(yuan_of(fen)),
    };
    let by = match hidden {
        true => dot(),
        false => Cell::from(signed(tally.by())).figure(yuan_of(tally.by())),
    };
    let counts = [tally.persons.less, tally.persons.more, tally.persons.same];
    let mut cells = vec![Cell::from(name)];
    cells.extend(counts[..2].iter().map(|count| persons(*count)));
    // Who gets the same is nobody's secret, however few.
    cells.push(Cell::from(number(counts[2])));
    cells.extend([most(counts[0], tally.most_less), most(counts[1], tally.most_more), by]);
    TableRow { indent, cells }
}

/// Whether something is not told because few persons stand behind it.
pub(super) fn hides(people: &People) -> bool {
    let few = |own: &Tally| [own.persons.less, own.persons.more].iter().any(|own| (1..people.least).contains(own));
    let in_county = |own: &OfCounty| few(&own.tally) || own.benefits.iter().any(|(_, own)| few(own));
    few(&people.all) || people.counties.iter().any(in_county)
}

pub(super) fn json(people: &People) -> Value {
    let rows = &people.rows;
    let county = |own: &OfCounty| {
        let benefits: Vec<Value> = own
            .benefits
            .iter()
            .map(|(name, tally)| with(json!({ "name": name }), of_tally_json(tally, people.least)))
            .collect();
        let tally = of_tally_json(&own.tally, people.least);
        with(json!({ "name": own.name, "benefits": benefits }), tally)
    };
    let refused: Vec<Value> = people
        .refused
        .iter()
        .map(|(reason, rows)| json!({ "reason": crate::report::diff::json::text(reason), "rows": rows }))
        .collect();
    let day = |day: Date| day.to_string();
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
        "paid_on_rows_of_one_side": { "old": amount(people.one_sided.a), "new": amount(people.one_sided.b) },
        "hidden_below": people.least,
        "all": of_tally_json(&people.all, people.least),
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
    with(more, of_tally_json(&own.tally, people.least))
}

fn of_tally_json(tally: &Tally, least: u64) -> Value {
    let hidden = tally.is_hidden(least);
    let count = |count: u64, persons: u64| match told(persons, least) {
        Told::Count(_) => Value::from(count),
        Told::Few(_) => Value::Null,
    };
    let open = |fen: i128| if hidden { Value::Null } else { amount(fen) };
    let most = |persons: u64, fen: i128| match told(persons, least) {
        Told::Count(_) => amount(fen),
        Told::Few(_) => Value::Null,
    };
    let (persons, bills) = (&tally.persons, &tally.bills);
    json!({
        "persons": {
            "less": count(persons.less, persons.less),
            "more": count(persons.more, persons.more),
            "same": persons.same,
        },
        "bills": {
            "less": count(bills.less, persons.less),
            "more": count(bills.more, persons.more),
            "same": bills.same,
        },
        "paid": { "old": open(tally.paid.a), "new": open(tally.paid.b), "change": open(tally.by()) },
        "most_less": most(persons.less, tally.most_less),
        "most_more": most(persons.more, tally.most_more),
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
