//! Applies what mends problems for certain, round by round, for as long as the texts get better by it. Opens no file.

use std::collections::BTreeMap;
use std::ops::Range;

use super::Workspace;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::lint;

/// A problem that was mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub file: String,
    /// Where it stood in the text of its round, from 1.
    pub line: usize,
    pub code: Code,
    pub old: String,
    pub new: String,
}

/// What mending came to.
#[derive(Clone, Debug, Default)]
pub struct Mended {
    /// The texts that are different now.
    pub texts: BTreeMap<String, String>,
    pub changes: Vec<Change>,
}

/// How often the workspace is examined at most.
const EXAMINATIONS: usize = 60;

/// How bad a text or a workspace is: what cannot be read, then what is wrong, then what is doubtful. Reading more of a
/// text may show more that is wrong in it.
type Badness = (usize, usize, usize);

/// One problem with all its replacements.
#[derive(Clone, Debug)]
struct Proposal {
    file: String,
    code: Code,
    edits: Vec<(Range<usize>, String)>,
}

struct Examined {
    badness: Badness,
    by_file: BTreeMap<String, Badness>,
    proposals: Vec<Proposal>,
}

/// What is asked of mending.
pub struct Wanted<'w> {
    /// Which texts may change, by their paths.
    pub text: &'w dyn Fn(&str) -> bool,
    /// Which findings count at all.
    pub code: &'w dyn Fn(Code) -> bool,
    pub lint: lint::Settings,
}

/// Mends the texts of a workspace, each under its path.
pub fn mend(texts: &BTreeMap<String, String>, wanted: &Wanted<'_>) -> Mended {
    let mut now = texts.clone();
    let mut mended = Mended::default();
    let mut state = examine(&now, wanted);
    let mut left = EXAMINATIONS;
    while !state.proposals.is_empty() && left > 0 {
        // All together first; where that makes something worse, one by one.
        let alone = state.proposals.iter().map(std::slice::from_ref);
        let trials: Vec<&[Proposal]> = std::iter::once(state.proposals.as_slice()).chain(alone).collect();
        let mut accepted = None;
        for trial in trials {
            if left == 0 {
                break;
            }
            left -= 1;
            let (candidate, changes) = applied(&now, trial);
            let next = examine(&candidate, wanted);
            if is_better(&state, &next, &changes) {
                accepted = Some((candidate, next, changes));
                break;
            }
        }
        let Some((candidate, next, changes)) = accepted else { break };
        now = candidate;
        state = next;
        mended.changes.extend(changes);
    }
    mended.texts = now.into_iter().filter(|(name, text)| texts.get(name) != Some(text)).collect();
    mended
}

/// Whether the workspace, and each text that changed, is better than before.
fn is_better(before: &Examined, after: &Examined, changes: &[Change]) -> bool {
    let of = |state: &Examined, file: &String| state.by_file.get(file).copied().unwrap_or_default();
    after.badness < before.badness && changes.iter().all(|change| of(after, &change.file) < of(before, &change.file))
}

fn examine(texts: &BTreeMap<String, String>, wanted: &Wanted<'_>) -> Examined {
    let workspace = Workspace::new(texts.iter().map(|(name, text)| (name.clone(), text.clone())));
    let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
    let mut by_file: BTreeMap<String, Badness> = BTreeMap::new();
    let mut badness: Badness = (0, 0, 0);
    let name = |problem: &Diagnostic| workspace.sources.get(problem.span.source).name.clone();
    for problem in workspace.syntax_problems().iter().filter(|problem| is_error(problem)) {
        badness.0 += 1;
        by_file.entry(name(problem)).or_default().0 += 1;
    }
    let mut proposals = Vec::new();
    let found = workspace.findings(&workspace.analyse(), wanted.lint).into_sorted();
    for problem in found.into_iter().filter(|problem| (wanted.code)(problem.code)) {
        let file = name(&problem);
        let own = by_file.entry(file.clone()).or_default();
        match problem.severity {
            Severity::Error => (badness.1, own.1) = (badness.1 + 1, own.1 + 1),
            Severity::Warning => (badness.2, own.2) = (badness.2 + 1, own.2 + 1),
            Severity::Note => {}
        }
        let certain = !problem.fixes.is_empty() && problem.fixes.iter().all(|fix| fix.certain);
        let here = problem.fixes.iter().all(|fix| fix.span.source == problem.span.source);
        if certain && here && texts.contains_key(&file) && (wanted.text)(&file) {
            let edits = problem.fixes.iter().map(|fix| (fix.span.range(), fix.replacement.clone())).collect();
            proposals.push(Proposal { file, code: problem.code, edits });
        }
    }
    Examined { badness, by_file, proposals: without_overlaps(proposals) }
}

