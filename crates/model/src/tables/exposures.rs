use super::{CUSTOMER_ALIASES, required};
use crate::{Kind, Table};

/// One row per customer and experiment: the first time they saw a variant of it.
pub static EXPOSURES: Table = Table {
    name: "exposures",
    identity: &["experiment", "customer_id"],
    time: Some("exposed_at"),
    rest: None,
    columns: &[
        required(
            "experiment",
            Kind::Text,
            &["experiment_id", "experiment_key", "experiment_name", "test", "feature_flag", "flag_key"],
        ),
        required("customer_id", Kind::CustomerId, CUSTOMER_ALIASES),
        required(
            "variant",
            Kind::Text,
            &["variation", "variant_id", "variant_name", "variation_id", "variation_name", "arm", "treatment", "group"],
        ),
        required(
            "exposed_at",
            Kind::Time,
            &[
                "first_exposed_at",
                "first_exposure",
                "exposure_time",
                "assigned_at",
                "timestamp",
                "ts",
                "time",
                "date",
                "created_at",
            ],
        ),
    ],
};
