//! A clause in a sentence, as a colleague would explain it. Works nothing out.

use crate::base::date::Period;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::ir::expr::{Adjusted, Source};
use crate::ir::{Benefit, Clause, ClauseBody, ClauseWord, EachKey, IdentityMode, Program, print, show};
use crate::model::path::period_words;

mod words {
    //! The sentences, in both tongues.

    crate::catalogue! {
        in_case(case, sentence) { zh: "{case}的情形,{sentence}", en: "in the case {case}, {sentence}" }
        with_effects(sentence, effects) { zh: "{sentence};{effects}", en: "{sentence}; {effects}" }
        only_when(sentence, condition) { zh: "{sentence}(只在 {condition} 时)", en: "{sentence} (only when {condition})" }

        by_table(dimensions) { zh: "按{dimensions}分档的数", en: "what the table by {dimensions} says" }
        as_in(name) { zh: "与{name}相同的数", en: "the same as in {name}" }
        pending() { zh: "尚未公布的数", en: "what is yet to be published" }
        unstated() { zh: "文件没有写明的数", en: "what the source does not say" }

        each_visit() { zh: "每次", en: "each time" }
        each_day() { zh: "每天", en: "each day" }
        each_month() { zh: "每月累计", en: "over each month" }
        each_quarter() { zh: "每季累计", en: "over each quarter" }
        each_year() { zh: "全年累计", en: "over each year" }
        each_life() { zh: "终身累计", en: "over a life" }

        no_deductible() { zh: "没有起付线,从第一元算起", en: "there is no deductible: it counts from the first yuan" }
        deductible(period, value) {
            zh: "{period}先由本人负担{value},超过的部分才报销",
            en: "{period} the person first bears {value}; only what exceeds it is shared",
        }
        rate(value) { zh: "超过起付线的合规费用,报销{value}", en: "of the eligible cost above the deductible, {value} is paid" }
        rate_of_all(value) { zh: "合规费用报销{value}", en: "of the eligible cost, {value} is paid" }
        no_cap() { zh: "不设限额", en: "there is no cap" }
        cap(period, value) { zh: "{period}最多付{value}", en: "{period} at most {value} is paid" }
        cap_each(sentence, names) { zh: "{sentence},各{names}分开计算", en: "{sentence}, counted apart for each {names}" }
        cap_joint(sentence, names) { zh: "{sentence},与{names}合在一起算", en: "{sentence}, together with {names}" }
        amount(occasion, value) { zh: "{occasion}发{value}", en: "{value} {occasion}" }
        base(value) { zh: "按{value}计算", en: "it is worked out from {value}" }
        base_cumulative(value, period) { zh: "按{value}{period}计算", en: "it is worked out from {value}, {period}" }
        first_pay(value) { zh: "先由本人自付{value},这部分不进报销范围", en: "{value} is left to the person before anything is shared" }
        quantity(asked, allowed) { zh: "{asked}最多算{allowed},超出的按比例减去", en: "of {asked}, at most {allowed} counts; the rest is left out in proportion" }
        top_up_to(value) { zh: "前面各层付的不到{value}的,补到这个数", en: "where the layers before pay less than {value}, it adds up to that" }
        own_pay_at_most(period, value) { zh: "{period}本人最多自付{value},超过的由这项承担", en: "{period} the person bears at most {value}; this pays the rest" }
        total_of_layers(value) { zh: "各层加在一起最多付{value}", en: "all layers together pay at most {value}" }
        requires(condition) { zh: "只给符合这个条件的:{condition}", en: "it is only for: {condition}" }
        refuse_when(condition) { zh: "{condition} 的,不付", en: "nothing is paid when {condition}" }
        refuse() { zh: "不付", en: "nothing is paid" }
        refuse_because(sentence, reason) { zh: "{sentence},理由是“{reason}”", en: "{sentence}, because: {reason}" }
        after(names) { zh: "先由{names}付,剩下的再算这项", en: "{names} pay first; this is worked out from what is left" }
        not_with(names) { zh: "享受了{names}的,不再享受这项", en: "who gets {names} does not get this" }
        stacks_with(names) { zh: "可以与{names}同时享受", en: "it may be had together with {names}" }
        maps_to(name) { zh: "各地对比时,与同属{name}的待遇相对应", en: "in comparisons it stands for {name}" }
        highest_identity() { zh: "一人有几种身份的,按最有利的一种算", en: "of several identities the best counts" }
        identities_in_order() { zh: "一人有几种身份的,按次序取第一种", en: "of several identities the first in order counts" }
        identities_together() { zh: "一人有几种身份的,各种一并计算", en: "several identities count together" }
        round(how) { zh: "算出来的数{how}", en: "the result is rounded {how}" }
        order(stages) { zh: "依次计算:{stages}", en: "it is worked out in this order: {stages}" }
        year_from(month, day) { zh: "一年从{month}月{day}日算起", en: "a year begins on month {month}, day {day}" }
        in_kind(text) { zh: "给的是实物或服务:{text}", en: "given in kind: {text}" }
        same_as(name) { zh: "没有另写的,都与{name}相同", en: "what is not stated is as in {name}" }

    }
}

