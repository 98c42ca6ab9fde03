// Sending a file to be imported, and hearing how far it is: server-sent events of POST /api/import/{table}.
import { address, ask } from "$lib/api/client";
import { events } from "$lib/api/events";
import { Problem } from "$lib/api/problem";
import type { Matched } from "./mapping";

export interface Settings {
  namespace: string;
  /** The last day that the file holds in full. */
  complete_through: string;
  order: "" | "day_first" | "month_first";
  decimal: "" | "decimal_comma" | "decimal_point";
  time_zone: string;
  map: string;
}

export interface Account {
  table: string;
  import?: number;
  read: number;
  repeated?: number;
  accepted?: number;
  unchanged?: number;
  updated?: number;
  deleted: number;
  filtered: number;
  quarantined: number;
  refused?: boolean;
  new_customers?: number;
  unknown_customers?: number;
  files: { file: string; rows: number; file_format: string; encoding: string | null; compression: string | null }[];
  columns: Matched[];
  unused: { header: string }[];
  notes: (string | { note: string })[];
  rules: { rule: string; rows: number }[];
  rejects: { line: string; rule: string; message: string; raw: string }[];
  /** Under the table's name, the first rows of a dry run. */
  [table: string]: unknown;
}

export interface Progress {
  rows: number;
  bytes_done: number;
  bytes_total: number | null;
}

export const plain: Settings = {
  namespace: "",
  complete_through: "",
  order: "",
  decimal: "",
  time_zone: "",
  map: "",
};

/** Imports the file, or with `dry` says what would be imported. */
export async function send(
  table: string,
  file: { name: string; body: Blob },
  settings: Settings,
  how: { dry: boolean; signal?: AbortSignal; onprogress?: (progress: Progress) => void },
): Promise<Account> {
  const url = address(
    "/api/import/{table}",
    {
      file: file.name,
      namespace: settings.namespace,
      complete_through: settings.complete_through,
      time_zone: settings.time_zone,
      map: settings.map,
      ...(settings.order ? { [settings.order]: true } : {}),
      ...(settings.decimal ? { [settings.decimal]: true } : {}),
      dry_run: how.dry,
    },
    { table },
  );
  const response = await ask("POST", url, {
    accept: "text/event-stream",
    raw: file.body,
    type: "application/octet-stream",
    ...(how.signal ? { signal: how.signal } : {}),
  });
  if (!response.body) throw new Problem(response.status, "", "");
  for await (const event of events(response.body)) {
    const data = JSON.parse(event.data) as unknown;
    if (event.name === "progress" && data) how.onprogress?.(data as Progress);
    if (event.name === "done") return data as Account;
    if (event.name === "refused") throw refused(data);
  }
  throw new Problem(response.status, "", "");
}

function refused(data: unknown): Problem {
  const told = data as { status?: number; title: string; code?: string; help?: string; errors?: { detail?: string }[] };
  return new Problem(told.status ?? 422, told.title, told.code ?? "", told.help, told.errors);
}
