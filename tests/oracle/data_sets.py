"""Which file of each data set goes through which mapping, and how many rows of whom it makes, told by DuckDB."""

from dataclasses import dataclass
from pathlib import Path

from workspace import MAPPINGS, SHARED


@dataclass(frozen=True)
class Import:
    """One file that is imported. `makes` gives `(table, key, customer)` of every row that must come of it, in DuckDB's SQL."""

    table: str
    file: str
    mapping: str
    makes: str


@dataclass(frozen=True)
class DataSet:
    """One folder, its mappings, whose customer ids it has, and the last day it tells of."""

    folder: str
    mappings: str
    namespace: str
    through: str
    imports: list[Import]

    @property
    def data(self) -> Path:
        return SHARED / "data" / self.folder

    def mapping(self, of: Import) -> Path:
        return MAPPINGS / self.mappings / f"{of.mapping}.yaml"

    def source(self, file: str) -> str:
        return f"read_csv('{self.data / file}', header = true, all_varchar = true)"

    def made(self, of: Import) -> str:
        """The query of the rows that an import must make, with the files of the set by their names without ending."""
        named = {file.stem.replace("-", "_"): self.source(file.name) for file in sorted(self.data.glob("*.csv"))}
        files = ", ".join(f'"{name}" as (select * from {source})' for name, source in named.items())
        return f"with {files} {of.makes}"


def plain(table, file, key, customer, where="true"):
    """One row of a table for each row of a file; `key` is none where a row has no id of its own."""
    stem = file.removesuffix(".csv").replace("-", "_")
    key = key or "row_number() over ()"
    return f"""select '{table}', {key}, {customer} from "{stem}" where {where}"""


HILLSTROM = """(select *, row_number() over () as place from "hillstrom")"""
ENDS = "select {id} || '/' || {end}::date, {customer} from \"{file}\" where {end} is not null"
STARTS = "select {id} || '/' || {start}::date, {customer} from \"{file}\""


def periods(file, id, customer, start, end):
    """A change at the start of each period and one at its end, of which none hides another of the same day."""
    words = {"file": file.removesuffix(".csv").replace("-", "_"), "id": id, "customer": customer, "start": start, "end": end}
    return f"select distinct 'subscription_changes', * from ({STARTS.format(**words)} union all {ENDS.format(**words)})"


def hillstrom(table, where="true"):
    return f"select '{table}', place, place from {HILLSTROM} where {where}"


RAVENSTACK_TICKETS = """
select 'tickets', ticket_id, account_id from "ravenstack_support_tickets"
union all
select 'ticket_changes', ticket_id || '/reply', null from "ravenstack_support_tickets" where first_response_time_minutes is not null
union all
select 'ticket_changes', ticket_id || '/resolved', null from "ravenstack_support_tickets" where closed_at is not null
"""
SEED_REPLIES = """
select 'ticket_changes', c.id, null from "ticket_comment_data" c left join "ticket_data" t on t.id = c.ticket_id
where c.user_id is distinct from t.requester_id
"""

DATA_SETS = [
    DataSet("cdnow", "cdnow", "cdnow", "1998-06-30", [
        Import("orders", "cdnow_full_transactions.csv", "orders",
               plain("orders", "cdnow_full_transactions.csv", None, "customer_id")),
    ]),
    DataSet("hillstrom", "hillstrom", "hillstrom", "2008-03-14", [
        Import("customers", "hillstrom.csv", "customers", hillstrom("customers")),
        Import("exposures", "hillstrom.csv", "exposures", hillstrom("exposures")),
        Import("events", "hillstrom.csv", "events", hillstrom("events", "visit = '1'")),
        Import("orders", "hillstrom.csv", "orders", hillstrom("orders", "conversion = '1'")),
    ]),
    DataSet("jaffle_shop_classic", "jaffle_shop", "jaffle_shop", "2018-04-30", [
        Import("customers", "raw_customers.csv", "customers", plain("customers", "raw_customers.csv", "id", "id")),
        Import("orders", "raw_orders.csv", "orders", plain("orders", "raw_orders.csv", "id", "user_id")),
        Import("payments", "raw_payments.csv", "payments",
               """select 'payments', p.id, o.user_id from "raw_payments" p left join "raw_orders" o on o.id = p.order_id"""),
    ]),
    DataSet("mrr_playbook", "mrr_playbook", "mrr_playbook", "2020-12-31", [
        Import("subscriptions", "subscription_periods.csv", "subscriptions",
               periods("subscription_periods.csv", "subscription_id", "customer_id", "start_date", "end_date")),
    ]),
    DataSet("ravenstack", "ravenstack", "ravenstack", "2024-12-31", [
        Import("accounts", "ravenstack_accounts.csv", "accounts",
               plain("accounts", "ravenstack_accounts.csv", "account_id", "null")),
        Import("customers", "ravenstack_accounts.csv", "customers",
               plain("customers", "ravenstack_accounts.csv", "account_id", "account_id")),
        Import("subscriptions", "ravenstack_subscriptions.csv", "subscriptions",
               periods("ravenstack_subscriptions.csv", "subscription_id", "account_id", "start_date", "end_date")),
        Import("events", "ravenstack_feature_usage.csv", "events",
               """select 'events', usage_id || '/' || subscription_id, account_id from "ravenstack_feature_usage"
               left join "ravenstack_subscriptions" using (subscription_id)"""),
        Import("events", "ravenstack_churn_events.csv", "churn_events",
               plain("events", "ravenstack_churn_events.csv", "churn_event_id", "account_id")),
        Import("tickets", "ravenstack_support_tickets.csv", "tickets", RAVENSTACK_TICKETS),
        Import("survey_responses", "ravenstack_support_tickets.csv", "survey_responses",
               plain("survey_responses", "ravenstack_support_tickets.csv", "ticket_id", "account_id",
                     "satisfaction_score is not null")),
    ]),
    DataSet("retentioneering_ecom", "retentioneering_ecom", "retentioneering_ecom", "2024-06-30", [
        Import("events", "ecom.csv", "events", plain("events", "ecom.csv", None, "user_id")),
    ]),
    DataSet("telco", "telco", "telco", "2020-01-31", [
        Import("customers", "Telco-Customer-Churn.csv", "customers",
               plain("customers", "Telco-Customer-Churn.csv", "customerID", "customerID")),
        Import("subscriptions", "Telco-Customer-Churn.csv", "subscriptions",
               """select 'subscription_changes', customerID || '/start', customerID from "Telco_Customer_Churn"
               union all
               select 'subscription_changes', customerID || '/end', customerID from "Telco_Customer_Churn"
               where Churn = 'Yes' and tenure::integer > 0"""),
    ]),
    DataSet("zendesk_seeds", "zendesk_seeds", "zendesk", "2020-12-31", [
        Import("accounts", "organization_data.csv", "accounts", plain("accounts", "organization_data.csv", "id", "null")),
        Import("customers", "user_data.csv", "customers", plain("customers", "user_data.csv", "id", "id", "role = 'end-user'")),
        Import("tickets", "ticket_data.csv", "tickets",
               plain("tickets", "ticket_data.csv", "id", "requester_id", "status <> 'deleted'")),
        Import("ticket_changes", "ticket_comment_data.csv", "ticket_replies", SEED_REPLIES),
        Import("ticket_changes", "ticket_field_history_data.csv", "ticket_changes",
               plain("ticket_changes", "ticket_field_history_data.csv", None, "null", "value = 'solved'")),
    ]),
]
