//! Findings to a page: verdict, the matrix of requirements and counties, deviations, what is open, who is exempt.

use super::{Page, words};
use crate::base::columns::Columns;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::conform::requirement_text;
use crate::compare::data::Held;
use crate::compare::{Conformance, Finding, Fix, Standing};
use crate::report::grid::Align;
use crate::report::page::{Block, Cell, Table, TableRow, Tone};
use crate::report::sources::origin_text;
use indexmap::IndexMap;

/// Names before `等`.
const MOST_NAMES: usize = 4;
/// What the column of requirements takes of a line at least.
const REQUIREMENT: usize = 26;

/// A requirement, by its standard and its place in it.
type Asked<'c> = (&'c str, usize);

pub(super) fn blocks(all: &[Conformance], page: &Page<'_>) -> Vec<Block> {
    let build = Build { all, page };
    let mut blocks = build.title();
    let asked = build.asked();
    if asked.is_empty() {
        blocks.push(Block::Sentence(build.say(&words::no_standards())));
        return blocks;
    }
    blocks.push(Block::Part(build.say(&words::verdict())));
    blocks.extend(build.verdict(&asked));
    blocks.push(Block::Part(build.say(&words::matrix())));
    blocks.extend(build.matrix(&asked));
    blocks.extend(build.deviations());
    blocks.extend(build.open(&asked));
    blocks.extend(build.exempt(&asked));
    blocks
}

struct Build<'c> {
    all: &'c [Conformance],
    page: &'c Page<'c>,
}

/// How a county stands to a requirement as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whole {
    Exempt,
    Stands(Standing),
}

impl<'c> Build<'c> {
    fn say(&self, text: &Text) -> String {
        text.get(self.page.lang).to_owned()
    }

    fn names(&self, names: &[&str]) -> String {
        if names.len() > MOST_NAMES {
            let first = listed(&names[..MOST_NAMES - 1]);
            return self.say(&words::names_and_more(first, names.len()));
        }
        self.say(&listed(names))
    }

    fn title(&self) -> Vec<Block> {
        let names: Vec<&str> = self.all.iter().map(|own| own.party.label.as_str()).collect();
        let title = match names.len() {
            0..=MOST_NAMES => words::title(listed(&names)),
            count => words::title_many(count),
        };
        let mut days: Vec<String> = self.all.iter().map(|own| own.party.date.to_string()).collect();
        days.dedup();
        vec![Block::Title(self.say(&title)), Block::Sentence(self.say(&words::on_day(listed(&days))))]
    }

    /// Returns every requirement in the order of the standards, each with a finding that tells what it is.
    fn asked(&self) -> IndexMap<Asked<'c>, &'c Finding> {
        let mut asked: IndexMap<Asked<'c>, &'c Finding> = IndexMap::new();
        for finding in self.all.iter().flat_map(|own| &own.findings) {
            asked.entry((finding.standard.as_str(), finding.number)).or_insert(finding);
        }
        // Counties of several provinces: the standards of each stay together.
        let mut standards: Vec<&str> = Vec::new();
        for (standard, _) in asked.keys() {
            if !standards.contains(standard) {
                standards.push(standard);
            }
        }
        asked.sort_by(|(left, at), _, (right, other), _| {
            let place = |name: &str| standards.iter().position(|own| *own == name);
            (place(left), at).cmp(&(place(right), other))
        });
        asked
    }

    fn requirement(&self, finding: &Finding) -> String {
        let text = finding.label.clone().unwrap_or_else(|| requirement_text(self.page.sources, finding));
        if finding.must { text } else { self.say(&words::should(text)) }
    }

    fn whole(&self, county: &Conformance, asked: Asked<'_>) -> Option<Whole> {
        let own = county.findings.iter().filter(|own| (own.standard.as_str(), own.number) == asked);
        let severity = |standing: Standing| match standing {
            Standing::Below => 4,
            Standing::Above => 3,
            Standing::NotStated => 2,
            Standing::NotDecided => 1,
            Standing::Meets => 0,
        };
        let worst = own.clone().max_by_key(|own| severity(own.standing))?;
        Some(if worst.exempt.is_some() { Whole::Exempt } else { Whole::Stands(worst.standing) })
    }

    fn whole_cell(&self, whole: Option<Whole>) -> Cell {
        let (text, tone) = match whole {
            None => return Cell::from("—").tone(Tone::Quiet),
            Some(Whole::Exempt) => (words::exempt(), Tone::Quiet),
            Some(Whole::Stands(Standing::Meets)) => (words::meets(), Tone::Good),
            Some(Whole::Stands(Standing::Below)) => (words::below(), Tone::Bad),
            Some(Whole::Stands(Standing::Above)) => (words::above(), Tone::Bad),
            Some(Whole::Stands(Standing::NotStated)) => (words::not_stated(), Tone::Warn),
            Some(Whole::Stands(Standing::NotDecided)) => (words::not_decided(), Tone::Quiet),
        };
        Cell::from(self.say(&text)).tone(tone)
    }

