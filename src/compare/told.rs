//! A difference over cost to what a person would say of it: who pays more from which cost on, and by how much.

use super::everybody::{BandGap, Region, Run, Standing};
use super::shared::{Both, Shared, Which};
use super::values::money_text;
use super::words;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Speak, Text};
use crate::ir::Fact;
use crate::symbolic::decide::Shape;
use crate::symbolic::exact::Exact;
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::round_cost;

/// Stretches shorter than this, with a gap of a few 分, are joined with their neighbours.
const SHORT: i64 = 2_000;

/// Parts a difference (second less first) into stretches with one sign.
pub(super) fn runs(shape: &Shape) -> Result<Vec<Run>, Undecided> {
    let mut all: Vec<Draft> = Vec::new();
    for (at, segment) in shape.segments.iter().enumerate() {
        let mut cuts: Vec<(i64, i64, Option<Exact>)> = Vec::new();
        let crossing =
            if segment.slope.is_zero() { None } else { Some(segment.intercept.negate().over(segment.slope)?) };
        let begins = if at == 0 { None } else { shape.meeting(at - 1)? };
        match crossing.map(|own| (own, own.floor())) {
            Some((own, floor)) if i128::from(segment.low) <= floor && floor < i128::from(segment.high) => {
                let floor = i64::try_from(floor).unwrap_or(segment.low);
                cuts.push((segment.low, floor, begins));
                cuts.push((floor + 1, segment.high, Some(own)));
            }
            _ => cuts.push((segment.low, segment.high, begins)),
        }
        for (from, to, begins) in cuts {
            let (first, last) = (segment.at(from)?, segment.at(to)?);
            let more = |own: Exact| {
                if own.is_zero() {
                    None
                } else if own.is_negative() {
                    Some(Which::A)
                } else {
                    Some(Which::B)
                }
            };
            let more = more(first).or(more(last));
            let (gap, point) =
                if last.absolute() > first.absolute() { (last.absolute(), to) } else { (first.absolute(), from) };
            let from_nothing = segment.intercept.is_zero() && from <= 1 && !segment.slope.is_zero();
            let share = from_nothing.then(|| segment.slope.absolute());
            match all.last_mut() {
                Some(known) if known.more == more => {
                    known.constant = false;
                    known.to = to;
                    if gap > known.gap {
                        (known.gap, known.at) = (gap, point);
                        // The gap grows further, by another share.
                        known.share = None;
                    }
                }
                _ => {
                    let constant = segment.slope.is_zero();
                    all.push(Draft { from, to, more, begins, gap, at: point, constant, share });
                }
            }
        }
    }
    // A few 分 on a short stretch are no difference to tell of; the first point of all, at no cost, neither.
    let mut kept: Vec<Draft> = Vec::new();
    let few = Exact::whole(100);
    for own in all {
        let short = own.to - own.from < SHORT && own.gap <= few;
        match kept.last_mut() {
            Some(last) if short || last.more == own.more => {
                last.to = own.to;
                if last.more == own.more && own.gap > last.gap {
                    (last.gap, last.at, last.share) = (own.gap, own.at, None);
                }
            }
            _ => kept.push(own),
        }
    }
    if kept.len() > 1 && kept[0].to - kept[0].from < SHORT && kept[0].gap <= few {
        let first = kept.remove(0);
        kept[0].from = first.from;
        kept[0].begins = None;
    }
    Ok(kept.into_iter().map(Draft::told).collect())
}

/// A [`Run`] while it is made.
struct Draft {
    from: i64,
    to: i64,
    more: Option<Which>,
    begins: Option<Exact>,
    gap: Exact,
    at: i64,
    constant: bool,
    share: Option<Exact>,
}

impl Draft {
    fn told(self) -> Run {
        let Draft { from, to, more, begins, gap, at, constant, share } = self;
        let (begins, share) = (begins.map(Exact::to_number), share.map(Exact::to_number));
        Run { from, to, more, begins, gap: gap.to_number(), at, constant, share }
    }
}

/// Where no vocabulary parts the costs: everyday, serious, and all others, in 分.
const USUAL_ENDS: [i64; 2] = [300_000, 3_000_000];

/// The costs of bills in bands, from low to high.
#[derive(Clone, Debug)]
pub(super) struct Bands(Vec<Band>);

#[derive(Clone, Debug)]
struct Band {
    name: Option<String>,
    low: i64,
    high: i64,
    /// A cost that is ordinary in it.
    usual: i64,
}

