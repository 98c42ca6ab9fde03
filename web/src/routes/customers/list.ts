// The lists of customers and of accounts: what is asked, and the columns, which come from what the answer has. Pure.
import type { Money } from "$lib/api/answers";
import { count, day, isMoney, money, nothing } from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import type { Column, Order } from "$lib/parts/table";

export type Subject = "customer" | "account";
/** One customer; `id` is `namespace:id`. */
export type Row = Record<string, string | number | boolean | Money | null>;

export interface Asked {
  search: string;
  where: string;
  order: Order | null;
}

/** The columns of the answer's rows: known ones in a known order, others behind them as they came. */
export function columnsOf(
  rows: readonly Row[],
  titles: Readonly<Record<string, string | undefined>>,
  words: (key: string, value: string) => string,
  href: (id: string) => string,
  language: Language,
): Column<Row>[] {
  const present = new Set(rows.flatMap((row) => Object.keys(row)));
  const known = Object.keys(titles).filter((key) => present.has(key));
  // Who somebody is comes first; their id is a column too, as two people may have one name.
  const keys = [...new Set([...known, ...present])].filter((key) => rows.some((row) => row[key] !== undefined));
  return keys.map((key, place) => {
    const isNumber = rows.some((row) => typeof row[key] === "number" || isMoney(row[key]));
    return {
      key,
      title: titles[key] ?? key,
      numeric: isNumber,
      text: (row) => {
        const given = row[key] ?? null;
        const text = shown(given, language, (word) => words(key, word));
        return place === 0 && text === nothing ? String(row.id) : text;
      },
      raw: (row) => full(row[key] ?? null),
      ...(place === 0 ? { href: (row: Row) => href(String(row.id)) } : {}),
    };
  });
}

function shown(given: Row[string], language: Language, word: (text: string) => string): string {
  if (given === null || given === "") return nothing;
  if (isMoney(given)) return money(given, language).trim();
  if (typeof given === "number") return count(given, language);
  if (typeof given === "boolean") return String(given);
  return /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(given) ? day(given, language) : word(given);
}

function full(given: Row[string]): number | string | null {
  if (given === null) return null;
  if (isMoney(given)) return given.amount;
  return typeof given === "boolean" ? String(given) : given;
}

/** The same list in SQL, for a service whose API has no such list. */
export function sqlOf(subject: Subject, asked: Asked, size: number, offset: number): string {
  const { from, searched } = subject === "customer" ? people : accounts;
  const conditions = [
    asked.search &&
      `(${searched.map((column) => `lower(${column}) like ${quoted(`%${asked.search.toLowerCase()}%`)}`).join(" or ")})`,
    asked.where && `(${asked.where})`,
  ].filter(Boolean);
  const where = conditions.length ? ` where ${conditions.join(" and ")}` : "";
  // Only a name of a column may stand here, as it is not quoted.
  const key = asked.order && /^\w+$/.test(asked.order.key) ? asked.order.key : null;
  const by = key ? `${key} ${asked.order?.down ? "desc" : "asc"} nulls last, id` : "id";
  const amount = subject === "customer" ? ", cast(revenue as varchar) as amount" : "";
  return `select *${amount} from (${from})${where} order by ${by} limit ${size} offset ${offset}`;
}

const people = {
  searched: ["id", "name", "email"],
  from: `select c.namespace || ':' || c.customer_id as id, c.name as name, c.email as email, c.country as country,
    c.plan as plan, l.state as standing, coalesce(o.n, 0) as orders, r.total as revenue, c.created_at as first_seen,
    o.latest as last_order, c.channel as channel
    from customers c
    left join (select customer_key as k, count(*) as n, max(at) as latest from paid_orders group by customer_key) o on o.k = c.customer_key
    left join (select customer_key as k, sum(amount) as total from revenue_lines group by customer_key) r on r.k = c.customer_key
    left join (select customer_key as k, max(state) as state from lifecycle where valid_to is null group by customer_key) l on l.k = c.customer_key`,
};

const accounts = {
  searched: ["id", "name"],
  from: `select a.namespace || ':' || a.account_id as id, a.name as name, a.plan as plan, a.industry as industry, a.size as size,
    a.country as country, a.owner as owner, coalesce(p.n, 0) as people, a.contract_start as contract_start, a.renewal_date as renewal_date
    from accounts a
    left join (select namespace as ns, account_id as k, count(*) as n from customers group by namespace, account_id) p
      on p.ns = a.namespace and p.k = a.account_id`,
};

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** SQL's rows as the API's: amounts as decimal text, of the workspace's currency, which SQL does not tell. */
export function fromSql(rows: readonly Row[]): Row[] {
  return rows.map(({ amount, ...row }) =>
    amount === undefined ? row : { ...row, revenue: amount === null ? null : { amount: String(amount), currency: "" } },
  );
}
