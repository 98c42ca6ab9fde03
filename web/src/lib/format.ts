// How numbers, money, durations and dates are written, in both languages: the only file that knows. Money comes as a
// decimal string and stays one: it is never a float on its way to the screen.
import type { Grain, Money, Unit, Value } from "./api/answers";
import type { Language } from "./i18n/language.svelte";

/** What stands where there is no number. */
export const nothing = "–";

const decimals = new Map<string, Intl.NumberFormat>();

function decimal(language: Language, least: number, most: number, sign = false): Intl.NumberFormat {
  const key = `${language} ${least} ${most} ${sign}`;
  let made = decimals.get(key);
  if (!made) {
    made = new Intl.NumberFormat(language, {
      minimumFractionDigits: least,
      maximumFractionDigits: most,
      signDisplay: sign ? "exceptZero" : "auto",
    });
    decimals.set(key, made);
  }
  return made;
}

export function isMoney(value: unknown): value is Money {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}

/** A whole number: `1,703`; a count that is a mean keeps one place. */
export function count(value: number, language: Language): string {
  return decimal(language, 0, Number.isInteger(value) ? 0 : 1).format(value);
}

/** A share of 0 to 1 as percent: `97.3%`. */
export function share(value: number, language: Language, places = 1): string {
  return minus(`${hundredfold(value, places, places, language)}%`);
}

/** A change of a share in percentage points, always signed: `+0.3 pp`. */
export function points(value: number, language: Language): string {
  const unit = language === "zh-CN" ? "个百分点" : "pp";
  return `${minus(hundredfold(value, 1, 1, language, true))} ${unit}`;
}

/** How many places a currency is written with. */
function places(currency: string): number {
  try {
    return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

/** An amount to the places of its currency, the code behind it: `54,660.56 EUR`. */
export function money(value: Money, language: Language, options: { whole?: boolean; sign?: boolean } = {}): string {
  const most = options.whole ? 0 : places(value.currency);
  // A decimal string is formatted exactly; the type of `format` does not know of it yet.
  const amount = decimal(language, most, most, options.sign).format(value.amount as unknown as number);
  return `${minus(amount)} ${value.currency}`;
}

/** Short, for axes and tight places: `54.7K`. The same letters in both languages, as nothing is counted by 万. */
export function compact(value: number): string {
  return minus(new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 }).format(value));
}

const steps: [number, string, string][] = [
  [86_400_000, "d", "天"],
  [3_600_000, "h", "小时"],
  [60_000, "min", "分钟"],
  [1_000, "s", "秒"],
];

