//! Statements to the text of a policy: one benefit each, scalars where nothing differs, tables where something does, each
//! value with the cells that it stands in.

mod tables;

use super::layout::Measure;
use super::names::Known;
use super::said::{Import, Place, Region, Statement, Weight};
use super::telling::level_of;
use super::value::{Per, Value, written_money, written_ratio};
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::source::SourceId;
use crate::base::text::{Lang, Text, quoted};
use crate::data::sheets::{Book, cell_name};
use crate::syntax::ast::{ClauseKind, DeclarationKind, ValueWord};
use crate::syntax::format::names::written_name;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

/// The name of the document that stands for the workbook.
const TABLE: &str = "导入表";
/// So many diseases stand in a condition; more become a list.
const MOST_IN_CONDITION: usize = 12;
/// The order of dimensions; others stand before the last.
const ORDER: &[&str] = &["险种", "就医类别", "病种", "就医地", "转诊", "机构等级"];
const LAST: &str = "人群";
const ELSE: &str = "其余";

/// A policy in the making.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    pub text: String,
    /// The benefits with the cells that they rest on.
    pub benefits: Vec<(String, Vec<Place>)>,
}

/// Returns the first line of a policy of a region that had none.
pub fn header(region: &Region) -> String {
    let mut line = format!("{} {}", level_of(&region.name).unwrap_or("县"), name(&region.name));
    if let Some(code) = &region.code {
        line.push_str(&format!(" 代码 {code}"));
    }
    if let Some(parent) = &region.parent {
        line.push_str(&format!(" 属于 {}", name(parent)));
    }
    line
}

/// Writes the policy of a region. `refused`: benefits whose clauses do not hold, with the reason; they are asked.
pub fn draft(
    import: &mut Import,
    book: &Book,
    region: &Region,
    known: &Known,
    header: &str,
    refused: &BTreeMap<String, Text>,
) -> Draft {
    let own: Vec<Statement> = import.statements.iter().filter(|own| own.region == region.name).cloned().collect();
    let stated_documents = stated_documents(import, &region.name);
    let mut writer = Writer {
        import,
        book,
        known,
        region,
        documents: IndexMap::new(),
        stated_documents,
        cites_table: false,
        parted: false,
    };
    let mut body = String::new();
    let mut benefits = Vec::new();
    body.push_str(&writer.fresh());
    body.push_str(&writer.lists());
    let mut names: Vec<String> = Vec::new();
    let verbatim = writer.import.verbatim.iter().filter(|own| own.region == region.name);
    let all = own.iter().map(|own| own.benefit.clone()).chain(verbatim.filter_map(|own| own.benefit.clone()));
    for benefit in all {
        if !names.contains(&benefit) {
            names.push(benefit);
        }
    }
    for benefit in &names {
        let statements: Vec<&Statement> = own.iter().filter(|own| own.benefit == *benefit).collect();
        benefits.push((benefit.clone(), statements.iter().map(|own| own.place).collect()));
        body.push_str(&writer.benefit(benefit, &statements, refused.get(benefit)));
        body.push('\n');
    }
    for own in writer.import.verbatim.iter().filter(|own| own.region == region.name && own.benefit.is_none()) {
        body.push_str(own.text.trim());
        body.push_str("\n\n");
    }
    let mut text = format!("{header}\n\n");
    for note in &writer.import.notes {
        text.push_str(&format!("# {}\n", one_line(note)));
    }
    if writer.cites_table {
        let title = writer.import.titles.values().next().cloned().unwrap_or_default();
        text.push_str(&format!("\n文件 {TABLE} = {}", string(&book.name)));
        text.push_str(&format!(" 标题 {}", string(if title.is_empty() { "由表格导入" } else { &title })));
        text.push('\n');
    }
    for (number, short) in &writer.documents {
        text.push_str(&format!("文件 {short} = {}\n", string(number)));
    }
    text.push('\n');
    text.push_str(&body);
    Draft { text, benefits }
}

fn stated_documents(import: &Import, region: &str) -> Vec<(String, String)> {
    let own = import.verbatim.iter().filter(|own| own.region == region && own.benefit.is_none());
    let parsed = own.flat_map(|own| {
        let text = format!("县 某县\n{}\n", own.text);
        crate::syntax::parse(SourceId(0), &text).file.declarations
    });
    let documents = parsed.filter_map(|own| match own.kind {
        DeclarationKind::Document(own) => Some((own.name.text, own.number.text)),
        _ => None,
    });
    documents.collect()
}

