//! The canonical form of a text, of some of its declarations, and of a mark that has just been typed.

use std::ops::Range;

use lsp_server::ResponseError;
use lsp_types::{DocumentOnTypeFormattingParams, DocumentRangeFormattingParams};
use serde_json::{Value, json};

use super::answers::{Ask, text_edit};
use super::positions::Lines;
use super::{scan, words};
use crate::base::source::SourceId;
use crate::syntax::format::{KeywordStyle, format_text};
use crate::syntax::parse;

type Answer = Result<Value, ResponseError>;

/// Returns the edits that give the whole text its canonical form; a text with mistakes is left as it is, with the reason.
pub(super) fn whole(ask: &Ask) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    let new = formatted(ask, text)?;
    Ok(edits(text, lines, &new, ask))
}

/// Returns the edits that give the declarations of a range their canonical form.
pub(super) fn range(ask: &Ask, params: &DocumentRangeFormattingParams) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    let wanted = lines.bytes(text, params.range, ask.client.encoding);
    let new = formatted(ask, text)?;
    let places = |text: &str| -> Vec<Range<usize>> {
        let file = parse(SourceId(0), text).file;
        let header = file.header.iter().map(|own| own.place.0.range());
        header.chain(file.declarations.iter().map(|own| own.place.0.range())).collect()
    };
    let (old_places, new_places) = (places(text), places(&new));
    if old_places.len() != new_places.len() {
        return Ok(json!([]));
    }
    let touched = old_places
        .iter()
        .zip(&new_places)
        .filter(|(old, _)| old.start < wanted.end.max(wanted.start + 1) && wanted.start <= old.end);
    let mut all = Vec::new();
    for (old, new_place) in touched {
        if text[old.clone()] != new[new_place.clone()] {
            let range = lines.range(text, old.clone(), ask.client.encoding);
            all.push(text_edit(range, &new[new_place.clone()]));
        }
    }
    Ok(Value::Array(all))
}

/// Returns the canonical text.
fn formatted(ask: &Ask, text: &str) -> Result<String, ResponseError> {
    let new = format_text(SourceId(0), text, KeywordStyle::Keep)
        .map_err(|refusal| ask.refusal(&words::not_formatted(refusal.reason())))?;
    // The editor does not show the mark, and would keep it.
    Ok(match (text.starts_with('\u{feff}'), new.starts_with('\u{feff}')) {
        (true, false) => format!("\u{feff}{new}"),
        _ => new,
    })
}

/// Returns edits from one text to another: line by line where that is possible, so that the cursor stays where it is.
pub(super) fn edits(old: &str, lines: &Lines, new: &str, ask: &Ask) -> Value {
    if old == new {
        return json!([]);
    }
    let range = |bytes: Range<usize>| lines.range(old, bytes, ask.client.encoding);
    let (before, after): (Vec<&str>, Vec<&str>) =
        (old.split_inclusive('\n').collect(), new.split_inclusive('\n').collect());
    let mut all = Vec::new();
    if before.len() == after.len() {
        let mut at = 0;
        for (own, other) in before.iter().zip(&after) {
            if own != other {
                all.push(text_edit(range(at..at + own.len()), other));
            }
            at += own.len();
        }
        return Value::Array(all);
    }
    let same = before.iter().zip(&after).take_while(|(own, other)| own == other).count();
    let most = before.len().min(after.len()) - same;
    let same_end =
        before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(own, other)| own == other).count();
    let start: usize = before[..same].iter().map(|line| line.len()).sum();
    let end = old.len() - before[before.len() - same_end..].iter().map(|line| line.len()).sum::<usize>();
    all.push(text_edit(range(start..end), &after[same..after.len() - same_end].concat()));
    Value::Array(all)
}

