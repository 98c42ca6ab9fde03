//! One customer from every side, checked against rows that can be counted on paper.

use std::collections::BTreeSet;

use catalog::Settings;
use engine::{CustomerQuery, CustomerView, Engine, ListQuery, Standing, Subject};
use jiff::civil::date;
use lake::OutsideId;
use model::Language;
use serde_json::{Map, Value, json};

use crate::checkout;
use crate::company::{Company, at, block_on};

const NOW: &str = "2024-06-01";

fn objects<const N: usize>(rows: [Value; N]) -> Vec<Map<String, Value>> {
    rows.into_iter().map(|row| row.as_object().unwrap().clone()).collect()
}

/// Ann of acme did a little of everything; Bob of acme only subscribed; Cho was never more than a lead.
async fn company() -> Company {
    let mut company = Company::new(Settings { gross_margin: Some("0.5".to_owned()), ..Settings::default() }).await;
    let early = at("2024-05-01");
    let tables: [(&str, Vec<Map<String, Value>>); 13] = [
        ("accounts", objects([json!({ "account_id": "acme", "name": "Acme Ltd", "plan": "gold" })])),
        (
            "customers",
            objects([
                json!({ "customer_id": "ann", "account_id": "acme", "name": "Ann Lee", "email": "ann@acme.test", "plan": "pro", "created_at": "2024-01-02", "shoe": "38" }),
                json!({ "customer_id": "bob", "account_id": "acme", "name": "Bob Ray", "plan": "basic" }),
                json!({ "customer_id": "cho", "name": "Cho" }),
            ]),
        ),
        (
            "leads",
            objects([json!({ "lead_id": "l1", "customer_id": "cho", "created_at": "2024-03-01", "source": "fair" })]),
        ),
        (
            "events",
            objects([
                json!({ "event_id": "e1", "customer_id": "ann", "ts": "2024-01-01T09:00:00Z", "name": "page_view", "session_id": "s1" }),
                json!({ "event_id": "e2", "customer_id": "ann", "ts": "2024-01-01T09:05:00Z", "name": "page_view", "session_id": "s1" }),
                json!({ "event_id": "e3", "customer_id": "ann", "ts": "2024-01-01T09:10:00Z", "name": "signup", "session_id": "s1" }),
                json!({ "event_id": "e4", "customer_id": "ann", "ts": "2024-02-01T08:00:00Z", "name": "export" }),
                json!({ "event_id": "e5", "customer_id": "ann", "ts": "2024-02-01T20:00:00Z", "name": "export" }),
                json!({ "event_id": "e6", "customer_id": "ann", "ts": "2024-02-02T08:00:00Z", "name": "export" }),
            ]),
        ),
        (
            "subscription_changes",
            objects([
                json!({ "subscription_id": "s-ann", "customer_id": "ann", "at": "2024-01-10", "status": "active", "plan": "basic", "amount": "10.00" }),
                json!({ "subscription_id": "s-ann", "at": "2024-02-10", "status": "active", "plan": "pro", "amount": "30.00" }),
                json!({ "subscription_id": "s-bob", "customer_id": "bob", "at": "2024-01-20", "status": "active", "plan": "basic", "amount": "10.00" }),
                json!({ "subscription_id": "s-bob", "customer_id": "bob", "at": "2024-03-20", "status": "canceled", "reason": "too dear" }),
            ]),
        ),
        (
            "orders",
            objects([
                json!({ "order_id": "o1", "customer_id": "ann", "ordered_at": "2024-03-01T10:00:00Z", "amount": "100.00", "currency": "USD" }),
                json!({ "order_id": "o2", "customer_id": "ann", "ordered_at": "2024-03-05T10:00:00Z", "amount": "60.00", "status": "cancelled" }),
            ]),
        ),
        (
            "order_items",
            objects([
                json!({ "order_id": "o1", "line": 1, "product_id": "cup" }),
                json!({ "order_id": "o1", "line": 2, "product_id": "pot" }),
            ]),
        ),
        (
            "refunds",
            objects([json!({ "refund_id": "r1", "order_id": "o1", "refunded_at": "2024-03-03", "amount": "20.00" })]),
        ),
        (
            "survey_responses",
            objects([
                json!({ "response_id": "a1", "customer_id": "ann", "answered_at": "2024-03-10", "kind": "nps", "score": 9, "comment": "all well" }),
                json!({ "response_id": "a2", "customer_id": "ann", "answered_at": "2024-03-11", "kind": "csat", "score": 4 }),
            ]),
        ),
        (
            "tickets",
            objects([
                json!({ "ticket_id": "t1", "customer_id": "ann", "opened_at": "2024-04-01T08:00:00Z", "category": "login" }),
                json!({ "ticket_id": "t2", "customer_id": "ann", "opened_at": "2024-04-09T08:00:00Z" }),
            ]),
        ),
        (
            "ticket_changes",
            objects([
                json!({ "ticket_id": "t1", "at": "2024-04-01T09:00:00Z", "kind": "reply" }),
                json!({ "ticket_id": "t1", "at": "2024-04-01T10:00:00Z", "kind": "reply", "public": false }),
                json!({ "ticket_id": "t1", "at": "2024-04-02T09:00:00Z", "kind": "resolved" }),
            ]),
        ),
        (
            "customer_changes",
            objects([
                json!({ "customer_id": "ann", "at": "2024-02-10", "attribute": "plan", "old_value": "basic", "new_value": "pro" }),
            ]),
        ),
        (
            "exposures",
            objects([
                json!({ "experiment": "price", "customer_id": "ann", "variant": "b", "exposed_at": "2024-02-15" }),
            ]),
        ),
    ];
    for (table, rows) in &tables {
        company.import(table, rows, early).await;
    }
    company
}

