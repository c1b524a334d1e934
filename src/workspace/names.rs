//! Names and what they mean across all texts of a workspace: where something is declared, where it is used, what a clause
//! takes the place of, and a new name for something that keeps all meanings.

use std::collections::{BTreeMap, HashMap};

use super::labels::{labels, stands_at};
use super::{Analysis, Workspace};
use crate::base::source::{SourceId, SourceMap};
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::standard::RequirementBody;
use crate::ir::{Benefit, ClausePath};
use crate::lint::declared;
use crate::model::Mention;
use crate::syntax::ast;
use crate::syntax::format::names::written_name;
use unicode_normalization::UnicodeNormalization;

crate::catalogue! {
    no_name_here() { zh: "这里没有可以改的名称", en: "there is no name here that can be changed" }
    only_here() {
        zh: "这个名称只写在这里,别处不引用,直接改就行",
        en: "this name stands here only and nothing refers to it: change it directly",
    }
    code_here() {
        zh: "地区的代码是统一编的,别处不引用,直接改就行;数据和命令里用到的要另外改",
        en: "codes of jurisdictions are assigned and nothing in the policies refers to them: change it directly, and where data and commands use it",
    }
    title_here() {
        zh: "测试和典型人员的标题只是文字,别处不引用,直接改就行",
        en: "the title of a test or a typical case is a text that nothing refers to: change it directly",
    }
    document_here(name) {
        zh: "这是文件上的原文,直接改就行;引用时写的是 `{name}`,要改它请把光标放在它上面",
        en: "this is what the document says of itself: change it directly; citations name `{name}`, which can be renamed",
    }
    column_here(name) {
        zh: "这是数据表里的列名,要和数据一致,直接改就行;政策里写的是 `{name}`,要改它请把光标放在它上面",
        en: "this is the name of a column in tables of data: change it directly, as they do; policies say `{name}`, which can be renamed",
    }
    text_here() {
        zh: "引号里的是文字,不是名称,直接改就行",
        en: "this is a text and no name: change it directly",
    }
    name_is_empty() { zh: "新名称不能为空", en: "the new name is empty" }
    name_has_controls() { zh: "名称里不能有换行等控制字符", en: "a name cannot hold line ends or other control characters" }
    ours(name) {
        zh: "`{name}` 由随软件提供的标准词汇声明,不能在这里改名",
        en: "`{name}` is declared by the standard vocabulary that comes with polcheck and cannot be renamed here",
    }
    taken(name, place) { zh: "`{name}` 已是别的名称({place})", en: "`{name}` is the name of something else ({place})" }
    other_meaning(name, place) {
        zh: "改名为 `{name}` 会改变别处的意思({place})",
        en: "with the name `{name}` something else would change its meaning ({place})",
    }
    would_break(name, message) {
        zh: "改名为 `{name}` 后会出错: {message}",
        en: "with the name `{name}` there would be an error: {message}",
    }
    loses_identity(name, identity) {
        zh: "`{name}` 因名称相同而属于待遇种类 `{identity}`,改名前请先写上 `对应 {identity}`",
        en: "`{name}` belongs to the benefit identity `{identity}` by its name; state `maps to {identity}` first",
    }
}

/// A spelling of a declared name, where it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spelling {
    at: Span,
    of: Span,
    text: String,
}

/// All names of a workspace.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Each place once for each thing that it means, in the order of the texts.
    mentions: Vec<Mention>,
    spellings: Vec<Spelling>,
}

/// The replacement of a name in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

impl Names {
    /// Returns all names of an analysed workspace.
    pub fn new(workspace: &Workspace, analysis: &Analysis) -> Names {
        let mut mentions: Vec<Mention> = analysis.names.clone();
        mentions.extend(analysis.jurisdictions.iter().flat_map(|own| &own.names));
        let mut spellings = Vec::new();
        for (_, tree) in workspace.trees() {
            spellings_of(tree, &mut spellings);
        }
        mentions.extend(spellings.iter().map(|own| Mention { at: own.at, of: own.of }));
        mentions.sort_unstable();
        mentions.dedup();
        let mut names = Names { mentions, spellings };
        names.follow();
        names
    }

    /// Leads a name that is declared by naming something else on to that: the entry of a list to that of its catalogue.
    fn follow(&mut self) {
        let mut further: HashMap<Span, Span> = HashMap::new();
        for own in self.mentions.iter().filter(|own| own.at != own.of) {
            further.entry(own.at).or_insert(own.of);
        }
        for own in &mut self.mentions {
            for _ in 0..4 {
                match further.get(&own.of) {
                    Some(next) if *next != own.of => own.of = *next,
                    _ => break,
                }
            }
        }
        self.mentions.sort_unstable();
        self.mentions.dedup();
    }

