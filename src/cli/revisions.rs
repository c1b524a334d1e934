//! A workspace as it was at a revision in git: `青山县@HEAD~1`, the merge base of a branch. git is asked for names and
//! contents; the working copy stays as it is, and nothing is checked out.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::ci_words as words;
use super::config::{self, Config};
use super::encoding;
use super::error::{Error, shown};
use super::files::{Files, Place, USUAL_FOLDER, is_policy};
use super::words as usual;
use crate::base::date::Date;
use crate::base::text::Text;

/// How deep submodules may lie in each other.
const MOST_NESTED: usize = 8;

/// Returns what is named without its revision, and the revision: `青山县@HEAD~1@2020-01-01` is `青山县@2020-01-01` at `HEAD~1`.
pub(crate) fn parted(text: &str) -> (String, Option<&str>) {
    let (head, date) = match text.rsplit_once('@') {
        Some((head, date)) if Date::parse(date).is_some() => (head, Some(date)),
        _ => (text, None),
    };
    match head.split_once('@') {
        Some((name, revision)) if !revision.is_empty() => {
            let date = date.map(|date| format!("@{date}")).unwrap_or_default();
            (format!("{name}{date}"), Some(revision))
        }
        _ => (text.to_owned(), None),
    }
}

/// Reads the policies of a revision; `None`: git knows no such revision, or there is no git.
pub(crate) fn files_at(place: &Place, revision: &str) -> Result<Option<Files>, Error> {
    let Ok(repository) = Repository::of(place) else { return Ok(None) };
    let Some(commit) = repository.commit(revision)? else { return Ok(None) };
    let past = repository.read(&commit)?;
    if past.texts.is_empty() {
        return Err(Error::file(usual::no_policies_then(revision)));
    }
    // What was no text then is left out: the errors of the past are not those of today.
    Ok(Some(Files::of_texts(past.texts)))
}

/// The repository of a workspace.
#[derive(Debug)]
pub(crate) struct Repository {
    /// The folder of the workspace.
    root: PathBuf,
    shallow: bool,
}

/// The policies and settings of a commit.
#[derive(Debug, Default)]
pub(crate) struct Past {
    pub(crate) texts: BTreeMap<String, String>,
    pub(crate) config: Config,
    /// Policies that were no text.
    pub(crate) unreadable: Vec<String>,
}

/// A line of `git ls-tree`.
struct Entry {
    mode: String,
    id: String,
    name: String,
}

/// What git answers.
struct Answer {
    success: bool,
    output: Vec<u8>,
    complaint: String,
}

impl Repository {
    /// Finds the repository that a workspace lies in.
    pub(crate) fn of(place: &Place) -> Result<Repository, Error> {
        let root = place.on_disk("");
        let answer = run(&root, &["rev-parse", "--is-shallow-repository"], "")?;
        if !answer.success {
            let complaint = answer.complaint.lines().next().unwrap_or("").to_owned();
            if complaint.contains("dubious ownership") {
                let command = format!("git config --global --add safe.directory {}", shown(&root));
                return Err(Error::file(words::git_unsafe()).with_hint(words::run_this(command)));
            }
            return Err(Error::file(words::no_repository(shown(&place.root))).with_hint(words::no_repository_hint()));
        }
        Ok(Repository { root, shallow: text_of(&answer) == "true" })
    }

