//! Rows in quarantine: found, corrected, corrected in vain.

use super::*;

#[tokio::test]
async fn the_quarantine_is_searched_by_table_rule_import_and_file() {
    let (_folder, lake) = empty().await;
    let mut import = begin(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    let in_file = |file: &str, raw: &str| Reject { place: Place { file: file.to_owned(), line: 2 }, ..reject(raw) };
    let rejects = ["data/rows.csv", "rows.csv", "book.xlsx#May", "data/book.xlsx#June", "brows.csv"];
    import.reject(rejects.map(|file| in_file(file, file)).to_vec()).await.unwrap();
    Box::new(import).commit(LENIENT).await.unwrap();
    let snapshot = lake.snapshot(None).await.unwrap();
    let mut found = Vec::new();
    for filter in [
        RejectFilter { file: Some("rows.csv".to_owned()), ..RejectFilter::default() },
        RejectFilter { file: Some("book.xlsx".to_owned()), ..RejectFilter::default() },
        RejectFilter { file: Some("book.xlsx#June".to_owned()), ..RejectFilter::default() },
        RejectFilter { table: Some("orders".to_owned()), import: Some(1), ..RejectFilter::default() },
        RejectFilter { table: Some("orders".to_owned()), limit: Some(2), ..RejectFilter::default() },
        RejectFilter { rule: Some("time".to_owned()), ..RejectFilter::default() },
        RejectFilter { import: Some(2), ..RejectFilter::default() },
    ] {
        let counted: u64 = snapshot.reject_counts(&filter).await.unwrap().iter().map(|count| count.rows).sum();
        found.push((snapshot.rejects(&filter).await.unwrap().len(), counted));
    }
    assert_eq!(found, [(2, 2), (2, 2), (1, 1), (5, 5), (2, 5), (0, 0), (0, 0)]);
}

#[tokio::test]
async fn a_correction_closes_its_row_in_quarantine_and_one_in_vain_takes_its_place() {
    let (_folder, lake) = empty().await;
    let mut import = begin(&lake, 50, &[batch(&ORDERS, &[order("a", 1, "ann", 1)])]).await;
    import.reject(vec![reject("x;;"), reject("y;;"), reject("z;;")]).await.unwrap();
    Box::new(import).commit(LENIENT).await.unwrap();
    let before = lake.snapshot(None).await.unwrap();
    let waiting = before.rejects(&RejectFilter::default()).await.unwrap();
    let id = |raw: &str| waiting.iter().find(|reject| reject.raw == raw).unwrap().id;

    let correct = async |days: i64| {
        // `b` is good, the second row of `a` contradicts the first, and `z` is bad in another way.
        let mut import = begin(
            &lake,
            days,
            &[batch(&ORDERS, &[order("b", 2, "bob", 2), order("a", 1, "ann", 1), order("a", 9, "ann", 1)])],
        )
        .await;
        import.corrects(Place { file: "rows.csv".to_owned(), line: 1 }, id("x;;"), [1; 16]);
        import.corrects(Place { file: "rows.csv".to_owned(), line: 3 }, id("y;;"), [2; 16]);
        import.reject(vec![Reject { replaces: Some(id("z;;")), ..reject("zz;;") }]).await.unwrap();
        Box::new(import).commit(LENIENT).await.unwrap()
    };
    let receipt = correct(60).await;
    assert_eq!(counts(&receipt, "orders"), (1, 1, 0, 2));
    let after = lake.snapshot(None).await.unwrap();
    let left = after.rejects(&RejectFilter::default()).await.unwrap();
    let told: Vec<_> = left.iter().map(|reject| (reject.rule.as_str(), reject.replaces)).collect();
    assert_eq!(told, [("duplicate", Some(id("y;;"))), ("missing", Some(id("z;;")))]);
    assert_eq!(before.rejects(&RejectFilter::default()).await.unwrap(), waiting);
    let then = lake.snapshot(Some(JANUARY + 59 * DAY)).await.unwrap();
    let known = then.rejects(&RejectFilter::default()).await.unwrap();
    assert_eq!(
        known.iter().map(|reject| reject.id).collect::<Vec<_>>(),
        waiting.iter().map(|reject| reject.id).collect::<Vec<_>>()
    );
    let named = after.rejects_named(&[id("x;;")].into()).await.unwrap();
    assert_eq!(named[0].closed_at_us, Some(JANUARY + 60 * DAY));

    correct(61).await;
    let again = lake.snapshot(None).await.unwrap();
    assert_eq!(again.rejects(&RejectFilter::default()).await.unwrap(), left);
    assert_eq!(again.id(), after.id(), "the same corrections again change nothing");
}
