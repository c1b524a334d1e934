//! The language server: messages of an editor in, answers and findings out. What it knows of policies stands in `assist` and
//! in `workspace`; here is the protocol.
//!
//! One thread takes messages in their order and keeps the texts as the editor has them (`server`, `documents`). Another
//! checks the newest state of a workspace (`worker`) and hands out what is known of it as a whole that never changes
//! (`snapshot`). Requests are answered on further threads (`pool`, `answers`) from such a state; what was asked about a
//! text that has changed since gets no wrong answer but the one that says so. Files are read by whoever starts the
//! server (`disk`).

mod actions;
mod answers;
pub mod assist;
mod assistance;
mod capabilities;
mod diagnostics;
mod disk;
mod documents;
mod formatting;
mod navigation;
mod pool;
mod positions;
mod scan;
mod server;
mod snapshot;
mod structure;
mod tokens;
mod uris;
mod words;
mod worker;

pub use disk::{Disk, Fault, Levels, OnDisk, Settled};

use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use crate::base::text::Lang;
use lsp_server::Message;
use server::{Event, Server};

/// The longest message that is read.
const MOST_BYTES: usize = 256 << 20;

/// Talks with an editor until it says good-bye; returns whether it did so in due form. `lang` is spoken until the editor or
/// the texts name another tongue.
pub fn serve(
    input: impl BufRead + Send + 'static,
    mut output: impl Write + Send + 'static,
    disk: Arc<dyn Disk>,
    lang: Lang,
) -> io::Result<bool> {
    let (events, received) = channel();
    let (out, messages) = channel::<Message>();
    let sender = events.clone();
    std::thread::Builder::new().name("read".to_owned()).spawn(move || read(input, &sender))?;
    let writer = std::thread::Builder::new().name("write".to_owned()).spawn(move || {
        // An editor that does not listen any more will end the conversation.
        messages.iter().try_for_each(|message| message.write(&mut output))
    })?;
    let clean = Server::new(disk, lang, out, events)?.run(&received);
    // The last answers go out before the program ends.
    let _ = writer.join();
    Ok(clean)
}

/// Reads messages until there are no more.
fn read(mut input: impl BufRead, events: &Sender<Event>) {
    loop {
        let event = match body(&mut input) {
            Ok(Some(body)) => match serde_json::from_slice::<Message>(&body) {
                Ok(message) => Event::Message(message),
                Err(reason) => Event::Garbled(reason.to_string()),
            },
            Ok(None) => break,
            Err(reason) => {
                let _ = events.send(Event::Garbled(reason.to_string()));
                break;
            }
        };
        if events.send(event).is_err() {
            return;
        }
    }
    let _ = events.send(Event::Closed);
}

/// Reads the body of one message; `None` at the end.
fn body(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(8 << 10).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if line.is_empty() {
            match length {
                Some(length) => {
                    let mut body = vec![0; length];
                    input.read_exact(&mut body)?;
                    return Ok(Some(body));
                }
                // A blank line too many harms nobody.
                None => continue,
            }
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-length")
        {
            let wrong = || io::Error::new(io::ErrorKind::InvalidData, format!("Content-Length: {}", value.trim()));
            length = Some(value.trim().parse::<usize>().ok().filter(|length| *length <= MOST_BYTES).ok_or_else(wrong)?);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_are_read_one_after_the_other() {
        let text =
            b"Content-Length: 2\r\n\r\n{}content-length:3\r\nContent-Type: x\r\n\r\n\r\nabcContent-Length: x\r\n\r\n";
        let mut input = io::Cursor::new(&text[..]);
        assert_eq!(body(&mut input).expect("a body"), Some(b"{}".to_vec()));
        assert_eq!(body(&mut input).expect("a body"), Some(b"\r\na".to_vec()));
        let mut rest = io::Cursor::new(b"Content-Length: x\r\n\r\n".to_vec());
        assert!(body(&mut rest).is_err());
        assert_eq!(body(&mut io::Cursor::new(b"")).expect("the end"), None);
    }
}
