//! A workbook's parts, unpacked once and thrown away: whether what is read of them afterwards fits in memory.
//!
//! The reader of cells holds whole tags, whole texts and whole lists, and makes room for as many as a part says there
//! are. Nothing is believed here: what counts is what stands in the parts, whatever their names are.

use super::read::{MAX_PARTS, Source};
use crate::base::text::Text;
use crate::data::{decode::is_page, words};
use std::collections::BTreeMap;
use std::io::Read;

/// The longest tag, the longest text, and the most text of a cell, in bytes. A cell may hold 32,767 characters.
const MAX_PIECE: usize = 1 << 20;
/// The most shared texts.
const MAX_TEXTS: u64 = 16_000_000;
/// The most of each thing that a reader keeps a list of: formats, sheets, names.
const MAX_LISTED: u64 = 200_000;
/// The most that a part may unpack to that is no XML by its name: pictures, macros. Nobody reads it.
const MAX_OTHER_BYTES: u64 = 64 << 20;
/// Times what one sheet may unpack to, all may.
const MAX_SHEETS: u64 = 2;

/// How many rows with cells are hidden, by the name of the part.
pub(super) type Hidden = BTreeMap<String, u64>;

/// Unpacks every part and counts, so that what a header of the archive claims does not matter.
pub(super) fn measure(from: &mut dyn Source, sheet_limit: u64, held_limit: u64) -> Result<Hidden, Text> {
    let mut head = [0_u8; 512];
    let taken = fill(from, &mut head)?;
    if let Some(told) = what_else(&head[..taken]) {
        return Err(told);
    }
    from.rewind().map_err(|error| words::cannot_go_on(error.to_string()))?;
    let mut archive = zip::ZipArchive::new(from).map_err(|_| words::cut_off_workbook())?;
    if archive.len() > MAX_PARTS {
        return Err(words::too_many_parts(MAX_PARTS));
    }
    let (mut in_sheets, mut held) = (0_u64, 0_u64);
    let mut hidden = Hidden::new();
    let mut buffer = vec![0_u8; 1 << 16];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| words::cut_off_workbook())?;
        let name = part.name().map_err(|_| words::cut_off_workbook())?.into_owned();
        let small = name.to_ascii_lowercase();
        let is_read = [".xml", ".rels", ".vml"].iter().any(|own| small.ends_with(own));
        let mut pieces = Pieces::default();
        let mut own = 0_u64;
        loop {
            let count = part.read(&mut buffer).map_err(|_| words::cut_off_workbook())?;
            if count == 0 {
                break;
            }
            own += count as u64;
            let limit = if !is_read {
                MAX_OTHER_BYTES
            } else {
                pieces.take(&buffer[..count])?;
                if pieces.is_sheet() { sheet_limit } else { held_limit.saturating_sub(held) }
            };
            if own > limit || in_sheets + own > MAX_SHEETS * sheet_limit.max(MAX_OTHER_BYTES) {
                let told = if is_read && !pieces.is_sheet() { held_limit } else { limit };
                return Err(words::unpacks_to_too_much((told >> 20).to_string()));
            }
        }
        if is_read && !pieces.is_sheet() {
            held += own;
        } else {
            in_sheets += own;
        }
        if pieces.hidden > 0 {
            hidden.insert(name, pieces.hidden);
        }
    }
    Ok(hidden)
}

fn fill(from: &mut dyn Source, head: &mut [u8]) -> Result<usize, Text> {
    let mut taken = 0;
    while taken < head.len() {
        let count = from.read(&mut head[taken..]).map_err(|error| words::cannot_go_on(error.to_string()))?;
        if count == 0 {
            break;
        }
        taken += count;
    }
    Ok(taken)
}

/// Returns what a file is that is no workbook, by its first bytes.
fn what_else(head: &[u8]) -> Option<Text> {
    if head.starts_with(b"PK") {
        return None;
    }
    Some(match head {
        [] => words::empty_file(),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => words::is_old_workbook(),
        own if own.starts_with(b"PAR1") || own.starts_with(b"ARROW1") => words::is_parquet(),
        own if is_page(own) => words::is_page(),
        own if !own.contains(&0) => words::is_text(),
        _ => words::no_workbook(),
    })
}

