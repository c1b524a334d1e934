//! What the editor has open and what lies in its folders: notifications in, the texts of workspaces kept as they are
//! there. Answers nothing.

use super::super::disk::{OnDisk, Settled};
use super::super::documents::Document;
use super::super::uris;
use super::super::worker::{Order, RootId, When};
use super::{Open, Server, Stage, name_in, real};
use lsp_server::{Notification, RequestId};
use lsp_types::{
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, Uri,
};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

impl Server {
    pub(super) fn notification(&mut self, own: Notification) -> Result<(), String> {
        if self.stage != Stage::Running {
            return Ok(());
        }
        fn read<T: serde::de::DeserializeOwned>(params: Value) -> Result<T, String> {
            serde_json::from_value(params).map_err(|reason| reason.to_string())
        }
        match own.method.as_str() {
            "initialized" => self.initialized(),
            "textDocument/didOpen" => self.did_open(read(own.params)?),
            "textDocument/didChange" => self.did_change(read(own.params)?),
            "textDocument/didSave" => self.did_save(&read::<DidSaveTextDocumentParams>(own.params)?),
            "textDocument/didClose" => self.did_close(&read::<DidCloseTextDocumentParams>(own.params)?),
            "workspace/didChangeWatchedFiles" => self.did_change_files(&read(own.params)?),
            "workspace/didChangeWorkspaceFolders" => self.did_change_folders(&read(own.params)?),
            "workspace/didChangeConfiguration" => self.reload_all(),
            "$/cancelRequest" => {
                let id = own.params.get("id").cloned().ok_or("no id")?;
                let id: RequestId = read(id)?;
                self.cancel(id);
            }
            // What nobody has to know; of other things the protocol says that they may be left out.
            _ => {}
        }
        Ok(())
    }

