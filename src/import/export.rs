//! The way back: what a jurisdiction states itself as rows of the catalogue; what no row can say as words of the language,
//! beside it. Reading these sheets gives the same policy again.

use super::layout::Measure;
use super::names::{Found, Known};
use super::value::{self, Per, Unit, Value};
use crate::base::date::Period;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::data::table::Cell;
use crate::syntax::ast::{
    Adjusted, Clause, ClauseKind, CompareOp, Declaration, DeclarationKind, DimensionKind, EachKey, Expr, ExprKind,
    File, HeadItem, Header, Marks, Occasion, TableForm, ValueClause, ValueWord,
};
use indexmap::IndexMap;

/// The heading of the column that tells sheets that are read back from those for people.
pub const MARK: &str = "polcheck表";
/// The most characters that a cell holds.
const LONGEST: usize = 30_000;

/// A sheet that is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    pub name: Text,
    pub headings: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// A row of the catalogue in the making.
#[derive(Clone, Debug, Default)]
struct Row {
    at: IndexMap<String, String>,
    values: IndexMap<Measure, String>,
    document: Option<(String, String)>,
}

/// Returns the sheets of a policy: `texts` gives the text of a place. Amendments stand in their own files and are
/// returned as what does not fit.
pub fn sheets(files: &[(&File, &str)], known: &Known) -> Vec<Grid> {
    let mut export =
        Export { known, catalogue: Vec::new(), clauses: Vec::new(), declarations: Vec::new(), left: Vec::new() };
    for (file, text) in files {
        export.file(file, text);
    }
    export.grids()
}

struct Export<'e> {
    known: &'e Known,
    catalogue: Vec<Vec<(String, String)>>,
    clauses: Vec<Vec<String>>,
    declarations: Vec<Vec<String>>,
    left: Vec<Vec<String>>,
}

