//! Calls of every kind through the running service: what they become, and when questions see it.

use serde_json::json;

use super::server::{Server, workspace};

#[test]
fn questions_see_what_was_acknowledged_before_they_were_asked() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = workspace(folder.path());
    let server = Server::start(&workspace);
    let batch = json!({ "batch": [
        { "type": "page", "messageId": "1", "anonymousId": "v1", "name": "Home",
          "context": { "campaign": { "source": "ads", "medium": "cpc", "name": "spring" } } },
        { "type": "identify", "messageId": "2", "anonymousId": "v1", "userId": "ann", "traits": { "plan": "pro", "email": "ann@example.com" } },
        { "type": "track", "messageId": "3", "userId": "ann", "event": "Bought", "properties": { "total": 9.9 } },
        { "type": "group", "messageId": "4", "userId": "ann", "groupId": "acme", "traits": { "name": "Acme" } },
        { "type": "screen", "messageId": "5", "userId": "bob", "name": "Cart" },
        { "type": "alias", "messageId": "6", "userId": "robert", "previousId": "bob" },
        { "type": "track", "messageId": "7", "userId": "ann" } ] });
    assert_eq!(server.post("/v1/batch", &batch), Some(200));
    assert_eq!(server.post("/v1/batch", &batch), Some(200));
    assert!(server.get("/api/status").is_some());

    let events =
        "select event_id, name, customer_id, anonymous_id, previous_id, source, campaign from events order by event_id";
    let rows = Server::sql(&workspace, events);
    let told: Vec<_> =
        rows.iter().map(|row| (row["event_id"].as_str().unwrap(), row["name"].as_str().unwrap())).collect();
    assert_eq!(
        told,
        [("1", "page"), ("2", "identify"), ("3", "Bought"), ("4", "group"), ("5", "screen"), ("6", "alias")]
    );
    assert_eq!((&rows[0]["source"], &rows[0]["campaign"]), (&json!("ads"), &json!("spring")));
    let customers = Server::sql(&workspace, "select customer_id, account_id, plan, email from customers");
    assert_eq!(
        customers,
        [json!({ "customer_id": "ann", "account_id": "acme", "plan": "pro", "email": "ann@example.com" })]
    );
    let accounts = Server::sql(&workspace, "select account_id, name from accounts");
    assert_eq!(accounts, [json!({ "account_id": "acme", "name": "Acme" })]);
    // The visitor is the customer, and so is who was called otherwise before.
    let known = Server::sql(&workspace, "select count(distinct customer_key) as customers from events");
    assert_eq!(known[0]["customers"], 2);

    // Later calls change what they speak of, also after a restart, and what came before stays known.
    server.stop();
    let server = Server::start(&workspace);
    assert_eq!(server.post("/v1/batch", &batch), Some(200));
    let identify = json!({ "messageId": "8", "userId": "ann", "traits": { "plan": "team", "seats": 5 } });
    assert_eq!(server.post("/v1/i", &identify), Some(200));
    server.stop();
    let customers = Server::sql(&workspace, "select plan, email, account_id, attributes from customers");
    let expected =
        json!({ "plan": "team", "email": "ann@example.com", "account_id": "acme", "attributes": "{\"seats\":5}" });
    assert_eq!(customers, [expected]);
    assert_eq!(Server::sql(&workspace, "select count(*) as events from events")[0]["events"], 7);
}