    pub(super) fn did_open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let key = item.uri.to_string();
        let path = uris::to_path(&item.uri).map(|path| real(&path));
        let (root, name) = self.home_of(&item.uri, path.as_deref());
        let document = Document::new(item.uri, item.version, item.text);
        self.open.insert(key, Open { document, root, name, path });
        self.touch(root, When::Now);
    }

    /// Returns the workspace that a text belongs to, and its name there.
    pub(super) fn home_of(&mut self, uri: &Uri, path: Option<&Path>) -> (RootId, String) {
        let Some((path, folder)) = path.and_then(|path| Some((path, path.parent()?))) else {
            let name = uri.as_str().rsplit(['/', ':']).next().unwrap_or("text").to_owned();
            let on_disk = OnDisk { files: BTreeMap::new(), settings: Settled::default(), faults: Vec::new() };
            return (self.root_with(None, on_disk), name);
        };
        let within = self.folders.iter().filter(|own| path.starts_with(own)).max_by_key(|own| own.as_os_str().len());
        let place = self.disk.root(folder).or_else(|| within.cloned()).unwrap_or_else(|| folder.to_owned());
        let name = name_in(&place, path).unwrap_or_else(|| uris::of_path(path).to_string());
        if let Some(known) = self.roots.iter().position(|own| own.folder.as_ref() == Some(&place)) {
            return (known, name);
        }
        let on_disk = self.disk.read(&place);
        (self.root_with(Some(place), on_disk), name)
    }

    pub(super) fn did_change(&mut self, params: DidChangeTextDocumentParams) {
        let key = params.text_document.uri.to_string();
        let encoding = self.client.encoding;
        let Some(own) = self.open.get_mut(&key) else { return };
        own.document.change(params.text_document.version, params.content_changes, encoding);
        let root = own.root;
        // What was asked about the text before has no answer any more.
        let stale: Vec<RequestId> =
            self.waiting.iter().filter(|own| self.is_about(&own.id, &key)).map(|own| own.id.clone()).collect();
        self.waiting.retain(|own| !stale.contains(&own.id));
        for id in stale {
            self.respond_modified(id);
        }
        self.touch(root, When::Soon);
    }

    pub(super) fn is_about(&self, id: &RequestId, uri: &str) -> bool {
        let pending = self.pending.get(id);
        pending.is_some_and(|own| own.exact && own.about.as_ref().is_some_and(|(about, _)| about == uri))
    }

    pub(super) fn did_save(&mut self, params: &DidSaveTextDocumentParams) {
        let key = params.text_document.uri.to_string();
        if let Some(own) = self.open.get(&key) {
            let (root, name, path) = (own.root, own.name.clone(), own.path.clone());
            self.read_file(root, &name, path.as_deref());
            self.touch(root, When::Now);
        }
    }

    pub(super) fn did_close(&mut self, params: &DidCloseTextDocumentParams) {
        let key = params.text_document.uri.to_string();
        let Some(own) = self.open.remove(&key) else { return };
        match self.roots[own.root].folder.is_some() {
            true => {
                // From now on what lies on disk counts.
                if self.roots[own.root].on_disk.files.contains_key(&own.name) {
                    self.read_file(own.root, &own.name, own.path.as_deref());
                }
                self.touch(own.root, When::Now);
            }
            false => {
                self.roots[own.root].stop.stop();
                let _ = self.worker.send(Order::Forget(own.root));
                self.notify("textDocument/publishDiagnostics", json!({ "uri": key, "diagnostics": [] }));
            }
        }
    }

    pub(super) fn read_file(&mut self, root: RootId, name: &str, path: Option<&Path>) {
        let content = path.and_then(|path| self.disk.file(path));
        let files = &mut self.roots[root].on_disk.files;
        match content {
            Some(content) => {
                files.insert(name.to_owned(), content);
            }
            None => {
                files.remove(name);
            }
        }
    }

    pub(super) fn did_change_files(&mut self, params: &DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> =
            params.changes.iter().filter_map(|own| uris::to_path(&own.uri)).map(|path| real(&path)).collect();
        // A new file of settings may part workspaces.
        if paths.iter().any(|path| path.file_name().is_some_and(|name| name == "polcheck.toml")) {
            return self.reload_all();
        }
        let touched = |folder: &PathBuf| paths.iter().any(|path| path.starts_with(folder));
        let roots: Vec<RootId> =
            (0..self.roots.len()).filter(|at| self.roots[*at].folder.as_ref().is_some_and(touched)).collect();
        for root in &roots {
            self.reload(*root);
        }
        // Policies may have come to a folder that had none.
        let known = |path: &PathBuf| {
            self.roots.iter().any(|root| root.folder.as_ref().is_some_and(|own| path.starts_with(own)))
        };
        let fresh: Vec<PathBuf> = self
            .folders
            .iter()
            .filter(|folder| paths.iter().any(|path| path.starts_with(folder) && !known(path)))
            .cloned()
            .collect();
        for folder in fresh {
            self.add_folder(&folder);
        }
    }

    pub(super) fn reload(&mut self, root: RootId) {
        if let Some(folder) = self.roots[root].folder.clone() {
            self.roots[root].on_disk = self.disk.read(&folder);
        }
        self.touch(root, When::Now);
    }

    /// Reads everything again, and finds anew to which workspace each open text belongs.
    pub(super) fn reload_all(&mut self) {
        for root in 0..self.roots.len() {
            if let Some(folder) = self.roots[root].folder.clone() {
                self.roots[root].on_disk = self.disk.read(&folder);
            }
        }
        for folder in self.folders.clone() {
            self.add_folder(&folder);
        }
        let keys: Vec<(String, Uri, Option<PathBuf>)> =
            self.open.iter().map(|(key, own)| (key.clone(), own.document.uri.clone(), own.path.clone())).collect();
        for (key, uri, path) in keys {
            if path.is_none() {
                continue;
            }
            let (root, name) = self.home_of(&uri, path.as_deref());
            if let Some(own) = self.open.get_mut(&key) {
                (own.root, own.name) = (root, name);
            }
        }
        for root in 0..self.roots.len() {
            if self.roots[root].folder.is_some() {
                self.touch(root, When::Now);
            }
        }
    }

    pub(super) fn did_change_folders(&mut self, params: &DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[lsp_types::WorkspaceFolder]| -> Vec<PathBuf> {
            folders.iter().filter_map(|folder| uris::to_path(&folder.uri)).map(|path| real(&path)).collect()
        };
        let (removed, added) = (paths(&params.event.removed), paths(&params.event.added));
        self.folders.retain(|own| !removed.contains(own));
        self.folders.extend(added.iter().cloned());
        for folder in &added {
            self.add_folder(folder);
        }
        for folder in &removed {
            let place = self.disk.root(folder).unwrap_or_else(|| folder.clone());
            let Some(root) = self.roots.iter().position(|own| own.folder.as_ref() == Some(&place)) else { continue };
            let in_use = self.open.values().any(|own| own.root == root)
                || self.folders.iter().any(|own| own.starts_with(&place) || place.starts_with(own));
            if !in_use {
                self.roots[root].on_disk.files.clear();
                self.roots[root].on_disk.faults.clear();
                self.touch(root, When::Now);
            }
        }
    }
}
