//! Why a stretch could not be read, in the author's words: the strict rule is tried on it, and the place where that
//! stops, with what could have stood there, becomes one message. Never shows the name of a rule.

mod beginners;
mod examples;
mod stop;
mod synonyms;

pub(super) use synonyms::begins_with;

use super::expected::{Expected, What, expectations};
use super::tree::Tree;
use super::{Builder, Node, Rule};
use crate::base::nearest::nearest;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::keywords::{UNITS, Word};
use crate::syntax::words;
use pest::error::ErrorVariant;
use std::ops::Range;
use stop::{Stop, is_letter, word_at};
use synonyms::{CLAUSE_SYNONYMS, ENDING, OFTEN, REMARKS, SYNONYMS, closest, split_name};

impl<'t> Builder<'t> {
    /// Reports a stretch that no rule could read; `strict` is the rule that it should follow, from `context` on
    /// (an offset in the slice; the stretch itself where there is none).
    pub(super) fn report_broken(&mut self, node: &Node<'t>, strict: Rule, context: Option<usize>) {
        let range = self.range(node);
        let start = context.map_or(range.start, |context| self.base + context);
        for piece in self.pieces(start..range.end, strict) {
            self.report_piece(piece, strict, context.is_some());
        }
    }

    /// Reports a stretch, unless the normaliser has said what is wrong with it.
    fn report_piece(&mut self, range: Range<usize>, strict: Rule, continued: bool) {
        let normalised = self.normalised;
        let text = normalised.text[range.clone()].trim_end();
        // A closing brace that was cut out may stand after the last word, on a line of its own too.
        let behind = &normalised.text[range.end..];
        let end = range.end + behind.len() - behind.trim_start().len();
        let known = self.reported_within(normalised.places.span(range.start..end));
        if known.is_some() && strict != Rule::only_declaration {
            return;
        }
        if strict == Rule::only_clause && self.goes_on_broken(range.start) {
            return;
        }
        let unknown = self.unknown_start(text, range.start, strict, continued);
        let (diagnostic, lacks_brace) = match unknown {
            Some(diagnostic) => (diagnostic, false),
            None => self.explain(text, range.start, strict),
        };
        let diagnostic = with_example(diagnostic, text);
        match known {
            // Where the opening brace is missing, nobody needs to hear that its closing one closes nothing.
            Some(known) if lacks_brace && self.early[known].code == Code::StrayMark => self.early[known] = diagnostic,
            Some(_) => {}
            None => self.problems.push(diagnostic),
        }
    }

    /// Whether what begins here, behind a comma, goes on with what has been reported: `比例 一级 70%，二级 60%`.
    fn goes_on_broken(&self, start: usize) -> bool {
        let before = self.normalised.text[..start].trim_end_matches([' ', '\t']);
        if !before.ends_with([',', ';']) {
            return false;
        }
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let line = self.normalised.places.span(line..before.len());
        self.problems.iter().any(|problem| problem.code == Code::SyntaxError && line.contains(problem.span))
    }

    /// Cuts a stretch at the lines that are indented as its first line is: each is then reported by itself, if it is
    /// wrong by itself.
    fn pieces(&self, range: Range<usize>, strict: Rule) -> Vec<Range<usize>> {
        let lines = matches!(
            strict,
            Rule::only_clause | Rule::only_requirement | Rule::only_scene_item | Rule::only_account_item
        );
        if !lines {
            return vec![range];
        }
        let text = &self.normalised.text;
        let line_start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let indent = text[line_start..range.start].chars().take_while(|letter| matches!(letter, ' ' | '\t')).count();
        let mut starts = vec![range.start];
        let mut depth = 0usize;
        let mut at = range.start;
        for line in text[range.clone()].split_inclusive('\n') {
            let blanks = line.chars().take_while(|letter| matches!(letter, ' ' | '\t')).count();
            if at > range.start && depth == 0 && blanks == indent && !line.trim().is_empty() {
                starts.push(at + blanks);
            }
            let opened = line.matches(['{', '(', '[']).count();
            depth = (depth + opened).saturating_sub(line.matches(['}', ')', ']']).count());
            at += line.len();
        }
        let ends = starts.iter().copied().skip(1).chain([range.end]);
        let pieces: Vec<_> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
        let wrong = |piece: &Range<usize>| Tree::read(strict, text[piece.clone()].trim_end()).is_err();
        let (first, others) = pieces.split_first().expect("a stretch has a first line");
        if others.is_empty() || !wrong(first) {
            return vec![range];
        }
        [first.clone()].into_iter().chain(others.iter().filter(|piece| wrong(piece)).cloned()).collect()
    }

