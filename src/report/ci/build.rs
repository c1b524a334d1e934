//! A review to a page: verdict, then finding by finding with old and new, places, documents, the act and an example.

use super::{Form, Page, people, words};
use crate::base::columns::Columns;
use crate::base::date::{Date, DateRange};
use crate::base::text::{Lang, Text, listed};
use crate::compare::Both;
use crate::compare::changes::people::{Affected, People};
use crate::compare::changes::{Act, Case, Effect, Finding, Judged, Kind, Review, Revision, Told, Witness};
use crate::interp::yuan_text;
use crate::report::page::Block;
use crate::report::sources::places;

pub(super) fn blocks(review: &Review, page: &Page<'_>) -> Vec<Block> {
    let build = Build { review, page };
    let mut blocks = build.head();
    blocks.extend(build.people());
    let (accepted, open): (Vec<&Judged>, Vec<&Judged>) = review.findings.iter().partition(|own| own.accepted.is_some());
    if !open.is_empty() {
        blocks.push(Block::Part(build.say(&words::findings())));
        open.iter().for_each(|own| blocks.extend(build.finding(own)));
    }
    if !accepted.is_empty() {
        blocks.push(Block::Part(build.say(&words::accepted_part())));
        accepted.iter().for_each(|own| blocks.extend(build.finding(own)));
    }
    if open.iter().any(|own| own.fails()) {
        blocks.push(Block::Sentence(String::new()));
        blocks.push(Block::Sentence(build.say(&words::legend())));
    }
    blocks
}

/// Returns every finding in a line of its own, with its places.
pub(super) fn lines(review: &Review, page: &Page<'_>) -> String {
    let build = Build { review, page };
    let mut out = String::new();
    for own in &review.findings {
        let sign = match own.finding.effect {
            Effect::Worse => '-',
            Effect::Better => '+',
            Effect::Unclear => '~',
            Effect::None => '·',
        };
        out.push_str(&format!("{sign} {}\n", message(own).get(page.lang)));
        let days = build.days(own.finding.days);
        out.push_str(&format!("    {}: {}\n", build.say(&words::days()), build.say(&days)));
        if let Some(example) = example(&own.finding) {
            out.push_str(&format!("    {}: {}\n", build.say(&words::example()), build.say(&example)));
        }
    }
    out
}

/// Returns a finding in one line: `青山县 门诊慢病报销 比例: 一级 · 低保 80% → 75%(-5个百分点)`.
pub(crate) fn message(own: &Judged) -> Text {
    let finding = &own.finding;
    let head = headline(finding);
    let what = words::rename(finding.rule.name(), finding.rule.text());
    let told = |own: &Option<Told>| own.as_ref().map_or_else(words::nothing_here, |own| own.text.clone());
    let same = finding.sides.a.is_none() && finding.sides.b.is_none();
    let mut values = words::arrow(told(&finding.sides.a), told(&finding.sides.b));
    if let Some(by) = &finding.by {
        values = words::by(values, by);
    }
    let joined = |lang: Lang| {
        let colon = if lang == Lang::Zh { ":" } else { ": " };
        let head = format!("{} {}", head.get(lang), what.get(lang));
        if same { head } else { format!("{head}{colon}{}", values.get(lang)) }
    };
    Text { zh: joined(Lang::Zh), en: joined(Lang::En) }
}

/// Returns what a finding is about: `青山县 门诊慢病报销 比例: 一级 · 低保`.
pub(super) fn headline(own: &Finding) -> Text {
    let keys = keys(own);
    let head = thing(own);
    let joined = |lang: Lang| match keys.get(lang) {
        "" => head.get(lang).to_owned(),
        keys => format!("{}: {keys}", head.get(lang)),
    };
    Text { zh: joined(Lang::Zh), en: joined(Lang::En) }
}

/// Returns the thing without its cell: `青山县 门诊慢病报销 比例`.
fn thing(own: &Finding) -> Text {
    let part = |lang: Lang| {
        let mut parts: Vec<String> = vec![own.home.name.clone()];
        parts.extend(own.subject.as_ref().map(|own| own.name.clone()));
        if let Some(item) = &own.item {
            parts.extend(item.cases.iter().cloned());
            parts.push(item.text.get(lang).to_owned());
        }
        parts.retain(|part| !part.is_empty());
        parts.join(" ")
    };
    Text { zh: part(Lang::Zh), en: part(Lang::En) }
}

/// Returns the cell: `一级 · 低保`.
fn keys(own: &Finding) -> Text {
    let part = |lang: Lang| {
        let all = own.keys.iter().map(|key| {
            let answers = key.answers.get(lang);
            if key.plain { answers.to_owned() } else { format!("{} {answers}", key.question.get(lang)) }
        });
        all.collect::<Vec<_>>().join(" · ")
    };
    Text { zh: part(Lang::Zh), en: part(Lang::En) }
}

