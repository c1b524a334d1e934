//! Findings as they are judged: each with its level, the act that it requires, and whether somebody has accepted it; and
//! what all of them come to.

use super::people::{Affected, People, Uncounted};
use super::{Act, Effect, Finding, Kind, Level, What, Witness};
use crate::base::date::Date;

/// A change, judged.
#[derive(Clone, Debug)]
pub struct Review {
    pub old: Revision,
    /// `name`: empty for the working tree.
    pub new: Revision,
    /// The day by which expiry and notice are judged.
    pub on: Date,
    pub jurisdictions: usize,
    pub touched: usize,
    /// The gravest first.
    pub findings: Vec<Judged>,
    /// What bills that were given say of it.
    pub people: Option<People>,
    /// What tables of persons and households say of benefits by month and year.
    pub people_by_month: Option<People>,
    /// Where some tables were given: what would need others.
    pub uncounted: Uncounted,
}

/// A state of the policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub name: String,
    pub commit: String,
}

/// A finding with what follows from it.
#[derive(Clone, Debug)]
pub struct Judged {
    pub finding: Finding,
    pub level: Level,
    pub act: Act,
    pub accepted: Option<Acceptance>,
    /// What bills that were given say of its benefits.
    pub people: Option<Affected>,
    /// What tables of persons and households say of those by month and year.
    pub people_by_month: Option<Affected>,
}

/// Somebody's word that a change is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    pub who: String,
    pub when: Date,
    pub why: String,
    pub document: String,
    pub until: Option<Date>,
}

/// What all findings come to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    pub worse: usize,
    pub better: usize,
    pub unclear: usize,
    pub public_notices: usize,
    pub filings: usize,
    pub notice_periods: usize,
    /// Counties with how many requirements they no longer meet, or exceed.
    pub missed: Vec<(String, usize)>,
    pub errors: usize,
    pub warnings: usize,
    pub notes: usize,
    pub accepted: usize,
    /// What could not be compared, or is no longer decided.
    pub open: usize,
}

impl Judged {
    /// Whether it fails the check.
    pub fn fails(&self) -> bool {
        self.level == Level::Error && self.accepted.is_none()
    }

    /// Whether it begins too soon for the notice that it needs; `None`: it needs none.
    pub fn is_short_notice(&self, on: Date) -> Option<bool> {
        let Act::NoticePeriod(days) = self.act else { return None };
        let least = on.plus_days(i64::from(days))?;
        Some(self.finding.days.from.is_none_or(|from| from < least))
    }

    /// Whether somebody may be paid differently by it.
    pub fn pays_differently(&self) -> bool {
        let asked = !matches!(self.finding.witness, Witness::NotAsked);
        self.is_change() && (asked || self.finding.effect != Effect::None)
    }

    /// Whether it changes what somebody gets, apart from how that stands to standards.
    fn is_change(&self) -> bool {
        !matches!(self.finding.rule.kind, Kind::Standard | Kind::Exemption | Kind::Acceptance | Kind::BasePolicy)
            && !matches!((self.finding.rule.kind, self.finding.rule.what), (Kind::Jurisdiction, What::Broken))
    }
}

impl Review {
    /// Orders the findings: the gravest first, those accepted last, else as they come.
    pub fn sort(&mut self) {
        self.findings.sort_by_key(|own| (own.accepted.is_some(), std::cmp::Reverse(own.level)));
    }

    pub fn verdict(&self) -> Verdict {
        let mut verdict = Verdict::default();
        for own in &self.findings {
            if own.accepted.is_some() {
                verdict.accepted += 1;
                continue;
            }
            match own.level {
                Level::Error => verdict.errors += 1,
                Level::Warn => verdict.warnings += 1,
                Level::Note | Level::Off => verdict.notes += 1,
            }
            if own.is_change() {
                match own.finding.effect {
                    Effect::Worse => verdict.worse += 1,
                    Effect::Better => verdict.better += 1,
                    Effect::Unclear => verdict.unclear += 1,
                    Effect::None => {}
                }
            }
            match own.act {
                Act::None => {}
                Act::PublicNotice => verdict.public_notices += 1,
                Act::Filing => verdict.filings += 1,
                Act::NoticePeriod(_) => verdict.notice_periods += 1,
            }
            match (own.finding.rule.kind, own.finding.rule.what) {
                (Kind::Standard, What::NoLongerMet | What::Exceeded) => {
                    let name = &own.finding.home.name;
                    match verdict.missed.iter_mut().find(|(known, _)| known == name) {
                        Some((_, count)) => *count += 1,
                        None => verdict.missed.push((name.clone(), 1)),
                    }
                }
                (Kind::Standard, What::NoLongerDecided) | (Kind::BasePolicy, _) => verdict.open += 1,
                _ => {}
            }
        }
        verdict
    }

    pub fn fails(&self) -> bool {
        self.findings.iter().any(Judged::fails)
    }
}
