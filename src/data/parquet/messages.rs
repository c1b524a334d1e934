//! A stream of Arrow IPC through which only messages pass whose sizes can be: the reader behind it takes each at its word and
//! makes room for what it says.

use super::open::MAX_UNPACKED_BYTES;
use arrow::ipc::{RecordBatch, root_as_message};
use std::io::{self, Cursor, Read};

/// The most bytes of what a message says of itself.
const MAX_HEAD_BYTES: u64 = 64 << 20;
/// What stands before the length of a message.
const MARK: [u8; 4] = [0xff; 4];

/// Messages that have been looked at, as bytes again.
pub(super) struct Messages<R> {
    from: R,
    ready: Cursor<Vec<u8>>,
    ended: bool,
}

impl<R: Read> Messages<R> {
    pub(super) fn new(from: R) -> Messages<R> {
        Messages { from, ready: Cursor::new(Vec::new()), ended: false }
    }

    /// Looks at the next message. A stream that ends without saying so is cut off.
    fn advance(&mut self) -> io::Result<()> {
        let mut all = exactly(&mut self.from, 4)?;
        if all == MARK {
            all.extend(exactly(&mut self.from, 4)?);
        }
        let mut length = [0; 4];
        length.copy_from_slice(&all[all.len() - 4..]);
        let length = u64::try_from(i32::from_le_bytes(length)).map_err(|_| lies())?;
        if length == 0 {
            self.ended = true;
        } else if length > MAX_HEAD_BYTES {
            return Err(lies());
        } else {
            let head = exactly(&mut self.from, length)?;
            let message = root_as_message(&head).map_err(|_| lies())?;
            let size = message.bodyLength();
            let body = exactly(&mut self.from, fitting(size)?)?;
            let batch = message.header_as_record_batch();
            let words = message.header_as_dictionary_batch().and_then(|own| own.data());
            batch.into_iter().chain(words).try_for_each(|own| honest(&own, &body))?;
            all.extend(&head);
            all.extend(body);
        }
        self.ready = Cursor::new(all);
        Ok(())
    }
}

impl<R: Read> Read for Messages<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        while !self.ended && self.ready.position() >= self.ready.get_ref().len() as u64 {
            self.advance()?;
        }
        self.ready.read(to)
    }
}

/// Holds what a batch says its columns unpack to against what can be.
fn honest(batch: &RecordBatch<'_>, body: &[u8]) -> io::Result<()> {
    if batch.compression().is_none() {
        return Ok(());
    }
    let mut all = 0_u64;
    for buffer in batch.buffers().into_iter().flatten() {
        let from = usize::try_from(buffer.offset()).map_err(|_| lies())?;
        if buffer.length() < 8 {
            continue;
        }
        let size: [u8; 8] = match body.get(from..from.saturating_add(8)) {
            Some(own) => own.try_into().map_err(|_| lies())?,
            None => return Err(lies()),
        };
        // -1: it is not packed.
        let size = i64::from_le_bytes(size);
        all = all.saturating_add(if size == -1 { 0 } else { fitting(size)? });
    }
    fitting(i64::try_from(all).unwrap_or(i64::MAX)).map(|_| ())
}

fn fitting(size: i64) -> io::Result<u64> {
    if (0..=MAX_UNPACKED_BYTES).contains(&size) { Ok(size.unsigned_abs()) } else { Err(lies()) }
}

/// Reads so many bytes; room is made as they come.
fn exactly(from: &mut impl Read, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(count).read_to_end(&mut bytes)?;
    // Not an unexpected end: the reader behind takes that for the end of a stream.
    let cut_off = || io::Error::new(io::ErrorKind::InvalidData, "a message is cut off");
    if bytes.len() as u64 == count { Ok(bytes) } else { Err(cut_off()) }
}

fn lies() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message says what cannot be")
}