/// Returns the example of a finding, as far as one is asked for.
pub(super) fn example(own: &Finding) -> Option<Text> {
    match &own.witness {
        Witness::NotAsked => None,
        Witness::Missing(reason) => Some(words::without_example(reason)),
        Witness::Found(case) => Some(of_case(case)),
        Witness::Failing(county, case) => {
            let text = |lang| crate::report::verify::case_text(case, lang);
            Some(words::typical(county, Text { zh: text(Lang::Zh), en: text(Lang::En) }))
        }
    }
}

fn of_case(case: &Case) -> Text {
    let who = match case.typical {
        true => words::typical(&case.county, &case.who),
        // Nothing has to be known of whom it reaches.
        false if case.who.zh.is_empty() => words::anybody(&case.county),
        false => words::invented(&case.county, &case.who),
    };
    let Both { a, b } = &case.paid;
    let text = words::paid(who, &case.benefit, yuan_text(a), yuan_text(b));
    match b.subtract(a) {
        Ok(by) if by.is_negative() => words::less(text, yuan_text(&by.negate())),
        Ok(by) if by.is_positive() => words::more(text, yuan_text(&by)),
        _ => text,
    }
}

/// Returns the verdict in sentences.
pub(super) fn verdict(review: &Review) -> Text {
    let own = review.verdict();
    let mut parts: Vec<Text> = Vec::new();
    match own.worse {
        0 => {}
        1 => parts.push(words::worse_one()),
        count => parts.push(words::worse(count)),
    }
    if own.better > 0 {
        parts.push(words::better(own.better));
    }
    if own.unclear > 0 {
        parts.push(words::unclear(own.unclear));
    }
    match own.filings {
        0 => {}
        1 => parts.push(words::filings_one()),
        count => parts.push(words::filings(count)),
    }
    match own.public_notices {
        0 => {}
        1 => parts.push(words::public_notices_one()),
        count => parts.push(words::public_notices(count)),
    }
    if own.notice_periods > 0 {
        parts.push(words::notice_periods(own.notice_periods));
    }
    for (county, count) in &own.missed {
        parts.push(if *count == 1 { words::missed_one(county) } else { words::missed(county, *count) });
    }
    if parts.is_empty() && own.errors + own.warnings + own.notes > 0 {
        parts.push(words::other_findings(own.errors + own.warnings + own.notes));
    }
    if own.accepted > 0 {
        parts.push(words::accepted(own.accepted));
    }
    let end = match (own.errors, own.open) {
        (0, 0) => words::passes(),
        (0, open) => words::passes_but_open(open),
        (1, _) => words::fails_one(),
        (errors, _) => words::fails(errors),
    };
    if parts.is_empty() {
        let nothing = words::nothing();
        return Text { zh: format!("{}{}", nothing.zh, end.zh), en: format!("{} {}", nothing.en, end.en) };
    }
    let join = |lang: Lang, mark: &str| parts.iter().map(|own| own.get(lang)).collect::<Vec<_>>().join(mark);
    Text { zh: format!("{}。{}", join(Lang::Zh, ";"), end.zh), en: format!("{}. {}", join(Lang::En, "; "), end.en) }
}

/// Returns the verdict with what tables of people say, where some are given.
pub(super) fn verdict_and_people(review: &Review) -> Text {
    let given = [&review.people, &review.people_by_month].into_iter().flatten();
    let more = given.map(people::sentence).chain(people::uncounted(&review.uncounted));
    more.fold(verdict(review), |own, more| Text {
        zh: format!("{}{}", own.zh, more.zh),
        en: format!("{} {}", own.en, more.en),
    })
}

/// Returns what tables of people say of a finding, where some are given: of bills, then of months.
pub(super) fn affected(own: &Judged, review: &Review) -> Vec<Text> {
    let of = |own: &Option<Affected>, all: &Option<People>| Some(people::of_finding(own.as_ref()?, all.as_ref()?));
    let of_bills = of(&own.people, &review.people);
    let of_months = of(&own.people_by_month, &review.people_by_month);
    of_bills.into_iter().chain(of_months.map(words::of_months)).collect()
}

/// Returns what stands below a finding where there is room for one text only: the example, and the people.
pub(super) fn below(own: &Judged, review: &Review) -> Vec<Text> {
    let people = affected(own, review).into_iter().map(|text| words::of_people(words::people(), text));
    example(&own.finding).into_iter().chain(people).collect()
}

struct Build<'r> {
    review: &'r Review,
    page: &'r Page<'r>,
}

