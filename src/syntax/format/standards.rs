//! The requirements of standards and asserts to lines.

use super::bands::comparison;
use super::expressions::{Context, Level};
use super::writer::{BlockForm, Writer};
use crate::base::span::Span;
use crate::syntax::ast::{Expr, Law, Name, PathTest, Requirement, RequirementBody, View};
use crate::syntax::keywords::{Word, Worded};

impl<'a> Writer<'a> {
    pub(super) fn requirements(&mut self, items: &[Requirement], place: Span) {
        let end = items.last().map_or(place.end as usize, |last| self.closing_brace(last.place.0));
        self.block(BlockForm::Always, items.is_empty(), end, &|writer| {
            for item in items {
                writer.item(item.place.0, &|writer| writer.requirement(item));
            }
        });
    }

    fn requirement(&mut self, requirement: &Requirement) {
        if let RequirementBody::Broken = requirement.body {
            return self.as_it_stands(requirement.place.0);
        }
        self.keyword(requirement.severity.word());
        self.label(requirement.label.as_ref());
        match &requirement.body {
            RequirementBody::Clause { path, test } => {
                self.word(self.path(path));
                self.path_test(test);
            }
            RequirementBody::Includes { list, members } => {
                self.word(self.name(list));
                self.keyword(Word::Includes);
                self.push_names(members);
            }
            RequirementBody::Condition { view, condition, when } => {
                self.view(*view);
                self.push_expr(condition);
                self.requirement_when(when.as_ref());
            }
            RequirementBody::Law { view, subject, law, when } => {
                self.view(*view);
                self.law(subject.as_ref(), law);
                self.requirement_when(when.as_ref());
            }
            RequirementBody::Exempt { jurisdictions } => self.push_names(jurisdictions),
            RequirementBody::Broken => {}
        }
        self.marks(&requirement.marks);
    }

    fn requirement_when(&mut self, when: Option<&Expr>) {
        if let Some(when) = when {
            self.comments_in_phrase(when.span().start as usize);
            if !self.begins_new_line() {
                self.breakable(1);
            }
            self.push_when(when);
        }
    }

    /// Adds `全年:`.
    fn view(&mut self, view: Option<View>) {
        if let Some(view) = view {
            self.word(format!("{}:", self.spell(view.word())));
        }
    }

    fn path_test(&mut self, test: &PathTest) {
        match test {
            PathTest::Band { negated, band } => self.word(self.test_band(*negated, band)),
            PathTest::Compare(op, value) => {
                self.word(comparison(*op));
                self.push_expr_in(value, Context::ALONE.at(Level::Sum));
            }
            PathTest::In { negated, members } => {
                self.keyword(if *negated { Word::NotIn } else { Word::In });
                let list = self.member_list(members);
                self.doc(list);
            }
        }
    }

    fn law(&mut self, subject: Option<&Name>, law: &Law) {
        if let Some(subject) = subject {
            self.word(self.name(subject));
        }
        match law {
            Law::NeverAboveCost => self.keyword(Word::NeverAboveCost),
            Law::NeverLessAlong { along } => {
                self.keyword(Word::NeverLessAlong);
                self.push_expr_in(along, Context::ALONE.at(Level::Sum));
                self.keyword(Word::NeverLessAlongEnd);
            }
            Law::NeverLessInOrder { along, values } => {
                self.keyword(Word::NeverLessAlong);
                self.push_expr_in(along, Context::ALONE.at(Level::Sum));
                self.glued(":");
                let values: Vec<String> = values.iter().map(|value| self.name(value)).collect();
                self.word(values.join(" < "));
                self.keyword(Word::NeverLessAlongEnd);
            }
            Law::NoCliffOver(amount) => {
                self.keyword(Word::NoCliffOver);
                self.push_expr_in(amount, Context::ALONE.at(Level::Sum));
            }
        }
    }
}
