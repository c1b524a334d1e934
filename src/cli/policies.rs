//! A workspace that has been read and analysed: counties by name, the day that is meant, and what stands in the way.

use super::error::Error;
use super::face::{Face, Loaded};
use super::{revisions, words};
use crate::base::date::Date;
use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::diagnostic::render::{Counts, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::Program;
use crate::workspace::{Analysis, Target, TargetError, Workspace};

/// How many errors of a policy are shown where something else was asked for.
const MOST_PICTURES: usize = 3;

/// A workspace with all that is known of it.
pub(crate) struct Policies {
    pub(crate) loaded: Loaded,
    pub(crate) workspace: Workspace,
    pub(crate) analysis: Analysis,
}

/// The day that counts, and how that came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) date: Date,
    /// Whether nobody named it.
    pub(crate) by_default: bool,
}

impl Policies {
    pub(crate) fn load(face: &Face) -> Result<Policies, Error> {
        Policies::load_with(face, None)
    }

    /// The same, with one more text under a name of its own.
    pub(crate) fn load_with(face: &Face, extra: Option<(String, String)>) -> Result<Policies, Error> {
        let loaded = face.load()?;
        let workspace = loaded.files.workspace_with(extra);
        let analysis = workspace.analyse();
        Ok(Policies { loaded, workspace, analysis })
    }

    /// Returns the policies at the revision that a name speaks of, with the name without it; `None`: of today. Their
    /// map of sources holds these texts too.
    pub(crate) fn at_revision(&self, text: &str, sources: &SourceMap) -> Result<(String, Option<Policies>), Error> {
        let (name, revision) = revisions::parted(text);
        let Some(revision) = revision else { return Ok((name, None)) };
        let Some(files) = revisions::files_at(&self.loaded.place, revision)? else {
            return Err(Error::Jurisdiction(TargetError::NoDate { text: revision.to_owned() }));
        };
        let texts = files.texts.iter().map(|(path, text)| (format!("{revision}:{path}"), text.clone()));
        let workspace = Workspace::beside(sources.clone(), texts);
        let analysis = workspace.analyse();
        let loaded = Loaded { place: self.loaded.place.clone(), files };
        Ok((name, Some(Policies { loaded, workspace, analysis })))
    }

    /// Finds a county by name, code, alias or path.
    pub(crate) fn find(&self, text: &str) -> Result<Target, Error> {
        self.analysis.find(&self.workspace.sources, text).map_err(Error::Jurisdiction)
    }

    /// Returns the program of a county; with errors in it there is none to work with.
    pub(crate) fn program(&self, face: &Face, target: &Target) -> Result<&Program, Error> {
        let own = &self.analysis.jurisdictions[target.jurisdiction];
        if !own.has_errors {
            return Ok(&own.program);
        }
        let errors: Vec<Diagnostic> = self
            .analysis
            .problems
            .clone()
            .into_sorted()
            .into_iter()
            .filter(|problem| problem.severity == Severity::Error && own.sources.contains(&problem.span.source))
            .collect();
        Err(self.policy_error(face, words::county_has_errors(&own.program.jurisdiction.name), &errors))
    }

    /// Returns an error that shows the first of some diagnostics.
    pub(crate) fn policy_error(&self, face: &Face, message: Text, errors: &[Diagnostic]) -> Error {
        let mut options = face.pictures();
        options.limit = MOST_PICTURES;
        let pictures = render(&self.workspace.sources, errors, &options);
        let hint = (errors.len() > MOST_PICTURES).then(words::all_of_them);
        Error::Policy { message, pictures, hint }
    }

    /// Returns the day of a command: named behind the county, by a flag or by the settings, else the last change.
    pub(crate) fn day(&self, face: &Face, target: &Target, programs: &[&Program]) -> Result<Day, Error> {
        let named = match target.date {
            Some(date) => Some(date),
            None => face.as_of(&self.loaded.place)?,
        };
        // Programs without a date of their own take that of the workspace: any day gives the same there.
        let anywhere = || self.analysis.jurisdictions.iter().filter_map(|own| own.program.newest_change()).max();
        let newest = || programs.iter().filter_map(|program| program.newest_change()).max().or_else(anywhere);
        match (named, newest()) {
            (Some(date), _) => Ok(Day { date, by_default: false }),
            (None, Some(date)) => Ok(Day { date, by_default: true }),
            (None, None) => Err(Error::usage(words::no_day()).with_hint(words::write_as_of())),
        }
    }

    /// Returns what is said beside a result: what `-v` tells, and errors elsewhere.
    pub(crate) fn remarks(&self, face: &Face, used: &[&Target]) -> String {
        let mut out = face.about(&self.loaded);
        let elsewhere: Vec<Diagnostic> = self
            .analysis
            .problems
            .iter()
            .filter(|problem| {
                used.iter().all(|target| {
                    !self.analysis.jurisdictions[target.jurisdiction].sources.contains(&problem.span.source)
                })
            })
            .cloned()
            .collect();
        let errors = Counts::of(&elsewhere).errors;
        if errors > 0 {
            out.push_str(words::other_errors(errors).get(face.lang()));
            out.push('\n');
        }
        out
    }
}
