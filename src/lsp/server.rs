//! The conversation with one editor: messages in order, requests handed to threads, answers and findings sent back; texts
//! are kept by [`texts`]. Knows nothing of policies.

mod texts;

use super::answers::{self, Ask, Needs};
use super::capabilities::{self, Client};
use super::disk::{Disk, OnDisk};
use super::documents::Document;
use super::pool::{Pool, caught};
use super::positions::Lines;
use super::snapshot::{self, Snapshot};
use super::worker::{self, Checked, Order, RootId, When};
use super::{diagnostics, uris, words};
use crate::base::text::{Lang, Text};
use crate::workspace::again::{Content, Input, Stop};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response, ResponseError};
use lsp_types::{InitializeParams, Uri};
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};

/// What happens to the server.
pub(super) enum Event {
    Message(Message),
    /// Something came that is no message.
    Garbled(String),
    /// Nothing more comes.
    Closed,
    Checked(Checked),
    Answered(RequestId, Result<Value, ResponseError>),
}

/// Where the conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Before,
    Running,
    ShutDown,
}

/// A workspace that the server looks after.
struct Root {
    /// `None`: a text that lies nowhere.
    folder: Option<PathBuf>,
    on_disk: OnDisk,
    snapshot: Option<Arc<Snapshot>>,
    generation: u64,
    stop: Stop,
    /// What the editor shows, by address.
    published: BTreeMap<String, Value>,
}

/// A text that is open.
struct Open {
    document: Document,
    root: RootId,
    name: String,
    path: Option<PathBuf>,
}

/// A request that has no answer yet.
struct Pending {
    /// The text that it is about, as it was then; `None`: about none.
    about: Option<(String, i32)>,
    /// Whether the answer is wrong once the text has changed.
    exact: bool,
}

/// A request that waits for a state to be checked.
struct Waiting {
    id: RequestId,
    request: Request,
    root: RootId,
}

pub(super) struct Server {
    disk: Arc<dyn Disk>,
    out: Sender<Message>,
    events: Sender<Event>,
    pool: Pool,
    worker: Sender<Order>,
    stage: Stage,
    client: Client,
    lang: Lang,
    roots: Vec<Root>,
    folders: Vec<PathBuf>,
    open: BTreeMap<String, Open>,
    pending: HashMap<RequestId, Pending>,
    /// Those that nobody wants answered any more.
    cancelled: Arc<Mutex<HashSet<RequestId>>>,
    waiting: Vec<Waiting>,
    next_request: i32,
}

