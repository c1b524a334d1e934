//! Two amounts over a third as lines: to SVG with axes, legend and the points where one takes over from the other; to
//! letters in a terminal; to a table everywhere else. Exact numbers come in; only places on the paper are rounded.

use super::chart::{escaped, head};
use super::{Cell, Figure, Table, TableRow};
use crate::base::columns::Columns;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::Lang;
use crate::interp::yuan_text;
use crate::report::grid::Align;
use std::fmt::Write;

/// Two lines over the same numbers. All amounts are in 分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lines {
    pub(crate) title: String,
    pub(crate) names: [String; 2],
    /// What goes across, what goes up, what the difference is called, and the note that explains the letters.
    pub(crate) across: String,
    pub(crate) up: String,
    pub(crate) difference: String,
    pub(crate) note: String,
    /// The highest number across.
    pub(crate) reach: i64,
    /// The ends of straight lines.
    pub(crate) lines: [Vec<(Number, Number)>; 2],
    /// Where one takes over from the other.
    pub(crate) crossings: Vec<(Number, Number)>,
    /// Amounts at some numbers across, evenly apart.
    pub(crate) samples: Vec<(i64, [Number; 2])>,
    pub(crate) lang: Lang,
    /// Whether a terminal shows it too.
    pub(crate) in_text: bool,
    /// The samples as a table, for where nothing is drawn.
    pub(crate) points: Table,
}

const WIDTH: i64 = 640;
const HEIGHT: i64 = 300;
const LEFT: i64 = 84;
const TOP: i64 = 62;
const RIGHT: i64 = 36;
const BOTTOM: i64 = 50;
const COLOURS: [&str; 2] = ["#2b6cb0", "#c2410c"];
const DASHES: [&str; 2] = ["", " stroke-dasharray=\"7 4\""];
/// More points than this have no label of their own.
const MOST_LABELS: usize = 5;
const ROWS: usize = 10;

impl Lines {
    fn top(&self) -> Number {
        let all = self.lines.iter().flatten().map(|(_, up)| up.clone());
        all.max().filter(Number::is_positive).unwrap_or_else(|| 100.into())
    }

    pub(super) fn size(&self) -> (usize, usize) {
        let width = (LEFT + WIDTH + RIGHT) as usize;
        (width.max(self.title.width() * 8 + 8), (TOP + HEIGHT + BOTTOM) as usize)
    }

    /// Returns the drawing as an SVG element that needs nothing else.
    pub(crate) fn svg(&self) -> String {
        let (width, height) = self.size();
        format!("{}{}</svg>\n", head(width, height, &self.title), self.drawn())
    }

