//! The first line and the declarations.

use super::clause::Rest;
use super::{Builder, Node, Rule, child, only};
use crate::diagnostic::Code;
use crate::syntax::ast::{
    AccountItem, AccountKind, Change, ChoiceMode, Declaration, DeclarationKind, Document, Entry, Fact, Header,
    HeaderKind, Level, Marks, Name, Occasion, Openness, Owner, StateItem, TypeKind, TypeName, Unit,
};
use crate::syntax::keywords::Worded;
use crate::syntax::words;

impl<'t> Builder<'t> {
    pub(super) fn header(&mut self, node: Node<'t>) -> Header {
        let mut header = Header {
            kind: HeaderKind::Vocabulary,
            name: None,
            code: None,
            parent: None,
            aliases: Vec::new(),
            marks: Marks::default(),
            place: self.place(&node),
        };
        for part in node.children() {
            match part.rule() {
                Rule::header_kind => header.kind = header_kind(&only(&part)),
                Rule::name => header.name = Some(self.name(&part)),
                Rule::code => header.code = child(&part, Rule::code_text).map(|code| self.name(&code)),
                Rule::parent => header.parent = Some(self.child_name(&part)),
                Rule::alias => header.aliases.extend(self.strings(&part)),
                _ => self.mark(&part, &mut header.marks),
            }
        }
        if header.name.is_none() && header.kind != HeaderKind::Standards {
            self.error(Code::SyntaxError, header.place.0, words::header_without_name());
        }
        header
    }

    pub(super) fn declaration(&mut self, node: Node<'t>) -> Declaration {
        let docs = self.docs(&node);
        let place = self.place(&node);
        let inner = only(&node);
        let mut marks = Marks::default();
        let kind = self.declaration_kind(&inner, &mut marks);
        Declaration { kind, marks, docs, place }
    }