    /// Returns why a stretch could not be read, and whether an opening brace is what is missing.
    fn explain(&self, text: &'t str, base: usize, strict: Rule) -> (Diagnostic, bool) {
        let (error, at) = match Tree::read(strict, text) {
            Ok(_) => return (self.not_understood(text, base), false),
            Err(stopped) => stopped,
        };
        let expected = match &error.variant {
            ErrorVariant::ParsingError { positives, .. } => expectations(positives, strict),
            ErrorVariant::CustomError { .. } => {
                let place = self.normalised.places.span(base..base);
                return (Diagnostic::new(Code::NestingTooDeep, place, words::expression_too_deep()), false);
            }
        };
        let lacks_brace = expected.needed.contains(&What::Said(words::mark("{")));
        // Blanks before the stop belong to what comes after them.
        let at = at + text[at..].len() - text[at..].trim_start().len();
        let stop = Stop { text, base, at, expected };
        let diagnostic = self.word_for_word(&stop, strict).unwrap_or_else(|| self.not_understood(text, base));
        (diagnostic, lacks_brace)
    }

    fn not_understood(&self, text: &str, base: usize) -> Diagnostic {
        let line = text.lines().next().unwrap_or(text).trim_end();
        let span = self.normalised.places.span(base..base + line.len());
        Diagnostic::new(Code::SyntaxError, span, words::not_understood(shortened(line)))
    }

    /// A stretch that begins with a word that begins nothing here.
    fn unknown_start(&self, text: &str, start: usize, strict: Rule, continued: bool) -> Option<Diagnostic> {
        if continued {
            return None;
        }
        let (group, place): (&[Word], Text) = match strict {
            Rule::only_declaration => (Word::DECLARATIONS, words::a_declaration()),
            Rule::only_clause => (Word::CLAUSES, words::a_clause()),
            Rule::only_account_item => (Word::ACCOUNT, words::a_line_of_an_account()),
            Rule::only_requirement => (Word::REQUIREMENTS, words::a_requirement()),
            Rule::only_scene_item => (Word::SCENE, words::a_part_of_a_test()),
            _ => return None,
        };
        if group.iter().any(|word| begins_with(text, word.spelling())) {
            return None;
        }
        if strict == Rule::only_declaration && Word::HEADERS.iter().any(|word| begins_with(text, word.spelling())) {
            return None;
        }
        let run = word_at(text, 0);
        let span = |length: usize| self.normalised.places.span(start..start + length);
        let remark = REMARKS.iter().any(|remark| text.starts_with(remark));
        if run.is_empty() {
            let mark = text.chars().next()?;
            let code = Code::StrayMark;
            let diagnostic = Diagnostic::new(code, span(mark.len_utf8()), words::stray_mark(mark.to_string()));
            return Some(if remark { diagnostic.help(words::remarks_begin_with()) } else { diagnostic });
        }
        let word = &text[run.clone()];
        let word =
            word.split(|letter: char| letter.is_ascii_digit()).next().filter(|word| !word.is_empty()).unwrap_or(word);
        let diagnostic = Diagnostic::new(Code::UnknownWord, span(word.len()), words::unknown_word(word, place));
        if remark {
            return Some(diagnostic.help(words::remarks_begin_with()));
        }
        if strict == Rule::only_clause && self.follows_listed_values(start) {
            return Some(diagnostic.help(words::several_values_need_in()));
        }
        if strict == Rule::only_clause
            && let Some(example) = self.behind_value(start)
        {
            return Some(diagnostic.help(words::parts_are_written(example)));
        }
        if strict == Rule::only_scene_item && !Word::DECLARATIONS.iter().any(|other| other.spelling().reads(word)) {
            let meant = closest(word, group, false);
            return Some(match meant {
                Some((length, meant)) => diagnostic.help(words::did_you_mean(meant)).suggest(span(length), meant),
                None => diagnostic.help(words::given_is_written()),
            });
        }
        if strict == Rule::only_clause && OFTEN.iter().any(|often| word.starts_with(often)) {
            return Some(diagnostic.help(words::often_stands_above()));
        }
        if strict == Rule::only_declaration && Word::CLAUSES.iter().any(|clause| begins_with(text, clause.spelling())) {
            return Some(diagnostic.help(words::clause_outside_benefit()));
        }
        let dated = word == "自" && text[word.len()..].starts_with(|next: char| next.is_ascii_digit());
        if strict == Rule::only_declaration && dated {
            return Some(diagnostic.help(words::date_behind_change()));
        }
        if strict == Rule::only_declaration && run.len() < text.len() && text[run.clone()].contains('.') {
            return Some(diagnostic.help(words::override_is_written()));
        }
        // A standard for counties has a name and braces; `标准 300元/月`, `标准 按 等级 {` is what documents call an amount.
        let line = text.lines().next().unwrap_or(text);
        let by_rows = begins_with(line[run.end..].trim_start(), Word::By.spelling());
        let amount = Word::Standard.spelling().reads(word) && (by_rows || !line.contains('{'));
        let declares = Word::DECLARATIONS.iter().any(|other| other.spelling().reads(word));
        if strict != Rule::only_declaration && declares && !amount {
            return Some(diagnostic.help(words::declaration_inside_block()));
        }
        let of_list = strict == Rule::only_declaration && line.contains('{') && ENDING.contains(&word);
        let meant = if of_list {
            Some((word.len(), Word::RemoveFrom.spelling().chinese))
        } else {
            closest(word, group, strict == Rule::only_clause)
        };
        Some(match meant {
            Some((length, meant)) => {
                let place = span(length);
                // `起付标准` is a word for `起付线`; what is only spelt nearly so may be another word.
                let synonym = CLAUSE_SYNONYMS.iter().any(|(known, _)| text.starts_with(known) && known.len() == length);
                let diagnostic = diagnostic.help(words::did_you_mean(meant));
                if synonym { diagnostic.fix(place, meant) } else { diagnostic.suggest(place, meant) }
            }
            None if strict == Rule::only_requirement => diagnostic.help(words::requirement_begins()),
            None => diagnostic,
        })
    }

