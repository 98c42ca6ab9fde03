//! Who is who: visitors, rules, and what a person says.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, Int64Array, RecordBatch, StringArray, new_null_array};
use model::tables::{CUSTOMERS, EVENTS};
use model::{Bar, CanonicalBatch, CustomerKey, Sink};

use super::{DAY, JANUARY, LENIENT, Row, ask, batch, empty, import, outside};
use crate::{By, Confidence, Evidence, IdentityRule, IdentityRules, Lake, LakeError, LinkId, OutsideId, SharedValue};

const BY_ROW: &str = "select customer_key from events order by ts, row_id";

#[tokio::test]
async fn a_visitor_is_the_customer_it_was_last_seen_to_be() {
    let (_folder, lake) = empty().await;
    let before = [Row("1", 1, None, Some("v1"), 1), Row("2", 1, None, Some("v2"), 1)];
    import(&lake, 50, &[batch(&EVENTS, &before)]).await;
    let known = [
        Row("3", 1, Some("ann"), Some("v1"), 2),
        Row("4", 1, Some("bob"), Some("v3"), 3),
        Row("5", 1, Some("bob"), None, 3),
    ];
    let receipt = import(&lake, 51, &[batch(&EVENTS, &known)]).await;
    assert_eq!(receipt.unknown_customers, 2);
    // v1 is 0, v2 is 1, ann is 2, bob is 3, v3 is 4: who was only ever one customer is that customer.
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&snapshot, BY_ROW).await, ["0", "1", "0", "3", "3"]);
    assert_eq!(snapshot.survivor(CustomerKey(2)), CustomerKey(0));
    assert_eq!(snapshot.survivor(CustomerKey(4)), CustomerKey(3));

    // Another person at the same device takes over what happens there from then on, and nothing before.
    let shared =
        [Row("6", 1, Some("bob"), Some("v1"), 5), Row("7", 1, None, Some("v1"), 4), Row("8", 1, None, Some("v1"), 6)];
    import(&lake, 52, &[batch(&EVENTS, &shared)]).await;
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&snapshot, BY_ROW).await, ["2", "1", "2", "3", "3", "2", "3", "3"]);
    assert_eq!(snapshot.find("v1").unwrap(), [CustomerKey(2), CustomerKey(3)]);
    assert_eq!(snapshot.outside_ids(CustomerKey(2)).unwrap(), [outside("anonymous", "v1"), outside("shop", "ann")]);
    let then = lake.snapshot(Some(JANUARY + 51 * DAY)).await.unwrap();
    assert_eq!(ask(&then, BY_ROW).await, ["0", "1", "0", "3", "3"]);
}

#[tokio::test]
async fn an_undone_sighting_is_not_made_again_by_the_same_evidence() {
    let (_folder, lake) = empty().await;
    let met = |id, day| Row(id, 1, Some("ann"), Some("v1"), day);
    import(&lake, 50, &[batch(&EVENTS, &[met("1", 1), Row("2", 1, None, Some("v1"), 2)])]).await;
    let (ann, visitor) = (outside("shop", "ann"), outside("anonymous", "v1"));
    assert_eq!(lake.unmerge(&ann, &visitor, JANUARY + 51 * DAY).await.unwrap(), [LinkId(1)]);
    import(&lake, 52, &[batch(&EVENTS, &[met("3", 4), Row("4", 1, Some("bob"), Some("v1"), 3)])]).await;
    // Ann is 0, the visitor is 1, bob is 2: what nobody else did was bob's.
    assert_eq!(ask(&lake.snapshot(None).await.unwrap(), BY_ROW).await, ["0", "1", "1", "0"]);
    let again = lake.unmerge(&ann, &visitor, JANUARY + 53 * DAY).await;
    assert!(matches!(again, Err(LakeError::NotMerged { .. })), "{again:?}");
    lake.merge(&ann, &visitor, JANUARY + 54 * DAY).await.unwrap();
    assert_eq!(
        lake.snapshot(None).await.unwrap().survivor(CustomerKey(1)),
        CustomerKey(0),
        "a person may say it again"
    );
}