    fn declaration_kind(&mut self, node: &Node<'t>, marks: &mut Marks) -> DeclarationKind {
        // These give their marks to `adjusted`, which also reads those after the value.
        match node.rule() {
            Rule::param => {
                let ty = child(node, Rule::typed).and_then(|typed| child(&typed, Rule::type_name));
                let ty = ty.map(|ty| self.type_name(&ty));
                let value = self.adjusted(node, marks);
                return DeclarationKind::Param { name: self.child_name(node), english: self.english(node), ty, value };
            }
            Rule::define => {
                let (owner, name) = self.owned_name(node);
                let arguments = child(node, Rule::parameters).map_or_else(Vec::new, |list| self.parameters(&list));
                let value = self.adjusted(node, marks);
                return DeclarationKind::Define { owner, name, english: self.english(node), arguments, value };
            }
            Rule::override_path => return self.override_path(node, marks),
            Rule::declared_table => {
                let table = child(node, Rule::table).expect("a table has a table");
                let (mut table, own, tail) = self.table(&table);
                *marks = self.marks_of(node);
                if tail != Default::default() {
                    self.error(Code::SyntaxError, table.place.0, words::tail_outside_benefit());
                }
                if *marks == Marks::default() {
                    *marks = own
                } else {
                    table.marks = own
                }
                return DeclarationKind::Table { name: self.child_name(node), english: self.english(node), table };
            }
            _ => *marks = self.marks_of(node),
        }
        match node.rule() {
            Rule::document => self.document(node),
            Rule::declared_unit => DeclarationKind::Unit { name: self.child_name(node), english: self.english(node) },
            Rule::declared_enum => {
                let (entries, less) = self.entries_of(node);
                let ordered = less || child(node, Rule::ordered).is_some();
                DeclarationKind::Enum { name: self.child_name(node), english: self.english(node), ordered, entries }
            }
            Rule::catalogue => {
                let (entries, _) = self.entries_of(node);
                DeclarationKind::Catalogue { name: self.child_name(node), english: self.english(node), entries }
            }
            Rule::list => {
                let names = self.names(node);
                let (entries, _) = self.entries_of(node);
                let openness = child(node, Rule::openness).and_then(|word| Openness::from_word(word.as_str()));
                match <[Name; 2]>::try_from(names) {
                    Ok([name, of]) => {
                        DeclarationKind::List { name, english: self.english(node), of, openness, entries }
                    }
                    Err(_) => DeclarationKind::Broken,
                }
            }
            Rule::fact => DeclarationKind::Fact(self.fact(node)),
            Rule::identity => DeclarationKind::Identity { name: self.child_name(node), english: self.english(node) },
            Rule::map => match <[Name; 2]>::try_from(self.names(node)) {
                Ok([from, to]) => DeclarationKind::Map { from, to },
                Err(_) => DeclarationKind::Broken,
            },
            Rule::declared_group => {
                let condition = child(node, Rule::expr).expect("a group has a condition");
                let condition = self.expr(&condition);
                DeclarationKind::Group { name: self.child_name(node), english: self.english(node), condition }
            }
            Rule::account => self.account(node),
            Rule::state => self.state(node),
            Rule::benefit => {
                let occasion = child(node, Rule::occasion).and_then(|word| Occasion::from_word(word.as_str()));
                let occasion = occasion.expect("the grammar knows the occasions of the table");
                let clauses = child(node, Rule::clause_block).map_or_else(Vec::new, |block| self.clauses(&block));
                DeclarationKind::Benefit { name: self.child_name(node), english: self.english(node), occasion, clauses }
            }
            Rule::every_benefit => {
                let clauses = child(node, Rule::clause_block).map_or_else(Vec::new, |block| self.clauses(&block));
                DeclarationKind::EveryBenefit { clauses }
            }
            Rule::choose => {
                let benefits = child(node, Rule::names).map_or_else(Vec::new, |names| self.names(&names));
                let how = child(node, Rule::choice_mode).and_then(|word| ChoiceMode::from_word(word.as_str()));
                DeclarationKind::Choose { benefits, how: how.unwrap_or(ChoiceMode::Highest) }
            }
            Rule::standard => DeclarationKind::Standard { name: self.child_name(node), items: self.requirements(node) },
            Rule::assert => DeclarationKind::Assert { name: self.child_name(node), items: self.requirements(node) },
            Rule::test | Rule::typical => self.scene_declaration(node),
            Rule::repeal => match child(node, Rule::path) {
                Some(path) => DeclarationKind::Repeal { path: self.path(&path, false) },
                None => DeclarationKind::Broken,
            },
            Rule::add_to => DeclarationKind::AddTo { name: self.child_name(node), entries: self.entries_of(node).0 },
            Rule::remove_from => {
                DeclarationKind::RemoveFrom { name: self.child_name(node), entries: self.entries_of(node).0 }
            }
            Rule::rename => match child(node, Rule::path) {
                Some(path) => DeclarationKind::Rename { path: self.path(&path, false), to: self.child_name(node) },
                None => DeclarationKind::Broken,
            },
            _ => DeclarationKind::Broken,
        }
    }

    pub(super) fn english(&mut self, node: &Node<'t>) -> Option<Name> {
        child(node, Rule::english).map(|english| self.child_name(&english))
    }

    fn owned_name(&mut self, node: &Node<'t>) -> (Option<Owner>, Name) {
        let owned = child(node, Rule::owned_name).expect("this declaration has a name");
        let owner = child(&owned, Rule::owner).and_then(|word| Owner::from_word(word.as_str()));
        (owner, self.child_name(&owned))
    }

    fn document(&mut self, node: &Node<'t>) -> DeclarationKind {
        let string_in = |builder: &mut Self, rule| {
            let found = child(node, rule).and_then(|part| child(&part, Rule::string));
            found.map(|string| builder.quoted(&string))
        };
        let number = child(node, Rule::string).map(|string| self.quoted(&string));
        let dated = child(node, Rule::dated).and_then(|part| child(&part, Rule::date));
        let Some(number) = number else { return DeclarationKind::Broken };
        DeclarationKind::Document(Document {
            name: self.child_name(node),
            number,
            dated: dated.map(|date| self.date(&date)),
            title: string_in(self, Rule::title),
            issued_by: string_in(self, Rule::issued_by),
            url: string_in(self, Rule::url),
        })
    }

