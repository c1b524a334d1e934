//! What beginners write, and what to write instead: `一级：80%`, `2019.6.20`, `限额 ≤3000元`. Each is looked for where
//! reading stopped; what is not among them is explained by what could have stood there.

use super::{Stop, What, begins_with, is_letter, word_at};
use crate::base::date::Date;
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::from_text::{Builder, Rule};
use crate::syntax::keywords::Word;
use crate::syntax::words;

/// Bound words that people put where the clause already says so: `限额 不超过 3000元`.
const UPPER: &[&str] = &["<=", "<", "不超过", "低于", "不高于", "至多", "最多", "up to", "at most", "below"];
const LOWER: &[&str] = &[">=", ">", "不低于", "超过", "至少", "at least", "over"];

impl<'t> Builder<'t> {
    /// Explains what is often written so.
    pub(super) fn beginners(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        self.mark_in_row(stop, strict)
            .or_else(|| self.colon_for_equals(stop, strict))
            .or_else(|| self.date_otherwise(stop))
            .or_else(|| self.bound_after_keyword(stop))
            .or_else(|| self.letter_for_times(stop))
            .or_else(|| self.and_in_words(stop))
            .or_else(|| self.row_behind_keyword(stop, strict))
            .or_else(|| self.document_by_number(stop))
            .or_else(|| self.equals_for_into(stop))
            .or_else(|| self.value_behind_date(stop, strict))
            .or_else(|| self.cell_in_clause(stop, strict))
            .or_else(|| self.segment_before_by(stop))
            .or_else(|| self.name_or_occasion(stop))
    }

    /// `一级：80%` and `一级 80%，其余 70%` in a table, `人群：低保` among given facts.
    fn mark_in_row(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let row = matches!(strict, Rule::only_row | Rule::only_case_row);
        let mark = stop.text[stop.at..].chars().next().filter(|mark| matches!(mark, ':' | ','))?;
        let span = self.stretch(stop, stop.at..stop.at + 1);
        let written = self.original[span.range()].to_owned();
        let glued = stop.text[stop.at + 1..].starts_with(|next: char| !next.is_whitespace());
        let blank = if glued { " " } else { "" };
        match mark {
            ':' if row => {
                let problem = Diagnostic::new(Code::StrayMark, span, words::no_mark_in_row(written));
                Some(problem.help(words::row_is_written()).fix(span, blank))
            }
            ':' if strict == Rule::only_assignment => {
                let name = stop.text[..stop.at].trim();
                let problem = Diagnostic::new(Code::StrayMark, span, words::no_mark_after_name(name, written));
                Some(problem.help(words::fact_is_written()).fix(span, blank))
            }
            ',' if row => {
                let problem = Diagnostic::new(Code::StrayMark, span, words::rows_need_semicolon(written));
                Some(problem.help(words::write_instead("；")).fix(span, ";"))
            }
            _ => None,
        }
    }

    /// `参数 低保标准：450元/月`: behind `:` stands a type.
    fn colon_for_equals(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let before = stop.text[..stop.at].trim_end();
        let declares =
            strict == Rule::only_declaration && before.ends_with(':') && is_value_start(&stop.text[stop.at..]);
        if !declares {
            return None;
        }
        let span = self.stretch(stop, before.len() - 1..before.len());
        let problem = Diagnostic::new(Code::SyntaxError, span, words::equals_before_value());
        Some(problem.help(words::write_instead("=")).fix(span, " = "))
    }

    /// `2019.6.20` and `2019年` where a date is needed.
    fn date_otherwise(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let needed = stop.expected.needed.contains(&What::Said(words::a_date()));
        let rest = &stop.text[stop.at..];
        let length = rest.chars().take_while(is_of_date).map(char::len_utf8).sum::<usize>();
        let written = rest[..length].trim_end_matches(['.', '/', '-']);
        let year = numbers_in(written).first().is_some_and(|year| year.len() == 4);
        if !needed || !year {
            return None;
        }
        let span = self.stretch(stop, stop.at..stop.at + written.len());
        if let Some(date) = date_in(written) {
            let date = date.to_string();
            let problem = Diagnostic::new(Code::NumberMalformed, span, words::slashed_date(written));
            return Some(problem.help(words::write_instead(date.as_str())).fix(span, date));
        }
        let problem = Diagnostic::new(Code::NumberMalformed, span, words::incomplete_date(written));
        Some(problem.help(words::whole_date()))
    }

