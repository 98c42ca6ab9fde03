//! A thousand people, each known to some of four sources, and who is who is known: how many are taken for one who are
//! two, and for two who are one.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use serde_json::Value;

use crate::desk::Desk;

/// By their numbers.
const PEOPLE: std::ops::Range<usize> = 1000..2000;

const SETTINGS: &str = "
time_zone: Europe/Berlin
currency: EUR
identity:
  rules:
    - { by: email, mode: automatic, ignore_tags: true }
    - { by: phone, mode: review }
  blocked: [\"@fernrow.example\"]
  shared_over: 40
";

/// Somebody, and where they are known.
#[derive(Clone, Copy)]
struct Person(usize);

impl Person {
    fn is_in_crm(self) -> bool {
        self.0 % 5 != 4
    }

    fn is_in_shop(self) -> bool {
        self.0 % 10 < 7
    }

    fn is_at_help_desk(self) -> bool {
        (3..8).contains(&(self.0 % 10))
    }

    /// Two people of one household read one mailbox.
    fn is_family(self) -> bool {
        self.0 % 50 < 2
    }

    /// Shops with an address that no other source has.
    fn shops_elsewhere(self) -> bool {
        self.0 % 11 == 3
    }

    /// The help desk notes whom the CRM knows.
    fn is_noted(self) -> bool {
        self.0.is_multiple_of(2) && self.is_in_crm()
    }

    fn phone(self) -> Option<String> {
        self.0.is_multiple_of(3).then(|| format!("30 {}", 1_000_000 + self.0))
    }

    fn email(self) -> String {
        if self.is_family() { format!("home{}@example.org", self.0 / 50) } else { format!("p{}@example.com", self.0) }
    }

    fn shop_email(self) -> String {
        let email = self.email();
        match self.0 % 4 {
            _ if self.shops_elsewhere() => format!("other{}@example.net", self.0),
            0 => email.to_uppercase(),
            1 => format!(" {email} "),
            2 if !self.is_family() => format!("p{}+shop@example.com", self.0),
            _ => email,
        }
    }

    fn name(self) -> String {
        format!("Given{} Family{}", self.0, self.0 / 50)
    }

    /// `namespace:id` wherever a record is kept.
    fn ids(self) -> Vec<String> {
        let known = [("crm", self.is_in_crm()), ("shop", self.is_in_shop()), ("desk", self.is_at_help_desk())];
        known.into_iter().filter(|known| known.1).map(|(source, _)| format!("{source}:{}", self.0)).collect()
    }
}

fn people() -> impl Iterator<Item = Person> {
    PEOPLE.map(Person)
}

/// Rows of people who are nobody of the thousand, each somebody else: guests who give an address that says nothing, an
/// office's mailbox, colleagues who test.
fn strangers(source: &str) -> String {
    let mut rows = String::new();
    for number in 0..60 {
        writeln!(rows, "g{number},Guest {number},none@none.com,").unwrap();
    }
    for number in 0..20 {
        writeln!(rows, "o{number},{source} buyer {number},info@firm{number}.example,").unwrap();
    }
    for number in 0..5 {
        writeln!(rows, "t{number},Test {source}{number},test{number}@fernrow.example,").unwrap();
    }
    rows
}

fn customers(desk: &Desk) {
    let header = "customer_id,name,email,phone\n";
    let (mut crm, mut shop, mut helped) = (header.to_owned(), header.to_owned(), header.to_owned());
    let mut links = "outside_namespace,outside_id,with_namespace,with_outside_id\n".to_owned();
    for person in people() {
        let (id, name) = (person.0, person.name());
        let phone = |code: &str| person.phone().map(|phone| format!("{code} {phone}")).unwrap_or_default();
        if person.is_in_crm() {
            writeln!(crm, "{id},{name},{},{}", person.email(), phone("+49")).unwrap();
        }
        if person.is_in_shop() {
            writeln!(shop, "{id},{name},{},{}", person.shop_email(), phone("0049")).unwrap();
        }
        if person.is_at_help_desk() {
            let email = if person.is_noted() { String::new() } else { person.email() };
            writeln!(helped, "{id},{name},{email},").unwrap();
            if person.is_noted() {
                writeln!(links, "desk,{id},crm,{id}").unwrap();
            }
        }
    }
    crm += &strangers("crm");
    shop += &strangers("shop");
    for (table, file, text, namespace) in [
        ("customers", "shop.csv", shop, "shop"),
        ("customers", "crm.csv", crm, "crm"),
        ("customers", "desk.csv", helped, "desk"),
        ("identities", "links.csv", links, "desk"),
    ] {
        desk.write(file, text);
        let done = desk.run(&["import", table, file, "--namespace", namespace]);
        assert_eq!(done.code, 0, "{}", done.err);
    }
}

/// Visits: each begins unknown, until the shop's login says who it is. The id of an event says who it really was.
fn visits(desk: &Desk) {
    let mut rows = "event_id,ts,anonymous_id,user_id,name\n".to_owned();
    let mut visit = |person: usize, device: &str, hour: usize, named: bool| {
        let id = if named { person.to_string() } else { String::new() };
        writeln!(rows, "{person}-{device}-{hour},2025-06-01T{hour:02}:00:00Z,{device},{id},page").unwrap();
    };
    for person in people().filter(|person| person.is_in_shop()) {
        let own = format!("phone{}", person.0);
        visit(person.0, &own, 8, false);
        visit(person.0, &own, 9, true);
        visit(person.0, &own, 10, false);
        let next = Person(person.0 + 1);
        if person.0.is_multiple_of(20) && next.is_in_shop() {
            let tablet = format!("tablet{}", person.0);
            visit(person.0, &tablet, 11, true);
            visit(person.0, &tablet, 12, false);
            visit(next.0, &tablet, 13, true);
            visit(next.0, &tablet, 14, false);
        }
        if person.0.is_multiple_of(7) {
            visit(person.0, "counter", 15, true);
        }
    }
    rows += "x1,2025-06-01T16:00:00Z,counter,,page\nx2,2025-06-01T17:00:00Z,phone1000,null,page\n";
    desk.write("visits.csv", rows);
    let done = desk.run(&["import", "events", "visits.csv", "--namespace", "shop"]);
    assert_eq!(done.code, 0, "{}", done.err);
}

/// The key of every record, by `namespace:id`.
fn keys(desk: &Desk) -> BTreeMap<String, i64> {
    let rows = desk.json(&["sql", "select namespace || ':' || customer_id as id, customer_key from customers"]);
    let pair = |row: &Value| (row["id"].as_str().unwrap().to_owned(), row["customer_key"].as_i64().unwrap());
    rows.as_array().unwrap().iter().map(pair).collect()
}

/// Pairs of records taken for one that are two people's, and pairs taken for two that are one person's.
fn mistakes(desk: &Desk) -> (Vec<(String, String)>, BTreeSet<usize>) {
    let keys = keys(desk);
    let mut of_key: BTreeMap<i64, Vec<&String>> = BTreeMap::new();
    keys.iter().for_each(|(id, key)| of_key.entry(*key).or_default().push(id));
    let person = |id: &str| id.split_once(':').unwrap().1.parse::<usize>().ok();
    let mut wrong = Vec::new();
    for ids in of_key.values() {
        for (position, a) in ids.iter().enumerate() {
            let two = |b: &&&String| person(a).is_none() || person(a) != person(b);
            wrong.extend(ids[position + 1..].iter().filter(two).map(|b| ((*a).clone(), (*b).clone())));
        }
    }
    let missed = people().filter(|person| {
        let known: BTreeSet<i64> = person.ids().iter().map(|id| keys[id]).collect();
        known.len() > 1
    });
    (wrong, missed.map(|person| person.0).collect())
}

#[test]
fn a_thousand_people_of_four_sources_are_told_apart() {
    let desk = Desk::new();
    desk.write("tenure.yaml", SETTINGS);
    customers(&desk);

    let (wrong, missed) = mistakes(&desk);
    assert!(wrong.is_empty(), "two people taken for one: {wrong:?}");
    // Nobody is missed but who gave no source anything in common, and families, of whom nobody can tell who reads.
    let hidden = |person: Person| person.is_family() || person.shops_elsewhere();
    let unlike = missed.iter().filter(|person| !hidden(Person(**person))).collect::<Vec<_>>();
    assert!(unlike.is_empty(), "one person taken for two: {unlike:?}");
    let several = people().filter(|person| person.ids().len() > 1).count();
    assert_eq!((several, missed.len()), (800, 100));

    // A telephone number and a name in common are put before somebody, who takes what is certain.
    let candidates = desk.json(&["customer", "candidates"]);
    let certain = candidates["candidates"].as_array().unwrap().iter().filter(|pair| pair["confidence"] == "high");
    let certain: Vec<&str> = certain.map(|pair| pair["candidate"].as_str().unwrap()).collect();
    desk.json(&["customer", "candidates", "--accept", &certain.join(",")]);
    let (wrong, left) = mistakes(&desk);
    assert!(wrong.is_empty(), "two people taken for one: {wrong:?}");
    assert_eq!(left.len(), 71);
    assert!(left.iter().all(|person| Person(*person).phone().is_none() || hidden(Person(*person))));

    visits(&desk);
    let sql =
        "select e.event_id, e.anonymous_id, e.customer_id, e.customer_key, c.customer_key as shopper from events e
               left join customers c on c.namespace = 'shop'
                 and c.customer_id = split_part(e.event_id, '-', 1)";
    let (mut own, mut foreign, mut visitors) = (0, Vec::new(), BTreeSet::new());
    for row in desk.json(&["sql", sql]).as_array().unwrap() {
        match row["shopper"].as_i64() {
            Some(shopper) if row["customer_key"].as_i64() == Some(shopper) => own += 1,
            Some(_) => foreign.push(row.clone()),
            None => drop(visitors.insert(row["event_id"].as_str().unwrap().to_owned())),
        }
    }
    assert!(foreign.is_empty(), "visits taken for somebody else's: {foreign:?}");
    assert_eq!(visitors, BTreeSet::from(["x1".to_owned()]), "`null` is nobody, and has no visit");
    assert_eq!(own, 700 * 3 + 50 * 4 + 100);
    let (wrong, still) = mistakes(&desk);
    assert_eq!((wrong.len(), still), (0, left), "a device that two people use makes them nobody in common");

    let counter = "select count(*) as n from events e join identities i on i.link is null and i.outside_id = 'counter'
                   and i.namespace = 'anonymous' and i.outside_key = e.customer_key";
    assert_eq!(desk.json(&["sql", counter])[0]["n"], 1, "a device that everybody uses is nobody's");
    let told = desk.run(&["customer", "candidates"]);
    for value in ["none@none.com", "counter"] {
        assert!(told.out.contains(value), "{value} is not reported: {}", told.out);
    }
}
