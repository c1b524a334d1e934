//! A policy typed letter by letter, with mistakes: every question is answered, and in the end the editor shows what
//! `polcheck check` finds.

use serde_json::{Value, json};

use super::client::{Client, Columns};
use crate::cli::{Request, start};
use crate::support::chance::Chance;
use crate::support::folder::Folder;

const PROVINCE: &str = "\
省 吉北省 代码 220000

文件 省1 = \"吉北医保发〔2019〕8号\" 发文 2019-11-20 标题 \"门诊慢特病\"

清单 慢病病种 : 病种 开放 @ 省1 { 高血压, 糖尿病, 冠心病 }

待遇 住院报销 每次结算 @ 省1 第二条 {
    条件 就医类别 = 住院
    起付线 按 机构等级 { 一级、乡镇卫生院、村卫生室 200元; 二级 500元; 三级 1000元 }
    比例 75%
    限额 10万元/年
}
";

/// What is typed. `⌫` takes the last letter back, as people do.
const TYPED: &str = "\
县 青山县 代码 222401 属于 吉北生⌫省

文件 文1 = “青医保发〔2019〕12号” 发文 2019-06-20 标题 \"𠮷日办法\"

增列 慢病病种 { 癫痫， 帕金森病 @ 文1 附件1 }

待遇 门诊慢病 每次结算 @ 文2⌫1 第三条 {
    条件 病种 属于 慢病病中⌫种
    起付线 300⌫⌫⌫200元/年 当 人群 = 特困 免
    比例 按 机构等级, 人群 {
                普通、监测对象、返贫致贫  低保  特困
        村卫生室、乡镇卫生院、一级  70%  80%  90%
        二级  60%  70%  80%
        三级  50%  60%  70
    }
    限额 3000元/年
}

调整 住院报销.比例 为 78% @ 文1 第九条

测试 \"低保户\" 用于 青山县 于 2020-03-05 {
    已知 { 人群 低保; 病种 高血压; 机构等级 一级; 合规费用 1000元 }
    应得 门诊慢病 = 640元
}
";

#[test]
fn every_letter_is_answered_and_the_end_is_what_check_finds() {
    let folder = Folder::new();
    folder.write("province.pol", PROVINCE);
    folder.write("county.pol", "");
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &["--lang", "zh"]);
    let uri = client.open(&folder.path().join("county.pol"), "");
    let questions = [
        "completion",
        "hover",
        "documentSymbol",
        "foldingRange",
        "semanticTokens/full",
        "signatureHelp",
        "definition",
        "formatting",
        "inlayHint",
        "codeAction",
        "codeLens",
        "documentHighlight",
        "prepareRename",
        "onTypeFormatting",
        "selectionRange",
    ];
    let mut chance = Chance::new(7);
    let mut open: Vec<(i64, &str)> = Vec::new();
    let (mut typed, mut results) = (0, 0);
    for letter in TYPED.chars() {
        let end = client.text(&uri).len();
        if letter == '⌫' {
            let last = client.text(&uri).chars().next_back().expect("there is a letter");
            client.edit(&uri, end - last.len_utf8()..end, "");
        } else {
            client.edit(&uri, end..end, &letter.to_string());
        }
        typed += 1;
        // A question after most letters, of all kinds in turn; sometimes the answer is waited for.
        if chance.below(3) > 0 {
            let question = questions[typed % questions.len()];
            let params = asked(&client, &uri, question);
            let id = client.ask(&format!("textDocument/{question}"), params);
            match chance.once_in(4) {
                true => results += judged(&client.answer(id), question),
                false => open.push((id, question)),
            }
        }
        if chance.below(40) == 0 {
            client.findings(&uri);
        }
    }
    assert!(typed > 400, "{typed} letters");
    for (id, question) in open {
        results += judged(&client.answer(id), question);
    }
    assert!(results > 50, "{results} answers");

    let found = client.findings(&uri);
    let text = client.text(&uri).to_owned();
    folder.write("county.pol", &text);
    let shown: Vec<(u64, u64, String, String)> = found
        .iter()
        .map(|own| {
            let at = &own["range"]["start"];
            let (line, column) = (at["line"].as_u64().expect("a line"), at["character"].as_u64().expect("a column"));
            let message = own["message"].as_str().expect("a text").lines().next().unwrap_or_default().to_owned();
            (line + 1, column + 1, own["code"].as_str().expect("a code").to_owned(), message)
        })
        .collect();
    assert_eq!(shown, checked(&folder, "county.pol"));
    assert!(shown.iter().any(|(line, _, code, _)| code == "unit-missing" && *line == 14), "{shown:?}");
    assert_eq!(client.logs, Vec::<String>::new());
    assert_eq!(client.leave(), Some(0));
}

/// Returns 1 for a result; an error must be one that is due: the text had changed, or there was nothing to format, to
/// rename.
fn judged(answer: &Value, question: &str) -> usize {
    match answer["error"]["code"].as_i64() {
        None => 1,
        Some(-32801) => 0,
        Some(-32803) if matches!(question, "formatting" | "prepareRename") => 0,
        Some(_) => panic!("{question}: {answer}"),
    }
}

/// Returns parameters for a question about the end of a text.
fn asked(client: &Client, uri: &str, question: &str) -> Value {
    let end = client.text(uri).len();
    let position = client.position(uri, end);
    let range = client.range(uri, 0..end);
    let last = client.text(uri).chars().next_back().unwrap_or(' ').to_string();
    let options = json!({ "tabSize": 4, "insertSpaces": true });
    let mut params = json!({ "textDocument": { "uri": uri } });
    match question {
        "inlayHint" => params["range"] = range,
        "codeAction" => (params["range"], params["context"]) = (range, json!({ "diagnostics": [] })),
        "formatting" => params["options"] = options,
        "onTypeFormatting" => {
            (params["position"], params["ch"], params["options"]) = (position, json!(last), options);
        }
        "selectionRange" => params["positions"] = json!([position]),
        "documentSymbol" | "foldingRange" | "semanticTokens/full" | "codeLens" => {}
        _ => params["position"] = position,
    }
    params
}

/// Returns lines, UTF-16 columns, codes and messages of what the command line finds in a file.
fn checked(folder: &Folder, file: &str) -> Vec<(u64, u64, String, String)> {
    let output = start(&Request::parse("polcheck check --format json --lang zh"), folder.path(), "C");
    let all: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let own = all["diagnostics"].as_array().expect("a list").iter().filter(|own| own["file"] == file);
    let number = |value: &Value| value.as_u64().expect("a number");
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    own.map(|own| (number(&own["line"]), number(&own["utf16_column"]), text(&own["code"]), text(&own["message"]["zh"])))
        .collect()
}