/// Returns the edit that gives a full-width mark that has just been typed its ASCII form, outside of texts and comments.
pub(super) fn typed(ask: &Ask, params: &DocumentOnTypeFormattingParams) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    let position = params.text_document_position.position;
    let offset = lines.offset(text, position, ask.client.encoding);
    let Some(letter) = text[..offset].chars().next_back() else { return Ok(json!([])) };
    let start = offset - letter.len_utf8();
    let line = lines.line(text, lines.line_of(start));
    let written = &text[line.start..start];
    let quoted = scan::stretches(written).into_iter().last().filter(|(own, _)| own.end == written.len());
    let is_mark = match quoted {
        Some((own, kind)) if !scan::is_closed(&written[own.clone()], kind) => {
            kind == scan::Kind::Text && matches!(letter, '“' | '”' | '＂')
        }
        _ => true,
    };
    if !is_mark {
        return Ok(json!([]));
    }
    let Some(twin) = twin(letter) else { return Ok(json!([])) };
    let range = lines.range(text, start..offset, ask.client.encoding);
    Ok(json!([text_edit(range, &twin.to_string())]))
}

/// Returns the ASCII form of a full-width mark or digit.
fn twin(letter: char) -> Option<char> {
    match letter {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(letter as u32 - 0xfee0),
        '“' | '”' => Some('"'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::text::Lang;
    use crate::lsp::capabilities::Client;
    use std::sync::Arc;

    fn asked(text: &str) -> Ask {
        let lines = Arc::new(Lines::new(text, true));
        let text = Some((text.into(), lines));
        Ask { snapshots: Vec::new(), name: None, text, client: Client::default(), lang: Lang::Zh }
    }

    /// Types the last letter of a text and returns what stands there then.
    fn after_typing(text: &str) -> String {
        let ask = asked(text);
        let (_, lines) = ask.written().expect("there is a text");
        let position = lines.position(text, text.len(), ask.client.encoding);
        let params = json!({
            "textDocument": { "uri": "file:///a.pol" },
            "position": position,
            "ch": text.chars().next_back(),
            "options": { "tabSize": 4, "insertSpaces": true },
        });
        let params = serde_json::from_value(params).expect("parameters");
        let edits = typed(&ask, &params).expect("an answer");
        applied(text, lines, &edits)
    }

    fn applied(text: &str, lines: &Lines, edits: &Value) -> String {
        let mut out = text.to_owned();
        for edit in edits.as_array().expect("edits").iter().rev() {
            let range = serde_json::from_value(edit["range"].clone()).expect("a range");
            let bytes = lines.bytes(text, range, crate::lsp::positions::Encoding::Utf16);
            out.replace_range(bytes, edit["newText"].as_str().expect("a text"));
        }
        out
    }

    #[test]
    fn marks_become_narrow_where_they_are_marks() {
        let cases = [
            ("参数 a = １", "参数 a = 1"),
            ("待遇 𠮷，", "待遇 𠮷,"),
            ("待遇 𠮷（", "待遇 𠮷("),
            ("文件 a = “", "文件 a = \""),
            ("文件 a = \"某文，", "文件 a = \"某文，"),
            ("文件 a = \"某文”", "文件 a = \"某文\""),
            ("# 说明，", "# 说明，"),
            ("a # 说明：", "a # 说明："),
            ("名称 「甲（", "名称 「甲（"),
            ("名称 「甲」：", "名称 「甲」:"),
            ("文件 a = \"b\" 标题 “", "文件 a = \"b\" 标题 \""),
            ("甲、", "甲、"),
        ];
        for (typed, wanted) in cases {
            assert_eq!(after_typing(typed), wanted);
        }
    }

    #[test]
    fn edits_lead_from_one_text_to_the_other() {
        let texts =
            ["", "a\n", "a\nb\nc\n", "a\nx\nc\n", "b\nc\n", "a\nc\n", "a\nb\nc\nd", "a\na\na\n", "a\na\n", "\n\n"];
        for old in texts {
            for new in texts {
                let ask = asked(old);
                let (_, lines) = ask.written().expect("there is a text");
                assert_eq!(applied(old, lines, &edits(old, lines, new, &ask)), new, "{old:?} to {new:?}");
            }
        }
    }

    #[test]
    fn line_ends_stay_as_they_are() {
        let ask = asked("县 甲\r\n参数 乙   = 1元\r\n");
        let (text, lines) = ask.written().expect("there is a text");
        let new = applied(text, lines, &whole(&ask).expect("it is formatted"));
        assert!(new.contains("参数 乙 = 1元\r\n") && !new.replace("\r\n", "").contains('\n'), "{new:?}");
    }
}