    /// Returns the commit that a revision means.
    pub(crate) fn commit(&self, revision: &str) -> Result<Option<String>, Error> {
        if revision.starts_with('-') {
            return Ok(None);
        }
        let answer = self.ask(&["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")])?;
        Ok(Some(text_of(&answer)).filter(|text| answer.success && !text.is_empty()))
    }

    /// Returns the commit that a revision means, or what to do about there being none.
    pub(crate) fn expect_commit(&self, flag: &str, revision: &str) -> Result<String, Error> {
        if let Some(commit) = self.commit(revision)? {
            return Ok(commit);
        }
        let error = Error::usage(words::no_revision(flag, revision));
        let remote = self.remote()?;
        // A branch of the remote that is not here is one to be fetched, not a slip of the pen.
        let is_remote = remote.as_ref().is_some_and(|remote| revision.starts_with(&format!("{remote}/")));
        let near = if is_remote { Vec::new() } else { self.near(revision)? };
        if !near.is_empty() {
            return Err(error.with_hint(super::error::did_you_mean(&near)));
        }
        let empty = !self.ask(&["rev-parse", "--verify", "--quiet", "HEAD"])?.success;
        if empty {
            return Err(error.with_hint(words::no_commits()));
        }
        let Some(remote) = remote else { return Err(error.with_hint(words::list_revisions())) };
        Err(error.with_hint(words::fetch_it(self.fetch(&remote, revision))))
    }

    /// Returns the last commit that two have in common.
    pub(crate) fn merge_base(&self, revision: &str, commit: &str, head: &str) -> Result<String, Error> {
        let answer = self.ask(&["merge-base", commit, head])?;
        let found = text_of(&answer);
        if answer.success && !found.is_empty() {
            return Ok(found);
        }
        if self.shallow {
            let remote = self.remote()?.unwrap_or_else(|| "origin".to_owned());
            let error = Error::file(words::too_shallow(revision));
            return Err(error.with_hint(words::run_this(self.fetch(&remote, revision))));
        }
        Err(Error::usage(words::no_common_history(revision)).with_hint(words::no_common_history_hint()))
    }

    /// Returns the day of a commit.
    pub(crate) fn day(&self, commit: &str) -> Result<Option<Date>, Error> {
        let answer = self.ask(&["show", "-s", "--format=%cs", commit])?;
        Ok(Date::parse(&text_of(&answer)))
    }

    /// Reads the policies and the settings of a commit.
    pub(crate) fn read(&self, commit: &str) -> Result<Past, Error> {
        let mut entries = self.entries(commit)?;
        let mut past = Past::default();
        if let Some(own) = entries.iter().find(|own| own.name == config::FILE_NAME) {
            let id = own.id.clone();
            let blob = self.blobs(&[id])?.pop().unwrap_or_default();
            // Settings of the past that cannot be read settle nothing.
            past.config = String::from_utf8(blob)
                .ok()
                .and_then(|text| config::parse(config::FILE_NAME, &text).ok())
                .unwrap_or_default();
        }
        let folders = folders(&past.config, &entries);
        let holds = |name: &str| folders.iter().any(|folder| folder.holds(name));
        let modules: Vec<Entry> = take(&mut entries, |own| own.mode == "160000");
        entries.retain(|own| is_policy(Path::new(&own.name)) && holds(&own.name));
        let links: Vec<Entry> = take(&mut entries, |own| own.mode == "120000");
        let ids: Vec<String> = entries.iter().map(|own| own.id.clone()).collect();
        for (own, bytes) in entries.iter().zip(self.blobs(&ids)?) {
            past.add(&own.name, bytes);
        }
        for (own, target) in links.iter().zip(self.blobs(&links.iter().map(|own| own.id.clone()).collect::<Vec<_>>())?)
        {
            let target = String::from_utf8_lossy(&target).into_owned();
            if let Some(text) = linked(&own.name, &target).and_then(|name| past.texts.get(&name).cloned()) {
                past.texts.insert(own.name.clone(), text);
            }
        }
        for module in modules {
            let above = |folder: &Folder| folder.reaches(&module.name);
            if folders.iter().any(above) {
                self.read_module(&module, &holds, 0, &mut past)?;
            }
        }
        Ok(past)
    }

    /// Returns the text of one file of a commit.
    pub(crate) fn file(&self, commit: &str, name: &str) -> Result<Option<String>, Error> {
        let entries = self.entries(commit)?;
        let Some(own) = entries.iter().find(|own| own.name == name) else { return Ok(None) };
        let bytes = self.blobs(std::slice::from_ref(&own.id))?.pop().unwrap_or_default();
        Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
    }

    /// Returns the way from the root of the repository to the workspace, with `/` at its end.
    pub(crate) fn prefix(&self) -> Result<String, Error> {
        Ok(text_of(&self.ask(&["rev-parse", "--show-prefix"])?))
    }

    /// Reads the policies of a submodule, out of its own repository.
    fn read_module(
        &self,
        module: &Entry,
        holds: &dyn Fn(&str) -> bool,
        depth: usize,
        past: &mut Past,
    ) -> Result<(), Error> {
        let root = self.root.join(&module.name);
        let update = || words::run_this(format!("git submodule update --init {}", module.name));
        if !root.join(".git").exists() || depth >= MOST_NESTED {
            return Err(Error::file(words::module_missing(&module.name)).with_hint(update()));
        }
        let own = Repository { root, shallow: false };
        let there = own.ask(&["cat-file", "-e", &format!("{}^{{commit}}", module.id)])?.success;
        if !there {
            let command = format!("git -C {} fetch origin {}", module.name, module.id);
            let error = Error::file(words::module_lacks(&module.name, &module.id[..12.min(module.id.len())]));
            return Err(error.with_hint(words::run_this(command)));
        }
        let entries = own.entries(&module.id)?;
        let full = |name: &str| format!("{}/{name}", module.name);
        let wanted: Vec<&Entry> = entries
            .iter()
            .filter(|own| own.mode.starts_with("100") && is_policy(Path::new(&own.name)) && holds(&full(&own.name)))
            .collect();
        let ids: Vec<String> = wanted.iter().map(|own| own.id.clone()).collect();
        for (entry, bytes) in wanted.iter().zip(own.blobs(&ids)?) {
            past.add(&full(&entry.name), bytes);
        }
        for inner in entries.iter().filter(|own| own.mode == "160000") {
            let inner = Entry { mode: inner.mode.clone(), id: inner.id.clone(), name: full(&inner.name) };
            self.read_module(&inner, holds, depth + 1, past)?;
        }
        Ok(())
    }

    /// Returns the files of a commit below the folder of the workspace.
    fn entries(&self, commit: &str) -> Result<Vec<Entry>, Error> {
        let answer = self.ask(&["ls-tree", "-r", "-z", commit])?;
        if !answer.success {
            return Err(self.unreadable(commit));
        }
        let mut entries = Vec::new();
        for line in answer.output.split(|byte| *byte == 0) {
            let Ok(line) = std::str::from_utf8(line) else { continue };
            let Some((head, name)) = line.split_once('\t') else { continue };
            let parts: Vec<&str> = head.split(' ').collect();
            if let [mode, _, id] = parts.as_slice() {
                entries.push(Entry { mode: (*mode).to_owned(), id: (*id).to_owned(), name: name.to_owned() });
            }
        }
        Ok(entries)
    }

    /// Returns the contents of blobs, in their order.
    fn blobs(&self, ids: &[String]) -> Result<Vec<Vec<u8>>, Error> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let wanted: String = ids.iter().map(|id| format!("{id}\n")).collect();
        let answer = run(&self.root, &["cat-file", "--batch"], &wanted)?;
        let mut blobs = Vec::with_capacity(ids.len());
        let mut rest = answer.output.as_slice();
        for id in ids {
            let (bytes, after) = next_blob(rest).ok_or_else(|| self.unreadable(id))?;
            blobs.push(bytes.to_vec());
            rest = after;
        }
        Ok(blobs)
    }

    fn unreadable(&self, id: &str) -> Error {
        let error = Error::file(words::object_missing(id));
        match self.remote() {
            Ok(Some(remote)) => error.with_hint(words::run_this(format!("git fetch --refetch {remote}"))),
            _ => error.with_hint(words::run_this("git fsck".to_owned())),
        }
    }

    /// Returns the command that gets a branch with its history.
    fn fetch(&self, remote: &str, revision: &str) -> String {
        let branch = revision.strip_prefix(&format!("{remote}/")).unwrap_or(revision);
        let branch: String = branch.split(['~', '^', '@', ':']).next().unwrap_or(branch).to_owned();
        let deepen = if self.shallow { "--unshallow " } else { "" };
        format!("git fetch {deepen}{remote} '+refs/heads/{branch}:refs/remotes/{remote}/{branch}'")
    }

    /// Returns the name of the remote that is asked first.
    fn remote(&self) -> Result<Option<String>, Error> {
        let answer = self.ask(&["remote"])?;
        let text = text_of(&answer);
        let mut names: Vec<&str> = text.lines().collect();
        names.sort_by_key(|name| *name != "origin");
        Ok(names.first().map(|name| (*name).to_owned()))
    }

    /// Returns branches and tags that a name may mean.
    fn near(&self, revision: &str) -> Result<Vec<String>, Error> {
        let answer =
            self.ask(&["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"])?;
        let text = text_of(&answer);
        let ending = format!("/{revision}");
        let same: Vec<String> = text.lines().filter(|name| name.ends_with(&ending)).map(str::to_owned).collect();
        if !same.is_empty() {
            return Ok(same);
        }
        Ok(crate::model::scope::nearest(revision, text.lines()))
    }

    fn ask(&self, arguments: &[&str]) -> Result<Answer, Error> {
        run(&self.root, arguments, "")
    }
}

