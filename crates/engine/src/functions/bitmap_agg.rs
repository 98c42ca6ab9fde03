//! `bitmap_agg(customer_key)`: the set of customers of a group, as a serialized Roaring bitmap.
//!
//! Both phases exchange the same serialized form, so partial sets made on any partition or machine are united
//! exactly; nulls join no set.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BinaryArray, BooleanArray};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Int32Type};
use datafusion::common::{DataFusionError, Result, ScalarValue};
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{
    Accumulator, AggregateUDF, AggregateUDFImpl, EmitTo, GroupsAccumulator, Signature, Volatility,
};
use roaring::RoaringBitmap;

/// The aggregate function, to be registered in a session.
#[must_use]
pub fn bitmap_agg() -> AggregateUDF {
    AggregateUDF::from(BitmapAgg { signature: Signature::exact(vec![DataType::Int32], Volatility::Immutable) })
}

/// Reads a set that `bitmap_agg` made.
///
/// # Errors
/// [`DataFusionError`] when the bytes are no serialized bitmap.
pub fn read_bitmap(bytes: &[u8]) -> Result<RoaringBitmap> {
    RoaringBitmap::deserialize_from(bytes).map_err(|error| DataFusionError::External(Box::new(error)))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct BitmapAgg {
    signature: Signature,
}

impl AggregateUDFImpl for BitmapAgg {
    fn name(&self) -> &'static str {
        "bitmap_agg"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Binary)
    }

    fn state_fields(&self, args: StateFieldsArgs) -> Result<Vec<FieldRef>> {
        Ok(vec![Arc::new(Field::new(format!("{}[set]", args.name), DataType::Binary, true))])
    }

    fn accumulator(&self, _args: AccumulatorArgs) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(OneSet::default()))
    }

    fn groups_accumulator_supported(&self, _args: AccumulatorArgs) -> bool {
        true
    }

    fn create_groups_accumulator(&self, _args: AccumulatorArgs) -> Result<Box<dyn GroupsAccumulator>> {
        Ok(Box::new(ManySets::default()))
    }
}

#[derive(Debug, Default)]
struct OneSet(RoaringBitmap);

impl Accumulator for OneSet {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.0.extend(values[0].as_primitive::<Int32Type>().iter().flatten().map(i32::cast_unsigned));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for bytes in states[0].as_binary::<i32>().iter().flatten() {
            self.0 |= read_bitmap(bytes)?;
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Binary(Some(write(&self.0)?)))
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

#[derive(Debug, Default)]
struct ManySets(Vec<RoaringBitmap>);

impl GroupsAccumulator for ManySets {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        groups: &[usize],
        filter: Option<&BooleanArray>,
        total: usize,
    ) -> Result<()> {
        self.0.resize_with(total, RoaringBitmap::new);
        let keys = values[0].as_primitive::<Int32Type>();
        for (row, &group) in groups.iter().enumerate() {
            if keys.is_valid(row) && passes(filter, row) {
                self.0[group].insert(keys.value(row).cast_unsigned());
            }
        }
        Ok(())
    }

    fn merge_batch(&mut self, values: &[ArrayRef], groups: &[usize], total: usize) -> Result<()> {
        self.0.resize_with(total, RoaringBitmap::new);
        let states = values[0].as_binary::<i32>();
        for (row, &group) in groups.iter().enumerate() {
            if states.is_valid(row) {
                self.0[group] |= read_bitmap(states.value(row))?;
            }
        }
        Ok(())
    }

    fn evaluate(&mut self, emit: EmitTo) -> Result<ArrayRef> {
        let sets = emit.take_needed(&mut self.0);
        let bytes = sets.iter().map(write).collect::<Result<Vec<_>>>()?;
        Ok(Arc::new(BinaryArray::from_iter_values(bytes)))
    }

    fn state(&mut self, emit: EmitTo) -> Result<Vec<ArrayRef>> {
        Ok(vec![self.evaluate(emit)?])
    }

    fn convert_to_state(&self, values: &[ArrayRef], filter: Option<&BooleanArray>) -> Result<Vec<ArrayRef>> {
        let keys = values[0].as_primitive::<Int32Type>();
        let mut sets = Vec::with_capacity(keys.len());
        for row in 0..keys.len() {
            let mut set = RoaringBitmap::new();
            if keys.is_valid(row) && passes(filter, row) {
                set.insert(keys.value(row).cast_unsigned());
            }
            sets.push(write(&set)?);
        }
        Ok(vec![Arc::new(BinaryArray::from_iter_values(sets))])
    }

    fn size(&self) -> usize {
        self.0.len() * size_of::<RoaringBitmap>()
    }
}

fn passes(filter: Option<&BooleanArray>, row: usize) -> bool {
    filter.is_none_or(|filter| filter.is_valid(row) && filter.value(row))
}

fn write(set: &RoaringBitmap) -> Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(set.serialized_size());
    set.serialize_into(&mut bytes).map_err(|error| DataFusionError::External(Box::new(error)))?;
    Ok(bytes)
}