#[tokio::test]
async fn whose_a_shared_device_is_does_not_depend_on_the_order_of_imports() {
    let days = [
        Row("1", 1, None, Some("v1"), 1),
        Row("2", 1, Some("ann"), Some("v1"), 2),
        Row("3", 1, Some("ann"), Some("v1"), 3),
        Row("4", 1, None, Some("v1"), 4),
        Row("5", 1, Some("bob"), Some("v1"), 5),
        Row("6", 1, None, Some("v1"), 6),
        Row("7", 1, Some("ann"), Some("v1"), 7),
        Row("8", 1, None, Some("v1"), 8),
    ];
    let owners = async |order: &[&[usize]]| {
        let (_folder, lake) = empty().await;
        for (day, rows) in (50..).zip(order) {
            let rows: Vec<Row> = rows.iter().map(|number| days[number - 1]).collect();
            import(&lake, day, &[batch(&EVENTS, &rows)]).await;
        }
        let sql = "select i.outside_id from events e join identities i on i.evidence = 'seen'
                   and i.outside_key = e.customer_key order by ts, row_id";
        ask(&lake.snapshot(None).await.unwrap(), sql).await
    };
    let expected = ["ann", "ann", "ann", "ann", "bob", "bob", "ann", "ann"];
    assert_eq!(owners(&[&[1, 2, 3, 4, 5, 6, 7, 8]]).await, expected);
    assert_eq!(owners(&[&[8, 7, 6, 5], &[4, 3, 2, 1]]).await, expected);
    assert_eq!(owners(&[&[7, 8], &[2, 1, 3], &[6, 5, 4]]).await, expected);
    assert_eq!(owners(&[&[3], &[7], &[5], &[1, 2, 4, 6, 8]]).await, expected);
}

/// Namespace, id, e-mail, telephone, name.
pub(super) type Person = (&'static str, &'static str, &'static str, &'static str, &'static str);

pub(super) fn people(rows: &[Person]) -> CanonicalBatch {
    let text = |of: fn(&Person) -> &'static str| -> ArrayRef {
        let values = rows.iter().map(|row| Some(of(row)).filter(|text| !text.is_empty()));
        Arc::new(values.collect::<StringArray>())
    };
    let id = |row: &Person| *blake3::hash(format!("{} {}", row.0, row.1).as_bytes()).as_bytes();
    let content = |row: &Person| blake3::hash(format!("{row:?}").as_bytes()).as_bytes()[0].into();
    let schema = CUSTOMERS.import_schema();
    let columns = schema.fields().iter().map(|field| -> ArrayRef {
        match field.name().as_str() {
            "customer_id" => text(|row| row.1),
            "email" => text(|row| row.2),
            "phone" => text(|row| row.3),
            "name" => text(|row| row.4),
            "namespace" | "source_name" => text(|row| row.0),
            "source_file" => text(|_| "people.csv"),
            "source_line" => Arc::new(Int64Array::from_iter_values(1..=rows.len() as i64)),
            "row_hash" => Arc::new(rows.iter().map(|row| Some(content(row))).collect::<Int64Array>()),
            "row_id" => Arc::new(BinaryArray::from_iter_values(rows.iter().map(|row| id(row)[..16].to_vec()))),
            _ => new_null_array(field.data_type(), rows.len()),
        }
    });
    CanonicalBatch { table: &CUSTOMERS, rows: RecordBatch::try_new(schema.clone(), columns.collect()).unwrap() }
}

pub(super) fn rules(email_automatic: bool) -> IdentityRules {
    let rule = |by, automatic| IdentityRule { by, automatic, ignore_tags: false };
    let rules = vec![rule(By::Email, email_automatic), rule(By::Phone, false)];
    IdentityRules { rules, blocked: vec!["@blocked.example".to_owned()], shared_over: 2 }
}

pub(super) async fn meet(lake: &Lake, day: i64, rows: &[Person], rules: IdentityRules) {
    let mut import = lake.import(JANUARY + day * DAY).await.unwrap().under(rules);
    import.write(people(rows)).await.unwrap();
    Box::new(import).commit(Bar { most_bad_share: 0.0, ..LENIENT }).await.unwrap();
}

/// Who is one customer: the ids of each that has several, sorted.
async fn merged(lake: &Lake) -> Vec<Vec<String>> {
    let snapshot = lake.snapshot(None).await.unwrap();
    let survivors = (0..snapshot.key_bound()).map(CustomerKey).filter(|key| snapshot.survivor(*key) == *key);
    let ids = survivors.map(|key| snapshot.outside_ids(key).unwrap());
    ids.filter(|ids| ids.len() > 1).map(|ids| ids.iter().map(OutsideId::to_string).collect()).collect()
}