impl Export<'_> {
    fn grids(self) -> Vec<Grid> {
        let mut grids = Vec::new();
        if !self.catalogue.is_empty() {
            let mut headings: Vec<String> = Vec::new();
            // The usual columns first, in their usual order, then facts of this policy.
            let usual = [
                "地区名称",
                "病种名称",
                "类型",
                "标化类型",
                "保险类型",
                "人员类型",
                "就诊地域",
                "医院类型",
                "就诊情况",
                "就诊类型",
                "起付标准",
                "报销比例",
                "补助限额",
            ];
            let last = ["开始执行时间", "结束时间", "文号", "条款", "备注"];
            let has = |name: &str| self.catalogue.iter().any(|row| row.iter().any(|(own, _)| own == name));
            headings.extend(usual.iter().filter(|own| has(own)).map(|own| (*own).to_owned()));
            for (name, _) in self.catalogue.iter().flatten() {
                if !headings.contains(name) && !last.contains(&name.as_str()) {
                    headings.push(name.clone());
                }
            }
            headings.extend(last.iter().filter(|own| has(own)).map(|own| (*own).to_owned()));
            let cell = |row: &Vec<(String, String)>, name: &String| {
                row.iter().find(|(own, _)| own == name).map_or(String::new(), |(_, text)| text.clone())
            };
            let rows = self.catalogue.iter().map(|row| headings.iter().map(|own| cell(row, own)).collect()).collect();
            headings.push(MARK.to_owned());
            grids.push(Grid { name: Text::new("待遇目录", "catalogue"), headings, rows });
        }
        let text = |own: &[&str]| own.iter().map(|own| (*own).to_owned()).collect::<Vec<_>>();
        if !self.clauses.is_empty() {
            let headings = text(&["地区名称", "待遇", "条款文字", MARK]);
            grids.push(Grid { name: Text::new("其他条款", "other clauses"), headings, rows: self.clauses });
        }
        if !self.declarations.is_empty() {
            let headings = text(&["地区名称", "条文文字", MARK]);
            grids.push(Grid {
                name: Text::new("其他条文", "other declarations"), headings, rows: self.declarations
            });
        }
        if !self.left.is_empty() {
            let headings = text(&["没有列入的", "原因"]);
            grids.push(Grid { name: Text::new("未列入", "not included"), headings, rows: self.left });
        }
        grids
    }

    fn file(&mut self, file: &File, text: &str) {
        let Some(Header { name: Some(region), kind, .. }) = &file.header else { return };
        let region = &region.text;
        if !matches!(kind, crate::syntax::ast::HeaderKind::Jurisdiction(_)) {
            self.left.push(vec![
                text.chars().take(LONGEST).collect(),
                "修订、词汇和标准集各有文件,不能写进一个县的表".to_owned(),
            ]);
            return;
        }
        for declaration in &file.declarations {
            match &declaration.kind {
                DeclarationKind::Benefit { name, english: None, occasion: Occasion::EachClaim, clauses } => {
                    if !self.benefit(region, &name.text, declaration, clauses, text) {
                        self.whole(region, declaration, text);
                    }
                }
                _ => self.whole(region, declaration, text),
            }
        }
    }

    fn whole(&mut self, region: &str, declaration: &Declaration, text: &str) {
        let own = with_docs(&declaration.docs, slice(text, declaration.place.0));
        match own.chars().count() <= LONGEST {
            true => self.declarations.push(vec![region.to_owned(), own]),
            false => self.left.push(vec![own.chars().take(200).collect(), "太长,一格放不下".to_owned()]),
        }
    }

    /// Adds a benefit; `false`: nothing of it fits in rows.
    fn benefit(&mut self, region: &str, name: &str, declaration: &Declaration, clauses: &[Clause], text: &str) -> bool {
        let marks = &declaration.marks;
        if !plain(marks) || marks.cites.len() > 1 {
            return false;
        }
        let mut identity = None;
        let mut common: IndexMap<String, String> = IndexMap::new();
        let mut rows: Vec<Row> = Vec::new();
        let mut rest: Vec<String> = Vec::new();
        let mut says_care = false;
        let with_tables: Vec<String> = clauses.iter().flat_map(dimension_names).collect();
        for clause in clauses {
            let own = with_docs(&clause.docs, slice(text, clause.place.0));
            match &clause.kind {
                ClauseKind::MapsTo(name) => identity = Some(name.text.clone()),
                ClauseKind::Requires { label: None, condition }
                    if unmarked(&clause.marks) && clause.docs.is_empty() =>
                {
                    match self.limits(condition) {
                        Some(limits)
                            if limits
                                .iter()
                                .all(|(fact, _)| !common.contains_key(fact) && !with_tables.contains(fact)) =>
                        {
                            common.extend(limits);
                        }
                        _ => rest.push(own),
                    }
                }
                ClauseKind::Value(value) if clause.docs.is_empty() => {
                    match self.rows(value, &clause.marks, text).filter(|own| says_period(value, own)) {
                        Some(own) => rows.extend(own),
                        None => rest.push(own),
                    }
                }
                _ => rest.push(own),
            }
        }
        if rows.is_empty() || rest.iter().any(|own| own.chars().count() > LONGEST) {
            return false;
        }
        let care = "就医类别".to_owned();
        says_care |= common.contains_key(&care) || !self.known.facts.iter().any(|own| own.name == care);
        if !says_care {
            common.insert(care, "不限".to_owned());
        }
        let of_benefit = marks.cites.first().map(|own| {
            let number = self.known.documents.iter().find(|(known, _)| *known == own.document.text);
            (
                number.map_or(own.document.text.clone(), |(_, number)| number.clone()),
                own.article.clone().unwrap_or_default(),
            )
        });
        for row in joined(rows) {
            let mut cells: Vec<(String, String)> =
                vec![("地区名称".to_owned(), region.to_owned()), ("类型".to_owned(), name.to_owned())];
            let mut put = |name: &str, text: String| {
                if !text.is_empty() {
                    cells.push((name.to_owned(), text));
                }
            };
            put("标化类型", identity.clone().unwrap_or_default());
            for (fact, values) in common.iter().chain(&row.at) {
                put(heading_of(fact), values.clone());
            }
            for (measure, value) in &row.values {
                put(
                    match measure {
                        Measure::Deductible => "起付标准",
                        Measure::Ratio => "报销比例",
                        Measure::Cap | Measure::Amount => "补助限额",
                    },
                    value.clone(),
                );
            }
            put("开始执行时间", marks.from.map_or(String::new(), |own| own.to_string()));
            put("结束时间", marks.until.map_or(String::new(), |own| own.to_string()));
            if let Some((number, article)) = row.document.as_ref().or(of_benefit.as_ref()) {
                put("文号", number.clone());
                put("条款", article.clone());
            }
            put("备注", declaration.docs.join(" "));
            self.catalogue.push(cells);
        }
        self.clauses.extend(rest.into_iter().map(|own| vec![region.to_owned(), name.to_owned(), own]));
        true
    }

    /// Returns what a condition limits, where it is no more than facts with their values.
    fn limits(&self, condition: &Expr) -> Option<Vec<(String, String)>> {
        match &*condition.kind {
            ExprKind::And(left, right) => {
                let mut found = self.limits(left)?;
                for own in self.limits(right)? {
                    if found.iter().any(|(fact, _)| *fact == own.0) {
                        return None;
                    }
                    found.push(own);
                }
                Some(found)
            }
            ExprKind::Compare { op: CompareOp::Equal, left, right } => {
                let fact = self.fact(left)?;
                Some(vec![(fact.clone(), self.entry(&fact, right)?)])
            }
            ExprKind::In { value, negated: false, members } => {
                let fact = self.fact(value)?;
                let names: Option<Vec<String>> = members.iter().map(|own| self.entry(&fact, own)).collect();
                Some(vec![(fact, names?.join("、"))])
            }
            _ => None,
        }
    }

    fn fact(&self, own: &Expr) -> Option<String> {
        let ExprKind::Name(name) = &*own.kind else { return None };
        let fact = self.known.fact(&name.text)?;
        fact.domain.map(|_| name.text.clone())
    }

    /// Returns the name of an entry that is read back to the same.
    fn entry(&self, fact: &str, own: &Expr) -> Option<String> {
        let ExprKind::Name(name) = &*own.kind else { return None };
        let found = self.known.value(fact, &name.text);
        let same = matches!(&found, Found::Entries(own) if own.len() == 1 && own[0] == name.text);
        (same && !name.text.contains(['、', ',', ';', '/'])).then(|| name.text.clone())
    }

    /// Returns the rows of a clause; `None`: it does not fit.
    fn rows(&self, own: &ValueClause, marks: &Marks, text: &str) -> Option<Vec<Row>> {
        let measure = match own.word {
            ValueWord::Deductible => Measure::Deductible,
            ValueWord::Rate => Measure::Ratio,
            ValueWord::Cap => Measure::Cap,
            _ => return None,
        };
        let tail = &own.tail;
        let bare = own.label.is_none()
            && own.when.is_none()
            && own.value.effects.is_empty()
            && tail.charged_at_most.is_empty()
            && tail.joint.is_empty()
            && tail.rounding.is_none()
            && tail.cumulative.is_none();
        if !bare || !plain(marks) || marks.from.is_some() || marks.until.is_some() || marks.cites.len() > 1 {
            return None;
        }
        let document = match marks.cites.first() {
            Some(own) => {
                let (_, number) = self.known.documents.iter().find(|(known, _)| *known == own.document.text)?;
                Some((number.clone(), own.article.clone().unwrap_or_default()))
            }
            None => None,
        };
        let by_disease = match tail.each.as_slice() {
            [] => false,
            [EachKey::Fact(name)] if name.text == "病种" => true,
            _ => return None,
        };
        let cell = |value: &crate::syntax::ast::Value| self.cell(value, measure, tail.period, text);
        let one = |at: IndexMap<String, String>, value: String| Row {
            at,
            values: IndexMap::from([(measure, value)]),
            document: document.clone(),
        };
        let table = match &own.value.value {
            crate::syntax::ast::Value::Table(table) => table,
            other if !by_disease => return Some(vec![one(IndexMap::new(), cell(other)?)]),
            _ => return None,
        };
        let fits = table.outputs.is_empty()
            && table.hit.is_none()
            && table.each_further_hit_plus.is_none()
            && !table.broken
            && unmarked(&table.marks)
            && matches!(table.form, TableForm::Lines | TableForm::Matrix);
        if !fits {
            return None;
        }
        let facts: Option<Vec<String>> = table
            .dimensions
            .iter()
            .map(|own| match &own.kind {
                DimensionKind::Expr(expr) => self.fact(expr),
                DimensionKind::Segment { .. } => None,
            })
            .collect();
        let facts = facts?;
        let of_diseases = measure == Measure::Cap
            && facts.iter().any(|own| own == "病种")
            && tail.period.is_some_and(|own| own != Period::Visit);
        if of_diseases != by_disease {
            return None;
        }
        let (last, others) = facts.split_last()?;
        let mut rows = Vec::new();
        for own in &table.rows {
            if !unmarked(&own.marks) || !own.docs.is_empty() {
                return None;
            }
            if table.form == TableForm::Lines {
                let head = match own.default {
                    true => "其余".to_owned(),
                    false => self.head(last, own.heads.first()?)?,
                };
                rows.push(one(IndexMap::from([(last.clone(), head)]), self.plain_cell(own.cells.first()?, &cell)?));
                continue;
            }
            let heads: Option<Vec<String>> =
                others.iter().zip(&own.heads).map(|(fact, head)| self.head(fact, head)).collect();
            let heads = heads?;
            if own.default || heads.len() != others.len() || own.cells.len() != table.header.len() {
                return None;
            }
            for (column, own) in table.header.iter().zip(&own.cells) {
                let mut at: IndexMap<String, String> = others.iter().cloned().zip(heads.iter().cloned()).collect();
                at.insert(last.clone(), self.head(last, column)?);
                rows.push(one(at, self.plain_cell(own, &cell)?));
            }
        }
        Some(rows)
    }

    fn plain_cell(
        &self,
        own: &crate::syntax::ast::Cell,
        cell: &dyn Fn(&crate::syntax::ast::Value) -> Option<String>,
    ) -> Option<String> {
        if unmarked(&own.marks) { cell(&own.value) } else { None }
    }

    fn head(&self, fact: &str, head: &crate::syntax::ast::Head) -> Option<String> {
        let names: Option<Vec<String>> = head
            .items
            .iter()
            .map(|own| match own {
                HeadItem::Else(_) if head.items.len() == 1 => Some("其余".to_owned()),
                HeadItem::Value(expr) => self.entry(fact, expr),
                _ => None,
            })
            .collect();
        Some(names?.join("、"))
    }

    /// Returns a value as a cell that is read back to the same.
    fn cell(
        &self,
        own: &crate::syntax::ast::Value,
        measure: Measure,
        period: Option<Period>,
        text: &str,
    ) -> Option<String> {
        use crate::syntax::ast::Value as Written;
        let expr = match own {
            Written::Expr(expr) => expr,
            Written::Pending(_) => return Some("待公布".to_owned()),
            Written::Nothing(_) => return Some("无".to_owned()),
            _ => return None,
        };
        let ExprKind::Quantity(_) = &*expr.kind else { return None };
        let written = slice(text, expr.place.0).trim().to_owned();
        let cell = Cell::Text(written.clone());
        if measure == Measure::Ratio {
            return matches!(value::ratio(&cell, Unit::default()), Ok(Value::Ratio(_))).then_some(written);
        }
        let Ok(Value::Money(fen, per)) = value::money(&cell, Unit::default(), false) else { return None };
        let word = match period {
            None => None,
            Some(Period::Visit) => Some(Per::Visit),
            Some(Period::Day) => Some(Per::Day),
            Some(Period::Month) => Some(Per::Month),
            Some(Period::Quarter) => Some(Per::Quarter),
            Some(Period::Year) => Some(Per::Year),
            Some(Period::Life) => Some(Per::Life),
        };
        // What counts per visit by itself says so, since a table that says nothing is asked.
        let per = per.or(word).unwrap_or(Per::Visit);
        Some(match per {
            Per::Visit => format!("{}/次", value::written_money(&fen, None)),
            Per::Life => format!("{}/终身", value::written_money(&fen, None)),
            _ => value::written_money(&fen, Some(per)),
        })
    }
}

