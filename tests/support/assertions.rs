//! `# error: [name] "part of the text"` in a comment at the end of a line, against what was said of the line.
//!
//! `# fails: [name]` says that an expectation of a 测试 on the line has no answer, and the kind of its error; or that
//! it `[differs]`. Every other expectation must hold.
//!
//! A comment that stands alone speaks of the next line with something else on it. Several are parted by `;`. The
//! part may be of the Chinese or of the English text; it is looked for in the message and in the words at the place.
//! What is checked is the text without these comments, so that pictures do not show them.

use polcheck::base::source::{SourceId, SourceMap};
use polcheck::base::text::Text;
use polcheck::diagnostic::{Diagnostic, Severity};

use crate::support::check::Answer;

/// What a comment says about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assertion {
    of: Subject,
    code: String,
    part: Option<String>,
}

/// What is asserted: a diagnostic, or that an expectation fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    Said(Severity),
    Fails,
}

impl Assertion {
    fn fits_answer(&self, failure: &str, said: &Text) -> bool {
        let within = |part: &String| said.zh.contains(part) || said.en.contains(part);
        self.of == Subject::Fails && self.code == failure && self.part.as_ref().is_none_or(within)
    }

    fn fits(&self, diagnostic: &Diagnostic) -> bool {
        let said = |part: &String| {
            let texts = std::iter::once(&diagnostic.message).chain(&diagnostic.at);
            texts.into_iter().any(|text| text.zh.contains(part) || text.en.contains(part))
        };
        self.of == Subject::Said(diagnostic.severity)
            && self.code == diagnostic.code.name()
            && self.part.as_ref().is_none_or(said)
    }

    /// Returns the assertion that pins a diagnostic.
    fn pinning(diagnostic: &Diagnostic) -> Assertion {
        let whole = &diagnostic.message.en;
        let part = whole.split('"').max_by_key(|piece| piece.len()).unwrap_or("").trim();
        Assertion {
            of: Subject::Said(diagnostic.severity),
            code: diagnostic.code.name().to_owned(),
            part: (!part.is_empty()).then(|| part.to_owned()),
        }
    }
}

impl std::fmt::Display for Assertion {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let of = match self.of {
            Subject::Said(Severity::Error) => "error",
            Subject::Said(Severity::Warning) => "warning",
            Subject::Said(Severity::Note) => "note",
            Subject::Fails => "fails",
        };
        write!(formatter, "{of}: [{}]", self.code)?;
        self.part.iter().try_for_each(|part| write!(formatter, " \"{part}\""))
    }
}

/// Returns the text that is to be checked: the lines without what they assert.
pub(crate) fn stripped(lines: &[String]) -> String {
    lines.iter().map(|line| split(line).0.trim_end().to_owned() + "\n").collect()
}

/// Returns what does not agree with the lines of one text, each as line (from 1) and sentence.
pub(crate) fn compare(
    lines: &[String],
    sources: &SourceMap,
    source: SourceId,
    diagnostics: &[Diagnostic],
) -> Vec<(usize, String)> {
    let mut wanted = match expected(lines) {
        Ok(wanted) => wanted,
        Err(problem) => return vec![problem],
    };
    wanted.retain(|(_, assertion)| assertion.of != Subject::Fails);
    let mut out = Vec::new();
    for (line, diagnostic) in by_line(sources, source, diagnostics) {
        match wanted.iter().position(|(at, assertion)| *at == line && assertion.fits(diagnostic)) {
            Some(at) => {
                wanted.remove(at);
            }
            None => out.push((line, format!("not asserted: {}", said(diagnostic)))),
        }
    }
    out.extend(wanted.into_iter().map(|(line, assertion)| (line, format!("not said: {assertion}"))));
    out.sort();
    out
}

