//! The tables of rows of all shards to one in the order of the input, whatever the format: each table is read by a thread
//! of its own, a few rows ahead, and the row that comes first is written. Sums and counts are held against the records.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use crate::base::text::{Lang, Text};
use crate::cli::error::Error;
use crate::cli::words;
use crate::data::cell;
use crate::data::layout::Column;
use crate::data::out::{Out, Sink};
use crate::data::table::Cell;
#[cfg(any(feature = "xlsx", feature = "parquet"))]
use crate::data::table::{Flow, Item};

/// So many rows go from a reader to the writer at once, and so often before it waits.
const ROWS: usize = 256;
const AHEAD: usize = 4;

/// How rows of different shards follow each other.
pub(super) enum Order<'o> {
    /// By the file, where there are several, and the line.
    Lines { files: &'o [String], several: bool },
    /// Rejects: the file and the line stand first.
    Rejects { files: &'o [String] },
    /// Steps of worked sums: the file, where there are several, and the line stand first.
    Steps { files: &'o [String], several: bool },
    /// By household, then by person: benefits of months and years.
    Payees,
    /// Shard by shard.
    Shards,
}

/// The place of a row.
type Key = (usize, u64, String);

/// What a table must come to.
pub(super) struct Wanted {
    /// The rows of each shard.
    pub(super) rows: Vec<u64>,
    /// The sum of all payments, in 分, and the column that holds it.
    pub(super) paid: i128,
    pub(super) paid_at: usize,
}

/// A table that is being read.
pub(super) struct Feed {
    /// As it is shown.
    name: String,
    pub(super) headings: Vec<String>,
    rows: Receiver<Result<Vec<Vec<Cell>>, Text>>,
    ready: std::vec::IntoIter<Vec<Cell>>,
    taken: u64,
}

/// Hands rows on; says whether more are wanted.
pub(super) struct Hand {
    to: SyncSender<Result<Vec<Vec<Cell>>, Text>>,
    held: Vec<Vec<Cell>>,
}

impl Hand {
    pub(super) fn row(&mut self, cells: Vec<Cell>) -> bool {
        self.held.push(cells);
        self.held.len() < ROWS || self.to.send(Ok(std::mem::take(&mut self.held))).is_ok()
    }

    /// Hands on what a reader of tables found.
    #[cfg(any(feature = "xlsx", feature = "parquet"))]
    pub(super) fn item(&mut self, item: Item) -> Flow {
        let cells = match item {
            Item::Row(row) => row.cells,
            Item::Broken { text, .. } => vec![Cell::Text(text)],
        };
        if self.row(cells) { Flow::GoOn } else { Flow::Stop }
    }
}

impl Feed {
    /// Begins to read a table; its first row is the headings.
    pub(super) fn new(
        folder: &Path,
        path: &Path,
        read: impl FnOnce(&Path, &mut Hand) -> Result<(), Text> + Send + 'static,
    ) -> Result<Feed, Error> {
        let name = super::near(folder, path);
        File::open(path).map_err(|error| Error::unreadable(Path::new(&name), &error))?;
        let (to, rows) = sync_channel(AHEAD);
        let own = path.to_owned();
        std::thread::spawn(move || {
            let mut hand = Hand { to, held: Vec::new() };
            let done = read(&own, &mut hand);
            let last = done.map(|()| std::mem::take(&mut hand.held));
            // Whoever no longer listens has told why.
            let _ = hand.to.send(last);
        });
        let mut feed = Feed { name, headings: Vec::new(), rows, ready: Vec::new().into_iter(), taken: 0 };
        let headings = feed.next()?.unwrap_or_default();
        feed.headings = headings.iter().map(|own| own.text().trim_start_matches('\u{feff}').to_owned()).collect();
        feed.taken = 0;
        Ok(feed)
    }

    fn next(&mut self) -> Result<Option<Vec<Cell>>, Error> {
        loop {
            if let Some(row) = self.ready.next() {
                self.taken += 1;
                return Ok(Some(row));
            }
            match self.rows.recv() {
                Ok(Ok(rows)) => self.ready = rows.into_iter(),
                Ok(Err(reason)) => return Err(Error::file(words::table_fault(&self.name, reason))),
                Err(_) => return Ok(None),
            }
        }
    }

    /// Says that a table is no table of results.
    pub(super) fn is_none(&self) -> Error {
        Error::file(words::no_result_table(&self.name))
    }
}

/// Tables that fit together, before they are joined.
pub(super) struct Joined<'o> {
    pub(super) feeds: Vec<Feed>,
    pub(super) order: Order<'o>,
    pub(super) kinds: Vec<Column>,
    pub(super) wanted: Wanted,
    pub(super) headings: Vec<String>,
    pub(super) lang: Lang,
}

impl Joined<'_> {
    /// Writes all rows.
    pub(super) fn write(mut self, to: &mut dyn Sink, fault: &dyn Fn(&io::Error) -> Error) -> Result<(), Error> {
        let name = words::sheet_rows().get(self.lang).to_owned();
        to.begin(&name, &self.headings).map_err(|error| fault(&error))?;
        let row = &mut |row: &[Out]| to.row(row);
        join(&mut self.feeds, &self.order, &self.kinds, Some(&self.wanted), row, fault).map(drop)
    }
}

