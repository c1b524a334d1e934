//! What names were found to mean, noted on the way: for those who follow names, rename them, count their uses.

use super::scope::{Symbol, TypeSymbol};
use super::*;
use crate::model::Mention;

impl Lowering<'_, '_> {
    pub(super) fn meant(&mut self, name: &ast::Name, of: Span) {
        self.names.push(Mention { at: name.span(), of });
    }

    pub(super) fn meant_symbol(&mut self, name: &ast::Name, symbol: Symbol) {
        let of = match symbol {
            Symbol::Fact(id) => self.program.fact(id).span,
            Symbol::Definition(id) => self.program.definition(id).span,
            Symbol::Table(id) => self.program.tables[id.index()].span,
            Symbol::List(id) => self.program.list(id).span,
            Symbol::State(id) => self.program.states[id.index()].span,
            Symbol::Benefit(id) => self.program.benefit(id).span,
        };
        self.meant(name, of);
    }

    pub(super) fn meant_entry(&mut self, name: &ast::Name, domain: DomainId, entry: EntryId) {
        let of = self.program.domain(domain).entry(entry).span;
        self.meant(name, of);
    }

    /// Notes an enum, a catalogue or a unit; a name that means none of them is told elsewhere.
    pub(super) fn meant_type(&mut self, name: &ast::Name) {
        let own = match self.scope.types.get(&name.text) {
            Some(TypeSymbol::Domain(id)) => self.program.domain(*id).name.clone(),
            Some(TypeSymbol::Unit(own)) => own.clone(),
            None => return,
        };
        self.meant_item(name, Namespace::Type, &own);
    }

    pub(super) fn meant_identity(&mut self, name: &ast::Name) {
        if let Some(own) = self.scope.identities.get(&name.text).cloned() {
            self.meant_item(name, Namespace::Identity, &own);
        }
    }

    pub(super) fn meant_document(&mut self, name: &ast::Name, document: DocumentId) {
        let of = self.program.documents[document.index()].span;
        self.meant(name, of);
    }

    /// Notes a column of a decision table: where the oldest version of the table names it.
    pub(super) fn meant_output(&mut self, name: &ast::Name, table: TableId) {
        let resolved = self.resolved;
        let mut all = resolved.items.values().filter_map(|item| match &item.kind {
            ItemKind::Table(versions) => Some(versions),
            _ => None,
        });
        let Some(versions) = all.nth(table.index()) else { return };
        let named = |outputs: &&ast::Name| outputs.text == name.text;
        if let Some(own) = versions.iter().flat_map(|own| &own.body.outputs).find(named) {
            self.meant(name, own.span());
        }
    }

    fn meant_item(&mut self, name: &ast::Name, namespace: Namespace, own: &str) {
        let key = model::ItemKey { namespace, owner: None, name: own.to_owned() };
        let found = self.resolved.items.get(&key);
        let found = found.or_else(|| {
            let mut all = self.resolved.items.iter();
            all.find(|(key, item)| key.namespace == namespace && item.name == own).map(|(_, item)| item)
        });
        if let Some(item) = found {
            self.meant(name, item.span);
        }
    }
}
