//! How a conversation begins and ends, what is no request, files that come and go, settings.

use std::path::Path;

use serde_json::{Value, json};

use super::client::{Client, Columns, applied, part, uri};
use crate::support::folder::Folder;

const COUNTY: &str = "县 青山县 代码 222401\n\n参数 起付 = 300元\n";

#[test]
fn a_conversation_begins_and_ends_in_due_form() {
    let folder = Folder::new();
    let mut client = Client::silent(folder.path(), Columns::Utf16, &["--stdio"]);
    let early = client.request("textDocument/hover", json!({}));
    assert_eq!(early["error"]["code"], -32002);
    client.notify("textDocument/didOpen", json!({ "nonsense": true }));
    let answer = client.request("initialize", json!({ "capabilities": {}, "locale": "zh-cn" }));
    assert_eq!(answer["result"]["serverInfo"]["name"], "polcheck");
    assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-16");
    client.notify("initialized", json!({}));
    assert_eq!(client.request("initialize", json!({ "capabilities": {} }))["error"]["code"], -32600);
    let unknown = client.request("textDocument/moniker", json!({}));
    assert_eq!(unknown["error"]["code"], -32601);
    assert_eq!(unknown["error"]["message"], "不支持 textDocument/moniker");
    let wrong = client.request("textDocument/hover", json!({ "textDocument": { "uri": "file:///nowhere.pol" } }));
    assert_eq!(wrong["error"]["code"], -32602);
    // What is no message is told in the log, and the next one is heard.
    client.raw("{ \"jsonrpc\": ");
    client.notify("$/unheard-of", json!({}));
    client.notify("$/cancelRequest", json!({ "id": 4711 }));
    client.notify("textDocument/didChange", json!([]));
    assert_eq!(client.request("workspace/symbol", json!({ "query": "" }))["result"], json!([]));
    assert_eq!(client.logs.len(), 2, "{:?}", client.logs);
    assert_eq!(client.request("shutdown", Value::Null)["result"], Value::Null);
    assert_eq!(client.request("workspace/symbol", json!({ "query": "" }))["error"]["code"], -32600);
    client.notify("exit", Value::Null);
    assert_eq!(client.wait(), Some(0));
    // Without a good-bye: 1; before anything was said: 0.
    let mut rude = Client::start(&[folder.path()], Columns::Utf16, &[]);
    rude.notify("exit", Value::Null);
    assert_eq!(rude.wait(), Some(1));
    assert_eq!(Client::silent(folder.path(), Columns::Utf16, &[]).wait(), Some(0));
}

