//! A comparison of two jurisdictions as a text for people, as Markdown or as JSON. Decides nothing: everything said here
//! stands in the data.

mod json;
mod words;

pub use json::json;

use super::grid::{Align, Grid};
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text};
use crate::base::wrap::wrap;
use crate::compare::data::{
    Change, Cite, Comparison, Held, Leaning, Overall, Party, Presence, Row, SceneOutcome, State, Stating, Subject,
    SubjectKind, ValueKind,
};
use crate::compare::{Both, Which};
use crate::interp::yuan_text;
use crate::ir::{Stated, show};

/// Which views are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Views {
    pub verdict: bool,
    pub clauses: bool,
    pub behaviour: bool,
}

impl Views {
    pub const ALL: Views = Views { verdict: true, clauses: true, behaviour: true };
}

/// How the text is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Columns under each other, lines drawn.
    Text,
    /// The same without drawing characters.
    Plain,
    Markdown,
}

/// Returns a comparison for people.
pub fn text(comparison: &Comparison, views: Views, form: Form, lang: Lang, width: usize) -> String {
    let mut page = Page { comparison, form, lang, width, out: String::new() };
    page.title();
    if views.verdict {
        page.verdict();
    }
    if views.clauses {
        page.clauses();
    }
    if views.behaviour {
        page.behaviour();
    }
    page.out
}

struct Page<'c> {
    comparison: &'c Comparison,
    form: Form,
    lang: Lang,
    width: usize,
    out: String,
}

