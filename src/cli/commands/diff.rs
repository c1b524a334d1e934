//! `polcheck diff`: two counties, or two dates of one, compared.

use crate::cli::args::{DiffArguments, FormatWord};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::compare::{Options, Side, diff};
use crate::report::diff::{self as written, Form, Views};

pub(crate) fn run(face: &Face, arguments: &DiffArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let (a, b) = (policies.find(&arguments.old)?, policies.find(&arguments.new)?);
    let (first, second) = (policies.program(face, &a)?, policies.program(face, &b)?);
    let both = [first, second];
    let (day_a, day_b) = (policies.day(face, &a, &both)?, policies.day(face, &b, &both)?);
    let options =
        Options { only: Vec::new(), group: arguments.group.clone(), sources: Some(&policies.workspace.sources) };
    let sides = (Side { program: first, date: day_a.date }, Side { program: second, date: day_b.date });
    let found = diff(sides.0, sides.1, &options)
        .map_err(|unknown| Error::usage(words::unknown_group(&unknown.name)).with_hint(did_you_mean(&unknown.known)))?;
    let any = arguments.verdict || arguments.clauses || arguments.behaviour;
    let views = if any {
        Views { verdict: arguments.verdict, clauses: arguments.clauses, behaviour: arguments.behaviour }
    } else {
        Views::ALL
    };
    let text = |form| written::text(&found, views, form, face.lang(), face.width());
    let result = match face.format() {
        FormatWord::Text => text(Form::Text),
        FormatWord::Plain => text(Form::Plain),
        FormatWord::Markdown => text(Form::Markdown),
        FormatWord::Json => written::json(&found, &policies.workspace.sources),
    };
    let mut notes = policies.remarks(face, &[&a, &b]);
    if day_a.by_default || day_b.by_default {
        let day = if day_a.by_default { day_a.date } else { day_b.date };
        notes.push_str(&format!("{}\n", words::by_last_change(day.to_string()).get(face.lang())));
    }
    Ok(Report { result, notes, exit: Exit::findings(!found.is_equal()) })
}