impl Past {
    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        match encoding::decode(bytes) {
            Ok(text) => {
                self.texts.insert(name.to_owned(), text);
            }
            Err(_) => self.unreadable.push(name.to_owned()),
        }
    }
}

/// A folder of policies, as the settings of a commit name it.
struct Folder {
    /// Without the last `/`; empty: the workspace itself.
    name: String,
    /// Only what lies in it, not below.
    flat: bool,
}

impl Folder {
    fn holds(&self, name: &str) -> bool {
        let rest = match self.name.is_empty() {
            true => Some(name),
            false => name.strip_prefix(&self.name).and_then(|rest| rest.strip_prefix('/')),
        };
        rest.is_some_and(|rest| !self.flat || !rest.contains('/'))
    }

    /// Whether a submodule lies in it, or it in the submodule.
    fn reaches(&self, module: &str) -> bool {
        self.holds(module) || self.name.starts_with(&format!("{module}/")) || self.name == module
    }
}

/// Returns the folders with policies, as [`Place`] finds them on disk.
fn folders(config: &Config, entries: &[Entry]) -> Vec<Folder> {
    let tidy = |name: &str| name.trim_start_matches("./").trim_end_matches('/').to_owned();
    if !config.policies.is_empty() {
        let folder = |name: &str| Folder { name: if name == "." { String::new() } else { tidy(name) }, flat: false };
        return config.policies.iter().map(|own| folder(&own.name)).collect();
    }
    let usual = Folder { name: USUAL_FOLDER.to_owned(), flat: false };
    let here = |flat: bool| Folder { name: String::new(), flat };
    match entries.iter().any(|own| usual.holds(&own.name) || own.name == USUAL_FOLDER) {
        true => vec![usual, here(true)],
        false => vec![here(false)],
    }
}

