//! Clauses as policy text, each on one line, without its marks.

use super::{Printer, mode_text};
use crate::base::date::Period;
use crate::base::text::{Lang, Speak};
use crate::ir::types::Type;
use crate::ir::{ClauseBody, EachKey, IdentityMode, Program, Rounding, Stage, show};
use crate::syntax::ast::Per;

/// Returns a clause: `起付线 300元 每年  当 人群 = 特困 免`.
pub fn clause(program: &Program, own: &ClauseBody, lang: Lang) -> String {
    Printer::new(program, lang).clause(own)
}

/// Returns a rounding: `四舍五入 到 分`.
pub fn rounding(own: &Rounding, lang: Lang) -> String {
    let to = if lang == Lang::Zh { "到" } else { "to" };
    let unit = match own.unit.to_i64() {
        Some(1) => "分".to_owned(),
        Some(10) => "角".to_owned(),
        Some(100) => "元".to_owned(),
        _ => show::number(&own.unit, &Type::money()).speak(lang),
    };
    format!("{} {to} {unit}", mode_text(own.mode, lang))
}

/// Returns the stages of a benefit in their order.
pub fn stages(stages: &[Stage], lang: Lang) -> String {
    let word = |stage: &Stage| {
        let (zh, en) = match stage {
            Stage::Base => ("基数", "base"),
            Stage::FirstPay => ("先行自付", "first pay"),
            Stage::Quantity => ("数量", "quantity"),
            Stage::Deductible => ("起付线", "deductible"),
            Stage::Rate => ("比例", "rate"),
            Stage::Cap => ("限额", "cap"),
            Stage::TotalOfLayers => ("各层合计不超过", "total of layers at most"),
            Stage::Round => ("舍入", "round"),
        };
        if lang == Lang::Zh { zh } else { en }
    };
    stages.iter().map(word).collect::<Vec<_>>().join(", ")
}