struct Writer<'w> {
    import: &'w mut Import,
    book: &'w Book,
    known: &'w Known,
    region: &'w Region,
    /// Numbers of documents with the names that they are cited by.
    documents: IndexMap<String, String>,
    /// Documents that the table states in words of the language: name, number.
    stated_documents: Vec<(String, String)>,
    cites_table: bool,
    /// Whether conditions in words of the language may part the cases: then nobody here knows which rows are missing.
    parted: bool,
}

/// A value of a clause with where it holds, merged from the cells that say the same.
#[derive(Clone, Debug)]
struct Row {
    at: IndexMap<String, BTreeSet<String>>,
    /// In the order of the table.
    shown: IndexMap<String, Vec<String>>,
    band: Option<super::value::Band>,
    value: Value,
    places: Vec<Place>,
    documents: Vec<(String, Option<String>)>,
    disputed: Vec<(Value, Vec<Place>)>,
}

impl Writer<'_> {
    fn fresh(&mut self) -> String {
        let mut by_domain: IndexMap<String, Vec<String>> = IndexMap::new();
        let own = self.import.fresh.iter().filter(|own| own.region == self.region.name);
        for member in own {
            let code = member.code.as_ref().map_or(String::new(), |code| format!(" {}", name(code)));
            by_domain.entry(member.of.clone()).or_default().push(format!("{}{code}", name(&member.name)));
        }
        let blocks = by_domain.iter().map(|(domain, entries)| {
            format!("## 表格里有、共用的词汇里没有的名称\n增列 {} {{\n{}\n}}\n\n", name(domain), entries.join("\n"))
        });
        blocks.collect()
    }

    fn lists(&mut self) -> String {
        let mut by_list: IndexMap<String, (Vec<String>, Vec<Place>)> = IndexMap::new();
        for member in self.import.members.iter().filter(|own| own.region == self.region.name) {
            let (names, places) = by_list.entry(member.of.clone()).or_default();
            if !names.contains(&member.name) {
                names.push(member.name.clone());
                places.push(member.place);
            }
        }
        let mut out = String::new();
        for (list, (names, places)) in by_list {
            let members: Vec<String> = names.iter().map(|own| name(own)).collect();
            let cite = self.cite(&places, &[]);
            let open = if self.known.lists.contains(&list) {
                format!("增列 {} {{", name(&list))
            } else {
                format!("清单 {} : 病种 {cite} {{", name(&list))
            };
            out.push_str(&format!("{open}\n{}\n}}\n\n", members.join(", ")));
        }
        out
    }

    fn benefit(&mut self, benefit: &str, statements: &[&Statement], refused: Option<&Text>) -> String {
        let inherited = self.known.benefits.iter().any(|(own, _)| own == benefit);
        let verbatim: Vec<String> = self
            .import
            .verbatim
            .iter()
            .filter(|own| own.region == self.region.name && own.benefit.as_deref() == Some(benefit))
            .map(|own| own.text.trim().to_owned())
            .collect();
        let verbatim: Vec<(String, Says)> = verbatim.into_iter().map(|own| (own.clone(), says(&own))).collect();
        self.parted = verbatim.iter().any(|(_, own)| own.requires);
        let mut lines: Vec<String> = Vec::new();
        let identity = statements.iter().find_map(|own| own.identity.clone());
        let is_known = |own: &String| self.known.identities.contains(own);
        if !inherited {
            match &identity {
                Some(own) if is_known(own) && own != benefit => lines.push(format!("对应 {}", name(own))),
                _ if is_known(&benefit.to_owned()) || verbatim.iter().any(|(_, own)| own.maps) => {}
                own => {
                    let place = statements.first().map(|own| own.place);
                    let shown = own.clone().unwrap_or_else(|| benefit.to_owned());
                    self.note(place, &shown, words::no_identity(&shown), words::advise_identity());
                }
            }
        }
        if let Some(reason) = refused {
            let places: Vec<Place> = statements.iter().map(|own| own.place).collect();
            let text = self.text_at(places.first().copied());
            let advice = words::advise_not_accepted();
            let open = self.import.ask(Weight::Ask, places.first().copied(), text, words::not_accepted(reason), advice);
            for place in places {
                self.import.fates.insert(place, super::said::Fate::Open(open));
            }
        }
        let dates: BTreeSet<(Option<Date>, Option<Date>)> =
            statements.iter().map(|own| (own.from, own.until)).collect();
        let common = match dates.iter().next() {
            Some((from, until)) if dates.len() == 1 && !inherited => Some((*from, *until)),
            _ => None,
        };
        let mut conditions = String::new();
        if refused.is_none() {
            let cover = self.cover(statements);
            if !inherited {
                lines.extend(self.conditions(benefit, statements, &cover, &mut conditions));
            }
            lines.extend(verbatim.iter().filter(|(_, own)| !own.values).map(|(text, _)| text.clone()));
            lines.extend(self.clauses(benefit, statements, &cover, common.is_some()));
        }
        lines.extend(verbatim.iter().filter(|(_, own)| own.values).map(|(text, _)| text.clone()));
        let pays = statements.iter().any(|own| matches!(own.measure, Measure::Ratio | Measure::Amount));
        let pays = pays || verbatim.iter().any(|(_, own)| own.pays);
        if !inherited && (!pays || refused.is_some()) {
            lines.push("比例 待公布".to_owned());
            if refused.is_none() {
                let place = statements.first().map(|own| own.place);
                let (reason, advice) = (words::no_ratio_stated(benefit), words::advise_add_ratio());
                self.import.ask(Weight::Ask, place, benefit.to_owned(), reason, advice);
            }
        }
        let mut remarks: Vec<String> = Vec::new();
        for remark in statements.iter().filter_map(|own| own.remark.as_ref()) {
            let line = one_line(remark);
            if !remarks.contains(&line) {
                remarks.push(line);
            }
        }
        let docs: String = remarks.iter().map(|own| format!("## {own}\n")).collect();
        let mut marks = common.map_or(String::new(), |(from, until)| dated(from, until));
        if !verbatim.is_empty() {
            let documents: BTreeSet<_> = statements.iter().map(|own| own.document.clone()).collect();
            if let [Some(document)] = documents.into_iter().collect::<Vec<_>>().as_slice() {
                marks.push_str(&self.cite(&[], std::slice::from_ref(document)));
            }
        }
        let open = if inherited {
            format!("调整 {}", name(benefit))
        } else {
            format!("待遇 {} {}{marks}", name(benefit), occasion(statements))
        };
        if lines.is_empty() {
            return conditions;
        }
        format!("{conditions}{docs}{open} {{\n{}\n}}\n", lines.join("\n"))
    }

    fn text_at(&self, place: Option<Place>) -> String {
        let at = |(sheet, row, column): Place| self.book.sheets.get(sheet).map(|own| own.cell(row, column).text());
        place.and_then(at).unwrap_or_default()
    }

    fn note(&mut self, place: Option<Place>, text: &str, reason: Text, advice: Text) {
        if !self.import.open.iter().any(|own| own.reason == reason) {
            self.import.ask(Weight::Note, place, text.to_owned(), reason, advice);
        }
    }

    /// Returns the facts that every statement limits, with all values that they name.
    fn cover(&self, statements: &[&Statement]) -> IndexMap<String, Vec<String>> {
        let mut cover: IndexMap<String, Vec<String>> = IndexMap::new();
        let Some(first) = statements.first() else { return cover };
        for fact in first.at.keys() {
            let all: Vec<&Vec<String>> = statements.iter().filter_map(|own| own.at.get(fact)).collect();
            let whole = all.len() == statements.len() && all.iter().all(|own| !own.is_empty());
            if whole && !all.iter().any(|own| own.iter().any(|value| value == ELSE)) {
                let mut values: Vec<String> = Vec::new();
                for value in all.into_iter().flatten() {
                    if !values.contains(value) {
                        values.push(value.clone());
                    }
                }
                cover.insert(fact.clone(), values);
            }
        }
        cover
    }

    /// Returns all values of a fact.
    fn whole(&self, fact: &str) -> Vec<String> {
        match self.known.domain_of(fact) {
            Some(domain) => domain.entries.iter().map(|own| own.name.clone()).collect(),
            None => vec!["是".to_owned(), "否".to_owned()],
        }
    }

    fn conditions(
        &mut self,
        benefit: &str,
        statements: &[&Statement],
        cover: &IndexMap<String, Vec<String>>,
        before: &mut String,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        for (fact, values) in cover {
            let whole = self.whole(fact);
            if whole.iter().all(|own| values.contains(own)) {
                continue;
            }
            let names: Vec<String> = values.iter().map(|own| name(own)).collect();
            let is_truth = self.known.domain_of(fact).is_none();
            lines.push(match values.as_slice() {
                [only] if is_truth => format!("条件 {}{}", if only == "否" { "非 " } else { "" }, name(fact)),
                [_] => format!("条件 {} = {}", name(fact), names[0]),
                _ if names.len() > MOST_IN_CONDITION => {
                    let list = name(&format!("{benefit}{fact}"));
                    let of = self.known.domain_of(fact).map_or(fact.clone(), |own| own.name.clone());
                    before.push_str(&format!("清单 {list} : {} {{\n{}\n}}\n\n", name(&of), names.join(", ")));
                    format!("条件 {} 属于 {list}", name(fact))
                }
                _ => format!("条件 {} 属于 {}", name(fact), names.join(", ")),
            });
        }
        let care =
            self.known.fact("就医类别").is_some() && statements.iter().all(|own| !own.at.contains_key("就医类别"));
        if care && !statements.is_empty() {
            let kinds: Vec<&str> = ["门诊", "住院"].into_iter().filter(|own| benefit.contains(own)).collect();
            if let [only] = kinds.as_slice() {
                lines.push(format!("条件 就医类别 = {only}"));
            }
        }
        lines
    }

    fn clauses(
        &mut self,
        benefit: &str,
        statements: &[&Statement],
        cover: &IndexMap<String, Vec<String>>,
        dated_above: bool,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        let has_deductible =
            statements.iter().any(|own| own.measure == Measure::Deductible && own.value != Value::Nothing);
        for measure in Measure::ALL {
            let mut groups: IndexMap<(Option<Per>, Option<Date>, Option<Date>), Vec<&Statement>> = IndexMap::new();
            let of_measure: Vec<&Statement> = statements.iter().copied().filter(|own| own.measure == measure).collect();
            let pers: BTreeSet<Per> = of_measure.iter().filter_map(|own| own.per).collect();
            let usual = match pers.len() {
                1 => pers.first().copied(),
                _ => None,
            };
            for own in of_measure {
                groups.entry((own.per.or(usual), own.from, own.until)).or_default().push(own);
            }
            for ((per, from, until), own) in groups {
                let marks = if dated_above { String::new() } else { dated(from, until) };
                lines.extend(self.clause(benefit, measure, per, &own, cover, &marks, has_deductible));
            }
        }
        lines
    }

    #[allow(clippy::too_many_arguments, reason = "a clause with all that shapes it")]
    fn clause(
        &mut self,
        benefit: &str,
        measure: Measure,
        per: Option<Per>,
        statements: &[&Statement],
        cover: &IndexMap<String, Vec<String>>,
        marks: &str,
        has_deductible: bool,
    ) -> Option<String> {
        let mut rows = self.rows(statements);
        let dims = self.dimensions(&mut rows, cover);
        let word = measure.word();
        let has_bands = rows.iter().any(|own| own.band.is_some());
        // Where nothing is known a table would only say so many times.
        if (has_bands || !dims.is_empty()) && rows.iter().all(|own| own.value == Value::Pending) {
            let places: Vec<Place> = rows.iter().flat_map(|own| own.places.clone()).collect();
            let documents: Vec<_> = rows.iter().flat_map(|own| own.documents.clone()).collect();
            return Some(format!("{word} 待公布{marks}{}", self.cite(&places, &documents)));
        }
        if dims.is_empty() && !has_bands {
            let row = self.agreed(rows).into_iter().next()?;
            let value = written(&row.value, measure, per, true);
            let tail = if per == Some(Per::Life) { " 终身" } else { "" };
            let (disputed, cite) = (self.disputed(&row, measure, per), self.cite(&row.places, &row.documents));
            return Some(format!("{word} {value}{tail}{marks}{disputed}{cite}"));
        }
        let period = match (per, measure) {
            (Some(per), Measure::Cap | Measure::Deductible) if per != Per::Visit || measure == Measure::Cap => {
                format!(" {}", per.word())
            }
            _ => String::new(),
        };
        let by_disease =
            measure == Measure::Cap && dims.iter().any(|own| own == "病种") && per.is_some_and(|own| own != Per::Visit);
        let each = if by_disease { " 各 病种" } else { "" };
        if by_disease {
            let place = rows.first().and_then(|own| own.places.first().copied());
            let text = self.text_at(place);
            self.note(place, &text, words::per_disease_limit(benefit), words::advise_per_disease());
        }
        let rows = self.agreed(rows);
        if has_bands {
            return self.bands(benefit, measure, rows, &dims, marks, has_deductible);
        }
        let all: Vec<Place> = rows.iter().flat_map(|own| own.places.clone()).collect();
        let documents: Vec<_> = rows.iter().flat_map(|own| own.documents.clone()).collect();
        let of_table = self.cite(&all, &documents);
        let by: Vec<String> = dims.iter().map(|own| name(own)).collect();
        let head = format!("{word} 按 {}", by.join(", "));
        let table = match dims.as_slice() {
            [only] => self.lines(benefit, measure, rows, only, cover),
            _ => self.grid(benefit, measure, rows, &dims, cover),
        };
        Some(format!("{head}{}{period}{each}{marks}{of_table} {{\n{}\n}}", table.0, table.1.join("\n")))
    }

    fn rows(&self, statements: &[&Statement]) -> Vec<Row> {
        let row = |own: &&Statement| {
            let shown: IndexMap<String, Vec<String>> = own
                .at
                .iter()
                .filter(|(_, values)| !values.is_empty())
                .map(|(fact, values)| (fact.clone(), values.clone()))
                .collect();
            Row {
                at: shown.iter().map(|(fact, values)| (fact.clone(), values.iter().cloned().collect())).collect(),
                shown,
                band: own.band.clone(),
                value: own.value.clone(),
                places: vec![own.place],
                documents: own.document.clone().into_iter().collect(),
                disputed: Vec::new(),
            }
        };
        statements.iter().map(row).collect()
    }

    /// Leaves out the dimensions that do not matter; returns those that do, in order.
    fn dimensions(&self, rows: &mut [Row], cover: &IndexMap<String, Vec<String>>) -> Vec<String> {
        let mut dims: Vec<String> = Vec::new();
        for fact in rows.iter().flat_map(|own| own.at.keys()) {
            if !dims.contains(fact) {
                dims.push(fact.clone());
            }
        }
        let rank = |own: &String| match own.as_str() {
            LAST => ORDER.len() + 1,
            own => ORDER.iter().position(|known| *known == own).unwrap_or(ORDER.len()),
        };
        dims.sort_by_key(rank);
        for fact in dims.clone() {
            let required = cover.get(&fact).cloned().unwrap_or_else(|| self.whole(&fact));
            let named: BTreeSet<&String> = rows.iter().filter_map(|own| own.at.get(&fact)).flatten().collect();
            let any_blank = rows.iter().any(|own| !own.at.contains_key(&fact));
            let covers =
                any_blank || named.iter().any(|own| *own == ELSE) || required.iter().all(|own| named.contains(own));
            if !covers || !self.same_without(rows, &dims, &fact) {
                continue;
            }
            dims.retain(|own| *own != fact);
            for row in rows.iter_mut() {
                row.at.shift_remove(&fact);
                row.shown.shift_remove(&fact);
            }
        }
        dims
    }

    /// Whether the values are the same with one dimension less.
    fn same_without(&self, rows: &[Row], dims: &[String], fact: &str) -> bool {
        let key = |row: &Row| {
            let at: Vec<Option<&BTreeSet<String>>> =
                dims.iter().filter(|own| *own != fact).map(|own| row.at.get(own)).collect();
            format!("{at:?} {:?}", row.band)
        };
        let mut found: BTreeMap<String, &Value> = BTreeMap::new();
        let by_key = rows.iter().all(|row| found.entry(key(row)).or_insert(&row.value) == &&row.value);
        // Sets that overlap in what is left.
        let meets = |a: &Row, b: &Row| {
            a.band == b.band
                && dims.iter().filter(|own| *own != fact).all(|own| match (a.at.get(own), b.at.get(own)) {
                    (Some(a), Some(b)) => !a.is_disjoint(b),
                    _ => true,
                })
        };
        let few = rows.len() <= 300;
        let apart = |a: &Row| rows.iter().all(|b| a.value == b.value || !meets(a, b));
        by_key && (!few || rows.iter().all(apart))
    }

    /// Joins rows that say the same; of several values for one case the first holds.
    fn agreed(&mut self, rows: Vec<Row>) -> Vec<Row> {
        let mut by_key: IndexMap<String, Row> = IndexMap::new();
        for row in rows {
            let key = format!("{:?} {:?}", row.at, row.band);
            match by_key.get_mut(&key) {
                None => {
                    by_key.insert(key, row);
                }
                Some(known) if known.value == row.value => {
                    known.places.extend(row.places);
                    known.documents.extend(row.documents);
                }
                // What is not understood does not contradict.
                Some(known) if row.value == Value::Pending => known.places.extend(row.places),
                Some(known) if known.value == Value::Pending => {
                    known.value = row.value;
                    known.places.splice(0..0, row.places);
                }
                Some(known) => {
                    if known.disputed.is_empty() {
                        let place = row.places.first().copied();
                        let text = self.text_at(place);
                        self.import.ask(Weight::Ask, place, text, words::differs(), words::advise_differs());
                    }
                    known.disputed.push((row.value, row.places));
                }
            }
        }
        by_key.into_values().collect()
    }

    fn disputed(&mut self, row: &Row, measure: Measure, per: Option<Per>) -> String {
        let mut out = String::new();
        for (value, places) in &row.disputed {
            let cite = self.cite(places, &[]);
            out.push_str(&format!(" 存疑 {}{cite}", written(value, measure, per, true)));
        }
        out
    }

    fn gap(&mut self, benefit: &str, measure: Measure, names: &[String], place: Option<Place>) {
        let shown: Vec<&String> = names.iter().take(6).collect();
        let reason = words::gap(benefit, measure.word(), quoted(&shown));
        let text = self.text_at(place);
        self.import.ask(Weight::Ask, place, text, reason, words::advise_gap());
    }

    fn open_rows(&mut self, rows: &[Row], reason: Text, advice: Text) {
        let places: Vec<Place> = rows.iter().flat_map(|own| own.places.clone()).collect();
        let text = self.text_at(places.first().copied());
        let open = self.import.ask(Weight::Ask, places.first().copied(), text, reason, advice);
        for place in places {
            self.import.fates.insert(place, super::said::Fate::Open(open));
        }
    }

    fn cell(&mut self, row: &Row, measure: Measure) -> String {
        let value = written(&row.value, measure, None, false);
        if row.disputed.is_empty() {
            return value;
        }
        let disputed = self.disputed(row, measure, None);
        format!("({value}{disputed})")
    }

    /// Returns the citations of cells and documents.
    fn cite(&mut self, places: &[Place], documents: &[(String, Option<String>)]) -> String {
        let mut out = String::new();
        let mut seen: Vec<&(String, Option<String>)> = Vec::new();
        for own in documents {
            if seen.contains(&own) {
                continue;
            }
            seen.push(own);
            let known = self.stated_documents.iter().chain(&self.known.documents).find(|(_, number)| *number == own.0);
            let count = self.documents.len() + 1;
            let short = match known {
                Some((short, _)) => name(short),
                None => self.documents.entry(own.0.clone()).or_insert_with(|| format!("导入依据{count}")).clone(),
            };
            let article = own.1.as_ref().map_or(String::new(), |article| format!(" {}", string(article)));
            out.push_str(&format!(" @ {short}{article}"));
        }
        if !places.is_empty() {
            self.cites_table = true;
            out.push_str(&format!(" @ {TABLE} {}", string(&cells_named(self.book, places))));
        }
        out
    }
}

