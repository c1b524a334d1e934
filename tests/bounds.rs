//! What strangers may send: a size at which every check ends and says that it did not see all. Sizes are what is held
//! to here, never times; `cargo bench` shows how the time grows.

use polcheck::diagnostic::Code;
use polcheck::workspace::check;

/// Returns the codes of what is wrong with one text, each once.
fn codes(text: String) -> Vec<&'static str> {
    let (_, problems) = check([("a.pol".to_owned(), text)]);
    let mut codes: Vec<_> = problems.iter().map(|own| own.code).filter(|code| *code != Code::CitationMissing).collect();
    codes.dedup();
    codes.iter().map(|code| code.name()).collect()
}

/// A table of bands of cost, `rows` of them.
fn bands(rows: usize) -> String {
    let row = |at: usize| format!("    超过 {at}元至{0}元 → {0}\n", at + 1);
    format!(
        "县 甲县\n\n表 乙 按 合规费用 得 数 取首条 {{\n{}    其余 → 0\n}}\n",
        (0..rows).map(row).collect::<String>()
    )
}

#[test]
fn a_table_too_large_to_be_searched_says_so() {
    assert_eq!(codes(bands(100)), Vec::<&str>::new());
    assert_eq!(codes(bands(5_000)), ["check-incomplete"]);
}

#[test]
fn a_declaration_has_a_limit() {
    let sum = |terms: usize| format!("县 甲县\n\n定义 乙 = {}1\n", "1 + ".repeat(terms));
    assert_eq!(codes(sum(1_100_000)), ["text-too-large"]);
}

#[test]
fn a_hundred_thousand_names_are_told_apart() {
    let names: Vec<String> = (0..100_000).map(|at| format!("值{at}")).collect();
    assert_eq!(codes(format!("县 甲县\n\n枚举 乙 {{ {} }}\n", names.join(", "))), Vec::<&str>::new());
}