impl Printer<'_> {
    fn clause(&self, own: &ClauseBody) -> String {
        let with = |zh: &str, en: &str, rest: String| format!("{} {rest}", self.pick(zh, en));
        match own {
            ClauseBody::MapsTo(name) => with("对应", "maps to", name.clone()),
            ClauseBody::After(all) => match self.lang {
                Lang::Zh => format!("在 {} 之后", self.benefits(all)),
                Lang::En => format!("after {}", self.benefits(all)),
            },
            ClauseBody::NotWith(all) => match self.lang {
                Lang::Zh => format!("不与 {} 兼得", self.benefits(all)),
                Lang::En => format!("not with {}", self.benefits(all)),
            },
            ClauseBody::StacksWith(all) => match self.lang {
                Lang::Zh => format!("可与 {} 叠加", self.benefits(all)),
                Lang::En => format!("stacks with {}", self.benefits(all)),
            },
            ClauseBody::Identities(mode) => {
                let mode = match mode {
                    IdentityMode::Highest => self.pick("就高", "highest"),
                    IdentityMode::InOrder(_) => self.pick("按序", "in order"),
                    IdentityMode::Together => self.pick("并用", "together"),
                };
                with("多重身份", "several identities", mode.to_owned())
            }
            ClauseBody::Requires(condition) => with("条件", "requires", self.top(condition)),
            ClauseBody::Refuse { reason, when } => {
                let mut text = self.pick("不予", "refuse").to_owned();
                if let Some(reason) = reason {
                    text.push_str(&format!(" \"{reason}\""));
                }
                if let Some(when) = when {
                    text.push_str(&format!(" {} {}", self.pick("当", "when"), self.top(when)));
                }
                text
            }
            ClauseBody::Base { value, cumulative } => {
                let mut text = with("基数", "base", self.adjusted(value));
                if let Some(period) = cumulative {
                    let (zh, en) = match period {
                        Period::Month => (" 按月累计", " cumulative per month"),
                        _ => (" 按年累计", " cumulative per year"),
                    };
                    text.push_str(self.pick(zh, en));
                }
                text
            }
            ClauseBody::FirstPay { value, when } => {
                with("先行自付", "first pay", self.adjusted(value)) + &self.when(when.as_ref())
            }
            ClauseBody::Quantity { asked, allowed, period } => {
                let mut text = with("数量", "quantity", self.top(asked));
                text.push_str(&format!(" {} {}", self.pick("至多", "at most"), self.adjusted(allowed)));
                let behind = self.period_behind(&text, *period);
                text + &behind
            }
            ClauseBody::Deductible { value, period, charged_at_most, when } => {
                let mut text = with("起付线", "deductible", self.source(&value.value));
                text.push_str(&self.period_behind(&text, *period));
                for (period, times) in charged_at_most {
                    let (times_zh, times_en) = (format!("至多{times}次"), format!(" at most {times} times"));
                    text.push_str(&format!(" {}{}", self.period(*period), self.pick(&times_zh, &times_en)));
                }
                text + &self.effects(value) + &self.when(when.as_ref())
            }
            ClauseBody::Rate { value } => with("比例", "rate", self.adjusted(value)),
            ClauseBody::Cap { value, period, each, joint, when } => {
                let mut text = with("限额", "cap", self.source(&value.value));
                text.push_str(&self.period_behind(&text, *period));
                for key in each {
                    text.push_str(&format!(" {} {}", self.pick("各", "each"), self.each(key)));
                }
                if !joint.is_empty() {
                    text.push_str(&format!(" {} {}", self.pick("合并", "joint with"), self.benefits(joint)));
                }
                text + &self.effects(value) + &self.when(when.as_ref())
            }
            ClauseBody::Amount { value, rounding } => {
                let mut text = with("金额", "amount", self.adjusted(value));
                if let Some(own) = rounding {
                    text.push_str(&format!(" {} {}", self.pick("舍入", "round"), super::rounding(own, self.lang)));
                }
                text
            }
            ClauseBody::TopUpTo { value } => with("补足至", "top up to", self.adjusted(value)),
            ClauseBody::OwnPayAtMost { value, period } => {
                let text = with("个人自付不超过", "own pay at most", self.source(&value.value));
                let behind = self.period_behind(&text, *period);
                text + &behind + &self.effects(value)
            }
            ClauseBody::TotalOfLayersAtMost { value, when } => {
                with("各层合计不超过", "total of layers at most", self.adjusted(value)) + &self.when(when.as_ref())
            }
            ClauseBody::As(benefit) => with("同", "as", self.program.benefit(*benefit).name.clone()),
            ClauseBody::Round(own) => with("舍入", "round", super::rounding(own, self.lang)),
            ClauseBody::Order(own) => with("顺序", "order", stages(own, self.lang)),
            ClauseBody::YearFrom { month, day } => with("年度自", "year from", format!("{month:02}-{day:02}")),
            ClauseBody::InKind(text) => with("实物", "in kind", format!("\"{text}\"")),
        }
    }

    fn effects(&self, value: &crate::ir::Adjusted) -> String {
        value.effects.iter().map(|effect| format!("  {}", self.effect(effect))).collect()
    }

    fn when(&self, when: Option<&crate::ir::Expr>) -> String {
        when.map_or(String::new(), |when| format!(" {} {}", self.pick("当", "when"), self.top(when)))
    }

    /// Returns the period of a clause; nothing when the unit before it says it already (`300元/年`).
    fn period_behind(&self, before: &str, period: Option<Period>) -> String {
        let Some(period) = period else { return String::new() };
        let per = match period {
            Period::Visit => Per::Visit,
            Period::Day => Per::Day,
            Period::Month => Per::Month,
            Period::Quarter => Per::Quarter,
            Period::Year => Per::Year,
            Period::Life => Per::Life,
        };
        let said = [Lang::Zh, Lang::En].iter().any(|lang| before.ends_with(&format!("/{}", per.spell(*lang))));
        if said { String::new() } else { format!(" {}", self.period(period)) }
    }

    fn each(&self, key: &EachKey) -> String {
        match key {
            EachKey::Fact(id) => self.program.fact(*id).name.clone(),
            EachKey::Definition(id) => self.program.definition(*id).name.clone(),
            EachKey::Person => self.pick("本人", "person").to_owned(),
            EachKey::Household => self.pick("家庭", "household").to_owned(),
        }
    }
}