    fn verdict(&self, asked: &IndexMap<Asked<'c>, &'c Finding>) -> Vec<Block> {
        let must = asked.values().filter(|own| own.must).count();
        let missing: Vec<&str> =
            self.all.iter().filter(|own| own.has_deviations()).map(|own| own.party.label.as_str()).collect();
        let open = asked
            .keys()
            .filter(|asked| {
                let stands = |own: &Conformance| self.whole(own, **asked) == Some(Whole::Stands(Standing::NotDecided));
                self.all.iter().any(stands)
            })
            .count();
        let deviates = self.all.iter().flat_map(|own| &own.findings).any(Finding::is_deviation);
        let mut said = Vec::new();
        if !deviates && open == 0 {
            said.push(words::all_meet(self.all.len(), asked.len()));
        } else {
            said.push(words::counts(self.all.len(), asked.len(), must, asked.len() - must));
            said.push(match missing.as_slice() {
                [] => words::nobody_misses(),
                names => words::who_misses(names.len(), self.names(names)),
            });
            if open > 0 {
                said.push(words::still_open(open));
            }
        }
        let gap = if self.page.lang == Lang::Zh { "" } else { " " };
        let said: Vec<String> = said.iter().map(|text| self.say(text)).collect();
        vec![Block::Sentence(said.join(gap))]
    }

    fn matrix(&self, asked: &IndexMap<Asked<'c>, &'c Finding>) -> Vec<Block> {
        let names: Vec<&str> = self.all.iter().map(|own| own.party.label.as_str()).collect();
        let needed: usize = names.iter().map(|name| name.width().max(4) + 2).sum();
        let fits = needed + REQUIREMENT <= self.page.width;
        let first = self.say(&words::asked());
        let counted = [Standing::Meets, Standing::Below, Standing::Above, Standing::NotStated, Standing::NotDecided];
        let mut table = Table { align: vec![Align::Left], widest: vec![None], ..Table::default() };
        if fits {
            table.header = std::iter::once(first).chain(names.iter().map(|name| (*name).to_owned())).collect();
        } else {
            let heads = counted.iter().map(|own| self.whole_cell(Some(Whole::Stands(*own))).text);
            let exempt = self.say(&words::exempt());
            table.header = std::iter::once(first).chain(heads).chain([exempt, self.say(&words::who_not())]).collect();
            table.align = vec![Align::Left];
            table.align.extend([Align::Right; 6]);
        }
        let mut standard = "";
        for (asked, finding) in asked {
            if asked.0 != standard {
                standard = asked.0;
                table.rows.push(TableRow::of(0, vec![Cell::from(standard).tone(Tone::Strong)]));
            }
            let wholes: Vec<Option<Whole>> = self.all.iter().map(|own| self.whole(own, *asked)).collect();
            let mut cells = vec![Cell::from(self.requirement(finding)).brief()];
            if fits {
                cells.extend(wholes.iter().map(|own| self.whole_cell(*own)));
            } else {
                let count = |wanted: Whole| wholes.iter().filter(|own| **own == Some(wanted)).count();
                let number = |count: usize| if count == 0 { Cell::from("·") } else { Cell::from(count.to_string()) };
                cells.extend(counted.iter().map(|own| number(count(Whole::Stands(*own)))));
                cells.push(number(count(Whole::Exempt)));
                let misses = |own: &Option<Whole>| {
                    matches!(own, Some(Whole::Stands(Standing::Below | Standing::Above | Standing::NotStated)))
                };
                let who: Vec<&str> =
                    names.iter().zip(&wholes).filter(|(_, own)| misses(own)).map(|(name, _)| *name).collect();
                cells.push(if who.is_empty() {
                    Cell::from("—")
                } else {
                    Cell::from(self.names(&who)).tone(Tone::Bad)
                });
            }
            table.rows.push(TableRow { indent: 2, cells });
        }
        vec![Block::Sentence(self.say(&words::explanation())), Block::Table(table)]
    }

    fn deviations(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        for county in self.all {
            for finding in county.findings.iter().filter(|own| own.is_deviation()) {
                blocks.extend(self.deviation(county, finding));
            }
        }
        if blocks.is_empty() {
            return blocks;
        }
        blocks.insert(0, Block::Part(self.say(&words::deviations())));
        let fixable =
            self.all.iter().flat_map(|own| &own.findings).filter(|own| matches!(own.fix, Fix::Edit(_))).count();
        if fixable > 0 {
            blocks.push(Block::Sentence(String::new()));
            blocks.push(Block::Sentence(self.say(&words::fix_hint(fixable))));
        }
        blocks
    }