    // ---- entries

    /// The entries of a declaration, and whether `<` stands between them.
    fn entries_of(&mut self, node: &Node<'t>) -> (Vec<Entry>, bool) {
        let Some(block) = child(node, Rule::entries) else { return (Vec::new(), false) };
        (self.entries(&block), child(&block, Rule::less).is_some())
    }

    pub(super) fn entries(&mut self, node: &Node<'t>) -> Vec<Entry> {
        let mut entries = Vec::new();
        for part in node.children() {
            match part.rule() {
                Rule::entry => entries.push(self.entry(&part)),
                Rule::less => {}
                _ => self.report_broken(&part, Rule::only_entry, None),
            }
        }
        entries
    }

    fn entry(&mut self, node: &Node<'t>) -> Entry {
        let mut entry = Entry {
            name: self.child_name(node),
            english: self.english(node),
            code: child(node, Rule::entry_code).map(|code| self.name(&code)),
            icd: Vec::new(),
            aliases: Vec::new(),
            children: Vec::new(),
            marks: self.marks_of(node),
            docs: self.docs(node),
            place: self.place(node),
        };
        for part in node.children() {
            match part.rule() {
                Rule::icd => entry.icd.extend(self.strings(&part)),
                Rule::alias => entry.aliases.extend(self.strings(&part)),
                Rule::entries => entry.children = self.entries(&part),
                _ => {}
            }
        }
        entry
    }

    // ---- facts and types

    fn fact(&mut self, node: &Node<'t>) -> Fact {
        let (owner, name) = self.owned_name(node);
        let ty = child(node, Rule::type_name).expect("a fact has a type");
        let columns = child(node, Rule::columns).map_or_else(Vec::new, |columns| self.strings(&columns));
        let mut bands = Vec::new();
        if let Some(all) = child(node, Rule::fact_bands) {
            for own in all.children().filter(|own| own.rule() == Rule::fact_band) {
                let edge = child(&own, Rule::const_band).map(|band| self.band(&band));
                bands.push((self.child_name(&own), edge));
            }
        }
        let default = child(node, Rule::default).and_then(|default| child(&default, Rule::expr));
        Fact {
            owner,
            name,
            ty: self.type_name(&ty),
            range: child(node, Rule::const_band).map(|band| self.band(&band)),
            english: self.english(node),
            columns,
            bands,
            default: default.map(|expr| self.expr(&expr)),
        }
    }

    fn parameters(&mut self, node: &Node<'t>) -> Vec<(Name, TypeName)> {
        let parameters = node.children().filter(|part| part.rule() == Rule::parameter);
        let mut list = Vec::new();
        for parameter in parameters {
            let ty = child(&parameter, Rule::type_name).expect("a parameter has a type");
            list.push((self.child_name(&parameter), self.type_name(&ty)));
        }
        list
    }

    pub(super) fn type_name(&mut self, node: &Node<'t>) -> TypeName {
        let inner = only(node);
        let kind = match inner.rule() {
            Rule::several_type => TypeKind::Several(self.child_name(&inner)),
            Rule::list_type => match child(&inner, Rule::record_type) {
                Some(record) => TypeKind::Records(self.parameters(&record)),
                None => TypeKind::Persons,
            },
            Rule::money_type => TypeKind::Money { per: self.money_pers(&inner) },
            Rule::plain_type => plain_type(&only(&inner)),
            Rule::count_type => match Unit::from_word(inner.as_str()) {
                Some(unit) => TypeKind::Count(unit),
                None => TypeKind::Named(self.name(&inner)),
            },
            _ => TypeKind::Named(self.name(&inner)),
        };
        TypeName { kind, place: self.place(node) }
    }

    // ---- accounts and states

    fn account(&mut self, node: &Node<'t>) -> DeclarationKind {
        let (owner, name) = self.owned_name(node);
        let block = child(node, Rule::account_block).expect("an account has a block");
        let items = self.account_items(&block);
        DeclarationKind::Account { owner, name, english: self.english(node), items }
    }

