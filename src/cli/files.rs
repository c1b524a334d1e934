//! Folders and files to a workspace: finds its root, reads its settings and every `.pol` file, keeps to its folders.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

use ignore::WalkBuilder;

use super::config::{self, Config};
use super::encoding::{self, NotUtf8};
use super::error::{Error, shown};
use super::words;
use crate::base::source::{SourceId, SourceMap};
use crate::base::text::{Lang, Text};
use crate::diagnostic::Code;
use crate::workspace::Workspace;
#[cfg(feature = "lsp")]
use crate::workspace::again::Content;

/// The folder that is looked for where no settings name any.
pub(crate) const USUAL_FOLDER: &str = "policies";

/// A workspace on disk: its root and what it has settled.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// As people read it.
    pub(crate) root: PathBuf,
    /// Without links, to tell what lies within.
    pub(crate) real_root: PathBuf,
    pub(crate) config: Config,
    pub(crate) config_file: Option<PathBuf>,
}

/// The `.pol` files of a workspace.
#[derive(Clone, Debug, Default)]
pub(crate) struct Files {
    /// Name in the workspace and text, in the order of the names.
    pub(crate) texts: BTreeMap<String, String>,
    /// Files that are no UTF-8.
    refused: Vec<(String, Refusal)>,
}

#[derive(Clone, Debug)]
enum Refusal {
    NotUtf8(NotUtf8, usize),
    TooLarge(u64),
}

impl Place {
    /// Returns a folder as a workspace that has settled nothing.
    #[cfg(feature = "lsp")]
    pub(crate) fn unsettled(real_root: &Path) -> Place {
        let (root, real_root) = (PathBuf::from("."), real_root.to_owned());
        Place { root, real_root, config: Config::default(), config_file: None }
    }

    /// Finds the workspace that `folder` belongs to, or the one that is named.
    pub(crate) fn find(folder: &Path, named: Option<&Path>) -> Result<Place, Error> {
        let root = match named {
            Some(named) if !folder.join(named).is_dir() => {
                return Err(Error::file(words::no_workspace(shown(named))));
            }
            Some(named) => named.to_owned(),
            None => {
                let above = folder.ancestors().find(|above| above.join(config::FILE_NAME).is_file());
                above.map_or_else(|| PathBuf::from("."), |above| relative(above, folder))
            }
        };
        let real_root = real(&folder.join(&root))?;
        let file = root.join(config::FILE_NAME);
        let on_disk = real_root.join(config::FILE_NAME);
        if !on_disk.is_file() {
            return Ok(Place { root, real_root, config: Config::default(), config_file: None });
        }
        let text = fs::read_to_string(&on_disk).map_err(|error| Error::unreadable(&file, &error))?;
        let name = shown(&file).trim_start_matches("./").to_owned();
        let config = config::parse(&name, &text)?;
        Ok(Place { root, real_root, config, config_file: Some(file) })
    }

    /// Reads every `.pol` file of the workspace, of which there must be one.
    pub(crate) fn read(&self) -> Result<Files, Error> {
        let files = self.read_what_is_there()?;
        if files.texts.is_empty() && files.refused.is_empty() {
            return Err(self.nothing_here());
        }
        Ok(files)
    }

    /// Reads every `.pol` file of the workspace.
    pub(crate) fn read_what_is_there(&self) -> Result<Files, Error> {
        let mut files = Files::default();
        for (folder, depth) in self.folders()? {
            self.walk(&folder, depth, true, &mut |path| self.add(&mut files, path))?;
        }
        Ok(files)
    }

    /// Reads one file of the workspace.
    #[cfg(feature = "lsp")]
    pub(crate) fn read_one(&self, path: &Path) -> Result<Files, Error> {
        let mut files = Files::default();
        self.add(&mut files, path)?;
        Ok(files)
    }

    /// Returns the folders with policies, with how deep to look.
    fn folders(&self) -> Result<Vec<(PathBuf, Option<usize>)>, Error> {
        if self.config.policies.is_empty() {
            let usual = self.real_root.join(USUAL_FOLDER);
            return Ok(match usual.is_dir() {
                true => vec![(usual, None), (self.real_root.clone(), Some(1))],
                false => vec![(self.real_root.clone(), None)],
            });
        }
        let mut folders = Vec::new();
        for entry in &self.config.policies {
            let wrong =
                |message| Error::Config { file: config::FILE_NAME.to_owned(), line: entry.line, message, hint: None };
            let folder = self.real_root.join(&entry.name);
            let Ok(found) = folder.canonicalize() else {
                return Err(wrong(words::policies_missing(&entry.name)));
            };
            if !found.starts_with(&self.real_root) {
                return Err(wrong(words::outside(&entry.name, shown(&self.root))));
            }
            folders.push((found, None));
        }
        Ok(folders)
    }

