// Adding decimal strings as the API writes money in: digit by digit, never as floats.

/** The sum, to as many places as the longest has; of nothing it is `0`. */
export function sum(amounts: readonly string[]): string {
  const places = Math.max(0, ...amounts.map((amount) => amount.split(".")[1]?.length ?? 0));
  const total = amounts.reduce((all, amount) => all + scaled(amount, places), 0n);
  const digits = (total < 0n ? -total : total).toString().padStart(places + 1, "0");
  const sign = total < 0n ? "-" : "";
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The same amount with its sign turned. */
export function negative(amount: string): string {
  if (/^[-+]?[0.]*$/.test(amount)) return amount.replace(/^[-+]/, "");
  return amount.startsWith("-") ? amount.slice(1) : `-${amount}`;
}

/** Whether it is nothing, however many places it is written with. */
export function isZero(amount: string): boolean {
  return /^[-+]?[0.]*$/.test(amount);
}

function scaled(amount: string, places: number): bigint {
  const [whole = "0", rest = ""] = amount.replace(/^[-+]/, "").split(".");
  const size = BigInt(whole + rest.padEnd(places, "0"));
  return amount.startsWith("-") ? -size : size;
}