/// Returns which expectations of one text do not go as its lines say, each as line (from 1) and sentence.
pub(crate) fn compare_answers(
    lines: &[String],
    sources: &SourceMap,
    source: SourceId,
    answers: &[Answer],
) -> Vec<(usize, String)> {
    let Ok(mut wanted) = expected(lines) else { return Vec::new() };
    wanted.retain(|(_, assertion)| assertion.of == Subject::Fails);
    let mut met = vec![false; wanted.len()];
    let mut out = Vec::new();
    for answer in answers.iter().filter(|answer| answer.span.source == source) {
        let Some(failure) = answer.failure else { continue };
        let line = sources.get(source).line_column(answer.span.start as usize).line;
        let fits = |(at, assertion): &(usize, Assertion)| *at == line && assertion.fits_answer(failure, &answer.said);
        match wanted.iter().position(fits) {
            Some(at) => met[at] = true,
            None => out.push((line, format!("fails: [{failure}] {} | {}", answer.said.en, answer.said.zh))),
        }
    }
    let unmet = wanted.into_iter().zip(met).filter(|(_, met)| !met);
    out.extend(unmet.map(|((line, assertion), _)| (line, format!("does not fail so: {assertion}"))));
    out.sort();
    out
}

/// Returns the lines of a text with the assertions that hold, where others stand.
pub(crate) fn filled_in(
    old: &[String],
    sources: &SourceMap,
    source: SourceId,
    diagnostics: &[Diagnostic],
) -> Vec<String> {
    let wrong: Vec<usize> = compare(old, sources, source, diagnostics).into_iter().map(|(line, _)| line).collect();
    let said = by_line(sources, source, diagnostics);
    let mut lines = Vec::new();
    let mut kept_back: Option<String> = None;
    for (at, line) in old.iter().enumerate() {
        let (code, comment) = split(line);
        if code.trim().is_empty() && comment.is_some() {
            // Decided together with the line that it speaks of.
            kept_back = Some(line.to_owned());
            continue;
        }
        let number = at + 1;
        if !wrong.contains(&number) {
            lines.extend(kept_back.take());
            lines.push(line.to_owned());
            continue;
        }
        kept_back = None;
        let new: Vec<String> = said
            .iter()
            .filter(|(line, _)| *line == number)
            .map(|(_, diagnostic)| Assertion::pinning(diagnostic).to_string())
            .collect();
        let code = code.trim_end();
        lines.push(if new.is_empty() { code.to_owned() } else { format!("{code}        # {}", new.join("; ")) });
    }
    lines.extend(kept_back);
    lines
}

/// Returns the diagnostics of a text with the line that each starts in; the end of the text counts as its last line.
fn by_line<'a>(sources: &SourceMap, source: SourceId, diagnostics: &'a [Diagnostic]) -> Vec<(usize, &'a Diagnostic)> {
    let source_text = sources.get(source);
    let last = source_text.text.lines().count().max(1);
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.span.source == source)
        .map(|diagnostic| (source_text.line_column(diagnostic.span.start as usize).line.min(last), diagnostic))
        .collect()
}

fn said(diagnostic: &Diagnostic) -> String {
    format!("{} | {}", Assertion::pinning(diagnostic), diagnostic.message.zh)
}

/// Returns all assertions with their lines (from 1).
fn expected(lines: &[String]) -> Result<Vec<(usize, Assertion)>, (usize, String)> {
    let mut out = Vec::new();
    let mut waiting = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let number = at + 1;
        let (code, comment) = split(line);
        let mut assertions = Vec::new();
        for piece in comment.map(parts).unwrap_or_default() {
            assertions.push(parse(piece).ok_or_else(|| (number, format!("cannot read the assertion `{piece}`")))?);
        }
        if code.trim().is_empty() && comment.is_some() {
            waiting.extend(assertions);
        } else {
            out.extend(waiting.drain(..).chain(assertions).map(|assertion| (number, assertion)));
        }
    }
    if waiting.is_empty() { Ok(out) } else { Err((lines.len(), "an assertion about no line".to_owned())) }
}

/// Parts a line before the comment that asserts something.
fn split(line: &str) -> (&str, Option<&str>) {
    let starts = ["# error:", "# warning:", "# note:", "# fails:"];
    match starts.iter().filter_map(|start| line.find(start)).min() {
        Some(at) => (&line[..at], Some(&line[at + 2..])),
        None => (line, None),
    }
}