async fn pairs(lake: &Lake, rules: &IdentityRules) -> Vec<(String, String, Confidence)> {
    let found = lake.snapshot(None).await.unwrap().candidates(rules).await.unwrap();
    let ids = |ids: &[OutsideId]| ids.iter().map(OutsideId::to_string).collect::<Vec<_>>().join(" ");
    found.pairs.iter().map(|pair| (ids(&pair.a), ids(&pair.b), pair.confidence)).collect()
}

#[tokio::test]
async fn an_automatic_rule_links_what_no_source_keeps_apart() {
    let (_folder, lake) = empty().await;
    let crm = [
        ("crm", "1", "Ann@example.com", "", "Ann Lee"),
        ("crm", "2", "family@example.com", "", "Bob Ray"),
        ("crm", "3", "family@example.com", "", "Eve Ray"),
        ("crm", "4", "info@example.com", "", ""),
        ("crm", "5", "fay@blocked.example", "", ""),
    ];
    let shop = [
        ("shop", "1", " ann@EXAMPLE.com", "", "Lee, Ann"),
        ("shop", "2", "family@example.com", "", "Bob Ray"),
        ("shop", "4", "info@example.com", "", ""),
        ("shop", "5", "fay@blocked.example", "", ""),
    ];
    meet(&lake, 50, &crm, rules(true)).await;
    assert!(merged(&lake).await.is_empty());
    meet(&lake, 51, &shop, rules(true)).await;
    assert_eq!(merged(&lake).await, [["crm:1", "shop:1"]]);
    let snapshot = lake.snapshot(None).await.unwrap();
    let link = "select namespace, outside_id, evidence, record, undone_at from identities where link is not null";
    assert_eq!(ask(&snapshot, link).await, ["shop 1 email people.csv:1 "]);

    let expected = [("crm:2", "crm:3"), ("crm:2", "shop:2"), ("crm:3", "shop:2"), ("crm:4", "shop:4")];
    let expected = expected.map(|(a, b)| (a.to_owned(), b.to_owned(), Confidence::Low));
    assert_eq!(pairs(&lake, &rules(true)).await, expected, "what is unclear is for a person, what is blocked is not");

    // The same rows again say nothing new, and a customer of the CRM is never joined with another of it.
    meet(&lake, 52, &shop, rules(true)).await;
    meet(&lake, 53, &[("crm", "9", "ann@example.com", "", "")], rules(true)).await;
    assert_eq!(merged(&lake).await, [["crm:1", "shop:1"]]);
}

#[tokio::test]
async fn a_rule_that_is_declared_later_speaks_when_its_rows_come_again() {
    let (_folder, lake) = empty().await;
    let both = [("crm", "1", "ann@example.com", "", ""), ("shop", "1", "ann@example.com", "", "")];
    meet(&lake, 50, &both, rules(false)).await;
    assert!(merged(&lake).await.is_empty());
    meet(&lake, 51, &both, rules(true)).await;
    assert_eq!(merged(&lake).await, [["crm:1", "shop:1"]]);
    let then = lake.snapshot(Some(JANUARY + 50 * DAY)).await.unwrap();
    assert_eq!(then.survivor(CustomerKey(1)), CustomerKey(1));
}

