//! A workspace that has been read and analysed: counties by name, the day that is meant, and what stands in the way.

use super::error::Error;
use super::face::{Face, Loaded};
use super::{revisions, words};
use crate::base::date::Date;
use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::diagnostic::render::{Counts, render};
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir::{Program, Scene};
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

    /// Returns the counties that are meant: those named, those below a named province or city, or all there are.
    pub(crate) fn counties(&self, names: &[String], all: bool) -> Result<Vec<Target>, Error> {
        let analysis = &self.analysis;
        let has_children = |at: usize| analysis.parents.contains(&Some(at));
        let is_below = |at: usize, above: usize| {
            let mut up = analysis.parents[at];
            // A cycle among parents is an error of the policies; it must not hang us.
            for _ in 0..analysis.parents.len() {
                match up {
                    Some(own) if own == above => return true,
                    Some(own) => up = analysis.parents[own],
                    None => return false,
                }
            }
            false
        };
        let leaves: Vec<usize> = (0..analysis.parents.len()).filter(|at| !has_children(*at)).collect();
        let mut targets: Vec<Target> = Vec::new();
        let mut add = |target: Target| {
            if !targets.contains(&target) {
                targets.push(target);
            }
        };
        if names.is_empty() {
            let roots: Vec<usize> = (0..analysis.parents.len()).filter(|at| analysis.parents[*at].is_none()).collect();
            let with_leaves: Vec<usize> = roots.iter().copied().filter(|root| has_children(*root)).collect();
            if with_leaves.len() > 1 && !all {
                let name = |at: &usize| analysis.jurisdictions[*at].program.jurisdiction.name.clone();
                let names: Vec<String> = with_leaves.iter().map(name).collect();
                let error = Error::usage(words::several_provinces(crate::base::text::listed(&names)));
                return Err(error.with_hint(words::several_provinces_hint()));
            }
            leaves.iter().for_each(|at| add(Target { jurisdiction: *at, date: None }));
        }
        for name in names {
            let target = self.find(name)?;
            if has_children(target.jurisdiction) {
                let below = leaves.iter().filter(|at| is_below(**at, target.jurisdiction));
                below.for_each(|at| add(Target { jurisdiction: *at, date: target.date }));
            } else {
                add(target);
            }
        }
        // By their codes, as lists of counties are; those without one keep the order of their files.
        let code = |target: &Target| analysis.jurisdictions[target.jurisdiction].program.jurisdiction.code.clone();
        if names.len() != targets.len() {
            targets.sort_by_key(|target| (code(target).is_none(), code(target)));
        }
        if targets.is_empty() { Err(Error::usage(words::no_counties())) } else { Ok(targets) }
    }

    /// Splits targets into those that can be worked with and the names of those with errors.
    pub(crate) fn sound(&self, targets: Vec<Target>) -> (Vec<Target>, Vec<String>) {
        let broken = |target: &Target| self.analysis.jurisdictions[target.jurisdiction].has_errors;
        let names = targets.iter().filter(|own| broken(own));
        let names = names.map(|own| self.analysis.jurisdictions[own.jurisdiction].program.jurisdiction.name.clone());
        let names = names.collect();
        (targets.into_iter().filter(|own| !broken(own)).collect(), names)
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

/// Returns the day of what names none: as settings say, else that of the program's last change.
pub(crate) fn usual_day(program: &Program, fallback: Option<Date>) -> Date {
    let date = fallback.or(program.newest_change()).or(Date::new(2020, 1, 1));
    date.expect("the last choice is a day")
}

/// Returns the day of a test, which may name none.
pub(crate) fn day_of_test(program: &Program, scene: &Scene, fallback: Option<Date>) -> Date {
    scene.on.unwrap_or_else(|| usual_day(program, fallback))
}
