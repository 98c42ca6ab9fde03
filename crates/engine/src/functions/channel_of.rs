//! `channel_of(channel, source, medium, campaign, referrer)`: the channel as it was delivered, else by the workspace's rules.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use catalog::{Settings, Touch};
use datafusion::arrow::array::{Array, AsArray, StringArray, StringBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};

/// The function under these settings; null where nothing is known or no rule matches.
#[must_use]
pub fn channel_of(settings: Arc<Settings>) -> ScalarUDF {
    let signature = Signature::new(TypeSignature::Exact(vec![DataType::Utf8; 5]), Volatility::Immutable);
    ScalarUDF::from(ChannelOf { settings, signature })
}

#[derive(Debug)]
struct ChannelOf {
    settings: Arc<Settings>,
    signature: Signature,
}

impl PartialEq for ChannelOf {
    fn eq(&self, other: &Self) -> bool {
        self.settings.channels == other.settings.channels
    }
}

impl Eq for ChannelOf {}

impl Hash for ChannelOf {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.settings.channels.rules.len().hash(state);
    }
}

impl ScalarUDFImpl for ChannelOf {
    fn name(&self) -> &'static str {
        "channel_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let mut arrays = Vec::with_capacity(args.args.len());
        for argument in &args.args {
            arrays.push(argument.to_array(args.number_rows)?);
        }
        let texts: Vec<&StringArray> = arrays.iter().filter_map(|array| array.as_string_opt()).collect();
        let [channels, sources, media, campaigns, referrers] = texts.as_slice() else {
            return exec_err!("channel_of takes a channel, a source, a medium, a campaign and a referrer");
        };
        // Many rows come from few touches: each is held against the rules once.
        let mut known: HashMap<Touch<'_>, Option<&str>> = HashMap::new();
        let mut told = StringBuilder::new();
        for row in 0..args.number_rows {
            let delivered = text(channels, row);
            told.append_option(delivered.or_else(|| {
                let touch = Touch {
                    source: text(sources, row),
                    medium: text(media, row),
                    campaign: text(campaigns, row),
                    referrer: text(referrers, row),
                };
                *known.entry(touch).or_insert_with(|| self.settings.channels.channel(touch))
            }));
        }
        Ok(ColumnarValue::Array(Arc::new(told.finish())))
    }
}

/// A text that says something.
fn text(array: &StringArray, row: usize) -> Option<&str> {
    array.is_valid(row).then(|| array.value(row)).filter(|text| !text.is_empty())
}
