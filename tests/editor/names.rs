//! Names followed and changed across a province and its counties, open and closed files alike.

use std::collections::BTreeMap;
use std::path::Path;

use polcheck::diagnostic::Severity;
use polcheck::workspace::Workspace;
use serde_json::{Value, json};

use super::client::{Client, Columns, applied, part, uri};
use crate::support::files_below;
use crate::support::folder::Folder;

/// The texts of a folder by their addresses.
fn texts(folder: &Folder) -> BTreeMap<String, String> {
    let files = files_below(folder.path(), "pol").into_iter();
    files
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("it can be read");
            (uri(&path.canonicalize().expect("it is there")), text)
        })
        .collect()
}

/// Returns every program in words, and how many findings of each gravity there are.
fn meaning(texts: &BTreeMap<String, String>) -> (Vec<String>, BTreeMap<String, usize>) {
    let workspace = Workspace::new(texts.iter().map(|(name, text)| (name.clone(), text.clone())));
    let analysis = workspace.analyse();
    let programs = analysis.jurisdictions.iter().map(|own| without_places(&format!("{:?}", own.program))).collect();
    let mut counts = BTreeMap::new();
    for own in analysis.problems.iter() {
        assert_ne!(own.severity, Severity::Error, "{own:?}");
        *counts.entry(own.code.name().to_owned()).or_default() += 1;
    }
    (programs, counts)
}

/// Takes out where things stand; that is all that may change.
fn without_places(text: &str) -> String {
    let mut parts = text.split("Span { ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str(part.split_once(" }").map_or(part, |(_, rest)| rest));
    }
    out
}

/// Renames what stands at a place to `𠮷新名`, which must then stand so often; returns the texts.
fn with_new_name(
    client: &mut Client,
    before: &BTreeMap<String, String>,
    (own, place): (&str, &str),
    (name, count): (&str, usize),
) -> BTreeMap<String, String> {
    let mut params = client.at(own, place);
    params["newName"] = json!("𠮷新名");
    let answer = client.request("textDocument/rename", params);
    assert!(answer.get("error").is_none(), "{name}: {answer}");
    let after = renamed(before, &answer["result"], Columns::Utf16);
    let written: usize = after.values().map(|text| text.matches("𠮷新名").count()).sum();
    assert_eq!(written, count, "{name}");
    after
}

fn renamed(texts: &BTreeMap<String, String>, edit: &Value, columns: Columns) -> BTreeMap<String, String> {
    let mut out = texts.clone();
    for (uri, edits) in edit["changes"].as_object().expect("changes by address") {
        let text = out.get_mut(uri).unwrap_or_else(|| panic!("{uri} is no text of the workspace"));
        *text = applied(text, edits.as_array().expect("a list"), columns);
    }
    out
}

#[test]
fn new_names_keep_all_meanings() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies/jibei"), "policies");
    let before = texts(&folder);
    let (programs, counts) = meaning(&before);
    // Where to stand, what is named there, and in how many files it is used at least.
    let names = [
        ("qingshan.pol", "门诊慢病报销 每次结算", "门诊慢病报销", 1),
        ("province.pol", "慢病病种 : 病种", "慢病病种", 4),
        ("province.pol", "两病病种 : 病种", "两病病种", 2),
        ("qingshan.pol", "门诊慢特病\n", "门诊慢特病", 0),
        ("province.pol", "低保标准 : 金额", "低保标准", 3),
        ("qingshan.pol", "文12 第三条", "文12", 1),
        ("province.pol", "自理能力 有序", "自理能力", 1),
        ("province.pol", "不能自理 <", "不能自理", 1),
        ("province.pol", "吉北省 代码", "吉北省", 6),
        ("qingshan.pol", "青山县 代码", "青山县", 2),
        ("province.pol", "大骨节病", "大骨节病", 1),
        ("province.pol", "省1 附件1", "省1", 1),
    ];
    for columns in [Columns::Utf16, Columns::Utf8] {
        let mut client = Client::start(&[folder.path()], columns, &[]);
        for file in ["province.pol", "qingshan.pol"] {
            let path = folder.path().join("policies").join(file);
            let text = std::fs::read_to_string(&path).expect("it is there");
            client.open(&path, &text);
        }
        // The second time only for the columns.
        let names = if columns == Columns::Utf16 { &names[..] } else { &names[..2] };
        for (file, place, name, files) in names.iter().copied() {
            let path = folder.path().join("policies").join(file).canonicalize().expect("it is there");
            let mut params = client.at(&uri(&path), place);
            let prepared = client.request("textDocument/prepareRename", params.clone());
            params["newName"] = json!("𠮷新名");
            let answer = client.request("textDocument/rename", params.clone());
            if files == 0 {
                // Declared by the standard vocabulary.
                assert_eq!(answer["error"]["code"], -32803, "{name}: {answer}");
                assert_eq!(prepared["error"]["code"], -32803, "{name}: {prepared}");
                continue;
            }
            assert_eq!(prepared["result"]["placeholder"], name, "{prepared}");
            assert!(answer.get("error").is_none(), "{name}: {answer}");
            let after = renamed(&before, &answer["result"], columns);
            let changed = before.iter().filter(|(uri, text)| after[*uri] != **text).count();
            assert!(changed >= files, "{name}: {changed} files");
            let (new_programs, new_counts) = meaning(&after);
            assert_eq!(new_counts, counts, "{name}");
            for (old, new) in programs.iter().zip(&new_programs) {
                assert!(*old == new.replace("𠮷新名", name), "{name} means something else now");
            }
            assert!(new_programs != programs, "{name} is still called so");
        }
        assert_eq!(client.logs, Vec::<String>::new());
        assert_eq!(client.leave(), Some(0));
    }
}

