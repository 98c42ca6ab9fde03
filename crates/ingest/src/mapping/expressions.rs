//! Columns made by expressions, a batch at a time; a row that an expression fails on is bad, and the others are not.

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Int64Array, StringArray, new_null_array};
use arrow::compute::{concat, filter_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, DataFusionError, SchemaError};
use datafusion::logical_expr::simplify::SimplifyContext;
use datafusion::logical_expr::{Expr, ExprSchemable, cast, ident};
use datafusion::optimizer::simplify_expressions::ExprSimplifier;
use datafusion::physical_plan::PhysicalExpr;
use datafusion::prelude::SessionContext;
use datafusion::sql::sqlparser::parser::ParserError;
use model::{Message, Rule};

use super::arithmetic::number_of;
use super::deleted::Part as Rows;
use super::said::Said;
use super::turns::Turned;
use super::{Mapping, Sql, Turns, Way};
use crate::failure::{BadRows, Failure};
use crate::plan::Mapped;
use crate::remark::Remark;
use crate::rest::{Part, Rest};
use crate::source::{Format, Header, SourceBatch, plain};
use crate::{IngestError, Matched, MatchedBy, Target};

/// Functions of numbers that would read text as floating point.
const NUMERIC: [&str; 5] = ["abs", "ceil", "floor", "round", "trunc"];

/// The expressions of a mapping, compiled for one header.
pub struct Expressions {
    schema: SchemaRef,
    filter: Option<Compiled>,
    /// True for rows that the source has deleted.
    deleted: Option<Compiled>,
    /// For each column of the target, the expression that makes it.
    pub(super) columns: Vec<Option<Compiled>>,
    /// For each column of the target, whether rows are told apart by it.
    pub(super) identity: Vec<bool>,
    /// Columns that the target does not have, kept in its rest, sorted by name.
    rest: Vec<Compiled>,
    keeps_rest: bool,
    /// For each column of the target, the column of the source that it is; none where it is made of several or of none.
    pub sources: Vec<Option<usize>>,
    /// Columns of the source that expressions read as numbers.
    pub numbers: Vec<usize>,
    /// Names that expressions use and the source has not shown yet; only JSON lines may show them later.
    pub absent: Vec<(String, Sql)>,
    matched: Vec<Matched>,
    used: Vec<String>,
    pub(super) turns: Turns,
}

pub(super) struct Compiled {
    name: String,
    expression: Arc<dyn PhysicalExpr>,
    /// The column of the source that it is.
    source: Option<usize>,
}

impl Expressions {
    /// Compiles the columns of a mapping over a source's header.
    ///
    /// # Errors
    /// [`IngestError`] at the expression that is no SQL or does not fit the source.
    pub fn compile(
        (session, turns): (&SessionContext, &Turns),
        mapping: &Mapping,
        target: &Target,
        batch: &SourceBatch,
    ) -> Result<Self, IngestError> {
        let Way::Columns { columns, filter, deleted } = &mapping.inner.way else {
            return Err(IngestError::MappingMissing {
                spot: super::Spot { source: Arc::clone(&mapping.inner.source), span: 0..0 },
                key: "columns",
            });
        };
        let mut compiler = Compiler::new(session, batch);
        let filter = filter.as_ref().map(|sql| compiler.condition(sql)).transpose()?;
        let deleted = deleted.as_ref().map(|sql| compiler.column("deleted", sql)).transpose()?;
        let mut own: Vec<Option<Compiled>> = target.columns.iter().map(|_| None).collect();
        let mut rest = Vec::new();
        for (name, sql) in columns {
            let compiled = compiler.column(name, sql)?;
            match target.columns.iter().position(|column| column.name == name) {
                Some(position) => own[position] = Some(compiled),
                None => rest.push(compiled),
            }
        }
        if let Some((column, _)) =
            target.columns.iter().zip(&own).find(|(column, compiled)| target.needs(column) && compiled.is_none())
        {
            return Err(IngestError::MissingColumn {
                file: mapping.inner.source.name().to_owned(),
                table: target.name,
                column: column.name,
                headers: columns.iter().map(|(name, _)| name.clone()).collect(),
            });
        }
        rest.sort_by(|a, b| a.name.cmp(&b.name));
        let matched = columns.iter().map(|(name, sql)| Matched {
            column: name.clone(),
            from: sql.text.clone(),
            by: MatchedBy::Mapping,
        });
        let sources = own.iter().map(|compiled| compiled.as_ref().and_then(|compiled| compiled.source)).collect();
        Ok(Self {
            schema: compiler.schema,
            filter,
            deleted,
            sources,
            numbers: compiler.numbers,
            columns: own,
            identity: target.columns.iter().map(|column| target.table.identity.contains(&column.name)).collect(),
            rest,
            keeps_rest: target.table.rest.is_some(),
            absent: compiler.absent,
            matched: matched.collect(),
            used: compiler.used,
            turns: turns.clone(),
        })
    }