    /// Returns what is drawn, from the corner at the left above.
    pub(super) fn drawn(&self) -> String {
        let (highest, reach) = (self.top(), Number::from(self.reach.max(1)));
        let up_step = step(&highest, 5);
        let ceiling = {
            let steps = highest.divide(&up_step).unwrap_or_default().round(RoundingMode::Up, &Number::one());
            steps.multiply(&up_step).unwrap_or_else(|_| highest.clone())
        };
        let x = |own: &Number| place(own, &reach, WIDTH, LEFT, false);
        let y = |own: &Number| place(own, &ceiling, HEIGHT, TOP, true);
        let mut out = String::new();
        let mut push = |text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("a string takes all that is written");
        push(format_args!(
            "<text x=\"0\" y=\"18\" font-size=\"14\" font-weight=\"bold\" fill=\"#1f2933\">{}</text>\n",
            escaped(&self.title)
        ));
        let mut legend = LEFT;
        for (at, name) in self.names.iter().enumerate() {
            push(format_args!(
                "<line x1=\"{legend}\" y1=\"38\" x2=\"{}\" y2=\"38\" stroke=\"{}\" stroke-width=\"2.5\"{}/>\n\
                 <text x=\"{}\" y=\"42\" fill=\"#1f2933\">{}</text>\n",
                legend + 34,
                COLOURS[at],
                DASHES[at],
                legend + 42,
                escaped(name)
            ));
            legend += 62 + 8 * name.width() as i64;
        }
        let bottom = TOP + HEIGHT;
        for tick in ticks(&ceiling, &up_step) {
            let own = y(&tick);
            push(format_args!(
                "<line x1=\"{LEFT}\" y1=\"{own}\" x2=\"{}\" y2=\"{own}\" stroke=\"#e4e7eb\"/>\n\
                 <text x=\"{}\" y=\"{own}\" dy=\"4\" text-anchor=\"end\" fill=\"#52606d\" font-size=\"12\">{}</text>\n",
                LEFT + WIDTH,
                LEFT - 8,
                self.tick(&tick)
            ));
        }
        for tick in ticks(&reach, &step(&reach, 8)) {
            let own = x(&tick);
            push(format_args!(
                "<line x1=\"{own}\" y1=\"{bottom}\" x2=\"{own}\" y2=\"{}\" stroke=\"#9fb3c8\"/>\n\
                 <text x=\"{own}\" y=\"{}\" text-anchor=\"middle\" fill=\"#52606d\" font-size=\"12\">{}</text>\n",
                bottom + 5,
                bottom + 20,
                self.tick(&tick)
            ));
        }
        push(format_args!(
            "<path d=\"M{LEFT} {TOP}V{bottom}H{}\" fill=\"none\" stroke=\"#52606d\"/>\n\
             <text x=\"{}\" y=\"{}\" text-anchor=\"end\" fill=\"#1f2933\">{}</text>\n\
             <text x=\"{}\" y=\"42\" text-anchor=\"end\" fill=\"#1f2933\">{}</text>\n",
            LEFT + WIDTH,
            LEFT + WIDTH,
            bottom + 42,
            escaped(&self.across),
            LEFT - 8,
            escaped(&self.up)
        ));
        for (at, line) in self.lines.iter().enumerate() {
            let points: Vec<String> = line.iter().map(|(cost, paid)| format!("{},{}", x(cost), y(paid))).collect();
            push(format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-linejoin=\"round\"{}/>\n",
                points.join(" "),
                COLOURS[at],
                DASHES[at]
            ));
        }
        for (at, (cost, paid)) in self.crossings.iter().enumerate() {
            let (across, up) = (x(cost), y(paid));
            push(format_args!(
                "<circle cx=\"{across}\" cy=\"{up}\" r=\"4\" fill=\"#ffffff\" stroke=\"#1f2933\" stroke-width=\"1.5\"/>\n"
            ));
            if at < MOST_LABELS {
                // The first at the left stands above its point, the next below, so that near ones can be read.
                let (dx, dy, anchor) = if at % 2 == 0 { (-7, -8, "end") } else { (8, 16, "start") };
                let anchor = if across.parse::<i64>().unwrap_or(LEFT) < LEFT + 70 { "start" } else { anchor };
                let dx = if anchor == "start" { 8 } else { dx };
                push(format_args!(
                    "<text x=\"{across}\" y=\"{up}\" dx=\"{dx}\" dy=\"{dy}\" text-anchor=\"{anchor}\" fill=\"#1f2933\" \
                     font-size=\"12\" paint-order=\"stroke\" stroke=\"#ffffff\" stroke-width=\"4\">{}</text>\n",
                    escaped(&self.amount(cost))
                ));
            }
        }
        out
    }

    /// A number on an axis, in yuan.
    fn tick(&self, fen: &Number) -> String {
        let yuan = fen.divide(&100.into()).unwrap_or_default();
        let myriads = yuan.divide(&10_000.into()).unwrap_or_default();
        match self.lang {
            Lang::Zh if myriads >= Number::one() => format!("{}万", plain(&myriads)),
            Lang::Zh | Lang::En => plain(&yuan),
        }
    }

    fn amount(&self, fen: &Number) -> String {
        let rounded = fen.round(RoundingMode::HalfUp, &Number::one());
        let yuan = plain(&rounded.divide(&100.into()).unwrap_or_default());
        match self.lang {
            Lang::Zh => format!("{yuan}元"),
            Lang::En => yuan,
        }
    }

    /// Returns the lines with some of their samples as a table.
    pub(crate) fn with_points(self) -> Lines {
        let points = self.table();
        Lines { points, ..self }
    }

    fn table(&self) -> Table {
        let header = vec![self.across.clone(), self.names[0].clone(), self.names[1].clone(), self.difference.clone()];
        let mut table = Table { header, align: vec![Align::Right; 4], rows: Vec::new(), widest: vec![None; 4] };
        // Tenths of a round number are round.
        let every = (self.samples.len() / 10).max(1);
        let fen = |own: &Number| own.round(RoundingMode::HalfUp, &Number::one());
        for (cost, [a, b]) in self.samples.iter().map(|(cost, [a, b])| (cost, [fen(a), fen(b)])).step_by(every) {
            let by = b.subtract(&a).unwrap_or_default();
            let cell = |own: &Number| {
                let yuan = own.divide(&100.into()).ok().map(Figure::Yuan);
                Cell::from(yuan_text(own)).figure(yuan)
            };
            let cells = vec![cell(&Number::from(*cost)), cell(&a), cell(&b), cell(&by)];
            table.rows.push(TableRow { indent: 0, cells });
        }
        table
    }

    /// Adds both lines drawn with letters.
    pub(super) fn text(&self, out: &mut String, width: usize) {
        if !self.in_text {
            return;
        }
        let most = self.samples.iter().flat_map(|(_, both)| both).max().cloned().unwrap_or_default();
        if !most.is_positive() {
            return;
        }
        let level = |amount: &Number| -> usize {
            let share = amount.multiply(&(ROWS as i64).into()).and_then(|own| own.divide(&most));
            let share = share.unwrap_or_default().round(RoundingMode::HalfUp, &Number::one());
            share.to_i64().and_then(|own| usize::try_from(own).ok()).unwrap_or(0).min(ROWS)
        };
        let room = width.saturating_sub(16).max(8);
        let levels: Vec<(usize, usize)> =
            self.samples.iter().take(room).map(|(_, [a, b])| (level(a), level(b))).collect();
        out.push_str(&format!("\n{}\n", self.title));
        let label = |row: usize| match row {
            ROWS => plain(&most.divide(&100.into()).unwrap_or_default()),
            0 => String::from("0"),
            _ => String::new(),
        };
        for row in (0..=ROWS).rev() {
            let mut line = format!("{:>12} |", label(row));
            for (a, b) in &levels {
                line.push(match (*a == row, *b == row) {
                    (true, true) => '*',
                    (true, false) => 'A',
                    (false, true) => 'B',
                    (false, false) => ' ',
                });
            }
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push_str(&format!("{:>12} +{}\n", "", "-".repeat(levels.len())));
        let last = self.samples.get(levels.len().saturating_sub(1)).map_or(0, |(cost, _)| *cost);
        let last = plain(&Number::from(last).divide(&100.into()).unwrap_or_default());
        out.push_str(&format!("{:>12}  0{last:>width$}\n", "", width = levels.len().saturating_sub(1)));
        out.push_str(&format!("  {}\n", self.note));
    }
}