#[tokio::test]
async fn what_a_person_refuses_or_undoes_no_rule_brings_back() {
    let (_folder, lake) = empty().await;
    let (ann, in_shop, at_desk) = (outside("crm", "1"), outside("shop", "1"), outside("desk", "1"));
    meet(&lake, 50, &[("crm", "1", "ann@example.com", "+49 30 901820", "")], rules(false)).await;
    meet(&lake, 51, &[("shop", "1", "ann@example.com", "0049 30 901820", "")], rules(false)).await;
    let found = lake.snapshot(None).await.unwrap().candidates(&rules(false)).await.unwrap();
    assert_eq!(found.pairs.len(), 1, "one pair, two reasons");
    let because = [(By::Email, "ann@example.com".to_owned()), (By::Phone, "4930901820".to_owned())];
    assert_eq!((found.pairs[0].because.as_slice(), found.pairs[0].confidence), (&because[..], Confidence::High));
    let refused = [(ann.clone(), in_shop.clone(), Evidence::Email)];
    lake.decide(&[], &refused, JANUARY + 52 * DAY).await.unwrap();
    assert!(pairs(&lake, &rules(false)).await.is_empty());
    // Neither the same rows under an automatic rule bring it back, nor a third id that has the address too.
    meet(&lake, 53, &[("shop", "1", "ann@example.com", "", "")], rules(true)).await;
    meet(&lake, 54, &[("desk", "1", "ann@example.com", "", "")], rules(true)).await;
    assert_eq!(merged(&lake).await, [["crm:1", "desk:1"]]);
    assert!(pairs(&lake, &rules(true)).await.is_empty());

    lake.merge(&ann, &in_shop, JANUARY + 55 * DAY).await.unwrap();
    assert_eq!(merged(&lake).await, [["crm:1", "shop:1", "desk:1"]]);
    lake.unmerge(&at_desk, &ann, JANUARY + 56 * DAY).await.unwrap();
    meet(&lake, 57, &[("desk", "1", "ann@example.com", "", "new name")], rules(true)).await;
    assert_eq!(merged(&lake).await, [["crm:1", "shop:1"]]);
}

#[tokio::test]
async fn a_device_that_too_many_share_refuses_nobody_and_a_person_does() {
    let (_folder, lake) = empty().await;
    let known = [("crm", "1", "ann@example.com", "", ""), ("shop", "ann", "ann@example.com", "", "")];
    meet(&lake, 50, &known, rules(false)).await;
    let met = |id: &'static str, who, day| Row(id, 1, Some(who), Some("v1"), day);
    let see = async |day: i64, rows: &[Row], shared_over: usize| {
        let mut import = lake.import(JANUARY + day * DAY).await.unwrap();
        import = import.under(IdentityRules { shared_over, ..rules(false) });
        import.write(batch(&EVENTS, rows)).await.unwrap();
        Box::new(import).commit(LENIENT).await.unwrap();
    };
    see(51, &[met("1", "ann", 1), met("2", "bob", 2), met("3", "cho", 3)], 2).await;
    assert!(merged(&lake).await.is_empty(), "nobody's");
    // Somebody knows whose it is after all. That it was one of too many does not keep her two ids apart.
    let (in_crm, in_shop) = (outside("crm", "1"), outside("shop", "ann"));
    let visitor = outside("anonymous", "v1");
    lake.merge(&in_crm, &visitor, JANUARY + 52 * DAY).await.unwrap();
    assert_eq!(pairs(&lake, &rules(false)).await.len(), 1);
    lake.unmerge(&in_crm, &visitor, JANUARY + 53 * DAY).await.unwrap();

    // Where more may share, the device is each one's in turn, but for whom a person refused.
    let whose = async || -> Vec<String> {
        merged(&lake).await.into_iter().flatten().filter(|id| id.starts_with("shop:")).collect()
    };
    see(54, &[met("4", "bob", 4)], 9).await;
    assert_eq!(whose().await, ["shop:ann", "shop:bob", "shop:cho"]);
    lake.unmerge(&visitor, &outside("shop", "bob"), JANUARY + 55 * DAY).await.unwrap();
    see(56, &[met("5", "bob", 5)], 9).await;
    see(57, &[met("6", "ann", 6)], 9).await;
    assert_eq!(whose().await, ["shop:ann", "shop:cho"]);
    // And whom a person has refused stays apart from whoever has the device.
    lake.unmerge(&visitor, &in_shop, JANUARY + 58 * DAY).await.unwrap();
    lake.merge(&in_crm, &visitor, JANUARY + 59 * DAY).await.unwrap();
    assert!(pairs(&lake, &rules(false)).await.is_empty());
}

