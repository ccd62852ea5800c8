//! Reading an output file from some place on: lines, the generations that wrote them, and what is missing between.
//!
//! A reader holds a place and nothing else: no descriptor, no bytes. So one that is slow costs nothing, and what is dropped meanwhile is
//! told as a gap. The invariant: it never reads beyond the length that it is given, nor over the beginning of a generation.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::sync::Arc;

use prism_core::time::UnixMillis;

use super::bound::{FILE_BYTES_MAX, first_data};
use super::index::{Began, Index};
use super::lines::{PART_BYTES_MAX, Part, Rest, parts};

/// Bytes read at a time: four parts of the largest size.
const READ_BYTES: u64 = 4 * PART_BYTES_MAX as u64;
/// Bytes looked at when lines are counted from the end: twice what is kept.
const LOOKED_AT_MAX: u64 = 2 * FILE_BYTES_MAX;

/// What a reader finds, and where what follows it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) position: u64,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// What follows was written by this generation.
    Began(Began),
    /// By this generation, where it is known.
    Part(Option<u64>, Part),
    /// So many bytes were dropped; none where that is not known.
    Gap(Option<u64>),
}

/// From where to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct From {
    /// Only the last so many lines.
    pub(crate) lines: Option<u32>,
    /// Only what was written after this time.
    pub(crate) since: Option<UnixMillis>,
    /// Exactly here, whatever else is said.
    pub(crate) position: Option<u64>,
}

/// A place in the output file of one process.
#[derive(Clone, Debug)]
pub(crate) struct Reader {
    path: Arc<Path>,
    index: Arc<Index>,
    position: u64,
    /// The generation that was told of last.
    told: Option<Began>,
    /// The place is in the middle of a line whose beginning is gone.
    torn: bool,
}

impl Reader {
    /// A reader of what is in the file up to `length`.
    pub(crate) fn open(path: Arc<Path>, length: u64, from: From) -> io::Result<Self> {
        let index = Arc::new(Index::read(&path));
        let mut reader = Self { index, path, position: 0, told: None, torn: false };
        if let Some(position) = from.position {
            reader.position = position;
            // Of the one that begins exactly here it may not have been told yet: rather twice than never.
            reader.told = position.checked_sub(1).and_then(|before| reader.index.generation_at(before));
            return Ok(reader);
        }
        let Some(file) = reader.file()? else { return Ok(reader) };
        let kept_from = first_data(&file, 0)?.unwrap_or(length).max(length.saturating_sub(LOOKED_AT_MAX));
        let since = from.since.map_or(0, |since| reader.index.written_after(since));
        let lines = from.lines.map(|lines| last_lines(&file, kept_from, length, lines)).transpose()?.unwrap_or(0);
        reader.position = kept_from.max(since).max(lines).min(length);
        // Times are noted at any place, and a beginning may be cut anywhere.
        reader.torn = reader.position > 0
            && reader.index.began_at(reader.position).next().is_none()
            && byte_before(&file, reader.position)? != Some(b'\n');
        Ok(reader)
    }

    /// Where it is.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Another generation has begun, or the file was emptied: the marks are read again.
    pub(crate) fn read_marks(&mut self) {
        self.index = Arc::new(Index::read(&self.path));
    }

    /// The file was emptied: whatever is in it now is new.
    pub(crate) fn start_over(&mut self) {
        self.position = u64::MAX;
    }

    /// What comes next, up to `length`; nothing, where nothing does. A line that no newline ends yet is left, unless `rest` wants it.
    pub(crate) fn read(&mut self, length: u64, rest: Rest) -> io::Result<Vec<Found>> {
        let mut found = self.generations();
        let Some(file) = self.file()? else { return Ok(found) };
        let there = file.metadata()?.len();
        if self.position <= length && self.position > there {
            // Just emptied, which will be told.
            return Ok(found);
        }
        let length = length.min(there);
        found.extend(self.skip_missing(&file, length)?);
        found.extend(self.generations());
        let boundary = self.index.next_after(self.position).map(|next| next.offset).filter(|at| *at <= length);
        let until = boundary.unwrap_or(length).min(self.position + READ_BYTES);
        let mut bytes = read_at(&file, self.position, until)?;
        // Who comes after does not end the line of who was before.
        let rest = match self.position + bytes.len() as u64 {
            end if boundary == Some(end) => Rest::Take,
            end if end < length => Rest::Leave,
            _ => rest,
        };
        if self.torn {
            self.skip_torn(&mut bytes, rest);
        }
        let (parts, _) = parts(&bytes, rest);
        found.extend(parts.into_iter().map(|part| self.pass(part)));
        Ok(found)
    }

