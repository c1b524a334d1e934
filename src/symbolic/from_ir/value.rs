//! Values with their effects in a cell: what is stated, then what replaces it, then sums, products, and `逐次减`.

use super::super::exact::Exact;
use super::super::undecided::Undecided;
use super::expr::mistyped;
use super::segments::Segments;
use super::table::Usage;
use super::{Context, Lowered, Lowering, Stop, Sym, words};
use crate::base::span::Span;
use crate::ir::expr::{Dimension, Effect, EffectKind};
use crate::ir::selection::{Chosen, METHODS, value_of};
use crate::ir::{Adjusted, BenefitId, ClauseWord, Source, Type};
use crate::value::Value;

/// What a stated value is: one value, or one for each band.
pub(super) enum Worth<'p> {
    Plain(Sym),
    Segments(Segments<'p>),
}

/// The effects that hold, sorted into what they do.
#[derive(Clone, Default)]
pub(super) struct Effects<'p> {
    replace: Vec<&'p Effect>,
    rest: Vec<&'p Effect>,
    pub continued: bool,
}

/// For which clause a value is asked.
#[derive(Clone, Copy)]
pub(super) struct Asked<'p> {
    pub word: Option<ClauseWord>,
    pub clause: Option<Chosen<'p>>,
    pub usage: Usage,
}

impl<'p> Asked<'p> {
    pub(super) const PLAIN: Asked<'static> =
        Asked { word: None, clause: None, usage: Usage { strict: false, limit: false, smallest: false } };

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

impl<'p> Lowering<'_, 'p> {
    pub(super) fn plain(&self, ctx: &Context<'_>, adjusted: &'p Adjusted) -> Lowered<Sym> {
        match self.worth(ctx, adjusted, Asked::PLAIN)?.0 {
            Worth::Plain(value) => Ok(value),
            Worth::Segments(segments) => Err(mistyped(segments.span)),
        }
    }

    pub(super) fn source(&self, ctx: &Context<'_>, source: &'p Source, usage: Usage) -> Lowered<Sym> {
        match self.source_worth(ctx, source, Asked { usage, ..Asked::PLAIN })? {
            Worth::Plain(value) => Ok(value),
            Worth::Segments(segments) => Err(mistyped(segments.span)),
        }
    }

    /// Returns what a value is worth with its effects, and whether a deductible is carried on.
    pub(super) fn worth(
        &self,
        ctx: &Context<'_>,
        adjusted: &'p Adjusted,
        asked: Asked<'p>,
    ) -> Lowered<(Worth<'p>, bool)> {
        let effects = self.effects(ctx, &adjusted.effects)?;
        let mut replaced: Option<Sym> = None;
        let mut segments: Option<Segments<'p>> = None;
        for effect in &effects.replace {
            let worth = match &effect.kind {
                EffectKind::Instead(source) => self.source_worth(ctx, source, asked)?,
                EffectKind::Waived => Worth::Plain(Sym::Known(Value::Number(0.into()))),
                _ => Worth::Plain(Sym::Known(Value::Nothing)),
            };
            match (worth, &replaced, &segments) {
                (Worth::Plain(value), None, None) => replaced = Some(value),
                (Worth::Plain(value), Some(first), None) if value == *first => {}
                (Worth::Segments(found), None, None) => segments = Some(found),
                _ => return Err(Undecided::Policy(words::conflicting_effects(), effect.span).into()),
            }
        }
        let worth = match (segments, replaced) {
            (Some(segments), _) => Worth::Segments(segments),
            (None, Some(value)) => Worth::Plain(value),
            (None, None) => self.source_worth(ctx, &adjusted.value, asked)?,
        };
        let continued = effects.continued;
        match worth {
            Worth::Plain(value) => {
                let value = self.apply(ctx, value, &effects, &adjusted.ty, adjusted.span)?;
                Ok((Worth::Plain(value), continued))
            }
            Worth::Segments(mut segments) => {
                segments.effects.push((effects, adjusted.span));
                match segments.of {
                    Some(of) => {
                        let (zero, of) = (self.zero(), self.made(|graph| graph.at_least_zero(of))?);
                        let sum = self.marginal(ctx, &segments, zero, of, false)?;
                        Ok((Worth::Plain(self.sym(sum)), continued))
                    }
                    None => Ok((Worth::Segments(segments), continued)),
                }
            }
        }
    }

