//! Values with their effects: what is stated, then what replaces it, then sums, products, and `逐次减`.

use super::clauses::{Chosen, value_of};
use super::context::Context;
use super::error::{Error, ErrorKind, Fallible, at};
use super::segments::Segments;
use super::session::Session;
use super::table::Usage;
use super::trace::{EffectHit, Stated, Written};
use super::words;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::expr::{Dimension, Effect, EffectKind};
use crate::ir::{Adjusted, BenefitId, ClauseWord, Source, Type};
use crate::value::Value;

/// What a stated value is before it is applied: one value, or one for each band.
pub(super) enum Worth<'p> {
    Plain(Value),
    Segments(Segments<'p>),
}

/// The effects that hold, sorted into what they do.
#[derive(Default)]
pub(super) struct Effects<'p> {
    replace: Vec<&'p Effect>,
    rest: Vec<&'p Effect>,
    pub continued: bool,
}

/// For which clause a value is asked: `同 X` looks for the same one.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    pub word: Option<ClauseWord>,
    pub clause: Option<Chosen<'p>>,
    pub usage: Usage,
}

impl Asked<'_> {
    /// Outside clauses.
    pub(super) const PLAIN: Asked<'static> =
        Asked { word: None, clause: None, usage: Usage { strict: false, limit: false, smallest: false } };
}

impl<'p> Asked<'p> {
    /// Within a clause.
    pub(super) fn of(clause: Chosen<'p>) -> Asked<'p> {
        let word = clause.clause.path.word;
        let limit = matches!(
            word,
            ClauseWord::Cap | ClauseWord::Quantity | ClauseWord::OwnPayAtMost | ClauseWord::TotalOfLayersAtMost
        );
        let usage = Usage { strict: true, limit, smallest: word == ClauseWord::Deductible };
        Asked { word: Some(word), clause: Some(clause), usage }
    }
}

impl<'p> Session<'p> {
    /// Returns the value of a param, define or account.
    pub(super) fn plain(&self, ctx: &Context<'_>, adjusted: &'p Adjusted) -> Fallible<Value> {
        let mut stated = Stated::default();
        match self.worth(ctx, adjusted, Asked::PLAIN, &mut stated)?.0 {
            Worth::Plain(value) => Ok(value),
            Worth::Segments(_) => Err(Error::mistyped(adjusted.span)),
        }
    }

    /// Returns a source without effects.
    pub(super) fn source(&self, ctx: &Context<'_>, source: &'p Source, usage: Usage) -> Fallible<Value> {
        let asked = Asked { usage, ..Asked::PLAIN };
        match self.source_worth(ctx, source, asked, &mut Stated::default())? {
            Worth::Plain(value) => Ok(value),
            Worth::Segments(segments) => Err(Error::mistyped(segments.span)),
        }
    }