fn take(entries: &mut Vec<Entry>, wanted: impl Fn(&Entry) -> bool) -> Vec<Entry> {
    let (taken, rest) = std::mem::take(entries).into_iter().partition(wanted);
    *entries = rest;
    taken
}

/// Returns where a link leads to; `None`: out of the workspace.
fn linked(name: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = name.split('/').collect();
    parts.pop();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            _ => parts.push(part),
        }
    }
    Some(parts.join("/")).filter(|_| !target.starts_with('/'))
}

fn text_of(answer: &Answer) -> String {
    String::from_utf8_lossy(&answer.output).trim().to_owned()
}

/// Asks git; that there is none is an error, that it refuses an answer.
fn run(root: &Path, arguments: &[&str], input: &str) -> Result<Answer, Error> {
    let trouble = |reason: Text| Error::file(words::git_failed(reason));
    let child = Command::new("git")
        .args(["-c", "core.quotePath=off", "-c", "core.fsmonitor=false", "--no-optional-locks"])
        .args(arguments)
        .current_dir(root)
        .env("LC_ALL", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return Err(Error::file(words::no_git()).with_hint(words::no_git_hint()));
        }
        Err(error) => return Err(trouble(Text::same(error.to_string()))),
    };
    let stdin = child.stdin.take();
    let input = input.to_owned();
    // git answers while it is still asked; one that has stopped listening has told why.
    let asking = std::thread::spawn(move || stdin.map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().map_err(|error| trouble(Text::same(error.to_string())))?;
    let _ = asking.join();
    Ok(Answer {
        success: output.status.success(),
        output: output.stdout,
        complaint: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}

/// Reads `HASH blob SIZE`, the contents, and the line end.
fn next_blob(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.iter().position(|byte| *byte == b'\n')?;
    let head = std::str::from_utf8(&text[..end]).ok()?;
    let size: usize = head.split(' ').nth(2)?.parse().ok()?;
    let begin = end + 1;
    let contents = text.get(begin..begin + size)?;
    Some((contents, text.get(begin + size + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revision_stands_between_the_name_and_the_date() {
        assert_eq!(parted("青山县"), ("青山县".to_owned(), None));
        assert_eq!(parted("青山县@2020-01-01"), ("青山县@2020-01-01".to_owned(), None));
        assert_eq!(parted("青山县@HEAD~1"), ("青山县".to_owned(), Some("HEAD~1")));
        assert_eq!(parted("青山县@main@{1}@2020-01-01"), ("青山县@2020-01-01".to_owned(), Some("main@{1}")));
    }

    #[test]
    fn contents_follow_each_other() {
        let text = b"abc blob 3\nx\ny\nabc blob 0\n\n";
        let (first, rest) = next_blob(text).expect("a blob");
        assert_eq!(first, b"x\ny");
        assert_eq!(next_blob(rest).expect("another").0, b"");
        assert!(next_blob(b"abc missing\n").is_none());
    }

    #[test]
    fn links_stay_in_the_workspace() {
        assert_eq!(linked("a/b.pol", "../c/d.pol").as_deref(), Some("c/d.pol"));
        assert_eq!(linked("a/b.pol", "c.pol").as_deref(), Some("a/c.pol"));
        assert_eq!(linked("b.pol", "../c.pol"), None);
        assert_eq!(linked("b.pol", "/etc/c.pol"), None);
    }

    #[test]
    fn folders_are_those_of_the_disk() {
        let entry = |name: &str| Entry { mode: "100644".to_owned(), id: String::new(), name: name.to_owned() };
        let held = |config: &Config, names: &[&str]| -> Vec<String> {
            let entries: Vec<Entry> = names.iter().map(|name| entry(name)).collect();
            let folders = folders(config, &entries);
            names.iter().filter(|name| folders.iter().any(|own| own.holds(name))).map(|own| (*own).to_owned()).collect()
        };
        let none = Config::default();
        assert_eq!(held(&none, &["policies/x/a.pol", "b.pol", "old/c.pol"]), ["policies/x/a.pol", "b.pol"]);
        assert_eq!(held(&none, &["b.pol", "old/c.pol"]), ["b.pol", "old/c.pol"]);
        let named = config::parse("polcheck.toml", "policies = [\"./old/\"]\n").expect("it is right");
        assert_eq!(held(&named, &["b.pol", "old/c.pol", "older/d.pol"]), ["old/c.pol"]);
    }
}
