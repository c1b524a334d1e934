//! An alias that is the code or the name of another entry: whoever looks for the one finds the other.

use std::collections::HashMap;

use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::Entry;
use crate::lint::OneProgram;

crate::catalogue! {
    message(alias, name, what, other) {
        zh: "`{name}` 的别名 `{alias}` 正是 `{other}` 的{what}",
        en: "the alias `{alias}` of `{name}` is the {what} of `{other}`",
    }
    there() { zh: "另一项在这里", en: "the other entry stands here" }
    help() { zh: "请改正别名;按名称找数据时,两者会混在一起", en: "mend the alias: data that are found by name would mix the two" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for domain in &program.domains {
        if domain.entries.iter().all(|entry| entry.aliases.is_empty()) {
            continue;
        }
        let mut known: HashMap<&str, (&Entry, Text)> = HashMap::new();
        for entry in &domain.entries {
            known.entry(&entry.name).or_insert((entry, Text::new("名称", "name")));
            entry.code.iter().for_each(|code| {
                known.entry(code).or_insert((entry, Text::new("代码", "code")));
            });
        }
        for entry in &domain.entries {
            for alias in &entry.aliases {
                let Some((other, what)) = known.get(alias.as_str()).filter(|(other, _)| other.span != entry.span)
                else {
                    continue;
                };
                let message = message(alias, &entry.name, what, &other.name);
                let problem = Diagnostic::new(Code::AliasShadowsCode, entry.span, message);
                problems.push(problem.label(other.span, there()).help(help()));
            }
        }
    }
}
