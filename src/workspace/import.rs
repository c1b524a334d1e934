//! Tables of benefits to policies that check, in a workspace: what its vocabulary knows is used, and a benefit that does
//! not hold is taken back and asked for.

use super::Workspace;
use crate::base::source::SourceId;
use crate::base::text::Text;
use crate::data::sheets::Book;
use crate::diagnostic::{Diagnostic, Severity};
use crate::import::export::{Grid, sheets};
use crate::import::rows::Context;
use crate::import::{self, File, Import, Known, Outcome, Region, Wishes, mapping, policy};
use crate::syntax::ast::{DeclarationKind, HeaderKind, PathPart};
use crate::syntax::format::{self, KeywordStyle};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

mod words {
    //! What is said of where a policy shall stand, in both tongues.

    crate::catalogue! {
        unknown_parent(name) { zh: "没有 `{name}` 的政策", en: "there is no policy of `{name}`" }
    }
}

/// How often policies are written anew without what did not hold.
const ROUNDS: usize = 6;

/// What is wished for beside the table.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The text of a mapping.
    pub mapping: Option<String>,
    /// What holds for every row.
    pub say: BTreeMap<String, String>,
    /// The parent of places that have no policy yet.
    pub parent: Option<String>,
}

/// Reads a book against the texts of a workspace.
pub fn import(texts: &BTreeMap<String, String>, book: Book, wanted: &Wanted) -> Result<Outcome, Text> {
    let there = There::of(texts);
    if let Some(parent) = wanted.parent.as_ref().filter(|own| there.region(own).is_none()) {
        return Err(words::unknown_parent(parent));
    }
    let base = there.known_below(wanted.parent.as_deref());
    let mut wishes = match &wanted.mapping {
        Some(text) => mapping::read(text, &base)?,
        None => Wishes::default(),
    };
    wishes.say.extend(wanted.say.clone());
    // A mapping of one sheet without a name is that of the only sheet.
    if let ([(name, _)], [only]) = (wishes.sheets.as_mut_slice(), book.sheets.as_slice())
        && name.is_empty()
    {
        name.clone_from(&only.name);
    }
    let cache: RefCell<BTreeMap<Option<String>, Rc<Known>>> = RefCell::default();
    let of_own_words: RefCell<BTreeMap<String, Rc<Known>>> = RefCell::default();
    let known_in = |region: &Region| -> Rc<Known> {
        if let Some(own) = of_own_words.borrow().get(&region.name) {
            return Rc::clone(own);
        }
        let parent = there.parent_of(region, wanted);
        let known = cache.borrow().get(&parent).cloned();
        known.unwrap_or_else(|| {
            let own = Rc::new(there.known_below(parent.as_deref()));
            cache.borrow_mut().insert(parent, Rc::clone(&own));
            own
        })
    };
    let region = |text: &str| there.region(text);
    let context = Context { known: &base, known_in: &known_in, region: &region, wishes: &wishes };
    let mut read = import::read(&book, &context);
    // What a table declares in words of the language is known to its rows.
    let declared: Vec<Region> = read
        .regions
        .values()
        .filter(|region| read.verbatim.iter().any(|own| own.region == region.name && own.benefit.is_none()))
        .cloned()
        .collect();
    if !declared.is_empty() {
        for region in &declared {
            let own = Rc::new(there.known_with(&read, region, wanted, &known_in(region)));
            of_own_words.borrow_mut().insert(region.name.clone(), own);
        }
        let only = match declared.as_slice() {
            [only] => known_in(only),
            _ => Rc::new(base.clone()),
        };
        read = import::read(&book, &Context { known: &only, ..context });
    }
    let mut refused: BTreeMap<String, BTreeMap<String, Text>> = BTreeMap::new();
    let mut faults = Vec::new();
    let mut last = None;
    for _ in 0..ROUNDS {
        let mut import = read.clone();
        let drafts = there.drafts(&mut import, &book, wanted, &known_in, &refused);
        faults = there.check(&drafts, &mut refused);
        let again = faults.is_empty()
            && refused.values().map(BTreeMap::len).sum::<usize>() > 0
            && last.as_ref() != Some(&refused);
        let done = Outcome {
            book: book.clone(),
            import,
            files: drafts.into_iter().map(|own| own.file).collect(),
            faults: faults.clone(),
        };
        if !again {
            return Ok(done);
        }
        last = Some(refused.clone());
    }
    Ok(Outcome { book, import: read, files: Vec::new(), faults })
}