    /// Whether a comma after a compared value stands before a place: `病种 = 高血压、糖尿病`.
    fn follows_listed_values(&self, start: usize) -> bool {
        let before = self.normalised.text[..start].trim_end_matches([' ', '\t']);
        let line = before.rsplit('\n').next().unwrap_or("");
        before.ends_with(',') && line.contains('=')
    }

    /// Returns how parts are written, where a part stands behind the value of a clause: `比例 60%，特困70%`.
    fn behind_value(&self, start: usize) -> Option<Text> {
        let before = self.normalised.text[..start].trim_end_matches([' ', '\t']);
        let line = before.strip_suffix([',', ';'])?.rsplit('\n').next()?.trim_start();
        examples::parts_for(line)
    }

    fn word_for_word(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        self.grouped_digits(stop)
            .or_else(|| self.split_number(stop))
            .or_else(|| self.tenths(stop))
            .or_else(|| self.from_date(stop))
            .or_else(|| self.unit_runs_on(stop))
            .or_else(|| self.colon_after_keyword(stop))
            .or_else(|| self.beginners(stop, strict))
            .or_else(|| self.synonym(stop))
            .or_else(|| self.glued_name(stop))
            .or_else(|| self.fact_without_value(stop, strict))
            .or_else(|| self.cell_expression(stop, strict))
            .or_else(|| self.near_keyword(stop))
            .or_else(|| self.missing(stop))
            .or_else(|| self.missing_on_line_before(stop))
            .or_else(|| self.expected_another(stop, strict))
            .or_else(|| self.side_by_side(stop, strict))
    }

    fn stretch(&self, stop: &Stop<'t>, range: Range<usize>) -> Span {
        self.normalised.places.span(stop.base + range.start..stop.base + range.end)
    }

