// Pairs of an affinity answer: which are shown, and how a pair is named. Pure.
export interface Pair {
  a: string;
  b: string;
  count_a: number;
  count_b: number;
  count: number;
  support: number;
  confidence: number;
  confidence_low: number;
  confidence_high: number;
  lift: number;
  low: number;
  high: number;
}

/** The pairs that name a product or category, all of them without a search. */
export function found(pairs: readonly Pair[], search: string): readonly Pair[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return pairs;
  return pairs.filter((pair) => words.every((word) => `${pair.a} ${pair.b}`.toLowerCase().includes(word)));
}

/** The first so many, each two only once where the order says nothing: their lift is the same both ways. */
export function top(pairs: readonly Pair[], together: boolean, most = 12): Pair[] {
  const seen = new Set<string>();
  const list: Pair[] = [];
  for (const pair of pairs) {
    const key = together ? [pair.a, pair.b].sort().join("\n") : `${pair.a}\n${pair.b}`;
    if (seen.has(key)) continue;
    seen.add(key);
    list.push(pair);
    if (list.length === most) break;
  }
  return list;
}
