//! The colours of keywords: every word of the one table with the places where it is one, made into a TextMate grammar.
//!
//! The grammar tells words apart by what stands beside them, since an editor colours before anything is read; where a
//! name looks like a keyword in its place, the language server colours it anew.

use std::collections::BTreeMap;

use polcheck::syntax::ast::Unit;
use polcheck::syntax::keywords::{PERS, UNITS, Word};
use serde_json::{Value, json};

use super::patterns::{
    GLUED, LETTER, any_of, apart, begin_end, captures, drop_longer, matching, name, phrase, sorted, whole_word,
};
use super::roles::{Role, roles, spellings};
use crate::support::updating;

const PATH: &str = "editors/vscode/syntaxes/pol.tmLanguage.json";

/// Returns the spellings that have a role, longest first.
fn spelled(role: Role) -> Vec<&'static str> {
    let words = Word::ALL.iter().filter(|word| roles(**word).contains(&role));
    sorted(words.flat_map(|word| spellings(word.spelling())))
}

/// Returns the spellings with one of these roles, longest first, as an alternation.
fn alternation(wanted: &[Role]) -> String {
    any_of(&sorted(wanted.iter().flat_map(|role| spelled(*role))))
}

/// Returns the Chinese spellings with one of these roles, as an alternation.
fn chinese(wanted: &[Role]) -> String {
    let all = wanted.iter().flat_map(|role| spelled(*role));
    any_of(&sorted(all.filter(|text| !text.is_ascii())))
}

/// The units that are types of what is counted: `字段 本人.次数 : 次`.
const COUNTED: &[Unit] = &[Unit::Persons, Unit::Times, Unit::Households, Unit::Months, Unit::Items];

/// Returns what may stand behind the colon of a declaration, besides the name of an enum.
fn types() -> String {
    let counted = UNITS.iter().filter(|(unit, _)| COUNTED.contains(unit));
    let plural = counted.map(|(_, spelling)| [spelling.chinese, spelling.english]);
    any_of(&sorted(spelled(Role::Type).into_iter().chain(plural.flatten())))
}

/// Returns the pattern of words that are keywords wherever they stand by themselves. An English phrase that begins a
/// longer one with another colour gives way to it.
fn anywhere(role: Role) -> Value {
    let all: Vec<&str> = sorted(Word::ALL.iter().flat_map(|word| spellings(word.spelling())));
    let own = spelled(role).into_iter().map(|text| drop_longer(text, &all)).collect::<Vec<_>>().join("|");
    // `不超过300元`, `加5个百分点`: a Chinese word ends where a number begins.
    let glued = matches!(role, Role::Effect | Role::Bound | Role::Mark | Role::Period);
    // `每年(月收入)` is a call, `限额 每年 (…)` a period and a value.
    let no_call = if matches!(role, Role::Period | Role::Quantity) { "(?![(（])" } else { "" };
    matching(role.scope(), &format!("{}{no_call}", whole_word(&own, glued)))
}

/// The words of one role that begin something: where a line, a block or the next item begins.
fn at_the_beginning(roles: &[Role], scope: &str) -> Value {
    let words = alternation(roles);
    json!({
        "match": format!("(?:^|(?<=[{{｛}}｝;；。,，]))\\s*({words}){GLUED}(?![·.．(（\\[［])"),
        "captures": captures(&[(1, scope)]),
    })
}