/// Returns what a clause means, with its values as they are written.
pub(super) fn sentence(program: &Program, benefit: &Benefit, clause: &Clause, body: &ClauseBody) -> Text {
    let own = Explained { program, benefit };
    let sentence = own.body(body);
    match clause.path.cases.last() {
        Some(case) => words::in_case(case, sentence),
        None => sentence,
    }
}

struct Explained<'p> {
    program: &'p Program,
    benefit: &'p Benefit,
}

fn both(print: impl Fn(Lang) -> String) -> Text {
    Text { zh: print(Lang::Zh), en: print(Lang::En) }
}

impl Explained<'_> {
    fn body(&self, body: &ClauseBody) -> Text {
        let names = |ids: &[crate::ir::BenefitId]| {
            let names: Vec<&str> = ids.iter().map(|id| self.program.benefit(*id).name.as_str()).collect();
            listed(&names)
        };
        match body {
            ClauseBody::MapsTo(name) => words::maps_to(name),
            ClauseBody::After(ids) => words::after(names(ids)),
            ClauseBody::NotWith(ids) => words::not_with(names(ids)),
            ClauseBody::StacksWith(ids) => words::stacks_with(names(ids)),
            ClauseBody::Identities(IdentityMode::Highest) => words::highest_identity(),
            ClauseBody::Identities(IdentityMode::InOrder(_)) => words::identities_in_order(),
            ClauseBody::Identities(IdentityMode::Together) => words::identities_together(),
            ClauseBody::Requires(condition) => words::requires(self.expr(condition)),
            ClauseBody::Refuse { reason, when } => {
                let own = match when {
                    Some(when) => words::refuse_when(self.expr(when)),
                    None => words::refuse(),
                };
                match reason {
                    Some(reason) => words::refuse_because(own, reason),
                    None => own,
                }
            }
            ClauseBody::Base { value, cumulative } => {
                let own = match cumulative {
                    Some(period) => words::base_cumulative(self.value(value), over(Some(*period))),
                    None => words::base(self.value(value)),
                };
                self.with_effects(own, value)
            }
            ClauseBody::FirstPay { value, when } => {
                let own = self.with_effects(words::first_pay(self.value(value)), value);
                self.only_when(own, when.as_ref())
            }
            ClauseBody::Quantity { asked, allowed, .. } => {
                self.with_effects(words::quantity(self.expr(asked), self.value(allowed)), allowed)
            }
            ClauseBody::Deductible { value, period, when, .. } => {
                let own = match &value.value {
                    Source::Nothing(_) => words::no_deductible(),
                    _ => words::deductible(over(*period), self.value_over(value, *period)),
                };
                self.only_when(self.with_effects(own, value), when.as_ref())
            }
            ClauseBody::Rate { value } => {
                let after_deductible = self.benefit.clauses.iter().any(|own| own.path.word == ClauseWord::Deductible);
                let text = self.value(value);
                let own = if after_deductible { words::rate(text) } else { words::rate_of_all(text) };
                self.with_effects(own, value)
            }
            ClauseBody::Cap { value, period, each, joint, when } => {
                let mut own = match &value.value {
                    Source::Nothing(_) => words::no_cap(),
                    _ => words::cap(over(*period), self.value_over(value, *period)),
                };
                if !each.is_empty() {
                    let keys: Vec<Text> = each.iter().map(|key| self.key(key)).collect();
                    own = words::cap_each(own, listed(&keys));
                }
                if !joint.is_empty() {
                    own = words::cap_joint(own, names(joint));
                }
                self.only_when(self.with_effects(own, value), when.as_ref())
            }
            ClauseBody::Amount { value, .. } => {
                self.with_effects(words::amount(print::occasion(self.benefit.occasion), self.value(value)), value)
            }
            ClauseBody::TopUpTo { value } => self.with_effects(words::top_up_to(self.value(value)), value),
            ClauseBody::OwnPayAtMost { value, period } => {
                self.with_effects(words::own_pay_at_most(over(*period), self.value_over(value, *period)), value)
            }
            ClauseBody::TotalOfLayersAtMost { value, when } => {
                let own = self.with_effects(words::total_of_layers(self.value(value)), value);
                self.only_when(own, when.as_ref())
            }
            ClauseBody::As(id) => words::same_as(&self.program.benefit(*id).name),
            ClauseBody::Round(rounding) => words::round(both(|lang| print::rounding(rounding, lang))),
            ClauseBody::Order(stages) => words::order(both(|lang| print::stages(stages, lang))),
            ClauseBody::YearFrom { month, day } => words::year_from(month.to_string(), day.to_string()),
            ClauseBody::InKind(text) => words::in_kind(text),
        }
    }

    fn expr(&self, own: &crate::ir::Expr) -> Text {
        both(|lang| print::expr(self.program, own, lang))
    }

    /// Returns a value without its effects.
    fn value(&self, own: &Adjusted) -> Text {
        match &own.value {
            Source::Expr(expr) => show::fixed(self.program, expr).unwrap_or_else(|| self.expr(expr)),
            Source::Table(table) => {
                let dimensions: Vec<Text> =
                    table.dimensions.iter().map(|own| both(|lang| print::dimension(self.program, own, lang))).collect();
                words::by_table(listed(&dimensions))
            }
            Source::As(id, _) => words::as_in(&self.program.benefit(*id).name),
            Source::Pending(_) => words::pending(),
            Source::Unstated(_) => words::unstated(),
            Source::Nothing(_) => Text::new("无", "none"),
        }
    }

    /// Returns a value over a period that is told beside it.
    fn value_over(&self, own: &Adjusted, period: Option<Period>) -> Text {
        let mut text = self.value(own);
        let per = match period {
            None | Some(Period::Visit | Period::Life) => return text,
            Some(Period::Day) => ("/日", "/day"),
            Some(Period::Month) => ("/月", "/month"),
            Some(Period::Quarter) => ("/季", "/quarter"),
            Some(Period::Year) => ("/年", "/year"),
        };
        if let (Some(zh), Some(en)) = (text.zh.strip_suffix(per.0), text.en.strip_suffix(per.1)) {
            text = Text::new(zh, en);
        }
        text
    }

    fn with_effects(&self, sentence: Text, own: &Adjusted) -> Text {
        if own.effects.is_empty() {
            return sentence;
        }
        let effects: Vec<Text> =
            own.effects.iter().map(|effect| both(|lang| print::effect(self.program, effect, lang))).collect();
        words::with_effects(sentence, listed(&effects))
    }

    fn only_when(&self, sentence: Text, when: Option<&crate::ir::Expr>) -> Text {
        match when {
            Some(when) => words::only_when(sentence, self.expr(when)),
            None => sentence,
        }
    }

    fn key(&self, key: &EachKey) -> Text {
        match key {
            EachKey::Fact(id) => Text::same(&self.program.fact(*id).name),
            EachKey::Definition(id) => Text::same(&self.program.definition(*id).name),
            EachKey::Person => Text::new("本人", "person"),
            EachKey::Household => Text::new("家庭", "household"),
        }
    }
}

/// Says over what something is added up.
fn over(period: Option<Period>) -> Text {
    match period {
        None | Some(Period::Visit) => words::each_visit(),
        Some(Period::Day) => words::each_day(),
        Some(Period::Month) => words::each_month(),
        Some(Period::Quarter) => words::each_quarter(),
        Some(Period::Year) => words::each_year(),
        Some(Period::Life) => words::each_life(),
    }
}

/// Returns the word of a clause with its label and its period: `限额 每年`.
pub(super) fn title(clause: &Clause, lang: Lang) -> String {
    let (zh, en) = clause.path.word.words();
    let mut title = if lang == Lang::Zh { zh } else { en }.to_owned();
    if let Some(label) = &clause.path.label {
        title.push_str(&format!(" {label}"));
    }
    if let Some(period) = clause.path.period.filter(|own| *own != Period::Visit) {
        let (zh, en) = period_words(period);
        title.push_str(&format!(" {}", Text::new(zh, en).speak(lang)));
    }
    title
}
