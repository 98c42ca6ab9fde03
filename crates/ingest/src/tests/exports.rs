//! Exports as common tools write them, read by their headers alone.

use model::Rule;

use super::*;

#[test]
fn exports_of_common_tools_are_known_by_their_headers() {
    let folder = Folder::new("exports");
    for (table, text, columns, expected) in [
        (
            // HubSpot, companies.
            "accounts",
            "Record ID,Company name,Company owner,Industry,Number of Employees,Country/Region,Lifecycle Stage\n\
             0081,Acme,ann,Retail,50,DE,customer\n",
            &["account_id", "name", "owner", "size", "country", "attributes"][..],
            r#"0081|Acme|ann|50|DE|{"Lifecycle Stage":"customer"}"#,
        ),
        (
            // Salesforce, field history.
            "customer_changes",
            "ContactId,Field,OldValue,NewValue,CreatedDate\n003A,plan,Basic,Pro,2024-03-01T09:00:00Z\n",
            &["customer_id", "attribute", "old_value", "new_value", "at"],
            "003A|plan|Basic|Pro|2024-03-01T09:00:00Z",
        ),
        (
            // Salesforce, leads.
            "leads",
            "Id,CreatedDate,LeadSource,ConvertedDate,ConvertedContactId,Company\n\
             00Q1,2024-03-01T09:00:00Z,Web,2024-04-01,003A,Acme\n",
            &["lead_id", "created_at", "source", "converted_at", "customer_id", "attributes"],
            r#"00Q1|2024-03-01T09:00:00Z|Web|2024-04-01T00:00:00Z|003A|{"Company":"Acme"}"#,
        ),
        (
            // Stripe, payments.
            "payments",
            "id,Created date (UTC),Amount,Currency,Customer ID,Status,Taxes\n\
             ch_1,2024-03-01 09:00:00,119.00,eur,cus_1,Paid,19.00\n",
            &["payment_id", "invoiced_at", "amount", "tax", "currency", "customer_id", "status"],
            "ch_1|2024-03-01T09:00:00Z|119.0000|19.0000|EUR|cus_1|paid",
        ),
        (
            "survey_invitations",
            "invite_id,sent_date,user_id,survey_type\ni1,2024-03-01,u1,NPS\n",
            &["invitation_id", "sent_at", "customer_id", "kind"],
            "i1|2024-03-01T00:00:00Z|u1|nps",
        ),
        (
            "social_interactions",
            "comment_id,created_time,platform,type,user_id,body\nf1,2024-03-01T09:00:00+0000,facebook,Comment,,Nice!\n",
            &["interaction_id", "ts", "network", "kind", "customer_id", "text"],
            "f1|2024-03-01T09:00:00Z|facebook|comment|-|Nice!",
        ),
        (
            "costs",
            "id,day,customer,cost_type,cost\nk1,2024-03-01,c1,hosting,0.42\nk2,2024-03-01,,hosting,-7\n",
            &["cost_id", "date", "customer_id", "category", "amount"],
            "k1|2024-03-01|c1|hosting|0.4200",
        ),
        (
            "exposures",
            "experiment_id,user_id,variation_id,timestamp\nnew-checkout,u1,1,2024-03-01T09:00:00Z\n",
            &["experiment", "customer_id", "variant", "exposed_at"],
            "new-checkout|u1|1|2024-03-01T09:00:00Z",
        ),
    ] {
        let (report, kept) = run(&request(table, &folder.file(&format!("{table}.csv"), text)))
            .unwrap_or_else(|error| panic!("{table}: {error}"));
        assert_eq!(kept.rows(table, columns).first().map(String::as_str), Some(expected), "{table}");
        assert_eq!(report.quarantined, 0, "{table}: {:?}", kept.rejects);
    }
}

#[test]
fn what_is_agreed_for_later_has_a_span_of_its_own_and_what_ends_does_not_end_first() {
    let folder = Folder::new("agreed");
    let accounts = "account_id,contract_start,renewal_date\n\
        a1,2026-06-01,2036-06-01\n\
        a2,1969-12-31,2030-01-01\n\
        a3,2024-01-01,2201-01-01\n\
        a4,2024-06-01,2024-05-31\n\
        a5,,2024-05-31\n";
    let (_, kept) = run(&request("accounts", &folder.file("a.csv", accounts))).unwrap();
    assert_eq!(kept.rows("accounts", &["account_id"]), ["a1", "a5"]);
    assert_eq!(kept.rules(), [(3, Rule::TimeRange), (4, Rule::TimeRange), (5, Rule::EndBeforeStart)]);

    let customers = "customer_id,birth_date\nc1,1900-01-01\nc2,1899-12-31\nc3,2026-01-02\nc4,2025-12-31\n";
    let (_, kept) = run(&request("customers", &folder.file("c.csv", customers))).unwrap();
    assert_eq!(kept.rows("customers", &["customer_id"]), ["c1", "c4"]);
    assert_eq!(kept.rules(), [(3, Rule::TimeRange), (4, Rule::TimeRange)]);

    let leads = "lead_id,created_at,qualified_at,disqualified_at,converted_at\n\
        l1,2024-03-01,2024-03-01,,2024-03-05\n\
        l2,2024-03-01,2024-02-29,,\n\
        l3,2024-03-01,,2024-02-29,\n\
        l4,2024-03-01,,,2024-02-29\n";
    let (_, kept) = run(&request("leads", &folder.file("l.csv", leads))).unwrap();
    assert_eq!(kept.rows("leads", &["lead_id"]), ["l1"]);
    assert_eq!(kept.rules(), [3, 4, 5].map(|line| (line, Rule::EndBeforeStart)));
}

#[test]
fn a_ticket_that_was_reopened_has_a_change_for_it() {
    let folder = Folder::new("reopened");
    let text = "id,requester_id,created_at,first_reply_at,solved_at,reopened_at,satisfaction_rating\n\
        7,u1,2024-01-01T08:00:00Z,2024-01-01T09:00:00Z,2024-01-05T08:00:00Z,2024-01-03T08:00:00Z,5\n\
        8,u2,2024-01-01T08:00:00Z,,,2023-12-31T08:00:00Z,\n";
    let (_, kept) = run(&request("tickets", &folder.file("t.csv", text))).unwrap();
    assert_eq!(
        kept.rows("ticket_changes", &["kind", "at"]),
        ["reply|2024-01-01T09:00:00Z", "resolved|2024-01-05T08:00:00Z", "reopened|2024-01-03T08:00:00Z"]
    );
    assert_eq!(
        kept.rows("survey_responses", &["customer_id", "score", "answered_at"]),
        ["u1|5.0000|2024-01-05T08:00:00Z"]
    );
    assert_eq!(kept.rules(), [(3, Rule::EndBeforeStart)]);
}
