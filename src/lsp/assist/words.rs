//! The words of answers, in both tongues.

use crate::base::text::Text;
use crate::syntax::ast::Function;

crate::catalogue! {
    by_word() { zh: "按", en: "by" }
    value_word() { zh: "数额", en: "value" }
    a_head() { zh: "行首:哪些情况", en: "a head: for which cases" }
    a_cell() { zh: "格子:这种情况的数额", en: "a cell: what holds for them" }
    in_column(head) { zh: "这一列: {head}", en: "in the column of {head}" }
    and_more(names, count) { zh: "{names} 等,另有 {count} 项", en: "{names} and {count} more" }

    a_list() { zh: "成员或记录 其中 条件 : 每一项", en: "members or records where … : of each" }
    an_amount() { zh: "数额", en: "amount" }
    a_date() { zh: "日期", en: "date" }
    from_date() { zh: "从哪天", en: "from" }
    to_date() { zh: "到哪天", en: "to" }
    how_rounded() { zh: "进一、舍去或四舍五入", en: "up, down or half-up" }
    unit_of_rounding() { zh: "到什么单位", en: "unit" }
    a_benefit() { zh: "待遇", en: "benefit" }
    a_period() { zh: "本年、本月或当日", en: "this year, this month or this day" }
    a_limit() { zh: "待遇.限额.期间", en: "benefit.cap.period" }
    a_thing() { zh: "参数、待遇或文件", en: "param, benefit or document" }

    sum_of() { zh: "各项之和", en: "the sum over all" }
    count_of() { zh: "有几个", en: "how many there are" }
    any_of() { zh: "有一个即可", en: "whether one fits" }
    all_of() { zh: "每一个都要", en: "whether every one fits" }
    least_of() { zh: "最小的", en: "the least" }
    greatest_of() { zh: "最大的", en: "the greatest" }
    average_of() { zh: "平均数", en: "the average" }
    rank_of() { zh: "从小到大排第几", en: "the place, from the smallest" }
    rounded_to() { zh: "取整以后的数", en: "the rounded number" }
    age_at() { zh: "到那天满几周岁", en: "years completed on that day" }
    year_of() { zh: "哪一年", en: "which year" }
    month_of() { zh: "几月", en: "which month" }
    days_between() { zh: "相隔几天", en: "days between" }
    months_between() { zh: "相隔几个整月", en: "whole months between" }
    next_month() { zh: "下个月的第一天", en: "the first day of the next month" }
    month_end() { zh: "那个月的最后一天", en: "the last day of the month" }
    in_force() { zh: "当日是否有效", en: "whether it is in force that day" }
    per_month() { zh: "换算成每月", en: "as an amount per month" }
    per_year() { zh: "换算成每年", en: "as an amount per year" }
    paid_by() { zh: "这项待遇已付多少", en: "what the benefit has paid" }
    total_of() { zh: "这一期间以前各次之和", en: "the sum over the earlier claims of the period" }
    left_of() { zh: "限额还剩多少", en: "what is left of the cap" }
}

/// Says what a function gives.
pub(super) fn function(own: Function) -> Text {
    match own {
        Function::Sum => sum_of(),
        Function::Count => count_of(),
        Function::Any => any_of(),
        Function::All => all_of(),
        Function::Min => least_of(),
        Function::Max => greatest_of(),
        Function::Average => average_of(),
        Function::Rank => rank_of(),
        Function::Rounded => rounded_to(),
        Function::Age => age_at(),
        Function::Year => year_of(),
        Function::Month => month_of(),
        Function::Days => days_between(),
        Function::Months => months_between(),
        Function::NextMonth => next_month(),
        Function::MonthEnd => month_end(),
        Function::InForce => in_force(),
        Function::Monthly => per_month(),
        Function::Yearly => per_year(),
        Function::Paid => paid_by(),
        Function::Total => total_of(),
        Function::Left => left_of(),
    }
}

/// Names the arguments of a function.
pub(super) fn arguments(own: Function) -> Vec<Text> {
    match own {
        Function::Sum
        | Function::Count
        | Function::Any
        | Function::All
        | Function::Min
        | Function::Max
        | Function::Average
        | Function::Rank => vec![a_list()],
        Function::Rounded => vec![an_amount(), how_rounded(), unit_of_rounding()],
        Function::Age => vec![a_date(), to_date()],
        Function::Year | Function::Month | Function::NextMonth | Function::MonthEnd => vec![a_date()],
        Function::Days | Function::Months => vec![from_date(), to_date()],
        Function::InForce => vec![a_thing()],
        Function::Monthly | Function::Yearly => vec![an_amount()],
        Function::Paid => vec![a_benefit(), a_period()],
        Function::Total => vec![an_amount(), a_period()],
        Function::Left => vec![a_limit()],
    }
}
