//! Charts: horizontal bars of amounts, to SVG with the names in it, or to a few lines in a terminal. Exact numbers
//! come in; only lengths on the paper are rounded.

use super::Tone;
use crate::base::columns::{Columns, rule};
use crate::base::number::{Number, RoundingMode};
use std::fmt::Write;

/// Bars under a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chart {
    pub(crate) title: String,
    pub(crate) bars: Vec<Bar>,
    /// A line across the bars with its name: the mean.
    pub(crate) mark: Option<(String, Number)>,
}

/// One bar; `None`: there is no number, and `label` says why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bar {
    pub(crate) name: String,
    pub(crate) value: Option<Number>,
    pub(crate) label: String,
    pub(crate) tone: Tone,
}

const ROW: usize = 26;
const BAR: usize = 16;
const LETTER: usize = 7;
const DRAWN: usize = 420;
const TOP: usize = 34;

impl Chart {
    fn largest(&self) -> Number {
        let values = self.bars.iter().filter_map(|bar| bar.value.clone());
        values.chain(self.mark.iter().map(|(_, at)| at.clone())).max().unwrap_or_default()
    }

    /// Returns how much of `whole` a value takes; the largest takes all.
    fn length(value: &Number, largest: &Number, whole: usize) -> usize {
        if !largest.is_positive() || value.is_negative() {
            return 0;
        }
        let share = value.multiply(&Number::from(whole as i64)).and_then(|product| product.divide(largest));
        let length = share.map(|share| share.round(RoundingMode::HalfUp, &Number::one())).ok();
        length.and_then(|length| length.to_i64()).and_then(|length| usize::try_from(length).ok()).unwrap_or(0)
    }

    /// Returns the chart as an SVG element that needs nothing else.
    pub(crate) fn svg(&self) -> String {
        let (width, height) = self.size();
        let head = head(width, height, &self.title);
        format!("{head}{}</svg>\n", self.drawn())
    }

    fn size(&self) -> (usize, usize) {
        let (names, labels) = self.margins();
        let foot = if self.mark.is_some() { 26 } else { 8 };
        ((names + DRAWN + labels).max(self.title.width() * 8 + 8), TOP + ROW * self.bars.len() + foot)
    }

    fn margins(&self) -> (usize, usize) {
        let widest = |of: &dyn Fn(&Bar) -> usize| self.bars.iter().map(of).max().unwrap_or(0);
        (widest(&|bar| bar.name.width()) * LETTER + 12, widest(&|bar| bar.label.width()) * LETTER + 16)
    }

    /// Returns what is drawn, from the corner at the left above.
    fn drawn(&self) -> String {
        let (names, _) = self.margins();
        let top = TOP;
        let largest = self.largest();
        let mut out = String::new();
        let mut push = |text: std::fmt::Arguments<'_>| out.write_fmt(text).expect("a string takes all that is written");
        push(format_args!(
            "<text x=\"0\" y=\"18\" font-size=\"14\" font-weight=\"bold\" fill=\"#1f2933\">{}</text>\n",
            escaped(&self.title)
        ));
        for (at, bar) in self.bars.iter().enumerate() {
            let y = top + ROW * at;
            let middle = y + 13;
            push(format_args!(
                "<text x=\"{}\" y=\"{middle}\" text-anchor=\"end\" fill=\"#1f2933\">{}</text>\n",
                names - 8,
                escaped(&bar.name)
            ));
            let length = bar.value.as_ref().map_or(0, |value| Chart::length(value, &largest, DRAWN));
            if bar.value.is_some() {
                push(format_args!(
                    "<rect x=\"{names}\" y=\"{}\" width=\"{}\" height=\"{BAR}\" rx=\"1\" fill=\"{}\"/>\n",
                    y,
                    length.max(1),
                    fill(bar.tone)
                ));
            }
            push(format_args!(
                "<text x=\"{}\" y=\"{middle}\" fill=\"#52606d\">{}</text>\n",
                names + length + 6,
                escaped(&bar.label)
            ));
        }
        if let Some((name, at)) = &self.mark {
            let x = names + Chart::length(at, &largest, DRAWN);
            let (from, to) = (top - 6, top + ROW * self.bars.len());
            push(format_args!(
                "<line x1=\"{x}\" y1=\"{from}\" x2=\"{x}\" y2=\"{to}\" stroke=\"#9b1c1c\" stroke-dasharray=\"4 3\"/>\n<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" fill=\"#9b1c1c\" font-size=\"12\">{}</text>\n",
                to + 14,
                escaped(name)
            ));
        }
        out
    }

    /// Adds the bars as lines of blocks.
    pub(super) fn text(&self, out: &mut String, width: usize) {
        let names = self.bars.iter().map(|bar| bar.name.width()).max().unwrap_or(0);
        let labels = self.bars.iter().map(|bar| bar.label.width()).max().unwrap_or(0);
        let room = width.saturating_sub(names + labels + 6).clamp(8, 40);
        let largest = self.largest();
        out.push_str(&format!("\n{}\n", self.title));
        for bar in &self.bars {
            let length = bar.value.as_ref().map_or(0, |value| Chart::length(value, &largest, room));
            let name = format!("{}{}", bar.name, " ".repeat(names.saturating_sub(bar.name.width())));
            let drawn = rule('█', length);
            let drawn = format!("{drawn}{}", " ".repeat(room.saturating_sub(drawn.width())));
            let blanks = " ".repeat(labels.saturating_sub(bar.label.width()));
            out.push_str(&format!("  {name}  {drawn}  {blanks}{}\n", bar.label));
        }
    }
}

fn head(width: usize, height: usize, title: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" role=\"img\" font-family=\"{FONTS}\" font-size=\"13\">\n<title>{}</title>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escaped(title)
    )
}

/// Returns charts under each other as one drawing.
pub(super) fn drawing(charts: &[&Chart]) -> Option<String> {
    let first = charts.first()?;
    let sizes: Vec<(usize, usize)> = charts.iter().map(|chart| chart.size()).collect();
    let width = sizes.iter().map(|(width, _)| *width).max()? + 24;
    let height = sizes.iter().map(|(_, height)| height + 18).sum::<usize>() + 12;
    let mut out = head(width, height, &first.title);
    let mut y = 12;
    for (chart, (_, height)) in charts.iter().zip(&sizes) {
        out.push_str(&format!("<g transform=\"translate(12 {y})\">\n{}</g>\n", chart.drawn()));
        y += height + 18;
    }
    out.push_str("</svg>\n");
    Some(out)
}

/// Fonts that hold Chinese on the systems of offices, the open ones last.
pub(crate) const FONTS: &str = "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif";

fn fill(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain | Tone::Strong => "#4a7fb5",
        Tone::Good => "#3c8d5a",
        Tone::Bad => "#b5473c",
        Tone::Warn => "#c98a1b",
        Tone::Quiet => "#b8c2cc",
    }
}

/// Returns a text that stands in HTML and SVG as it is.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(character),
            other if other.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}
