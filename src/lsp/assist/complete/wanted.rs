//! Which names are asked for at the end of an unfinished stretch: by the word that governs the place, by what a value is
//! compared with, by the column of a table. Whether a name may stand there at all is decided by the grammar.

use super::Offer;
use super::names::{Names, jurisdictions};
use super::tokens::{Token, entries, tokens};
use crate::base::text::Lang;
use crate::ir::{ListId, Owner, Program, Type};
use crate::lsp::assist::ground::{self, Named, domain_of, named, type_of};
use crate::lsp::assist::{CompletionKind, Snapshot};
use crate::syntax::keywords::Word;
use crate::syntax::{Block, Unfinished};
use crate::value::DomainId;

/// Returns the names that may be meant.
pub(super) fn names(
    snapshot: &Snapshot<'_>,
    program: Option<&Program>,
    unfinished: &Unfinished,
    lang: Lang,
) -> Vec<Offer> {
    let tokens: Vec<Token<'_>> = tokens(&unfinished.text).into_iter().map(|(_, token)| token).collect();
    if unfinished.block == Block::Header {
        let level = program.map(|own| own.jurisdiction.level);
        let name = program.map(|own| own.jurisdiction.name.clone());
        let above = tokens.last().and_then(|token| token.word()).is_some_and(|word| is(word, Word::In));
        return jurisdictions(snapshot, lang, &|own| {
            !above
                || Some(&own.jurisdiction.name) != name.as_ref()
                    && level.is_none_or(|level| own.jurisdiction.level < level)
        });
    }
    let Some(program) = program.or_else(|| snapshot.analysis.jurisdictions.first().map(|own| &own.program)) else {
        return Vec::new();
    };
    let asked = Asked { snapshot, program, names: Names::of(snapshot, program, lang), lang };
    asked.names(unfinished, &tokens)
}

/// Whether a text spells a keyword.
fn is(text: &str, word: Word) -> bool {
    word.spelling().reads(text)
}

struct Asked<'q, 'w> {
    snapshot: &'q Snapshot<'w>,
    program: &'q Program,
    names: Names<'q>,
    lang: Lang,
}