impl Bands {
    /// Returns the bands that the first of two programs declares for the cost, or the usual ones.
    pub(super) fn of(shared: &Shared<'_>) -> Bands {
        let declared = |which: Which| {
            let program = shared.program(which);
            let is_cost = |own: &&Fact| own.name == "合规费用" || own.english.as_deref() == Some("eligible_cost");
            let fact = program.facts.iter().find(is_cost).filter(|own| !own.bands.is_empty())?;
            let ends = fact.bands.iter().map(|(name, upto)| {
                let end = upto.as_ref().map_or(Some(i64::MAX), Number::to_i64)?;
                Some((Some(name.clone()), end))
            });
            ends.collect::<Option<Vec<_>>>()
        };
        let ends = declared(Which::A)
            .or_else(|| declared(Which::B))
            .unwrap_or_else(|| USUAL_ENDS.iter().copied().chain([i64::MAX]).map(|end| (None, end)).collect());
        let mut low: i64 = 1;
        let bands = ends.into_iter().map(|(name, high)| {
            // Two thirds of the first, and of each other as far above its beginning as thrice and a third.
            let usual = if low == 1 { high / 3 * 2 } else { (low / 3).saturating_mul(10).min(high) };
            Band { name, low: std::mem::replace(&mut low, high), high, usual }
        });
        Bands(bands.collect())
    }
}

/// Returns the largest gap of any of some shapes up to the end of each band, roundings aside, with that end.
pub(super) fn gaps_by_band<'s>(
    shapes: impl IntoIterator<Item = &'s Shape>,
    bands: &Bands,
) -> Result<Vec<BandGap>, Undecided> {
    let mut largest = vec![Exact::ZERO; bands.0.len()];
    let mut highest = 0;
    for shape in shapes {
        highest = shape.segments.last().map_or(0, |own| own.high);
        let mut known = Exact::ZERO;
        let mut segments = shape.segments.iter().peekable();
        for (band, gap) in bands.0.iter().zip(&mut largest) {
            let end = band.high.min(highest);
            // Those that end within it count for all further bands as they are.
            while let Some(own) = segments.next_if(|own| own.high <= end) {
                known = known.max(own.at(own.low)?.absolute()).max(own.at(own.high)?.absolute());
            }
            let mut own = known;
            if let Some(cut) = segments.peek().filter(|own| own.low <= end) {
                own = own.max(cut.at(cut.low)?.absolute()).max(cut.at(end)?.absolute());
            }
            *gap = own.max(*gap);
        }
    }
    let all = bands.0.iter().zip(largest).map(|(band, largest)| {
        let gap = largest.round(RoundingMode::HalfUp, Exact::ONE)?.to_number();
        Ok(BandGap { name: band.name.clone(), upto: band.high.min(highest).into(), gap })
    });
    all.collect()
}

/// Whether the gap at a cost is worth telling: a yuan at least, and two hundredths of the cost.
pub(super) fn tells(shape: &Shape, cost: i64) -> bool {
    let gap = shape.segment(cost).and_then(|own| own.at(cost).ok()).unwrap_or(Exact::ZERO).absolute();
    gap >= Exact::whole(100) && gap.times(Exact::whole(50)).is_ok_and(|own| own >= Exact::whole(cost))
}

/// Returns the ordinary cost that shows the widest of some stretches: round, of the lowest band in which it is worth
/// telling, on the stretch itself before others of its side.
pub(super) fn telling_cost(runs: &[Run], widest: &Run, shape: &Shape, bands: &Bands) -> i64 {
    let stretches = std::iter::once(widest).chain(runs.iter().filter(|own| own.more == widest.more));
    for own in stretches {
        for band in &bands.0 {
            let (from, to) = (band.low.max(own.from), band.high.min(own.to));
            if from <= to {
                let cost = round_cost(from, to, band.usual);
                if tells(shape, cost) {
                    return cost;
                }
            }
        }
    }
    match round_near(widest) {
        Some(near) if tells(shape, near) => near,
        _ => widest.at,
    }
}

/// Returns a round cost near the one at which a gap is largest; `None` where that is itself round.
pub(super) fn round_near(run: &Run) -> Option<i64> {
    if run.at % 10_000 == 0 {
        return None;
    }
    for unit in [1_000_000, 100_000, 10_000, 1_000, 100] {
        let below = run.at / unit * unit;
        let near = if below >= run.from && below > 0 { below } else { below + unit };
        if run.from <= near && near <= run.to && (near - run.at).abs() * 5 <= run.at.max(unit) {
            return Some(near).filter(|near| *near != run.at);
        }
    }
    None
}

/// Where a stretch begins, as words for a cell: `400元起`.
pub(crate) fn short_from(own: &Run) -> Text {
    words::begins_at(begins_text(own))
}

/// By how much one side pays more on a stretch, as words for a cell: `720元时最多192元`.
pub(crate) fn short_gap(own: &Run) -> Text {
    let gap = money_text(&own.gap.round(RoundingMode::HalfUp, &Number::one()));
    words::most_at(money_text(&own.at.into()), gap)
}

