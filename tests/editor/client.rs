//! The part of an editor: starts the real server, keeps texts, speaks the protocol over pipes.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Nothing here takes that long; it only keeps a fault from hanging the tests.
const LONGEST: Duration = Duration::from_secs(120);

/// What is agreed on for columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Columns {
    Utf8,
    Utf16,
}

pub(super) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    next_id: i64,
    columns: Columns,
    /// Answers and notifications that nobody has asked for yet.
    answers: BTreeMap<i64, Value>,
    pub(super) diagnostics: BTreeMap<String, Value>,
    pub(super) logs: Vec<String>,
    texts: BTreeMap<String, (String, i64)>,
}

pub(super) fn uri(path: &Path) -> String {
    let mut out = "file://".to_owned();
    for byte in path.to_string_lossy().bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

impl Client {
    /// Starts the server and introduces an editor that can do everything.
    pub(super) fn start(folders: &[&Path], columns: Columns, arguments: &[&str]) -> Client {
        let mut client = Client::silent(folders.first().copied().unwrap_or(Path::new(".")), columns, arguments);
        let encodings = match columns {
            Columns::Utf8 => json!(["utf-8", "utf-16"]),
            Columns::Utf16 => json!(["utf-16"]),
        };
        let real: Vec<PathBuf> = folders.iter().map(|own| own.canonicalize().expect("the folder is there")).collect();
        let folders: Vec<Value> = real.iter().map(|own| json!({ "uri": uri(own), "name": "w" })).collect();
        let answer = client.request(
            "initialize",
            json!({
                "processId": null,
                "rootUri": null,
                "workspaceFolders": folders,
                "capabilities": {
                    "general": { "positionEncodings": encodings },
                    "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } },
                    "textDocument": {
                        "publishDiagnostics": { "relatedInformation": true, "tagSupport": { "valueSet": [1, 2] } },
                        "documentSymbol": { "hierarchicalDocumentSymbolSupport": true },
                        "codeAction": {
                            "codeActionLiteralSupport": { "codeActionKind": { "valueSet": [] } },
                            "resolveSupport": { "properties": ["edit"] },
                        },
                        "completion": { "completionItem": { "snippetSupport": true } },
                        "hover": { "contentFormat": ["markdown"] },
                    },
                },
            }),
        );
        let agreed = if columns == Columns::Utf8 { "utf-8" } else { "utf-16" };
        assert_eq!(answer["result"]["capabilities"]["positionEncoding"], agreed);
        client.notify("initialized", json!({}));
        client
    }

    /// Starts the server and says nothing.
    pub(super) fn silent(folder: &Path, columns: Columns, arguments: &[&str]) -> Client {
        let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
        command.arg("lsp").args(arguments).current_dir(folder).env_clear().env("HOME", folder).env("LANG", "C");
        command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("polcheck starts");
        let output = child.stdout.take().expect("a pipe");
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    return;
                }
            }
        });
        Client {
            input: child.stdin.take(),
            child,
            messages,
            next_id: 0,
            columns,
            answers: BTreeMap::new(),
            diagnostics: BTreeMap::new(),
            logs: Vec::new(),
            texts: BTreeMap::new(),
        }
    }

    pub(super) fn raw(&mut self, text: &str) {
        let input = self.input.as_mut().expect("the server listens");
        write!(input, "Content-Length: {}\r\n\r\n{text}", text.len()).expect("the server listens");
        input.flush().expect("the server listens");
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.raw(&json!({ "jsonrpc": "2.0", "method": method, "params": params }).to_string());
    }

    /// Sends a request; its answer is fetched later.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let id = self.next_id;
        self.raw(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string());
        id
    }

    pub(super) fn answer(&mut self, id: i64) -> Value {
        let until = Instant::now() + LONGEST;
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return answer;
            }
            self.take(until);
        }
    }

    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Sends a request that must have a result.
    pub(super) fn result(&mut self, method: &str, params: Value) -> Value {
        let answer = self.request(method, params);
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// Takes the next message of the server.
    fn take(&mut self, until: Instant) {
        let left = until.saturating_duration_since(Instant::now());
        let message = match self.messages.recv_timeout(left) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout) => panic!("the server is silent; it has logged {:?}", self.logs),
            Err(RecvTimeoutError::Disconnected) => panic!("the server is gone; it has logged {:?}", self.logs),
        };
        match (message["method"].as_str(), message["id"].as_i64()) {
            (Some("textDocument/publishDiagnostics"), _) => {
                let uri = message["params"]["uri"].as_str().expect("an address").to_owned();
                self.diagnostics.insert(uri, message["params"].clone());
            }
            (Some("window/logMessage"), _) => {
                self.logs.push(message["params"]["message"].as_str().expect("a text").to_owned());
            }
            (Some(_), Some(id)) => {
                self.raw(&json!({ "jsonrpc": "2.0", "id": id, "result": null }).to_string());
            }
            (None, Some(id)) => {
                let twice = self.answers.insert(id, message);
                assert!(twice.is_none(), "request {id} is answered twice");
            }
            _ => panic!("an odd message: {message}"),
        }
    }

    // ---- texts

    pub(super) fn open(&mut self, path: &Path, text: &str) -> String {
        let uri = uri(&real(path));
        self.texts.insert(uri.clone(), (text.to_owned(), 1));
        let item = json!({ "uri": uri, "languageId": "polcheck", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": item }));
        uri
    }

    pub(super) fn text(&self, uri: &str) -> &str {
        &self.texts[uri].0
    }

    /// Replaces bytes of an open text, as one change of a part.
    pub(super) fn edit(&mut self, uri: &str, bytes: std::ops::Range<usize>, new: &str) {
        let range = self.range(uri, bytes.clone());
        let (text, version) = self.texts.get_mut(uri).expect("the text is open");
        text.replace_range(bytes, new);
        *version += 1;
        let version = *version;
        let params = json!({
            "textDocument": { "uri": uri, "version": version },
            "contentChanges": [{ "range": range, "text": new }],
        });
        self.notify("textDocument/didChange", params);
    }

    pub(super) fn position(&self, uri: &str, offset: usize) -> Value {
        position(self.text(uri), offset, self.columns)
    }

    pub(super) fn range(&self, uri: &str, bytes: std::ops::Range<usize>) -> Value {
        json!({ "start": self.position(uri, bytes.start), "end": self.position(uri, bytes.end) })
    }

    /// Returns the parameters that name a place, here the beginning of a part of the text.
    pub(super) fn at(&self, uri: &str, part: &str) -> Value {
        let offset = self.text(uri).find(part).unwrap_or_else(|| panic!("no {part:?} in the text"));
        json!({ "textDocument": { "uri": uri }, "position": self.position(uri, offset) })
    }

    /// Waits for the findings of the present version of a text.
    pub(super) fn findings(&mut self, uri: &str) -> Vec<Value> {
        let version = self.texts.get(uri).map(|(_, version)| *version);
        let until = Instant::now() + LONGEST;
        loop {
            let known = self.diagnostics.get(uri);
            if let Some(known) = known.filter(|own| version.is_none() || own["version"].as_i64() == version) {
                return known["diagnostics"].as_array().expect("a list").clone();
            }
            self.take(until);
        }
    }

    /// Waits until everything that was sent has been worked on.
    pub(super) fn settle(&mut self) {
        self.request("workspace/symbol", json!({ "query": "" }));
    }

    /// Ends the conversation in due form; returns the exit code.
    pub(super) fn leave(mut self) -> Option<i32> {
        let answer = self.request("shutdown", Value::Null);
        assert_eq!(answer["result"], Value::Null);
        self.notify("exit", Value::Null);
        self.wait()
    }

    pub(super) fn wait(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().expect("the server ends").code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // A test that failed leaves no server behind.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Applies edits of the protocol to a text.
pub(super) fn applied(text: &str, edits: &[Value], columns: Columns) -> String {
    let mut all: Vec<(usize, usize, &str)> = edits
        .iter()
        .map(|edit| {
            let offset = |side: &str| offset(text, &edit["range"][side], columns);
            (offset("start"), offset("end"), edit["newText"].as_str().expect("a text"))
        })
        .collect();
    all.sort_by_key(|(start, ..)| *start);
    let mut out = text.to_owned();
    for (start, end, new) in all.into_iter().rev() {
        out.replace_range(start..end, new);
    }
    out
}

/// Returns what stands at a range of the protocol.
pub(super) fn part<'t>(text: &'t str, range: &Value, columns: Columns) -> &'t str {
    &text[offset(text, &range["start"], columns)..offset(text, &range["end"], columns)]
}

fn position(text: &str, offset: usize, columns: Columns) -> Value {
    let before = &text[..offset];
    let line = before.matches('\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let character = match columns {
        Columns::Utf8 => before.len() - start,
        Columns::Utf16 => before[start..].encode_utf16().count(),
    };
    json!({ "line": line, "character": character })
}

fn offset(text: &str, position: &Value, columns: Columns) -> usize {
    let (line, column) =
        (position["line"].as_u64().expect("a line"), position["character"].as_u64().expect("a column"));
    let start: usize = text.split_inclusive('\n').take(line as usize).map(str::len).sum();
    let mut left = column as usize;
    let mut at = start;
    while left > 0 {
        let letter = text[at..].chars().next().expect("the column is on the line");
        left -= if columns == Columns::Utf8 { letter.len_utf8() } else { letter.len_utf16() };
        at += letter.len_utf8();
    }
    at
}

fn real(path: &Path) -> PathBuf {
    let folder = path.parent().expect("it lies in a folder").canonicalize().expect("the folder is there");
    folder.join(path.file_name().expect("it has a name"))
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => length = value.trim().parse().ok()?,
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