fn ask(id: &str) -> CustomerQuery {
    CustomerQuery { id: id.to_owned(), ..CustomerQuery::default() }
}

async fn view(engine: &Engine, id: &str) -> CustomerView {
    engine.customer(&ask(id)).await.unwrap()
}

/// Day, table and sentence of every entry.
fn told(view: &CustomerView, language: Language) -> Vec<String> {
    let day = |at_us| jiff::Timestamp::from_microsecond(at_us).unwrap().to_string()[..10].to_owned();
    let line = |entry: &engine::Entry| format!("{} {} {}", day(entry.at_us), entry.table, entry.message.say(language));
    view.timeline.iter().map(line).collect()
}

#[test]
fn a_customer_is_seen_from_every_side() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let ann = view(&engine, "ann").await;
        assert_eq!((ann.subject, ann.id.as_str()), (Subject::Customer, "main:ann"));
        let profile = &ann.profile;
        assert_eq!(profile.name.as_deref(), Some("Ann Lee"));
        assert_eq!(profile.account.as_ref().and_then(|account| account.name.as_deref()), Some("Acme Ltd"));
        assert_eq!(profile.attributes["shoe"], "38");
        assert_eq!(profile.attributes["created_at"], "2024-01-02T00:00:00Z");
        assert_eq!((ann.state.standing, ann.state.since_us), (Standing::Active, Some(at("2024-01-10"))));

        let numbers = &ann.numbers;
        assert_eq!(numbers.first_seen_us, Some(at("2024-01-01T09:00:00Z")));
        assert_eq!(numbers.customer_since_us, Some(at("2024-01-10")));
        assert_eq!(numbers.last_contact_us, Some(at("2024-04-09T08:00:00Z")));
        // One order of 100 was paid and 20 given back; the cancelled one never counted.
        assert_eq!((numbers.orders, numbers.open_tickets), (1, 1));
        assert_eq!(numbers.revenue.unwrap().amount(), "80.0000");
        assert_eq!(numbers.lifetime_value.unwrap().amount(), "40.0000");
        assert_eq!(numbers.mrr.unwrap().amount(), "30.0000");
        assert_eq!(numbers.nps.as_ref().unwrap().score, "9");
        let csat = numbers.csat.as_ref().unwrap();
        assert_eq!((csat.score.as_str(), csat.scale_max.as_deref()), ("4", Some("5")));

        let cho = view(&engine, "main:cho").await;
        assert_eq!((cho.state.standing, cho.state.since_us), (Standing::Lead, None));
        assert_eq!(told(&cho, Language::English), ["2024-03-01 leads became a lead through fair"]);
        let bob = view(&engine, "bob").await;
        assert_eq!((bob.state.standing, bob.state.since_us), (Standing::Churned, Some(at("2024-03-20"))));
    });
}