    /// `30,000` without a unit behind it.
    fn grouped_digits(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let before = stop.before();
        let tail = stop.text[stop.at..].strip_prefix(',').unwrap_or(&stop.text[stop.at..]);
        let before_text = stop.text[..stop.at].trim_end_matches(',');
        let digits = tail.bytes().take_while(u8::is_ascii_digit).count();
        let head = before_text.bytes().rev().take_while(u8::is_ascii_digit).count();
        let comma = stop.text[..stop.at].ends_with(',') || stop.text[stop.at..].starts_with(',');
        if !comma || digits != 3 || !(1..=3).contains(&head) || before.is_empty() {
            return None;
        }
        let start = before_text.len() - head;
        let comma_length = 1;
        let end = before_text.len() + comma_length + digits;
        let written = &stop.text[start..end];
        let span = self.stretch(stop, start..end);
        let plain = written.replace(',', "");
        let diagnostic = Diagnostic::new(Code::NumberMalformed, span, words::grouped_number(written));
        Some(diagnostic.help(words::write_instead(plain.as_str())).fix(span, plain))
    }

    /// `60 周岁`, `30 000元`: a blank inside a number.
    fn split_number(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let previous = stop.previous();
        let found = stop.found();
        let number = &stop.text[previous.clone()];
        let rest = &stop.text[found.clone()];
        let gap = &stop.text[previous.end..found.start];
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        if !is_number || gap.is_empty() || gap.contains('\n') {
            return None;
        }
        let units = UNITS.iter().map(|(_, unit)| unit.chinese).filter(|unit| rest.starts_with(unit));
        let unit = units.max_by_key(|unit| unit.len());
        let length = match unit {
            Some(unit) => unit.len(),
            None if rest.starts_with(|first: char| first.is_ascii_digit()) => rest.len(),
            None => return None,
        };
        let range = previous.start..found.start + length;
        let joined = format!("{number}{}", &rest[..length]);
        let span = self.stretch(stop, range);
        let diagnostic = Diagnostic::new(Code::NumberMalformed, span, words::blank_in_number());
        Some(diagnostic.help(words::write_instead(joined.as_str())).fix(span, joined))
    }

    /// `6成5`: tenths, as people say them.
    fn tenths(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        // Whether a band might follow decides on which side of the number the stop is.
        [stop.previous(), stop.found()].into_iter().find_map(|place| {
            let word = &stop.text[place.clone()];
            let (tenths, hundredths) = word.split_once('成')?;
            let digits = |text: &str, most: u64| text.parse::<u64>().ok().filter(|own| *own <= most);
            let hundredths = if hundredths.is_empty() { 0 } else { digits(hundredths, 9)? };
            let percent = digits(tenths, 10)? * 10 + hundredths;
            let (span, meant) = (self.stretch(stop, place), format!("{percent}%"));
            let diagnostic = Diagnostic::new(Code::NumberMalformed, span, words::not_understood(word));
            (percent <= 100).then(|| diagnostic.help(words::write_instead(meant.as_str())).fix(span, meant))
        })
    }

    /// `3万人`, `300元/人数`: letters directly behind a unit.
    fn unit_runs_on(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let found = stop.found();
        let glued = stop.text[..stop.at].ends_with(is_letter) && stop.text[found.clone()].starts_with(is_letter);
        if !glued {
            return None;
        }
        let start = stop.text[..stop.at].rfind(|letter: char| letter.is_ascii_digit()).map(|digit| digit + 1)?;
        let unit = &stop.text[start..found.end];
        if unit.contains(char::is_whitespace) {
            return None;
        }
        let span = self.stretch(stop, start..found.end);
        if unit.contains('至') && unit.contains(|letter: char| letter.is_ascii_digit()) || unit.ends_with('至') {
            let digits =
                stop.text[..start].chars().rev().take_while(|letter| letter.is_ascii_digit() || *letter == '.');
            let whole = start - digits.count()..found.end;
            let span = self.stretch(stop, whole.clone());
            let problem = Diagnostic::new(Code::SyntaxError, span, words::one_value_not_range(&stop.text[whole]));
            return Some(problem.help(words::range_for_children()));
        }
        let diagnostic = Diagnostic::new(Code::UnknownUnit, span, words::unknown_unit(unit));
        Some(if unit.contains('/') { diagnostic.help(words::blanks_around_slash()) } else { diagnostic })
    }

