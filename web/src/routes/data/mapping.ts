// Which header of a file becomes which column of a table: what the service found, and what somebody changed of it. Pure.

/** A column that the service found for a header, as an import's account tells. */
export interface Matched {
  column: string;
  from: string;
  matched_by: string | null;
}

/** One header: the column it becomes, or null where it is left out or kept as a further attribute. */
export interface Choice {
  header: string;
  column: string | null;
  /** Who says so: the service by the header's name, or the person. */
  by: "name" | "alias" | "you" | null;
}

/** The choices for a file's headers: the service's findings, with the person's upon them. */
export function choices(
  headers: readonly string[],
  found: readonly Matched[],
  own: Readonly<Record<string, string | null>>,
): Choice[] {
  const taken = new Set(Object.values(own).filter((column) => column !== null));
  return headers.map((header) => {
    if (header in own) return { header, column: own[header] ?? null, by: "you" };
    const match = found.find((one) => one.from === header);
    if (!match || taken.has(match.column)) return { header, column: null, by: null };
    return { header, column: match.column, by: match.matched_by === "name" ? "name" : "alias" };
  });
}

/** The headers to send so that the service finds just these choices; null where the file's own do. */
export function headersOf(chosen: readonly Choice[], found: readonly Matched[]): string[] | null {
  if (!chosen.some((one) => one.by === "you")) return null;
  return chosen.map((one) => {
    if (one.column !== null) return one.column;
    // A header that the service would take for a column has to be called otherwise.
    return found.some((match) => match.from === one.header) ? `unused_${one.header}` : one.header;
  });
}

/** Columns of a table that say when something happened and to whom: without them a row counts for little. */
export function lacking(columns: readonly string[], chosen: readonly Choice[]): string[] {
  const wanted = ["customer_id", "account_id"].find((one) => columns.includes(one));
  return wanted && !chosen.some((one) => [wanted, "anonymous_id"].includes(one.column ?? "")) ? [wanted] : [];
}

const words: readonly [RegExp, string][] = [
  [/order[-_ ]?(item|line)/, "order_items"],
  [/refund|chargeback/, "refunds"],
  [/subscription|contract|mrr/, "subscription_changes"],
  [/invitation|invite/, "survey_invitations"],
  [/survey|nps|csat|ces|response|feedback/, "survey_responses"],
  [/ticket[-_ ]?change|ticket[-_ ]?histor/, "ticket_changes"],
  [/ticket|case|conversation|support/, "tickets"],
  [/customer[-_ ]?change|histor/, "customer_changes"],
  [/account|compan|organi[sz]ation/, "accounts"],
  [/lead|prospect/, "leads"],
  [/spend|campaign|ads?\b/, "spend"],
  [/cost/, "costs"],
  [/exposure|experiment|variant/, "exposures"],
  [/rates?\b|fx/, "fx_rates"],
  [/ident|link|alias/, "identities"],
  [/social|mention|comment|post/, "social_interactions"],
  [/payment|invoice|charge/, "payments"],
  [/order|transaction|purchase|sale|receipt/, "orders"],
  [/event|track|click|log/, "events"],
  [/customer|user|contact|people|member/, "customers"],
];

/** The table a file is most likely meant for, by its name. */
export function tableOf(file: string): string {
  const name = file.toLowerCase();
  return words.find(([pattern]) => pattern.test(name))?.[1] ?? "orders";
}
