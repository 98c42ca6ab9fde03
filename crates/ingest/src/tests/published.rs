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
        (
            "ravenstack_churn_events.csv",
            "churn_event_id,account_id,churn_date,reason_code,refund_amount_usd,preceding_upgrade_flag,preceding_downgrade_flag,is_reactivation,feedback_text\nC-1,A-1,2024-10-27,pricing,4.03,False,False,False,switched to competitor\n",
        ),
        (
            "hillstrom.csv",
            "recency,history_segment,history,mens,womens,zip_code,newbie,channel,segment,visit,conversion,spend\n10,2) $100 - $200,142.44,1,0,Surburban,0,Phone,Womens E-Mail,0,0,0\n6,3) $200 - $350,329.08,1,1,Rural,1,Web,No E-Mail,1,1,29.99\n",
        ),
        (
            "ecom.csv",
            "user_id,session_id,event,timestamp,platform,acquisition_channel,user_cohort,user_lifecycle\nuser_0000,sess_000001,home,2024-03-13 10:21:14,desktop,email,2024-01,returning\n",
        ),
        (
            "Telco-Customer-Churn.csv",
            "customerID,gender,SeniorCitizen,Partner,Dependents,tenure,PhoneService,MultipleLines,InternetService,OnlineSecurity,OnlineBackup,DeviceProtection,TechSupport,StreamingTV,StreamingMovies,Contract,PaperlessBilling,PaymentMethod,MonthlyCharges,TotalCharges,Churn\n7590-VHVEG,Female,0,Yes,No,34,No,No phone service,DSL,No,Yes,No,No,No,No,Month-to-month,Yes,Electronic check,29.85,29.85,Yes\n",
        ),
        ("organization_data.csv", "id,created_at,name\n370326104793,2020-02-13 22:45:02,name1\n"),
        (
            "user_data.csv",
            "id,created_at,email,locale,name,organization_id,phone,role,time_zone\n403958466973,2020-02-26 22:55:12,example@email.com,en-US,John Doe,370326104793,,end-user,London\n403959218893,2020-02-26 23:18:06,agent@email.com,en-US,Jane Doe,,,agent,London\n",
        ),
        (
            "ticket_data.csv",
            "id,assignee_id,created_at,priority,requester_id,status,type,via_channel\n1595,,2020-02-19 01:54:52,,396331237134,deleted,incident,web\n16988,418284131934,2020-12-22 00:19:23,,1500656884401,solved,,email\n",
        ),
        (
            "ticket_comment_data.csv",
            "id,created,public,ticket_id,user_id\n1,2020-12-22 00:19:23,TRUE,16988,1500656884401\n2,2020-12-22 01:00:00,TRUE,16988,418284131934\n",
        ),
        (
            "ticket_field_history_data.csv",
            "field_name,ticket_id,updated,user_id,value\nstatus,16988,2020-12-23 10:00:00,,solved\nstatus,16988,2020-12-24 10:00:00,1500656884401,open\npriority,16988,2020-12-24 10:00:00,418284131934,high\n",
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
        ("ravenstack/accounts.yaml", "ravenstack_accounts.csv", "accounts", &["account_id", "size"], "A-1|9"),
        (
            "ravenstack/churn_events.yaml",
            "ravenstack_churn_events.csv",
            "events",
            &["event_id", "customer_id", "name"],
            "C-1|A-1|churned",
        ),
        (
            "jaffle_shop/payments.yaml",
            "raw_payments.csv",
            "payments",
            &["payment_id", "customer_id", "paid_at", "amount", "recurring"],
            "1|1|2018-01-01T00:00:00Z|10.0000|false",
        ),
        ("hillstrom/customers.yaml", "hillstrom.csv", "customers", &["customer_id", "source_line"], "1|2"),
        ("hillstrom/exposures.yaml", "hillstrom.csv", "exposures", &["customer_id", "variant"], "1|Womens E-Mail"),
        ("hillstrom/events.yaml", "hillstrom.csv", "events", &["customer_id", "name"], "2|visit"),
        ("hillstrom/orders.yaml", "hillstrom.csv", "orders", &["customer_id", "amount"], "2|29.9900"),
        (
            "retentioneering_ecom/events.yaml",
            "ecom.csv",
            "events",
            &["customer_id", "ts", "name", "session_id", "channel"],
            "user_0000|2024-03-13T10:21:14Z|home|sess_000001|email",
        ),
        (
            "telco/customers.yaml",
            "Telco-Customer-Churn.csv",
            "customers",
            &["customer_id", "created_at", "plan"],
            "7590-VHVEG|2017-03-01T00:00:00Z|Month-to-month",
        ),
        (
            "telco/subscriptions.yaml",
            "Telco-Customer-Churn.csv",
            "subscription_changes",
            &["customer_id", "at", "status", "amount"],
            "7590-VHVEG|2017-03-01T00:00:00Z|active|29.8500",
        ),
        (
            "zendesk_seeds/accounts.yaml",
            "organization_data.csv",
            "accounts",
            &["account_id", "name"],
            "370326104793|name1",
        ),
        (
            "zendesk_seeds/customers.yaml",
            "user_data.csv",
            "customers",
            &["customer_id", "account_id"],
            "403958466973|370326104793",
        ),
        ("zendesk_seeds/tickets.yaml", "ticket_data.csv", "tickets", &["ticket_id", "channel"], "16988|email"),
        (
            "zendesk_seeds/ticket_replies.yaml",
            "ticket_comment_data.csv",
            "ticket_changes",
            &["ticket_id", "kind", "at", "public"],
            "16988|reply|2020-12-22T01:00:00Z|true",
        ),
        (
            "zendesk_seeds/ticket_changes.yaml",
            "ticket_field_history_data.csv",
            "ticket_changes",
            &["kind", "at", "author_is_human"],
            "resolved|2020-12-23T10:00:00Z|false",
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