    /// Evaluates the expressions over the rows that the filter keeps.
    ///
    /// # Errors
    /// [`IngestError::Arrow`] when columns do not fit together.
    pub fn apply(&self, source: &SourceBatch) -> Result<Mapped, IngestError> {
        let mut batch = self.record_batch(source)?;
        let mut rows: Vec<usize> = (0..source.rows()).collect();
        let mut bad = BadRows::default();
        let mut filtered = 0;
        if let Some(filter) = &self.filter {
            let mut failed = BadRows::default();
            let keep = filter.evaluate(&batch, &self.turns, &mut failed)?;
            let keep = keep.as_boolean();
            // A row whose condition fails is neither kept nor left out: it stays, as a bad row.
            let stays: Vec<bool> =
                (0..keep.len()).map(|row| failed.contains(row) || (keep.is_valid(row) && keep.value(row))).collect();
            filtered = stays.iter().filter(|stays| !**stays).count() as u64;
            rows.retain(|row| stays[*row]);
            batch = filter_record_batch(&batch, &BooleanArray::from(stays))?;
            for (row, failure) in failed.into_rows() {
                if let Ok(position) = rows.binary_search(&row) {
                    bad.add(position, failure);
                }
            }
        }
        let mut deleted = None;
        if let Some(condition) = &self.deleted {
            let parted = self.part(condition, Rows { batch, rows, bad })?;
            (batch, rows, bad) = (parted.stays.batch, parted.stays.rows, parted.stays.bad);
            deleted = parted.deleted;
        }
        let mut columns = Vec::with_capacity(self.columns.len());
        for compiled in &self.columns {
            let evaluate = |compiled: &Compiled| compiled.evaluate(&batch, &self.turns, &mut bad);
            columns.push(compiled.as_ref().map(evaluate).transpose()?);
        }
        let mut parts = Vec::with_capacity(self.rest.len());
        for compiled in &self.rest {
            let array = compiled.evaluate(&batch, &self.turns, &mut bad)?;
            parts.push(Part { name: compiled.name.clone(), array, bare: None });
        }
        let rest = self.keeps_rest.then_some(Rest { parts, object: None });
        Ok(Mapped { columns, sources: self.sources.clone(), rest, rows, bad, filtered, deleted })
    }

    pub fn matched(&self) -> Vec<Matched> {
        self.matched.clone()
    }

    /// The columns of the target that there are expressions for, and the keys of the rest.
    pub fn has(&self, target: &Target) -> (BTreeSet<&'static str>, Option<BTreeSet<String>>) {
        let own = target.columns.iter().zip(&self.columns).filter(|(_, compiled)| compiled.is_some());
        let rest = self.rest.iter().map(|compiled| compiled.name.clone()).collect();
        (own.map(|(column, _)| column.name).collect(), Some(rest))
    }

    /// The source columns that no expression names.
    pub fn ignored(&self, header: &Header) -> Vec<String> {
        header.names.iter().filter(|name| !self.used.contains(name)).cloned().collect()
    }

    fn record_batch(&self, source: &SourceBatch) -> Result<RecordBatch, IngestError> {
        let rows = source.rows();
        let mut columns = source.columns.clone();
        columns.extend(self.absent.iter().map(|_| new_null_array(&DataType::Utf8, rows)));
        let files: StringArray = (0..rows).map(|row| Some(source.file_of(row))).collect();
        let lines: Int64Array =
            source.lines.iter().map(|line| i64::try_from(*line).unwrap_or(i64::MAX)).collect::<Vec<_>>().into();
        columns.push(Arc::new(files));
        columns.push(Arc::new(lines));
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?)
    }
}

