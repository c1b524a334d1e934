//! A program on a day to its parts in words, with the mark of each.

use super::table::Tables;
use super::words;
use super::{Cite, Day, Dispute, Document, How, Kind, Line, Mark, Part, SCHEMA_VERSION, Section, Shown, Standing};
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::ir::clause_value_mut;
use crate::ir::{
    self, Adjusted, Benefit, BranchId, ChoiceMode, Citation, Clause, ClauseBody, Dated, DefinitionKind, DocumentId,
    Origin, Owner, Program, Source, Stated, print, version_on,
};
use crate::model::path::period_words;
use crate::value::Value;

/// A name that no part has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownPart {
    pub name: String,
    pub near: Vec<String>,
}

/// Returns what holds on a day; with names only these parts. Standards are quoted from the texts.
pub fn show(program: &Program, sources: &SourceMap, date: Date, names: &[String]) -> Result<Shown, UnknownPart> {
    let builder = Builder { program, sources, date };
    let mut sections: Vec<Section> = [
        (Kind::Benefits, words::benefits(), builder.benefits()),
        (Kind::Params, words::params(), builder.definitions(true)),
        (Kind::Definitions, words::definitions(), builder.definitions(false)),
        (Kind::Tables, words::tables(), builder.tables()),
        (Kind::Lists, words::lists(), builder.lists()),
        (Kind::States, words::states(), builder.states()),
        (Kind::Standards, words::standards(), builder.standards()),
    ]
    .into_iter()
    .map(|(kind, title, parts)| Section { kind, title, parts })
    .collect();
    select(&mut sections, names)?;
    sections.retain(|section| !section.parts.is_empty());
    let chain = &program.jurisdiction.chain;
    let documents = builder.documents(&sections);
    Ok(Shown {
        schema_version: SCHEMA_VERSION,
        jurisdiction: program.jurisdiction.name.clone(),
        code: program.jurisdiction.code.clone(),
        parents: chain[..chain.len().saturating_sub(1)].to_vec(),
        date: Day(date),
        sections,
        documents,
    })
}

/// Returns a benefit with one clause alone, as it stands in the whole; `None`: it is not in force.
#[cfg(feature = "lsp")]
pub(crate) fn clause(
    program: &Program,
    sources: &SourceMap,
    date: Date,
    own: &Benefit,
    clause: &Clause,
) -> Option<Part> {
    let builder = Builder { program, sources, date };
    let mark = builder.shown_version(&own.alive).map(|version| builder.mark(version)).unwrap_or_default();
    let lines = vec![builder.clause(clause, 0)?];
    Some(Part { mark, lines, ..part(own.name.clone()) })
}

/// Returns one benefit.
#[cfg(feature = "lsp")]
pub(crate) fn benefit(program: &Program, sources: &SourceMap, date: Date, own: &Benefit) -> Part {
    Builder { program, sources, date }.benefit(own)
}

/// Returns one param, define, group or account.
#[cfg(feature = "lsp")]
pub(crate) fn definition(program: &Program, sources: &SourceMap, date: Date, own: &ir::Definition) -> Part {
    Builder { program, sources, date }.definition(own)
}

fn select(sections: &mut [Section], names: &[String]) -> Result<(), UnknownPart> {
    if names.is_empty() {
        return Ok(());
    }
    let fits = |part: &Part, name: &str| part.name == name || part.english.as_deref() == Some(name);
    for name in names {
        let parts = || sections.iter().flat_map(|section| &section.parts);
        if !parts().any(|part| fits(part, name)) {
            let near = nearest(name, parts().map(|part| part.name.as_str()));
            return Err(UnknownPart { name: name.clone(), near });
        }
    }
    for section in sections {
        section.parts.retain(|part| names.iter().any(|name| fits(part, name)));
    }
    Ok(())
}

struct Builder<'p> {
    program: &'p Program,
    sources: &'p SourceMap,
    date: Date,
}

