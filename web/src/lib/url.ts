// Addresses: how a page's state becomes one and is read from one. Pure; the router holds the address of the moment.

/** What a parameter may be set to; nothing, an empty text and an empty list leave it out. */
export type Setting = string | number | boolean | readonly string[] | null | undefined;

/** The address of a page: `href("/metrics/nrr", { by: ["plan"] })` is `/metrics/nrr?by=plan`. */
export function href(path: string, settings: Record<string, Setting> = {}): string {
  const search = change(new URLSearchParams(), settings).toString();
  return search ? `${path}?${search}` : path;
}

/** A copy of the parameters with some of them set or left out. */
export function change(search: URLSearchParams, settings: Record<string, Setting>): URLSearchParams {
  const changed = new URLSearchParams(search);
  for (const [key, setting] of Object.entries(settings)) {
    changed.delete(key);
    if (Array.isArray(setting)) for (const one of setting) changed.append(key, one);
    else if (setting !== null && setting !== undefined && setting !== "" && setting !== false) {
      changed.set(key, String(setting));
    }
  }
  return changed;
}

/** One of a few words, or the first of them where the address says something else. */
export function oneOf<T extends string>(search: URLSearchParams, key: string, words: readonly [T, ...T[]]): T {
  const given = search.get(key);
  return words.find((word) => word === given) ?? words[0];
}

/** A whole number within bounds. */
export function whole(search: URLSearchParams, key: string, otherwise: number, least = 0, most = 1_000_000): number {
  const given = Number(search.get(key) ?? NaN);
  return Number.isInteger(given) && given >= least && given <= most ? given : otherwise;
}

/** The parts of a path that a pattern names: `match("/metrics/:id", "/metrics/nrr")` is `{ id: "nrr" }`. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const one = given[index] ?? "";
    if (!part.startsWith(":")) {
      if (part !== one) return null;
      continue;
    }
    try {
      found[part.slice(1)] = decodeURIComponent(one);
    } catch {
      return null;
    }
  }
  return found;
}
