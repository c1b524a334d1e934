//! What an edit leaves of earlier work is right: after random edits the workspace is as if it had been read anew.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use polcheck::base::date::Date;
use polcheck::diagnostic::{Problems, Severity};
use polcheck::lint::Settings;
use polcheck::workspace::again::{Content, Input, Memory, Stop};
use polcheck::workspace::names::Names;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::chance::Chance;
use crate::support::files_below;

/// Returns everything that is known, in words.
fn known(workspace: &Workspace, analysis: &Analysis, findings: Problems) -> Vec<String> {
    let mut all = vec![
        format!("{:?}", findings.into_sorted()),
        format!("{:?}", workspace.sources),
        format!("{:?} {:?}", analysis.parents, analysis.aliases),
        format!("{:?} {:?} {:?}", analysis.declared_in, analysis.stated_in, analysis.names),
        format!("{:?}", Names::new(workspace, analysis)),
    ];
    for (id, tree) in workspace.trees() {
        all.push(format!("{id:?} {tree:?}"));
    }
    for own in &analysis.jurisdictions {
        all.push(format!("{:?}", own.program));
        all.push(format!("{} {:?} {:?} {:?}", own.has_errors, own.sources, own.names, own.replaced));
    }
    all
}

#[test]
fn what_is_known_after_an_edit_is_what_is_known_from_scratch() {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    for path in files_below(Path::new("policies/jibei"), "pol") {
        // A few are enough, and quick: a province with a city, counties and amendments.
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if ["province", "yunling", "yanhe"].iter().any(|own| name.starts_with(own)) {
            texts.insert(name, std::fs::read_to_string(&path).expect("it can be read"));
        }
    }
    let whole = texts.clone();
    let names: Vec<String> = texts.keys().cloned().collect();
    let mut chance = Chance::new(11);
    let mut memory = Memory::default();
    let stopped = Stop::default();
    stopped.stop();
    for round in 0..16 {
        let name = names[chance.below(names.len() as u64) as usize].clone();
        edit(&mut texts, &whole, &name, &mut chance);
        let files: BTreeMap<String, Input> = texts
            .iter()
            .map(|(name, text)| {
                let open = name.starts_with("yunling") || round % 7 == 3;
                (name.clone(), Input { content: Content::Text(Arc::from(text.as_str())), open })
            })
            .collect();
        // Work that is given up spoils nothing.
        if round % 5 == 1 {
            let _ = Workspace::again(&mut memory, &files, &stopped).map(|own| own.analyse_again(&mut memory, &stopped));
        }
        let workspace = Workspace::again(&mut memory, &files, &Stop::default()).expect("nobody stops it");
        let analysis = workspace.analyse_again(&mut memory, &Stop::default()).expect("nobody stops it");
        let fresh = Workspace::new(texts.clone());
        let fresh_analysis = fresh.analyse();
        // The day comes and goes, as when somebody changes the settings.
        let as_of = if round % 6 == 5 { Date::new(2024, 1, 1) } else { None };
        let settings = Settings { as_of, ..Settings::default() };
        let findings = workspace.findings_again(&mut memory, &analysis, settings);
        let fresh_findings = fresh.findings(&fresh_analysis, settings);
        let pairs =
            known(&workspace, &analysis, findings).into_iter().zip(known(&fresh, &fresh_analysis, fresh_findings));
        for (own, other) in pairs {
            assert!(own == other, "round {round}, {name}:\n{own}\n\n{other}");
        }
        assert_eq!(analysis.jurisdictions.len(), fresh_analysis.jurisdictions.len());
    }
}

/// Changes a text as people do: a letter, a line, a piece from elsewhere; at times a file goes and comes back.
fn edit(texts: &mut BTreeMap<String, String>, whole: &BTreeMap<String, String>, name: &str, chance: &mut Chance) {
    let Some(text) = texts.get_mut(name) else {
        texts.insert(name.to_owned(), whole[name].clone());
        return;
    };
    let place = |text: &str, chance: &mut Chance| {
        let mut at = chance.below(text.len() as u64 + 1) as usize;
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    match chance.below(8) {
        0 => {
            texts.remove(name);
        }
        1 => *text = whole[name].clone(),
        2 => {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.remove(chance.below(lines.len() as u64) as usize);
            *text = lines.join("\n");
        }
        3 if chance.below(2) == 0 => {
            // A row twice, or a number that is another one.
            let at = chance.below(text.lines().count().max(1) as u64) as usize;
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            if let Some(line) = lines.get(at).cloned() {
                lines.insert(at, line.replacen(['1', '2', '3', '5', '8'], "7", 1));
            }
            *text = lines.join("\n");
        }
        3 => {
            // A line end, so that everything behind it moves.
            let at = text.find('\n').map_or(0, |at| at + 1);
            text.insert(at, '\n');
        }
        4 => {
            let others: Vec<&str> = whole[name].lines().collect();
            let line = others[chance.below(others.len() as u64) as usize].to_owned();
            let at = place(text, chance);
            text.insert_str(at, &line);
        }
        _ => {
            let at = place(text, chance);
            text.insert_str(at, chance.one_of(&["元", "{", "}", "\"", "# ", "8", "，", "低保", "当 "]));
        }
    }
}

/// What was in order is searched again when what it rests on changes; what was not is told again, at its new place.
#[test]
fn what_was_in_order_is_searched_again_when_its_ground_moves() {
    let vocabulary = "词汇 所用词汇\n\n枚举 等级 { 甲, 乙 }\n\n字段 结算.等级 : 等级\n字段 结算.费用 : 金额\n";
    let county = "县 青山县\n\n待遇 住院 每次结算 {\n    基数 结算.费用\n    比例 按 等级 {\n        甲 80%\n        乙 70%\n    }\n}\n\n\
        待遇 门诊 每次结算 {\n    基数 结算.费用\n    比例 60%\n}\n";
    let (open, third) = (county.replace("        乙 70%\n", ""), vocabulary.replace("甲, 乙", "甲, 乙, 丙"));
    let moved = format!("\n\n{open}");
    let steps = [
        (vocabulary, county, &[][..]),
        (vocabulary, &county.replace("60%", "50%"), &[]),
        (vocabulary, &open, &["table-gap"]),
        (vocabulary, &moved, &["table-gap"]),
        (&third, county, &["table-gap"]),
        (vocabulary, county, &[]),
        (vocabulary, &county.replace("乙 70%", "甲, 乙 70%"), &["table-overlap"]),
        (vocabulary, &county.replace("60%", "60"), &["unit-missing"]),
        (vocabulary, county, &[]),
    ];
    let mut memory = Memory::default();
    for (at, (vocabulary, county, expected)) in steps.into_iter().enumerate() {
        let texts = [("a.pol", vocabulary), ("b.pol", county)];
        let input = |text: &str| Input { content: Content::Text(Arc::from(text)), open: true };
        let files = texts.iter().map(|(name, text)| ((*name).to_owned(), input(text))).collect();
        let workspace = Workspace::again(&mut memory, &files, &Stop::default()).expect("nobody stops it");
        let analysis = workspace.analyse_again(&mut memory, &Stop::default()).expect("nobody stops it");
        let errors = analysis.problems.iter().filter(|own| own.severity == Severity::Error);
        let codes: Vec<&str> = errors.map(|own| own.code.name()).collect();
        assert_eq!(codes, expected, "step {at}");
        let fresh = Workspace::new(texts.map(|(name, text)| (name.to_owned(), text.to_owned()))).analyse();
        let told = |own: Problems| format!("{:?}", own.into_sorted());
        assert_eq!(told(analysis.problems), told(fresh.problems), "step {at}");
    }
}