/** A duration in its two largest units: `2 h 45 min`, `2 小时 45 分钟`; from 10 days on in days alone. */
export function duration(ms: number, language: Language): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${decimal(language, 0, 0).format(ms)} ${language === "zh-CN" ? "毫秒" : "ms"}`;
  const first = steps.findIndex(([unit]) => size >= unit);
  const [unit, en, zh] = steps[first] ?? [1_000, "s", "秒"];
  const name = language === "zh-CN" ? zh : en;
  const sign = ms < 0 ? "−" : "";
  const smaller = steps[first + 1];
  if (!smaller || (first === 0 && size >= 10 * unit)) {
    return `${sign}${decimal(language, 0, 1).format(size / unit)} ${name}`;
  }
  const inSmaller = Math.round(size / smaller[0]);
  const whole = Math.floor(inSmaller / (unit / smaller[0]));
  const rest = inSmaller - whole * (unit / smaller[0]);
  const head = `${sign}${decimal(language, 0, 0).format(whole)} ${name}`;
  return rest === 0 ? head : `${head} ${rest} ${language === "zh-CN" ? smaller[2] : smaller[1]}`;
}

/** A value of a metric by its unit. */
export function value(given: Value, unit: Unit, language: Language): string {
  if (given === null || given === undefined) return nothing;
  if (isMoney(given)) return money(given, language);
  switch (unit) {
    case "share":
      return share(given, language);
    case "count":
      return minus(count(given, language));
    case "duration":
      return duration(given, language);
    case "months":
      return `${minus(decimal(language, 1, 1).format(given))} ${language === "zh-CN" ? "个月" : "mo"}`;
    case "points":
      return minus(decimal(language, 1, 1).format(given));
    default:
      return minus(decimal(language, 2, 2).format(given));
  }
}

/** An interval in the unit of its value: `96.3% to 97.9%`; undefined where there is none. */
export function interval(
  row: { value: Value; low?: Value; high?: Value },
  unit: Unit,
  language: Language,
): string | undefined {
  if (row.low === undefined || row.low === null || row.high === undefined || row.high === null) return undefined;
  // The ends of an interval of money are estimates and come as plain numbers, in the currency of the value.
  const currency = isMoney(row.value) ? row.value.currency : null;
  const end = (given: number | Money) =>
    typeof given === "number" && currency ? { amount: plain(given), currency } : given;
  const word = language === "zh-CN" ? "至" : "to";
  return `${value(end(row.low), unit, language)} ${word} ${value(end(row.high), unit, language)}`;
}

/** The probability that a test gives: two digits that say something, and small ones as less than a thousandth. */
export function probability(given: number | null | undefined, language: Language): string {
  if (given === null || given === undefined) return nothing;
  if (given < 0.001) return "< 0.001";
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 2 }).format(given);
}

/** A number in decimal digits without an exponent. */
function plain(given: number): string {
  return new Intl.NumberFormat("en", { useGrouping: false, maximumFractionDigits: 10 }).format(given);
}

/** The number as the API gave it, nothing rounded: for tables and tooltips. */
export function exact(given: Value, unit: Unit): string {
  if (given === null || given === undefined) return nothing;
  if (isMoney(given)) return `${given.amount} ${given.currency}`;
  return unit === "duration" ? `${given} ms` : String(given);
}

/** A value short enough for an axis. */
export function axis(given: number, unit: Unit, language: Language): string {
  if (unit === "share") return minus(`${hundredfold(given, 0, 1, language)}%`);
  if (unit === "duration") return given === 0 ? "0" : duration(given, language);
  return compact(given);
}

/** A change of a metric between two periods, signed, in the unit people speak of: percentage points for shares,
 * percent for what has a size, the plain difference for points. */
export function change(by: Value, byShare: number | null | undefined, unit: Unit, language: Language): string {
  if (by === null || by === undefined) return nothing;
  if (unit === "share" && !isMoney(by)) return points(by, language);
  if (unit === "points" && !isMoney(by)) return minus(decimal(language, 1, 1, true).format(by));
  if (byShare === null || byShare === undefined) {
    return isMoney(by) ? money(by, language, { sign: true }) : minus(decimal(language, 0, 2, true).format(by));
  }
  return minus(`${hundredfold(byShare, 1, 1, language, true)}%`);
}

/** What a chart draws: money as a float is good enough for a height, and for nothing else. */
export function height(given: Value): number | null {
  if (given === null || given === undefined) return null;
  return isMoney(given) ? Number(given.amount) : given;
}

/** A day, `2025-12-31`, as `31 Dec 2025` and `2025-12-31`. */
export function day(iso: string, language: Language): string {
  if (language === "zh-CN") return iso.slice(0, 10);
  return `${Number(iso.slice(8, 10))} ${month(iso)}`;
}

/** A period by its first day and its grain: `Dec 2025`, `Q4 2025`, `2025-W03`; without a grain as a range. */
export function period(start: string, end: string, grain: Grain | undefined, language: Language): string {
  const year = start.slice(0, 4);
  switch (grain) {
    case "day":
      return day(start, language);
    case "week":
      return week(start);
    case "month":
      return language === "zh-CN" ? start.slice(0, 7) : month(start);
    case "quarter": {
      const quarter = Math.ceil(Number(start.slice(5, 7)) / 3);
      return language === "zh-CN" ? `${year}-Q${quarter}` : `Q${quarter} ${year}`;
    }
    case "year":
      return year;
    default:
      return language === "zh-CN"
        ? `${day(start, language)} 至 ${day(dayBefore(end), language)}`
        : `${day(start, language)} to ${day(dayBefore(end), language)}`;
  }
}

/** The day before, as periods are given with the first day after them. */
export function dayBefore(iso: string): string {
  return new Date(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** The day after. */
export function dayAfter(iso: string): string {
  return new Date(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/** A moment in the workspace's zone: `31 Dec 2025, 23:59`. */
export function moment(iso: string, zone: string, language: Language): string {
  const at = new Date(iso);
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: "h23",
  });
  const [dayPart, timePart] = parts.format(at).split(", ");
  return language === "zh-CN" ? `${dayPart} ${timePart}` : `${day(dayPart ?? "", language)}, ${timePart}`;
}

/** The last day that lies before a moment, in the workspace's zone: what data that is known until then is complete through. */
export function lastDay(iso: string, zone: string, language: Language): string {
  const at = new Date(Date.parse(iso) - 1);
  return day(new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at), language);
}

/** The same without its year, where a place is tight: `31 Jan`, `1-31`. */
export function shortLastDay(iso: string, zone: string, language: Language): string {
  const at = new Date(Date.parse(iso) - 1);
  const text = new Intl.DateTimeFormat("en-CA", { timeZone: zone, dateStyle: "short" }).format(at);
  if (language === "zh-CN") return `${Number(text.slice(5, 7))}-${Number(text.slice(8, 10))}`;
  return `${Number(text.slice(8, 10))} ${month(text).split(" ")[0]}`;
}

/** How long ago: `3 h ago`, `3 小时前`; rounded to one unit. */
export function ago(ms: number, language: Language): string {
  const [unit, en, zh] = steps.find(([size]) => ms >= size) ?? [1_000, "s", "秒"];
  const number = decimal(language, 0, 0).format(Math.floor(ms / unit));
  return language === "zh-CN" ? `${number} ${zh}前` : `${number} ${en} ago`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `Dec 2025`, of any date that begins with year and month. */
function month(iso: string): string {
  return `${months[Number(iso.slice(5, 7)) - 1] ?? ""} ${iso.slice(0, 4)}`;
}

/** The ISO week of a day: that which its Thursday lies in. */
export function week(iso: string): string {
  const thursday = new Date(`${iso.slice(0, 10)}T00:00:00Z`);
  thursday.setUTCDate(thursday.getUTCDate() + 3 - ((thursday.getUTCDay() + 6) % 7));
  const year = thursday.getUTCFullYear();
  const number = 1 + Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / 604_800_000);
  return `${year}-W${String(number).padStart(2, "0")}`;
}

/** A hundred times a share, by its decimal digits: multiplied as a float, 0.0185 would become 1.8499999. */
function hundredfold(value: number, least: number, most: number, language: Language, sign = false): string {
  const [digits = "0", power = "0"] = String(value).split("e");
  const number = `${digits}e${Number(power) + 2}`;
  return decimal(language, least, most, sign).format(number as unknown as number);
}

/** A minus sign that is as wide as a plus. */
function minus(text: string): string {
  return text.replace("-", "−");
}
