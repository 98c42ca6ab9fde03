//! An answer's rows as a stream of Arrow batches.

use arrow::error::ArrowError;
use arrow::ipc::writer::StreamWriter;
use datafusion::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::error::CliError;

/// The rows of a Parquet file as a stream, with the same types.
///
/// # Errors
/// [`CliError::Render`] when they cannot be written so.
pub fn of_parquet(file: Vec<u8>) -> Result<Vec<u8>, CliError> {
    stream(file).map_err(|error| CliError::Render(Box::new(error)))
}

fn stream(file: Vec<u8>) -> Result<Vec<u8>, ArrowError> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(file))?;
    let mut writer = StreamWriter::try_new(Vec::new(), reader.schema())?;
    for batch in reader.build()? {
        writer.write(&batch?)?;
    }
    writer.into_inner()
}
