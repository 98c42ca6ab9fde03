// An answer with what a terminal would tell beside it: the notes in the header `tenure-notes`.
import { address, ask } from "./client";

export interface Told<T> {
  answer: T;
  notes: readonly string[];
  /** The address it was asked at: that of its CSV too. */
  url: string;
}

/** Asks, and gives the notes with the answer. The caller says what the address answers. */
export async function told<T>(path: string, query: object, signal?: AbortSignal): Promise<Told<T>> {
  const url = address(path, query);
  const response = await ask("GET", url, signal ? { signal } : {});
  return { answer: (await response.json()) as T, notes: notesOf(response.headers.get("tenure-notes")), url };
}

/** The notes of the header: a JSON list, other letters than a header may hold escaped. */
export function notesOf(header: string | null): string[] {
  if (!header) return [];
  try {
    const list: unknown = JSON.parse(header);
    return Array.isArray(list) ? list.filter((note) => typeof note === "string") : [];
  } catch {
    return [];
  }
}