/// Patterns of numbers; what is glued to the unit is a word of its own.
fn numbers() -> Vec<Value> {
    let units = || UNITS.iter().flat_map(|(_, spelling)| spellings(*spelling));
    let chinese_units = any_of(&sorted(units().filter(|unit| !unit.is_ascii())));
    let english_units = any_of(&sorted(units().filter(|unit| unit.len() > 1 && unit.is_ascii())));
    let pers = any_of(&sorted(PERS.iter().flat_map(|(_, spelling)| spellings(*spelling))));
    let joining = [Role::Suffix, Role::Mark, Role::Operator, Role::Effect, Role::Period, Role::Bound];
    let mut joins: Vec<&str> = joining.iter().flat_map(|role| spelled(*role)).collect();
    let further = [Word::When, Word::Each, Word::JointWith, Word::Then, Word::Otherwise, Word::AtMost, Word::Into];
    joins.extend(further.iter().map(|word| word.spelling().chinese));
    let tail = format!("((?:{})+)?", any_of(&sorted(joins.into_iter().filter(|text| !text.is_ascii()))));
    let stop = chinese(&[Role::Suffix, Role::Operator, Role::Bound]);
    let digit = "[0-9０-９]";
    let apart = "(?<![A-Za-z0-9０-９_])";
    let number = format!("{apart}({digit}+(?:[.．]{digit}+)?)");
    let other = format!("(?:(?!{stop}|{})\\p{{L}})+", any_of(&further.map(|word| word.spelling().chinese)));
    let per = format!("(?:[/／](?:{pers}|{other})(?:[·・•/／](?:{pers}|{other}))*)?");
    let word_ends = "(?![A-Za-z0-9_])";
    let dashes = format!("{digit}{{4}}[-－]{digit}{{1,2}}(?:[-－]{digit}{{1,2}})?(?!{digit})");
    let chinese_date = format!("(?:{digit}{{4}}年)?{digit}{{1,2}}月(?:{digit}{{1,2}}日)?");
    let month_day = format!("{digit}{{2}}[-－]{digit}{{2}}(?!{digit})");
    vec![
        json!({
            "match": format!("{apart}({dashes}|{chinese_date}|{month_day}){tail}"),
            "captures": captures(&[(1, "constant.numeric.date.pol"), (2, "keyword.other.pol")]),
        }),
        json!({
            "match": format!("{number}([%％‰成]|个百分点|百分点|个点|\\s?pp{word_ends}){tail}"),
            "captures": captures(&[
                (1, "constant.numeric.percent.pol"), (2, "keyword.other.unit.percent.pol"), (3, "keyword.other.pol"),
            ]),
        }),
        json!({
            "match": format!(
                "{number}((?:{chinese_units}){per}|\\s?(?:{english_units}){word_ends}{per}|{other}{per})?{tail}"
            ),
            "captures": captures(&[
                (1, "constant.numeric.amount.pol"), (2, "keyword.other.unit.pol"), (3, "keyword.other.pol"),
            ]),
        }),
    ]
}

/// Comments, texts in quotes, names in quotes, citations.
fn texts() -> Vec<(&'static str, Value)> {
    let article = "第[0-9０-９一二三四五六七八九十百千零〇两]+(?:条|款|项|章|节|目|点)";
    let within = json!([{ "name": "constant.character.escape.pol", "match": "\\\\." }]);
    let text = |begin: &str, end: &str, kind: &str| {
        json!({
            "name": kind, "begin": begin, "end": end, "patterns": within,
            "beginCaptures": captures(&[(0, "punctuation.definition.string.begin.pol")]),
            "endCaptures": captures(&[(0, "punctuation.definition.string.end.pol")]),
        })
    };
    let comments = json!({ "patterns": [
        {
            "match": "([#＃]{2})(?![#＃])(.*)$", "name": "comment.line.documentation.pol",
            "captures": captures(&[(1, "punctuation.definition.comment.pol")]),
        },
        {
            "match": "([#＃]+)\\s*(允许|allow)\\s+([a-z][a-z, -]*)([:：].*)?$", "name": "comment.line.number-sign.pol",
            "captures": captures(&[
                (1, "punctuation.definition.comment.pol"), (2, "keyword.other.allow.pol"),
                (3, "constant.other.rule.pol"),
            ]),
        },
        {
            "match": "([#＃]+).*$", "name": "comment.line.number-sign.pol",
            "captures": captures(&[(1, "punctuation.definition.comment.pol")]),
        },
    ] });
    let strings = json!({ "patterns": [
        text("\"", "[\"＂]|$", "string.quoted.double.pol"),
        text("＂", "[\"＂]|$", "string.quoted.double.pol"),
        text("“", "”|$", "string.quoted.double.curly.pol"),
    ] });
    let quoted = json!({ "patterns": [
        { "match": "「[^」\\n]*」|『[^』\\n]*』|'[^'\\n]*'|‘[^’\\n]*’", "name": "variable.other.quoted.pol" },
    ] });
    let citations = json!({ "patterns": [
        {
            "match": format!("([@＠])\\s*({})", name()),
            "captures": captures(&[(1, "punctuation.definition.citation.pol"), (2, "entity.name.label.document.pol")]),
        },
        matching("constant.other.article.pol", &format!("(?:{article})+|(?<![{LETTER}])附[件表录][{LETTER}]*")),
    ] });
    vec![("comments", comments), ("strings", strings), ("quoted-names", quoted), ("citations", citations)]
}

