//! Waits until one of many files is written to, or until somebody calls (inotify(7), eventfd(2)).
//!
//! A file is told of once, and has to be watched again: what writes a thousand lines a second makes one event and not a thousand.
//! Without inotify (its instances are limited for each user) nothing can be watched, and the caller has to look by itself.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec, eventfd, poll};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};

/// Bytes of events that are read at once: some hundred.
const BUFFER_BYTES: usize = 8192;

/// The files that are watched, and the one who may be called.
#[derive(Debug)]
pub(crate) struct FirstWrites {
    inotify: Option<OwnedFd>,
    bell: Arc<OwnedFd>,
}

/// Calls whoever waits. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Bell(Arc<OwnedFd>);

/// What a wait brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Written {
    /// Watches whose files were written to, or are gone. They are not watched any more.
    pub(crate) watches: Vec<i32>,
    /// There were more events than the kernel keeps: any file may have been written to.
    pub(crate) overflowed: bool,
}

impl FirstWrites {
    /// Watches nothing yet.
    pub(crate) fn new() -> io::Result<Self> {
        let inotify = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK).ok();
        let bell = eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK)?;
        Ok(Self { inotify, bell: Arc::new(bell) })
    }

    /// Who to ring.
    pub(crate) fn bell(&self) -> Bell {
        Bell(self.bell.clone())
    }

    /// Has the next write to the file at `path` told, once, under the number returned.
    pub(crate) fn watch(&self, path: &Path) -> io::Result<i32> {
        let inotify = self.inotify.as_ref().ok_or(io::ErrorKind::Unsupported)?;
        Ok(inotify::add_watch(inotify, path, WatchFlags::MODIFY | WatchFlags::ONESHOT)?)
    }

    /// Ends that, where it was not told yet.
    pub(crate) fn forget(&self, watch: i32) {
        if let Some(inotify) = &self.inotify {
            // It fails for one that the kernel has removed already, which is what is wanted.
            let _ = inotify::remove_watch(inotify, watch);
        }
    }

    /// Waits for a write, a ring, or the end of `timeout`.
    pub(crate) fn wait(&self, timeout: Option<Duration>) -> Written {
        let timeout = timeout.map(|timeout| Timespec {
            tv_sec: i64::try_from(timeout.as_secs()).unwrap_or(i64::MAX),
            tv_nsec: timeout.subsec_nanos().into(),
        });
        let mut polled = vec![PollFd::new(&*self.bell, PollFlags::IN)];
        polled.extend(self.inotify.as_ref().map(|inotify| PollFd::new(inotify, PollFlags::IN)));
        // Interrupted, or out of memory: then it is looked at what there is, and waited again.
        let _ = poll(&mut polled, timeout.as_ref());
        let mut rung = [0; 8];
        let _ = rustix::io::read(&*self.bell, &mut rung);
        self.written()
    }

    fn written(&self) -> Written {
        let mut written = Written::default();
        let Some(inotify) = &self.inotify else { return written };
        let mut buffer = [MaybeUninit::uninit(); BUFFER_BYTES];
        let mut events = inotify::Reader::new(inotify.as_fd(), &mut buffer);
        while let Ok(event) = events.next() {
            if event.events().contains(ReadFlags::QUEUE_OVERFLOW) {
                written.overflowed = true;
            } else {
                written.watches.push(event.wd());
            }
        }
        written
    }
}

impl Bell {
    /// Whoever waits, or will wait next, is woken.
    pub(crate) fn ring(&self) {
        // It fails where it has been rung 2^64 times unheard; then it has been rung.
        let _ = rustix::io::write(&*self.0, &1_u64.to_ne_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    #[test]
    fn a_write_is_told_once() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("file");
        let mut file = std::fs::File::create(&path).expect("made");
        let writes = FirstWrites::new().expect("made");
        let watch = writes.watch(&path).expect("watched");
        file.write_all(b"a").expect("written");
        assert!(writes.wait(None).watches.contains(&watch));
        file.write_all(b"b").expect("written");
        assert_eq!(writes.wait(Some(Duration::ZERO)), Written::default());
        let again = writes.watch(&path).expect("watched");
        file.write_all(b"c").expect("written");
        assert!(writes.wait(None).watches.contains(&again));
    }

    #[test]
    fn a_ring_before_the_wait_is_heard() {
        let writes = FirstWrites::new().expect("made");
        writes.bell().ring();
        assert_eq!(writes.wait(None), Written::default());
    }

    #[test]
    fn a_file_that_is_not_there_cannot_be_watched() {
        let writes = FirstWrites::new().expect("made");
        assert_eq!(writes.watch(Path::new("/nowhere/at/all")).expect_err("not there").kind(), io::ErrorKind::NotFound);
    }
}