/// Parts assertions at each `;` that stands outside quotes.
fn parts(comment: &str) -> Vec<&str> {
    let mut quoted = false;
    let pieces = comment.split(|character| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    pieces.map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

fn parse(piece: &str) -> Option<Assertion> {
    let (severity, rest) = piece.split_once(':')?;
    let of = match severity {
        "error" => Subject::Said(Severity::Error),
        "warning" => Subject::Said(Severity::Warning),
        "note" => Subject::Said(Severity::Note),
        "fails" => Subject::Fails,
        _ => return None,
    };
    let (code, rest) = rest.trim().strip_prefix('[')?.split_once(']')?;
    let part = match rest.trim() {
        "" => None,
        quoted => Some(quoted.strip_prefix('"')?.strip_suffix('"')?.to_owned()),
    };
    Some(Assertion { of, code: code.to_owned(), part })
}

#[cfg(test)]
mod tests {
    use polcheck::base::span::Span;
    use polcheck::base::text::Text;
    use polcheck::diagnostic::Code;

    use super::*;

    /// Checks a text in which `80` lacks its unit and `?` is a gap.
    fn checked(text: &str) -> (Vec<String>, SourceMap, SourceId, Vec<Diagnostic>) {
        let lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let text = stripped(&lines);
        let mut sources = SourceMap::default();
        let source = sources.add("a.pol", &text).expect("small");
        let mut diagnostics = Vec::new();
        for (at, piece) in text.match_indices(['8', '?']) {
            let span = Span::new(source, at, at + 1);
            diagnostics.push(match piece {
                "8" => Diagnostic::new(Code::UnitMissing, span, Text::new("缺少单位", "a unit; \"80\" so")),
                _ => Diagnostic::new(Code::DateGap, span, Text::new("空档", "gap")),
            });
        }
        (lines, sources, source, diagnostics)
    }

    fn disagreements(text: &str) -> Vec<(usize, String)> {
        let (lines, sources, source, diagnostics) = checked(text);
        compare(&lines, &sources, source, &diagnostics)
    }

    #[test]
    fn what_is_asserted_in_either_tongue_agrees() {
        assert_eq!(disagreements("x\n80 # error: [unit-missing] \"缺少\"\n"), []);
        assert_eq!(disagreements("80 # a note # error: [unit-missing] \"unit; \"\n"), []);
        assert_eq!(disagreements("80 ? # error: [unit-missing]; warning: [date-gap] \"gap\"\n"), []);
        assert_eq!(disagreements("# error: [unit-missing]\n80\n"), []);
    }

    #[test]
    fn what_is_not_asserted_or_not_said_is_told() {
        let not_said = |text| vec![(1, format!("not said: {text}"))];
        let found = "not asserted: error: [unit-missing] \"a unit;\" | 缺少单位".to_owned();
        assert_eq!(disagreements("8\n"), [(1, found.clone())]);
        assert_eq!(disagreements("x # error: [unit-missing]\n"), not_said("error: [unit-missing]"));
        let wrong = "8 # error: [unit-missing] \"nothing\"\n";
        assert_eq!(
            disagreements(wrong),
            [(1, found.clone()), (1, "not said: error: [unit-missing] \"nothing\"".into())]
        );
        assert_eq!(disagreements("8 # warning: [unit-missing]\n")[0], (1, found.clone()));
        assert_eq!(disagreements("88 # error: [unit-missing]\n"), [(1, found)]);
        assert_eq!(disagreements("x # error: unit-missing\n")[0].1, "cannot read the assertion `error: unit-missing`");
        assert_eq!(disagreements("x\n# error: [unit-missing]\n")[0].1, "an assertion about no line");
    }

    #[test]
    fn filling_in_makes_it_agree_and_leaves_what_agreed() {
        for text in [
            "8\nx\n",
            "x # error: [unit-missing]\n8 ?\n",
            "# error: [unit-missing] \"缺少\"\n8\n# error: [date-gap]\n8\n",
            "8 # kept # error: [unit-missing]\n? # error: [nothing]\n",
        ] {
            let (lines, sources, source, diagnostics) = checked(text);
            let new = filled_in(&lines, &sources, source, &diagnostics).join("\n") + "\n";
            assert_eq!(disagreements(&new), [], "{text} became {new}");
        }
        let (lines, sources, source, diagnostics) = checked("8 # kept # error: [unit-missing]\n8\n");
        let expected = ["8 # kept # error: [unit-missing]", "8        # error: [unit-missing] \"a unit;\""];
        assert_eq!(filled_in(&lines, &sources, source, &diagnostics), expected);
    }
}