    fn deviation(&self, county: &Conformance, finding: &Finding) -> Vec<Block> {
        let what = match finding.standing {
            Standing::Above => words::above_long(),
            Standing::NotStated => words::not_stated_long(),
            Standing::Below | Standing::Meets | Standing::NotDecided => words::below_long(),
        };
        let what = if finding.must { what } else { words::should(what) };
        let place = self.place(finding);
        let mut blocks = vec![Block::Heading(format!("{} {place}", county.party.label), self.say(&what))];
        let mut item = |word: Text, text: String| blocks.push(Block::Item { word: self.say(&word), text });
        let nothing = self.say(&words::no_source());
        let asked = requirement_text(self.page.sources, finding);
        item(words::asked(), format!("{asked} — {}", origin_text(self.page.sources, &finding.asked, &nothing)));
        if let Held::Value(own) = &finding.held {
            let value = own.text.speak(self.page.lang);
            item(words::held(), format!("{value} — {}", origin_text(self.page.sources, &own.origin, &nothing)));
        }
        if let Some(by) = &finding.by {
            item(words::difference(), self.say(by));
        }
        if let Some(reason) = &finding.reason {
            item(words::reason(), self.say(reason));
        }
        if !finding.looked_at.is_empty() {
            let said: Vec<String> = finding.looked_at.iter().map(|own| self.say(own)).collect();
            item(words::looked_at(), said.join(if self.page.lang == Lang::Zh { ";" } else { "; " }));
        }
        for case in &finding.cases {
            item(words::example(), crate::report::verify::case_text(case, self.page.lang));
        }
        match &finding.fix {
            Fix::Edit(edit) => item(words::mend(), crate::compare::conform::tidy(&edit.text)),
            Fix::ByHand(reason) => item(words::mend(), self.say(&words::by_hand(reason))),
            Fix::None => {}
        }
        blocks
    }

    /// `门诊慢特病 比例: 一级 · 低保`
    fn place(&self, finding: &Finding) -> String {
        let mut parts: Vec<String> = finding.subject.iter().cloned().collect();
        parts.extend(finding.item.as_ref().map(|item| item.text.speak(self.page.lang)));
        let keys: Vec<String> = finding
            .keys
            .iter()
            .map(|key| {
                let answers = key.answers.speak(self.page.lang);
                if key.plain { answers } else { format!("{} {answers}", key.question.speak(self.page.lang)) }
            })
            .collect();
        if parts.is_empty() {
            parts.push(self.requirement(finding));
        }
        if keys.is_empty() { parts.join(" ") } else { format!("{}: {}", parts.join(" "), keys.join(" · ")) }
    }

    /// What is not decided, by requirement and reason.
    fn open(&self, asked: &IndexMap<Asked<'c>, &'c Finding>) -> Vec<Block> {
        let mut groups: IndexMap<(Asked<'c>, String), Vec<&str>> = IndexMap::new();
        for county in self.all {
            for finding in county.findings.iter().filter(|own| own.is_open()) {
                let reason = finding.reason.as_ref().map_or(String::new(), |own| self.say(own));
                let who = groups.entry(((finding.standard.as_str(), finding.number), reason)).or_default();
                if !who.contains(&county.party.label.as_str()) {
                    who.push(&county.party.label);
                }
            }
        }
        if groups.is_empty() {
            return Vec::new();
        }
        let header = vec![self.say(&words::asked()), self.say(&words::county()), self.say(&words::why_open())];
        let align = vec![Align::Left; header.len()];
        let mut table = Table { header, align, rows: Vec::new(), widest: vec![None, Some(24), None] };
        // Together what is open of a requirement, in the order of the standards.
        groups.sort_by_key(|(place, _), _| asked.get_index_of(place));
        for ((place, reason), who) in groups {
            let Some(finding) = asked.get(&place) else { continue };
            let who = if who.len() == self.all.len() { self.say(&words::all_counties()) } else { self.names(&who) };
            let text = requirement_text(self.page.sources, finding);
            let text = if finding.must { text } else { self.say(&words::should(text)) };
            table.rows.push(TableRow::of(0, vec![format!("{}: {text}", place.0), who, reason]));
        }
        vec![Block::Part(self.say(&words::open())), Block::Table(table)]
    }

    fn exempt(&self, asked: &IndexMap<Asked<'c>, &'c Finding>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for county in self.all {
            let mut standards: Vec<&str> = Vec::new();
            for finding in &county.findings {
                let Some(until) = finding.exempt else { continue };
                if standards.contains(&finding.standard.as_str())
                    || !asked.contains_key(&(finding.standard.as_str(), finding.number))
                {
                    continue;
                }
                standards.push(&finding.standard);
                let until = until.map_or_else(words::for_good, |day| words::until(day.to_string()));
                let text = format!("{}, {}", finding.standard, self.say(&until));
                let text = if self.page.lang == Lang::Zh { text.replace(", ", ",") } else { text };
                blocks.push(Block::Item { word: county.party.label.clone(), text });
            }
        }
        if !blocks.is_empty() {
            blocks.insert(0, Block::Part(self.say(&words::exempt_part())));
        }
        blocks
    }
}