/// Returns cells as a person would name them: `目录!Q5:Q7、R9`.
pub fn cells_named(book: &Book, places: &[Place]) -> String {
    let mut sorted: Vec<Place> = places.to_vec();
    sorted.sort_by_key(|(sheet, row, column)| (*sheet, *column, *row));
    sorted.dedup();
    let mut runs: Vec<(usize, u32, u32, u32)> = Vec::new();
    for (sheet, row, column) in sorted {
        match runs.last_mut() {
            Some((own, at, _, last)) if *own == sheet && *at == column && *last + 1 == row => *last = row,
            _ => runs.push((sheet, column, row, row)),
        }
    }
    let more = runs.len() > 8;
    let mut named: Vec<String> = Vec::new();
    let mut sheet_before = None;
    for (sheet, column, first, last) in runs.into_iter().take(8) {
        let sheet_name = book.sheets.get(sheet).map_or("", |own| own.name.as_str());
        let sheet_text =
            if sheet_before == Some(sheet) || sheet_name.is_empty() { String::new() } else { format!("{sheet_name}!") };
        sheet_before = Some(sheet);
        let range = match first == last {
            true => cell_name(first, column),
            false => format!("{}:{}", cell_name(first, column), cell_name(last, column)),
        };
        named.push(format!("{sheet_text}{range}"));
    }
    format!("{}{}", named.join("、"), if more { "等" } else { "" })
}

