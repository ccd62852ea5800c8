//! A folder of cases.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Case, CaseError};

/// Size of the largest case that is read: a request's configuration of 192 KiB, escaped, and room.
const BYTES_MAX: u64 = 1 << 20;

/// A case and the file it is in.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseFile {
    /// The file's name, without the folder.
    pub name: String,
    /// What is in it.
    pub case: Case,
}

/// A folder that is not one of cases.
#[derive(Debug, thiserror::Error)]
pub enum CaseFileError {
    /// It cannot be read.
    #[error("cannot read {path}: {error}")]
    Read {
        /// What.
        path: PathBuf,
        /// Why not.
        error: io::Error,
    },
    /// There is none.
    #[error("no case in {path}; expected files whose names end in .yaml")]
    None {
        /// The folder.
        path: PathBuf,
    },
    /// One is too large.
    #[error("{path}: is {bytes} bytes; at most {BYTES_MAX} are read")]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
    },
    /// One is no case.
    #[error("{path}: {error}")]
    Case {
        /// The file.
        path: PathBuf,
        /// The line, the field and what was expected.
        error: CaseError,
    },
}

impl CaseFile {
    /// The cases in `folder`: its files whose names end in `.yaml`, in the order of their names.
    ///
    /// # Errors
    ///
    /// The first file that is no case, or that there is none.
    pub fn all(folder: &Path) -> Result<Vec<Self>, CaseFileError> {
        let unreadable = |error| CaseFileError::Read { path: folder.to_owned(), error };
        let entries = fs::read_dir(folder).map_err(unreadable)?;
        let paths: io::Result<Vec<PathBuf>> = entries.map(|entry| entry.map(|entry| entry.path())).collect();
        let mut paths = paths.map_err(unreadable)?;
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
        paths.sort();
        if paths.is_empty() {
            return Err(CaseFileError::None { path: folder.to_owned() });
        }
        paths.iter().map(|path| Self::read(path)).collect()
    }

    fn read(path: &Path) -> Result<Self, CaseFileError> {
        let unreadable = |error| CaseFileError::Read { path: path.to_owned(), error };
        let bytes = fs::metadata(path).map_err(unreadable)?.len();
        if bytes > BYTES_MAX {
            return Err(CaseFileError::TooLarge { path: path.to_owned(), bytes });
        }
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let case = Case::parse(&text).map_err(|error| CaseFileError::Case { path: path.to_owned(), error })?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Self { name, case })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(files: &[(&str, &str)]) -> String {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let error = CaseFile::all(folder.path()).expect_err("is wrong").to_string();
        error.replace(&folder.path().display().to_string(), "cases")
    }

    #[test]
    fn an_error_names_file_line_field_and_what_was_expected() {
        let good = "hook: admission\nexpect: allow\n";
        let bad = "hook: admission\nrequest:\n  namespace: Tenant\nexpect: allow\n";
        let error = error(&[("a.yaml", good), ("b.yaml", bad)]);
        assert!(
            error.starts_with("cases/b.yaml: line 3: request.namespace: has 'T' at byte 0; expected lower"),
            "{error}"
        );
    }

    #[test]
    fn an_empty_folder_is_told() {
        assert_eq!(error(&[("readme.txt", "")]), "no case in cases; expected files whose names end in .yaml");
    }
}
