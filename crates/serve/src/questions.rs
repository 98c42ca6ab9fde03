//! What can be asked, as whoever opened the workspace understands it.
//!
//! The service does not read questions: it hands their words on and passes the bytes of the answer back. So a question has
//! one grammar, one set of errors and one answer, in a terminal and over HTTP alike.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use model::{Language, Micros, Role};
use serde_json::Value;

/// Answers questions about one workspace.
#[async_trait]
pub trait Questions: Send + Sync + 'static {
    /// Everything that can be asked, described in one language, in the order of the command line's help.
    fn all(&self, language: Language) -> Vec<Question>;

    /// The name of the state that a question would be answered from: of the snapshot and the definitions. The same
    /// question to the same state at the same moment has the same answer.
    ///
    /// # Errors
    /// [`Refusal`] when the state cannot be read.
    async fn state(&self) -> Result<String, Refusal>;

    /// Answers one question.
    ///
    /// # Errors
    /// [`Refusal`] when it is none, or cannot be answered.
    async fn ask(&self, ask: Ask) -> Result<Told, Refusal>;

    /// Brings in a file, or shows what that would do, telling now and then how far it has come.
    ///
    /// # Errors
    /// [`Refusal`] when nothing was kept: [`RefusalKind::BelowBar`] with the first bad rows where too many are bad.
    async fn import(&self, delivery: Delivery, progress: Progress) -> Result<Told, Refusal>;
}

/// Told how far an import has come: rows read, bytes done, and bytes of the whole where that is known.
pub type Progress = Arc<dyn Fn(u64, u64, Option<u64>) + Send + Sync>;

/// What a file that is brought in holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivered {
    /// Rows of this table or shape.
    Rows(String),
    /// Corrections of rows in quarantine.
    Corrections,
}

/// A file to be brought in.
#[derive(Clone, Debug)]
pub struct Delivery {
    pub holds: Delivered,
    /// Where it lies for the time being.
    pub file: PathBuf,
    /// What it is called.
    pub called: String,
    /// Names and values of how it is to be read, in their order.
    pub params: Vec<(String, String)>,
    pub language: Language,
    /// The present.
    pub now_us: Micros,
}

/// One thing that can be asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// As in the path: `query`, `retention`, `customer`.
    pub name: String,
    pub about: String,
    pub params: Vec<Param>,
    /// The least role that may ask it.
    pub least: Role,
    /// Whether a rule about whom the asker may see can be put to it.
    pub restrictable: bool,
    /// Whether it changes anything.
    pub changes: bool,
    /// Whether its answer says nothing of any customer, so that no rule bears on it.
    pub impersonal: bool,
}

/// One parameter of a question.
#[derive(Clone, Debug)]
pub struct Param {
    /// As in the address: `from`, `by`, `as_of`.
    pub name: String,
    pub about: String,
    pub required: bool,
    /// Whether it may be given several times.
    pub many: bool,
    /// Whether it is yes or no.
    pub flag: bool,
    /// What it may be; anything when empty.
    pub values: Vec<String>,
    pub default: Option<String>,
}

/// How an answer is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    #[default]
    Json,
    Csv,
    Parquet,
    /// Record batches as a stream.
    Arrow,
}

/// A question as it came in.
#[derive(Clone, Debug)]
pub struct Ask {
    pub question: String,
    /// Names and values, in their order; a name may come several times.
    pub params: Vec<(String, String)>,
    pub format: Format,
    pub language: Language,
    /// The present.
    pub now_us: Micros,
    /// A condition over attributes that holds for everybody the asker may see; none sees all.
    pub rule: Option<String>,
}

/// An answer, written.
#[derive(Clone, Debug, Default)]
pub struct Told {
    pub body: Vec<u8>,
    /// What a person is told beside the answer.
    pub notes: Vec<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub kind: RefusalKind,
    /// The members of the problem: `type`, `title`, `code`, and where it can be told `help` and `errors`.
    pub problem: Value,
}

/// Whose fault it is that there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The question is none, or asks for what does not exist.
    Question,
    /// What was sent is below the bar that the workspace sets.
    BelowBar,
    /// Answering it takes more than a question may.
    TooMuch,
    /// It could not be answered.
    Failed,
}