impl Server {
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        lang: Lang,
        out: Sender<Message>,
        events: Sender<Event>,
    ) -> std::io::Result<Server> {
        let sender = events.clone();
        let worker = worker::start(move |checked| {
            // The server is gone when nobody listens.
            let _ = sender.send(Event::Checked(checked));
        })?;
        Ok(Server {
            disk,
            out,
            events,
            pool: Pool::start()?,
            worker,
            stage: Stage::Before,
            client: Client::default(),
            lang,
            roots: Vec::new(),
            folders: Vec::new(),
            open: BTreeMap::new(),
            pending: HashMap::new(),
            cancelled: Arc::default(),
            waiting: Vec::new(),
            next_request: 0,
        })
    }

    /// Talks until the editor ends it; returns whether it has said good-bye before.
    pub(super) fn run(mut self, events: &Receiver<Event>) -> bool {
        for event in events {
            let (asked, about) = match &event {
                Event::Closed => break,
                Event::Message(Message::Notification(own)) if own.method == "exit" => break,
                Event::Message(Message::Request(own)) => (Some(own.id.clone()), own.method.clone()),
                Event::Message(Message::Notification(own)) => (None, own.method.clone()),
                Event::Message(Message::Response(_)) | Event::Garbled(_) => (None, "message".to_owned()),
                Event::Checked(_) => (None, "check".to_owned()),
                Event::Answered(id, _) => (Some(id.clone()), "answer".to_owned()),
            };
            if let Err(fault) = caught(|| self.event(event)) {
                let text = words::our_fault(&about, fault);
                self.log(&text);
                if let Some(id) = asked {
                    self.respond(id, Err(error(ErrorCode::InternalError, text.get(self.lang).to_owned())));
                }
            }
        }
        for root in &self.roots {
            root.stop.stop();
        }
        // An editor that has said nothing has nothing to end.
        self.stage != Stage::Running
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Message(Message::Request(request)) => self.request(request),
            Event::Message(Message::Notification(own)) => {
                let method = own.method.clone();
                if let Err(reason) = self.notification(own) {
                    self.log(&words::bad_notification(&method, reason));
                }
            }
            // Answers to what we ask for are only of interest when they are refusals, and then there is no way on.
            Event::Message(Message::Response(_)) | Event::Closed => {}
            Event::Garbled(reason) => self.log(&words::garbled(&reason)),
            Event::Checked(checked) => self.checked(checked),
            Event::Answered(id, answer) => self.answered(id, answer),
        }
    }

    // ---- sending

    fn send(&self, message: impl Into<Message>) {
        // Without an editor there is nobody to tell.
        let _ = self.out.send(message.into());
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.next_request += 1;
        let id = RequestId::from(self.next_request);
        self.send(Request { id, method: method.to_owned(), params });
    }

    /// Tells the log of the editor something of importance.
    fn log(&self, text: &Text) {
        self.notify("window/logMessage", json!({ "type": 1, "message": text.get(self.lang) }));
    }

    fn respond(&mut self, id: RequestId, answer: Result<Value, ResponseError>) {
        self.pending.remove(&id);
        self.send(Response { id, response_result: answer });
    }

    // ---- requests

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        match (self.stage, request.method.as_str()) {
            (Stage::Before, "initialize") => {
                let answer = self.initialize(request.params);
                self.respond(id, answer);
            }
            (Stage::Before, _) => {
                let text = words::not_initialized().get(self.lang).to_owned();
                self.respond(id, Err(error(ErrorCode::ServerNotInitialized, text)));
            }
            (Stage::ShutDown, _) | (Stage::Running, "initialize") => {
                let text = words::not_now(&request.method).get(self.lang).to_owned();
                self.respond(id, Err(error(ErrorCode::InvalidRequest, text)));
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                self.respond(id, Ok(Value::Null));
            }
            (Stage::Running, _) => self.ordinary(request),
        }
    }

    fn ordinary(&mut self, request: Request) {
        let id = request.id.clone();
        let Some(needs) = answers::needs(&request.method) else {
            let text = words::unknown_method(&request.method).get(self.lang).to_owned();
            return self.respond(id, Err(error(ErrorCode::MethodNotFound, text)));
        };
        let uri = request.params.pointer("/textDocument/uri").or_else(|| request.params.pointer("/data/uri"));
        let uri = uri.and_then(Value::as_str).map(ToOwned::to_owned);
        let about = uri
            .as_ref()
            .and_then(|uri| self.open.get(uri))
            .map(|own| (own.document.uri.to_string(), own.document.version));
        self.pending.insert(id.clone(), Pending { about, exact: needs != Needs::Newest });
        match needs {
            Needs::Text => match uri.as_deref().and_then(|uri| self.text_of(uri)) {
                Some(text) => {
                    let root = uri.as_deref().and_then(|uri| self.place_of(uri)).map(|(root, _)| root);
                    self.answer(id, request, root, Some(text));
                }
                None => self.not_ours(id, uri),
            },
            Needs::Newest | Needs::Fresh => {
                let Some((root, _)) = uri.as_deref().and_then(|uri| self.place_of(uri)) else {
                    return self.not_ours(id, uri);
                };
                let fresh =
                    self.roots[root].snapshot.as_ref().is_some_and(|own| own.generation == self.roots[root].generation);
                let any = needs == Needs::Newest && self.roots[root].snapshot.is_some();
                if fresh || any {
                    let text = uri.as_deref().and_then(|uri| self.text_of(uri));
                    self.answer(id, request, Some(root), text);
                } else {
                    self.wait(id, request, root);
                }
            }
            Needs::Whole => {
                // All workspaces must be ready; the last one decides.
                let stale = (0..self.roots.len()).rev().find(|at| {
                    let root = &self.roots[*at];
                    root.snapshot.as_ref().is_none_or(|own| own.generation != root.generation)
                });
                match stale {
                    Some(root) => self.wait(id, request, root),
                    None => self.answer(id, request, None, None),
                }
            }
        }
    }

    fn not_ours(&mut self, id: RequestId, uri: Option<String>) {
        let text = words::not_a_policy(uri.unwrap_or_default()).get(self.lang).to_owned();
        self.respond(id, Err(error(ErrorCode::InvalidParams, text)));
    }

    fn wait(&mut self, id: RequestId, request: Request, root: RootId) {
        self.waiting.push(Waiting { id, request, root });
        let _ = self.worker.send(Order::Hurry(root));
    }

    /// Returns a text as the editor has it, or as it lies on disk.
    fn text_of(&self, uri: &str) -> Option<(Arc<str>, Arc<Lines>)> {
        if let Some(own) = self.open.get(uri) {
            return Some((Arc::clone(&own.document.text), Arc::clone(&own.document.lines)));
        }
        let (root, name) = self.place_of(uri)?;
        match self.roots[root].on_disk.files.get(&name)? {
            Content::Text(text) => Some((Arc::clone(text), Arc::new(Lines::new(text, false)))),
            Content::Refused(..) => None,
        }
    }

    /// Returns the workspace of an address and the name of the text there.
    fn place_of(&self, uri: &str) -> Option<(RootId, String)> {
        if let Some(own) = self.open.get(uri) {
            return Some((own.root, own.name.clone()));
        }
        let path = real(&uris::to_path(&parsed(uri)?)?);
        let known = self.roots.iter().enumerate().filter_map(|(at, root)| {
            let name = name_in(root.folder.as_ref()?, &path)?;
            root.on_disk.files.contains_key(&name).then_some((at, name))
        });
        // The innermost workspace.
        known.min_by_key(|(_, name)| name.len())
    }

    /// Lets a thread answer.
    fn answer(&mut self, id: RequestId, request: Request, root: Option<RootId>, text: Option<(Arc<str>, Arc<Lines>)>) {
        let snapshots: Vec<Arc<Snapshot>> = match root {
            Some(root) => self.roots[root].snapshot.iter().cloned().collect(),
            None => self.roots.iter().filter_map(|root| root.snapshot.clone()).collect(),
        };
        let uri = request.params.pointer("/textDocument/uri").or_else(|| request.params.pointer("/data/uri"));
        let name = uri.and_then(Value::as_str).and_then(|uri| self.place_of(uri)).map(|(_, name)| name);
        let ask = Ask { snapshots, name, text, client: self.client.clone(), lang: self.lang };
        let (events, cancelled) = (self.events.clone(), Arc::clone(&self.cancelled));
        self.pool.run(move || {
            if cancelled.lock().unwrap_or_else(PoisonError::into_inner).remove(&id) {
                return;
            }
            let method = request.method.clone();
            let lang = ask.lang;
            let answer = match caught(|| answers::answer(&ask, &request.method, request.params)) {
                Ok(answer) => answer,
                Err(fault) => {
                    let text = words::our_fault(&method, fault);
                    Err(error(ErrorCode::InternalError, text.get(lang).to_owned()))
                }
            };
            let _ = events.send(Event::Answered(id, answer));
        });
    }

    fn answered(&mut self, id: RequestId, answer: Result<Value, ResponseError>) {
        self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
        let Some(pending) = self.pending.get(&id) else { return };
        let changed = pending
            .about
            .as_ref()
            .is_some_and(|(uri, version)| self.open.get(uri).is_none_or(|own| own.document.version != *version));
        if let Err(error) = &answer
            && error.code == ErrorCode::InternalError as i32
        {
            self.log(&Text::same(error.message.clone()));
        }
        if changed && pending.exact {
            return self.respond_modified(id);
        }
        self.respond(id, answer);
    }

    fn respond_modified(&mut self, id: RequestId) {
        let text = words::content_modified().get(self.lang).to_owned();
        self.respond(id, Err(error(ErrorCode::ContentModified, text)));
    }

    fn cancel(&mut self, id: RequestId) {
        if !self.pending.contains_key(&id) {
            return;
        }
        let before = self.waiting.len();
        self.waiting.retain(|own| own.id != id);
        if self.waiting.len() == before {
            // It is with the threads.
            self.cancelled.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone());
        }
        let text = words::cancelled().get(self.lang).to_owned();
        self.respond(id, Err(error(ErrorCode::RequestCanceled, text)));
    }

    // ---- beginning

    fn initialize(&mut self, params: Value) -> Result<Value, ResponseError> {
        let params: InitializeParams =
            serde_json::from_value(params).map_err(|reason| error(ErrorCode::InvalidParams, reason.to_string()))?;
        self.client = Client::of(&params);
        if let Some(lang) = self.client.lang {
            self.lang = lang;
        }
        #[expect(deprecated, reason = "older editors name their only folder so")]
        let only = params.root_uri.iter().filter_map(uris::to_path).collect::<Vec<_>>();
        let several: Option<Vec<PathBuf>> = params
            .workspace_folders
            .map(|folders| folders.iter().filter_map(|folder| uris::to_path(&folder.uri)).collect());
        self.folders = several.filter(|all| !all.is_empty()).unwrap_or(only).iter().map(|path| real(path)).collect();
        self.stage = Stage::Running;
        Ok(capabilities::of_server(&self.client))
    }

    fn initialized(&mut self) {
        for folder in self.folders.clone() {
            self.add_folder(&folder);
        }
        if self.client.watches_files {
            let watchers: Vec<Value> = ["**/*.pol", "**/polcheck.toml", "**/polcheck-baseline.json"]
                .iter()
                .map(|pattern| json!({ "globPattern": pattern }))
                .collect();
            let registration = json!({
                "id": "polcheck-files",
                "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": watchers },
            });
            self.ask("client/registerCapability", json!({ "registrations": [registration] }));
        }
    }

    /// Looks after a folder of the editor, where there are policies in it.
    fn add_folder(&mut self, folder: &Path) {
        let place = self.disk.root(folder).unwrap_or_else(|| folder.to_owned());
        let on_disk = self.disk.read(&place);
        if !on_disk.files.is_empty() || !on_disk.faults.is_empty() {
            let root = self.root_with(Some(place), on_disk);
            self.touch(root, When::Now);
        }
    }

    fn root_with(&mut self, folder: Option<PathBuf>, on_disk: OnDisk) -> RootId {
        let known = self.roots.iter().position(|own| folder.is_some() && own.folder == folder);
        if let Some(known) = known {
            self.roots[known].on_disk = on_disk;
            return known;
        }
        let (stop, published) = (Stop::default(), BTreeMap::new());
        self.roots.push(Root { folder, on_disk, snapshot: None, generation: 0, stop, published });
        self.roots.len() - 1
    }

    // ---- what the editor tells

    // ---- checking

    /// Has a workspace checked as it is now.
    fn touch(&mut self, root: RootId, when: When) {
        let mut open = BTreeMap::new();
        let own = &mut self.roots[root];
        own.stop.stop();
        own.stop = Stop::default();
        own.generation += 1;
        let files = own.on_disk.files.iter();
        let mut files: BTreeMap<String, Input> =
            files.map(|(name, content)| (name.clone(), Input { content: content.clone(), open: false })).collect();
        for text in self.open.values().filter(|text| text.root == root) {
            let content = Content::Text(Arc::clone(&text.document.text));
            files.insert(text.name.clone(), Input { content, open: true });
            open.insert(text.name.clone(), (text.document.uri.clone(), text.document.version));
        }
        let request = snapshot::Request {
            files,
            open,
            folder: own.folder.clone(),
            settled: own.on_disk.settings.clone(),
            usual_lang: self.lang,
            generation: own.generation,
            stop: own.stop.clone(),
        };
        let waited_for = self.waiting.iter().any(|own| own.root == root);
        let when = if waited_for { When::Now } else { when };
        let _ = self.worker.send(Order::Check(root, Box::new(request), when));
    }

    fn checked(&mut self, checked: Checked) {
        match checked {
            Checked::Done(root, snapshot) => {
                let generation = snapshot.generation;
                let newer = self.roots[root].snapshot.as_ref().is_none_or(|own| own.generation < generation);
                if !newer {
                    return;
                }
                self.roots[root].snapshot = Some(snapshot);
                if self.roots[root].generation == generation {
                    self.publish(root);
                    self.serve_waiting(root);
                    self.refresh();
                }
            }
            Checked::Failed(root, generation, fault) => {
                let text = words::our_fault("check", fault);
                self.log(&text);
                if self.roots[root].generation == generation {
                    let (failed, others) =
                        std::mem::take(&mut self.waiting).into_iter().partition(|own| own.root == root);
                    self.waiting = others;
                    let failed: Vec<Waiting> = failed;
                    for own in failed {
                        let message = text.get(self.lang).to_owned();
                        self.respond(own.id, Err(error(ErrorCode::InternalError, message)));
                    }
                }
            }
        }
    }

    fn serve_waiting(&mut self, root: RootId) {
        let (ready, others): (Vec<Waiting>, Vec<Waiting>) =
            std::mem::take(&mut self.waiting).into_iter().partition(|own| own.root == root);
        self.waiting = others;
        for own in ready {
            if self.pending.contains_key(&own.id) {
                self.ordinary(own.request);
            }
        }
    }

    /// Lets the editor ask anew for what it shows of texts that did not change themselves.
    fn refresh(&mut self) {
        for method in self.client.refreshes.clone() {
            self.ask(method, Value::Null);
        }
    }

    /// Sends the findings of every text for which they are other than before.
    fn publish(&mut self, root: RootId) {
        let Some(snapshot) = self.roots[root].snapshot.clone() else { return };
        let mut now: BTreeMap<String, Value> = BTreeMap::new();
        for (uri, version, found) in diagnostics::of_snapshot(&snapshot, &self.client) {
            now.insert(uri.to_string(), json!({ "uri": uri, "version": version, "diagnostics": found }));
        }
        if let Some(folder) = &self.roots[root].folder {
            for fault in &self.roots[root].on_disk.faults {
                let uri = uris::of_path(&folder.join(&fault.file)).to_string();
                let own = diagnostics::of_fault(fault, snapshot.lang);
                now.insert(uri.clone(), json!({ "uri": uri, "diagnostics": [own] }));
            }
        }
        let before = std::mem::take(&mut self.roots[root].published);
        for (uri, params) in &now {
            if before.get(uri) != Some(params) {
                self.notify("textDocument/publishDiagnostics", params.clone());
            }
        }
        for uri in before.keys().filter(|uri| !now.contains_key(*uri)) {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        }
        self.roots[root].published = now;
    }
}

/// Returns an error of the protocol.
pub(super) fn error(code: ErrorCode, message: String) -> ResponseError {
    ResponseError { code: code as i32, message, data: None }
}

fn parsed(uri: &str) -> Option<Uri> {
    std::str::FromStr::from_str(uri).ok()
}

/// Returns a path without links; what does not lie on disk yet stays as it is, in its real folder.
fn real(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) => {
            folder.canonicalize().map_or_else(|_| path.to_owned(), |folder| folder.join(name))
        }
        _ => path.to_owned(),
    }
}

/// Returns the name of a file in a workspace.
fn name_in(folder: &Path, path: &Path) -> Option<String> {
    let rest = path.strip_prefix(folder).ok()?;
    let parts: Vec<String> = rest.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}