impl Compiled {
    /// The column, null where the expression fails; those rows are noted. A failing batch is halved until the rows
    /// that fail are alone, so a few bad rows cost little.
    pub(super) fn evaluate(
        &self,
        batch: &RecordBatch,
        turns: &Turns,
        bad: &mut BadRows,
    ) -> Result<ArrayRef, IngestError> {
        let mut pieces = Vec::new();
        self.halve((batch, 0), turns, &mut pieces, bad);
        let pieces: Vec<&dyn Array> = pieces.iter().map(AsRef::as_ref).collect();
        Ok(match pieces.as_slice() {
            [] => self.nulls(batch, 0),
            [one] => one.slice(0, one.len()),
            several => concat(several)?,
        })
    }

    fn halve(
        &self,
        (batch, offset): (&RecordBatch, usize),
        turns: &Turns,
        pieces: &mut Vec<ArrayRef>,
        bad: &mut BadRows,
    ) {
        let rows = batch.num_rows();
        let result = self
            .expression
            .evaluate(batch)
            .and_then(|value| value.into_array(rows))
            .and_then(|array| Ok(plain(&array)?));
        match result {
            Ok(array) => {
                let remark = |turned: Turned| Remark {
                    row: (turned.row.1 == rows).then_some(offset + turned.row.0),
                    key: turned.turn.note(),
                    column: Some(self.name.clone()),
                    value: Some(turned.value),
                };
                bad.remarks.extend(turns.take().into_iter().map(remark));
                pieces.push(array);
            }
            Err(error) if rows <= 1 => {
                let failure = Failure::new(Rule::Mapping, |message| {
                    message.with("column", &self.name).with_message("why", first_line(&error))
                });
                bad.add(offset, failure);
                pieces.push(self.nulls(batch, rows));
                turns.take();
            }
            Err(_) => {
                let half = rows / 2;
                turns.take();
                self.halve((&batch.slice(0, half), offset), turns, pieces, bad);
                self.halve((&batch.slice(half, rows - half), offset + half), turns, pieces, bad);
            }
        }
    }

    fn nulls(&self, batch: &RecordBatch, rows: usize) -> ArrayRef {
        let own = self.expression.data_type(&batch.schema()).unwrap_or(DataType::Utf8);
        let nulls = new_null_array(&own, rows);
        plain(&nulls).unwrap_or(nulls)
    }
}

struct Compiler<'a> {
    session: &'a SessionContext,
    header: &'a Header,
    fields: Vec<Field>,
    schema: SchemaRef,
    absent: Vec<(String, Sql)>,
    used: Vec<String>,
    numbers: Vec<usize>,
}

impl<'a> Compiler<'a> {
    fn new(session: &'a SessionContext, batch: &'a SourceBatch) -> Self {
        let columns = batch.header.names.iter().zip(&batch.columns);
        let fields = columns.map(|(name, array)| Field::new(name, array.data_type().clone(), true)).collect();
        let mut compiler = Self {
            session,
            header: &batch.header,
            fields,
            schema: Arc::new(Schema::empty()),
            absent: Vec::new(),
            used: Vec::new(),
            numbers: Vec::new(),
        };
        compiler.grow();
        compiler
    }

    fn grow(&mut self) {
        let absent = self.absent.iter().map(|(name, _)| Field::new(name, DataType::Utf8, true));
        let places = [Field::new("_file", DataType::Utf8, true), Field::new("_line", DataType::Int64, true)];
        self.schema =
            Arc::new(Schema::new(self.fields.iter().cloned().chain(absent).chain(places).collect::<Vec<_>>()));
    }

    fn column(&mut self, name: &str, sql: &Sql) -> Result<Compiled, IngestError> {
        self.compile(name, sql, |expression| expression)
    }

    fn condition(&mut self, sql: &Sql) -> Result<Compiled, IngestError> {
        self.compile("where", sql, |expression| cast(expression, DataType::Boolean))
    }

    fn compile(&mut self, name: &str, sql: &Sql, finish: impl Fn(Expr) -> Expr) -> Result<Compiled, IngestError> {
        loop {
            let schema = DFSchema::try_from(Arc::clone(&self.schema)).map_err(|error| refused(name, sql, &error))?;
            let compiled = self.expression(sql, &schema).and_then(|expression| {
                let used: Vec<String> =
                    expression.column_refs().into_iter().map(|column| column.name.clone()).collect();
                let is = match &expression {
                    Expr::Column(column) => Some(column.name.clone()),
                    _ => None,
                };
                let numbers = read_as_numbers(&expression)?;
                let physical = self.session.create_physical_expr(finish(expression), &schema)?;
                Ok((physical, used, is, numbers))
            });
            let position = |name: &String| self.header.names.iter().position(|header| header == name);
            let error = match compiled {
                Ok((expression, used, is, numbers)) => {
                    self.numbers.extend(numbers.iter().filter_map(position));
                    let source = is.as_ref().and_then(position);
                    self.used.extend(used);
                    return Ok(Compiled { name: name.to_owned(), expression, source });
                }
                Err(error) => error,
            };
            let Some(missing) = missing_column(&error) else { return Err(refused(name, sql, &error)) };
            let late = matches!(self.header.layout.format, Format::JsonLines | Format::Json);
            if !late || self.absent.iter().any(|(name, _)| *name == missing) {
                let nearest = model::nearest(&missing, self.header.names.iter().map(String::as_str)).map(str::to_owned);
                return Err(IngestError::MappingSource { spot: sql.spot.clone(), name: missing, nearest });
            }
            self.absent.push((missing, sql.clone()));
            self.grow();
        }
    }