fn occasion(statements: &[&Statement]) -> &'static str {
    let amounts: Vec<&&Statement> = statements.iter().filter(|own| own.measure == Measure::Amount).collect();
    let all = |per: Per| !amounts.is_empty() && amounts.iter().all(|own| own.per == Some(per));
    if all(Per::Month) {
        "每人每月"
    } else if all(Per::Year) {
        "每人每年"
    } else {
        "每次结算"
    }
}

/// What a clause in words of the language is about.
#[derive(Clone, Copy, Debug, Default)]
struct Says {
    requires: bool,
    maps: bool,
    /// It stands among those that work out the amount.
    values: bool,
    pays: bool,
}

fn says(text: &str) -> Says {
    let whole = format!("县 某县\n待遇 某待遇 每次结算 {{\n{text}\n}}\n");
    let file = crate::syntax::parse(SourceId(0), &whole).file;
    let mut own = Says::default();
    let clauses = file.declarations.into_iter().flat_map(|declaration| match declaration.kind {
        DeclarationKind::Benefit { clauses, .. } => clauses,
        _ => Vec::new(),
    });
    for clause in clauses {
        match clause.kind {
            ClauseKind::Requires { .. } => own.requires = true,
            ClauseKind::MapsTo(_) => own.maps = true,
            ClauseKind::Value(value) => {
                own.values = true;
                own.pays |= matches!(
                    value.word,
                    ValueWord::Rate | ValueWord::Amount | ValueWord::TopUpTo | ValueWord::OwnPayAtMost
                );
            }
            ClauseKind::As(_) => {
                own.values = true;
                own.pays = true;
            }
            ClauseKind::Case(_) | ClauseKind::Round(_) | ClauseKind::Order(_) => own.values = true,
            _ => {}
        }
    }
    own
}

