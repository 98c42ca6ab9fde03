// The conditions of the set builder: kept in the address, one parameter each, and written as the service reads them.
// Pure.

export type Relation = "is" | "not";

/** `segment` and `rfm` are attributes too: whose values are saved segments, and classes. */
export interface Condition {
  attribute: string;
  relation: Relation;
  /** Null is: without a value. */
  value: string | null;
}

/** As it stands in the address: `country:is:DE`, `plan:not:` for having a value. */
export function written(condition: Condition): string {
  return `${condition.attribute}:${condition.relation}:${condition.value ?? ""}`;
}

/** The conditions of an address; what cannot be read is left out. */
export function read(texts: readonly string[]): Condition[] {
  return texts.flatMap((text) => {
    const found = /^([a-z_]\w*):(is|not):(.*)$/is.exec(text);
    if (!found?.[1]) return [];
    return [{ attribute: found[1], relation: found[2] as Relation, value: found[3] || null }];
  });
}

/** One condition in the language of `--where`. */
export function where(condition: Condition): string {
  const { attribute, relation, value } = condition;
  const not = relation === "not";
  if (attribute === "segment") return `${not ? "not " : ""}segment:${value ?? ""}`;
  if (value === null) return `${attribute} is ${not ? "not " : ""}null`;
  const quoted = `'${value.replaceAll("'", "''")}'`;
  // Who has no value is not of that value either: SQL alone would leave them out.
  return not ? `${attribute} is distinct from ${quoted}` : `${attribute} = ${quoted}`;
}

/** The set in the language of `--where`; nothing for everybody. */
export function setOf(conditions: readonly Condition[], join: "all" | "any"): string {
  return conditions.map(where).join(join === "all" ? " and " : " or ");
}