    /// Returns what is named at a byte offset: the place of the name, and of what it means, most often one.
    pub fn at(&self, source: SourceId, offset: usize) -> Vec<Mention> {
        let offset = offset as u32;
        let fits = |own: &&Mention| own.at.start <= offset && offset <= own.at.end;
        let found: Vec<Mention> = self.of_text(source).iter().filter(fits).copied().collect();
        // Between two names that touch, the second is meant; of names within names, the shortest.
        let Some(best) = found.iter().map(|own| own.at).min_by_key(|at| (at.end == offset, at.end - at.start)) else {
            return Vec::new();
        };
        found.into_iter().filter(|own| own.at == best).collect()
    }

    /// Returns the names of one text, in their order.
    pub fn of_text(&self, source: SourceId) -> &[Mention] {
        let first = self.mentions.partition_point(|own| own.at.source < source);
        let last = self.mentions.partition_point(|own| own.at.source <= source);
        &self.mentions[first..last]
    }

    /// Returns what the name at a place means.
    pub(super) fn meant(&self, at: Span) -> Vec<Span> {
        let own = self.of_text(at.source);
        let first = own.partition_point(|own| own.at < at);
        own[first..].iter().take_while(|own| own.at == at).map(|own| own.of).collect()
    }

    /// Returns every place that names what is declared at `of`, its declaration among them.
    pub fn uses(&self, of: Span) -> Vec<Span> {
        let mut places: Vec<Span> = self.mentions.iter().filter(|own| own.of == of).map(|own| own.at).collect();
        places.sort_unstable();
        places.dedup();
        places
    }
}

/// Returns what a place names or takes the place of.
fn spellings_of(tree: &ast::File, out: &mut Vec<Spelling>) {
    let mut add = |name: &ast::Name, of: Span| {
        out.push(Spelling { at: name.span(), of, text: name.text.clone() });
    };
    if let Some(header) = &tree.header
        && let (ast::HeaderKind::Jurisdiction(_), Some(name)) = (header.kind, &header.name)
    {
        add(name, name.span());
    }
    for declaration in &tree.declarations {
        if let Some((name, english)) = declared(&declaration.kind) {
            add(name, name.span());
            if let Some(english) = english {
                add(english, name.span());
            }
        }
        match &declaration.kind {
            ast::DeclarationKind::Enum { entries, .. }
            | ast::DeclarationKind::Catalogue { entries, .. }
            | ast::DeclarationKind::AddTo { entries, .. } => spellings_of_entries(entries, &mut add),
            _ => {}
        }
    }
}

fn spellings_of_entries(entries: &[ast::Entry], add: &mut dyn FnMut(&ast::Name, Span)) {
    for entry in entries {
        let of = entry.name.span();
        add(&entry.name, of);
        entry.english.iter().for_each(|name| add(name, of));
        entry.code.iter().for_each(|name| add(name, of));
        spellings_of_entries(&entry.children, add);
    }
}

/// Returns a name as the language reads it: in NFC, without its quotes.
fn read(written: &str) -> String {
    let inner = ["「」", "''"].iter().find_map(|marks| {
        let mut marks = marks.chars();
        written.strip_prefix(marks.next()?)?.strip_suffix(marks.next()?)
    });
    inner.unwrap_or(written).nfc().collect()
}

/// A state of the texts with all names.
#[derive(Clone, Copy, Debug)]
pub struct Known<'w> {
    pub workspace: &'w Workspace,
    pub analysis: &'w Analysis,
    pub names: &'w Names,
}