impl Page<'_> {
    fn say(&self, text: &Text) -> String {
        text.speak(self.lang)
    }

    fn party(&self, which: Which) -> &Party {
        self.comparison.parties.get(which)
    }

    fn label(&self, which: Which) -> &str {
        &self.party(which).label
    }

    fn line(&mut self, text: &str) {
        let indent: String = text.chars().take_while(|mark| *mark == ' ').collect();
        let room = self.width.saturating_sub(indent.len() + 2).max(20);
        for (at, part) in wrap(text.trim_start(), room).into_iter().enumerate() {
            let more = if at == 0 || self.form == Form::Markdown { "" } else { "  " };
            self.out.push_str(&format!("{indent}{more}{part}\n"));
        }
    }

    fn head(&mut self, text: &str) {
        match self.form {
            Form::Markdown => self.out.push_str(&format!("\n## {text}\n\n")),
            Form::Text | Form::Plain => {
                let rule = if self.form == Form::Text { "━" } else { "=" };
                self.out.push_str(&format!("\n{text}\n{}\n", rule.repeat(self.width.min(80))));
            }
        }
    }

    fn title(&mut self) {
        let (a, b) = (self.party(Which::A).clone(), self.party(Which::B).clone());
        let text = words::title(&a.label, &b.label, a.date.to_string(), b.date.to_string());
        let text = if a.date == b.date { words::title_on(&a.label, &b.label, a.date.to_string()) } else { text };
        let text = self.say(&text);
        match self.form {
            Form::Markdown => self.out.push_str(&format!("# {text}\n")),
            Form::Text | Form::Plain => self.line(&text),
        }
    }

    fn verdict(&mut self) {
        self.head(&self.say(&words::verdict_head()));
        let verdict = self.comparison.verdict.clone();
        if self.comparison.is_equal() {
            self.line(&self.say(&words::all_equal()));
            return;
        }
        let (a, b) = (self.label(Which::A).to_owned(), self.label(Which::B).to_owned());
        let total = verdict.same
            + verdict.better.a
            + verdict.better.b
            + verdict.mixed
            + verdict.unclear
            + verdict.only.a
            + verdict.only.b;
        let mut parts = vec![words::count_same(verdict.same)];
        for (which, count) in [(&a, verdict.better.a), (&b, verdict.better.b)] {
            if count > 0 {
                parts.push(words::count_better(which, count));
            }
        }
        if verdict.mixed > 0 {
            parts.push(words::count_mixed(verdict.mixed));
        }
        if verdict.unclear > 0 {
            parts.push(words::count_unclear(verdict.unclear));
        }
        for (which, count) in [(&a, verdict.only.a), (&b, verdict.only.b)] {
            if count > 0 {
                parts.push(words::count_only(which, count));
            }
        }
        self.line(&self.say(&words::benefits_counted(total, joined(&parts))));
        let scenes = verdict.scenes_same + verdict.scenes_more.a + verdict.scenes_more.b + verdict.scenes_open;
        if scenes > 0 {
            let mut parts = Vec::new();
            if verdict.scenes_same > 0 {
                parts.push(words::scenes_same(verdict.scenes_same));
            }
            for (which, count) in [(&a, verdict.scenes_more.a), (&b, verdict.scenes_more.b)] {
                if count > 0 {
                    parts.push(words::scenes_more(which, count));
                }
            }
            if verdict.scenes_open > 0 {
                parts.push(words::scenes_open(verdict.scenes_open));
            }
            self.line(&self.say(&words::scenes_counted(scenes, joined(&parts))));
        }
        if let Some((at, amount)) = &verdict.largest
            && let Some(scene) = self.comparison.behaviour.scenes.get(*at)
        {
            let more = if amount.is_negative() { &a } else { &b };
            let size = if amount.is_negative() { amount.negate() } else { amount.clone() };
            self.line(&self.say(&words::largest(&scene.title, more, format!("{}元", yuan_text(&size)))));
        }
        for which in Which::BOTH {
            let names: Vec<String> = self
                .comparison
                .subjects
                .iter()
                .filter(|own| own.kind == SubjectKind::Benefit && own.overall == Overall::Only(which))
                .map(|own| own.name.clone())
                .collect();
            if !names.is_empty() {
                let label = self.label(which).to_owned();
                self.line(&self.say(&words::only_has(&label, crate::base::text::listed(&names))));
            }
        }
    }

    fn clauses(&mut self) {
        self.head(&self.say(&words::clauses_head()));
        let same: Vec<String> = self
            .comparison
            .subjects
            .iter()
            .filter(|own| own.overall == Overall::Same)
            .map(|own| own.name.clone())
            .collect();
        let subjects: Vec<Subject> =
            self.comparison.subjects.iter().filter(|own| own.overall != Overall::Same).cloned().collect();
        for subject in &subjects {
            self.subject(subject);
        }
        if !same.is_empty() {
            self.out.push('\n');
            self.line(&self.say(&words::same_things(crate::base::text::listed(&same))));
        }
    }

    fn subject(&mut self, subject: &Subject) {
        let kind = words::kind(subject.kind);
        let overall = match subject.overall {
            Overall::Same => words::overall_same(),
            Overall::Better(which) => words::overall_better(self.label(which)),
            Overall::Mixed => words::overall_mixed(),
            Overall::Unclear => words::overall_unclear(),
            Overall::Only(which) => words::overall_only(self.label(which)),
        };
        let (kind, overall) = (self.say(&kind), self.say(&overall));
        match self.form {
            Form::Markdown => self.out.push_str(&format!("\n### {kind} {}: {overall}\n\n", subject.name)),
            Form::Text => {
                self.out.push('\n');
                self.line(&format!("■ {kind} {}  —  {overall}", subject.name));
            }
            Form::Plain => {
                self.out.push('\n');
                self.line(&format!("{kind} {}: {overall}", subject.name));
            }
        }
        for which in Which::BOTH {
            let label = self.label(which).to_owned();
            match subject.sides.get(which) {
                Presence::Present { name, .. } if *name != subject.name => {
                    self.line(&format!("  {}", self.say(&words::called(&label, name))));
                }
                Presence::NotYet { from: Some(from), .. } => {
                    self.line(&format!("  {}", self.say(&words::not_yet(&label, from.to_string()))));
                }
                Presence::Ended { until: Some(until), .. } => {
                    self.line(&format!("  {}", self.say(&words::ended(&label, until.to_string()))));
                }
                _ => {}
            }
        }
        let rows: Vec<&Row> =
            subject.rows.iter().filter(|row| row.state != State::Same || row.note.is_some()).collect();
        if !rows.is_empty() {
            let align = vec![Align::Left, Align::Left, Align::Left, Align::Right, Align::Left];
            let mut grid = Grid::new(align).header(vec![
                self.say(&words::column_clause()),
                self.label(Which::A).to_owned(),
                self.label(Which::B).to_owned(),
                self.say(&words::column_change()),
                self.say(&words::column_better()),
            ]);
            for row in &rows {
                grid.row(self.cells(row));
            }
            self.grid(&grid);
        }
        if subject.same_rows > 0 {
            self.line(&format!("  {}", self.say(&words::same_rows(subject.same_rows))));
        }
        for row in rows.iter().filter(|row| row.note.is_some()) {
            if let Some(note) = &row.note {
                let text = words::note(&row.item.text, note);
                self.line(&format!("  {}", self.say(&text)));
            }
        }
        self.sources(subject, &rows);
    }

    fn grid(&mut self, grid: &Grid) {
        match self.form {
            Form::Markdown => self.out.push_str(&grid.markdown()),
            Form::Text | Form::Plain => {
                let line = if self.form == Form::Text { '─' } else { '-' };
                for line in grid.lines(self.width.saturating_sub(2), Some(line)) {
                    self.out.push_str(&format!("  {line}\n"));
                }
            }
        }
    }

    fn cells(&self, row: &Row) -> Vec<String> {
        let mut item = String::new();
        for case in &row.item.cases {
            item.push_str(&format!("[{case}] "));
        }
        item.push_str(&self.say(&row.item.text));
        for key in &row.keys {
            let (question, answers) = (self.say(&key.question), self.say(&key.answers));
            item.push_str(&if key.plain { format!(" {answers}") } else { format!(" {question} {answers}") });
        }
        let better = match row.insured {
            Leaning::To(which) => self.label(which).to_owned(),
            Leaning::Even => String::new(),
            Leaning::Unknown => "?".to_owned(),
        };
        vec![
            item,
            self.held(&row.values.a, Which::A),
            self.held(&row.values.b, Which::B),
            row.change.as_ref().map_or(String::new(), |change| self.change(change)),
            better,
        ]
    }

    /// A value with the marks that tell where it comes from.
    fn held(&self, held: &Held, which: Which) -> String {
        let Some(own) = held.stating() else { return self.say(&words::absent()) };
        let mut text = match own.kind {
            ValueKind::Awaited => self.say(&words::awaited()),
            ValueKind::Unstated => self.say(&words::unstated()),
            ValueKind::NotInForce => self.say(&words::not_in_force()),
            ValueKind::Number(..) | ValueKind::Nothing | ValueKind::Text => self.say(&own.text),
        };
        if let Some(formula) = &own.formula {
            text.push_str(&format!(" ({})", self.say(formula)));
        }
        if own.origin.how == Stated::EveryBenefit || own.origin.how == Stated::Default {
            text.push_str(&format!(" [{}]", self.say(&words::by_default())));
        } else if own.origin.stated_by != self.party(which).name && !own.origin.stated_by.is_empty() {
            text.push_str(&format!(" [{}]", own.origin.stated_by));
        }
        for dispute in &own.origin.disputed {
            text.push_str(&format!(" {}", self.say(&words::disputed(&dispute.value))));
        }
        text
    }

    fn change(&self, change: &Change) -> String {
        let signed = |number: &Number, text: String| {
            if number.is_positive() { format!("+{text}") } else { text }
        };
        match change {
            Change::Points(points) => {
                let shown = show::number(points, &crate::ir::Type::Points);
                signed(points, self.say(&shown))
            }
            Change::Money { fen, per, percent } => {
                let mut text = signed(fen, self.say(&show::number(fen, per)));
                if let Some(percent) = percent.as_ref().and_then(|share| share.multiply(&Number::from(100)).ok()) {
                    text.push_str(&format!(" ({})", signed(&percent, format!("{}%", percent.fixed_text(0)))));
                }
                text
            }
            Change::Days(days) => signed(days, self.say(&words::days(days.to_string()))),
            Change::Quantity(number, ty) => signed(number, self.say(&show::number(number, ty))),
            Change::Entries(both) => format!("-{} +{}", both.a, both.b),
        }
    }

    /// The documents on which the shown rows rest.
    fn sources(&mut self, subject: &Subject, rows: &[&Row]) {
        for which in Which::BOTH {
            let mut cites: Vec<String> = Vec::new();
            let mut add = |all: &[Cite]| {
                for cite in all {
                    let article = cite.article.as_deref().map_or(String::new(), |article| format!(" {article}"));
                    let text = format!("{}{article}", cite.number);
                    if !cites.contains(&text) {
                        cites.push(text);
                    }
                }
            };
            for row in rows {
                if let Some(Stating { origin, .. }) = row.values.get(which).stating() {
                    add(&origin.cites);
                }
            }
            if rows.is_empty()
                && let Presence::Present { origin, .. } = subject.sides.get(which)
            {
                add(&origin.cites);
            }
            if !cites.is_empty() {
                let label = self.label(which).to_owned();
                self.line(&format!("  {}", self.say(&words::source(&label, cites.join(";")))));
            }
        }
    }

    fn behaviour(&mut self) {
        if self.comparison.behaviour.scenes.is_empty() {
            return;
        }
        self.head(&self.say(&words::behaviour_head()));
        let align = vec![Align::Left, Align::Right, Align::Right, Align::Right];
        let mut grid = Grid::new(align).header(vec![
            self.say(&words::column_person()),
            self.label(Which::A).to_owned(),
            self.label(Which::B).to_owned(),
            self.say(&words::column_difference()),
        ]);
        let scenes = self.comparison.behaviour.scenes.clone();
        for scene in &scenes {
            self.scene(&mut grid, scene);
        }
        self.grid(&grid);
        let mut reasons: Vec<String> = Vec::new();
        for scene in &scenes {
            for (_, payments) in &scene.benefits {
                for which in Which::BOTH {
                    let Some(payment) = payments.get(which) else { continue };
                    let Some(failed) = &payment.failed else { continue };
                    let text = words::not_settled(self.label(which), &payment.name, &failed.text);
                    let text = self.say(&text);
                    if !reasons.contains(&text) {
                        reasons.push(text);
                    }
                }
            }
        }
        for reason in reasons {
            self.line(&format!("  {reason}"));
        }
    }

    fn scene(&self, grid: &mut Grid, scene: &SceneOutcome) {
        let total = |which: Which| {
            let own = scene.sides.get(which);
            if own.failure.is_some() {
                self.say(&words::not_to_be_settled())
            } else if own.complete {
                yuan_text(&own.total)
            } else {
                format!("{} +?", yuan_text(&own.total))
            }
        };
        let difference = scene.difference.as_ref().map_or("?".to_owned(), signed_yuan);
        grid.row(vec![scene.title.clone(), total(Which::A), total(Which::B), difference]);
        for (name, payments) in &scene.benefits {
            let paid = |which: Which| match payments.get(which) {
                None => "—".to_owned(),
                Some(own) if own.failed.is_some() => "?".to_owned(),
                Some(own) => yuan_text(&own.amount),
            };
            let both = Both { a: paid(Which::A), b: paid(Which::B) };
            grid.row(vec![format!("  {name}"), both.a, both.b, String::new()]);
        }
    }
}

fn signed_yuan(amount: &Number) -> String {
    let text = yuan_text(amount);
    if amount.is_positive() { format!("+{text}") } else { text }
}

/// Joins parts of a sentence with commas.
fn joined(parts: &[Text]) -> Text {
    let join = |lang, mark: &str| parts.iter().map(|part| part.speak(lang)).collect::<Vec<_>>().join(mark);
    Text { zh: join(Lang::Zh, ","), en: join(Lang::En, ", ") }
}