#[test]
fn the_timeline_holds_every_table_newest_first() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let ann = view(&engine, "ann").await;
        let expected = [
            "2024-04-09 tickets ticket t2 opened",
            "2024-04-02 ticket_changes ticket t1 resolved",
            "2024-04-01 ticket_changes internal note in ticket t1",
            "2024-04-01 ticket_changes reply in ticket t1",
            "2024-04-01 tickets ticket t1 opened: login",
            "2024-03-11 survey_responses satisfaction: 4",
            "2024-03-10 survey_responses would recommend us: 9",
            "2024-03-05 orders order o2, cancelled",
            "2024-03-03 refunds refund of o1",
            "2024-03-01 orders order o1: cup, pot",
            "2024-02-15 exposures saw variant b of the experiment price",
            "2024-02-10 subscription_changes subscription s-ann: plan basic → pro",
            "2024-02-10 customer_changes plan: basic → pro",
            "2024-02-02 events visit: export",
            "2024-02-01 events visit: export ×2",
            "2024-01-10 subscription_changes subscription s-ann started, plan basic",
            "2024-01-02 customers record made",
            "2024-01-01 events visit: page_view ×2, signup",
        ];
        assert_eq!(told(&ann, Language::English), expected);
        assert_eq!(ann.entries, expected.len() as u64);
        assert_eq!(told(&ann, Language::Chinese)[9], "2024-03-01 orders 订单 o1：cup, pot");
        let visit = ann.timeline.last().unwrap();
        assert_eq!((visit.rows, visit.ended_at_us), (3, Some(at("2024-01-01T09:10:00Z"))));
        assert!(visit.file.ends_with(".jsonl") && visit.line == 1, "{visit:?}");
        let refund = &ann.timeline[8];
        assert_eq!(refund.amount.unwrap().amount(), "-20.0000");
        assert_eq!(ann.timeline[6].note(), Some("all well"));

        let narrowed = CustomerQuery {
            from: Some(date(2024, 2, 1)),
            to: Some(date(2024, 3, 1)),
            tables: vec!["events".to_owned(), "exposures".to_owned()],
            limit: Some(2),
            ..ask("ann")
        };
        let narrowed = engine.customer(&narrowed).await.unwrap();
        assert_eq!(told(&narrowed, Language::English), [expected[10], expected[13]]);
        assert_eq!(narrowed.entries, 3, "the limit is told from what there is");
        let wrong = CustomerQuery { tables: vec!["event".to_owned()], ..ask("ann") };
        let wrong = engine.customer(&wrong).await.unwrap_err().to_string();
        assert!(wrong.contains("the nearest is `events`"), "{wrong}");
    });
}