    fn nothing_here(&self) -> Error {
        let mut ignored = 0;
        for (folder, depth) in self.folders().unwrap_or_default() {
            let counted = self.walk(&folder, depth, false, &mut |_| {
                ignored += 1;
                Ok(())
            });
            if counted.is_err() {
                break;
            }
        }
        let folder = if self.root == Path::new(".") { self.real_root.clone() } else { self.root.clone() };
        let hint = if ignored > 0 { words::no_policies_ignored(ignored) } else { words::no_policies_hint() };
        Error::file(words::no_policies(shown(&folder))).with_hint(hint)
    }

    /// Calls `visit` for every `.pol` file below a folder, in the order of the names.
    fn walk(
        &self,
        folder: &Path,
        depth: Option<usize>,
        keep_to_gitignore: bool,
        visit: &mut dyn FnMut(&Path) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut walk = WalkBuilder::new(folder);
        walk.max_depth(depth)
            .require_git(false)
            .git_global(false)
            .git_ignore(keep_to_gitignore)
            .git_exclude(keep_to_gitignore)
            .ignore(false)
            .sort_by_file_name(std::cmp::Ord::cmp);
        for entry in walk.build() {
            let entry = entry.map_err(|error| self.walk_error(folder, &error))?;
            let path = entry.path();
            if is_policy(path) && path.is_file() {
                visit(path)?;
            }
        }
        Ok(())
    }

    fn walk_error(&self, folder: &Path, error: &ignore::Error) -> Error {
        let path = match error {
            ignore::Error::WithPath { path, .. } => path.clone(),
            ignore::Error::WithDepth { err, .. } => match err.as_ref() {
                ignore::Error::WithPath { path, .. } => path.clone(),
                _ => folder.to_owned(),
            },
            _ => folder.to_owned(),
        };
        let path = self.name(&path).map_or(path, PathBuf::from);
        match error.io_error() {
            Some(error) => Error::unreadable(&path, error),
            None => Error::unreadable(&path, &std::io::Error::other(error.to_string())),
        }
    }

    /// Returns the name in the workspace of a file in it.
    fn name(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.real_root).ok().map(shown)
    }

    fn add(&self, files: &mut Files, path: &Path) -> Result<(), Error> {
        let found = real(path)?;
        if !found.starts_with(&self.real_root) {
            let shown_path = self.name(path).unwrap_or_else(|| shown(path));
            return Err(Error::file(words::outside(shown_path, shown(&self.root))));
        }
        let name = self.name(path).unwrap_or_else(|| shown(path));
        if files.texts.contains_key(&name) || files.refused.iter().any(|(own, _)| *own == name) {
            return Ok(());
        }
        let size = fs::metadata(path).map_err(|error| Error::unreadable(Path::new(&name), &error))?.len();
        if size > SourceMap::MAX_BYTES as u64 {
            files.refused.push((name, Refusal::TooLarge(size)));
            return Ok(());
        }
        let bytes = fs::read(path).map_err(|error| Error::unreadable(Path::new(&name), &error))?;
        let lines_before = |at: usize| bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
        match encoding::decode(bytes.clone()) {
            Ok(text) => {
                files.texts.insert(name, text);
            }
            Err(what) => {
                let line = if let NotUtf8::Broken { at } = what { lines_before(at) } else { 1 };
                files.refused.push((name, Refusal::NotUtf8(what, line)));
            }
        }
        Ok(())
    }

    /// Adds files that are named on the command line and lie outside the folders of policies; returns all that are
    /// named, by their names in the workspace. `None`: nothing is named.
    pub(crate) fn select(
        &self,
        folder: &Path,
        paths: &[PathBuf],
        files: &mut Files,
    ) -> Result<Option<Vec<String>>, Error> {
        if paths.is_empty() {
            return Ok(None);
        }
        let mut selected = Vec::new();
        for path in paths {
            let given = folder.join(path);
            let found = given.canonicalize().map_err(|error| Error::unreadable(path, &error))?;
            if !found.starts_with(&self.real_root) {
                let error = Error::file(words::outside(shown(path), shown(&self.root)));
                return Err(error.with_hint(words::outside_hint()));
            }
            let before = selected.len();
            if found.is_dir() {
                self.walk(&found, None, true, &mut |file| {
                    self.add(files, file)?;
                    selected.extend(self.name(file));
                    Ok(())
                })?;
            } else if is_policy(&found) {
                self.add(files, &found)?;
                selected.extend(self.name(&found));
            } else {
                let error = Error::file(words::not_a_policy(shown(path)));
                return Err(error.with_hint(words::not_a_policy_hint()));
            }
            if selected.len() == before {
                return Err(Error::file(words::no_policies(shown(path))).with_hint(words::no_policies_hint()));
            }
        }
        Ok(Some(selected))
    }

    /// Returns where a file of the workspace is on disk.
    pub(crate) fn on_disk(&self, name: &str) -> PathBuf {
        self.real_root.join(name)
    }
}

