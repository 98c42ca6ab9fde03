//! Has joins let others run: one that makes many rows of few is never out of input, so it would keep its thread until the last of
//! them, and a question that nobody waits for any more would go on.

use std::sync::Arc;

use datafusion::common::Result;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::coop::CooperativeExec;

/// Steps of a plan that can make any number of rows of what they hold already.
const MULTIPLYING: [&str; 5] =
    ["CrossJoinExec", "NestedLoopJoinExec", "HashJoinExec", "SortMergeJoinExec", "UnnestExec"];

/// Puts a step that yields above each of them.
#[derive(Debug)]
pub struct Yielding;

impl PhysicalOptimizerRule for Yielding {
    fn name(&self) -> &str {
        "yielding"
    }

    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let wrapped = plan.transform_up(|step| {
            let multiplies = MULTIPLYING.contains(&step.name());
            Ok(if multiplies { Transformed::yes(Arc::new(CooperativeExec::new(step))) } else { Transformed::no(step) })
        });
        Ok(wrapped?.data)
    }

    fn schema_check(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use datafusion::execution::session_state::SessionStateBuilder;
    use datafusion::prelude::{SessionConfig, SessionContext};

    use super::*;

    /// On the one thread of this test nothing else runs until the join lets it.
    #[tokio::test]
    async fn a_join_without_an_end_can_be_given_up() {
        let state = SessionStateBuilder::new()
            .with_config(SessionConfig::new().with_target_partitions(1))
            .with_default_features()
            .with_physical_optimizer_rule(Arc::new(Yielding))
            .build();
        let session = SessionContext::new_with_state(state);
        let endless = "select count(*) from generate_series(1, 9000000) a, generate_series(1, 9000000) b where (a.value * b.value) % 7 = 3";
        let rows = session.sql(endless).await.unwrap().collect();
        assert!(tokio::time::timeout(Duration::from_millis(200), rows).await.is_err());
    }
}