#[test]
fn a_list_tells_of_everybody_what_their_own_view_tells() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let listed = async |ask: ListQuery| {
            let found = engine.list_customers(&ask).await.unwrap();
            let ids: Vec<String> = found.rows.iter().map(|row| row.id.replace("main:", "")).collect();
            (ids, found)
        };
        // The newest first; Cho was seen by a lead alone, at no time that `first_seen` knows.
        let (ids, all) = listed(ListQuery::default()).await;
        assert_eq!((ids, all.found), (vec!["bob".to_owned(), "ann".into(), "cho".into()], 3));
        for row in &all.rows {
            let one = view(&engine, &row.id).await;
            let (told, numbers) = (&row.attributes, &one.numbers);
            let profile = [&one.profile.name, &one.profile.email, &one.profile.plan];
            assert_eq!([&told[0], &told[1], &told[3]], profile, "{}", row.id);
            assert_eq!(row.standing, one.state.standing, "{}", row.id);
            assert_eq!((row.orders, row.mrr.is_some()), (numbers.orders, numbers.mrr.is_some()), "{}", row.id);
            assert_eq!((row.revenue, row.mrr), (numbers.revenue, numbers.mrr), "{}", row.id);
            assert_eq!((row.first_seen_us, row.customer_since_us), (numbers.first_seen_us, numbers.customer_since_us));
        }
        assert_eq!(all.rows[1].last_order_us, Some(at("2024-03-01T10:00:00Z")));

        let search = |text: &str| ListQuery { search: Some(text.to_owned()), ..ListQuery::default() };
        for (text, ids) in [("LEE", "ann"), ("acme.test", "ann"), ("main:c", "cho"), ("bo", "bob"), ("%", "")] {
            assert_eq!(listed(search(text)).await.0.join(" "), ids, "{text}");
        }
        let filter = ListQuery { filter: Some("plan in ('pro', 'basic')".to_owned()), ..search("b") };
        assert_eq!(listed(filter).await.0, ["bob"]);
        let sorted =
            |sort: &str, descending| ListQuery { sort: Some(sort.to_owned()), descending, ..ListQuery::default() };
        assert_eq!(listed(sorted("name", true)).await.0, ["cho", "bob", "ann"]);
        assert_eq!(listed(sorted("orders", false)).await.0, ["bob", "cho", "ann"]);
        let (ids, one) = listed(ListQuery { limit: Some(1), ..sorted("standing", false) }).await;
        assert_eq!((ids, one.found), (vec!["ann".to_owned()], 3));
        let wrong = engine.list_customers(&sorted("shoe", false)).await.unwrap_err().to_string();
        assert!(wrong.contains("`shoe`") && wrong.contains("customer_since"), "{wrong}");

        let accounts = |ask: ListQuery| ListQuery { subject: Subject::Account, ..ask };
        let (ids, all) = listed(accounts(ListQuery::default())).await;
        assert_eq!(ids, ["acme"]);
        let (acme, one) = (&all.rows[0], view(&engine, "acme").await);
        assert_eq!((acme.people, acme.attributes[0].as_deref()), (2, Some("Acme Ltd")));
        assert_eq!((acme.revenue, acme.mrr, acme.orders), (one.numbers.revenue, one.numbers.mrr, one.numbers.orders));
        assert_eq!(listed(accounts(search("ACME"))).await.0, ["acme"]);
        assert_eq!(listed(accounts(search("ann"))).await.0, Vec::<String>::new());
    });
}

#[test]
fn an_account_is_all_of_its_people() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let acme = view(&engine, "acme").await;
        assert_eq!((acme.subject, acme.id.as_str()), (Subject::Account, "main:acme"));
        assert_eq!((acme.profile.name.as_deref(), acme.profile.plan.as_deref()), (Some("Acme Ltd"), Some("gold")));
        let people: Vec<_> = acme.people.iter().map(|person| (person.id.as_str(), person.state.standing)).collect();
        assert_eq!(people, [("main:ann", Standing::Active), ("main:bob", Standing::Churned)]);
        assert_eq!((acme.state.standing, acme.state.since_us), (Standing::Active, Some(at("2024-01-10"))));
        assert_eq!(acme.entries, 20, "eighteen of ann's, two of bob's");
        let last = &acme.timeline[5..8];
        let whose: Vec<_> = last.iter().map(|entry| entry.customer.as_deref().unwrap()).collect();
        assert_eq!(whose, ["main:bob", "main:ann", "main:ann"]);
        assert_eq!(last[0].note(), Some("too dear"));

        // As it was known in February nobody had left.
        let then = Engine::new(
            company.catalog.clone(),
            company.settings.clone(),
            company.snapshot(None).await,
            at("2024-02-01"),
        );
        let then = then.unwrap().customer(&ask("acme")).await.unwrap();
        assert_eq!(then.numbers.mrr.unwrap().amount(), "20.0000");
        assert_eq!(then.numbers.orders, 0, "what has not happened yet is no number");
    });
}

