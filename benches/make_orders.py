"""Makes a CSV file of orders from a seed: customers with uneven appetites over three years."""

import datetime
import pathlib
import random

START = datetime.datetime(2022, 1, 1)
DAYS = 3 * 365
ORDERS_A_CUSTOMER = 12


def make(path: pathlib.Path, orders: int, seed: int = 1) -> None:
    """Writes `orders` lines: order_id, customer_id, ordered_at, amount, currency. The same seed gives the same file."""
    dice = random.Random(seed)
    customers = max(1, orders // ORDERS_A_CUSTOMER)
    first_days = [int(dice.random() ** 1.3 * DAYS) for _ in range(customers)]
    lasting = [dice.expovariate(1 / 200) for _ in range(customers)]
    with path.open("w") as file:
        file.write("order_id,customer_id,ordered_at,amount,currency\n")
        for order in range(orders):
            customer = int(customers * dice.random() ** 2)
            day = min(first_days[customer] + dice.random() * lasting[customer], DAYS - 1)
            at = START + datetime.timedelta(days=int(day), seconds=dice.randrange(86400))
            cents = 100 + int(dice.expovariate(1 / 4000))
            file.write(f"o{order},c{customer:07},{at:%Y-%m-%dT%H:%M:%SZ},{cents // 100}.{cents % 100:02},USD\n")