/// A number without needless digits, at most two after the point.
fn plain(own: &Number) -> String {
    let cents = Number::one().divide(&100.into()).unwrap_or_default();
    let rounded = own.round(RoundingMode::HalfUp, &cents);
    rounded.decimal_text(2).unwrap_or_else(|| rounded.fixed_text(2))
}

/// Returns a step of 1, 2 or 5 with noughts by which a range is parted into about so many.
fn step(highest: &Number, parts: i64) -> Number {
    let mut unit = Number::from(100);
    loop {
        for factor in [1, 2, 5] {
            let own = unit.multiply(&factor.into()).unwrap_or_else(|_| highest.clone());
            if own.multiply(&parts.into()).map_or(true, |reached| reached >= *highest) {
                return own;
            }
        }
        match unit.multiply(&10.into()) {
            Ok(next) => unit = next,
            Err(_) => return highest.clone(),
        }
    }
}

fn ticks(highest: &Number, step: &Number) -> Vec<Number> {
    let mut all = Vec::new();
    let mut next = Number::zero();
    while next <= *highest && all.len() < 32 {
        all.push(next.clone());
        let Ok(own) = next.add(step) else { break };
        next = own;
    }
    all
}

/// Returns a place on the paper, to a pixel.
fn place(own: &Number, whole: &Number, length: i64, from: i64, upwards: bool) -> String {
    let part = own.multiply(&length.into()).and_then(|own| own.divide(whole)).unwrap_or_default();
    let part = part.round(RoundingMode::HalfUp, &Number::one()).to_i64().unwrap_or(0).clamp(0, length);
    (if upwards { from + length - part } else { from + part }).to_string()
}