#[test]
fn an_id_that_means_several_names_them() {
    block_on(async {
        let mut company = company().await;
        let wrong = async |company: &Company, id| {
            let engine = company.engine(at(NOW)).await;
            engine.customer(&ask(id)).await.unwrap_err().to_string()
        };
        assert_eq!(wrong(&company, "nobody").await, "nobody is known as `nobody`");
        company
            .import("customers", &objects([json!({ "customer_id": "acme", "name": "Acme the person" })]), at(NOW))
            .await;
        let both = wrong(&company, "acme").await;
        assert!(both.contains("main:acme, main:acme") && both.contains("--subject"), "{both}");
        let engine = company.engine(at(NOW)).await;
        let of =
            async |subject| engine.customer(&CustomerQuery { subject: Some(subject), ..ask("acme") }).await.unwrap();
        assert_eq!(of(Subject::Account).await.people.len(), 2);
        assert_eq!(of(Subject::Customer).await.profile.name.as_deref(), Some("Acme the person"));
    });
}

/// The parts of the object that have a table of their own, with what each is found under; lists show their first.
const PARTS: [(&str, &str); 7] = [
    ("profile", "/profile"),
    ("ids", "/ids/0"),
    ("people", "/people/0"),
    ("state", "/state"),
    ("numbers", "/numbers"),
    ("timeline", "/timeline/0"),
    ("history", "/history/0"),
];

#[test]
fn the_documented_keys_are_those_of_the_object() {
    block_on(async {
        let mut company = company().await;
        let order = json!({ "order_id": "o1", "customer_id": "ann", "ordered_at": "2024-03-01T11:00:00Z", "amount": "90.00", "currency": "USD" });
        company.import("orders", &objects([order]), at("2024-05-10")).await;
        let engine = company.engine(at(NOW)).await;
        let all = engine.customer(&CustomerQuery { history: true, ..ask("acme") }).await.unwrap();
        let all = all.json(Language::English);
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
        for (page, heading) in [("docs/customer.md", "The object"), ("docs/zh-CN/customer.md", "对象")] {
            assert_eq!(documented(page, heading), keys(&all), "{page}");
            for (part, pointer) in PARTS {
                assert_eq!(
                    documented(page, &format!("`{part}`")),
                    keys(all.pointer(pointer).unwrap()),
                    "{page} {part}"
                );
            }
        }
        // A customer has nobody under them, and an entry needs not say whose it is.
        let ann = engine.customer(&ask("ann")).await.unwrap().json(Language::English);
        let without = |of: &Value, left_out: &[&str]| {
            keys(of).into_iter().filter(|key| !left_out.contains(&key.as_str())).collect::<BTreeSet<_>>()
        };
        assert_eq!(keys(&ann), without(&all, &["people", "history"]));
        assert_eq!(keys(&ann["timeline"][0]), without(&all["timeline"][0], &["customer"]));
        // An instant that was corrected reads as every other.
        let changes =
            all["history"].as_array().unwrap().iter().flat_map(|version| version["changes"].as_array().unwrap());
        let changed: Vec<_> = changes.filter(|change| change["column"] == "ordered_at").collect();
        let expected = json!({ "column": "ordered_at", "old": "2024-03-01T10:00:00Z", "new": "2024-03-01T11:00:00Z" });
        assert_eq!(changed, [&expected]);
    });
}

/// The keys that the table under a heading of a page names in its first column.
fn documented(page: &str, heading: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(checkout::root().join(page)).unwrap();
    let lines = text.lines().skip_while(|line| *line != format!("## {heading}")).skip(1);
    let rows = lines.take_while(|line| !line.starts_with("## ")).filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split('|').nth(1).unwrap());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2).map(str::to_owned)).collect()
}