    /// The expression; text that is a header word for word is that column, whatever SQL would make of it.
    fn expression(&self, sql: &Sql, schema: &DFSchema) -> Result<Expr, DataFusionError> {
        let text = sql.text.trim();
        if self.header.names.iter().any(|name| name == text) {
            return Ok(ident(text));
        }
        let number = self.session.state().scalar_functions().get("number").cloned();
        let expression = self.session.parse_sql_expr(text, schema)?;
        let rewritten = expression.transform_up(|expression| {
            let (Expr::ScalarFunction(mut call), Some(number)) = (expression.clone(), number.as_ref()) else {
                return Ok(Transformed::no(expression));
            };
            let is_text = |argument: &Expr| argument.get_type(schema).is_ok_and(|own| own.is_string());
            if call.func.name() == "number" && call.args.len() == 1 {
                return Ok(Transformed::yes(number_of(number, call.args.swap_remove(0))));
            }
            if !NUMERIC.contains(&call.func.name()) || !call.args.first().is_some_and(is_text) {
                return Ok(Transformed::no(expression));
            }
            call.args[0] = number_of(number, call.args[0].clone());
            Ok(Transformed::yes(Expr::ScalarFunction(call)))
        });
        // Some functions, `coalesce` among them, exist only as what they are simplified to.
        let state = self.session.state();
        let context = SimplifyContext::builder()
            .with_schema(Arc::new(schema.clone()))
            .with_config_options(Arc::clone(state.config_options()))
            .build();
        let simplifier = ExprSimplifier::new(context);
        simplifier.simplify(simplifier.coerce(rewritten?.data, schema)?)
    }
}

/// The columns of the source that are arguments of `number`.
fn read_as_numbers(expression: &Expr) -> Result<Vec<String>, DataFusionError> {
    let mut columns = Vec::new();
    expression.apply(|part| {
        if let Expr::ScalarFunction(call) = part
            && call.func.name() == "number"
            && let Some(Expr::Column(column)) = call.args.first()
        {
            columns.push(column.name.clone());
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(columns)
}

fn missing_column(error: &DataFusionError) -> Option<String> {
    match error.find_root() {
        DataFusionError::SchemaError(error, _) => match error.as_ref() {
            SchemaError::FieldNotFound { field, .. } => Some(field.name.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn refused(column: &str, sql: &Sql, error: &DataFusionError) -> IngestError {
    IngestError::MappingExpression { spot: sql.spot.clone(), column: column.to_owned(), why: first_line(error) }
}

/// What an error of DataFusion says, without where in DataFusion it came from.
pub fn first_line(error: &DataFusionError) -> Message {
    if let Some(said) = Said::of(error) {
        return said.clone();
    }
    let why = |why: &str| Message::new("ingest.sql.why").with("why", why);
    let root = error.find_root();
    if let DataFusionError::SQL(error, _) = root
        && let ParserError::ParserError(said) | ParserError::TokenizerError(said) = error.as_ref()
    {
        return why(said);
    }
    let said = root.strip_backtrace();
    if said.contains("Physical plan does not support logical expression") {
        return Message::new("ingest.error.one_row");
    }
    let said = said.find("No function matches").map_or(said.as_str(), |from| &said[from..]);
    let said = said.lines().next().unwrap_or_default().replace("datafusion.public.", "");
    let beginnings = ["Error during planning: ", "Execution error: ", "Arrow error: ", "Cast error: "];
    let mut said = said.as_str();
    while let Some(rest) = beginnings.iter().find_map(|beginning| said.strip_prefix(beginning)) {
        said = rest;
    }
    why(said)
}
