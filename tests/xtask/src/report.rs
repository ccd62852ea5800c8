//! What failed and what was skipped, told at the end, where it is read.

/// What failed, in one line.
#[derive(Debug, PartialEq)]
pub(crate) struct Failed(pub(crate) String);

/// Failures and skips so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    failed: Vec<String>,
    skipped: Vec<String>,
}

impl Report {
    /// Notes how a step ended, so that the next one can run.
    pub(crate) fn note(&mut self, step: Result<(), Failed>) {
        if let Err(Failed(what)) = step {
            self.failed.push(what);
        }
    }

    /// Notes that something was not done, and why.
    pub(crate) fn skip(&mut self, what: &str, why: &str) {
        eprintln!("xtask: skipped: {what}: {why}");
        self.skipped.push(format!("{what}: {why}"));
    }

    /// Says it.
    pub(crate) fn print(&self) {
        for what in &self.skipped {
            eprintln!("xtask: skipped: {what}");
        }
        for what in &self.failed {
            eprintln!("xtask: failed: {what}");
        }
    }

    /// Whether everything that ran passed.
    pub(crate) fn verdict(&self) -> Result<(), Failed> {
        match self.failed.len() {
            0 => {
                eprintln!("xtask: passed, {} skipped", self.skipped.len());
                Ok(())
            }
            count => Err(Failed(format!("{count} of the steps above failed"))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skip_is_no_failure() {
        let mut report = Report::default();
        report.skip("redis", "not installed");
        report.note(Ok(()));
        assert_eq!(report.verdict(), Ok(()));
    }

    #[test]
    fn one_failure_fails_the_whole() {
        let mut report = Report::default();
        report.note(Err(Failed("tests".into())));
        report.note(Ok(()));
        assert!(report.verdict().is_err());
    }
}
