// The lists of customers and of accounts: what is asked, and the columns, which come from what the answer has. Pure.
import type { Money } from "$lib/api/answers";
import { count, day, isMoney, moment, money, nothing } from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import type { Column, Order } from "$lib/parts/table";

export type Subject = "customer" | "account";
/** One customer; `id` is `namespace:id`. */
export type Row = Record<string, string | number | boolean | Money | null>;

/** A page of the list; its rows stand under the word of the subject. */
export interface Answer {
  customers?: Row[];
  accounts?: Row[];
  /** How many are found, listed or not. */
  total: number;
  time_zone: string;
  next_cursor?: string | null;
}

const unordered = ["id", "people"];
const personal = ["name", "email"];

/** What is asked, as the address says it. From whom names and addresses are hidden may neither search nor sort by them. */
export function questionOf(address: URLSearchParams, masked: boolean) {
  const sort = address.get("sort") ?? "";
  const sorts = sort !== "" && !(masked && personal.includes(sort));
  return {
    search: masked ? "" : (address.get("search") ?? ""),
    where: address.get("where") ?? "",
    sort: sorts ? sort : "",
    order: sorts && address.get("order") === "desc" ? "desc" : "",
  };
}

interface Telling {
  /** Titles in the order in which the columns are shown. */
  titles: Readonly<Record<string, string | undefined>>;
  words: (key: string, value: string) => string;
  href: (id: string) => string;
  zone: string;
  order: Order | null;
  /** Whether names and addresses are hidden: then there is nothing to show of them. */
  masked: boolean;
  language: Language;
}

/** The columns of the answer's rows: known ones in a known order, others behind them as they came. A column that is empty
 * throughout is left out. */
export function columnsOf(rows: readonly Row[], telling: Telling): Column<Row>[] {
  const { titles, language } = telling;
  const present = new Set(rows.flatMap((row) => Object.keys(row).filter((key) => row[key] !== null)));
  // What the list is in the order of is seen even where nobody has it.
  if (telling.order) present.add(telling.order.key);
  if (telling.masked) personal.forEach((key) => present.delete(key));
  // Who somebody is comes first; their id is a column too, as two people may have one name.
  const keys = [...Object.keys(titles).filter((key) => present.has(key)), ...present];
  return [...new Set(keys)].map((key, place) => {
    const isNumber = rows.some((row) => typeof row[key] === "number" || isMoney(row[key]));
    return {
      key,
      title: titles[key] ?? key,
      numeric: isNumber,
      fixed: unordered.includes(key),
      text: (row) => {
        const text = shown(row[key] ?? null, telling.zone, language, (word) => telling.words(key, word));
        return place === 0 && text === nothing ? String(row.id) : text;
      },
      raw: (row) => full(row[key] ?? null),
      ...(place === 0 ? { href: (row: Row) => telling.href(String(row.id)) } : {}),
    };
  });
}

function shown(given: Row[string], zone: string, language: Language, word: (text: string) => string): string {
  if (given === null || given === "") return nothing;
  if (isMoney(given)) return money(given, language).trim();
  if (typeof given === "number") return count(given, language);
  if (typeof given === "boolean") return String(given);
  if (/^\d{4}-\d{2}-\d{2}$/.test(given)) return day(given, language);
  // The day that it was in the workspace's zone.
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(given) ? day(moment(given, zone, "zh-CN"), language) : word(given);
}

function full(given: Row[string]): number | string | null {
  if (given === null) return null;
  if (isMoney(given)) return given.amount;
  return typeof given === "boolean" ? String(given) : given;
}