/// A share of the cost as words for a cell: `10个百分点`.
pub(crate) fn short_points(share: &Number) -> Text {
    words::points(points_text(share))
}

/// Whether an amount of 分 is one of whole 元.
fn in_yuan(fen: &Number) -> bool {
    fen.is_positive() && fen.divide(&100.into()).is_ok_and(|own| own.is_whole())
}

fn begins_text(own: &Run) -> Text {
    let begins = own.begins.clone().unwrap_or_else(|| own.from.into());
    money_text(&begins.round(RoundingMode::HalfUp, &Number::one()))
}

fn points_text(share: &Number) -> String {
    let points = share.multiply(&100.into()).unwrap_or_default();
    points.decimal_text(6).unwrap_or_else(|| points.fixed_text(2))
}

impl Region {
    /// Returns who pays more, by how much, and where that changes, in a sentence.
    pub fn sentence(&self, labels: &Both<&str>) -> Text {
        let name = |which: Which| Text::same(*labels.get(which));
        match self.standing {
            Standing::Same => words::pays_the_same(),
            Standing::Rounding => match &self.fen {
                Some(fen) if in_yuan(fen) => words::same_but_rounding_to(money_text(fen)),
                fen => words::same_but_rounding(fen.as_ref().map_or_else(String::new, Number::to_string)),
            },
            Standing::More(which) if !self.uniform => words::more_by_bands(name(which), self.by_bands()),
            Standing::Crossing if !self.uniform => words::crossing_by_bands(self.turns(labels), self.by_bands()),
            Standing::More(_) | Standing::Crossing => {
                let parts: Vec<Text> =
                    self.runs.iter().enumerate().filter_map(|(at, own)| self.run(at, own, labels)).collect();
                let join =
                    |lang: Lang, mark: &str| parts.iter().map(|own| own.speak(lang)).collect::<Vec<_>>().join(mark);
                Text { zh: join(Lang::Zh, ";"), en: join(Lang::En, "; ") }
            }
        }
    }

    /// Who pays more, in turn: `先甲县,后乙县`.
    pub(crate) fn turns(&self, labels: &Both<&str>) -> Text {
        let name = |which: &Which| *labels.get(*which);
        match self.order.as_deref() {
            Some([only]) => Text::same(name(only)),
            Some([first, second]) => words::first_then(name(first), name(second)),
            Some([first, second, _]) => words::first_then_again(name(first), name(second)),
            Some([first, second, ..]) => words::in_turns(name(first), name(second)),
            Some([]) => Text::same(""),
            None => words::hangs_on_person(),
        }
    }

    /// By how much at most, for everyday, serious and all costs; said once where it grows no further.
    fn by_bands(&self) -> Text {
        let mut parts: Vec<Text> = Vec::new();
        let mut shown = Number::zero();
        let last = self.bands.last().map(|own| own.gap.clone()).unwrap_or_default();
        for BandGap { upto, gap, .. } in self.bands.iter().filter(|own| own.gap.is_positive()) {
            if *gap > shown {
                // Where it is as large as it ever gets, no cost need be named.
                let ever = parts.is_empty() && *gap == last;
                let own = money_text(gap);
                parts.push(if ever { words::at_most_apart(own) } else { words::up_to_cost(money_text(upto), own) });
                shown = gap.clone();
            }
        }
        let join = |lang: Lang, mark: &str| parts.iter().map(|own| own.speak(lang)).collect::<Vec<_>>().join(mark);
        Text { zh: join(Lang::Zh, ","), en: join(Lang::En, ", ") }
    }

    fn run(&self, at: usize, own: &Run, labels: &Both<&str>) -> Option<Text> {
        let begins = begins_text(own);
        let Some(which) = own.more else {
            return match at {
                0 => Some(words::same_up_to(money_text(&own.to.into()))),
                _ => Some(words::same_from(begins)),
            };
        };
        let name = Text::same(*labels.get(which));
        if own.constant && self.runs.len() == 1 {
            return Some(words::more_by(name, money_text(&own.gap)));
        }
        let gap = words::at_its_largest(
            money_text(&own.at.into()),
            money_text(&own.gap.round(RoundingMode::HalfUp, &Number::one())),
        );
        let share = own.share.as_ref().filter(|_| at == 0).map(|share| words::by_points(points_text(share)));
        let first = match share {
            Some(share) => Text {
                zh: format!("{}{}", words::pays_more(&name).zh, share.zh),
                en: format!("{}{}", words::pays_more(&name).en, share.en),
            },
            None => words::pays_more(&name),
        };
        Some(if at == 0 { words::joined(first, gap) } else { words::from_on(begins, words::joined(first, gap)) })
    }
}