/// Where in a part the next byte stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Place {
    #[default]
    Text,
    Tag,
    /// Between quotation marks of a tag.
    Quoted(u8),
    Comment,
    Characters,
    Instruction,
}

/// The pieces of a part, none of which is held.
#[derive(Debug, Default)]
struct Pieces {
    place: Place,
    /// The bytes of the piece so far.
    length: usize,
    /// What a tag begins with.
    head: Vec<u8>,
    /// The last two bytes.
    last: [u8; 2],
    /// Text since the cell or the shared text began; `None`: no such text is held.
    text: Option<usize>,
    /// Whether the first tag is that of a sheet, once there was one.
    begins_sheet: Option<bool>,
    /// Whether there are lists that only other parts have.
    has_lists: bool,
    texts: u64,
    listed: u64,
    hidden: u64,
    in_hidden_row: bool,
}

/// So much of a tag is looked at.
const HEAD: usize = 512;

impl Pieces {
    fn is_sheet(&self) -> bool {
        self.begins_sheet == Some(true) && !self.has_lists
    }

    fn take(&mut self, bytes: &[u8]) -> Result<(), Text> {
        let mut rest = bytes;
        while !rest.is_empty() {
            // Between marks bytes are only counted, and kept where a tag begins.
            let count = match self.place {
                Place::Text => rest.iter().position(|own| *own == b'<'),
                Place::Tag if self.head.is_empty() || self.head[0] == b'!' => Some(0),
                Place::Tag => rest.iter().position(|own| matches!(own, b'>' | b'"' | b'\'')),
                Place::Quoted(mark) => rest.iter().position(|own| *own == mark),
                Place::Comment | Place::Instruction | Place::Characters => rest.iter().position(|own| *own == b'>'),
            };
            let (before, behind) = rest.split_at(count.unwrap_or(rest.len()));
            self.length += before.len();
            if self.length > MAX_PIECE {
                return Err(words::piece_too_long(MAX_PIECE));
            }
            if matches!(self.place, Place::Tag | Place::Quoted(_)) {
                let room = HEAD.saturating_sub(self.head.len()).min(before.len());
                self.head.extend_from_slice(&before[..room]);
            }
            match before {
                [] => {}
                [one] => self.last = [self.last[1], *one],
                [.., one, two] => self.last = [*one, *two],
            }
            rest = behind;
            if let Some((own, behind)) = behind.split_first() {
                self.length += 1;
                self.step(*own)?;
                rest = behind;
            }
        }
        Ok(())
    }

    fn holds(&mut self, length: usize) -> Result<(), Text> {
        let Some(text) = &mut self.text else { return Ok(()) };
        *text += length;
        if *text > MAX_PIECE { Err(words::piece_too_long(MAX_PIECE)) } else { Ok(()) }
    }

    /// Takes a byte that may end a piece.
    fn step(&mut self, own: u8) -> Result<(), Text> {
        let last = self.last;
        self.last = [last[1], own];
        match self.place {
            Place::Text => {
                self.holds(self.length - 1)?;
                (self.place, self.length) = (Place::Tag, 0);
                self.head.clear();
            }
            Place::Tag if own == b'>' => {
                self.ends();
                return self.tag();
            }
            Place::Tag => {
                let is_end = self.head.first() == Some(&b'/');
                if self.head.len() < HEAD {
                    self.head.push(own);
                }
                if matches!(own, b'"' | b'\'') && !is_end {
                    self.place = Place::Quoted(own);
                }
                match self.head.as_slice() {
                    b"?" => self.begins(Place::Instruction),
                    b"!--" => self.begins(Place::Comment),
                    b"![CDATA[" => self.begins(Place::Characters),
                    // No program writes a DOCTYPE into a workbook; what it declares would be left out of texts.
                    [b'!', ..] if self.head.len() > 8 => return Err(words::broken_workbook("<!")),
                    _ => {}
                }
            }
            Place::Quoted(_) => {
                if self.head.len() < HEAD {
                    self.head.push(own);
                }
                self.place = Place::Tag;
            }
            Place::Comment if last == *b"--" => self.ends(),
            Place::Instruction if last[1] == b'?' => self.ends(),
            Place::Characters if last == *b"]]" => {
                self.holds(self.length)?;
                self.ends();
            }
            Place::Comment | Place::Instruction | Place::Characters => {}
        }
        Ok(())
    }

