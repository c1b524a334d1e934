//! The texts that are open in the editor, edit by edit.

use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::positions::{Encoding, Lines};

/// A text as the editor has it.
#[derive(Clone, Debug)]
pub(super) struct Document {
    pub(super) uri: Uri,
    pub(super) version: i32,
    pub(super) text: Arc<str>,
    pub(super) lines: Arc<Lines>,
}

impl Document {
    pub(super) fn new(uri: Uri, version: i32, text: String) -> Document {
        let lines = Arc::new(Lines::new(&text, true));
        Document { uri, version, text: text.into(), lines }
    }

    /// Makes changes, each to what the one before it has left.
    pub(super) fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>, encoding: Encoding) {
        let mut text = self.text.to_string();
        let mut lines = Arc::clone(&self.lines);
        for change in changes {
            match change.range {
                Some(range) => {
                    let bytes = lines.bytes(&text, range, encoding);
                    text.replace_range(bytes, &change.text);
                }
                None => text = change.text,
            }
            lines = Arc::new(Lines::new(&text, true));
        }
        self.version = version;
        self.text = text.into();
        self.lines = lines;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsp_types::{Position, Range};
    use std::str::FromStr;

    #[test]
    fn changes_are_made_one_after_the_other() {
        let uri = Uri::from_str("file:///a.pol").expect("an address");
        let mut document = Document::new(uri, 1, "县 𠮷县\r\n参数 a = 1元\n".to_owned());
        let change = |line: u32, from: u32, to: u32, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range::new(Position::new(line, from), Position::new(line, to))),
            range_length: None,
            text: text.to_owned(),
        };
        // The second stands where the first has moved it to.
        document.change(2, vec![change(0, 2, 4, "甲\n乙"), change(2, 7, 8, "2")], Encoding::Utf16);
        assert_eq!((&*document.text, document.version), ("县 甲\n乙县\r\n参数 a = 2元\n", 2));
        let whole = TextDocumentContentChangeEvent { range: None, range_length: None, text: "县 乙\n".to_owned() };
        document.change(3, vec![whole, change(0, 3, 9, "县")], Encoding::Utf16);
        assert_eq!(&*document.text, "县 乙县\n");
    }
}