#[test]
fn corrections_and_merges_are_told() {
    block_on(async {
        let mut company = company().await;
        let order = json!({ "order_id": "o1", "customer_id": "ann", "ordered_at": "2024-03-01T10:00:00Z", "amount": "90.00", "currency": "USD" });
        company.import("orders", &objects([order]), at("2024-05-10")).await;
        let id = |id: &str| OutsideId { namespace: "main".to_owned(), id: id.to_owned() };
        company.lake.merge(&id("cho"), &id("ann"), at("2024-05-20")).await.unwrap();
        let engine = company.engine(at(NOW)).await;
        let ann = engine.customer(&CustomerQuery { history: true, ..ask("cho") }).await.unwrap();
        assert_eq!(ann.id, "main:ann");
        let linked: Vec<_> = ann.ids.iter().map(|id| (id.id.as_str(), id.link.is_some())).collect();
        assert_eq!(linked, [("main:ann", false), ("main:cho", true)]);
        let corrected: Vec<_> =
            ann.timeline.iter().filter(|entry| entry.corrected).map(|entry| entry.id.clone()).collect();
        assert_eq!(corrected, [Some("main:o1".to_owned())]);
        assert_eq!(ann.timeline[0].kind, "linked");
        for language in Language::ALL {
            let said = ann.timeline[0].message.say(language);
            assert!(["main:cho", "main:ann"].iter().all(|id| said.contains(id)), "{said}");
        }
        assert_eq!(ann.numbers.revenue.unwrap().amount(), "70.0000");

        let [first, second] = ann.history.as_slice() else { panic!("{:?}", ann.history) };
        assert_eq!((first.known_from_us, first.known_to_us), (at("2024-05-01"), Some(at("2024-05-10"))));
        assert_eq!((second.known_from_us, second.known_to_us), (at("2024-05-10"), None));
        let changes: Vec<_> = second.changes.iter().map(|change| change.column.as_str()).collect();
        assert_eq!(changes, ["amount"]);
        assert!(first.changes.is_empty());

        // Before the correction and the merge neither was known.
        let then = company.engine_as_of(at(NOW), Some(at("2024-05-05"))).await;
        let then = then.customer(&CustomerQuery { history: true, ..ask("ann") }).await.unwrap();
        assert_eq!(
            (then.ids.len(), then.history.len(), then.numbers.revenue.unwrap().amount().as_str()),
            (1, 0, "80.0000")
        );
        assert!(then.timeline.iter().all(|entry| !entry.corrected));
    });
}

#[test]
fn a_view_has_the_published_keys() {
    block_on(async {
        let company = company().await;
        let engine = company.engine(at(NOW)).await;
        let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
        let ann = view(&engine, "ann").await.json(Language::English);
        assert_eq!(keys(&ann), "subject id as_of snapshot time_zone profile ids state numbers notes entries timeline");
        assert_eq!(keys(&ann["profile"]), "name email phone owner plan account attributes");
        assert_eq!(keys(&ann["ids"][0]), "id known_at link");
        assert_eq!(keys(&ann["state"]), "standing since known_to basis");
        let numbers = "first_seen customer_since last_contact orders revenue mrr open_tickets nps csat lifetime_value";
        assert_eq!(keys(&ann["numbers"]), numbers);
        let entry = "at ended_at kind table id text note amount rows file line corrected";
        assert_eq!(keys(&ann["timeline"][0]), entry);
        assert_eq!(ann["numbers"]["revenue"], json!({ "amount": "80.0000", "currency": "USD" }));
        assert_eq!(ann["timeline"][9]["text"], "order o1: cup, pot");
        let acme = view(&engine, "acme").await.json(Language::English);
        assert!(keys(&acme).contains(" ids people state "));
        assert!(keys(&acme["timeline"][0]).contains(" id customer text "));
    });
}