    fn file(&self) -> io::Result<Option<File>> {
        match File::open(&self.path) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Tells of the generations that begin here, and of the one that it is in.
    fn generations(&mut self) -> Vec<Found> {
        let inside = self.index.generation_at(self.position);
        let mut news: Vec<Began> = self.index.began_at(self.position).chain(inside).collect();
        news.dedup();
        news.retain(|began| self.told.is_none_or(|told| told.generation < began.generation));
        self.told = news.last().copied().or(self.told);
        news.into_iter().map(|began| self.found(What::Began(began))).collect()
    }

    /// Moves over what was dropped.
    fn skip_missing(&mut self, file: &File, length: u64) -> io::Result<Option<Found>> {
        if self.position > length {
            self.read_marks();
            self.position = first_data(file, 0)?.unwrap_or(length).min(length);
            return Ok(Some(self.found(What::Gap(None))));
        }
        let data = first_data(file, self.position)?.unwrap_or(length).min(length);
        let missing = data - self.position;
        self.position = data;
        self.torn |= missing > 0;
        Ok((missing > 0).then(|| self.found(What::Gap(Some(missing)))))
    }

    /// Leaves out what is left of a line whose beginning is gone. One that is longer than any line is shown from its middle.
    fn skip_torn(&mut self, bytes: &mut Vec<u8>, rest: Rest) {
        let end = bytes.iter().take(PART_BYTES_MAX).position(|byte| *byte == b'\n');
        if end.is_none() && rest == Rest::Leave && bytes.len() < PART_BYTES_MAX {
            return bytes.clear();
        }
        let skipped = end.map_or(0, |at| at + 1);
        self.position += skipped as u64;
        self.torn = false;
        bytes.drain(..skipped);
    }

    fn pass(&mut self, part: Part) -> Found {
        let generation = self.index.generation_at(self.position).map(|began| began.generation);
        self.position += part.bytes.len() as u64 + u64::from(part.ended);
        self.found(What::Part(generation, part))
    }

    fn found(&self, what: What) -> Found {
        Found { position: self.position, what }
    }
}

/// Where the last `lines` lines before `length` begin, looking back to `kept_from`.
fn last_lines(file: &File, kept_from: u64, length: u64, lines: u32) -> io::Result<u64> {
    let (mut until, mut wanted) = (length, u64::from(lines));
    // A newline at the very end ends the last line and begins none.
    if byte_before(file, length)? == Some(b'\n') {
        wanted += 1;
    }
    if wanted == 0 {
        return Ok(length);
    }
    while until > kept_from {
        let begin = until.saturating_sub(READ_BYTES).max(kept_from);
        let bytes = read_at(file, begin, until)?;
        for at in (0..bytes.len()).rev().filter(|at| bytes[*at] == b'\n') {
            wanted -= 1;
            if wanted == 0 {
                return Ok(begin + at as u64 + 1);
            }
        }
        until = begin;
    }
    Ok(kept_from)
}

fn byte_before(file: &File, position: u64) -> io::Result<Option<u8>> {
    Ok(read_at(file, position.saturating_sub(1), position)?.pop())
}

/// The bytes between; fewer, where the file has become shorter.
fn read_at(file: &File, from: u64, until: u64) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(until.saturating_sub(from)).unwrap_or(usize::MAX)];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read_at(&mut bytes[filled..], from + filled as u64) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(test)]
mod tests;
