//! The tables of people that a review is given, by flags or by `[ci]` of the settings, to what it says of them.

use std::path::{Path, PathBuf};

use crate::base::text::Text;
use crate::cli::args::CiArguments;
use crate::cli::ci_settings::CiSettings;
use crate::cli::ci_words as words;
use crate::cli::config::FILE_NAME;
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::files::Place;
use crate::cli::toml_text::Entry;
use crate::cli::words as usual;
use crate::compare::changes::{Review, withhold};
use crate::data::periods::Months;
use crate::workspace::changes::States;

use super::super::settle::{Asked, Beside, affected};

/// Puts into a review whom it reaches, where tables are given; returns what is said beside it.
pub(super) fn count(
    face: &Face,
    arguments: &CiArguments,
    states: &States,
    review: &mut Review,
) -> Result<Vec<Text>, Error> {
    let place = face.place()?;
    let settings: &CiSettings = &place.config.ci;
    let mut notes = Vec::new();
    // Flags start from where the command is given, settings from the workspace.
    let (here, root) = (face.environment.folder.as_path(), place.real_root.as_path());
    let (folder, claims) = match arguments.claims.is_empty() {
        false => (here, arguments.claims.clone()),
        true => {
            let mut claims: Vec<PathBuf> = Vec::new();
            for own in &settings.claims {
                if !is_here(place, own)? {
                    notes.push(words::ci_no_claims(&own.name));
                    claims.clear();
                    break;
                }
                claims.push(PathBuf::from(&own.name));
            }
            (root, claims)
        }
    };
    let beside = [(&arguments.persons, &settings.persons), (&arguments.households, &settings.households)];
    let mut away: Option<&Entry> = None;
    let mut found: [Option<Beside<'_>>; 2] = [None; 2];
    for (found, (flag, setting)) in found.iter_mut().zip(beside) {
        match (flag, setting) {
            (Some(path), _) => *found = Some(Beside { folder: here, path }),
            (None, Some(own)) if is_here(place, own)? => {
                *found = Some(Beside { folder: root, path: Path::new(&own.name) })
            }
            (None, Some(own)) => away = Some(own),
            (None, None) => {}
        }
    }
    let [persons, households] = found;
    let months = match &arguments.months {
        Some(text) => Some(Months::parse(text).ok_or_else(|| Error::usage(usual::no_months(text)))?),
        None => settings.months,
    };
    if months.is_some() && persons.is_none() && away.is_none() {
        return Err(Error::usage(usual::months_need_persons()));
    }
    if let Some(own) = away {
        // Bills are not settled without what they need of persons.
        if !claims.is_empty() || arguments.months.is_some() {
            return Err(Error::file(words::ci_no_claims(&own.name)));
        }
        notes.push(words::ci_no_claims(&own.name));
        return Ok(notes);
    }
    if claims.is_empty() {
        let of_claims = arguments.sorted || arguments.memory.is_some();
        if notes.is_empty() && (of_claims || (months.is_none() && asks_of_tables(arguments))) {
            return Err(Error::usage(words::ci_claims_missing()));
        }
        if months.is_none() {
            return Ok(notes);
        }
    }
    let asked = Asked {
        folder,
        claims: &claims,
        persons,
        households,
        months,
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
    withhold(review);
    Ok(notes)
}

/// Whether a flag says how tables are to be read or settled.
fn asks_of_tables(own: &CiArguments) -> bool {
    let tables = own.persons.is_some() || own.households.is_some() || !own.counties.is_empty() || !own.map.is_empty();
    let forms = own.encoding.is_some() || own.sheet.is_some() || own.years_later.is_some() || own.show_few;
    tables || forms || own.threads.is_some()
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
