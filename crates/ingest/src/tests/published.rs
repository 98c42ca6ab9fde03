//! The mappings of the examples over rows in the words of the data sets they are for.

use super::*;

fn example(mapping: &str, file: &Path) -> Request {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/mappings").join(mapping);
    let mapping = crate::load_mapping(&path).unwrap_or_else(|error| panic!("{mapping}: {error}"));
    Request { mapping: Some(mapping.clone()), ..request(mapping.table(), file) }
}

#[test]
fn every_example_mapping_fits_its_data_set() {
    let folder = Folder::new("published");
    let subscriptions = "subscription_id,account_id,start_date,end_date,plan_tier,seats,mrr_amount,arr_amount,is_trial,upgrade_flag,downgrade_flag,churn_flag,billing_frequency,auto_renew_flag\nS-1,A-1,2023-12-23,2024-04-12,Enterprise,14,2786,33432,False,False,False,True,monthly,True\nS-2,A-2,2024-06-11,,Pro,17,833,9996,True,False,False,False,monthly,True\n";
    let files = [
        ("cdnow_full_transactions.csv", "customer_id,date,number_of_cds,dollar_value\n00001,19970101,1,11.77\n"),
        ("raw_customers.csv", "id,first_name,last_name\n1,Michael,P.\n"),
        ("raw_orders.csv", "id,user_id,order_date,status\n1,1,2018-01-01,returned\n"),
        ("raw_payments.csv", "id,order_id,payment_method,amount\n1,1,credit_card,1000\n"),
        (
            "subscription_periods.csv",
            "subscription_id,customer_id,start_date,end_date,monthly_amount\n1,1,2018-11-01,2019-02-01,50\n",
        ),
        (
            "ravenstack_accounts.csv",
            "account_id,account_name,industry,country,signup_date,referral_source,plan_tier,seats,is_trial,churn_flag\nA-1,Company_0,EdTech,US,2024-10-16,partner,Basic,9,False,False\n",
        ),
        ("ravenstack_subscriptions.csv", subscriptions),
        (
            "ravenstack_feature_usage.csv",
            "usage_id,subscription_id,usage_date,feature_name,usage_count,usage_duration_secs,error_count,is_beta_feature\nU-1,S-1,2023-07-27,feature_20,9,5004,0,False\n",
        ),
        (
            "ravenstack_support_tickets.csv",
            "ticket_id,account_id,submitted_at,closed_at,resolution_time_hours,priority,first_response_time_minutes,satisfaction_score,escalation_flag\nT-1,A-1,2023-07-27,2023-07-28 03:00:00,27.0,high,74,,False\n",
        ),
    ];
    for (name, text) in files {
        folder.file(name, text);
    }
    for (mapping, file, table, columns, expected) in [
        (
            "cdnow/orders.yaml",
            "cdnow_full_transactions.csv",
            "orders",
            &["customer_id", "ordered_at", "amount"][..],
            "00001|1997-01-01T00:00:00Z|11.7700",
        ),
        ("jaffle_shop/customers.yaml", "raw_customers.csv", "customers", &["customer_id", "name"], "1|Michael P."),
        ("jaffle_shop/orders.yaml", "raw_orders.csv", "orders", &["order_id", "amount", "status"], "1|10.0000|paid"),
        (
            "mrr_playbook/subscriptions.yaml",
            "subscription_periods.csv",
            "subscription_changes",
            &["subscription_id", "status", "amount"],
            "1|active|50.0000",
        ),
        (
            "ravenstack/customers.yaml",
            "ravenstack_accounts.csv",
            "customers",
            &["customer_id", "company_size"],
            "A-1|9",
        ),
        (
            "ravenstack/subscriptions.yaml",
            "ravenstack_subscriptions.csv",
            "subscription_changes",
            &["subscription_id", "status", "quantity"],
            "S-1|active|14.0000",
        ),
        (
            "ravenstack/events.yaml",
            "ravenstack_feature_usage.csv",
            "events",
            &["event_id", "customer_id", "duration_ms", "source_line"],
            "U-1/S-1|A-1|5004000|2",
        ),
        (
            "ravenstack/tickets.yaml",
            "ravenstack_support_tickets.csv",
            "ticket_changes",
            &["kind", "at"],
            "reply|2023-07-27T01:14:00Z",
        ),
    ] {
        let (report, kept) =
            run(&example(mapping, &folder.0.join(file))).unwrap_or_else(|error| panic!("{mapping}: {error}"));
        assert_eq!(
            kept.rows(table, columns).first().map(String::as_str),
            Some(expected),
            "{mapping} {:?}",
            kept.rejects
        );
        assert_eq!(report.quarantined, 0, "{mapping}");
    }
}