#[tokio::test]
async fn a_value_that_too_many_share_says_nothing_and_is_reported() {
    let (_folder, lake) = empty().await;
    let many = ["1", "2", "3"].map(|id| ("crm", id, "all@example.com", "", ""));
    meet(&lake, 50, &many, rules(true)).await;
    meet(&lake, 51, &[("shop", "1", "all@example.com", "", "")], rules(true)).await;
    let met = [
        Row("1", 1, Some("ann"), Some("kiosk"), 1),
        Row("2", 1, Some("bob"), Some("kiosk"), 2),
        Row("3", 1, None, Some("kiosk"), 3),
    ];
    let rows = |rows: &[Row]| batch(&EVENTS, rows);
    let mut events = lake.import(JANUARY + 52 * DAY).await.unwrap().under(rules(true));
    events.write(rows(&met)).await.unwrap();
    Box::new(events).commit(LENIENT).await.unwrap();
    let owner = "select i.outside_id from events e join identities i on i.evidence = 'seen'
                 and i.outside_key = e.customer_key where e.customer_id is null";
    assert_eq!(ask(&lake.snapshot(None).await.unwrap(), owner).await, ["bob"]);
    for (day, id, who) in [(53, "4", "eve"), (54, "5", "fay")] {
        let mut events = lake.import(JANUARY + day * DAY).await.unwrap().under(rules(true));
        events.write(rows(&[Row(id, 1, Some(who), Some("kiosk"), day)])).await.unwrap();
        Box::new(events).commit(LENIENT).await.unwrap();
    }
    let snapshot = lake.snapshot(None).await.unwrap();
    assert_eq!(ask(&snapshot, owner).await, ["kiosk"], "nobody's any more");
    let found = snapshot.candidates(&rules(true)).await.unwrap();
    assert!(found.pairs.is_empty());
    let shared = |column, value: &str, customers| SharedValue { column, value: value.to_owned(), customers };
    assert_eq!(found.shared, [shared("anonymous_id", "kiosk", 3), shared("email", "all@example.com", 4)]);
}

/// Everything that links say, as far as it can be asked for.
async fn told(lake: &Lake) -> Vec<String> {
    let snapshot = lake.snapshot(None).await.unwrap();
    let mut told = ask(&snapshot, "select * from identities order by outside_key, link").await;
    told.extend(ask(&snapshot, BY_ROW).await);
    for key in (0..snapshot.key_bound()).map(CustomerKey) {
        told.push(format!("{key:?} {:?} {:?}", snapshot.survivor(key), snapshot.outside_ids(key).unwrap()));
    }
    told.push(format!("{} {:?}", snapshot.id(), snapshot.link_changes().unwrap()));
    told
}

#[tokio::test]
async fn the_cache_of_who_is_who_is_made_anew_from_its_table() {
    let (folder, lake) = empty().await;
    let met = [
        Row("1", 1, None, Some("v1"), 1),
        Row("2", 1, Some("ann"), Some("v1"), 2),
        Row("3", 1, Some("bob"), Some("v1"), 3),
        Row("4", 1, Some("eve"), Some("v2"), 3),
    ];
    import(&lake, 50, &[batch(&EVENTS, &met)]).await;
    let [ann, bob, eve] = ["ann", "bob", "eve"].map(|id| outside("shop", id));
    lake.merge(&ann, &bob, JANUARY + 51 * DAY).await.unwrap();
    lake.merge(&bob, &eve, JANUARY + 52 * DAY).await.unwrap();
    lake.unmerge(&ann, &bob, JANUARY + 53 * DAY).await.unwrap();
    let expected = told(&lake).await;
    assert!(lake.identities_are_sound().await.unwrap());

    let state = rusqlite::Connection::open(folder.path().join("tenure.db")).unwrap();
    for damage in [
        "drop table link",
        "drop table identity; drop table link",
        "delete from link where number = (select max(number) from link)",
        "delete from identity",
        "update counter set value = value - 1 where name = 'cached_version'",
    ] {
        state.execute_batch(damage).unwrap();
        assert_eq!(told(&lake).await, expected, "{damage}");
        assert!(lake.identities_are_sound().await.unwrap(), "{damage}");
    }
    // What only a comparison of all rows shows is made good on request, and what a count shows by the next writer.
    state.execute_batch("update link set with_key = 0; update identity set outside_id = 'x' where key = 1").unwrap();
    assert!(!lake.identities_are_sound().await.unwrap());
    lake.rebuild_identities().await.unwrap();
    assert_eq!(told(&lake).await, expected);
    state.execute_batch("delete from identity where key = 1").unwrap();
    import(&lake, 60, &[batch(&EVENTS, &met)]).await;
    assert_eq!(lake.snapshot(None).await.unwrap().key_bound(), 5, "nobody gets a second key");
    assert!(lake.identities_are_sound().await.unwrap());
}