    fn begins(&mut self, place: Place) {
        (self.place, self.last) = (place, [0; 2]);
    }

    fn ends(&mut self) {
        (self.place, self.length) = (Place::Text, 0);
    }

    /// Looks at a tag that has ended.
    fn tag(&mut self) -> Result<(), Text> {
        let (is_end, head) = match self.head.split_first() {
            Some((b'/', rest)) => (true, rest),
            // It is unclear where such a tag ends.
            Some((b'!', _)) => return Err(words::broken_workbook("<!")),
            _ => (false, self.head.as_slice()),
        };
        if is_end && head.iter().any(|own| matches!(own, b'"' | b'\'')) {
            return Err(words::broken_workbook("</"));
        }
        let end = head.iter().position(|own| own.is_ascii_whitespace() || *own == b'/').unwrap_or(head.len());
        let name = &head[..end];
        let name = name.iter().rposition(|own| *own == b':').map_or(name, |colon| &name[colon + 1..]);
        if is_end {
            if matches!(name, b"sheetData" | b"sst") {
                self.text = None;
            }
            return Ok(());
        }
        if self.begins_sheet.is_none() {
            self.begins_sheet = Some(name == b"worksheet");
        }
        match name {
            b"c" | b"row" | b"si" => {
                if self.text.is_some() {
                    self.text = Some(0);
                }
                match name {
                    b"si" => self.texts += 1,
                    b"row" => self.in_hidden_row = is_hidden(head),
                    _ if self.in_hidden_row => {
                        self.hidden += 1;
                        self.in_hidden_row = false;
                    }
                    _ => {}
                }
            }
            b"sheetData" => self.text = Some(0),
            b"sst" => {
                self.text = Some(0);
                self.has_lists = true;
                self.texts = self.texts.max(room_asked_for(head));
            }
            b"numFmts" | b"cellXfs" | b"cellStyleXfs" | b"fonts" | b"fills" | b"borders" => self.has_lists = true,
            b"sheet" | b"definedName" | b"Relationship" => {
                self.has_lists = true;
                self.listed += 1;
            }
            b"xf" | b"numFmt" | b"mergeCell" => self.listed += 1,
            _ => {}
        }
        if self.texts > MAX_TEXTS {
            return Err(words::too_many_texts(MAX_TEXTS.to_string()));
        }
        if self.listed > MAX_LISTED && !self.is_sheet() {
            return Err(words::too_many_parts(MAX_LISTED.to_string()));
        }
        Ok(())
    }
}

/// Whether the tag of a row says that it is hidden.
fn is_hidden(head: &[u8]) -> bool {
    [&b" hidden=\"1\""[..], b" hidden=\"true\"", b" hidden='1'", b" hidden='true'"]
        .iter()
        .any(|own| head.windows(own.len()).any(|part| part == *own))
}