impl Builder<'_> {
    fn both(&self, print: impl Fn(Lang) -> String) -> Text {
        Text { zh: print(Lang::Zh), en: print(Lang::En) }
    }

    // ---- where things come from

    fn mark<T>(&self, version: &Dated<T>) -> Mark {
        let from = version.range.from.map(Day);
        Mark { from, until: version.range.until.map(Day), ..self.origin(&version.origin) }
    }

    fn origin(&self, origin: &Origin) -> Mark {
        let how = match origin.how {
            Stated::Own => How::Own,
            Stated::Inherited => How::Inherited,
            Stated::Overridden => How::Overridden,
            Stated::Amended => How::Amended,
            Stated::EveryBenefit => How::EveryBenefit,
            Stated::Default => How::Default,
        };
        let dispute = |own: &ir::Disputed| Dispute { value: own.value.clone(), cites: self.cites(&own.cites) };
        Mark {
            how,
            stated_by: origin.stated_by.clone(),
            from: None,
            until: None,
            cites: self.cites(&origin.cites),
            disputed: origin.disputed.iter().map(dispute).collect(),
            checked: origin.checked.map(Day),
        }
    }

    fn cites(&self, cites: &[Citation]) -> Vec<Cite> {
        let name = |id: DocumentId| self.program.documents.get(id.index()).map_or("", |own| own.name.as_str());
        let cite = |own: &Citation| Cite { document: name(own.document).to_owned(), article: own.article.clone() };
        cites.iter().map(cite).collect()
    }

    fn standing<T>(&self, versions: &[Dated<T>]) -> Standing {
        match ir::standing_on(versions, self.date) {
            ir::Standing::InForce | ir::Standing::Pending => Standing::InForce,
            ir::Standing::NotYet => Standing::NotYet,
            ir::Standing::Repealed => Standing::Repealed,
        }
    }

    /// Returns the version of the day, else the one that is shown in its place: the next, or the last.
    fn shown_version<'v, T>(&self, versions: &'v [Dated<T>]) -> Option<&'v Dated<T>> {
        let next = || versions.iter().filter(|own| own.range.from > Some(self.date)).min_by_key(|own| own.range.from);
        version_on(versions, self.date).or_else(next).or_else(|| versions.last())
    }

    // ---- values

    /// Returns a value in words; a table comes beside the words of its dimensions.
    fn adjusted(&self, own: &Adjusted) -> (Text, Option<super::Table>, Vec<Text>) {
        let (text, table) = self.source(&own.value);
        let effects = own.effects.iter().map(|effect| self.both(|lang| print::effect(self.program, effect, lang)));
        (text, table, effects.collect())
    }

    fn source(&self, own: &Source) -> (Text, Option<super::Table>) {
        match own {
            Source::Table(table) => {
                let (dimensions, table) = self.table(table);
                (words::by(dimensions), Some(table))
            }
            Source::Expr(_) | Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {
                (self.both(|lang| print::source(self.program, own, lang)), None)
            }
        }
    }

    fn table(&self, own: &ir::Table) -> (Text, super::Table) {
        let mark = |origin: &Origin| self.origin(origin);
        Tables { program: self.program, date: self.date, mark: &mark }.table(own)
    }

    // ---- benefits

    fn benefits(&self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.program.benefits.iter().map(|own| self.benefit(own)).collect();
        parts.extend(self.choices());
        parts
    }

    fn benefit(&self, own: &Benefit) -> Part {
        let occasion = print::occasion(own.occasion);
        let identity = own.identity.as_ref().filter(|identity| **identity != own.name);
        let headline = match identity {
            Some(identity) => listed(&[occasion, words::identity(identity)]),
            None => occasion,
        };
        let standing = self.standing(&own.alive);
        let mut part = Part {
            name: own.name.clone(),
            english: own.english.clone(),
            headline: Some(headline),
            remarks: own.docs.clone(),
            standing,
            mark: self.shown_version(&own.alive).map(|version| self.mark(version)).unwrap_or_default(),
            lines: Vec::new(),
        };
        if standing == Standing::InForce {
            self.clauses(own, None, 0, &mut part.lines);
        }
        part
    }

    /// Adds the clauses that stand directly in a case, or outside all, then the cases in it.
    fn clauses(&self, benefit: &Benefit, branch: Option<BranchId>, depth: usize, lines: &mut Vec<Line>) {
        for clause in benefit.clauses.iter().filter(|clause| clause.branch == branch) {
            lines.extend(self.clause(clause, depth));
        }
        for (at, own) in benefit.branches.iter().enumerate() {
            if own.parent != branch || !own.range.contains(self.date) {
                continue;
            }
            let first = benefit.branches[..at].iter().all(|earlier| earlier.chain != own.chain);
            let condition = own.when.as_ref().map(|when| self.both(|lang| print::expr(self.program, when, lang)));
            let name = own.label.as_ref().map_or(String::new(), |label| format!(" {label}"));
            let text = match condition {
                Some(condition) if first => words::case_when(name, condition),
                Some(condition) => words::else_when(condition),
                None => words::otherwise(),
            };
            let mark =
                Mark { from: own.range.from.map(Day), until: own.range.until.map(Day), ..self.origin(&own.origin) };
            lines.push(Line { remarks: own.origin.docs.clone(), mark, ..line(depth, text) });
            self.clauses(benefit, Some(BranchId(at as u32)), depth + 1, lines);
        }
    }

    fn clause(&self, clause: &Clause, depth: usize) -> Option<Line> {
        let version = version_on(&clause.versions, self.date)?;
        if matches!(version.body, ClauseBody::MapsTo(_)) || version.origin.how == Stated::Default {
            return None;
        }
        let (text, table, below) = self.clause_body(clause, &version.body);
        let remarks = version.origin.docs.clone();
        Some(Line { table, below, remarks, mark: self.mark(version), ..line(depth, text) })
    }

    fn clause_body(&self, clause: &Clause, body: &ClauseBody) -> (Text, Option<super::Table>, Vec<Text>) {
        let whole = || self.both(|lang| print::clause(self.program, body, lang));
        let mut owned = body.clone();
        let Some(value) = clause_value_mut(&mut owned) else {
            return (self.labelled(clause, whole()), None, Vec::new());
        };
        let value = &*value;
        let Source::Table(table) = &value.value else {
            // One effect reads well behind the value; several stand below it.
            if value.effects.len() < 2 {
                return (self.labelled(clause, whole()), None, Vec::new());
            }
            let bare = without_effects(body);
            let text = self.both(|lang| print::clause(self.program, &bare, lang));
            let (_, _, effects) = self.adjusted(value);
            return (self.labelled(clause, text), None, effects);
        };
        let (dimensions, table) = self.table(table);
        let dimensions = words::by(dimensions);
        let lead = self.both(|lang| {
            let around = with_value(body, dimensions.get(lang));
            print::clause(self.program, &around, lang)
        });
        let (_, _, effects) = self.adjusted(value);
        (self.labelled(clause, lead), Some(table), effects)
    }

    /// Puts the label behind the word: `条件 资格认定: 已认定`.
    fn labelled(&self, clause: &Clause, text: Text) -> Text {
        let Some(label) = &clause.path.label else { return text };
        let (zh, en) = clause.path.word.words();
        let put = |text: &str, word: &str| match text.strip_prefix(word) {
            Some(rest) => format!("{word} {label}: {}", rest.trim_start()),
            None => format!("{label}: {text}"),
        };
        Text { zh: put(&text.zh, zh), en: put(&text.en, en) }
    }

    fn choices(&self) -> Vec<Part> {
        let mut lines = Vec::new();
        for own in self.program.choices.iter().filter(|own| own.range.contains(self.date)) {
            let names: Vec<&str> = own.benefits.iter().map(|id| self.program.benefit(*id).name.as_str()).collect();
            let text = match own.how {
                ChoiceMode::Highest => words::choice_highest(listed(&names)),
                ChoiceMode::InOrder => words::choice_in_order(listed(&names)),
            };
            let mark =
                Mark { from: own.range.from.map(Day), until: own.range.until.map(Day), ..self.origin(&own.origin) };
            lines.push(Line { mark, ..line(0, text) });
        }
        match lines.is_empty() {
            true => Vec::new(),
            false => vec![Part { lines, ..part(words::choices().zh) }],
        }
    }

    // ---- params, definitions, tables, lists, states

    fn definitions(&self, params: bool) -> Vec<Part> {
        let all = self.program.definitions.iter().filter(|own| (own.kind == DefinitionKind::Param) == params);
        all.map(|own| self.definition(own)).collect()
    }

    fn definition(&self, own: &ir::Definition) -> Part {
        let owner = own.owner.map_or(String::new(), |owner| format!("{}.", owner_word(owner)));
        let prefix = if own.kind == DefinitionKind::Define || own.kind == DefinitionKind::Account {
            owner
        } else {
            String::new()
        };
        let mut out = Part {
            english: own.english.clone(),
            standing: self.standing(&own.versions),
            ..part(format!("{prefix}{}{}", own.name, arguments_of(own)))
        };
        let Some(version) = self.shown_version(&own.versions) else { return out };
        out.mark = self.mark(version);
        out.remarks = version.origin.docs.clone();
        let (text, table, effects) = self.adjusted(&version.body);
        if let Source::Expr(expr) = &version.body.value
            && let ir::ExprKind::Account(items) = &*expr.kind
        {
            for item in items.iter().filter(|item| item.range.contains(self.date)) {
                let text = if item.deducted { words::deducts(&item.name) } else { words::counts(&item.name) };
                out.lines.push(Line { mark: self.origin(&item.origin), ..line(0, text) });
            }
            for item in own.excluded.iter().filter(|item| item.range.contains(self.date)) {
                out.lines.push(Line { mark: self.origin(&item.origin), ..line(0, words::excludes(&item.body)) });
            }
            return out;
        }
        let named = !own.arguments.is_empty() && table.is_none();
        let with_names = |lang| print::definition(self.program, own, &version.body.value, lang);
        out.headline = Some(if named { self.both(with_names) } else { text });
        if table.is_some() || !effects.is_empty() {
            out.lines.push(Line { table, below: effects, mark: out.mark.clone(), ..line(0, Text::same("")) });
        }
        let next = own.versions.iter().filter(|own| own.range.from > Some(self.date)).min_by_key(|own| own.range.from);
        if let (Some(next), Standing::InForce, true) = (next, out.standing, own.kind == DefinitionKind::Param)
            && let Some(from) = next.range.from
        {
            let value = self.both(|lang| print::adjusted(self.program, &next.body, lang));
            let short = matches!(next.body.value, Source::Expr(_));
            if short {
                let text = words::next(from.to_string(), value);
                out.lines.push(Line { mark: self.mark(next), ..line(0, text) });
            }
        }
        out
    }

    fn tables(&self) -> Vec<Part> {
        let table = |own: &ir::NamedTable| {
            let mut out =
                Part { english: own.english.clone(), standing: self.standing(&own.versions), ..part(own.name.clone()) };
            if let Some(version) = self.shown_version(&own.versions) {
                let (dimensions, table) = self.table(&version.body);
                out.mark = self.mark(version);
                out.remarks = version.origin.docs.clone();
                out.headline = Some(words::by(dimensions));
                out.lines.push(Line { table: Some(table), mark: out.mark.clone(), ..line(0, Text::same("")) });
            }
            out
        };
        self.program.tables.iter().map(table).collect()
    }

    /// Returns each list with its entries of the day, those with the same mark together.
    fn lists(&self) -> Vec<Part> {
        let list = |own: &ir::List| {
            let domain = self.program.domain(own.of);
            let mut groups: Vec<(Mark, Vec<&str>)> = Vec::new();
            for entry in own.entries.iter().filter(|entry| entry.range.contains(self.date)) {
                let mark = self.mark(entry);
                let name = domain.entry(entry.body).name.as_str();
                match groups.iter_mut().find(|(known, _)| *known == mark) {
                    Some((_, names)) => names.push(name),
                    None => groups.push((mark, vec![name])),
                }
            }
            let count: usize = groups.iter().map(|(_, names)| names.len()).sum();
            let lines = groups
                .into_iter()
                .map(|(mark, names)| Line { mark, ..line(0, words::entries(names.len(), listed(&names))) });
            let lines: Vec<Line> = lines.collect();
            let mark = lines.first().map(|line| line.mark.clone()).unwrap_or_default();
            let headline = Text::new(format!("{count} 项"), format!("{count} entries"));
            Part { english: own.english.clone(), headline: Some(headline), mark, lines, ..part(own.name.clone()) }
        };
        self.program.lists.iter().map(list).collect()
    }

    fn states(&self) -> Vec<Part> {
        let state = |own: &ir::State| {
            let domain = self.program.domain(own.domain);
            let name = |id: &crate::value::EntryId| domain.entry(*id).name.as_str();
            let mut lines = vec![line(0, words::start(name(&own.start)))];
            for version in own.transitions.iter().filter(|version| version.range.contains(self.date)) {
                let from: Vec<&str> = version.body.from.iter().map(name).collect();
                let condition = self.both(|lang| print::expr(self.program, &version.body.condition, lang));
                let text = words::transition(listed(&from), name(&version.body.to), condition);
                lines.push(Line { mark: self.mark(version), ..line(0, text) });
            }
            let mark = lines.get(1).map(|line| line.mark.clone()).unwrap_or_default();
            let (zh, en) = period_words(own.period);
            let headline = Text::new(zh, en);
            Part {
                english: own.english.clone(),
                headline: Some(headline),
                mark,
                lines,
                ..part(format!("{}.{}", owner_word(own.owner), own.name))
            }
        };
        self.program.states.iter().map(state).collect()
    }

    fn standards(&self) -> Vec<Part> {
        let standard = |own: &ir::standard::Standard| {
            let requirement = |own: &ir::standard::Requirement| {
                let quoted = self.sources.slice(own.span);
                let text: Vec<&str> = quoted.split_whitespace().collect();
                Line { mark: self.origin(&own.origin), ..line(0, Text::same(text.join(" "))) }
            };
            let mark =
                Mark { from: own.range.from.map(Day), until: own.range.until.map(Day), ..self.origin(&own.origin) };
            let requirements = own.requirements.iter().filter(|own| own.range.contains(self.date));
            Part {
                mark,
                remarks: own.origin.docs.clone(),
                lines: requirements.map(requirement).collect(),
                ..part(own.name.clone())
            }
        };
        // The orders that a vocabulary asserts are no rules of the county.
        let chain = &self.program.jurisdiction.chain;
        let all =
            self.program.standards.iter().filter(|own| {
                own.range.contains(self.date) && (!own.is_assert || chain.contains(&own.origin.stated_by))
            });
        all.map(standard).collect()
    }

    // ---- documents

    fn documents(&self, sections: &[Section]) -> Vec<Document> {
        let mut marks: Vec<&Mark> = Vec::new();
        for part in sections.iter().flat_map(|section| &section.parts) {
            marks.push(&part.mark);
            for line in &part.lines {
                marks.push(&line.mark);
                marks.extend(line.table.iter().flat_map(|table| &table.notes));
            }
        }
        let disputed = marks.iter().flat_map(|mark| &mark.disputed).flat_map(|own| &own.cites);
        let cited: Vec<&Cite> = marks.iter().flat_map(|mark| &mark.cites).chain(disputed).collect();
        let wanted = self.program.documents.iter().filter(|own| cited.iter().any(|cite| cite.document == own.name));
        let document = |own: &ir::Document| Document {
            name: own.name.clone(),
            number: own.number.clone(),
            dated: own.dated.map(Day),
            title: own.title.clone(),
            issued_by: own.issued_by.clone(),
            url: own.url.clone(),
        };
        wanted.map(document).collect()
    }
}