    /// `起付线: 300元`, `比例 = 70%`.
    fn colon_after_keyword(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let mark = stop.text[stop.at..].chars().next().filter(|mark| matches!(mark, ':' | '='))?;
        let previous = stop.text[..stop.at].trim();
        let keyword = Word::CLAUSES.iter().chain(Word::SCENE).chain(Word::ACCOUNT).chain(Word::REQUIREMENTS);
        let keyword = keyword.chain(Word::DECLARATIONS);
        let word = keyword.copied().find(|word| word.spelling().reads(previous))?;
        let span = self.stretch(stop, stop.at..stop.at + 1);
        let message = words::no_mark_after_keyword(word, mark.to_string());
        // A name that follows must not become part of the word.
        let glued = stop.text[stop.at + 1..].starts_with(is_letter) && !stop.text[..stop.at].ends_with(' ');
        Some(Diagnostic::new(Code::StrayMark, span, message).fix(span, if glued { " " } else { "" }))
    }

    fn synonym(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let rest = &stop.text[stop.at..];
        let (written, meant) = SYNONYMS.iter().find(|(written, _)| {
            let Some(after) = rest.strip_prefix(written) else { return false };
            match *written {
                "从" => after.starts_with(|next: char| next.is_ascii_digit()),
                // One letter may begin another word.
                word if word.is_ascii() || word.chars().count() == 1 => !after.starts_with(is_letter),
                _ => true,
            }
        })?;
        let span = self.stretch(stop, stop.at..stop.at + written.len());
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, words::not_a_keyword(*written));
        Some(diagnostic.help(words::write_instead(*meant)).fix(span, *meant))
    }

    /// A name before the stop that holds keywords: `低保且 年龄`.
    fn glued_name(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let previous = stop.previous();
        let name = &stop.text[previous.clone()];
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            return None;
        }
        let required: Vec<&str> = stop.expected.words().map(|word| word.spelling().chinese).collect();
        let split = split_name(name, &required)?;
        let span = self.stretch(stop, previous);
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, words::glued_name(name));
        Some(diagnostic.help(words::write_instead(split.as_str())).fix(span, split))
    }

    fn fact_without_value(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let name = stop.text.trim();
        let bare = strict == Rule::only_assignment && stop.at == stop.text.len() && !name.contains(['=', '\n']);
        if !bare {
            return None;
        }
        let span = self.stretch(stop, stop.previous());
        Some(Diagnostic::new(Code::SyntaxError, span, words::fact_without_value(name)))
    }

    fn cell_expression(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let operator = stop.text[stop.at..].starts_with(['+', '*', '/', '^', '的']);
        if !matches!(strict, Rule::only_row | Rule::only_case_row) || !operator {
            return None;
        }
        let found = stop.found();
        Some(Diagnostic::new(Code::SyntaxError, self.stretch(stop, found), words::cell_expression()))
    }

    /// A word that is nearly one of the keywords that could stand here.
    fn near_keyword(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let found = stop.found();
        let word = &stop.text[found.clone()];
        if word.is_empty() || !word.starts_with(is_letter) {
            return None;
        }
        let spellings = stop.expected.all_words().flat_map(|word| [word.spelling().chinese, word.spelling().english]);
        let long = spellings.filter(|spelling| spelling.chars().count() > 1);
        let meant = nearest(word, long).into_iter().next()?;
        let span = self.stretch(stop, found);
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, words::not_a_keyword(word));
        Some(diagnostic.help(words::did_you_mean(meant.as_str())).suggest(span, meant))
    }

    /// The stretch ends too early.
    fn missing(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        if stop.at < stop.text.len() {
            return None;
        }
        let what = stop.expected.said()?;
        let previous = stop.previous();
        let span = self.stretch(stop, previous.clone());
        Some(Diagnostic::new(Code::SyntaxError, span, words::missing_after(&stop.text[previous], what)))
    }

    /// `应得 甲 =` and the next line: what is missing there was taken from here.
    fn missing_on_line_before(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let taken = stop.previous();
        let found = stop.found();
        let before = stop.text[..taken.start].trim_end();
        let first_on_line = stop.text[before.len()..taken.start].contains('\n');
        let same_line = !stop.text[taken.end..found.start].contains('\n');
        let marks = ['=', '+', '-', '*', '/', '<', '>', ','];
        let words = [Word::And, Word::Or, Word::When, Word::Of].map(|word| word.spelling());
        let last_word = before.rsplit(char::is_whitespace).next().unwrap_or("");
        let operator = before.ends_with(marks) || words.iter().any(|word| word.reads(last_word));
        if !first_on_line || !same_line || !operator || found.is_empty() {
            return None;
        }
        let earlier = Stop { text: stop.text, base: stop.base, at: before.len(), expected: Expected::default() };
        let operator = earlier.previous();
        let span = self.stretch(stop, operator.clone());
        let message = words::missing_after(&stop.text[operator], words::a_value());
        Some(Diagnostic::new(Code::SyntaxError, span, message))
    }

    fn expected_another(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let what = stop.expected.said()?;
        let found = stop.found();
        let previous = stop.previous();
        // What is missing is missing on the line that lacks it.
        if stop.text[previous.end..found.start].contains('\n') && !previous.is_empty() {
            let span = self.stretch(stop, previous.clone());
            return Some(Diagnostic::new(Code::SyntaxError, span, words::missing_after(&stop.text[previous], what)));
        }
        let span = self.stretch(stop, found.clone());
        let word = &stop.text[found];
        let message = words::expected_found(what, shortened(word));
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, message);
        let digit = word.starts_with(|first: char| first.is_ascii_digit());
        let name = stop.expected.needed.contains(&What::Said(words::a_name()));
        if digit && name {
            let quoted = format!("「{word}」");
            return Some(diagnostic.help(words::quote_name(quoted.as_str())).fix(span, quoted));
        }
        let list = matches!(strict, Rule::only_entry);
        Some(if list { diagnostic.help(words::comma_between_entries()) } else { diagnostic })
    }

    fn side_by_side(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        // A number was read, and then no word of a band came: it stands beside what is before it.
        let earlier = stop.expected.band_only.then(|| stop.at_previous());
        let stop = earlier.as_ref().unwrap_or(stop);
        let found = stop.found();
        let previous = stop.previous();
        if found.is_empty() {
            return None;
        }
        let span = self.stretch(stop, found.clone());
        let word = &stop.text[found];
        let before = &stop.text[previous.clone()];
        let operand =
            |text: &str| text.starts_with(|first: char| first.is_alphanumeric() || matches!(first, '"' | '「' | '\''));
        if !operand(word) || !operand(before) {
            return Some(Diagnostic::new(Code::SyntaxError, span, words::cannot_stand_here(shortened(word))));
        }
        let message = words::side_by_side(shortened(before), shortened(word));
        let diagnostic = Diagnostic::new(Code::SyntaxError, span, message);
        let place = self.stretch(stop, previous);
        if strict == Rule::only_entry {
            return Some(diagnostic.help(words::comma_between_entries()).fix(place.at_end(), "、"));
        }
        Some(diagnostic.label(place, words::ends_here()))
    }
}