impl Files {
    /// Returns the files of texts that are known.
    pub(crate) fn of_texts(texts: BTreeMap<String, String>) -> Files {
        Files { texts, refused: Vec::new() }
    }

    /// Returns the tongue in which more of the files begin; `None` when it is even.
    pub(crate) fn lang(&self) -> Option<Lang> {
        let balance: i64 = self.texts.values().map(|text| tongue_of(text)).sum();
        match balance {
            0 => None,
            1.. => Some(Lang::Zh),
            _ => Some(Lang::En),
        }
    }

    /// Parses everything; files that cannot be read as text are problems of it.
    pub(crate) fn workspace(&self) -> Workspace {
        self.workspace_with(None)
    }

    /// The same, with one more text.
    pub(crate) fn workspace_with(&self, extra: impl IntoIterator<Item = (String, String)>) -> Workspace {
        let texts = self.texts.iter().map(|(name, text)| (name.clone(), text.clone()));
        let mut workspace = Workspace::new(texts.chain(extra));
        for (name, refusal) in &self.refused {
            let (code, message, help) = refusal.words(name);
            workspace.refuse(name.clone(), code, message, help);
        }
        workspace
    }

    /// Returns every file as what it holds: a text, or a code, a reason and what to do.
    #[cfg(feature = "lsp")]
    pub(crate) fn contents(self) -> BTreeMap<String, Content> {
        let refused = self.refused.into_iter().map(|(name, refusal)| {
            let (code, message, help) = refusal.words(&name);
            (name, Content::Refused(code, message, help))
        });
        let texts = self.texts.into_iter().map(|(name, text)| (name, Content::Text(text.into())));
        texts.chain(refused).collect()
    }

    /// Returns the files that cannot be read as text, each with why.
    pub(crate) fn refusals(&self) -> Vec<(String, Text)> {
        self.refused.iter().map(|(name, refusal)| (name.clone(), refusal.words(name).1)).collect()
    }

    /// Returns how many files there are.
    pub(crate) fn count(&self) -> usize {
        self.texts.len() + self.refused.len()
    }
}

impl Refusal {
    fn words(&self, name: &str) -> (Code, Text, Option<Text>) {
        let convert = |from: &str| {
            let target = name.strip_suffix(".pol").unwrap_or(name);
            words::convert(format!("iconv -f {from} -t UTF-8 \"{name}\" > \"{target}-utf8.pol\""))
        };
        match *self {
            Refusal::TooLarge(size) => (Code::TextTooLarge, words::too_large(size.to_string()), None),
            Refusal::NotUtf8(NotUtf8::Gb18030, _) => {
                (Code::TextEncoding, words::not_utf8("GBK(GB18030)"), Some(convert("GB18030")))
            }
            Refusal::NotUtf8(NotUtf8::Utf16 { little_endian }, _) => {
                let name = if little_endian { "UTF-16LE" } else { "UTF-16BE" };
                (Code::TextEncoding, words::not_utf8(name), Some(convert(name)))
            }
            Refusal::NotUtf8(NotUtf8::Broken { .. }, line) => {
                (Code::TextEncoding, words::broken_utf8(line), Some(words::broken_utf8_hint()))
            }
            Refusal::NotUtf8(NotUtf8::Binary, _) => {
                (Code::TextEncoding, words::not_text(), Some(words::not_text_hint()))
            }
        }
    }
}

/// Returns the sources that are named, as ids of a workspace.
pub(crate) fn ids(sources: &SourceMap, names: &[String]) -> Vec<SourceId> {
    let named = sources.iter().filter(|(_, source)| names.contains(&source.name));
    named.map(|(id, _)| id).collect()
}

pub(crate) fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "pol")
}

fn real(path: &Path) -> Result<PathBuf, Error> {
    path.canonicalize().map_err(|error| Error::unreadable(path, &error))
}

/// Returns the way from a folder up to one above it.
fn relative(above: &Path, folder: &Path) -> PathBuf {
    let down = folder.strip_prefix(above).map_or(0, |rest| rest.components().filter(is_name).count());
    if down == 0 { PathBuf::from(".") } else { std::iter::repeat_n("..", down).collect() }
}

fn is_name(component: &Component<'_>) -> bool {
    matches!(component, Component::Normal(_))
}

/// 1 for Chinese, -1 for English: by the first letter that is no comment.
fn tongue_of(text: &str) -> i64 {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim_start());
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let letter = first.and_then(|line| line.chars().next());
    letter.map_or(0, |letter| if letter.is_ascii_alphabetic() { -1 } else { 1 })
}
