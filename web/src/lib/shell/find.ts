// What the palette finds: entries whose words begin with, or hold, everything that was typed.
export interface Entry {
  id: string;
  group: "pages" | "metrics" | "actions";
  text: string;
  /** Further words it is found by, such as its id and its name in the other language. */
  also?: string;
  href?: string;
  act?: () => void;
}

/** The best first: whole names, then beginnings of words, then parts of words. An empty search gives pages and actions. */
export function find(entries: readonly Entry[], typed: string, most = 12): Entry[] {
  const words = fold(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries.filter((entry) => entry.group !== "metrics").slice(0, most + 8);
  return entries
    .flatMap((entry, index) => {
      const rank = rankOf(entry, words);
      return rank === null ? [] : [{ entry, rank, index }];
    })
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, most)
    .map(({ entry }) => entry);
}

function rankOf(entry: Entry, words: string[]): number | null {
  const name = fold(entry.text);
  const all = `${name} ${fold(entry.also ?? "")}`;
  if (!words.every((word) => all.includes(word))) return null;
  const typed = words.join(" ");
  if (name === typed || all.split(" ").includes(typed)) return 0;
  if (name.startsWith(typed)) return 1;
  if (words.every((word) => all.split(/[\s_()]+/).some((one) => one.startsWith(word)))) return 2;
  return 3;
}

function fold(text: string): string {
  return text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").trim();
}
