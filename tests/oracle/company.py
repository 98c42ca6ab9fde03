"""The demo company: its tables exported as Parquet, and each metric asked of DuckDB straight from its definition.

The exports are the canonical tables as `tenure sql` gives them, so this checks what is computed of the rows, not how they came in.
"""

import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from periods import instant
from tally import Tally
from workspace import Workspace, binary_argument, run

ZONE = "Europe/Berlin"
MONTHS = [date(2024, 3, 1), date(2024, 4, 1), date(2024, 5, 1)]
DAY = 86_400_000_000
TABLES = [
    "customers", "events", "leads", "order_items", "orders", "payments", "refunds", "social_interactions", "spend", "costs",
    "subscription_changes", "survey_invitations", "survey_responses", "ticket_changes", "tickets",
]
USAGE = [
    "plant_added", "task_done", "reminder_set", "bed_planned", "photo_uploaded", "diagnosis_run", "sensor_read", "plan_shared",
    "report_exported",
]


def main():
    tally, binary = Tally("company"), binary_argument()
    with tempfile.TemporaryDirectory(prefix="tenure-oracle-") as holder:
        folder = Path(holder)
        workspace = Workspace(binary)
        workspace.folder = folder / "demo"
        run([workspace.binary, "--quiet", "demo", str(workspace.folder)])
        db = opened(workspace, folder)
        for start, end in zip(MONTHS, MONTHS[1:]):
            check(tally, workspace, db, start, end)
    tally.close_and_exit()


