//! The tables of people that a review is given, by flags or by `[ci]` of the settings, to what it says of them.

use std::path::{Path, PathBuf};

use crate::base::text::Text;
use crate::cli::args::CiArguments;
use crate::cli::ci_settings::CiSettings;
use crate::cli::ci_words as words;
use crate::cli::config::{Entry, FILE_NAME};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::files::Place;
use crate::cli::words as usual;
use crate::compare::changes::Review;
use crate::workspace::changes::States;

use super::super::settle::{Asked, affected};

/// Puts into a review whom it reaches, where claims are given; returns what is said beside it.
pub(super) fn count(
    face: &Face,
    arguments: &CiArguments,
    states: &States,
    review: &mut Review,
) -> Result<Vec<Text>, Error> {
    let place = face.place()?;
    let settings: &CiSettings = &place.config.ci;
    let mut notes = Vec::new();
    let by_flag = !arguments.claims.is_empty();
    let (folder, claims) = match by_flag {
        true => (face.environment.folder.as_path(), arguments.claims.clone()),
        false => {
            for own in &settings.claims {
                if !is_here(place, own)? {
                    notes.push(words::ci_no_claims(&own.name));
                    return Ok(notes);
                }
            }
            (place.real_root.as_path(), settings.claims.iter().map(|own| PathBuf::from(&own.name)).collect())
        }
    };
    if claims.is_empty() {
        return if asks_of_claims(arguments) { Err(Error::usage(words::ci_claims_missing())) } else { Ok(notes) };
    }
    // Flags start from where the command is given, settings from the workspace.
    let table = |flag: &Option<PathBuf>, setting: &Option<Entry>| match (flag, setting) {
        (Some(path), _) => Ok(Some(face.environment.folder.join(path))),
        (None, Some(own)) if is_here(place, own)? => Ok(Some(place.on_disk(&own.name))),
        (None, Some(own)) => Err(Error::file(words::ci_no_claims(&own.name))),
        (None, None) => Ok(None),
    };
    let persons = table(&arguments.persons, &settings.persons)?;
    let households = table(&arguments.households, &settings.households)?;
    let asked = Asked {
        folder,
        claims: &claims,
        persons: persons.as_deref(),
        households: households.as_deref(),
        counties: &arguments.counties,
        map: &arguments.map,
        encoding: arguments.encoding.as_deref(),
        sheet: arguments.sheet.as_deref(),
        memory: arguments.memory.as_deref(),
        sorted: arguments.sorted,
        threads: arguments.threads,
        show_few: arguments.show_few,
        years_later: arguments.years_later.or(settings.years_later).unwrap_or(0),
    };
    notes.extend(affected(face, &asked, states.before(), states.after(), review)?);
    Ok(notes)
}

/// Whether a flag says how claims are to be read or settled.
fn asks_of_claims(own: &CiArguments) -> bool {
    let tables = own.persons.is_some() || own.households.is_some() || !own.counties.is_empty() || !own.map.is_empty();
    let forms = own.encoding.is_some() || own.sheet.is_some() || own.years_later.is_some() || own.show_few;
    tables || forms || own.memory.is_some() || own.sorted || own.threads.is_some()
}

/// Whether a table of the settings is there; one that lies outside of the workspace, by a link, is an error.
fn is_here(place: &Place, own: &Entry) -> Result<bool, Error> {
    let Ok(real) = place.on_disk(&own.name).canonicalize() else { return Ok(false) };
    if real.starts_with(&place.real_root) {
        return Ok(true);
    }
    let message = usual::outside(&own.name, shown(Path::new(&place.root)));
    Err(Error::Config { file: FILE_NAME.to_owned(), line: own.line, message, hint: None })
}
