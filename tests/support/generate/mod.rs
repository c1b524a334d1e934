//! Random trees, as an author could have written them: names that need quotes, every clause, every mark.
//! Places are empty, so that a tree knows nothing of a text. Nothing in a tree need make sense.

mod declarations;
mod expressions;
mod scenes;
mod values;

use polcheck::base::date::Date;
use polcheck::base::source::SourceId;
use polcheck::base::span::{Aside, Place, Span};
use polcheck::syntax::ast::{File, Header, HeaderKind, Level, Marks, Name, Quoted};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Returns files.
pub(crate) fn file() -> BoxedStrategy<File> {
    (header(), vec(declarations::declaration(), 0..5))
        .prop_map(|(header, declarations)| File { header: Some(header), declarations, comments: Vec::new() })
        .boxed()
}

fn header() -> BoxedStrategy<Header> {
    let levels = [Level::Province, Level::City, Level::County, Level::District, Level::Banner];
    let jurisdiction =
        (select(levels.to_vec()), name(), option::of(select(vec!["222401", "JB01"])), option::of(name()), texts());
    let jurisdiction = jurisdiction.prop_map(|(level, name, code, parent, aliases)| {
        header_of(HeaderKind::Jurisdiction(level), Some(name), code.map(plain_name), parent, aliases, Marks::default())
    });
    let vocabulary = (name(), option::of(name())).prop_map(|(name, parent)| {
        header_of(HeaderKind::Vocabulary, Some(name), None, parent, Vec::new(), Marks::default())
    });
    let standards = name()
        .prop_map(|parent| header_of(HeaderKind::Standards, None, None, Some(parent), Vec::new(), Marks::default()));
    let amendment = (name(), date()).prop_map(|(name, from)| {
        let marks = Marks { from: Some(from), ..Marks::default() };
        header_of(HeaderKind::Amendment, Some(name), None, None, Vec::new(), marks)
    });
    prop_oneof![jurisdiction, vocabulary, standards, amendment].boxed()
}

fn header_of(
    kind: HeaderKind,
    name: Option<Name>,
    code: Option<Name>,
    parent: Option<Name>,
    aliases: Vec<Quoted>,
    marks: Marks,
) -> Header {
    Header { kind, name, code, parent, aliases, marks, place: nowhere() }
}

/// No place in any text.
fn nowhere() -> Place {
    Aside(Span::new(SourceId(0), 0, 0))
}

fn plain_name(text: &str) -> Name {
    Name { text: text.to_owned(), place: nowhere() }
}

/// Names: most are words, some need quotes.
fn name() -> BoxedStrategy<Name> {
    let words =
        vec!["甲", "低保", "特困人员", "门诊慢特病", "Ⅰ类", "买买提·吐尔逊", "level_2", "A级", "无房", "月收入"];
    let odd = vec![
        "60年代老职工",
        "old age grant",
        "甲(乙)",
        "比例",
        "其余",
        "每年",
        "in",
        "rate",
        "加",
        "待公布",
        "当日",
        "it's",
    ];
    prop_oneof![8 => select(words), 1 => select(odd)].prop_map(plain_name).boxed()
}

fn names() -> BoxedStrategy<Vec<Name>> {
    vec(name(), 1..4).boxed()
}

fn text() -> BoxedStrategy<Quoted> {
    select(vec![
        "",
        "低保户",
        "青医保发〔2019〕12号",
        "a \"quoted\" \\ word",
        "一;二 # 三 { }",
        "https://example.org/1",
    ])
    .prop_map(|text| Quoted { text: text.to_owned(), place: nowhere() })
    .boxed()
}

fn texts() -> BoxedStrategy<Vec<Quoted>> {
    vec(text(), 0..3).boxed()
}

fn date() -> BoxedStrategy<Date> {
    (2000i16..2030, 1i8..=12, 1i8..=28)
        .prop_map(|(year, month, day)| Date::new(year, month, day).expect("every month has 28 days"))
        .boxed()
}