/// A row as results have it.
fn written(row: Vec<Cell>, kinds: &[Column]) -> Option<Vec<Out>> {
    let mut cells = row;
    if cells.len() > kinds.len() {
        return None;
    }
    cells.resize(kinds.len(), Cell::Blank);
    let out = |(own, kind): (Cell, &Column)| {
        if own.is_blank() && *kind != Column::Input || own == Cell::Blank {
            return Some(Out::Blank);
        }
        Some(match kind {
            Column::Input => Out::Same(own),
            Column::Text => Out::Text(own.text()),
            Column::Yuan => Out::Yuan(i128::from(cell::amount(&own).ok()?.value?.to_i64()?)),
            Column::Count => Out::Count(own.text().parse().ok()?),
        })
    };
    cells.into_iter().zip(kinds).map(out).collect()
}

fn key(order: &Order<'_>, row: &[Out]) -> Option<Key> {
    let text = |at: usize| match row.get(at) {
        Some(Out::Same(own)) => own.text(),
        Some(Out::Text(own)) => own.clone(),
        _ => String::new(),
    };
    Some(match order {
        Order::Lines { files, several } => {
            let Some(Out::Count(line)) = row.last() else { return None };
            let file = if *several { files.iter().position(|own| *own == text(row.len() - 2))? } else { 0 };
            (file, *line, String::new())
        }
        Order::Rejects { files } => {
            let Some(Out::Count(line)) = row.get(1) else { return None };
            (files.iter().position(|own| *own == text(0))?, *line, String::new())
        }
        Order::Steps { files, several } => {
            let Some(Out::Count(line)) = row.get(usize::from(*several)) else { return None };
            let file = if *several { files.iter().position(|own| *own == text(0))? } else { 0 };
            (file, *line, String::new())
        }
        Order::Payees => match text(0) {
            household if household.is_empty() => (1, 0, text(1)),
            household => (0, 0, household),
        },
        Order::Shards => (0, 0, String::new()),
    })
}

/// Joins tables. `kinds`: what their columns hold; `paid`: which column is the sum of a row.
pub(super) fn join(
    feeds: &mut [Feed],
    order: &Order<'_>,
    kinds: &[Column],
    wanted: Option<&Wanted>,
    to: &mut dyn FnMut(&[Out]) -> io::Result<()>,
    fault: &dyn Fn(&io::Error) -> Error,
) -> Result<u64, Error> {
    let mut heads: Vec<Option<Vec<Out>>> = Vec::new();
    let mut heap: BinaryHeap<Reverse<(Key, usize)>> = BinaryHeap::new();
    let next = |feed: &mut Feed| -> Result<Option<(Key, Vec<Out>)>, Error> {
        let Some(row) = feed.next()? else { return Ok(None) };
        let row = written(row, kinds).ok_or_else(|| feed.is_none())?;
        let key = key(order, &row).ok_or_else(|| feed.is_none())?;
        Ok(Some((key, row)))
    };
    let take = |at: usize, heads: &mut Vec<Option<Vec<Out>>>, feeds: &mut [Feed]| -> Result<_, Error> {
        let (key, row) = next(&mut feeds[at])?.unzip();
        heads.resize(heads.len().max(at + 1), None);
        let before = std::mem::replace(&mut heads[at], row);
        Ok((key, before))
    };
    for at in 0..feeds.len() {
        heap.extend(take(at, &mut heads, feeds)?.0.map(|own| Reverse((own, at))));
    }
    let (mut rows, mut paid) = (0_u64, 0_i128);
    let mut last: Option<Key> = None;
    while let Some(Reverse((key, at))) = heap.pop() {
        // A row stands in one shard only.
        if matches!(order, Order::Lines { .. }) && wanted.is_some() && last.as_ref().is_some_and(|last| *last >= key) {
            return Err(feeds[at].is_none());
        }
        let (following, row) = take(at, &mut heads, feeds)?;
        heap.extend(following.map(|own| Reverse((own, at))));
        if let Some(row) = row {
            to(&row).map_err(|error| fault(&error))?;
            rows += 1;
            if let Some(Out::Yuan(own)) = wanted.and_then(|own| row.get(own.paid_at)) {
                paid += own;
            }
        }
        last = Some(key);
    }
    if let Some(wanted) = wanted {
        for (feed, count) in feeds.iter().zip(&wanted.rows) {
            if feed.taken != *count {
                let (found, said) = (feed.taken.to_string(), count.to_string());
                return Err(Error::file(words::rows_of_shard(&feed.name, found, said)));
            }
        }
        if paid != wanted.paid {
            return Err(Error::file(words::shards_changed()));
        }
    }
    Ok(rows)
}
