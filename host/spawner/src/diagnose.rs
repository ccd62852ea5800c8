//! One ENOENT, three meanings: the file is missing, the interpreter that it names is missing, the directory is missing. The last
//! fails at a step of its own; this module tells the other two apart, after the fact.

use std::fs::File;
use std::io::Read;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use crate::child::Failed;
use crate::reply::{SpawnError, Step};
use crate::spec::SpawnSpec;

/// Enough for a `#!` line (the kernel reads 256 bytes) and for an ELF file's program headers and loader path.
const HEAD_BYTES: usize = 4096;
const PT_INTERP: u32 = 3;

/// What to tell the user about `failed`.
pub(crate) fn explain(failed: Failed, spec: &SpawnSpec) -> SpawnError {
    let executable = || spec.executable.display().to_string();
    match failed.step {
        Step::WorkDir => SpawnError::new(Step::WorkDir, failed.errno, for_whom(failed.errno, &spec.work_dir, spec)),
        Step::Executable => match missing_interpreter(failed.errno, &spec.executable) {
            Some(path) => SpawnError::new(Step::Interpreter, failed.errno, path.display().to_string()),
            None => SpawnError::new(Step::Executable, failed.errno, for_whom(failed.errno, &spec.executable, spec)),
        },
        Step::User => SpawnError::new(Step::User, failed.errno, user(spec)),
        Step::Join => SpawnError::new(Step::Join, failed.errno, &spec.cgroup),
        step => SpawnError::new(step, failed.errno, executable()),
    }
}

fn user(spec: &SpawnSpec) -> String {
    spec.hardening.user.map_or_else(|| "the spawner's own".to_owned(), |user| format!("uid {user}"))
}

/// `path`, and what keeps the instance from it.
fn for_whom(errno: i32, path: &Path, spec: &SpawnSpec) -> String {
    let shown = path.display();
    if errno != libc::EACCES {
        return shown.to_string();
    }
    let Some(user) = spec.hardening.user else { return format!("{shown}{}", files(spec)) };
    let above: Vec<&Path> = path.ancestors().skip(1).collect();
    match above.into_iter().rev().find(|directory| !may_enter(directory, user)) {
        Some(closed) => format!("{shown}: uid {user} may not enter {}; expected mode o+x", closed.display()),
        None => format!("{shown}, as uid {user}{}", files(spec)),
    }
}

/// A script's interpreter must be among its files, too, and the kernel does not say which of both it missed.
fn files(spec: &SpawnSpec) -> &'static str {
    if spec.hardening.filesystem.is_some() { ", which keeps to the files that its manifest names" } else { "" }
}

/// By its mode alone. Who the owner or the group is counts first, as in the kernel.
fn may_enter(directory: &Path, user: u32) -> bool {
    let Ok(metadata) = directory.metadata() else { return true };
    let bit = match () {
        () if metadata.uid() == user => 0o100,
        () if metadata.gid() == user => 0o010,
        () => 0o001,
    };
    metadata.mode() & bit != 0
}

fn missing_interpreter(errno: i32, executable: &Path) -> Option<PathBuf> {
    if errno != libc::ENOENT {
        return None;
    }
    let mut head = Vec::new();
    File::open(executable).ok()?.take(HEAD_BYTES as u64).read_to_end(&mut head).ok()?;
    Some(PathBuf::from(std::ffi::OsStr::from_bytes(interpreter(&head)?)))
}

/// What the head of a file says that the kernel must find to execute it.
pub(crate) fn interpreter(head: &[u8]) -> Option<&[u8]> {
    shebang(head).or_else(|| elf_loader(head))
}

fn shebang(head: &[u8]) -> Option<&[u8]> {
    let line = head.strip_prefix(b"#!")?.split(|&byte| byte == b'\n').next()?;
    line.split(u8::is_ascii_whitespace).find(|word| !word.is_empty())
}

/// The loader of a 64-bit little-endian ELF file (elf(5)); others are not worth a parser here.
fn elf_loader(head: &[u8]) -> Option<&[u8]> {
    head.strip_prefix(b"\x7fELF\x02\x01")?;
    let (table, size, count) = (number(head, 32, 8)?, number(head, 54, 2)?, number(head, 56, 2)?);
    let headers = (0..count.min(64)).map(|index| table + index * size);
    let interp = headers.into_iter().find(|&at| number(head, at, 4) == Some(PT_INTERP as usize))?;
    let (offset, length) = (number(head, interp + 8, 8)?, number(head, interp + 32, 8)?);
    let path = head.get(offset..offset.checked_add(length)?)?;
    path.split(|&byte| byte == 0).next()
}

/// A little-endian number; what is too large to be an offset in a file's head is none.
fn number(head: &[u8], at: usize, bytes: usize) -> Option<usize> {
    let field = head.get(at..at.checked_add(bytes)?)?;
    let value = field.iter().rev().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    usize::try_from(value).ok().filter(|&value| value < 1 << 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_names_its_interpreter_in_the_first_line() {
        assert_eq!(shebang(b"#! /usr/bin/env sh\nexit"), Some(b"/usr/bin/env".as_slice()));
        assert_eq!(shebang(b"#!\n"), None);
        assert_eq!(shebang(b"echo"), None);
    }

    #[test]
    fn a_dynamic_executable_names_its_loader() {
        let mut head = Vec::new();
        File::open("/proc/self/exe").unwrap().take(HEAD_BYTES as u64).read_to_end(&mut head).unwrap();
        let loader = Path::new(std::ffi::OsStr::from_bytes(elf_loader(&head).unwrap()));
        assert!(loader.is_absolute() && loader.exists(), "{}", loader.display());
    }

    #[test]
    fn a_file_that_lies_about_its_headers_is_no_puzzle() {
        let mut head = b"\x7fELF\x02\x01".to_vec();
        head.resize(HEAD_BYTES, 0xff);
        assert_eq!(elf_loader(&head), None);
    }
}