impl Known<'_> {
    fn written(&self, span: Span) -> String {
        read(self.workspace.sources.slice(span))
    }

    fn place(&self, span: Span) -> String {
        place(&self.workspace.sources, span)
    }

    /// Returns the name at a byte offset that can be changed, or why not.
    pub fn renamable(&self, source: SourceId, offset: usize) -> Result<Span, Text> {
        let found = self.named(source, offset);
        let Some(first) = found.first() else { return Err(self.why_no_name(source, offset)) };
        let name = self.written(first.at);
        if found.iter().any(|own| self.workspace.sources.get(own.of.source).name.starts_with('<')) {
            return Err(ours(&name));
        }
        Ok(first.at)
    }

    /// Returns what is named at a byte offset, labels among it.
    pub fn named(&self, source: SourceId, offset: usize) -> Vec<Mention> {
        let found = self.names.at(source, offset);
        if !found.is_empty() {
            return found;
        }
        let tree = self.workspace.trees().iter().find(|(id, _)| *id == source);
        if !tree.is_some_and(|(_, tree)| stands_at(tree, self.names, offset)) {
            return found;
        }
        let here = |own: &Mention| own.at.source == source && holds(own.at, offset);
        let labels = self.labels();
        labels
            .iter()
            .filter(|own| here(own))
            .min_by_key(|own| own.at.end as usize == offset)
            .into_iter()
            .copied()
            .collect()
    }

    /// Returns every place that names what is declared at `of`, or has its label.
    pub fn uses(&self, of: Span) -> Vec<Span> {
        let mut places = self.names.uses(of);
        if places.is_empty() {
            places = self.labels().iter().filter(|own| own.of == of).map(|own| own.at).collect();
        }
        places
    }

    fn labels(&self) -> Vec<Mention> {
        labels(self.workspace.trees(), self.names)
    }

    /// Says why what stands at a byte offset is no name that could be changed everywhere.
    fn why_no_name(&self, source: SourceId, offset: usize) -> Text {
        let Some((_, tree)) = self.workspace.trees().iter().find(|(id, _)| *id == source) else {
            return no_name_here();
        };
        let here = |span: Span| holds(span, offset);
        let name = |own: &ast::Name| here(own.span());
        let text = |own: &ast::Quoted| here(own.place.0);
        if let Some(header) = &tree.header {
            if header.code.as_ref().is_some_and(name) {
                return code_here();
            }
            if header.name.as_ref().is_some_and(name) {
                return only_here();
            }
        }
        let own = tree.declarations.iter().find(|own| here(own.place.0));
        match own.map(|own| &own.kind) {
            Some(ast::DeclarationKind::Test { title, .. } | ast::DeclarationKind::Typical { title, .. })
                if text(title) =>
            {
                title_here()
            }
            Some(ast::DeclarationKind::Document(own))
                if [Some(&own.number), own.title.as_ref(), own.issued_by.as_ref(), own.url.as_ref()]
                    .into_iter()
                    .flatten()
                    .any(text) =>
            {
                document_here(&own.name.text)
            }
            Some(ast::DeclarationKind::Fact(own)) if own.columns.iter().any(text) => column_here(&own.name.text),
            _ if self.in_quotes(source, offset) => text_here(),
            _ => no_name_here(),
        }
    }

    /// Whether a byte offset lies within a text in quotes.
    fn in_quotes(&self, source: SourceId, offset: usize) -> bool {
        let text = &self.workspace.sources.get(source).text;
        let begin = text[..offset.min(text.len())].rfind('\n').map_or(0, |at| at + 1);
        let line = &text[begin..];
        let line = line.split('\n').next().unwrap_or_default();
        let mut open: Option<usize> = None;
        for (at, letter) in line.char_indices() {
            match (letter, open) {
                ('#', None) => return false,
                ('"' | '“', None) => open = Some(at),
                ('"' | '”', Some(from)) => {
                    if (begin + from..=begin + at + letter.len_utf8()).contains(&offset) {
                        return true;
                    }
                    open = None;
                }
                _ => {}
            }
        }
        false
    }

    /// Returns all replacements that give what stands at a byte offset a new name. Every use keeps its meaning and no new
    /// one comes about: the renamed texts are checked before anybody gets to see them.
    pub fn rename(&self, source: SourceId, offset: usize, new: &str) -> Result<Vec<Edit>, Text> {
        let at = self.renamable(source, offset)?;
        let new: String = new.trim().nfc().collect();
        if new.is_empty() {
            return Err(name_is_empty());
        }
        if new.chars().any(char::is_control) || new.contains('」') && new.contains('\'') {
            return Err(name_has_controls());
        }
        let old = self.written(at);
        if new == old {
            return Ok(Vec::new());
        }
        let meanings: Vec<Span> = self.named(source, offset).iter().map(|own| own.of).collect();
        let collides =
            |own: &&Spelling| own.text == new && !meanings.contains(&own.of) && self.is_seen_with(own.of, &meanings);
        if let Some(other) = self.names.spellings.iter().find(collides) {
            return Err(taken(&new, self.place(other.at)));
        }
        let mut places: Vec<Span> = meanings.iter().flat_map(|of| self.uses(*of)).collect();
        places.sort_unstable();
        places.dedup();
        let edits: Vec<Edit> = places
            .into_iter()
            .filter(|span| self.written(*span) == old)
            .map(|span| Edit { span, text: written_name(&new, self.tongue(span)) })
            .collect();
        self.proved(&edits, &old, &new)?;
        Ok(edits)
    }

    /// Whether two things are of one kind of names and may stand in one text.
    fn is_seen_with(&self, other: Span, meanings: &[Span]) -> bool {
        let together = |own: &super::Checked| {
            own.sources.contains(&other.source) && meanings.iter().any(|of| own.sources.contains(&of.source))
        };
        self.kind_of(other).is_some_and(|kind| meanings.iter().any(|of| self.kind_of(*of) == Some(kind)))
            && self.analysis.jurisdictions.iter().any(|own| together(own))
    }

    /// Returns the kind of names that a declaration belongs to: documents, types, identities, values, jurisdictions.
    fn kind_of(&self, of: Span) -> Option<u8> {
        let (_, tree) = self.workspace.trees().iter().find(|(id, _)| *id == of.source)?;
        use ast::DeclarationKind as Kind;
        let own = tree.declarations.iter().find_map(|own| {
            declared(&own.kind).filter(|(name, _)| name.span() == of).map(|_| match &own.kind {
                Kind::Document(_) => 0,
                Kind::Enum { .. } | Kind::Catalogue { .. } | Kind::Unit { .. } => 1,
                Kind::Identity { .. } => 2,
                _ => 3,
            })
        });
        let header = tree.header.as_ref().and_then(|header| header.name.as_ref());
        own.or_else(|| header.filter(|name| name.span() == of).map(|_| 4))
    }

    /// Returns the tongue of the letters around a place: which quotes a name gets there, if it needs some.
    fn tongue(&self, span: Span) -> Lang {
        let text = &self.workspace.sources.get(span.source).text;
        let first = text.trim_start_matches('\u{feff}').trim_start().chars().next();
        if first.is_some_and(|letter| letter.is_ascii_alphabetic()) { Lang::En } else { Lang::Zh }
    }

    /// Whether the texts mean the same with a new name: the same names mean the same things, the same problems are found,
    /// and benefits keep their identities.
    fn proved(&self, edits: &[Edit], old: &str, new: &str) -> Result<(), Text> {
        let sources = &self.workspace.sources;
        let mut by_source: BTreeMap<SourceId, Vec<&Edit>> = BTreeMap::new();
        for edit in edits {
            by_source.entry(edit.span.source).or_default().push(edit);
        }
        let texts = sources.iter().filter(|(_, own)| !own.name.starts_with('<')).map(|(id, own)| {
            let mut text = own.text.clone();
            for edit in by_source.get(&id).into_iter().flatten().rev() {
                text.replace_range(edit.span.range(), &edit.text);
            }
            (own.name.clone(), text)
        });
        let after = Workspace::new(texts);
        let analysis = after.analyse();
        let names = Names::new(&after, &analysis);
        let moved = |span: Span| moved(span, by_source.get(&span.source).map_or(&[], Vec::as_slice));
        let is_error = |own: &&Diagnostic| own.severity == Severity::Error;
        let count = |all: &crate::diagnostic::Problems| all.iter().filter(is_error).count();
        if count(&analysis.problems) > count(&self.analysis.problems) {
            let known: Vec<(Span, &str)> =
                self.analysis.problems.iter().map(|own| (moved(own.span), own.code.name())).collect();
            let fresh =
                analysis.problems.iter().filter(is_error).find(|own| !known.contains(&(own.span, own.code.name())));
            if let Some(fresh) = fresh {
                let told = |lang| format!("{}({})", fresh.message.get(lang), place(&after.sources, fresh.span));
                return Err(would_break(new, Text { zh: told(Lang::Zh), en: told(Lang::En) }));
            }
        }
        let same = |known: &[Mention], found: &[Mention]| {
            let mut expected: Vec<Mention> =
                known.iter().map(|own| Mention { at: moved(own.at), of: moved(own.of) }).collect();
            expected.sort_unstable();
            let odd = found.iter().find(|own| expected.binary_search(own).is_err());
            let odd = odd.or_else(|| expected.iter().find(|own| found.binary_search(own).is_err()));
            odd.map_or(Ok(()), |own| Err(other_meaning(new, place(&after.sources, own.at))))
        };
        same(&self.names.mentions, &names.mentions)?;
        same(&self.labels(), &labels(after.trees(), &names))?;
        for (own, other) in self.analysis.jurisdictions.iter().zip(&analysis.jurisdictions) {
            for (own, other) in own.program.benefits.iter().zip(&other.program.benefits) {
                let identity = own.identity.as_deref().map(|identity| if identity == old { new } else { identity });
                if other.identity.as_deref() != own.identity.as_deref() && other.identity.as_deref() != identity {
                    let lost = own.identity.as_deref().or(other.identity.as_deref()).unwrap_or_default();
                    return Err(loses_identity(&own.name, lost));
                }
            }
        }
        Ok(())
    }

    /// Returns what a place takes the place of: for a clause or a change that of the texts above or before it.
    pub fn parents(&self, source: SourceId, offset: usize) -> Vec<Span> {
        self.replaced_by(|own| own.at.source == source && holds(own.at, offset), |own| (own.at, own.of))
    }

    /// Returns what takes the place of a clause in the texts below it or after it.
    pub fn children(&self, source: SourceId, offset: usize) -> Vec<Span> {
        self.replaced_by(|own| own.of.source == source && holds(own.of, offset), |own| (own.of, own.at))
    }

    fn replaced_by(&self, fits: impl Fn(&Mention) -> bool, sides: impl Fn(&Mention) -> (Span, Span)) -> Vec<Span> {
        let all = self.analysis.jurisdictions.iter().flat_map(|own| &own.replaced);
        let found: Vec<(Span, Span)> = all.filter(|own| fits(own)).map(sides).collect();
        // The innermost place that is asked about.
        let Some(least) = found.iter().map(|(own, _)| own.end - own.start).min() else { return Vec::new() };
        let mut others: Vec<Span> =
            found.iter().filter(|(own, _)| own.end - own.start == least).map(|(_, other)| *other).collect();
        others.sort_unstable();
        others.dedup();
        others
    }

    /// Returns the requirements of standards on the clause, the list or the value at a byte offset.
    pub fn requirements(&self, source: SourceId, offset: usize) -> Vec<Span> {
        let mut found = Vec::new();
        for own in self.analysis.jurisdictions.iter().filter(|own| own.sources.contains(&source)) {
            let program = &own.program;
            let named: Vec<Span> = self.names.at(source, offset).iter().map(|own| own.of).collect();
            let clause = program.benefits.iter().find_map(|benefit| {
                let within =
                    benefit.clauses.iter().flat_map(|clause| clause.versions.iter().map(move |own| (clause, own)));
                let here = within
                    .filter(|(_, version)| version.origin.span.source == source && holds(version.origin.span, offset));
                let (clause, _) = here.min_by_key(|(_, own)| own.origin.span.end - own.origin.span.start)?;
                Some((benefit, Some(&clause.path)))
            });
            let benefit = program.benefits.iter().find(|own| named.contains(&own.span)).map(|own| (own, None));
            let asked: Option<(&Benefit, Option<&ClausePath>)> = benefit.or(clause);
            for requirement in program.standards.iter().flat_map(|own| &own.requirements) {
                let concerns = match &requirement.body {
                    RequirementBody::Clause { benefit, path, .. } => asked.is_some_and(|(own, clause)| {
                        let is_of = own.name == *benefit || own.identity.as_ref() == Some(benefit);
                        is_of && clause.is_none_or(|clause| clause.word == path.word)
                    }),
                    RequirementBody::Includes { list, .. } => named.contains(&program.list(*list).span),
                    RequirementBody::NeverLessAlong { subject, .. }
                    | RequirementBody::NeverLessInOrder { subject, .. }
                    | RequirementBody::NeverAboveCost { subject, .. }
                    | RequirementBody::NoCliffOver { subject, .. } => asked.is_some_and(|(own, clause)| {
                        clause.is_none()
                            && subject
                                .as_ref()
                                .is_some_and(|name| own.name == *name || own.identity.as_ref() == Some(name))
                    }),
                    RequirementBody::Value { value, .. } => match &*value.kind {
                        crate::ir::ExprKind::Definition(id, _) => named.contains(&program.definition(*id).span),
                        _ => false,
                    },
                    RequirementBody::Condition { .. } => false,
                };
                if concerns {
                    found.push(requirement.span);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

pub(super) fn holds(span: Span, offset: usize) -> bool {
    span.start as usize <= offset && offset <= span.end as usize
}

/// Returns where a place is after the edits of its text, which stand in order and do not overlap.
fn moved(span: Span, edits: &[&Edit]) -> Span {
    let shift = |offset: u32, is_end: bool| {
        let mut out = i64::from(offset);
        for edit in edits {
            let behind =
                if is_end { edit.span.end <= offset } else { edit.span.end <= offset && edit.span.start < offset };
            if behind {
                out += edit.text.len() as i64 - i64::from(edit.span.end - edit.span.start);
            }
        }
        out as u32
    };
    Span { source: span.source, start: shift(span.start, false), end: shift(span.end, true) }
}

/// Returns a place as people read it: the file and the line.
fn place(sources: &SourceMap, span: Span) -> String {
    let source = sources.get(span.source);
    format!("{}:{}", source.name, source.line_column(span.start as usize).line)
}