    pub(super) fn account_items(&mut self, block: &Node<'t>) -> Vec<AccountItem> {
        let mut items = Vec::new();
        for part in block.children() {
            if part.rule() != Rule::account_item {
                self.report_broken(&part, Rule::only_account_item, None);
                continue;
            }
            let kind = child(&part, Rule::account_kind).and_then(|word| AccountKind::from_word(word.as_str()));
            items.push(AccountItem {
                kind: kind.unwrap_or(AccountKind::Counts),
                names: child(&part, Rule::account_names).map_or_else(Vec::new, |names| self.names(&names)),
                marks: self.marks_of(&part),
                docs: self.docs(&part),
                place: self.place(&part),
            });
        }
        items
    }

    fn state(&mut self, node: &Node<'t>) -> DeclarationKind {
        let (owner, name) = self.owned_name(node);
        let period = child(node, Rule::period).expect("a state has a period");
        let period = self.period(&period);
        let block = child(node, Rule::state_block).expect("a state has a block");
        let items = block.children().map(|part| self.state_item(&part)).collect();
        DeclarationKind::State { owner, name, english: self.english(node), period, items }
    }

    fn state_item(&mut self, node: &Node<'t>) -> StateItem {
        if node.rule() != Rule::state_item {
            self.report_broken(node, Rule::only_state_item, None);
            return StateItem::Broken(self.place(node));
        }
        let inner = only(node);
        let docs = self.docs(node);
        let place = self.place(node);
        if inner.rule() == Rule::starts {
            return StateItem::Starts { value: self.child_name(&inner), docs, place };
        }
        let condition = child(&inner, Rule::expr).expect("a transition has a condition");
        StateItem::Transition {
            from: child(&inner, Rule::names).map_or_else(Vec::new, |names| self.names(&names)),
            to: self.child_name(&inner),
            condition: self.expr(&condition),
            marks: self.marks_of(&inner),
            docs,
            place,
        }
    }

    // ---- changes

    fn override_path(&mut self, node: &Node<'t>, marks: &mut Marks) -> DeclarationKind {
        let path = child(node, Rule::path).expect("an override has a path");
        let path = self.path(&path, false);
        if let Some(block) = child(node, Rule::clause_block) {
            *marks = self.marks_of(node);
            return DeclarationKind::Override { path, change: Change::Clauses(self.clauses(&block)) };
        }
        if let Some(changes) = child(node, Rule::changes) {
            *marks = self.marks_of(node);
            let mut rest = Rest { marks: std::mem::take(marks), ..Rest::default() };
            for part in changes.children() {
                self.rest_part(&part, &mut rest);
            }
            *marks = rest.marks;
            if let Some(when) = rest.when {
                self.error(Code::SyntaxError, when.span(), words::when_without_effect());
            }
            return DeclarationKind::Override { path, change: Change::Effects(rest.effects) };
        }
        let value = self.adjusted(node, marks);
        DeclarationKind::Override { path, change: Change::To(value) }
    }
}

fn header_kind(node: &Node<'_>) -> HeaderKind {
    match node.rule() {
        Rule::vocabulary_kind => HeaderKind::Vocabulary,
        Rule::standards_kind => HeaderKind::Standards,
        Rule::amend_kind => HeaderKind::Amendment,
        _ => HeaderKind::Jurisdiction(
            Level::from_word(node.as_str()).expect("the grammar knows the levels of the table"),
        ),
    }
}

fn plain_type(word: &Node<'_>) -> TypeKind {
    match word.rule() {
        Rule::kw_type_bool => TypeKind::Bool,
        Rule::kw_type_integer => TypeKind::Integer,
        Rule::kw_type_ratio => TypeKind::Ratio,
        Rule::kw_type_points => TypeKind::Points,
        Rule::kw_type_date => TypeKind::Date,
        Rule::kw_type_duration => TypeKind::Duration,
        Rule::kw_type_age => TypeKind::Age,
        Rule::kw_type_text => TypeKind::Text,
        _ => TypeKind::Number,
    }
}