fn written(value: &Value, measure: Measure, per: Option<Per>, with_unit: bool) -> String {
    match value {
        Value::Money(fen, _) => {
            let unit = match (measure, per) {
                (Measure::Deductible, Some(Per::Visit)) | (Measure::Amount, _) => None,
                (_, per) => per.filter(|_| with_unit && !fen.is_zero()),
            };
            written_money(fen, unit)
        }
        Value::Ratio(ratio) => written_ratio(ratio),
        Value::Nothing => "无".to_owned(),
        Value::Pending => "待公布".to_owned(),
    }
}

fn dated(from: Option<Date>, until: Option<Date>) -> String {
    match (from, until) {
        (Some(from), Some(until)) => format!(" 自{from}起至{until}止"),
        (Some(from), None) => format!(" 自{from}起"),
        (None, Some(until)) => format!(" 至{until}止"),
        (None, None) => String::new(),
    }
}

fn heads(values: &[String]) -> String {
    values.iter().map(|own| if own == ELSE { own.clone() } else { name(own) }).collect::<Vec<_>>().join("、")
}

fn name(own: &str) -> String {
    written_name(own, Lang::Zh)
}

fn string(text: &str) -> String {
    format!("\"{}\"", one_line(text).replace('\\', "\\\\").replace('"', "\\\""))
}

fn one_line(text: &str) -> String {
    let plain: String = text.chars().map(|own| if own.is_control() { ' ' } else { own }).collect();
    plain.trim().chars().take(300).collect()
}