/// Returns the sheets that state a jurisdiction's own policy, to be read back.
pub fn export(workspace: &Workspace, analysis: &super::Analysis, jurisdiction: usize) -> Vec<Grid> {
    let own = &analysis.stated_in[jurisdiction];
    let files = workspace.trees().iter().filter(|(source, _)| own.contains(source));
    let files: Vec<_> =
        files.map(|(source, tree)| (tree.as_ref(), workspace.sources.get(*source).text.as_str())).collect();
    sheets(&files, &Known::of(&analysis.jurisdictions[jurisdiction].program))
}

/// The policies that are there already.
struct There<'t> {
    texts: &'t BTreeMap<String, String>,
    workspace: Workspace,
    analysis: super::Analysis,
}

struct Drafted {
    file: File,
    path: String,
}

impl<'t> There<'t> {
    fn of(texts: &'t BTreeMap<String, String>) -> There<'t> {
        let workspace = Workspace::new(texts.clone());
        let analysis = workspace.analyse();
        There { texts, workspace, analysis }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.analysis.jurisdictions.iter().position(|own| own.program.jurisdiction.name == name)
    }

    /// Returns the full name of a place that a table calls so.
    fn region(&self, text: &str) -> Option<String> {
        let text = text.trim();
        let found = self.analysis.find(&self.workspace.sources, text).ok();
        let by_end = || {
            // 贵州省长顺县
            let names = self.analysis.jurisdictions.iter().map(|own| own.program.jurisdiction.name.as_str());
            let mut fitting = names.clone().filter(|name| {
                let before = text.strip_suffix(name).filter(|own| !own.is_empty());
                before.is_some_and(|before| names.clone().any(|other| before.ends_with(other)))
            });
            fitting.next().map(str::to_owned)
        };
        if text.contains(['.', '/', '@']) {
            return None;
        }
        found.map(|own| self.analysis.jurisdictions[own.jurisdiction].program.jurisdiction.name.clone()).or_else(by_end)
    }

    fn parent_of(&self, region: &Region, wanted: &Wanted) -> Option<String> {
        match self.find(&region.name) {
            Some(at) => {
                let parent = self.analysis.parents[at]?;
                Some(self.analysis.jurisdictions[parent].program.jurisdiction.name.clone())
            }
            None => {
                region.parent.clone().or_else(|| wanted.parent.clone()).and_then(|own| self.region(&own).or(Some(own)))
            }
        }
    }

    /// Returns what is known below a parent; without one what the shared vocabularies know.
    fn known_below(&self, parent: Option<&str>) -> Known {
        if let Some(at) = parent.and_then(|own| self.region(own)).and_then(|own| self.find(&own)) {
            return Known::of(&self.analysis.jurisdictions[at].program);
        }
        let mut texts = self.shared();
        texts.insert("\u{1}.pol".to_owned(), "县 导入用的县\n".to_owned());
        let workspace = Workspace::new(texts);
        let analysis = workspace.analyse();
        let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == "导入用的县");
        own.map_or_else(Known::default, |own| Known::of(&own.program))
    }