fn owner_word(owner: Owner) -> String {
    let word = match owner {
        Owner::Claim => words::of_claim(),
        Owner::Person => words::of_person(),
        Owner::Household => words::of_household(),
    };
    word.speak(Lang::Zh)
}

fn part(name: String) -> Part {
    Part {
        name,
        english: None,
        headline: None,
        remarks: Vec::new(),
        standing: Standing::InForce,
        mark: Mark::default(),
        lines: Vec::new(),
    }
}

/// Returns the names of a define's arguments in brackets.
fn arguments_of(own: &ir::Definition) -> String {
    let names: Vec<&str> = own.arguments.iter().map(|(name, _)| name.as_str()).collect();
    if names.is_empty() { String::new() } else { format!("({})", names.join(", ")) }
}

fn line(depth: usize, text: Text) -> Line {
    Line { depth, text, table: None, below: Vec::new(), remarks: Vec::new(), mark: Mark::default() }
}

/// Returns a clause with its value alone, without effects.
fn without_effects(body: &ClauseBody) -> ClauseBody {
    let mut body = body.clone();
    if let Some(value) = clause_value_mut(&mut body) {
        value.effects.clear();
    }
    body
}

/// Returns a clause that has a text in place of its value.
fn with_value(body: &ClauseBody, text: &str) -> ClauseBody {
    let mut body = without_effects(body);
    if let Some(value) = clause_value_mut(&mut body) {
        // A constant text prints as it is.
        let kind = Box::new(ir::ExprKind::Constant(Value::Text(text.to_owned())));
        value.value = Source::Expr(ir::Expr { kind, ty: ir::Type::Text, span: value.span });
    }
    body
}
