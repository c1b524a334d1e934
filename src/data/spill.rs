//! Rows as bytes and back, for what does not fit in memory: a form of our own that only the run which wrote it reads.

use super::sheaf::Held;
use super::table::{Cell, Row};
use crate::base::date::Date;
use std::io::{self, Read, Write};

/// A row of claims with its place in the whole input.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawBill {
    /// Counts the rows of all inputs, from 0.
    pub number: u64,
    /// Which input, by its place.
    pub file: u32,
    pub row: Row,
}

impl RawBill {
    /// Returns about how much memory it takes.
    pub fn size(&self) -> usize {
        size_of::<RawBill>() + self.row.size() + 32
    }

    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        put(to, self.number)?;
        put(to, u64::from(self.file))?;
        write_row(to, &self.row)
    }

    /// Reads the next one; `None` at the end.
    pub fn read(from: &mut dyn Read) -> io::Result<Option<RawBill>> {
        let Some(number) = get_or_end(from)? else { return Ok(None) };
        let file = u32::try_from(get(from)?).map_err(|_| broken())?;
        Ok(Some(RawBill { number, file, row: read_row(from)? }))
    }
}

/// A row that was read at a glance, as it comes back from disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRow {
    pub number: u64,
    file: u32,
    line: u64,
    text: String,
    mark: u8,
    guarded: bool,
}

/// Writes a row that was read at a glance.
pub fn write_held(to: &mut dyn Write, row: &Held<'_>) -> io::Result<()> {
    put(to, row.number)?;
    put(to, u64::from(row.file))?;
    put(to, row.line)?;
    to.write_all(&[row.mark, u8::from(row.guarded)])?;
    put_text(to, row.text)
}

impl HeldRow {
    pub fn read(from: &mut dyn Read) -> io::Result<HeldRow> {
        let number = get(from)?;
        let file = u32::try_from(get(from)?).map_err(|_| broken())?;
        let line = get(from)?;
        let mut bytes = [0; 2];
        from.read_exact(&mut bytes)?;
        Ok(HeldRow { number, file, line, text: get_text(from)?, mark: bytes[0], guarded: bytes[1] != 0 })
    }

    pub fn held(&self) -> Held<'_> {
        Held {
            number: self.number,
            file: self.file,
            line: self.line,
            text: &self.text,
            mark: self.mark,
            guarded: self.guarded,
        }
    }
}

/// Writes a row.
pub fn write_row(to: &mut dyn Write, row: &Row) -> io::Result<()> {
    put(to, row.line)?;
    put(to, row.cells.len() as u64)?;
    for cell in &row.cells {
        match cell {
            Cell::Blank => to.write_all(&[0])?,
            Cell::Text(text) => tagged(to, 1, text)?,
            Cell::Number(text) => tagged(to, 2, text)?,
            Cell::Fault(text) => tagged(to, 3, text)?,
            Cell::Truth(false) => to.write_all(&[4])?,
            Cell::Truth(true) => to.write_all(&[5])?,
            Cell::Date(date) => tagged(to, 6, &date.to_string())?,
        }
    }
    Ok(())
}

/// Reads a row.
pub fn read_row(from: &mut dyn Read) -> io::Result<Row> {
    let line = get(from)?;
    let count = get(from)?;
    let mut cells = Vec::new();
    for _ in 0..count {
        let mut tag = [0];
        from.read_exact(&mut tag)?;
        cells.push(match tag[0] {
            0 => Cell::Blank,
            1 => Cell::Text(get_text(from)?),
            2 => Cell::Number(get_text(from)?),
            3 => Cell::Fault(get_text(from)?),
            4 => Cell::Truth(false),
            5 => Cell::Truth(true),
            6 => Cell::Date(Date::parse(&get_text(from)?).ok_or_else(broken)?),
            _ => return Err(broken()),
        });
    }
    Ok(Row { line, cells })
}

fn tagged(to: &mut dyn Write, tag: u8, text: &str) -> io::Result<()> {
    to.write_all(&[tag])?;
    put_text(to, text)
}

/// Writes a number in as few bytes as it needs.
pub fn put(to: &mut dyn Write, mut number: u64) -> io::Result<()> {
    let mut bytes = [0_u8; 10];
    let mut length = 0;
    loop {
        let low = (number & 0x7f) as u8;
        number >>= 7;
        bytes[length] = if number == 0 { low } else { low | 0x80 };
        length += 1;
        if number == 0 {
            return to.write_all(&bytes[..length]);
        }
    }
}

/// Writes a number that may be negative.
pub fn put_signed(to: &mut dyn Write, number: i64) -> io::Result<()> {
    put(to, ((number << 1) ^ (number >> 63)) as u64)
}

pub fn put_text(to: &mut dyn Write, text: &str) -> io::Result<()> {
    put(to, text.len() as u64)?;
    to.write_all(text.as_bytes())
}

pub fn get(from: &mut dyn Read) -> io::Result<u64> {
    get_or_end(from)?.ok_or_else(broken)
}

pub fn get_signed(from: &mut dyn Read) -> io::Result<i64> {
    let number = get(from)?;
    Ok((number >> 1) as i64 ^ -((number & 1) as i64))
}

pub fn get_text(from: &mut dyn Read) -> io::Result<String> {
    let length = get(from)?;
    // A cell is short; what says otherwise is read as far as there is something.
    let mut bytes = vec![0; length.min(1 << 16) as usize];
    from.read_exact(&mut bytes)?;
    let rest = length - bytes.len() as u64;
    if rest > 0 && from.take(rest).read_to_end(&mut bytes)? as u64 != rest {
        return Err(broken());
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

/// Reads a number, or finds the end.
pub fn get_or_end(from: &mut dyn Read) -> io::Result<Option<u64>> {
    let mut number = 0_u64;
    for place in 0..10 {
        let mut byte = [0];
        if place == 0 {
            if from.read(&mut byte)? == 0 {
                return Ok(None);
            }
        } else {
            from.read_exact(&mut byte)?;
        }
        number |= u64::from(byte[0] & 0x7f) << (7 * place);
        if byte[0] & 0x80 == 0 {
            return Ok(Some(number));
        }
    }
    Err(broken())
}

/// Returns a number for a text that is the same on every machine: rows of one subject go the same way everywhere.
pub fn hash(text: &str) -> u64 {
    // FNV-1a, then the finaliser of SplitMix64, so that all bits count.
    let folded = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |own, byte| (own ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    let mixed = (folded ^ (folded >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn broken() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a temporary file is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let cells = vec![
            Cell::Blank,
            Cell::Text("高血压".to_owned()),
            Cell::Number("12.5".to_owned()),
            Cell::Truth(true),
            Cell::Date(Date::new(2024, 2, 29).expect("a day")),
            Cell::Fault("#N/A".to_owned()),
        ];
        let bill = RawBill { number: u64::MAX, file: 3, row: Row { line: 1 << 40, cells } };
        let mut bytes = Vec::new();
        bill.write(&mut bytes).expect("memory takes it");
        for number in [0, 1, -1, i64::MAX, i64::MIN] {
            put_signed(&mut bytes, number).expect("memory takes it");
        }
        let mut from = bytes.as_slice();
        assert_eq!(RawBill::read(&mut from).expect("it is whole"), Some(bill));
        for number in [0, 1, -1, i64::MAX, i64::MIN] {
            assert_eq!(get_signed(&mut from).ok(), Some(number));
        }
        assert_eq!(RawBill::read(&mut from).expect("it is the end"), None);
    }
}
