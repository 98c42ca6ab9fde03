// Conditions on customers, as `where` takes them: SQL made from an attribute, an operator and values. Pure.

export type Operator = "is" | "is_not";

/** `plan = 'pro'`, `plan in ('pro', 'team')`, `plan is null`; values are quoted. */
export function condition(attribute: string, operator: Operator, values: readonly (string | null)[]): string {
  const name = /^[a-z_][a-z0-9_]*$/.test(attribute) ? attribute : `"${attribute.replaceAll('"', '""')}"`;
  const texts = values.filter((value) => value !== null).map(quoted);
  const parts: string[] = [];
  if (values.includes(null)) parts.push(`${name} is ${operator === "is" ? "" : "not "}null`);
  if (texts.length === 1) parts.push(`${name} ${operator === "is" ? "=" : "<>"} ${texts[0]}`);
  else if (texts.length > 1) parts.push(`${name} ${operator === "is" ? "in" : "not in"} (${texts.join(", ")})`);
  return parts.length > 1 ? `(${parts.join(operator === "is" ? " or " : " and ")})` : (parts[0] ?? "");
}

/** All of the conditions at once; undefined without any. */
export function conjunction(conditions: readonly string[]): string | undefined {
  const given = conditions.filter((one) => one.trim() !== "");
  if (given.length <= 1) return given[0];
  return given.map((one) => `(${one})`).join(" and ");
}

/** A condition that holds within a part alone, which the values of its attributes tell apart. */
export function within(where: string | undefined, part: Record<string, string | null> | undefined): string | undefined {
  const own = Object.entries(part ?? {}).map(([name, value]) => condition(name, "is", [value]));
  return conjunction([...(where ? [where] : []), ...own]);
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