/// The first lines of declarations: the word, the name that is declared, its type.
fn declarations() -> Vec<Value> {
    let named = name();
    let owner = any_of(&spelled(Role::Owner));
    let types = types();
    let pers = any_of(&sorted(PERS.iter().flat_map(|(_, spelling)| spellings(*spelling))));
    let header = alternation(&[Role::Header]);
    let words = alternation(&[Role::Declaration]);
    let of = |wanted: &[Word]| any_of(&sorted(wanted.iter().flat_map(|word| spellings(word.spelling()))));
    let typed = of(&[Word::Fact, Word::Param]);
    let owned = of(&[Word::Define, Word::Account, Word::State]);
    let benefits = of(&[Word::Benefit]);
    let blocks = of(&[Word::Enum, Word::Catalogue, Word::List, Word::AddTo, Word::RemoveFrom]);
    let others = of(&[
        Word::Document,
        Word::Unit,
        Word::Enum,
        Word::Catalogue,
        Word::List,
        Word::Identity,
        Word::Map,
        Word::Group,
        Word::Table,
        Word::Standard,
        Word::Assert,
    ]);
    let english = of(&[Word::English]);
    let no_name = of(&[Word::In, Word::Code, Word::Alias]);
    let declared = "keyword.declaration.pol";
    let open = "(?=[^{}｛｝#＃\"“\\n]*(?:[\"“][^\"”\\n]*[\"”][^{}｛｝#＃\"“\\n]*)*[{｛])";
    vec![
        json!({
            "match": format!("^({header})(?![{LETTER}·.．])(?:\\s+(?!(?:{no_name})(?![{LETTER}]))({named}))?"),
            "captures": captures(&[(1, Role::Header.scope()), (2, "entity.name.namespace.pol")]),
        }),
        // A fact, a param: name, English name, type.
        json!({
            "match": format!(
                "^({typed})\\s+(?:({owner})([.．]))?({named})(?:\\s+({english})\\s+({named}))?\\s*([:：])\\s*(?:({types})(?![{LETTER}]))?((?:[/／·](?:{pers}))+)?(?:\\s+({types})(?![{LETTER}]))?"
            ),
            "captures": captures(&[
                (1, declared), (2, Role::Owner.scope()), (3, "punctuation.accessor.pol"), (4, "entity.name.variable.pol"),
                (5, "keyword.other.pol"), (6, "entity.name.variable.pol"), (7, "punctuation.separator.type.pol"),
                (8, Role::Type.scope()), (9, "keyword.other.unit.pol"), (10, Role::Type.scope()),
            ]),
        }),
        // A definition with arguments.
        json!({
            "begin": format!("^({owned})\\s+(?:({owner})([.．]))?({named})\\s*([(（])"),
            "end": "[)）]",
            "beginCaptures": captures(&[
                (1, declared), (2, Role::Owner.scope()), (3, "punctuation.accessor.pol"), (4, "entity.name.function.pol"),
            ]),
            "patterns": [{
                "match": format!("({named})\\s*([:：])\\s*({types})?(?![{LETTER}])"),
                "captures": captures(&[
                    (1, "variable.parameter.pol"), (2, "punctuation.separator.type.pol"), (3, Role::Type.scope()),
                ]),
            }],
        }),
        json!({
            "match": format!("^({owned}|{typed})\\s+(?:({owner})([.．]))?({named})"),
            "captures": captures(&[
                (1, declared), (2, Role::Owner.scope()), (3, "punctuation.accessor.pol"), (4, "entity.name.variable.pol"),
            ]),
        }),
        json!({
            "match": format!("^({benefits})\\s+({named})"),
            "captures": captures(&[(1, declared), (2, "entity.name.function.benefit.pol")]),
        }),
        // Lists of values: in them a word is a name, unless it is one of the few that belong there.
        json!({
            "begin": format!("^({blocks})\\s+({named}){open}"),
            "end": "(?<=[}｝])",
            "beginCaptures": captures(&[(1, declared), (2, "entity.name.type.pol")]),
            "patterns": include(&["#entries", "#common", "#anywhere", "#names"]),
        }),
        json!({
            "match": format!("^({others})\\s+({named})"),
            "captures": captures(&[(1, declared), (2, "entity.name.type.pol")]),
        }),
        json!({
            "match": format!("^({words})(?![{LETTER}·.．(（\\[［])"),
            "captures": captures(&[(1, declared)]),
        }),
    ]
}