def opened(workspace, folder):
    """DuckDB over the exported tables, without the rows of those whom the demo excludes."""
    db = duckdb.connect()
    for table in TABLES:
        file = folder / f"{table}.parquet"
        with file.open("wb") as target:
            words = [workspace.binary, "-C", str(workspace.folder), "--format", "parquet", "sql", f"select * from {table}"]
            done = subprocess.run(words, stdout=target, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            sys.exit(f"{' '.join(words)}\n{done.stderr.decode()}")
        db.execute(f"create table {table} as select * from read_parquet('{file}')")
    db.execute("create table excluded as select customer_key from customers where email like '%@fernrow.example'")
    for table in TABLES:
        columns = [column for (column, *_) in db.execute(f"describe {table}").fetchall()]
        if table != "customers" and "customer_key" in columns:
            db.execute(f"delete from {table} where customer_key in (select customer_key from excluded)")
    db.execute(VIEWS.replace("$usage", ", ".join(f"'{name}'" for name in USAGE)))
    return db


def check(tally, workspace, db, start, end):
    """Every metric of one month."""
    bounds = {"start": instant(start, ZONE), "stop": instant(end, ZONE), "window": 30 * DAY}
    answers = workspace.query([*COUNTS, *MONEY, *RATES, *RATIOS], start, end, "month")
    for kind, queries in (("count", COUNTS), ("money", MONEY), ("rate", RATES), ("ratio", RATIOS)):
        for metric, sql in queries.items():
            (row,) = answers[metric]
            used = {name: value for name, value in bounds.items() if f"${name}" in sql}
            (found,) = db.execute(sql, used).fetchall()
            what = f"{metric} of {start}"
            if kind == "count":
                tally.same(what, row["value"], int(found[0] or 0))
            elif kind == "money":
                tally.money(what, row["value"], found[0] or Decimal(0))
            elif kind == "rate":
                tally.same(f"{what} numerator", row.get("numerator"), found[0])
                tally.same(f"{what} denominator", row.get("denominator"), found[1])
                tally.close(what, row["value"], found[0] / found[1] if found[1] else None)
            else:
                # Single values are kept to eight decimals.
                tally.close(what, row["value"], None if found[0] is None else float(found[0]), 1e-8)


VIEWS = """
create view visits as
select customer_key, session_id, epoch_us(min(ts)) as us, bool_or(name in ('page', 'screen')) as viewed
from events where session_id is not null group by customer_key, session_id, namespace;
create view usage as
select customer_key, epoch_us(ts) as us, name, (ts at time zone 'Europe/Berlin')::date as day
from events where name in ($usage) and customer_key in (select customer_key from events where customer_id is not null
    union select customer_key from customers union select customer_key from orders union select customer_key from subscription_changes
    union select customer_key from tickets union select customer_key from payments);
create view paid as
select *, epoch_us(ordered_at) as us from orders where coalesce(status, 'paid') = 'paid';
create view returned as
select r.*, epoch_us(r.refunded_at) as us, o.customer_key
from refunds r left join orders o on o.namespace = r.namespace and o.order_id = r.order_id
where coalesce(o.status, 'paid') = 'paid' and (r.order_id is not null or r.payment_id is null)
    and (r.order_id is null or o.order_id is not null);
create view lines as
select i.*, p.us, p.customer_key from order_items i join paid p on p.namespace = i.namespace and p.order_id = i.order_id;
create view answers as
select *, epoch_us(answered_at) as us,
    coalesce(scale_min, case kind when 'nps' then 0 else 1 end) as lowest,
    coalesce(scale_max, case kind when 'nps' then 10 when 'ces' then 7 else 5 end) as highest
from survey_responses;
create view steps as
select c.namespace, c.ticket_id, c.kind, epoch_us(c.at) as us, c.author_is_human, c."public"
from ticket_changes c join tickets t on t.namespace = c.namespace and t.ticket_id = c.ticket_id where c.at >= t.opened_at;
create view outcomes as
select t.namespace, t.ticket_id, epoch_us(t.opened_at) as us,
    coalesce(min(s.us) filter (s.kind = 'resolved'), min(s.us) filter (s.kind = 'closed')) as resolved,
    count(*) filter (s.kind = 'reopened') as reopenings,
    count(*) filter (s.kind = 'reply' and coalesce(s.author_is_human, true) and coalesce(s."public", true)) as replies
from tickets t left join steps s on s.namespace = t.namespace and s.ticket_id = t.ticket_id
where not coalesce(t.by_bot, false) group by t.namespace, t.ticket_id, t.opened_at;
"""

IN = "us >= $start and us < $stop"

COUNTS = {
    "orders": f"select count(*) from paid where {IN}",
    "visits": f"select count(*) from visits where viewed and {IN}",
    "unique_visitors": f"select count(distinct customer_key) from visits where viewed and {IN}",
    "signups": f"""select count(*) from (select min(epoch_us(ts)) as us from events where name = 'signup' and customer_key is not null
        group by customer_key) where {IN}""",
    "trials_started": f"""select count(*) from (select min(epoch_us(ts)) as us from events where name in ('trial_started', 'paid_trial_started')
        and customer_key is not null group by customer_key) where {IN}""",
    "free_trials": f"""select count(*) from (select min(epoch_us(ts)) as us from events where name = 'trial_started'
        and customer_key is not null group by customer_key) where {IN}""",
    "paid_trials": f"""select count(*) from (select min(epoch_us(ts)) as us from events where name = 'paid_trial_started'
        and customer_key is not null group by customer_key) where {IN}""",
    "leads": f"select count(*) from (select epoch_us(created_at) as us from leads) where {IN}",
    "qualified_leads": f"""select count(*) from (select epoch_us(created_at) as us, epoch_us(qualified_at) as done from leads)
        where {IN} and done >= us and done < us + $window""",
    "tickets": f"select count(*) from (select epoch_us(opened_at) as us from tickets) where {IN}",
    "service_calls": f"select count(*) from (select epoch_us(opened_at) as us from tickets where lower(channel) = 'phone') where {IN}",
    "reviews": f"select count(*) from answers where kind = 'review' and highest > lowest and {IN}",
    "feedback_count": f"select count(*) from answers where comment is not null and {IN}",
    "social_interactions": f"select count(*) from (select epoch_us(ts) as us from social_interactions) where {IN}",
    "power_user_histogram": """select count(distinct customer_key) from usage where us < $stop
        and us >= $stop - 28 * 86400000000 - 3600000000 and day >= (make_timestamp($stop + 3600000000)::date - 28)""",
    "backlog": """select count(*) from (
        select us from (select namespace, ticket_id, epoch_us(opened_at) as us, 'opened' as kind from tickets
            union all select namespace, ticket_id, us, kind from steps where kind in ('resolved', 'closed', 'reopened'))
        where us < $stop qualify row_number() over (partition by namespace, ticket_id order by us desc, kind = 'opened') = 1
            and kind in ('opened', 'reopened'))""",
}

MONEY = {
    "revenue": f"""select (select coalesce(sum(amount), 0) from paid where {IN}) - (select coalesce(sum(amount), 0) from returned where {IN})""",
    "revenue_by_order": f"""select sum(p.amount - coalesce(r.back, 0)) from paid p left join (select namespace, order_id, sum(amount) as back
        from refunds where order_id is not null group by all) r on r.namespace = p.namespace and r.order_id = p.order_id where {IN}""",
    "acquisition_spend": f"""select sum(amount) from (select amount, category, epoch_us((date::timestamp + interval 12 hour)::timestamp
        at time zone 'Europe/Berlin') as us from spend) where category in ('marketing', 'sales') and {IN}""",
    "aov": f"""select ((select coalesce(sum(amount), 0) from paid where {IN}) - (select coalesce(sum(amount), 0) from returned where {IN}))
        / (select count(*) from paid where {IN})""",
}

RATES = {
    "purchase_frequency": f"select count(*), count(distinct customer_key) from paid where {IN}",
    "repurchase_rate": """select count(*) filter (n >= 2), count(*) from (select count(*) as n from paid where us < $stop
        and customer_key is not null group by customer_key)""",
    "cross_sell_rate": """select count(*) filter (n >= 2), count(*) from (select count(distinct (namespace, product_id)) as n from lines
        where us < $stop and customer_key is not null group by customer_key)""",
    "csat": f"""select count(*) filter (score >= highest - (case when highest - lowest + 1 <= 3 then 1 else 2 end) + 1), count(*)
        from answers where kind = 'csat' and {IN}""",
    "css": f"select count(*) filter (score >= 6), count(*) from answers where kind = 'csat' and lowest = 1 and highest = 10 and {IN}",
    "ces_top": f"""select count(*) filter (score >= highest - (case highest - lowest + 1 when 2 then 1 when 3 then 1 when 5 then 2 else 3 end) + 1),
        count(*) from answers where kind = 'ces' and {IN}""",
    "reopen_rate": f"select count(*) filter (reopenings > 0), count(*) from outcomes where resolved is not null and {IN}",
    "first_contact_resolution": f"""select count(*) filter (reopenings = 0 and replies <= 1), count(*) from outcomes
        where resolved is not null and {IN}""",
    "lead_qualification_rate": f"""select count(*) filter (done >= us and done < us + $window), count(*) from
        (select epoch_us(created_at) as us, epoch_us(qualified_at) as done from leads) where {IN}""",
    "lead_conversion_rate": f"""select count(*) filter (done >= us and done < us + $window), count(*) from
        (select epoch_us(created_at) as us, epoch_us(converted_at) as done from leads) where {IN}""",
    "sentiment_share": f"""select count(*) filter (sentiment = 'positive'), count(*) from (
        select us, sentiment from answers where comment is not null union all
        select epoch_us(ts) as us, sentiment from social_interactions where text is not null) where sentiment is not null and {IN}""",
    "crash_free_customers": f"""select count(*) filter (customer_key not in (select customer_key from events where name = 'crash'
        and customer_key is not null and epoch_us(ts) >= $start and epoch_us(ts) < $stop)), count(*)
        from (select distinct customer_key from usage where {IN})""",
}

RATIOS = {
    "nps": f"""select 100 * (count(*) filter (score >= 9) - count(*) filter (score <= 6))::double / count(*) from answers
        where kind = 'nps' and highest = 10 and lowest in (0, 1) and {IN}""",
    "csat_mean": f"""select avg(((score - lowest) / nullif(highest - lowest, 0))::double) from answers where kind = 'csat' and {IN}""",
    "ces": f"select avg((1 + 6 * (score - lowest) / (highest - lowest))::double) from answers where kind = 'ces' and {IN}",
    "review_rating": f"select avg((1 + 4 * (score - lowest) / (highest - lowest))::double) from answers where kind = 'review' and {IN}",
    "refund_rate": f"""select (select coalesce(sum(amount), 0) from returned where {IN})::double
        / (select sum(amount) from paid where {IN})::double""",
    "return_rate": f"select sum(coalesce(returned_quantity, 0))::double / sum(coalesce(quantity, 1))::double from lines where {IN}",
    "product_margin": f"""select sum(coalesce(quantity, 1) * (unit_price - unit_cost))::double / sum(coalesce(quantity, 1) * unit_price)::double
        from lines where unit_price is not null and unit_cost is not null and {IN}""",
    "usage_frequency": f"select avg(n) from (select count(distinct day) as n from usage where {IN} group by customer_key)",
    "interactions_per_visitor": f"""select count(*)::double / count(distinct customer_key) from
        (select customer_key, epoch_us(ts) as us from events) where {IN}
        and customer_key in (select customer_key from visits where viewed and {IN})""",
    "cac_payback_months": f"""with won as (select customer_key, min("at") at time zone 'Europe/Berlin' as won_at, epoch_us(min("at")) as us
            from subscription_changes where status in ('active', 'past_due') and customer_key is not null group by customer_key),
        lines as (select customer_key, us, amount from paid union all select customer_key, us, -amount from returned),
        since as (select w.won_at, greatest(make_timestamptz(l.us) at time zone 'Europe/Berlin', w.won_at) as paid_at, l.amount
            from won w join lines l using (customer_key)
            where w.us >= $start and w.us < $stop and (make_timestamptz(l.us) at time zone 'Europe/Berlin')::date >= w.won_at::date),
        months as (select 12 * (year(paid_at) - year(won_at)) + month(paid_at) - month(won_at) + 1
            - (case when (day(paid_at), paid_at::time) < (day(won_at), won_at::time) then 1 else 0 end) as month, amount from since)
        select min(month) from (select month, sum(sum(amount) * 0.62) over (order by month) as margin from months group by month)
        where margin >= (select sum(amount) from (select amount, category, epoch_us((date::timestamp + interval 12 hour)::timestamp
            at time zone 'Europe/Berlin') as us from spend) where category in ('marketing', 'sales') and {IN})""",
    "dau": f"""select count(distinct (customer_key, day))::double / (select count(*) from range(make_timestamp($start + 7200000000)::date::timestamp,
        make_timestamp($stop + 7200000000)::date::timestamp, interval 1 day)) from usage where {IN}""",
}


if __name__ == "__main__":
    main()
