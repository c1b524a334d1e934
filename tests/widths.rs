//! What stands under each other on a terminal: every report at 80 and 120 columns, in both tongues, on terminals that
//! give ambiguous marks (`“`, `—`, `×`, `─`) one column and on those that give them two.

use unicode_width::UnicodeWidthStr;

use crate::cli::{Request, start};
use crate::support::folder::Folder;

/// Reports that hold tables, sentences, sums and pictures.
const COMMANDS: &[&str] = &[
    "diff 甲县 乙县",
    "diff 甲县@2020-06-01 示例省",
    "case 甲县 --given 全年.toml",
    "show 甲县",
    "show 乙县 --history",
    "compare",
    "conform",
    "test --coverage",
    "config show --origin",
    "explain unit-mismatch",
    "explain --list",
    "diff --help",
    "check policies mistakes",
];

/// Wrong in many ways, with ambiguous marks before, in and behind the culprits.
const MISTAKES: &str = "\
县 试验县 代码 999999 属于 示例省

文件 文1 「试医保发〔2019〕1号“试行”」 标题 「关于“两病”——门诊用药×保障①」

待遇 门诊报销 每次结算 { # “门诊”—①
    比例 “七成” 出处 文1 第三条
    起付线 300天 # ①②③ 错的单位
    比例 按 机构等级 { 一级 80%; 甲级 60% }
}
";

/// Returns the width of a line as the terminal draws it.
fn width(line: &str, marks: &str) -> usize {
    if marks == "wide" { line.width_cjk() } else { line.width() }
}

/// Returns, for each column of the terminal, whether a line is blank there.
fn blanks(line: &str, marks: &str, columns: usize) -> Vec<bool> {
    let mut blanks = Vec::new();
    for character in line.chars() {
        let wide = width(&character.to_string(), marks);
        blanks.extend(std::iter::repeat_n(character == ' ', wide));
    }
    blanks.resize(columns.max(blanks.len()), true);
    blanks
}

/// Whether a line is drawn to part the head of a table from its rows.
fn is_rule(line: &str) -> bool {
    !line.trim().is_empty() && line.trim().chars().all(|mark| mark == '─')
}

/// Returns how many columns a table's head has, and how many gaps go through all its lines.
fn gaps(lines: &[&str], marks: &str, columns: usize) -> (usize, usize) {
    let mut through = vec![true; columns];
    for line in lines {
        for (all, own) in through.iter_mut().zip(blanks(line, marks, columns)) {
            *all &= own;
        }
    }
    let names = lines[0].trim().split("  ").filter(|name| !name.trim().is_empty()).count();
    let end = through.iter().rposition(|blank| !blank).map_or(0, |at| at + 1);
    let begin = through.iter().position(|blank| !blank).unwrap_or(0);
    let gaps = through[begin..end].split(|blank| !blank).filter(|gap| gap.len() >= 2).count();
    (names, gaps)
}

#[test]
fn reports_fit_their_terminal_and_stand_in_columns() {
    let folder = Folder::new();
    let begun = start(&Request::parse("polcheck init ."), folder.path(), "zh_CN.UTF-8");
    assert!(begun.status.success(), "{begun:?}");
    folder.write("mistakes/试验县.pol", MISTAKES);
    let mut faults = Vec::new();
    let mut tables = 0;
    for command in COMMANDS {
        for columns in [80, 120] {
            for marks in ["narrow", "wide"] {
                for lang in ["zh", "en"] {
                    let line = format!("polcheck {command} --width {columns} --marks {marks} --lang {lang}");
                    let output = start(&Request::parse(&line), folder.path(), "zh_CN.UTF-8");
                    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{line}: {output:?}");
                    let text = String::from_utf8(output.stdout).expect("UTF-8");
                    let lines: Vec<&str> = text.lines().collect();
                    for own in lines.iter().filter(|own| width(own, marks) > columns && !own.trim().contains("://")) {
                        faults.push(format!("{line}: {} columns: {own}", width(own, marks)));
                    }
                    if command.starts_with("case") {
                        // Amounts end at the right edge, all of them.
                        let amounts = lines.iter().filter(|own| own.ends_with("元") || own.ends_with(" yuan"));
                        let off = amounts.filter(|own| own.contains("   ") && width(own, marks) != columns);
                        faults.extend(off.map(|own| format!("{line}: not at the edge: {own}")));
                        continue;
                    }
                    for (at, _) in lines.iter().enumerate().filter(|(at, own)| *at > 0 && is_rule(own)) {
                        let rows = lines[at + 1..].iter().take_while(|own| !own.trim().is_empty() && !is_rule(own));
                        let table: Vec<&str> = std::iter::once(lines[at - 1]).chain(rows.copied()).collect();
                        let (names, gaps) = gaps(&table, marks, columns);
                        if names > 1 && table.len() > 2 && gaps > 0 {
                            tables += 1;
                            if gaps + 1 < names {
                                faults.push(format!("{line}: {names} columns, {gaps} gaps:\n{}", table.join("\n")));
                            }
                        }
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(tables >= 60, "only {tables} tables were looked at");
}

#[test]
fn underlinings_stand_below_what_they_mark() {
    let folder = Folder::new();
    assert!(start(&Request::parse("polcheck init ."), folder.path(), "zh_CN.UTF-8").status.success());
    let policy = "\
县 试验县 代码 999999 属于 示例省
待遇 门诊报销 每次结算 {
    比例 按 机构等级 { “一—①级” 80%; 甲级 60% }
}
";
    folder.write("policies/试验县.pol", policy);
    for marks in ["narrow", "wide"] {
        let line = format!("polcheck check --marks {marks} --width 120");
        let output = start(&Request::parse(&line), folder.path(), "zh_CN.UTF-8");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        let lines: Vec<&str> = text.lines().collect();
        for culprit in ["“一—①级”", "甲级"] {
            let right = lines.windows(2).any(|two| {
                let Some(at) = two[0].find(culprit) else { return false };
                let from = width(&two[0][..at], marks);
                let Some(mark) = two[1].find(['─', '┬', '^']) else { return false };
                let drawn: String =
                    two[1][mark..].chars().take_while(|own| matches!(own, '─' | '┬' | '^' | '|')).collect();
                (width(&two[1][..mark], marks), width(&drawn, marks)) == (from, width(culprit, marks))
            });
            assert!(right, "{line}: nothing stands exactly below {culprit}:\n{text}");
        }
        assert_eq!(text.contains('│'), marks == "narrow", "{line}: what lines are drawn with");
    }
}
