//! How a run ended, as scripts see it.

use std::process::ExitCode;

/// The exit code of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: something went wrong.
    Failed,
    /// 2: the command line asks for something that does not exist or cannot be.
    Usage,
    /// 3: the data is below the bar: an import was refused, or a check found a broken law.
    BelowBar,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        match exit {
            Exit::Done => Self::SUCCESS,
            Exit::Failed => Self::from(1),
            Exit::Usage => Self::from(2),
            Exit::BelowBar => Self::from(3),
        }
    }
}