/// Returns for how many shared texts a part wants room made, by its tag.
fn room_asked_for(head: &[u8]) -> u64 {
    let wanted = b"uniqueCount";
    let Some(at) = head.windows(wanted.len()).position(|own| own == wanted) else {
        // What stands behind the end of what is looked at may be anything.
        return if head.len() >= HEAD - 1 { u64::MAX } else { 0 };
    };
    let digits = head[at + wanted.len()..].iter().skip_while(|own| !own.is_ascii_digit() && **own != b'>');
    let digits = digits.take_while(|own| own.is_ascii_digit());
    digits.fold(0_u64, |sum, own| sum.saturating_mul(10).saturating_add(u64::from(own - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    fn archive(name: &str, content: &[u8]) -> Cursor<Vec<u8>> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        archive.write_all(content).expect("memory takes it");
        let mut made = archive.finish().expect("the archive ends");
        made.set_position(0);
        made
    }

    fn told(name: &str, content: &[u8], sheet: u64, held: u64) -> Result<(), String> {
        measure(&mut archive(name, content), sheet, held).map(|_| ()).map_err(|own| own.en)
    }

    /// A sheet of so many short cells.
    fn sheet(cells: usize) -> Vec<u8> {
        let mut made = b"<?xml version=\"1.0\"?><worksheet><sheetData>".to_vec();
        (0..cells).for_each(|_| made.extend_from_slice(b"<c><is><t>0123456789</t></is></c>"));
        made.extend_from_slice(b"</sheetData></worksheet>");
        made
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_before_it_is_held() {
        let content = sheet(30_000);
        let name = "xl/worksheets/sheet1.xml";
        assert_eq!(told(name, &content, 2 << 20, 10), Ok(()));
        let refused = Err("the workbook unpacks to more than 0 MiB; it is not read".to_owned());
        assert_eq!(told(name, &content, 1 << 19, 1 << 30), refused);
        assert_eq!(told("xl/other.xml", &content, 1 << 19, 1 << 30), refused, "a sheet is one by what it holds");
        let texts = format!("<sst>{}</sst>", "<si><t>a</t></si>".repeat(60_000));
        assert_eq!(told(name, texts.as_bytes(), 1 << 30, 1 << 19), refused, "and shared texts are");
        assert_eq!(told("xl/media/image1.png", &content, 10, 10), Ok(()), "what is never unpacked does not count");
        assert!(archive(name, &content).get_ref().len() < content.len() / 50, "it is small as a file");
    }

    #[test]
    fn no_piece_may_be_longer_than_what_is_held_at_once() {
        let told = |content: &str| told("xl/worksheets/sheet1.xml", content.as_bytes(), 1 << 30, 1 << 30);
        let long = "0".repeat(MAX_PIECE + 1);
        let refused = Err("a cell or a tag of the workbook is longer than 1048576 bytes; it is not read".to_owned());
        assert_eq!(told(&format!("<worksheet><sheetData><c><v>{long}</v></c>")), refused);
        assert_eq!(told(&format!("<worksheet a=\"{}\">", ">".repeat(MAX_PIECE + 1))), refused);
        assert_eq!(told(&format!("<worksheet><!-- {} -->", "<c>".repeat(MAX_PIECE))), refused);
        assert_eq!(told(&format!("<worksheet><![CDATA[ {long}]]>")), refused);
        let run = format!("<r><t>{}</t></r>", "0".repeat(1_000));
        assert_eq!(told(&format!("<worksheet><sheetData><c><is>{}</is></c>", run.repeat(1_100))), refused);
        let cells = format!("<c><is>{}</is></c>", run.repeat(30)).repeat(40);
        assert_eq!(told(&format!("<worksheet><sheetData>{cells}</sheetData></worksheet>")), Ok(()), "of all cells");
    }

    #[test]
    fn hidden_rows_with_cells_are_counted() {
        let content = b"<worksheet><sheetData><row r=\"1\"><c/></row><row r=\"2\" hidden=\"1\"><c/><c/></row>\
            <row r=\"3\" hidden=\"1\"/><row r=\"4\" hidden=\"0\"><c/></row></sheetData></worksheet>";
        let found = measure(&mut archive("xl/a.xml", content), 1 << 30, 1 << 30).expect("it is small");
        assert_eq!(found, Hidden::from([("xl/a.xml".to_owned(), 1)]));
    }

    #[test]
    fn no_room_is_made_for_what_is_not_there() {
        let told = |content: &str| told("xl/sharedStrings.xml", content.as_bytes(), 1 << 30, 1 << 30);
        let refused = Err("the workbook has more than 16000000 texts; it is not read".to_owned());
        assert_eq!(told("<sst uniqueCount=\"1000000000000\"></sst>"), refused);
        assert_eq!(told("<x:sst uniqueCount = '99999999999999999999999' />"), refused);
        assert_eq!(told("<sst count=\"5\" uniqueCount=\"3\"><si/></sst>"), Ok(()));
    }
}
