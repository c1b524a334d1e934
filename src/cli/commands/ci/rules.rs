//! The rules of reviews for people: the list of all, and a page for each.

use serde_json::json;

use crate::base::text::{Lang, Text};
use crate::cli::args::FormatWord;
use crate::cli::ci_words as words;
use crate::cli::face::Face;
use crate::compare::changes::{Effect, Rule};

/// Returns every rule with what it means.
pub(crate) fn list(face: &Face) -> String {
    let lang = face.lang();
    match face.format() {
        FormatWord::Json => {
            let all: Vec<_> = Rule::all().map(entry).collect();
            format!("{:#}\n", json!({ "schema_version": "1.0", "rules": all }))
        }
        FormatWord::Markdown => {
            let row = |rule: Rule| {
                let (level, act) = usual(rule);
                format!("| `{}` | {} | {} | {} |\n", rule.name(), rule.text().get(lang), level.get(lang), act.get(lang))
            };
            let rows: String = Rule::all().map(row).collect();
            format!("{}\n| --- | --- | --- | --- |\n{rows}", words::list_head_ci().get(lang))
        }
        FormatWord::Text | FormatWord::Plain => {
            let width = Rule::all().map(|rule| rule.name().len()).max().unwrap_or(0);
            let line = |rule: Rule| {
                let (level, _) = usual(rule);
                format!("{:width$}  {} ({})\n", rule.name(), rule.text().get(lang), level.get(lang))
            };
            Rule::all().map(line).collect()
        }
    }
}

/// Returns the page of a rule.
pub(crate) fn page(rule: Rule, lang: Lang) -> String {
    let levels = |effect: Effect| rule.level(effect).text();
    let acts = |effect: Effect| rule.act(effect).text();
    let texts = [
        words::page_about(rule.name(), rule.text()),
        words::page_levels(
            levels(Effect::Worse),
            levels(Effect::Unclear),
            levels(Effect::Better),
            levels(Effect::None),
        ),
        words::page_acts(acts(Effect::Worse), acts(Effect::Unclear), acts(Effect::Better), acts(Effect::None)),
        words::page_settle(rule.name()),
        words::page_more(),
    ];
    let texts: Vec<&str> = texts.iter().map(|text| text.get(lang)).collect();
    format!("# {}\n\n{}\n", rule.name(), texts.join("\n\n"))
}

/// Returns the page as data.
pub(crate) fn json_page(rule: Rule) -> String {
    let mut page = entry(rule);
    page["schema_version"] = json!("1.0");
    page["page"] = json!({ "zh": self::page(rule, Lang::Zh), "en": self::page(rule, Lang::En) });
    format!("{page:#}\n")
}

fn entry(rule: Rule) -> serde_json::Value {
    let by_effect = |of: &dyn Fn(Effect) -> String| {
        json!({
            "worse": of(Effect::Worse),
            "unclear": of(Effect::Unclear),
            "better": of(Effect::Better),
            "none": of(Effect::None),
        })
    };
    json!({
        "rule": rule.name(),
        "summary": rule.text(),
        "levels": by_effect(&|effect| rule.level(effect).name().to_owned()),
        "acts": by_effect(&|effect| rule.act(effect).name()),
    })
}

/// Returns the level and the act of a rule where they do not depend on the effect.
fn usual(rule: Rule) -> (Text, Text) {
    const ALL: [Effect; 4] = [Effect::Worse, Effect::Unclear, Effect::Better, Effect::None];
    let (level, act) = (rule.level(Effect::Worse), rule.act(Effect::Worse));
    let one_level = ALL.iter().all(|effect| rule.level(*effect) == level);
    let one_act = ALL.iter().all(|effect| rule.act(*effect) == act);
    (if one_level { level.text() } else { words::by_effect() }, if one_act { act.text() } else { words::by_effect() })
}
