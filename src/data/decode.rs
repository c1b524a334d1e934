//! Bytes to lines of text: which encoding a table is in is told by its first character that is not ASCII, and reported.
//!
//! A line that cannot be read in that encoding is said to be so; no character is ever replaced by a mark.

use super::words;
use crate::base::text::Text;
use encoding_rs::{Encoding, GB18030, GBK, UTF_8};
use std::io::{BufRead, BufReader, Read};

/// How much is looked at to tell an encoding.
const LOOK: usize = 1 << 20;
/// The longest line, in bytes.
pub const MAX_LINE: usize = 1 << 20;

/// A line (from 1), or why it is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub number: u64,
    pub text: Result<String, Text>,
    /// Whether a line end follows.
    pub ended: bool,
}

/// Lines of a text in an encoding that is named or found out.
pub struct Lines<'r> {
    from: BufReader<Box<dyn Read + 'r>>,
    encoding: Option<&'static Encoding>,
    with_mark: bool,
    number: u64,
}

/// Whether lines end as on the first Macintosh: with a return and nothing else.
fn ends_with_returns(head: &[u8]) -> bool {
    // A return at the very end may be the half of a line end.
    let within = head.split_last().map_or(&[][..], |(_, before)| before);
    within.contains(&b'\r') && !head.contains(&b'\n')
}

/// Reads returns as line ends.
struct Returns<R>(R);

impl<R: Read> Read for Returns<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.read(buffer)?;
        buffer[..count].iter_mut().filter(|own| **own == b'\r').for_each(|own| *own = b'\n');
        Ok(count)
    }
}

/// Returns the encoding of a name as `--encoding` takes it.
pub fn named(name: &str) -> Option<&'static Encoding> {
    match name.to_ascii_lowercase().as_str() {
        "gbk" | "gb2312" | "gb18030" | "cp936" => Some(GB18030),
        "utf-8" | "utf8" => Some(UTF_8),
        "big5" => Some(encoding_rs::BIG5),
        _ => None,
    }
}

impl<'r> Lines<'r> {
    /// Begins to read; what is no text is refused by name.
    pub fn new(from: Box<dyn Read + 'r>, encoding: Option<&'static Encoding>) -> Result<Lines<'r>, Text> {
        let mut from = BufReader::with_capacity(LOOK, from);
        let head = from.fill_buf().map_err(|error| words::cannot_go_on(error.to_string()))?;
        let from: BufReader<Box<dyn Read + 'r>> = match ends_with_returns(head) {
            true => BufReader::with_capacity(LOOK, Box::new(Returns(from))),
            false => from,
        };
        let mut lines = Lines { from, encoding, with_mark: false, number: 0 };
        let head = lines.from.fill_buf().map_err(|error| words::cannot_go_on(error.to_string()))?;
        if head.starts_with(&[0xef, 0xbb, 0xbf]) {
            lines.from.consume(3);
            lines.with_mark = true;
            lines.encoding = Some(UTF_8);
        } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
            return Err(words::is_utf16());
        } else if head.starts_with(b"PK\x03\x04") {
            return Err(words::is_zip());
        } else if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(words::is_old_workbook());
        } else if head.starts_with(b"PAR1") || head.starts_with(b"ARROW1") {
            return Err(words::is_parquet());
        } else if is_page(head) {
            return Err(words::is_page());
        } else if is_utf16(head) {
            return Err(words::is_utf16());
        } else if head.iter().take(4096).any(|byte| *byte == 0) {
            return Err(words::is_no_text());
        }
        Ok(lines)
    }

    /// Returns the encoding as far as it is known.
    pub fn encoding(&self) -> String {
        match self.encoding {
            None => "ASCII".to_owned(),
            Some(own) if own == UTF_8 && self.with_mark => "UTF-8 (BOM)".to_owned(),
            Some(own) if own == GBK || own == GB18030 => "GB18030".to_owned(),
            Some(own) => own.name().to_owned(),
        }
    }

    /// Returns the next line; `None` at the end.
    pub fn read_line(&mut self) -> Result<Option<Line>, Text> {
        let mut bytes: Vec<u8> = Vec::new();
        let Some(ended) = self.fetch(&mut bytes)? else { return Ok(None) };
        Ok(Some(self.line(bytes, ended)))
    }

    /// Puts the bytes of the next line in the place of others; `None` at the end. Returns whether a line end follows.
    pub(super) fn fetch(&mut self, bytes: &mut Vec<u8>) -> Result<Option<bool>, Text> {
        bytes.clear();
        let mut ended = false;
        let mut length = 0_usize;
        loop {
            let buffer = self.from.fill_buf().map_err(|error| words::cannot_go_on(error.to_string()))?;
            if buffer.is_empty() {
                break;
            }
            let before = bytes.len();
            let mut rest = buffer;
            // A slice is read without fault.
            let taken = rest.read_until(b'\n', bytes).unwrap_or(0);
            length += taken;
            let end = bytes.last() == Some(&b'\n');
            if end {
                bytes.pop();
            }
            if before > MAX_LINE {
                bytes.truncate(before);
            }
            // What follows is needed to tell the encoding.
            if self.encoding.is_none() && !bytes.is_ascii() {
                let mut sample = bytes.clone();
                sample.push(b'\n');
                sample.extend_from_slice(rest);
                self.encoding = Some(guess(&sample)?);
            }
            self.from.consume(taken);
            if end {
                ended = true;
                break;
            }
        }
        if length == 0 {
            return Ok(None);
        }
        self.number += 1;
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        Ok(Some(ended))
    }

    /// Returns the line that was fetched last.
    pub(super) fn line(&self, bytes: Vec<u8>, ended: bool) -> Line {
        let text = if bytes.len() > MAX_LINE {
            Err(words::line_too_long(MAX_LINE))
        } else if bytes.contains(&0) {
            Err(words::is_no_text())
        } else {
            self.decoded(bytes)
        };
        Line { number: self.number, text, ended }
    }

    /// Returns the place of the line that was fetched last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether bytes are text as they stand.
    pub(super) fn is_text(&self, bytes: &[u8]) -> bool {
        bytes.is_ascii() || self.encoding == Some(UTF_8)
    }

    fn decoded(&self, bytes: Vec<u8>) -> Result<String, Text> {
        let encoding = self.encoding.unwrap_or(UTF_8);
        if encoding == UTF_8 {
            return String::from_utf8(bytes).map_err(|error| {
                let at = error.utf8_error().valid_up_to();
                let before = String::from_utf8_lossy(&error.as_bytes()[..at]).into_owned();
                words::not_in_encoding("UTF-8", column_of(&before))
            });
        }
        // GBK is a part of GB18030.
        let encoding = if encoding == GBK { GB18030 } else { encoding };
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let mut text = String::with_capacity(decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0));
        match decoder.decode_to_string_without_replacement(&bytes, &mut text, true).0 {
            encoding_rs::DecoderResult::InputEmpty => Ok(text),
            encoding_rs::DecoderResult::OutputFull | encoding_rs::DecoderResult::Malformed(..) => {
                Err(words::not_in_encoding(self.encoding(), column_of(&text)))
            }
        }
    }
}

