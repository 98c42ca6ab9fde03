//! Two ids, and whether what is done with them is only looked at or done without asking.

#[derive(clap::Args)]
pub struct Pair {
    #[arg(value_name = "ID")]
    pub a: String,
    #[arg(value_name = "ID")]
    pub b: String,
    #[arg(long)]
    pub preview: bool,
    #[arg(short, long)]
    pub yes: bool,
}