    /// Returns what a value is worth with its effects, and whether a deductible is carried on.
    pub(super) fn worth(
        &self,
        ctx: &Context<'_>,
        adjusted: &'p Adjusted,
        asked: Asked<'p>,
        stated: &mut Stated,
    ) -> Fallible<(Worth<'p>, bool)> {
        let effects = self.effects(ctx, &adjusted.effects)?;
        let mut replaced: Option<(Value, &'p Effect)> = None;
        let mut segments: Option<Segments<'p>> = None;
        for effect in &effects.replace {
            let mut own = Stated::default();
            let worth = match &effect.kind {
                EffectKind::Instead(source) => self.source_worth(ctx, source, asked, &mut own)?,
                EffectKind::Waived => Worth::Plain(Value::Number(Number::zero())),
                _ => Worth::Plain(Value::Nothing),
            };
            match (worth, &replaced, &segments) {
                (Worth::Plain(value), None, None) => {
                    *stated = own;
                    stated.effects.push(self.effect_hit(effect, &value, &adjusted.ty));
                    replaced = Some((value, effect));
                }
                (Worth::Plain(value), Some((first, _)), None) if value == *first => {}
                (Worth::Segments(found), None, None) => segments = Some(found),
                (_, first, _) => {
                    let other = first.as_ref().map_or(adjusted.span, |(_, effect)| effect.span);
                    let error = Error::new(ErrorKind::ConflictingEffects, effect.span, words::conflicting_effects());
                    return Err(error.other(other));
                }
            }
        }
        let worth = match (segments, replaced) {
            (Some(segments), _) => Worth::Segments(segments),
            (None, Some((value, _))) => Worth::Plain(value),
            (None, None) => self.source_worth(ctx, &adjusted.value, asked, stated)?,
        };
        let continued = effects.continued;
        match worth {
            Worth::Plain(value) => {
                if !effects.rest.is_empty() && stated.before.is_none() && value != Value::Nothing {
                    stated.before = Some(self.amount(&value, &adjusted.ty));
                }
                let value = self.apply(ctx, value, &effects, &adjusted.ty, adjusted.span, stated)?;
                stated.value = (value != Value::Nothing).then(|| self.amount(&value, &adjusted.ty));
                Ok((Worth::Plain(value), continued))
            }
            Worth::Segments(mut segments) => {
                segments.effects.push((effects, adjusted.span));
                if segments.of.is_some() {
                    let (value, lines) = self.segments_of(ctx, &segments, &adjusted.ty)?;
                    stated.value = Some(self.amount(&value, &adjusted.ty));
                    stated.effects.extend(lines.into_iter().flat_map(|line| line.rate.effects));
                    return Ok((Worth::Plain(value), continued));
                }
                Ok((Worth::Segments(segments), continued))
            }
        }
    }

    fn source_worth(
        &self,
        ctx: &Context<'_>,
        source: &'p Source,
        asked: Asked<'p>,
        stated: &mut Stated,
    ) -> Fallible<Worth<'p>> {
        match source {
            Source::Expr(expr) => {
                if !matches!(&*expr.kind, crate::ir::ExprKind::Constant(_)) {
                    let uses = if asked.word.is_some() { self.mentions(ctx, expr) } else { Vec::new() };
                    stated.written = Some(Written { uses, ..expr.span.into() });
                }
                self.eval(ctx, expr).map(Worth::Plain)
            }
            Source::Table(table) => {
                let segmented = table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. }));
                if segmented {
                    self.segments(ctx, table, asked.usage).map(Worth::Segments)
                } else {
                    self.table(ctx, table, 0, asked.usage, stated).map(Worth::Plain)
                }
            }
            Source::As(id, span) => self.deeper(1, *span, || self.same_as(ctx, *id, *span, asked, stated)),
            Source::Pending(span) => Err(Error::pending(*span)),
            Source::Unstated(_) => {
                stated.unstated = true;
                Ok(Worth::Plain(Value::Nothing))
            }
            Source::Nothing(_) => Ok(Worth::Plain(Value::Nothing)),
        }
    }

    /// `比例 同 住院报销`: that benefit's clause, with the facts of this claim.
    fn same_as(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        span: Span,
        asked: Asked<'p>,
        stated: &mut Stated,
    ) -> Fallible<Worth<'p>> {
        let benefit = self.program.benefit(id);
        let Some(word) = asked.word else { return Err(Error::mistyped(span)) };
        let mut found = self.select(ctx, id, &[word])?;
        if found.len() > 1
            && let Some(own) = asked.clause
        {
            let path = &own.clause.path;
            found.retain(|other| {
                let other = &other.clause.path;
                other.period == path.period
                    && other.each == path.each
                    && (path.label.is_none() || other.label == path.label)
            });
        }
        stated.same_as = Some(benefit.name.clone());
        match found.as_slice() {
            [] => {
                let standing = crate::ir::standing_on(&benefit.alive, ctx.date);
                match word {
                    ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo | ClauseWord::OwnPayAtMost => {
                        let words = words::clause_not_in_force(
                            &benefit.name,
                            crate::ir::ClausePath::of(word),
                            ctx.date.to_string(),
                        );
                        Err(Error::new(ErrorKind::ClauseNotInForce(id, standing), span, words).other(benefit.span))
                    }
                    _ => Ok(Worth::Plain(Value::Nothing)),
                }
            }
            [own] => match value_of(own.body) {
                Some(value) => {
                    let inner = Asked { clause: Some(*own), ..asked };
                    self.worth(ctx, value, inner, stated).map(|(worth, _)| worth)
                }
                None => Err(Error::mistyped(span)),
            },
            [first, second, ..] => Err(self.conflict(first, second)),
        }
    }

    /// Returns the effects that hold here.
    fn effects(&self, ctx: &Context<'_>, all: &'p [Effect]) -> Fallible<Effects<'p>> {
        let mut effects = Effects::default();
        for effect in all {
            if let Some(when) = &effect.when
                && !self.truth(ctx, when)?
            {
                continue;
            }
            self.reach(effect.span);
            match &effect.kind {
                EffectKind::Instead(_) | EffectKind::Waived | EffectKind::Lifted => effects.replace.push(effect),
                EffectKind::Plus(_)
                | EffectKind::Minus(_)
                | EffectKind::Times(_)
                | EffectKind::Halved
                | EffectKind::EachFurtherMinus { .. } => effects.rest.push(effect),
                EffectKind::Continued => effects.continued = true,
            }
        }
        // Sums come first, then products, then what is taken off for each earlier claim.
        effects.rest.sort_by_key(|effect| match effect.kind {
            EffectKind::Plus(_) | EffectKind::Minus(_) => 0,
            EffectKind::Times(_) | EffectKind::Halved => 1,
            _ => 2,
        });
        Ok(effects)
    }

    /// Applies sums, products and `逐次减` to a value; `无` stays.
    pub(super) fn apply(
        &self,
        ctx: &Context<'_>,
        value: Value,
        effects: &Effects<'p>,
        ty: &Type,
        span: Span,
        stated: &mut Stated,
    ) -> Fallible<Value> {
        if value == Value::Nothing || effects.rest.is_empty() {
            return Ok(value);
        }
        let mut number = match value {
            Value::Number(number) => number,
            other => return Err(self.unfit(&other, span)),
        };
        let zero = Number::zero();
        for effect in &effects.rest {
            number = match &effect.kind {
                EffectKind::Plus(by) => at(effect.span, number.add(&self.number(ctx, by)?))?,
                EffectKind::Minus(by) => at(effect.span, number.subtract(&self.number(ctx, by)?))?,
                EffectKind::Times(by) => at(effect.span, number.multiply(&self.number(ctx, by)?))?,
                EffectKind::Halved => at(effect.span, number.multiply(&Number::ratio(1, 2)))?,
                EffectKind::EachFurtherMinus { step, at_most } => {
                    let further = Number::from(self.earlier_visits(ctx, effect.span)? as i64);
                    // A ratio is so many hundredths of the value; anything else is taken off as it is.
                    let share = |part: &Number, ty: &Type| {
                        if *ty == Type::Ratio { at(effect.span, number.multiply(part)) } else { Ok(part.clone()) }
                    };
                    let each = share(&self.number(ctx, step)?, &step.ty)?;
                    let mut off = at(effect.span, each.multiply(&further))?;
                    if let Some(most) = at_most {
                        off = off.at_most(&share(&self.number(ctx, most)?, &most.ty)?);
                    }
                    at(effect.span, number.subtract(&off))?.at_least(&zero)
                }
                EffectKind::Instead(_) | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => number,
            };
            let shown = Value::Number(number.clone());
            stated.effects.push(self.effect_hit(effect, &shown, ty));
        }
        // Amounts are held at 0 or above.
        if matches!(ty, Type::Quantity(_)) {
            number = number.at_least(&zero);
        }
        self.checked(number, ty, span)
    }

    fn effect_hit(&self, effect: &Effect, gives: &Value, ty: &Type) -> EffectHit {
        let constant = |expr: &crate::ir::Expr| match &*expr.kind {
            crate::ir::ExprKind::Constant(value) => self.shown(value, &expr.ty),
            _ => Text::new("按算式", "as worked out"),
        };
        let join =
            |zh: &str, en: &str, value: Text| Text::new(format!("{zh}{}", value.zh), format!("{en} {}", value.en));
        let text = match &effect.kind {
            EffectKind::Instead(_) => join("改为", "instead", self.shown(gives, ty)),
            EffectKind::Plus(by) => join("加", "plus", constant(by)),
            EffectKind::Minus(by) => join("减", "minus", constant(by)),
            EffectKind::Times(by) => join("乘以", "times", constant(by)),
            EffectKind::Halved => Text::new("减半", "halved"),
            EffectKind::Waived => Text::new("免", "waived"),
            EffectKind::Lifted => Text::new("不设", "lifted"),
            EffectKind::EachFurtherMinus { step, .. } => join("逐次减", "each further minus", constant(step)),
            EffectKind::Continued => Text::new("连续计算", "continued"),
        };
        let gives = (*gives != Value::Nothing).then(|| self.amount(gives, ty));
        EffectHit { text, when: effect.when.as_ref().map(|when| when.span.into()), gives, place: effect.span.into() }
    }
}
