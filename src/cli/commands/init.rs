//! `polcheck init`: a small workspace that checks, tests and compares at once. What is there already is never touched.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::text::{Lang, quoted};
use crate::cli::args::{CiWord, InitArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;

/// A file of the new workspace: its name and its text.
type File = (&'static str, &'static str);

const CHINESE: &[File] = &[
    ("polcheck.toml", include_str!("../templates/zh/polcheck.toml")),
    ("policies/词汇.pol", include_str!("../templates/zh/vocabulary.pol")),
    ("policies/示例省.pol", include_str!("../templates/zh/province.pol")),
    ("policies/甲县.pol", include_str!("../templates/zh/jia.pol")),
    ("policies/乙县.pol", include_str!("../templates/zh/yi.pol")),
    ("全年.toml", include_str!("../templates/zh/case.toml")),
];

const ENGLISH: &[File] = &[
    ("polcheck.toml", include_str!("../templates/en/polcheck.toml")),
    ("policies/vocabulary.pol", include_str!("../templates/en/vocabulary.pol")),
    ("policies/province.pol", include_str!("../templates/en/province.pol")),
    ("policies/county-a.pol", include_str!("../templates/en/county-a.pol")),
    ("policies/county-b.pol", include_str!("../templates/en/county-b.pol")),
    ("year.toml", include_str!("../templates/en/case.toml")),
];

const NEXT_CHINESE: &[&str] = &[
    "polcheck check",
    "polcheck test",
    "polcheck diff 甲县 乙县",
    "polcheck case 甲县 --given 全年.toml",
    "polcheck test --coverage",
];

const NEXT_ENGLISH: &[&str] = &[
    "polcheck check",
    "polcheck test",
    "polcheck diff CountyA CountyB",
    "polcheck case CountyA --given year.toml",
    "polcheck test --coverage",
];

pub(crate) fn run(face: &Face, arguments: &InitArguments) -> Result<Report, Error> {
    let lang = face.lang();
    let (files, next) = match lang {
        Lang::Zh => (CHINESE, NEXT_CHINESE),
        Lang::En => (ENGLISH, NEXT_ENGLISH),
    };
    let mut files = files.to_vec();
    files.extend(arguments.ci.map(ci_file));
    let folder = arguments.folder.clone().unwrap_or_else(|| PathBuf::from("."));
    let root = face.environment.folder.join(&folder);
    let there: Vec<&str> = files.iter().map(|(name, _)| *name).filter(|name| exists(&root.join(name))).collect();
    if !there.is_empty() {
        return Err(Error::file(words::already_there(quoted(&there))).with_hint(words::choose_other_folder()));
    }
    let mut result = String::new();
    for (name, text) in files {
        let path = root.join(name);
        let parent = path.parent().unwrap_or(&root);
        fs::create_dir_all(parent).map_err(|error| Error::unwritable(parent, &error))?;
        output::to_file(&path, text)?;
        let shown = shown(&folder.join(name));
        result.push_str(&format!("{}\n", words::written(shown.trim_start_matches("./")).get(lang)));
    }
    let here = folder == Path::new(".");
    let place = if here { words::in_this_folder().get(lang).to_owned() } else { shown(&folder) };
    let mut report = Report::new(result, Exit::Clean).note(words::start_here(place).get(lang));
    for command in next {
        report = report.note(&format!("  {command}"));
    }
    Ok(report)
}

fn ci_file(word: CiWord) -> File {
    match word {
        CiWord::Github => (".github/workflows/polcheck.yml", include_str!("../templates/ci/github.yml")),
        CiWord::Gitlab => (".gitlab-ci.yml", include_str!("../templates/ci/gitlab.yml")),
        CiWord::Gitee => (".workflow/polcheck.yml", include_str!("../templates/ci/gitee.yml")),
    }
}

/// Whether something stands there, a broken link included.
fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}
