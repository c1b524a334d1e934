//! `polcheck import`: a table of benefits to policies that check, and a list of what was not understood.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use crate::base::text::quoted;
use crate::cli::args::{DocumentWord, FormatWord, ImportArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::files::{Files, USUAL_FOLDER};
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;
use crate::data::decode;
use crate::data::sheets::{self, Book};
use crate::import::layout::Field;
use crate::import::{Outcome, Weight, mapping};
use crate::report::import::{self, Form};
use crate::workspace::import::{Wanted, import as read_table};

pub(crate) fn run(face: &Face, arguments: &ImportArguments) -> Result<Report, Error> {
    let place = face.place()?.clone();
    // A folder without policies is where many begin: the standard vocabulary is known all the same.
    let files = match place.read() {
        Ok(files) => files,
        Err(error) => match place.is_empty() {
            true => Files::of_texts(BTreeMap::new()),
            false => return Err(error),
        },
    };
    face.speak_as(&files);
    let folder = &face.environment.folder;
    let mut book = read_book(folder, arguments)?;
    if let Some(name) = &arguments.sheet {
        let names: Vec<String> = book.sheets.iter().map(|own| own.name.clone()).collect();
        book.sheets.retain(|own| own.name == *name);
        if book.sheets.is_empty() {
            let is_text = names.iter().all(String::is_empty);
            let message =
                if is_text { words::import_no_sheets() } else { words::import_no_sheet(name, quoted(&names)) };
            return Err(Error::usage(message));
        }
    }
    let mapping = match &arguments.map {
        Some(path) => {
            Some(std::fs::read_to_string(folder.join(path)).map_err(|error| Error::unreadable(path, &error))?)
        }
        None => None,
    };
    let wanted = Wanted { mapping, say: said(&arguments.say)?, parent: arguments.parent.clone() };
    let in_mapping = |reason| match &arguments.map {
        Some(path) => Error::file(words::table_fault(shown(path), reason)),
        None => Error::usage(reason),
    };
    let outcome = read_table(&files.texts, book, &wanted).map_err(in_mapping)?;
    if arguments.draft {
        return Ok(Report::new(mapping::write(&outcome.book, &outcome.import), Exit::Clean));
    }
    let targets = targets(face, arguments, &place.root, &place, &outcome);
    let mut written: Vec<Option<String>> = vec![None; outcome.files.len()];
    let mut notes = String::new();
    if arguments.print && face.document().is_none() && face.format() != FormatWord::Json {
        let texts: Vec<&str> = outcome.files.iter().map(|own| own.text.as_str()).collect();
        let report = render(face, &outcome, &written);
        return Ok(Report { result: texts.join("\n"), notes: report, exit: exit(&outcome) });
    }
    if outcome.faults.is_empty() && !arguments.print {
        let there: Vec<String> =
            targets.iter().filter(|(path, _)| path.exists()).map(|(_, name)| name.clone()).collect();
        let stated = outcome.files.iter().zip(&targets).filter_map(|(file, (_, name))| {
            let other = file.stated_in.as_ref()?;
            // Two files of one county would contradict each other.
            (arguments.to.is_none() && other != name && !there.contains(other)).then(|| other.clone())
        });
        let mut there: Vec<String> = there.iter().cloned().chain(stated).collect();
        there.dedup();
        if !there.is_empty() && !arguments.force {
            return Err(Error::file(words::import_exists(quoted(&there))).with_hint(words::import_exists_hint()));
        }
        for ((file, (path, name)), written) in outcome.files.iter().zip(&targets).zip(&mut written) {
            let parent = path.parent().unwrap_or(folder);
            std::fs::create_dir_all(parent).map_err(|error| Error::unwritable(parent, &error))?;
            output::to_file(path, &file.text)?;
            *written = Some(name.clone());
        }
    }
    if outcome.files.is_empty() && outcome.faults.is_empty() {
        notes.push_str(&format!("{}\n", words::import_nothing().get(face.lang())));
    }
    if !outcome.faults.is_empty() {
        notes.push_str(&format!("{}\n", words::import_faults().get(face.lang())));
    }
    if face.document() == Some(DocumentWord::Xlsx)
        && let Some(path) = &face.global.output
    {
        let workbook = import::workbook(&outcome, face.lang());
        let workbook = workbook.map_err(|reason| Error::file(words::cannot_write(shown(path), reason)))?;
        output::to_file(path, workbook)?;
        face.mark_written();
        let report = render(face, &outcome, &written);
        notes.insert_str(0, &report);
        return Ok(Report { result: String::new(), notes, exit: exit(&outcome) });
    }
    Ok(Report { result: render(face, &outcome, &written), notes, exit: exit(&outcome) })
}

fn render(face: &Face, outcome: &Outcome, written: &[Option<String>]) -> String {
    let form = match face.format() {
        FormatWord::Text => Form::Text,
        FormatWord::Plain => Form::Plain,
        FormatWord::Json => Form::Json,
        FormatWord::Markdown => Form::Markdown,
    };
    import::render(outcome, written, form, face.lang(), face.width(), face.color())
}

fn exit(outcome: &Outcome) -> Exit {
    let asked = outcome.import.open.iter().any(|own| own.weight == Weight::Ask);
    Exit::findings(asked || !outcome.faults.is_empty())
}

fn said(words_given: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let mut say = BTreeMap::new();
    for text in words_given {
        let Some((key, value)) = text.split_once(['=', '＝']) else {
            return Err(Error::usage(words::import_bad_say(text)));
        };
        let (key, value) = (key.trim(), value.trim());
        // 地区 is 地区名称: fields are said by any of their names.
        let name = Field::named(key).map_or_else(|| key.to_owned(), |field| field.name());
        say.insert(name, value.to_owned());
    }
    Ok(say)
}

fn read_book(folder: &Path, arguments: &ImportArguments) -> Result<Book, Error> {
    let path = folder.join(&arguments.file);
    let own = &arguments.file;
    let file = File::open(&path).map_err(|error| Error::unreadable(own, &error))?;
    if path.is_dir() {
        return Err(Error::unreadable(own, &std::io::Error::from(std::io::ErrorKind::IsADirectory)));
    }
    let fault = |reason| Error::file(words::table_fault(shown(own), reason));
    let name = own.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let ending = own.extension().map(|own| own.to_string_lossy().to_ascii_lowercase());
    match ending.as_deref() {
        #[cfg(feature = "xlsx")]
        Some("xlsx" | "xlsm") => {
            let mut file = std::io::BufReader::new(file);
            crate::data::xlsx::sheets::read_book(&name, &mut file).map_err(fault)
        }
        #[cfg(not(feature = "xlsx"))]
        Some("xlsx" | "xlsm") => Err(Error::usage(words::no_workbooks())),
        Some("csv" | "txt" | "tsv") => {
            let encoding = match &arguments.encoding {
                Some(name) => Some(decode::named(name).ok_or_else(|| Error::usage(words::no_encoding(name)))?),
                None => None,
            };
            sheets::read_text(&name, Box::new(file), encoding).map_err(fault)
        }
        _ => Err(Error::usage(words::import_unknown_file(shown(own)))),
    }
}

/// Returns where each policy goes: the path, and the name as people read it.
fn targets(
    face: &Face,
    arguments: &ImportArguments,
    root: &Path,
    place: &crate::cli::files::Place,
    outcome: &Outcome,
) -> Vec<(PathBuf, String)> {
    let folder = &face.environment.folder;
    let usual = place.config.policies.first().map_or(USUAL_FOLDER, |own| own.name.as_str());
    let target = |file: &crate::import::File| {
        let path = match (&arguments.to, &file.stated_in) {
            (Some(to), _) => folder.join(to).join(format!("{}.pol", file.region)),
            (None, Some(known)) => root.join(known),
            (None, None) => root.join(usual).join(format!("{}.pol", file.region)),
        };
        let name = path.strip_prefix(folder).or_else(|_| path.strip_prefix(root)).unwrap_or(&path);
        (path.clone(), shown(name))
    };
    outcome.files.iter().map(target).collect()
}
