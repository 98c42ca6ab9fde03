"""The jaffle shop: orders joined to payments in cents by the committed mapping, DuckDB beside tenure."""

from datetime import date

from purchases import Shop, compare
from tally import Tally
from workspace import MAPPINGS, SHARED, Workspace, binary_argument

FIRST, LAST = date(2018, 1, 1), date(2018, 5, 1)
LAST_DATA_DAY = "2018-04-30"


def main():
    tally, binary = Tally("jaffle"), binary_argument()
    data = SHARED / "data" / "jaffle_shop_classic"
    if not data.exists():
        tally.skip(f"{data} is absent")
        tally.close_and_exit()
    shop = Shop(
        f"""select orders.user_id as customer, orders.order_date::date as day,
            (select coalesce(sum(amount), 0) from read_csv('{data}/raw_payments.csv') as paid
             where paid.order_id = orders.id)::decimal(18, 2) * 0.01 as amount
        from read_csv('{data}/raw_orders.csv') as orders""",
        "UTC",
    )
    with Workspace(binary) as workspace:
        mappings = MAPPINGS / "jaffle_shop"
        workspace.imports("customers", data / "raw_customers.csv", mappings / "customers.yaml")
        workspace.imports(
            "orders", data / "raw_orders.csv", mappings / "orders.yaml", "--complete-through", LAST_DATA_DAY
        )
        for grain in ["day", "month"]:
            compare(tally, workspace, shop, "jaffle shop", FIRST, LAST, grain)
    tally.close_and_exit()


if __name__ == "__main__":
    main()
