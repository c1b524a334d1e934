//! A rule that is in force although the document that founds it no longer is.

use std::collections::{HashMap, HashSet};

use crate::base::date::Date;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::Origin;
use crate::lint::{Node, OneProgram, look, nodes};
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(name, number, when) {
        zh: "依据的文件 `{name}`({number}){when}已失效,这一条还有效",
        en: "this is in force, but the document `{name}` ({number}) {when}",
    }
    on(date) { zh: "自 {date} 之后", en: "is not since {date}" }
    by_title() { zh: "", en: "is repealed" }
    there() { zh: "文件在这里声明", en: "the document is declared here" }
    help() {
        zh: "注明接替的新文件;一并失效的,给这一条也写上截止日期",
        en: "cite the document that took its place, or end this rule with it",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let mut ended: HashMap<Span, Option<Date>> = HashMap::new();
    for declaration in one.declarations() {
        let DeclarationKind::Document(own) = &declaration.kind else { continue };
        let title = own.title.as_ref().map_or("", |title| title.text.as_str());
        if let Some(until) = declaration.marks.until {
            ended.insert(own.name.span(), Some(until));
        } else if ["(已废止)", "（已废止）", "(废止)", "（废止）", "(repealed)"].iter().any(|mark| title.contains(mark))
        {
            ended.insert(own.name.span(), None);
        }
    }
    if ended.is_empty() {
        return;
    }
    let program = one.program;
    let lists = program.lists.iter().flat_map(|list| &list.entries).map(|entry| (entry.range, &entry.origin));
    let values = look::values(program).map(|(_, range, origin)| (range, origin));
    let mut told: HashSet<(Span, Span)> = HashSet::new();
    let mut tell = |range: crate::base::date::DateRange, origin: &Origin| {
        for cite in &origin.cites {
            let document = &program.documents[cite.document.index()];
            let Some(end) = ended.get(&document.span) else { continue };
            let outlives = end.is_none_or(|end| range.until.is_none_or(|until| until > end));
            // A newer version may stand on another document.
            // What one citation founds is told once.
            if outlives && told.insert((document.span, founds(one, origin.span, &document.name))) {
                let when: Text = end.map_or_else(by_title, |end| on(end.to_string()));
                let problem = Diagnostic::new(
                    Code::RepealedDocument,
                    origin.span,
                    message(&document.name, &document.number, when),
                );
                problems.push(problem.label(document.span, there()).help(help()));
            }
        }
    };
    lists.chain(values).for_each(|(range, origin)| tell(range, origin));
}

/// Returns the citation on which something stands: its own, or that of the declaration around it.
fn founds(one: &OneProgram<'_>, span: Span, document: &str) -> Span {
    let around = one.declarations().find(|own| own.place.0.contains(span));
    let Some(around) = around else { return span };
    let within = nodes(around).into_iter().filter_map(|node| match node {
        Node::Marks(marks) => Some(marks),
        _ => None,
    });
    let mut cites = within.flat_map(|marks| &marks.cites).filter(|own| own.document.text == document);
    let outside = around.marks.cites.iter().find(|own| own.document.text == document);
    let own = cites.find(|own| span.contains(own.place.0) && outside.is_none_or(|other| other.place.0 != own.place.0));
    own.or(outside).map_or(span, |own| own.place.0)
}