    /// Returns what is known in a region with what its table declares itself; its benefits are not its parents'.
    fn known_with(&self, read: &Import, region: &Region, wanted: &Wanted, above: &Known) -> Known {
        let mut region = region.clone();
        region.parent = self.parent_of(&region, wanted);
        let mut texts = self.above(region.parent.as_deref());
        let mut text = format!("{}\n\n", policy::header(&region));
        for own in read.verbatim.iter().filter(|own| own.region == region.name && own.benefit.is_none()) {
            text.push_str(&format!("{}\n\n", own.text));
        }
        texts.insert("\u{1}.pol".to_owned(), text);
        let analysis = Workspace::new(texts).analyse();
        let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == region.name);
        match own {
            Some(own) => {
                Known { benefits: above.benefits.clone(), lists: above.lists.clone(), ..Known::of(&own.program) }
            }
            None => above.clone(),
        }
    }

    /// Returns the vocabularies that everybody sees.
    fn shared(&self) -> BTreeMap<String, String> {
        let shared = self.workspace.trees().iter().filter(|(_, tree)| {
            tree.header.as_ref().is_some_and(|own| own.kind == HeaderKind::Vocabulary && own.parent.is_none())
        });
        let named = shared.map(|(source, _)| self.workspace.sources.get(*source).name.clone());
        named.filter_map(|name| Some((name.clone(), self.texts.get(&name)?.clone()))).collect()
    }

    /// Returns the texts of a jurisdiction's parents with those that everybody sees.
    fn above(&self, parent: Option<&str>) -> BTreeMap<String, String> {
        let mut texts = self.shared();
        let at = parent.and_then(|own| self.find(own));
        for source in at.map_or(&[][..], |at| &self.analysis.jurisdictions[at].sources) {
            let name = &self.workspace.sources.get(*source).name;
            if let Some(text) = self.texts.get(name) {
                texts.insert(name.clone(), text.clone());
            }
        }
        texts
    }

    fn drafts(
        &self,
        import: &mut Import,
        book: &Book,
        wanted: &Wanted,
        known_in: &dyn Fn(&Region) -> Rc<Known>,
        refused: &BTreeMap<String, BTreeMap<String, Text>>,
    ) -> Vec<Drafted> {
        let regions: Vec<Region> = import.regions.values().cloned().collect();
        let mut drafts = Vec::new();
        for mut region in regions {
            let has_own = import.statements.iter().any(|own| own.region == region.name)
                || import.verbatim.iter().any(|own| own.region == region.name)
                || import.members.iter().any(|own| own.region == region.name);
            if !has_own {
                continue;
            }
            region.parent = self.parent_of(&region, wanted);
            let stated = self.find(&region.name).map(|at| self.analysis.declared_in[at]);
            let header = stated.and_then(|source| self.header_of(source)).unwrap_or_else(|| policy::header(&region));
            let none = BTreeMap::new();
            let own_refused = refused.get(&region.name).unwrap_or(&none);
            let draft = policy::draft(import, book, &region, &known_in(&region), &header, own_refused);
            let stated_in = stated.map(|source| self.workspace.sources.get(source).name.clone());
            let text = format::format_text(SourceId(0), &draft.text, KeywordStyle::Keep).unwrap_or(draft.text);
            let file = File { region: region.name.clone(), text, stated_in, benefits: draft.benefits.len() };
            drafts.push(Drafted { path: format!("\u{1}{}.pol", region.name), file });
        }
        drafts
    }

    fn header_of(&self, source: SourceId) -> Option<String> {
        let (_, tree) = self.workspace.trees().iter().find(|(own, _)| *own == source)?;
        let span = tree.header.as_ref()?.place.0;
        Some(self.workspace.sources.get(source).text.get(span.range())?.trim().to_owned())
    }

    /// Checks what was written; benefits with errors are added to those that are refused, other errors come back.
    fn check(&self, drafts: &[Drafted], refused: &mut BTreeMap<String, BTreeMap<String, Text>>) -> Vec<Text> {
        let mut faults = Vec::new();
        for own in drafts {
            let region = Region { name: own.file.region.clone(), ..Region::default() };
            let header = own.file.text.lines().next().unwrap_or_default();
            let parent = match self.find(&region.name) {
                Some(at) => self.analysis.parents[at]
                    .map(|at| self.analysis.jurisdictions[at].program.jurisdiction.name.clone()),
                None => header
                    .split("属于 ")
                    .nth(1)
                    .map(|own| own.split_whitespace().next().unwrap_or_default().trim_matches(['「', '」']).to_owned()),
            };
            let mut texts = self.above(parent.as_deref());
            texts.insert(own.path.clone(), own.file.text.clone());
            let workspace = Workspace::new(texts);
            let analysis = workspace.analyse();
            let is_own = |problem: &&Diagnostic| workspace.sources.get(problem.span.source).name == own.path;
            let errors = analysis.problems.iter().filter(|problem| problem.severity == Severity::Error).filter(is_own);
            for problem in errors {
                match benefit_at(&workspace, problem) {
                    Some(benefit) => {
                        let of_region = refused.entry(own.file.region.clone()).or_default();
                        if of_region.contains_key(&benefit) {
                            faults.push(problem.message.clone());
                        }
                        of_region.entry(benefit).or_insert_with(|| problem.message.clone());
                    }
                    None => faults.push(problem.message.clone()),
                }
            }
        }
        faults
    }
}

/// Returns the benefit in which a problem stands.
fn benefit_at(workspace: &Workspace, problem: &Diagnostic) -> Option<String> {
    let (_, tree) = workspace.trees().iter().find(|(source, _)| *source == problem.span.source)?;
    let at = problem.span.range().start;
    let own = tree.declarations.iter().find(|own| own.place.0.range().contains(&at))?;
    match &own.kind {
        DeclarationKind::Benefit { name, .. } => Some(name.text.clone()),
        DeclarationKind::Override { path, .. } => match path.parts.first() {
            Some(PathPart::Name(name)) => Some(name.text.clone()),
            _ => None,
        },
        _ => None,
    }
}
