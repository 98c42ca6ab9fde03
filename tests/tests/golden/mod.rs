//! Published numbers on the real data sets that may lie beside the checkout, in `../shared`. Ignored unless asked
//! for (`make golden`), because the data sets are not ours to commit.

mod mrr;