impl Build<'_> {
    fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    fn head(&self) -> Vec<Block> {
        let short = |own: &Revision| own.commit.chars().take(12).collect::<String>();
        let (old, new) = (&self.review.old, &self.review.new);
        let before = words::base(&old.name, short(old));
        let after = match new.name.is_empty() {
            true => words::working_tree(),
            false => words::revision(&new.name, short(new)),
        };
        let judged = words::judged_on(self.review.on.to_string(), self.review.jurisdictions, self.review.touched);
        vec![
            Block::Title(self.say(&words::title())),
            Block::Sentence(self.say(&words::between(before, after))),
            Block::Sentence(self.say(&judged)),
            Block::Part(self.say(&words::verdict())),
            Block::Sentence(self.say(&verdict(self.review))),
        ]
    }

    /// Returns what claims say, where some are given.
    fn people(&self) -> Vec<Block> {
        let parts = [
            (words::people_part(), &self.review.people),
            (words::people_by_month_part(), &self.review.people_by_month),
        ];
        let mut blocks = Vec::new();
        for (title, own) in parts {
            let Some(own) = own else { continue };
            blocks.push(Block::Part(self.say(&title)));
            blocks.push(Block::Sentence(self.say(&people::sentence(own))));
            if !own.counties.is_empty() {
                blocks.push(Block::Table(people::table(own, self.page.lang)));
            }
            blocks.push(Block::Sentence(String::new()));
            if people::hides(own) {
                blocks.push(Block::Sentence(self.say(&people::few_hidden(own))));
            }
            blocks.extend(people::rows(own).map(|text| Block::Sentence(self.say(&text))));
            blocks.extend(people::refused(own).iter().map(|text| Block::Sentence(self.say(text))));
        }
        blocks.extend(people::uncounted(&self.review.uncounted).iter().map(|text| Block::Sentence(self.say(text))));
        blocks
    }

    fn finding(&self, own: &Judged) -> Vec<Block> {
        let finding = &own.finding;
        let right = format!("{} {}", finding.rule.name(), own.level.text().get(self.page.lang));
        let whole = self.say(&headline(finding));
        let fits = self.page.form != Form::Text || whole.width() + right.width() + 2 <= self.page.width;
        let left = if fits { whole } else { self.say(&thing(finding)) };
        let mut blocks = vec![Block::Heading(left, right)];
        let mut item = |word: Text, text: String| blocks.push(Block::Item { word: self.say(&word), text });
        if !fits && !finding.keys.is_empty() {
            item(words::cell(), self.say(&keys(finding)));
        }
        let is_broken = finding.rule.what == crate::compare::changes::What::Broken;
        if finding.sides.a.is_some() || finding.sides.b.is_some() {
            if !(is_broken && finding.sides.a.is_none()) {
                item(words::old(), self.told(&finding.sides.a));
            }
            if !(is_broken && finding.sides.b.is_none()) {
                item(words::new(), self.told(&finding.sides.b));
            }
        }
        if let Some(by) = &finding.by {
            item(words::change(), self.say(by));
        }
        if let Some(note) = &finding.note {
            let word = if finding.rule.kind == Kind::Standard { words::required() } else { words::note() };
            item(word, self.say(note));
        }
        if finding.days != DateRange::ALWAYS {
            item(words::days(), self.say(&self.days(finding.days)));
        }
        if !finding.reaches.is_empty() {
            let names = listed(&finding.reaches);
            item(words::reaches(), self.say(&words::reach_text(finding.reaches.len(), names)));
        }
        if finding.effect != Effect::None {
            item(words::effect(), self.say(&finding.effect.text()));
        }
        if own.act != Act::None {
            let act = own.act.text();
            let late = own.is_short_notice(self.review.on) == Some(true);
            item(words::act(), self.say(&if late { words::act_late(act) } else { act }));
        }
        if let Some(example) = example(finding) {
            item(words::example(), self.say(&example));
        }
        for people in affected(own, self.review) {
            item(words::people(), self.say(&people));
        }
        match &own.accepted {
            Some(accepted) => {
                let text =
                    words::acceptance(&accepted.who, accepted.when.to_string(), &accepted.document, &accepted.why);
                let text = match accepted.until {
                    Some(until) => words::acceptance_until(text, until.to_string()),
                    None => text,
                };
                item(words::accepted_by(), self.say(&text));
            }
            None if own.fails() && finding.rule.kind != Kind::Acceptance => {
                item(words::mark(), finding.fingerprint.clone());
            }
            None => {}
        }
        blocks
    }

    fn told(&self, own: &Option<Told>) -> String {
        let Some(own) = own else { return self.say(&words::nothing_here()) };
        let text = self.say(&own.text);
        let Some(origin) = &own.origin else { return text };
        let place = places(self.page.sources, &[origin.span]);
        let cites: Vec<String> = origin.cites.iter().map(crate::compare::data::Cite::text).collect();
        match cites.is_empty() {
            true => format!("{text} ({place})"),
            false => format!("{text} — {} ({place})", cites.join("、")),
        }
    }

    fn days(&self, range: DateRange) -> Text {
        let day = |day: Date| day.to_string();
        let text = match (range.from, range.until) {
            (None, None) => words::always(),
            (Some(from), None) => words::from_day(day(from)),
            (None, Some(until)) => words::until_day(day(until)),
            (Some(from), Some(until)) => words::from_to(day(from), day(until)),
        };
        if range.until.is_some_and(|until| until < self.review.on) {
            words::past(text)
        } else if range.from.is_some_and(|from| from > self.review.on) {
            words::future(text)
        } else {
            text
        }
    }
}