#[test]
fn arguments_columns_of_tables_and_units_get_new_names() {
    let folder = Folder::new();
    let province = "省 吉北省 代码 220000\n\n参数 倍数 = 120%\n\n单位 亩 英文 mu\n\n\
                    字段 家庭.耕地 : 亩, 默认 2亩\n\n参数 补贴 : 金额/亩 = 80元/亩\n\n定义 上浮(数额 : 金额) = 数额 × 倍数\n\n\
                    表 首付表 按 合规费用 得 首付, 余额 取首条 {\n    不超过 1000元  →  100元  200元\n    其余           →  300元  400元\n}\n\n\
                    待遇 基本 每次结算 {\n    金额 (首付表.首付 + 上浮(首付表.余额))\n}\n\n\
                    待遇 地补 每户每年 {\n    条件 家庭.耕地 不低于 1.5亩\n    金额 (补贴 × 家庭.耕地)\n}\n";
    let county = "县 青山县 代码 222401 属于 吉北省\n\n待遇 补充 每次结算 {\n    金额 首付表.余额\n}\n";
    folder.write("policies/province.pol", province);
    folder.write("policies/county.pol", county);
    let before = texts(&folder);
    let meanings = |texts: &BTreeMap<String, String>| -> Vec<String> {
        let workspace = Workspace::new(texts.iter().map(|(name, text)| (name.clone(), text.clone())));
        let analysis = workspace.analyse();
        let errors: Vec<_> = analysis.problems.iter().filter(|own| own.severity == Severity::Error).collect();
        assert!(errors.is_empty(), "{errors:?}");
        analysis.jurisdictions.iter().map(|own| without_places(&format!("{:?}", own.program))).collect()
    };
    let old = meanings(&before);
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &["--lang", "zh"]);
    let path = folder.path().join("policies/province.pol");
    let own = client.open(&path, province);
    // The place, the name, and how often it stands in both files.
    for (place, name, count) in [
        ("数额 × 倍数", "数额", 2),
        ("首付 + 上浮", "首付", 2),
        ("余额 取首条", "余额", 3),
        ("亩 = 80元", "亩", 6),
        ("亩\n    金额 (补贴", "亩", 6),
    ] {
        let after = with_new_name(&mut client, &before, (&own, place), (name, count));
        let new: Vec<String> = meanings(&after).iter().map(|own| own.replace("𠮷新名", name)).collect();
        assert!(old == new, "{name} means something else now");
    }
    // What would then mean something else is refused: the argument hides the param.
    let mut params = client.at(&own, "数额 × 倍数");
    params["newName"] = json!("倍数");
    let answer = client.request("textDocument/rename", params);
    assert!(answer["error"]["message"].is_string(), "{answer}");
    // A unit stands behind numbers without quotes: what would need some, or is a unit of the language, cannot be.
    for name in ["公 顷", "天", "以上"] {
        let mut params = client.at(&own, "亩 英文");
        params["newName"] = json!(name);
        let answer = client.request("textDocument/rename", params);
        assert!(answer["error"]["message"].is_string(), "{name}: {answer}");
    }
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn names_that_cannot_be_are_refused_with_a_sentence() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies/jibei"), "policies");
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &["--lang", "zh"]);
    let path = folder.path().join("policies/qingshan.pol");
    let text = std::fs::read_to_string(&path).expect("it is there");
    let own = client.open(&path, &text);
    let cases = [
        ("两病用药 每次", "门诊慢病报销", "`门诊慢病报销` 已是别的名称(policies/qingshan.pol:"),
        ("两病用药 每次", "  ", "新名称不能为空"),
        ("两病用药 每次", "甲\n乙", "名称里不能有换行等控制字符"),
        ("待遇 两病用药", "甲", "这里没有可以改的名称"),
        ("300元/年", "甲", "这里没有可以改的名称"),
        ("文12 =", "文15", "`文15` 已是别的名称(policies/qingshan.pol:6)"),
    ];
    for (place, new, wanted) in cases {
        let mut params = client.at(&own, place);
        params["newName"] = json!(new);
        let answer = client.request("textDocument/rename", params);
        let message = answer["error"]["message"].as_str().unwrap_or_else(|| panic!("{place} to {new}: {answer}"));
        assert!(message.starts_with(wanted), "{place} to {new}: {message}");
    }
    // A word of the language is a name in quotes.
    let mut params = client.at(&own, "两病用药 每次");
    params["newName"] = json!("待遇");
    let result = client.result("textDocument/rename", params);
    let edits = result["changes"][&own].as_array().expect("edits");
    assert!(edits.iter().all(|edit| edit["newText"] == "「待遇」"), "{edits:?}");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn names_lead_to_their_declarations_and_clauses_to_the_province() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies/jibei"), "policies");
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &[]);
    let at = |name: &str| folder.path().join("policies").join(name).canonicalize().expect("it is there");
    let text = std::fs::read_to_string(at("qingshan.pol")).expect("it is there");
    let province = std::fs::read_to_string(at("province.pol")).expect("it is there");
    let own = client.open(&at("qingshan.pol"), &text);
    let above = uri(&at("province.pol"));

    let params = client.at(&own, "慢病病种 {");
    let found = client.result("textDocument/definition", params.clone());
    assert_eq!(found[0]["uri"], above.as_str());
    assert_eq!(part(&province, &found[0]["range"], Columns::Utf16), "慢病病种");
    let mut with_uses = params;
    with_uses["context"] = json!({ "includeDeclaration": false });
    let uses = client.result("textDocument/references", with_uses);
    let uses = uses.as_array().expect("a list");
    assert!(
        uses.len() > 5
            && uses.iter().all(|place| place["range"] != found[0]["range"] || place["uri"] != found[0]["uri"])
    );

    // 调整 住院报销.比例[二级]: the province's clause, and back.
    let params = client.at(&own, "住院报销.比例[二级]");
    let parent = client.result("textDocument/typeDefinition", params);
    assert_eq!(parent[0]["uri"], above.as_str(), "{parent}");
    let clause = part(&province, &parent[0]["range"], Columns::Utf16);
    assert!(clause.starts_with("比例"), "{clause}");
    client.open(&at("province.pol"), &province);
    let params = json!({ "textDocument": { "uri": above }, "position": parent[0]["range"]["start"] });
    let children = client.result("textDocument/implementation", params);
    assert!(children.as_array().expect("a list").iter().any(|place| place["uri"] == own.as_str()), "{children}");

    // The standard on the clause.
    let params = client.at(&own, "比例 按 机构等级, 人群 {");
    let required = client.result("textDocument/declaration", params);
    let required = required.as_array().expect("a list").clone();
    assert!(!required.is_empty());
    for place in &required {
        let text = std::fs::read_to_string(at("province.pol")).expect("it is there");
        assert!(part(&text, &place["range"], Columns::Utf16).contains("比例"), "{place}");
    }
    // In the same file all the same names light up.
    let params = client.at(&own, "文12 第三条");
    let lights = client.result("textDocument/documentHighlight", params);
    let lights = lights.as_array().expect("a list").clone();
    let written: Vec<&str> = lights.iter().map(|own| part(&text, &own["range"], Columns::Utf16)).collect();
    assert_eq!(written.len(), text.matches("文12").count());
    assert!(written.iter().all(|own| *own == "文12"));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn a_text_has_an_outline_folds_and_colours() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies/jibei"), "policies");
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &[]);
    let path = folder.path().join("policies/qingshan.pol");
    let text = std::fs::read_to_string(&path).expect("it is there");
    // A broken clause takes nothing else away.
    let text = text.replace("    条件 资格认定: 已认定\n", "    条件 资格认定: 已认定 且 且\n");
    let own = client.open(&path, &text);
    let params = json!({ "textDocument": { "uri": own } });
    let outline = client.result("textDocument/documentSymbol", params.clone());
    let benefit =
        outline.as_array().expect("a list").iter().find(|own| own["name"] == "门诊慢病报销").expect("it is listed");
    let clauses: Vec<&str> =
        benefit["children"].as_array().expect("a list").iter().filter_map(|own| own["name"].as_str()).collect();
    assert!(clauses.contains(&"限额 3000元/年") && clauses.contains(&"比例 按 机构等级, 人群"), "{clauses:?}");
    assert!(clauses.iter().any(|own| own.contains("重症")), "{clauses:?}");
    let folds = client.result("textDocument/foldingRange", params.clone());
    let line = |part: &str| text[..text.find(part).expect("there")].matches('\n').count();
    let fold = folds
        .as_array()
        .expect("a list")
        .iter()
        .find(|own| own["startLine"] == line("待遇 门诊慢病报销"))
        .expect("a fold");
    assert!(fold["endLine"].as_u64().expect("a line") > line("情形 重症") as u64);
    let tokens = client.result("textDocument/semanticTokens/full", params);
    let data: Vec<u64> = tokens["data"].as_array().expect("numbers").iter().filter_map(Value::as_u64).collect();
    let (mut line, mut column) = (0, 0);
    let mut kinds: BTreeMap<String, u64> = BTreeMap::new();
    for token in data.chunks(5) {
        column = if token[0] == 0 { column + token[1] } else { token[1] };
        line += token[0];
        let range = json!({
            "start": { "line": line, "character": column }, "end": { "line": line, "character": column + token[2] },
        });
        kinds.insert(part(&text, &range, Columns::Utf16).to_owned(), token[3]);
    }
    let wanted =
        [("待遇", 0), ("每次结算", 0), ("门诊慢病报销", 10), ("300元", 3), ("病种", 5), ("特困", 8), ("文12", 13)];
    for (word, kind) in wanted {
        assert_eq!(kinds.get(word), Some(&kind), "{word}");
    }
    let position = client.position(&own, text.find("300元/年").expect("there") + 1);
    let params = json!({ "textDocument": { "uri": own }, "positions": [position] });
    let around = client.result("textDocument/selectionRange", params);
    let mut at = &around[0];
    let mut parts = Vec::new();
    while at["range"].is_object() {
        parts.push(part(&text, &at["range"], Columns::Utf16));
        at = &at["parent"];
    }
    assert_eq!(parts[0], "300元/年");
    assert!(parts[1].starts_with("起付线 300元/年"), "{parts:?}");
    assert_eq!(parts.last(), Some(&text.as_str()));
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn findings_carry_what_to_do() {
    let folder = Folder::new();
    let text = "县 青山县 代码 222401\n\n文件 文1 = \"青医保发〔2019〕12号\" 发文 2019-06-20\n\n待遇 门诊 每次结算 @ 文1 {\n    报销比例 70\n    限额 3000元/年\n    限额 4000元/年\n}\n";
    folder.write("a.pol", text);
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &["--lang", "zh"]);
    let own = client.open(&folder.path().join("a.pol"), text);
    let found = client.findings(&own);
    let repeated = found.iter().find(|own| own["code"] == "clause-repeated").unwrap_or_else(|| panic!("{found:?}"));
    let other = &repeated["relatedInformation"][0]["location"];
    assert_eq!(other["uri"], own.as_str());
    assert_ne!(other["range"], repeated["range"], "both culprits are shown");

    let actions = |client: &mut Client, place: &str| {
        let at = client.text(&own).find(place).expect("there");
        let params = json!({
            "textDocument": { "uri": own },
            "range": client.range(&own, at..at),
            "context": { "diagnostics": [] },
        });
        client.result("textDocument/codeAction", params).as_array().expect("a list").clone()
    };
    let all = actions(&mut client, "报销比例");
    let fix = all.iter().find(|own| own["isPreferred"] == true).unwrap_or_else(|| panic!("{all:?}"));
    let mended = applied(text, fix["edit"]["changes"][&own].as_array().expect("edits"), Columns::Utf16);
    assert!(mended.contains("    比例 70"), "{mended}");
    // Everything that is certain at once.
    let all_fixes = all.iter().find(|own| own["kind"] == "source.fixAll").expect("it is offered").clone();
    let resolved = client.result("codeAction/resolve", all_fixes);
    let mended = applied(text, resolved["edit"]["changes"][&own].as_array().expect("edits"), Columns::Utf16);
    assert!(mended.contains("    比例 70%\n"), "{mended}");
    // A warning can be allowed, with a reason.
    client.edit(&own, 0..text.len(), "县 青山县 代码 222401\n\n参数 甲 : 金额 = 3元\n");
    client.findings(&own);
    let all = actions(&mut client, "参数 甲");
    let allow =
        all.iter().find(|own| own["title"].as_str().is_some_and(|own| own.starts_with("允许 unused-definition")));
    let allow = allow.unwrap_or_else(|| panic!("{all:?}"));
    let edits = allow["edit"]["changes"][&own].as_array().expect("edits").clone();
    let remarked = applied(client.text(&own), &edits, Columns::Utf16);
    assert!(remarked.contains("\n# 允许 unused-definition: \n参数 甲"), "{remarked}");
    let explain = all.iter().find(|own| own["command"]["command"] == "polcheck.explain").expect("it is offered");
    let page = client.result(
        "workspace/executeCommand",
        json!({ "command": "polcheck.explain", "arguments": explain["command"]["arguments"] }),
    );
    assert!(page["markdown"].as_str().expect("a page").len() > 100);
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn an_editor_that_knows_little_gets_flat_answers() {
    let folder = Folder::new();
    let text = "县 青山县 代码 222401\n\n待遇 门诊 每次结算 {\n    比例 70%\n}\n";
    folder.write("a.pol", text);
    let mut client = Client::silent(folder.path(), Columns::Utf16, &["--lang", "zh"]);
    let root = uri(&folder.path().canonicalize().expect("it is there"));
    client.request("initialize", json!({ "processId": null, "rootUri": root, "capabilities": {} }));
    client.notify("initialized", json!({}));
    let own = client.open(&folder.path().join("a.pol"), text);
    // Even before anything else is known of the text.
    let flat = client.result("textDocument/documentSymbol", json!({ "textDocument": { "uri": own } }));
    let names: Vec<&str> = flat.as_array().expect("a list").iter().filter_map(|own| own["name"].as_str()).collect();
    assert_eq!(names, ["县 青山县 代码 222401", "门诊", "比例 70%"]);
    assert!(flat.as_array().expect("a list").iter().all(|entry| entry["location"]["uri"] == own.as_str()), "{flat}");
    // A place instead of a link.
    client.edit(&own, text.len()..text.len(), "\n待遇 住院 每次结算 { 比例 同 门诊 }\n");
    let params = client.at(&own, "门诊 }");
    let found = client.result("textDocument/definition", params);
    assert_eq!(found[0]["uri"], own.as_str(), "{found}");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn labels_get_new_names_in_province_and_counties() {
    let folder = Folder::new();
    let province = "省 吉北省 代码 220000\n\n待遇 医疗救助 每次结算 {\n    条件 就医: 就医类别 = 住院\n    比例 60%\n    限额 肿瘤: 5000元/年\n    \
                    限额 其他: 3000元/年\n    情形 大额 当 合规费用 超过 1万元 { 比例 70% }\n}\n\n\
                    断言 底线 { 必须 医疗救助.限额.肿瘤 不低于 1000元 }\n";
    let county = "县 青山县 代码 222401 属于 吉北省\n\n调整 医疗救助 { 限额 肿瘤: 6000元/年 }\n\n调整 医疗救助.情形.大额.比例 为 75%\n\n\
                  待遇 补充 每次结算 { 限额 肿瘤: 100元/年; 比例 10%; 条件 就医: 就医类别 = 住院 }\n\n\
                  测试 \"门诊不给\" 于 2020-03-01 {\n    已知 { 就医类别 门诊; 合规费用 1元 }\n    应得 医疗救助 不予 因 条件.就医\n}\n";
    folder.write("policies/province.pol", province);
    folder.write("policies/county.pol", county);
    let before = texts(&folder);
    let (programs, counts) = meaning(&before);
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &["--lang", "zh"]);
    let path = folder.path().join("policies/province.pol");
    let own = client.open(&path, province);
    // The place, the label, and how often it stands for the same in both files.
    for (place, name, count) in
        [("肿瘤: 5000", "肿瘤", 3), ("大额 当", "大额", 2), ("就医: ", "就医", 2), ("底线 {", "底线", 1)]
    {
        let after = with_new_name(&mut client, &before, (&own, place), (name, count));
        let (new_programs, new_counts) = meaning(&after);
        assert_eq!(new_counts, counts, "{name}");
        for (old, new) in programs.iter().zip(&new_programs) {
            assert!(*old == new.replace("𠮷新名", name), "{name} means something else now");
        }
    }
    // Two labels of one benefit cannot become one.
    let mut params = client.at(&own, "肿瘤: 5000");
    params["newName"] = json!("其他");
    let answer = client.request("textDocument/rename", params);
    assert!(answer["error"]["message"].is_string(), "{answer}");
    assert_eq!(client.leave(), Some(0));
}
