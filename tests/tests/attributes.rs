//! Attributes from import to import: new ones appear, and one whose values change their kind is refused with a way out.

use crate::desk::Desk;

#[test]
fn new_attributes_appear_and_a_changed_kind_is_refused_until_it_is_meant() {
    let desk = Desk::new();
    let rows = |of: &dyn Fn(u32) -> String| (1..=40).map(|row| format!("c{row},{}\n", of(row))).collect::<String>();
    desk.write("1.csv", format!("customer_id,seats,code\n{}", rows(&|row| format!("{row},{row}"))));
    desk.write("2.csv", format!("customer_id,seats,code,shelf\n{}", rows(&|row| format!("{row},A{row},gold"))));
    desk.write("3.csv", format!("customer_id,seats\n{}", rows(&|row| format!("{row} seats"))));
    desk.write(
        "4.csv",
        format!("customer_id,seats\n{}", rows(&|row| if row == 7 { "many".to_owned() } else { row.to_string() })),
    );
    desk.json(&["import", "customers", "1.csv"]);
    let done = desk.run(&["import", "customers", "2.csv"]);
    assert_eq!(done.code, 1, "{}", done.err);
    for said in ["`code`", "numbers", "text", "--retype code", "mapping"] {
        assert!(done.err.contains(said), "{said}: {}", done.err);
    }
    assert_eq!(desk.rows("select count(*) from customers where attributes like '%gold%'"), ["0"]);
    desk.json(&["import", "customers", "2.csv", "--retype", "code"]);
    assert_eq!(desk.rows("select count(*) from customers where attributes like '%gold%'"), ["40"]);

    let done = desk.run(&["import", "customers", "3.csv", "--lang", "zh-CN"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(done.err.contains("此前是数字，现在却是文本"), "{}", done.err);
    // One slip among many values is no other kind; text may become anything; another source has kinds of its own.
    desk.json(&["import", "customers", "4.csv"]);
    desk.write("5.csv", format!("customer_id,code,seats\n{}", rows(&|row| format!("{row},{row}"))));
    desk.json(&["import", "customers", "5.csv"]);
    desk.json(&["import", "customers", "3.csv", "--namespace", "crm"]);
}
