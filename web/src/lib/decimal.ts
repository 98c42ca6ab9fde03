// Decimal strings as the API writes money in: subtracted digit by digit, never as floats.

/** `a − b`, to as many places as the longer of both has. */
export function minus(a: string, b: string): string {
  const places = Math.max(placesOf(a), placesOf(b));
  const difference = scaled(a, places) - scaled(b, places);
  const sign = difference < 0n ? "-" : "";
  const digits = (difference < 0n ? -difference : difference).toString().padStart(places + 1, "0");
  return places === 0 ? sign + digits : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

function placesOf(text: string): number {
  return text.split(".")[1]?.length ?? 0;
}

function scaled(text: string, places: number): bigint {
  const negative = text.startsWith("-");
  const [whole = "0", rest = ""] = text.replace(/^[+-]/, "").split(".");
  const size = BigInt(whole + rest.padEnd(places, "0"));
  return negative ? -size : size;
}