/// Blocks whose rows hold names, cells and edges, but begin no clauses.
fn blocks() -> Vec<(&'static str, Value)> {
    let of = |wanted: &[Word]| any_of(&sorted(wanted.iter().flat_map(|word| spellings(word.spelling()))));
    let by = of(&[Word::By]);
    let cases = of(&[Word::Cases]);
    let in_entries = of(&[Word::Icd, Word::Alias, Word::English]);
    let open = "(?=[^{}｛｝#＃\\n]*[{｛])";
    let table = json!({
        "begin": format!("(?<![{LETTER}·.．])(?:({by})|({cases}))(?![{LETTER}·.．(（\\[［]){open}"),
        "end": "(?<=[}｝])",
        "beginCaptures": captures(&[(1, Role::Connective.scope()), (2, Role::Clause.scope())]),
        "patterns": [
            begin_end("meta.table.pol", "[{｛]", "[}｝]", &["#common", "#bars", "#anywhere", "#names"]),
            { "include": "#common" }, { "include": "#anywhere" }, { "include": "#names" },
        ],
    });
    let bars = json!({ "patterns": [matching("punctuation.separator.cell.pol", "[|｜]")] });
    let entries = json!({
        "begin": "[{｛]", "end": "[}｝]", "name": "meta.entries.pol",
        "beginCaptures": captures(&[(0, "punctuation.section.block.begin.pol")]),
        "endCaptures": captures(&[(0, "punctuation.section.block.end.pol")]),
        "patterns": [
            { "include": "#comments" }, { "include": "#strings" }, { "include": "#quoted-names" },
            { "include": "#citations" }, { "include": "#entries" }, { "include": "#marks" },
            matching(Role::Connective.scope(), &whole_word(&in_entries, false)),
            matching("constant.other.code.pol", &format!("(?<=\\s)[A-Z]*[0-9][A-Za-z0-9.-]*(?![{LETTER}])")),
            matching("keyword.operator.order.pol", "[<＜]"),
            { "include": "#punctuation" }, { "include": "#names" },
        ],
    });
    let order = of(&[Word::Order]);
    let stages = alternation(&[Role::Clause]);
    let stages = json!({
        "begin": format!("(?:^|(?<=[{{｛}}｝;；。,，]))\\s*({order})(?=\\s)"), "end": "(?=[;；。}｝#＃\\n]|$)",
        "beginCaptures": captures(&[(1, Role::Clause.scope())]),
        "patterns": [
            matching("constant.language.stage.pol", &whole_word(&stages, false)),
            { "include": "#anywhere" }, { "include": "#punctuation" },
        ],
    });
    vec![("tables", table), ("bars", bars), ("entries", entries), ("stages", stages)]
}

