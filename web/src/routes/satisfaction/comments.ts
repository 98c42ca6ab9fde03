// The question for comments, in SQL. Pure.
export interface Comment {
  answered_at: string;
  customer: string | null;
  kind: string;
  score: number | null;
  scale_max: number | null;
  touchpoint: string | null;
  comment: string;
  sentiment: string | null;
}

export const kinds = ["", "nps", "csat", "ces"] as const;
export const sentiments = ["", "positive", "neutral", "negative"] as const;

/** The newest comments of a survey and a sentiment; both come from the lists above, so nothing needs quoting. */
export function commentsSql(kind: (typeof kinds)[number], sentiment: (typeof sentiments)[number]): string {
  const conditions = ["comment is not null"];
  if (kind) conditions.push(`kind = '${kind}'`);
  if (sentiment) conditions.push(`sentiment = '${sentiment}'`);
  return [
    "select answered_at, namespace || ':' || customer_id as customer, kind, score, scale_max, touchpoint, comment, sentiment",
    "from survey_responses",
    `where ${conditions.join(" and ")}`,
    "order by answered_at desc limit 200",
  ].join(" ");
}
