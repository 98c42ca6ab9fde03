// The columns that tables are most often made of: a number of a row, written as what it is. Pure.
import type { Money } from "../api/answers";
import * as format from "../format";
import type { Language } from "../i18n/language.svelte";
import type { Column } from "./table";

type Given<T> = T | null | undefined;

/** Makes columns that write in a language; `of` takes the number from a row. */
export function columnsIn<R>(language: Language) {
  const numeric =
    <T>(write: (given: T) => string, raw: (given: T) => number | string) =>
    (key: string, title: string, of: (row: R) => Given<T>): Column<R> => ({
      key,
      title,
      numeric: true,
      text: (row) => {
        const given = of(row);
        return given === null || given === undefined ? format.nothing : write(given);
      },
      raw: (row) => {
        const given = of(row);
        return given === null || given === undefined ? null : raw(given);
      },
    });
  const itself = (given: number) => given;
  return {
    count: numeric((given: number) => format.count(given, language), itself),
    share: numeric((given: number) => format.share(given, language), itself),
    /** With one place, and with two. */
    points: numeric((given: number) => format.value(given, "points", language), itself),
    ratio: numeric((given: number) => format.value(given, "ratio", language), itself),
    seconds: numeric((given: number) => format.duration(given * 1_000, language), itself),
    money: numeric(
      (given: Money) => format.money(given, language),
      (given) => given.amount,
    ),
  };
}