    fn source_worth(&self, ctx: &Context<'_>, source: &'p Source, asked: Asked<'p>) -> Lowered<Worth<'p>> {
        match source {
            Source::Expr(expr) => self.eval(ctx, expr).map(Worth::Plain),
            Source::Table(table) => {
                if table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. })) {
                    self.segments(ctx, table, asked.usage).map(Worth::Segments)
                } else {
                    self.table(ctx, table, 0, asked.usage).map(Worth::Plain)
                }
            }
            Source::As(id, span) => self.deeper(*span, || self.same_as(ctx, *id, *span, asked)),
            Source::Pending(span) => Err(Undecided::Policy(words::pending(), *span).into()),
            Source::Unstated(_) | Source::Nothing(_) => Ok(Worth::Plain(Sym::Known(Value::Nothing))),
        }
    }

    fn same_as(&self, ctx: &Context<'_>, id: BenefitId, span: Span, asked: Asked<'p>) -> Lowered<Worth<'p>> {
        let Some(word) = asked.word else { return Err(mistyped(span)) };
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
        match found.as_slice() {
            [] if METHODS.contains(&word) => {
                Err(Undecided::Policy(words::no_method(&self.program.benefit(id).name), span).into())
            }
            [] => Ok(Worth::Plain(Sym::Known(Value::Nothing))),
            [own] => match value_of(own.body) {
                Some(value) => {
                    let inner = Asked { clause: Some(*own), ..asked };
                    self.worth(ctx, value, inner).map(|(worth, _)| worth)
                }
                None => Err(mistyped(span)),
            },
            [_, second, ..] => {
                Err(Undecided::Policy(words::conflicting_cases(&second.clause.path), second.origin.span).into())
            }
        }
    }

    fn effects(&self, ctx: &Context<'_>, all: &'p [Effect]) -> Lowered<Effects<'p>> {
        let mut effects = Effects::default();
        for effect in all {
            if let Some(when) = &effect.when
                && !self.truth(ctx, when)?
            {
                continue;
            }
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
        value: Sym,
        effects: &Effects<'p>,
        ty: &Type,
        span: Span,
    ) -> Lowered<Sym> {
        if value == Sym::Known(Value::Nothing) || effects.rest.is_empty() {
            return Ok(value);
        }
        let mut number = self.as_number(value, span)?;
        for effect in &effects.rest {
            number = match &effect.kind {
                EffectKind::Plus(by) => {
                    let by = self.number(ctx, by)?;
                    self.made(|graph| graph.plus(number, by))?
                }
                EffectKind::Minus(by) => {
                    let by = self.number(ctx, by)?;
                    self.made(|graph| graph.minus(number, by))?
                }
                EffectKind::Times(by) => {
                    let by = self.number(ctx, by)?;
                    self.product(number, by, effect.span)?
                }
                EffectKind::Halved => {
                    let half = Exact::new(1, 2)?;
                    self.made(|graph| graph.times(number, half))?
                }
                EffectKind::EachFurtherMinus { step, at_most } => {
                    let further = self.constant(Exact::whole(self.earlier_visits(ctx, effect.span)? as i64));
                    // A ratio is so many hundredths of the value; anything else is taken off as it is.
                    let share = |part: &'p crate::ir::Expr| {
                        let own = self.number(ctx, part)?;
                        if part.ty == Type::Ratio { self.product(number, own, effect.span) } else { Ok(own) }
                    };
                    let each = share(step)?;
                    let mut off = self.product(each, further, effect.span)?;
                    if let Some(most) = at_most {
                        let most = share(most)?;
                        off = self.made(|graph| graph.least(&[off, most]))?;
                    }
                    self.rest(number, off)?
                }
                EffectKind::Instead(_) | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => number,
            };
        }
        if matches!(ty, Type::Quantity(_)) {
            number = self.made(|graph| graph.at_least_zero(number))?;
        }
        Ok(self.sym(number))
    }

    /// Returns `a − b`, at least 0.
    pub(super) fn rest(&self, a: super::Term, b: super::Term) -> Lowered<super::Term> {
        self.made(|graph| {
            let rest = graph.minus(a, b)?;
            graph.at_least_zero(rest)
        })
    }

    /// Returns a ratio held within 0..100%.
    pub(super) fn held_ratio(&self, ratio: super::Term) -> Lowered<super::Term> {
        self.made(|graph| {
            let one = graph.constant(Exact::ONE);
            let own = graph.at_least_zero(ratio)?;
            graph.least(&[own, one])
        })
    }

    /// Returns a value as a number; `None` for `无`.
    pub(super) fn as_limit(&self, worth: Worth<'p>, span: Span) -> Result<Option<super::Term>, Stop> {
        match worth {
            Worth::Plain(Sym::Known(Value::Nothing)) => Ok(None),
            Worth::Plain(own) => self.as_number(own, span).map(Some),
            Worth::Segments(segments) => Err(mistyped(segments.span)),
        }
    }
}
