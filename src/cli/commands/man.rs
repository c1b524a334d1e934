//! `polcheck man`: the manual pages, written from the same texts as the help.

use crate::cli::args::ManArguments;
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::{help, words};

pub(crate) fn run(face: &Face, arguments: &ManArguments) -> Result<Report, Error> {
    let page = help::manual(arguments.command.as_deref(), face.lang());
    match page {
        Some(page) => Ok(Report::new(page, Exit::Clean)),
        None => {
            let name = arguments.command.as_deref().unwrap_or_default();
            let near = help::commands_near(name);
            let error = Error::usage(words::no_man_page(name));
            Err(if near.is_empty() { error } else { error.with_hint(did_you_mean(&near)) })
        }
    }
}
