//! Clauses of a benefit to lines.

use super::names::quoted;
use super::values::before_brace;
use super::writer::{BlockForm, Writer};
use crate::syntax::ast::{CaseBranch, Clause, ClauseKind, IdentityMode, Marks, Name, ValueClause};
use crate::syntax::keywords::{Word, Worded};

impl<'a> Writer<'a> {
    pub(super) fn clauses(&mut self, clauses: &[Clause]) {
        for clause in clauses {
            self.item(clause.place.0, &|writer| writer.clause(clause));
        }
    }

    fn clause(&mut self, clause: &Clause) {
        match &clause.kind {
            ClauseKind::MapsTo(name) => {
                self.keyword(Word::MapsTo);
                self.word(self.name(name));
            }
            ClauseKind::After(names) => self.enclosed_names(Word::After, names, Word::AfterEnd),
            ClauseKind::NotWith(names) => self.enclosed_names(Word::NotWith, names, Word::NotWithEnd),
            ClauseKind::StacksWith(names) => self.enclosed_names(Word::StacksWith, names, Word::StacksWithEnd),
            ClauseKind::SeveralIdentities(mode) => self.several_identities(mode),
            ClauseKind::Requires { label, condition } => {
                self.keyword(Word::Requires);
                self.label(label.as_ref());
                self.push_expr(condition);
            }
            ClauseKind::Refuse { label, reason, when } => {
                self.keyword(Word::Refuse);
                self.label(label.as_ref());
                if let Some(reason) = reason {
                    self.word(quoted(reason));
                }
                if let Some(when) = when {
                    self.push_when(when);
                }
            }
            ClauseKind::Value(value) => return self.value_clause(value, &clause.marks),
            ClauseKind::Quantity { label, asked, allowed, period } => {
                self.keyword(Word::Quantity);
                self.label(label.as_ref());
                self.push_expr(asked);
                self.keyword(Word::AtMost);
                self.adjusted(allowed, None, &clause.marks);
                if let Some(period) = period {
                    self.keyword(period.word());
                }
                if before_brace(allowed) {
                    return;
                }
            }
            ClauseKind::As(name) => {
                self.keyword(Word::As);
                self.word(self.name(name));
            }
            ClauseKind::Round(rounding) => self.rounding(rounding),
            ClauseKind::Order(stages) => {
                self.keyword(Word::Order);
                let stages: Vec<&str> = stages.iter().map(|stage| self.spell(stage.word())).collect();
                self.word(stages.join(", "));
            }
            ClauseKind::YearFrom { month, day } => {
                self.keyword(Word::YearFrom);
                self.word(format!("{month:02}-{day:02}"));
            }
            ClauseKind::InKind(service) => {
                self.keyword(Word::InKind);
                self.word(quoted(service));
            }
            ClauseKind::Case(branches) => return self.case(branches, &clause.marks),
            ClauseKind::Broken => self.as_it_stands(clause.place.0),
        }
        self.marks(&clause.marks);
    }

    /// Adds `资格认定:`.
    pub(super) fn label(&mut self, label: Option<&Name>) {
        if let Some(label) = label {
            self.word(format!("{}:", self.name(label)));
        }
    }

    /// Adds `在 住院报销, 门诊慢特病 之后`.
    fn enclosed_names(&mut self, word: Word, names: &[Name], end: Word) {
        self.keyword(word);
        self.push_names(names);
        self.keyword(end);
    }

    fn several_identities(&mut self, mode: &IdentityMode) {
        self.keyword(Word::SeveralIdentities);
        match mode {
            IdentityMode::Highest => self.keyword(Word::Highest),
            IdentityMode::Together => self.keyword(Word::Together),
            IdentityMode::InOrder(names) => {
                self.keyword(Word::InOrder);
                if !names.is_empty() {
                    self.push_names(names);
                }
            }
        }
    }

    fn value_clause(&mut self, clause: &ValueClause, marks: &Marks) {
        self.keyword(clause.word.word());
        self.label(clause.label.as_ref());
        self.adjusted(&clause.value, Some(&clause.tail), marks);
        if let Some(when) = &clause.when {
            self.comments_in_phrase(when.span().start as usize);
            if !self.begins_new_line() && !self.after_brace() {
                self.breakable(1);
            }
            self.push_when(when);
        }
        if !before_brace(&clause.value) {
            // The marks are those of the clause, not of its last effect.
            if !clause.value.effects.is_empty() || clause.when.is_some() {
                self.blanks(2);
            }
            self.marks(marks);
        }
    }

    /// Adds `情形 大额 当 … { … } 其余 { … }`; the marks of a single case stand before its brace.
    fn case(&mut self, branches: &[CaseBranch], marks: &Marks) {
        for (at, branch) in branches.iter().enumerate() {
            self.keyword(if at == 0 { Word::Case } else { Word::Else });
            if let Some(label) = &branch.label {
                self.word(self.name(label));
            }
            if let Some(when) = &branch.when {
                self.push_when(when);
            }
            if branches.len() == 1 {
                self.marks(marks);
            }
            // A chain stands on one line, or each of its blocks on lines of its own.
            let always = branches.len() > 1 && !self.tries_one_line();
            self.clause_block(&branch.clauses, branch.place.0.end as usize, always);
        }
        if branches.len() != 1 {
            self.marks(marks);
        }
    }

    /// Adds the block of a benefit, or of a case that may stand on one line.
    pub(super) fn clause_block(&mut self, clauses: &[Clause], end: usize, always: bool) {
        let form = match clauses.first() {
            Some(first) if !always && clauses.len() == 1 => BlockForm::as_written(first.place.0),
            _ => BlockForm::Always,
        };
        let end = clauses.last().map_or(end, |last| self.closing_brace(last.place.0));
        self.block(form, clauses.is_empty(), end, &|writer| writer.clauses(clauses));
    }
}