/// Whether the period of a clause can be seen in one of its cells: 待公布 alone has none.
fn says_period(clause: &ValueClause, rows: &[Row]) -> bool {
    let has_digits = |own: &Row| own.values.values().any(|text| text.contains(|letter: char| letter.is_ascii_digit()));
    clause.tail.period.is_none() || rows.iter().any(has_digits)
}

/// Joins rows of several clauses that stand for the same case.
fn joined(rows: Vec<Row>) -> Vec<Row> {
    let mut found: Vec<Row> = Vec::new();
    for row in rows {
        let fits = |own: &&mut Row| {
            own.at == row.at
                && own.document == row.document
                && row.values.keys().all(|key| !own.values.contains_key(key))
        };
        match found.iter_mut().find(fits) {
            Some(own) => own.values.extend(row.values),
            None => found.push(row),
        }
    }
    found
}

/// Returns the facts that a table of a clause is by.
fn dimension_names(clause: &Clause) -> Vec<String> {
    let ClauseKind::Value(ValueClause {
        value: Adjusted { value: crate::syntax::ast::Value::Table(table), .. }, ..
    }) = &clause.kind
    else {
        return Vec::new();
    };
    let name = |own: &crate::syntax::ast::Dimension| match &own.kind {
        DimensionKind::Expr(expr) => match &*expr.kind {
            ExprKind::Name(name) => Some(name.text.clone()),
            _ => None,
        },
        DimensionKind::Segment { .. } => None,
    };
    table.dimensions.iter().filter_map(name).collect()
}

fn heading_of(fact: &str) -> &str {
    match fact {
        "险种" => "保险类型",
        "人群" => "人员类型",
        "病种" => "病种名称",
        "就医地" => "就诊地域",
        "机构等级" => "医院类型",
        "转诊" => "就诊情况",
        "就医类别" => "就诊类型",
        own => own,
    }
}

/// Whether marks say nothing but dates and citations.
fn plain(marks: &Marks) -> bool {
    marks.disputed.is_empty() && marks.checked.is_none() && marks.delegation.is_none() && !marks.not_below_own_last_year
}

fn unmarked(marks: &Marks) -> bool {
    plain(marks) && marks.from.is_none() && marks.until.is_none() && marks.cites.is_empty()
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.range()).unwrap_or_default()
}

fn with_docs(docs: &[String], text: &str) -> String {
    let mut out: String = docs.iter().map(|own| format!("## {own}\n")).collect();
    out.push_str(text.trim());
    out
}