#[test]
fn a_request_can_be_cancelled() {
    let folder = Folder::new();
    folder.write("a.pol", COUNTY);
    let mut client = Client::start(&[folder.path()], Columns::Utf16, &[]);
    let uri = client.open(&folder.path().join("a.pol"), COUNTY);
    client.findings(&uri);
    client.edit(&uri, 0..0, "# 说明\n");
    let params = client.at(&uri, "起付");
    let id = client.ask("textDocument/references", params);
    client.notify("$/cancelRequest", json!({ "id": id }));
    let answer = client.answer(id);
    // It may have been quicker.
    assert!(answer["error"]["code"] == -32800 || answer["result"].is_array(), "{answer}");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn files_that_are_not_open_count_as_well() {
    let folder = Folder::new();
    folder.write("polcheck.toml", "policies = [\"政策\"]\nlang = \"en\"\n[rules]\nunused-definition = \"off\"\n");
    folder.write("政策/province.pol", "省 吉北省 代码 220000\n\n参数 起付 : 金额 = 300元\n");
    folder.write("政策/county.pol", "县 青山县 代码 222401 属于 吉北省\n\n调整 起付 为 400\n");
    let county = folder.path().join("政策/county.pol");
    let mut client = Client::start(&[folder.path()], Columns::Utf8, &[]);
    let address = uri(&county.canonicalize().expect("it is there"));
    let found = client.findings(&address);
    let errors: Vec<&Value> = found.iter().filter(|own| own["severity"] == 1).collect();
    assert_eq!(errors.len(), 1, "{found:?}");
    assert_eq!(errors[0]["code"], "unit-missing");
    assert!(errors[0]["message"].as_str().expect("a text").starts_with("`400` needs a unit"), "{}", errors[0]);
    // The editor mends it without saving; the file on disk counts again when the text is closed.
    let text = std::fs::read_to_string(&county).expect("it is there");
    client.open(&county, &text);
    let at = text.find("400").expect("a number") + 3;
    client.edit(&address, at..at, "元");
    assert!(client.findings(&address).iter().all(|own| own["severity"] != 1));
    client.diagnostics.clear();
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": address } }));
    client.settle();
    assert!(
        client.diagnostics[&address]["diagnostics"].as_array().expect("a list").iter().any(|own| own["severity"] == 1)
    );
    // Somebody else mends the file on disk, then breaks the settings.
    folder.write("政策/county.pol", &text.replace("400", "400元"));
    let changed = |path: &Path| json!({ "changes": [{ "uri": uri(&path.canonicalize().expect("there")), "type": 2 }] });
    client.notify("workspace/didChangeWatchedFiles", changed(&county));
    client.settle();
    assert!(
        client.diagnostics[&address]["diagnostics"].as_array().expect("a list").iter().all(|own| own["severity"] != 1)
    );
    folder.write("polcheck.toml", "policies = [\"政策\"]\n\n[rules]\nunused-definitio = \"off\"\n");
    let toml = folder.path().join("polcheck.toml");
    client.notify("workspace/didChangeWatchedFiles", changed(&toml));
    client.settle();
    let fault = &client.diagnostics[&uri(&toml.canonicalize().expect("there"))]["diagnostics"][0];
    assert_eq!(fault["range"]["start"]["line"], 3);
    assert!(fault["message"].as_str().expect("a text").contains("unused-definitio"), "{fault}");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn several_workspaces_are_kept_apart() {
    let (one, other) = (Folder::new(), Folder::new());
    one.write("a.pol", "县 甲县\n\n参数 丙 = 1元\n");
    other.write("a.pol", "县 乙县\n\n参数 丙 = 1元\n参数 丁 = 丙\n");
    let mut client = Client::start(&[one.path(), other.path()], Columns::Utf16, &[]);
    let mut counts = Vec::new();
    for folder in [&one, &other] {
        let path = folder.path().join("a.pol");
        let text = std::fs::read_to_string(&path).expect("it is there");
        let uri = client.open(&path, &text);
        client.findings(&uri);
        let params = client.at(&uri, "丙");
        let params = json!({ "context": { "includeDeclaration": true }, "textDocument": params["textDocument"], "position": params["position"] });
        let places = client.result("textDocument/references", params);
        let places = places.as_array().expect("a list").clone();
        assert!(places.iter().all(|place| place["uri"] == uri.as_str()), "{places:?}");
        counts.push(places.len());
    }
    assert_eq!(counts, [1, 2]);
    let found = client.result("workspace/symbol", json!({ "query": "县" }));
    let names: Vec<&str> = found.as_array().expect("a list").iter().filter_map(|own| own["name"].as_str()).collect();
    assert_eq!(names, ["甲县", "乙县"]);
    // A folder leaves, and its findings with it.
    let gone = json!({ "uri": uri(&other.path().canonicalize().expect("there")), "name": "w" });
    client.notify(
        "textDocument/didClose",
        json!({ "textDocument": { "uri": uri(&other.path().join("a.pol").canonicalize().expect("there")) } }),
    );
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": [gone] } }));
    let found = client.result("workspace/symbol", json!({ "query": "县" }));
    assert_eq!(found.as_array().expect("a list").len(), 1, "{found}");
    assert_eq!(client.leave(), Some(0));
}

#[test]
fn texts_that_lie_nowhere_are_checked_too() {
    let folder = Folder::new();
    let mut client = Client::start(&[], Columns::Utf16, &[]);
    let text = "county Nowhere\n\nparam a = 3000\nparam b : money = 1\n";
    let item = json!({ "uri": "untitled:Untitled-1", "languageId": "polcheck", "version": 1, "text": text });
    client.notify("textDocument/didOpen", json!({ "textDocument": item }));
    let found = client.findings("untitled:Untitled-1");
    assert!(found.iter().any(|own| own["code"] == "unit-missing" && own["range"]["start"]["line"] == 3), "{found:?}");
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": "untitled:Untitled-1" } }));
    client.settle();
    assert_eq!(client.diagnostics["untitled:Untitled-1"]["diagnostics"], json!([]));
    assert_eq!(client.leave(), Some(0));
    drop(folder);
}

#[test]
fn line_ends_and_byte_order_marks_are_no_letters() {
    let folder = Folder::new();
    let text = "\u{feff}县 𠮷县 代码 222401\r\n\r\n参数 起付 : 金额 = 300\r\n参数 𠮷 : 金额 = 500\r\n";
    folder.write("a.pol", text);
    for columns in [Columns::Utf8, Columns::Utf16] {
        let mut client = Client::start(&[folder.path()], columns, &[]);
        // On disk the mark is there, editors do not show it.
        let path = folder.path().join("a.pol");
        let shown = text.trim_start_matches('\u{feff}');
        let address = uri(&path.canonicalize().expect("there"));
        for open in [false, true] {
            if open {
                client.open(&path, shown);
            }
            let found = client.findings(&address);
            let parts: Vec<&str> = found
                .iter()
                .filter(|own| own["code"] == "unit-missing")
                .map(|own| part(shown, &own["range"], columns))
                .collect();
            assert_eq!(parts, ["300", "500"], "{columns:?} {open}");
        }
        // A fix in the editor's own columns.
        let params = json!({
            "textDocument": { "uri": address },
            "range": client.range(&address, shown.find("500").expect("there")..shown.find("500").expect("there")),
            "context": { "diagnostics": [], "only": ["quickfix"] },
        });
        let actions = client.result("textDocument/codeAction", params);
        let fix = actions.as_array().expect("a list").iter().find(|own| own["edit"].is_object()).expect("a fix");
        let edits = fix["edit"]["changes"][&address].as_array().expect("edits").clone();
        let mended = applied(shown, &edits, columns);
        assert!(mended.contains("参数 𠮷 : 金额 = 500元\r\n"), "{mended}");
        assert_eq!(client.leave(), Some(0));
    }
}

#[test]
fn the_editor_shows_what_the_command_line_shows() {
    let folder = Folder::new();
    folder.write("polcheck.toml", "lang = \"en\"\n[rules]\nbenefit-without-test = \"off\"\n");
    let text = "县 青山县 代码 222401\n\n参数 起付 = 300元\n\n参数 封顶 = 400元\n";
    folder.write("policies/county.pol", text);
    let county = folder.path().join("policies/county.pol");
    let polcheck = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_polcheck"));
        let output = command.args(arguments).current_dir(folder.path()).output().expect("it starts");
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    // `line code` of every finding of the command line, and of the editor.
    let by_command = || -> Vec<String> {
        let found: Value = serde_json::from_str(&polcheck(&["check", "--format", "json"])).expect("JSON");
        let all = found["diagnostics"].as_array().expect("a list").iter();
        let told = |own: &Value| format!("{} {}", own["line"], own["code"].as_str().unwrap_or_default());
        let mut all: Vec<String> = all.map(told).collect();
        all.sort();
        all
    };
    let by_editor = || -> Vec<String> {
        let mut client = Client::start(&[folder.path()], Columns::Utf16, &[]);
        let address = client.open(&county, &std::fs::read_to_string(&county).expect("it is there"));
        let found = client.findings(&address);
        let told = |own: &Value| {
            let line = own["range"]["start"]["line"].as_u64().expect("a line") + 1;
            format!("{line} {}", own["code"].as_str().unwrap_or_default())
        };
        let mut all: Vec<String> = found.iter().map(told).collect();
        all.sort();
        assert_eq!(client.leave(), Some(0));
        all
    };
    let found = by_command();
    assert!(found.iter().filter(|own| own.ends_with("unused-definition")).count() == 2, "{found:?}");
    assert_eq!(by_editor(), found);
    // What is put up with is shown by neither; what comes after it is shown by both.
    polcheck(&["check", "--write-baseline"]);
    assert_eq!((by_command(), by_editor()), (Vec::new(), Vec::new()));
    folder.write("policies/county.pol", &format!("{text}\n参数 限额 = 500元\n"));
    let found = by_command();
    assert!(!found.is_empty() && found.iter().all(|own| own.starts_with("7 ")), "{found:?}");
    assert_eq!(by_editor(), found);
}