    /// `2020年1月1日起`, `自2020年1月1日起施行`.
    pub(super) fn begin_of_days(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        // A whole date with its `起` may have been read.
        let at = stop.text[..stop.at].strip_suffix('起').map_or(stop.at, str::len);
        let before = &stop.text[..at];
        let length = before.chars().rev().take_while(is_of_date).map(char::len_utf8).sum::<usize>();
        let start = before.len() - length;
        let start =
            ["自", "从", "于"].iter().find_map(|own| Some(before[..start].strip_suffix(own)?.len())).unwrap_or(start);
        let rest = &stop.text[at..];
        let numbers = rest.chars().take_while(is_of_date).map(char::len_utf8).sum::<usize>();
        let behind = rest[numbers..].strip_prefix('起')?;
        let words = ["开始施行", "开始执行", "开始", "正式施行", "施行", "实施", "执行", "实行"];
        let word = words.iter().find(|word| behind.starts_with(**word)).map_or(0, |word| word.len());
        let end = at + numbers + '起'.len_utf8() + word;
        let written = &stop.text[start..end];
        let meant = format!("自{}起", date_in(written)?);
        if meant == written {
            return None;
        }
        let span = self.stretch(stop, start..end);
        let problem = Diagnostic::new(Code::NumberMalformed, span, words::slashed_date(written));
        Some(problem.help(words::write_instead(meant.as_str())).fix(span, meant))
    }

    /// `@ 青医保发〔2019〕12号`: a document is cited by its short name.
    fn document_by_number(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let rest = &stop.text[stop.at..];
        let previous = stop.previous();
        let cites = stop.text[..previous.start].trim_end().ends_with('@');
        let length = rest.find('号').filter(|_| rest.starts_with(['〔', '[', '(', '【']))? + '号'.len_utf8();
        let within = previous.start..stop.at + length;
        let number = &stop.text[within.clone()];
        if !cites || number.contains(['\n', '{', ';']) {
            return None;
        }
        let number = self.original[self.stretch(stop, within.clone()).range()].to_owned();
        let problem = Diagnostic::new(Code::SyntaxError, self.stretch(stop, within), words::cited_by_number(&number));
        Some(problem.help(words::cite_by_name(number)))
    }

    /// `调整 门诊报销.比例 = 75%`.
    fn equals_for_into(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        if !stop.text[stop.at..].starts_with('=') || !stop.expected.words().any(|word| word == Word::Into) {
            return None;
        }
        let span = self.stretch(stop, stop.at..stop.at + 1);
        let problem = Diagnostic::new(Code::SyntaxError, span, words::not_a_keyword("="));
        Some(problem.help(words::write_instead("为")).fix(span, "为"))
    }

    /// `比例 70% 自2022-01-01起 75%`: a second value behind its date.
    fn value_behind_date(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let found = stop.found();
        let dated =
            stop.before().ends_with('起') && stop.text[found.clone()].starts_with(|own: char| own.is_ascii_digit());
        if !dated || strict != Rule::only_clause {
            return None;
        }
        let word = &stop.text[found.clone()];
        let problem = Diagnostic::new(Code::SyntaxError, self.stretch(stop, found), words::two_values(word));
        Some(problem.help(words::versions_are_written()))
    }

    /// `比例[二级] 78%` among clauses.
    fn cell_in_clause(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        let keyword = Word::CLAUSES.iter().any(|word| word.spelling().reads(stop.before().trim_start()));
        if strict != Rule::only_clause || !keyword || !stop.text[stop.at..].starts_with('[') {
            return None;
        }
        let end = stop.text[stop.at..].find(']').map_or(stop.at + 1, |at| stop.at + at + 1);
        let span = self.stretch(stop, stop.at..end);
        let problem = Diagnostic::new(Code::SyntaxError, span, words::cannot_stand_here(&stop.text[stop.at..end]));
        Some(problem.help(words::cell_is_changed()))
    }

    /// `比例 分段 按 合规费用 {`: parts of an amount are one of the ways by which a table goes.
    fn segment_before_by(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let previous = stop.previous();
        let found = stop.found();
        let segment = Word::Segment.spelling().reads(&stop.text[previous.clone()]);
        if !segment || !Word::By.spelling().reads(&stop.text[found.clone()]) {
            return None;
        }
        let span = self.stretch(stop, previous.start..found.end);
        let problem =
            Diagnostic::new(Code::SyntaxError, span, words::not_a_keyword(&stop.text[previous.start..found.end]));
        Some(problem.help(words::segments_are_written()))
    }

    /// `限额 ≤3000元`, `起付线 不低于 300元`: the clause says already which side is meant.
    fn bound_after_keyword(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let before = stop.text[..stop.at].trim();
        let word = Word::CLAUSES.iter().copied().find(|word| word.spelling().reads(before))?;
        let valued = matches!(
            word,
            Word::Cap
                | Word::Deductible
                | Word::Rate
                | Word::Amount
                | Word::FirstPay
                | Word::TopUpTo
                | Word::OwnPayAtMost
        );
        let rest = &stop.text[stop.at..];
        let bound =
            UPPER.iter().chain(LOWER).filter(|bound| rest.starts_with(**bound)).max_by_key(|bound| bound.len())?;
        if !valued {
            return None;
        }
        let span = self.stretch(stop, stop.at..stop.at + bound.len());
        let written = self.original[span.range()].to_owned();
        let problem = Diagnostic::new(Code::SyntaxError, span, words::no_mark_after_keyword(word, written.as_str()));
        // Only a limit is sure to mean what its bound word says.
        let upper = UPPER.contains(bound) && word == Word::Cap;
        Some(if upper { problem.fix(span, "") } else { problem.help(words::value_follows(word)) })
    }