/// Adds how it is written, where nothing says what to do.
fn with_example(diagnostic: Diagnostic, text: &str) -> Diagnostic {
    let advised = diagnostic.help.is_some() || !diagnostic.fixes.is_empty() || diagnostic.code != Code::SyntaxError;
    match examples::example_for(text) {
        Some(example) if !advised => diagnostic.help(words::is_written_like(example)),
        _ => diagnostic,
    }
}

fn shortened(text: &str) -> String {
    let mut characters = text.chars();
    let short: String = characters.by_ref().take(30).collect();
    if characters.next().is_some() { format!("{short}…") } else { short }
}

impl Expected {
    /// The keywords without which it cannot go on here.
    fn words(&self) -> impl Iterator<Item = Word> + '_ {
        self.needed.iter().filter_map(|what| match what {
            What::Word(word) => Some(*word),
            What::Said(_) => None,
        })
    }

    /// The keywords that could stand here.
    fn all_words(&self) -> impl Iterator<Item = Word> + '_ {
        self.words().chain(self.possible.iter().copied())
    }

    /// Says what is needed here; `None` when nothing is.
    fn said(&self) -> Option<Text> {
        if self.needed.is_empty() || self.needed.len() > 4 {
            return None;
        }
        let said: Vec<Text> = self.needed.iter().map(What::said).collect();
        Some(words::alternatives(&said))
    }
}
