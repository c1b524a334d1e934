//! `polcheck generate`: tables of claims, persons and households from a declared population.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use super::settle::{Draft, counties};
use crate::cli::args::{GenerateArguments, TableWord};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{self, Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::data::columns::Schema;
use crate::data::generate::{Tables, generate};
use crate::data::out::{Out, Sink, Text};
#[cfg(feature = "parquet")]
use crate::data::parquet::{open::Form, write::Columns};
use crate::data::population::{MAX_PERSONS, Population};
#[cfg(feature = "xlsx")]
use crate::data::xlsx::write::Book;

/// The year where nobody names one and no policy has a date.
const YEAR: i16 = 2020;

pub(crate) fn run(face: &Face, arguments: &GenerateArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let counties = counties(face, &policies, &arguments.counties)?;
    let schema = Schema::of(&counties.run);
    let newest = counties.run.counties.iter().filter_map(|own| own.program.newest_change()).max();
    let day = face.as_of(&policies.loaded.place)?.or(newest);
    let mut population = Population::usual(&counties.run, &schema, day.map_or(YEAR, |own| own.year()));
    let folder = &face.environment.folder;
    if let Some(path) = &arguments.population {
        let text = std::fs::read_to_string(folder.join(path)).map_err(|error| Error::unreadable(path, &error))?;
        let fault = |reason| Error::file(words::table_fault(shown(path), reason));
        population.declare(&schema, &text).map_err(fault)?;
    }
    if let Some(persons) = arguments.persons {
        if !(1..=MAX_PERSONS).contains(&persons) {
            return Err(Error::usage(words::bad_value("--persons", persons.to_string())));
        }
        population.persons = persons;
    }
    population.seed = arguments.seed.unwrap_or(population.seed);
    population.year = arguments.year.unwrap_or(population.year);
    if !(1900..=9998).contains(&population.year) {
        return Err(Error::usage(words::bad_value("--year", population.year.to_string())));
    }
    let assumptions = population.to_text(&schema);
    if arguments.assumptions {
        return Ok(Report::new(assumptions, Exit::Clean));
    }
    let target = folder.join(arguments.folder.clone().unwrap_or_else(|| PathBuf::from(".")));
    std::fs::create_dir_all(&target).map_err(|error| Error::unwritable(&target, &error))?;
    let kind = arguments.table.unwrap_or(TableWord::Csv);
    let lang = face.lang();
    let name = |text: crate::base::text::Text| format!("{}.{}", text.get(lang), kind.ending());
    let path = |text| target.join(name(text));
    let mut claims = Made::new(&path(words::file_claims()), kind)?;
    let mut persons = Made::new(&path(words::file_persons()), kind)?;
    let mut households = Made::new(&path(words::file_households()), kind)?;
    let names: Vec<String> = counties.run.counties.iter().map(|own| own.program.jurisdiction.name.clone()).collect();
    let made = {
        let mut tables = Tables {
            claims: &mut claims,
            persons: arguments.apart.then_some(&mut persons as &mut dyn Sink),
            households: arguments.apart.then_some(&mut households as &mut dyn Sink),
        };
        generate(&schema, &population, &names, lang, &mut tables).map_err(|error| Error::unwritable(&target, &error))?
    };
    let near = |own: &PathBuf| shown(own.strip_prefix(folder).unwrap_or(own));
    let mut notes = String::new();
    let mut say = |text: crate::base::text::Text| notes.push_str(&format!("{}\n", text.get(lang)));
    for (own, wanted) in [(claims, true), (persons, arguments.apart), (households, arguments.apart)] {
        if let Some(path) = own.finish(wanted)? {
            say(words::written_to(near(&path)));
        }
    }
    let path = target.join(format!("{}.toml", words::file_assumptions().get(lang)));
    output::to_file(&path, &assumptions)?;
    say(words::written_to(near(&path)));
    say(words::made(made.claims.to_string(), made.persons.to_string(), made.households.to_string()));
    Ok(Report { result: assumptions, notes, exit: Exit::Clean })
}

/// A table in the making.
struct Made {
    draft: Draft,
    path: PathBuf,
    to: To,
}

enum To {
    Csv(Text<BufWriter<File>>),
    #[cfg(feature = "xlsx")]
    Book(Box<Book>, BufWriter<File>),
    #[cfg(feature = "parquet")]
    Columns(Box<Columns<BufWriter<File>>>),
}

impl Made {
    fn new(path: &Path, kind: TableWord) -> Result<Made, Error> {
        let (draft, file) = Draft::new(path)?;
        let fault = |error: &std::io::Error| Error::unwritable(path, error);
        let to = match kind {
            TableWord::Csv => To::Csv(Text::new(file, true).map_err(|error| fault(&error))?),
            #[cfg(feature = "xlsx")]
            TableWord::Xlsx => To::Book(Box::new(Book::new("polcheck", None).map_err(|error| fault(&error))?), file),
            #[cfg(not(feature = "xlsx"))]
            TableWord::Xlsx => return Err(Error::usage(words::no_workbooks())),
            #[cfg(feature = "parquet")]
            TableWord::Parquet => To::Columns(Box::new(Columns::of_cells(file, Form::Parquet))),
            #[cfg(feature = "parquet")]
            TableWord::Arrow => To::Columns(Box::new(Columns::of_cells(file, Form::ArrowFile))),
            #[cfg(not(feature = "parquet"))]
            TableWord::Parquet | TableWord::Arrow => return Err(Error::usage(words::no_parquet())),
        };
        Ok(Made { draft, path: path.to_owned(), to })
    }

    /// Puts the table in its place, or drops it.
    fn finish(self, wanted: bool) -> Result<Option<PathBuf>, Error> {
        if !wanted {
            return Ok(None);
        }
        let fault = |error: &std::io::Error| Error::unwritable(&self.path, error);
        let file = match self.to {
            To::Csv(text) => text.finish().map_err(|error| fault(&error))?,
            #[cfg(feature = "xlsx")]
            To::Book(book, mut file) => {
                book.finish(&mut file).and_then(|()| file.flush()).map_err(|error| fault(&error))?;
                file
            }
            #[cfg(feature = "parquet")]
            To::Columns(columns) => columns.finish().map_err(|error| fault(&error))?,
        };
        self.draft.finish(file)?;
        Ok(Some(self.path))
    }
}

impl Sink for Made {
    fn begin(&mut self, name: &str, headings: &[String]) -> std::io::Result<()> {
        match &mut self.to {
            To::Csv(text) => text.begin(name, headings),
            #[cfg(feature = "xlsx")]
            To::Book(book, _) => book.begin(name, headings),
            #[cfg(feature = "parquet")]
            To::Columns(columns) => columns.begin(name, headings),
        }
    }

    fn row(&mut self, cells: &[Out]) -> std::io::Result<()> {
        match &mut self.to {
            To::Csv(text) => text.row(cells),
            #[cfg(feature = "xlsx")]
            To::Book(book, _) => book.row(cells),
            #[cfg(feature = "parquet")]
            To::Columns(columns) => columns.row(cells),
        }
    }
}
