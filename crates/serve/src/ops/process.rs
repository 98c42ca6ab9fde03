//! The figures of the process itself, read from `/proc` when they are asked for. Elsewhere than on Linux there are none.

use std::fmt;
use std::fs;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeMetric};
use prometheus_client::metrics::counter::ConstCounter;
use prometheus_client::metrics::gauge::ConstGauge;

/// Bytes of a page, and ticks of the processor's clock in a second: what Linux tells programs on all machines it is built for.
const PAGE: u64 = 4096;
const TICKS: f64 = 100.0;

/// Reads the process's figures.
#[derive(Debug)]
pub(super) struct Process;

impl Collector for Process {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        if let Some((virtual_bytes, resident_bytes)) = memory() {
            let mut gauge = |name, help, value: u64| {
                let gauge = ConstGauge::new(i64::try_from(value).unwrap_or(i64::MAX));
                gauge.encode(encoder.encode_descriptor(name, help, None, gauge.metric_type())?)
            };
            gauge("process_virtual_memory_bytes", "Bytes of memory that the process may name", virtual_bytes)?;
            gauge("process_resident_memory_bytes", "Bytes of memory that the process has", resident_bytes)?;
        }
        if let Ok(open) = fs::read_dir("/proc/self/fd") {
            let gauge = ConstGauge::new(i64::try_from(open.count()).unwrap_or(i64::MAX));
            let help = "Files and connections that the process has open";
            gauge.encode(encoder.encode_descriptor("process_open_fds", help, None, gauge.metric_type())?)?;
        }
        if let Some(seconds) = processor() {
            let counter = ConstCounter::new(seconds);
            let help = "Seconds of the processors that the process has used";
            counter.encode(encoder.encode_descriptor("process_cpu_seconds", help, None, counter.metric_type())?)?;
        }
        Ok(())
    }
}

/// Bytes that the process may name, and that it has.
fn memory() -> Option<(u64, u64)> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    let mut pages = text.split_ascii_whitespace().map_while(|pages| pages.parse::<u64>().ok());
    Some((pages.next()? * PAGE, pages.next()? * PAGE))
}

/// Seconds of the processors, the process's own and those the system spent for it.
#[expect(clippy::cast_precision_loss, reason = "a process does not run for 2^53 ticks")]
fn processor() -> Option<f64> {
    let text = fs::read_to_string("/proc/self/stat").ok()?;
    // The name comes second, in brackets, and may have spaces.
    let fields: Vec<_> = text.rsplit_once(')')?.1.split_ascii_whitespace().collect();
    let ticks = |at: usize| fields.get(at)?.parse::<u64>().ok();
    Some((ticks(11)? + ticks(12)?) as f64 / TICKS)
}