/// Returns the place (from 1) of the character behind a text.
fn column_of(before: &str) -> usize {
    before.chars().count() + 1
}

/// Whether a file is a web page, or a sheet as XML: what some systems export under the name of a table.
pub(super) fn is_page(head: &[u8]) -> bool {
    let head = &head[..head.len().min(512)];
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    ["<html", "<!doctype html", "<table", "<?xml", "<meta", "<head"].iter().any(|own| text.starts_with(own))
}

/// Says that a file is a web page, where it is one.
pub fn told_page(head: &[u8]) -> Option<Text> {
    is_page(head).then(words::is_page)
}

/// Whether text looks like UTF-16 without its mark: line ends, commas and digits have a zero beside them.
fn is_utf16(head: &[u8]) -> bool {
    let head = &head[..head.len().min(4096)];
    let zeros = |odd: usize| {
        let own = head.chunks_exact(2).filter(|pair| pair[odd] == 0 && pair[1 - odd].is_ascii() && pair[1 - odd] != 0);
        own.count()
    };
    let (little, big) = (zeros(1), zeros(0));
    let all = head.iter().filter(|own| **own == 0).count();
    all > 4 && (little == all || big == all)
}

/// Tells the encoding of bytes that are not all ASCII.
fn guess(sample: &[u8]) -> Result<&'static Encoding, Text> {
    match std::str::from_utf8(sample) {
        Ok(_) => return Ok(UTF_8),
        // A character may be cut off at the end of what is looked at.
        Err(error) if error.error_len().is_none() => return Ok(UTF_8),
        Err(_) => {}
    }
    // A line of another encoding is its own fault; hardly any line of Chinese in GBK happens to be UTF-8.
    let odd = || sample.split(|own| *own == b'\n').filter(|own| !own.is_ascii());
    let lines = odd().count();
    let of_utf8 = odd().filter(|own| std::str::from_utf8(own).is_ok()).count();
    if of_utf8 * 2 > lines {
        return Ok(UTF_8);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let found = detector.guess(Some(b"cn"), chardetng::Utf8Detection::Allow);
    let chinese = [GBK, GB18030, UTF_8, encoding_rs::BIG5];
    if found == GBK || found == GB18030 {
        return Ok(GB18030);
    }
    if chinese.contains(&found) {
        return Ok(found);
    }
    Err(words::unknown_encoding(found.name()))
}