/// Keeps, of those that touch each other, the first.
fn without_overlaps(proposals: Vec<Proposal>) -> Vec<Proposal> {
    let mut taken: BTreeMap<String, Vec<Range<usize>>> = BTreeMap::new();
    let free = |taken: &[Range<usize>], range: &Range<usize>| {
        taken.iter().all(|other| range.end < other.start || other.end < range.start)
    };
    let mut kept = Vec::new();
    for proposal in proposals {
        let own = taken.entry(proposal.file.clone()).or_default();
        if proposal.edits.iter().all(|(range, _)| free(own, range)) {
            own.extend(proposal.edits.iter().map(|(range, _)| range.clone()));
            kept.push(proposal);
        }
    }
    kept
}

/// Returns the texts with proposals applied, and what that changes.
fn applied(texts: &BTreeMap<String, String>, proposals: &[Proposal]) -> (BTreeMap<String, String>, Vec<Change>) {
    let mut out = texts.clone();
    let mut changes = Vec::new();
    let mut edits: BTreeMap<&str, Vec<(Range<usize>, &str)>> = BTreeMap::new();
    for proposal in proposals {
        let Some(text) = texts.get(&proposal.file) else { continue };
        for (range, replacement) in &proposal.edits {
            let old = text.get(range.clone()).unwrap_or("").to_owned();
            let line = text.get(..range.start).map_or(0, |before| before.matches('\n').count()) + 1;
            let (file, new) = (proposal.file.clone(), replacement.clone());
            changes.push(Change { file, line, code: proposal.code, old, new });
            edits.entry(&proposal.file).or_default().push((range.clone(), replacement));
        }
    }
    for (file, mut edits) in edits {
        edits.sort_by_key(|(range, _)| std::cmp::Reverse(range.start));
        let Some(text) = out.get_mut(file) else { continue };
        for (range, replacement) in edits {
            text.replace_range(range, replacement);
        }
    }
    (out, changes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Wanted<'static> {
        Wanted { text: &|_| true, code: &|_| true, lint: lint::Settings::default() }
    }

    fn mended(text: &str) -> (String, Vec<(String, String)>) {
        let texts = BTreeMap::from([("a.pol".to_owned(), text.to_owned())]);
        let out = mend(&texts, &all());
        let changes = out.changes.into_iter().map(|change| (change.old, change.new)).collect();
        (out.texts.get("a.pol").cloned().unwrap_or_else(|| text.to_owned()), changes)
    }

    #[test]
    fn what_shows_after_a_first_round_is_mended_in_a_second() {
        let (text, changes) = mended("县 甲\n待遇 乙 每次结算 {\n    报销比例 70\n    起付线：300元\n}\n");
        assert_eq!(text, "县 甲\n待遇 乙 每次结算 {\n    比例 70%\n    起付线 300元\n}\n");
        let pairs = [("报销比例", "比例"), ("：", " "), ("70", "70%")];
        assert_eq!(changes, pairs.map(|(old, new)| (old.to_owned(), new.to_owned())));
    }

    #[test]
    fn what_is_only_near_is_left_alone() {
        let text = "县 甲\n待遇 乙 每次结算 {\n    条件 病种 = 高血圧\n    比例 70%\n}\n";
        assert_eq!(mended(text), (text.to_owned(), Vec::new()));
    }

    #[test]
    fn texts_that_are_not_wanted_stay() {
        let text = "县 甲\n参数 乙 = 30,000元\n".to_owned();
        let texts = BTreeMap::from([("a.pol".to_owned(), text)]);
        assert!(mend(&texts, &Wanted { text: &|_| false, ..all() }).texts.is_empty());
        assert_eq!(mend(&texts, &all()).texts["a.pol"], "县 甲\n参数 乙 = 30000元\n");
    }
}