impl Asked<'_, '_> {
    fn names(&self, unfinished: &Unfinished, tokens: &[Token<'_>]) -> Vec<Offer> {
        let last = tokens.last().copied();
        if last.is_some_and(|token| token.is_mark('@')) {
            return self.names.documents(100);
        }
        if last.is_some_and(|token| token.is_mark('.')) {
            return self.members(&tokens[..tokens.len() - 1]);
        }
        match unfinished.block {
            Block::Entry => return self.listed(unfinished),
            Block::Row => return self.row(unfinished),
            Block::CaseRow => return self.case_row(unfinished),
            Block::Assignment => return self.assignment(tokens),
            Block::AccountItem => {
                let money = |ty: &Type| matches!(ty, Type::Quantity(unit) if unit.is_money());
                let mut out = self.names.facts(100, &|own| money(&own.ty));
                out.extend(self.names.definitions(200, &|own| money(&own.ty)));
                return out;
            }
            Block::Header
            | Block::Declaration
            | Block::Clause
            | Block::HistoryRow
            | Block::StateItem
            | Block::Requirement
            | Block::SceneItem => {}
        }
        self.governed(unfinished, tokens).unwrap_or_else(|| self.values(unfinished))
    }

    /// Returns what the word before the place, or before the list in which it stands, asks for.
    fn governed(&self, unfinished: &Unfinished, tokens: &[Token<'_>]) -> Option<Vec<Offer>> {
        let names = &self.names;
        // Over a list of names back to the word before it.
        let mut at = tokens.len();
        while at >= 2 && tokens[at - 1].is_mark(',') {
            at -= 2;
            // A path or a whole bracket is one member.
            while at >= 2 && tokens[at - 1].is_mark('.') {
                at -= 2;
            }
        }
        let governor = at.checked_sub(1).map(|at| tokens[at]);
        let before = &tokens[..at.saturating_sub(1)];
        let declares = tokens.first().and_then(|token| token.word()).filter(|_| unfinished.block == Block::Declaration);
        if let Some(Token::Mark(mark)) = governor {
            return match mark {
                '=' | '!' | '<' | '>' => {
                    let before = trim_marks(before);
                    self.compared(before, false)
                }
                ':' if declares.is_some_and(|word| is(word, Word::List)) => Some(names.types(100, true)),
                ':' if declares
                    .is_some_and(|word| is(word, Word::Fact) || is(word, Word::Param) || is(word, Word::Define)) =>
                {
                    Some(names.types(100, false))
                }
                '(' | '[' => self.in_brackets(unfinished, before),
                _ => None,
            };
        }
        let word = governor?.word()?;
        let benefits = || {
            let mut out = names.benefits(100);
            out.extend(names.identities(200));
            out
        };
        let starts = before.is_empty();
        if is(word, Word::MapsTo) && starts {
            return Some(names.identities(100));
        }
        if is(word, Word::JointWith) || (is(word, Word::As) && !before.iter().any(|token| token.is_mark('='))) {
            return Some(names.benefits(100));
        }
        if starts && [Word::After, Word::NotWith, Word::StacksWith].iter().any(|own| is(word, *own)) {
            return Some(benefits());
        }
        if is(word, Word::Each) {
            let mut out = names.facts(100, &|own| domain_of(&own.ty).is_some());
            out.extend(names.facts(300, &|own| domain_of(&own.ty).is_none()));
            return Some(out);
        }
        if is(word, Word::By) {
            let mut out = names.facts(100, &|own| domain_of(&own.ty).is_some());
            out.extend(names.states(150));
            out.extend(names.facts(200, &|own| domain_of(&own.ty).is_none()));
            out.extend(names.definitions(250, &|own| own.owner.is_some()));
            return Some(out);
        }
        if is(word, Word::Because) {
            let mut out = names.benefits(200);
            for own in [Word::Requires, Word::Cap, Word::Refuse] {
                out.push(Offer::new(super::said(own, self.lang), CompletionKind::Member, 100));
            }
            return Some(out);
        }
        if is(word, Word::For) || is(word, Word::Exempt) {
            let own = &self.program.jurisdiction.name;
            return Some(jurisdictions(self.snapshot, self.lang, &|other| other.jurisdiction.chain.contains(own)));
        }
        if is(word, Word::In) || is(word, Word::NotIn) || is(word, Word::Includes) {
            return self.compared(before, true);
        }
        if unfinished.block == Block::SceneItem && is(word, Word::Expect) {
            let mut out = names.benefits(100);
            out.extend(names.definitions(300, &|_| true));
            return Some(out);
        }
        if unfinished.block == Block::Requirement && (is(word, Word::Must) || is(word, Word::Should)) {
            let mut out = names.identities(100);
            out.extend(names.lists(150, None));
            out.extend(names.benefits(200));
            out.extend(self.values(unfinished));
            return Some(out);
        }
        if starts && declares.is_some() {
            if is(word, Word::AddTo) || is(word, Word::RemoveFrom) {
                let mut out = names.lists(100, None);
                out.extend(names.types(300, true));
                return Some(out);
            }
            if is(word, Word::Override) || is(word, Word::Repeal) || is(word, Word::Rename) {
                let mut out = names.benefits(100);
                out.extend(names.definitions(200, &|_| true));
                out.extend(names.tables(300));
                return Some(out);
            }
            if is(word, Word::Choose) {
                return Some(names.benefits(100));
            }
            if is(word, Word::Map) {
                return Some(Vec::new());
            }
            // The name of what is declared: nobody knows it yet.
            if Word::DECLARATIONS.iter().any(|own| is(word, *own)) {
                return Some(Vec::new());
            }
        }
        if is(word, Word::Into) && declares.is_some_and(|word| is(word, Word::Map)) {
            let all = (0..self.program.domains.len() as u32).map(DomainId);
            return Some(all.flat_map(|id| names.entries(id, 100, &|_| true)).collect());
        }
        None
    }

    /// Returns the values that something may be compared with; members of lists where it is a question of belonging.
    fn compared(&self, before: &[Token<'_>], belongs: bool) -> Option<Vec<Offer>> {
        let subject = subject(before)?;
        let found = named(self.program, subject.0, subject.1)?;
        if let (Named::List(id), true) = (found, belongs) {
            return Some(self.names.entries(self.program.list(id).of, 100, &|_| true));
        }
        let ty = type_of(self.program, found)?;
        Some(self.of_type(&ty, belongs))
    }

    fn of_type(&self, ty: &Type, belongs: bool) -> Vec<Offer> {
        let names = &self.names;
        let Some(domain) = domain_of(ty) else {
            let mut out = names.definitions(300, &|own| own.ty == *ty);
            out.extend(names.facts(400, &|own| own.ty == *ty));
            return out;
        };
        let mut out = names.entries(domain, 100, &|_| true);
        if belongs {
            out.extend(names.lists(150, Some(domain)));
        }
        out.extend(names.facts(400, &|own| domain_of(&own.ty) == Some(domain)));
        out
    }

    /// Returns what may stand in round or square brackets.
    fn in_brackets(&self, unfinished: &Unfinished, before: &[Token<'_>]) -> Option<Vec<Offer>> {
        let callee = before.last()?.word()?;
        let names = &self.names;
        if [Word::Paid, Word::Left].iter().any(|own| is(callee, *own)) {
            return Some(names.benefits(100));
        }
        if is(callee, Word::Count) {
            let mut out = names.lists(100, None);
            out.push(Offer::new(super::said(Word::Members, self.lang), CompletionKind::Member, 50));
            out.extend(self.values(unfinished));
            return Some(out);
        }
        if let Some(Named::Fact(id)) = named(self.program, None, callee)
            && let Some(domain) = domain_of(&self.program.fact(id).ty)
        {
            return Some(names.entries(domain, 100, &|_| true));
        }
        // Keys of a clause: `比例[一级, 低保]`.
        let is_path = before.iter().any(|token| token.is_mark('.'));
        if is_path {
            let common = self.program.facts.iter().filter_map(|own| domain_of(&own.ty));
            let mut seen: Vec<DomainId> = Vec::new();
            for domain in common {
                if !seen.contains(&domain) && !self.program.domain(domain).catalogue {
                    seen.push(domain);
                }
            }
            return Some(seen.into_iter().flat_map(|domain| names.entries(domain, 100, &|_| true)).collect());
        }
        None
    }

    /// Returns what may stand behind a dot.
    fn members(&self, before: &[Token<'_>]) -> Vec<Offer> {
        let names = &self.names;
        let owner = before.last().and_then(|token| token.word()).and_then(owner_of);
        if let Some(owner) = owner {
            let mut out = names.facts(100, &|own| own.owner == owner);
            out.extend(names.definitions(200, &|own| own.owner == Some(owner)));
            return out;
        }
        // The first name of the path.
        let mut start = before.len();
        while start >= 3 && before[start - 2].is_mark('.') {
            start -= 2;
        }
        let Some(first) = start.checked_sub(1).and_then(|at| before[at].word()) else { return Vec::new() };
        if is(first, Word::Previous) {
            let mut out = names.states(100);
            out.extend(names.benefits(200));
            return out;
        }
        if before.len() > start {
            let periods =
                [Word::PerVisit, Word::PerDay, Word::PerMonth, Word::PerQuarter, Word::PerYear, Word::PerLife];
            return periods
                .iter()
                .map(|word| Offer::new(super::said(*word, self.lang), CompletionKind::Member, 100))
                .collect();
        }
        if let Some(Named::Table(id)) = named(self.program, None, first) {
            let outputs = self.program.tables[id.index()].outputs.iter().filter(|own| !own.name.is_empty());
            return outputs.map(|own| Offer::new(&own.name, CompletionKind::Member, 100)).collect();
        }
        names.clauses(first, 100)
    }

    /// Returns the entries that may be listed, added or removed.
    fn listed(&self, unfinished: &Unfinished) -> Vec<Offer> {
        let head = unfinished.heads.first().map_or("", String::as_str);
        let head: Vec<Token<'_>> = tokens(head).into_iter().map(|(_, token)| token).collect();
        let (Some(word), Some(name)) =
            (head.first().and_then(|token| token.word()), head.get(1).and_then(|token| token.word()))
        else {
            return Vec::new();
        };
        let declares_list = is(word, Word::List);
        let removes = is(word, Word::RemoveFrom);
        if !declares_list && !removes && !is(word, Word::AddTo) {
            return Vec::new();
        }
        let list = self.program.lists.iter().position(|own| own.name == name || own.english.as_deref() == Some(name));
        if let Some(at) = list {
            let own = self.program.list(ListId(at as u32));
            let domain = self.program.domain(own.of);
            let written = written_names(&unfinished.heads, &unfinished.text);
            return self.names.entries(own.of, 100, &|entry| {
                let holds = own.holds(domain, entry, self.snapshot.today);
                let is_written = written.iter().any(|name| *name == domain.entry(entry).name);
                !is_written && (declares_list || holds == removes)
            });
        }
        // A list that is being declared: by the catalogue behind its colon.
        let of = head.iter().position(|token| token.is_mark(':')).and_then(|at| head.get(at + 1)?.word());
        let named = |own: &crate::ir::Domain| Some(own.name.as_str()) == of || (removes && own.name == name);
        let domain = self.program.domains.iter().position(named);
        domain.map_or(Vec::new(), |at| self.names.entries(DomainId(at as u32), 100, &|_| true))
    }

    /// Returns what may stand in a row of a table.
    fn row(&self, unfinished: &Unfinished) -> Vec<Offer> {
        let place = super::super::signature::place_in_table(self.program, unfinished);
        let Some(place) = place else { return self.values(unfinished) };
        match place.ty {
            Some(ty) if place.is_head => {
                let mut out = self.of_type(&ty, true);
                out.extend(self.names.definitions(350, &|own| own.kind == crate::ir::DefinitionKind::Group));
                out
            }
            _ if place.is_head => self.values(unfinished),
            _ => {
                let mut out = self.names.definitions(100, &|own| own.kind == crate::ir::DefinitionKind::Param);
                out.extend(self.names.definitions(200, &|own| own.kind != crate::ir::DefinitionKind::Param));
                out
            }
        }
    }

    /// Returns what may stand in a row of `各例`.
    fn case_row(&self, unfinished: &Unfinished) -> Vec<Offer> {
        let head = unfinished.heads.last().map_or("", String::as_str);
        if unfinished.text.contains("->") || unfinished.text.contains('→') {
            return Vec::new();
        }
        let inputs = head.split(['→']).next().unwrap_or("").split("->").next().unwrap_or("");
        let inputs: Vec<Token<'_>> = tokens(inputs).into_iter().map(|(_, token)| token).collect();
        let inputs = inputs.get(1..).unwrap_or(&[]);
        let columns: Vec<&[Token<'_>]> = inputs.split(|token| token.is_mark(',')).collect();
        let at = column(&unfinished.text);
        let Some(ty) = columns.get(at).and_then(|own| {
            let (owner, name) = subject(own)?;
            type_of(self.program, named(self.program, owner, name)?)
        }) else {
            return Vec::new();
        };
        self.of_type(&ty, false)
    }

    /// Returns the facts that may be given, or the values of the one that is.
    fn assignment(&self, tokens: &[Token<'_>]) -> Vec<Offer> {
        if tokens.is_empty() {
            let mut out = self.names.facts(100, &|own| own.owner != Owner::Household);
            out.extend(self.names.facts(150, &|own| own.owner == Owner::Household));
            out.extend(self.names.definitions(300, &|own| own.kind == crate::ir::DefinitionKind::Param));
            return out;
        }
        let mut at = 1;
        while at + 1 < tokens.len() && tokens[at].is_mark('.') {
            at += 2;
        }
        let Some((owner, name)) = subject(&tokens[..at]) else { return Vec::new() };
        let ty = named(self.program, owner, name).and_then(|found| type_of(self.program, found));
        ty.map_or(Vec::new(), |ty| match domain_of(&ty) {
            Some(domain) => self.names.entries(domain, 100, &|_| true),
            None => Vec::new(),
        })
    }

    /// Returns everything that has a value.
    fn values(&self, unfinished: &Unfinished) -> Vec<Offer> {
        let names = &self.names;
        if unfinished.block == Block::StateItem {
            return Vec::new();
        }
        let mut out = names.definitions(200, &|own| own.kind == crate::ir::DefinitionKind::Param);
        out.extend(names.facts(210, &|_| true));
        out.extend(names.definitions(220, &|own| own.kind != crate::ir::DefinitionKind::Param));
        out.extend(names.states(240));
        out.extend(names.tables(250));
        if unfinished.takes_operand() {
            out.extend(names.functions(400));
        }
        out.extend(names.benefits(500));
        if unfinished.block == Block::Requirement {
            out.extend(names.standards(600));
        }
        out
    }
}

/// Returns the name, with its owner, at the end of some words: `结算.合规费用`.
fn subject<'t>(before: &[Token<'t>]) -> Option<(Option<Owner>, &'t str)> {
    let name = before.last()?.word()?;
    let owner = match before {
        [.., owner, dot, _] if dot.is_mark('.') => owner.word().and_then(owner_of),
        _ => None,
    };
    Some((owner, name))
}

fn owner_of(word: &str) -> Option<Owner> {
    use crate::syntax::keywords::Worded;
    Owner::from_word(word)
}

fn trim_marks<'s, 't>(mut before: &'s [Token<'t>]) -> &'s [Token<'t>] {
    while let [rest @ .., Token::Mark('=' | '!' | '<' | '>')] = before {
        before = rest;
    }
    before
}

/// Returns the place of the entry of a row in which its end stands.
pub(in crate::lsp::assist) fn column(row: &str) -> usize {
    let count = entries(row).len();
    let goes_on = row.trim_end().ends_with(',') || !row.is_empty() && !row.ends_with(char::is_whitespace);
    if goes_on { count.saturating_sub(1) } else { count }
}

/// The names that stand in the block already cannot be read from its head; only those of the stretch itself.
fn written_names(_heads: &[String], text: &str) -> Vec<String> {
    tokens(text).into_iter().filter_map(|(_, token)| token.word().map(str::to_owned)).collect()
}

/// Returns the type of what a text names, when it is a single name.
pub(in crate::lsp::assist) fn type_of_text(program: &Program, text: &str) -> Option<Type> {
    let own: Vec<Token<'_>> = tokens(text).into_iter().map(|(_, token)| token).collect();
    if own.len() != 1 && own.len() != 3 {
        return None;
    }
    let (owner, name) = subject(&own)?;
    ground::type_of(program, named(program, owner, name)?)
}
