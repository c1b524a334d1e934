//! A workspace as it was at a revision in git: `青山县@HEAD~1`, `青山县@v2024.1`. git is asked for names and contents; the
//! working copy stays as it is.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::encoding;
use super::error::Error;
use super::files::{Files, Place, is_policy};
use super::words;
use crate::base::date::Date;

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
    let root = place.on_disk("");
    let Some(commit) = commit(&root, revision) else { return Ok(None) };
    let list = run(&root, &["ls-tree", "-r", "-z", "--name-only", &commit], "");
    let Some(list) = list else { return Ok(None) };
    let names: Vec<String> = list
        .split(|byte| *byte == 0)
        .filter_map(|name| String::from_utf8(name.to_vec()).ok())
        .filter(|name| is_policy(Path::new(name)) && !name.contains('\n'))
        .filter(|name| place.holds(name).unwrap_or(false))
        .collect();
    let wanted: String = names.iter().map(|name| format!("{commit}:./{name}\n")).collect();
    let Some(contents) = run(&root, &["cat-file", "--batch"], &wanted) else { return Ok(None) };
    let mut texts = BTreeMap::new();
    let mut rest = contents.as_slice();
    for name in names {
        let Some((bytes, after)) = next_blob(rest) else { break };
        rest = after;
        // What was no text then is left out: the errors of the past are not those of today.
        if let Ok(text) = encoding::decode(bytes.to_vec()) {
            texts.insert(name, text);
        }
    }
    if texts.is_empty() {
        return Err(Error::file(words::no_policies_then(revision)));
    }
    Ok(Some(Files::of_texts(texts)))
}

fn commit(root: &Path, revision: &str) -> Option<String> {
    if revision.starts_with('-') {
        return None;
    }
    let found = run(root, &["rev-parse", "--verify", "--quiet", &format!("{revision}^{{commit}}")], "")?;
    let text = String::from_utf8(found).ok()?;
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// Returns what git says; `None`: it fails or is not there.
fn run(root: &Path, arguments: &[&str], input: &str) -> Option<Vec<u8>> {
    let mut child = Command::new("git")
        .args(arguments)
        .current_dir(root)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let input = input.to_owned();
    // git answers while it is still asked.
    let asking = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = child.wait_with_output().ok()?;
    asking.join().ok()?.ok()?;
    output.status.success().then_some(output.stdout)
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
    }
}