    /// `(总费用 - 300元)x70%`.
    fn letter_for_times(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let rest = stop.text[stop.at..].strip_prefix(['x', 'X'])?;
        if !rest.trim_start().starts_with(|next: char| next.is_ascii_digit() || next == '(') {
            return None;
        }
        let span = self.stretch(stop, stop.at..stop.at + 1);
        let problem = Diagnostic::new(Code::SyntaxError, span, words::not_a_keyword(&stop.text[stop.at..=stop.at]));
        Some(problem.help(words::write_instead("×")).fix(span, " × "))
    }

    /// `高血压 和 糖尿病`: between conditions, or between the values of a list?
    fn and_in_words(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let found = word_at(stop.text, stop.at);
        let word = &stop.text[found.clone()];
        if !matches!(word, "和" | "与" | "及" | "以及" | "跟") {
            return None;
        }
        let problem = Diagnostic::new(Code::SyntaxError, self.stretch(stop, found), words::not_a_keyword(word));
        Some(problem.help(words::and_or_list()))
    }

    /// `比例 一级 70%，二级 60%`, `比例 一级70%`: a row where a value is needed.
    fn row_behind_keyword(&self, stop: &Stop<'t>, strict: Rule) -> Option<Diagnostic> {
        // A number was read, and then no word of a band came: it is the value of the row.
        let earlier = stop.expected.band_only.then(|| stop.at_previous());
        let stop = earlier.as_ref().unwrap_or(stop);
        let head = stop.previous();
        let found = stop.found();
        let example = super::examples::parts_for(stop.text[..head.start].trim_end())?;
        let (name, value) = (&stop.text[head.clone()], &stop.text[found.clone()]);
        // `80-89岁 50元` reads as a number less another.
        let is_band = |own: &str| {
            let low = own.strip_suffix('-').and_then(|own| own.rsplit(char::is_whitespace).next());
            low.is_some_and(|low| low.ends_with(|last: char| last.is_ascii_digit()))
                && name.starts_with(|first: char| first.is_ascii_digit())
        };
        let before = stop.text[..head.start].trim_end();
        let (band, before) = match is_band(before) {
            true => (true, before.trim_end_matches(|letter: char| !letter.is_whitespace()).trim_end()),
            false => (false, before),
        };
        let keyword = Word::CLAUSES.iter().any(|word| word.spelling().reads(before.trim_start()));
        let row = match value.chars().next()? {
            '%' => name.ends_with(|last: char| last.is_ascii_digit()),
            first => first.is_ascii_digit(),
        };
        if strict != Rule::only_clause
            || !keyword
            || !row
            || !(band || name.starts_with(|first: char| first.is_alphabetic()))
        {
            return None;
        }
        let start = before.len() + stop.text[before.len()..].len() - stop.text[before.len()..].trim_start().len();
        let span = self.stretch(stop, start..found.end);
        let message = words::row_without_table(&stop.text[start..found.end]);
        Some(Diagnostic::new(Code::SyntaxError, span, message).help(words::parts_are_written(example)))
    }

    /// `待遇 门诊 慢病报销 每次结算`: a name of two words; `待遇 邻里照护 每月`: no word for how often.
    fn name_or_occasion(&self, stop: &Stop<'t>) -> Option<Diagnostic> {
        let occasion = stop.expected.needed.contains(&What::Said(words::an_occasion()));
        let found = word_at(stop.text, stop.at);
        let name = &stop.text[stop.previous()];
        let (more, first) = (&stop.text[found.clone()], name.chars().next()?);
        if !occasion || more.is_empty() || !is_letter(first) {
            return None;
        }
        let behind = stop.text[found.end..].trim_start();
        let message = words::expected_found(words::an_occasion(), more);
        let problem = Diagnostic::new(Code::SyntaxError, self.stretch(stop, found), message);
        Some(if Word::OCCASIONS.iter().any(|word| begins_with(behind, word.spelling())) {
            problem.help(words::quote_blank_name(format!("「{name} {more}」")))
        } else {
            // `每月`, `一次`: only those that say how often, of persons and of households.
            let mut named: Vec<Word> = Word::OCCASIONS.to_vec();
            if named.iter().any(|word| word.spelling().chinese.ends_with(more)) {
                named.retain(|word| word.spelling().chinese.ends_with(more));
            }
            let all = |lang, comma| named.iter().map(|word| word.get(lang)).collect::<Vec<_>>().join(comma);
            problem.help(words::one_of_the_occasions(Text::new(all(Lang::Zh, "、"), all(Lang::En, ", "))))
        })
    }
}

/// What dates are written with.
fn is_of_date(letter: &char) -> bool {
    letter.is_ascii_digit() || matches!(letter, '.' | '/' | '-' | '年' | '月' | '日')
}

fn numbers_in(text: &str) -> Vec<&str> {
    text.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty()).collect()
}

/// Returns the date that three numbers of a text are.
fn date_in(text: &str) -> Option<Date> {
    let [year, month, day] = numbers_in(text)[..] else { return None };
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

fn is_value_start(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_digit())
}
