//! A writer of Parquet on a thread of its own: batches in, in their order, the finished file out. A few batches wait at
//! most; what cannot be written is told with the next batch, or at the end.

use super::write::fault;
use arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use std::io::{self, Write};
use std::panic::resume_unwind;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

/// How many batches wait at most.
const WAITING: usize = 1;

/// What the thread is told.
enum Order {
    Write(RecordBatch),
    Finish,
}

/// A file that is written behind.
pub(super) struct Behind<W: Write + Send + 'static> {
    orders: Option<SyncSender<Order>>,
    thread: Option<JoinHandle<io::Result<W>>>,
}

impl<W: Write + Send + 'static> Behind<W> {
    pub(super) fn new(mut writer: ArrowWriter<W>) -> io::Result<Behind<W>> {
        let (orders, todo) = sync_channel(WAITING);
        let work = move || {
            loop {
                match todo.recv() {
                    Ok(Order::Write(batch)) => writer.write(&batch).map_err(fault)?,
                    Ok(Order::Finish) => return writer.into_inner().map_err(fault),
                    Err(_) => return Err(io::Error::other("the file was given up")),
                }
            }
        };
        let thread = Builder::new().spawn(work)?;
        Ok(Behind { orders: Some(orders), thread: Some(thread) })
    }

    pub(super) fn write(&mut self, batch: RecordBatch) -> io::Result<()> {
        self.tell(Order::Write(batch))
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        self.tell(Order::Finish)?;
        self.end()
    }

    fn tell(&mut self, order: Order) -> io::Result<()> {
        let told = self.orders.as_ref().is_some_and(|own| own.send(order).is_ok());
        // It no longer listens: so it has failed, and says why.
        if told { Ok(()) } else { self.end().and(Err(io::Error::other("the file was closed"))) }
    }

    fn end(&mut self) -> io::Result<W> {
        self.orders = None;
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(done)) => done,
            Some(Err(panic)) => resume_unwind(panic),
            None => Err(io::Error::other("the file was closed")),
        }
    }
}

impl<W: Write + Send + 'static> Drop for Behind<W> {
    fn drop(&mut self) {
        // A file that is given up is not finished, and nothing goes on writing to it.
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