/// Words that what stands beside them makes keywords.
fn in_place() -> Value {
    let functions = alternation(&[Role::Function]);
    let hits = alternation(&[Role::Hit]);
    let hit = any_of(&spellings(Word::Hit.spelling()));
    let rounding = alternation(&[Role::Rounding]);
    let round = any_of(&spellings(Word::Round.spelling()));
    let to = any_of(&spellings(Word::RoundTo.spelling()));
    let units = any_of(&sorted(UNITS.iter().flat_map(|(_, spelling)| spellings(*spelling))));
    let views = alternation(&[Role::View]);
    let types = types();
    let previous = any_of(&spellings(Word::Previous.spelling()));
    let members = alternation(&[Role::Clause, Role::Period, Role::Connective, Role::Owner]);
    let english = any_of(&spellings(Word::English.spelling()));
    let periods = chinese(&[Role::Period]);
    let owners = chinese(&[Role::Owner]);
    let [at_most, each_further, minus, each] =
        [Word::AtMost, Word::EachFurther, Word::Minus, Word::Each].map(|word| word.spelling().chinese);
    let because = any_of(&spellings(Word::Because.spelling()));
    // Nothing of any length may stand in a look behind.
    let list_of = spellings(Word::ListOf.spelling()).join("|");
    let colon = format!("([:：])\\s*({types})(?![{LETTER}])");
    json!({ "patterns": [
        matching(Role::Function.scope(), &format!("(?<![{LETTER}·.．])(?:{functions})(?=[(（])")),
        json!({
            "match": format!("(?<![{LETTER}·.．])({hit})\\s*({hits})(?![{LETTER}])"),
            "captures": captures(&[(1, Role::Connective.scope()), (2, Role::Hit.scope())]),
        }),
        // What the canonical form writes as one: 每月至多1次, 逐次减 20%, 各家庭.
        json!({
            "match": format!("(?<![{LETTER}·.．])({periods})({at_most})(?=[0-9０-９])"),
            "captures": captures(&[(1, Role::Period.scope()), (2, Role::Connective.scope())]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({each_further})({minus})(?![{LETTER}·])"),
            "captures": captures(&[(1, Role::Effect.scope()), (2, Role::Effect.scope())]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({each})({owners})(?![{LETTER}·])"),
            "captures": captures(&[(1, Role::Connective.scope()), (2, Role::Owner.scope())]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({round})\\s*({rounding})(?![{LETTER}])"),
            "captures": captures(&[(1, Role::Clause.scope()), (2, Role::Rounding.scope())]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({to})\\s+({units})(?![{LETTER}·])"),
            "captures": captures(&[(1, Role::Connective.scope()), (2, "keyword.other.unit.pol")]),
        }),
        matching(Role::Rounding.scope(), &format!("(?<=[,，(（])\\s*(?:{rounding})(?=\\s*[,，)）])")),
        matching(Role::View.scope(), &format!("(?<![{LETTER}·.．])(?:{views})(?=\\s*[:：])")),
        // In a path: 限额.每年.各病种.
        json!({
            "match": format!("([.．])({each})(?:({owners})(?![{LETTER}·]))?"),
            "captures": captures(&[
                (1, "punctuation.accessor.pol"), (2, Role::Connective.scope()), (3, Role::Owner.scope()),
            ]),
        }),
        // In a path: 门诊慢病报销.限额.每年.
        json!({
            "match": format!("([.．])({members})(?![{LETTER}·])"),
            "captures": captures(&[(1, "punctuation.accessor.pol"), (2, "variable.other.member.pol")]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({because})\\s+({members})(?![{LETTER}·])"),
            "captures": captures(&[(1, Role::Connective.scope()), (2, "variable.other.member.pol")]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({previous})(?=[.．])"), "captures": captures(&[(1, Role::Quantity.scope())]),
        }),
        json!({
            "match": format!("(?<![{LETTER}·.．])({english})\\s+({})", name()),
            "captures": captures(&[(1, Role::Connective.scope()), (2, "entity.name.variable.pol")]),
        }),
        // The fields of a record: 若干 { 名: 金额 }.
        json!({
            "begin": format!("(?<={list_of})\\s*[{{｛]"), "end": "[}｝]",
            "patterns": [json!({
                "match": colon,
                "captures": captures(&[(1, "punctuation.separator.type.pol"), (2, Role::Type.scope())]),
            })],
        }),
    ] })
}

/// Returns the rules of these names, the first before the others.
fn include(names: &[&str]) -> Value {
    names.iter().map(|name| json!({ "include": name })).collect()
}

/// Returns the whole grammar.
fn grammar() -> Value {
    // `至` is an edge more often than an end.
    let generic = [
        Role::Occasion,
        Role::Effect,
        Role::Period,
        Role::Bound,
        Role::Mark,
        Role::Suffix,
        Role::Operator,
        Role::Constant,
        Role::Quantity,
        Role::Connective,
        Role::Owner,
    ];
    let mut repository: BTreeMap<&str, Value> = BTreeMap::new();
    repository.extend(texts());
    repository.extend(blocks());
    repository.insert("numbers", json!({ "patterns": numbers() }));
    repository.insert("declarations", json!({ "patterns": declarations() }));
    repository.insert("in-place", in_place());
    let round = any_of(&spellings(Word::Round.spelling()));
    let rounding = alternation(&[Role::Rounding]);
    let begins = json!({
        "match": format!("(?:^|(?<=[{{｛}}｝;；。,，]))\\s*({round})\\s*({rounding})(?![{LETTER}·])"),
        "captures": captures(&[(1, Role::Clause.scope()), (2, Role::Rounding.scope())]),
    });
    let clauses = [begins, at_the_beginning(&[Role::Clause], Role::Clause.scope())];
    repository.insert("clauses", json!({ "patterns": clauses }));
    repository.insert("anywhere", json!({ "patterns": generic.map(anywhere) }));
    repository.insert("marks", json!({ "patterns": [anywhere(Role::Mark), { "include": "#numbers" }] }));
    let ordinal = any_of(&spellings(Word::Ordinal.spelling()));
    let ordinal_end = any_of(&spellings(Word::OrdinalEnd.spelling()));
    let bound = chinese(&[Role::Suffix, Role::Bound]);
    repository.insert(
        "ordinals",
        json!({
            "match": format!("(?<![{LETTER}])((?:{ordinal})\\s*[0-9０-９]+(?:\\s*{ordinal_end})?)({bound})?"),
            "captures": captures(&[(1, Role::Ordinal.scope()), (2, Role::Bound.scope())]),
        }),
    );
    repository.insert(
        "operators",
        json!({ "patterns": [
            matching("keyword.operator.arrow.pol", "->|→|－＞"),
            matching("keyword.operator.range.pol", "\\.\\.|～|~"),
            matching("keyword.operator.comparison.pol", "<=|>=|!=|==|[<>=≤≥≠＜＞＝]"),
            matching("keyword.operator.arithmetic.pol", "[-+*/^×÷−＋－＊／＾]"),
        ] }),
    );
    repository.insert(
        "punctuation",
        json!({ "patterns": [
            matching("punctuation.separator.pol", "[,，、;；。:：]"),
            matching("punctuation.accessor.pol", "[.．](?=[\\p{L}「'])"),
            matching("punctuation.section.block.pol", "[{}｛｝]"),
            matching("punctuation.section.parens.pol", "[()（）]"),
            matching("punctuation.section.brackets.pol", "[\\[\\]［］【】]"),
        ] }),
    );
    repository.insert(
        "common",
        json!({ "patterns": include(&[
            "#comments", "#strings", "#quoted-names", "#citations", "#ordinals", "#numbers", "#in-place", "#operators",
            "#punctuation",
        ]) }),
    );
    // A name that is none of the words: taken whole, so that no word is seen inside it.
    repository.insert("names", json!({ "patterns": [matching("variable.other.name.pol", &apart(&name()))] }));
    json!({
        "information_for_contributors": [
            "Made from src/syntax/keywords.rs by tests/vscode/grammar.rs; UPDATE=1 cargo test vscode writes it anew."
        ],
        "name": "polcheck",
        "scopeName": "source.pol",
        "fileTypes": ["pol"],
        "patterns": include(&["#declarations", "#stages", "#tables", "#clauses", "#common", "#anywhere", "#names"]),
        "repository": repository,
    })
}

#[test]
fn the_colours_of_the_editor_are_those_of_the_keywords() {
    let mut fresh = serde_json::to_string_pretty(&grammar()).expect("a grammar is JSON");
    fresh.push('\n');
    if updating() {
        std::fs::write(PATH, &fresh).expect("the grammar of the editor can be written");
    }
    let written = std::fs::read_to_string(PATH).unwrap_or_default();
    assert!(written == fresh, "{PATH} is stale; UPDATE=1 cargo test vscode writes it anew");
}

/// Every role that a word has is in some pattern: a spelling that stood in none would have no colour.
#[test]
fn every_keyword_stands_in_the_grammar_of_the_editor() {
    let text = grammar().to_string();
    let missing: Vec<&str> = Word::ALL
        .iter()
        .flat_map(|word| spellings(word.spelling()))
        .filter(|spelling| !text.contains(&phrase(spelling).replace('\\', "\\\\")))
        .collect();
    assert!(missing.is_empty(), "the grammar of the editor never reads: {missing:?}");
}
