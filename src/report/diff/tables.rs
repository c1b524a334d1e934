//! Two tables held against each other, in sentences: the same, or the fewest facts that tell them apart.

use super::cells::Cells;
use super::words;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::Which;
use crate::compare::data::Key;
use crate::compare::tables::{Answer, Tables, Witness};
use crate::report::page::Block;

pub(super) fn blocks(cells: &Cells<'_>, own: &Tables) -> Vec<Block> {
    let mut said = vec![match &own.answer {
        Answer::Equal => words::tables_equal(own.cases),
        Answer::Different(witness) => different(cells, witness),
        Answer::Undecided(reason) => words::tables_open(reason),
    }];
    for which in Which::BOTH {
        let names = own.only.get(which);
        if !names.is_empty() {
            said.push(words::columns_only(cells.label(which), listed(names)));
        }
    }
    said.extend(own.notes.iter().map(words::as_sentence));
    said.into_iter().map(|text| Block::Sentence(cells.say(&text))).collect()
}

fn different(cells: &Cells<'_>, own: &Witness) -> Text {
    let facts: Vec<Text> = own.facts.iter().map(fact).collect();
    let answers = |which: Which| {
        let of = |(name, both): &(String, crate::compare::Both<Text>)| {
            let answer = both.get(which);
            let text = |lang: Lang| match name.as_str() {
                "" => answer.speak(lang),
                name => format!("{name} {}", answer.speak(lang)),
            };
            Text { zh: text(Lang::Zh), en: text(Lang::En) }
        };
        listed(&own.answers.iter().map(of).collect::<Vec<Text>>())
    };
    let (a, b) = (cells.label(Which::A), cells.label(Which::B));
    if facts.is_empty() {
        return words::tables_differ_always(a, answers(Which::A), b, answers(Which::B));
    }
    words::tables_differ(listed(&facts), a, answers(Which::A), b, answers(Which::B))
}

/// `年龄 80周岁`
fn fact(key: &Key) -> Text {
    if key.question == key.answers {
        return key.answers.clone();
    }
    let text = |lang: Lang| {
        let (question, answers) = (key.question.speak(lang), key.answers.speak(lang));
        // What says its question itself, like `非 有残疾证`, stands alone.
        if answers.contains(&question) { answers } else { format!("{question} {answers}") }
    };
    Text { zh: text(Lang::Zh), en: text(Lang::En) }
}
