// The one way to ask the service: addresses, parameters and bodies are typed by schema.ts. Unchanged answers are the
// browser's matter: it keeps them with their ETag and asks whether they still hold.
import { language, type Language } from "../i18n/language.svelte";
import type { Answers } from "./answers";
import { problemOf } from "./problem";
import type { paths } from "./schema";
import { session } from "./session.svelte";

type Method = "get" | "post" | "delete";
type Path<M extends Method> = {
  [P in keyof paths]: paths[P] extends { [K in M]: object } ? (P extends `/api/${string}` ? P : never) : never;
}[keyof paths];
type Operation<P extends keyof paths, M extends Method> = paths[P] extends { [K in M]: infer O } ? O : never;
type Query<O> = O extends { parameters: { query?: infer Q } } ? NonNullable<Q> : Record<string, never>;
type Places<O> = O extends { parameters: { path: infer Q } } ? Q : undefined;
type Body<O> = O extends { requestBody: { content: { "application/json": infer B } } } ? B : unknown;
export type Answer<P> = P extends keyof Answers ? Answers[P] : unknown;

export interface Asking<Q, W> {
  query?: Partial<Q>;
  /** What stands for the names in braces of the path. */
  path?: W;
  /** Another language than that of the interface. */
  language?: Language;
  signal?: AbortSignal;
}

/** Asks. Reads the language before its first wait, so an effect that calls it runs again when that is switched. */
export async function get<P extends Path<"get">>(
  path: P,
  asking: Asking<Query<Operation<P, "get">>, Places<Operation<P, "get">>> = {},
): Promise<Answer<P>> {
  return (await send("GET", address(path, asking.query, asking.path), asking)) as Answer<P>;
}

/** Changes something, or asks with a body. */
export async function post<P extends Path<"post">>(
  path: P,
  body: Body<Operation<P, "post">>,
  asking: { signal?: AbortSignal } = {},
): Promise<Answer<P>> {
  return (await send("POST", path, { ...asking, body: JSON.stringify(body) })) as Answer<P>;
}

/** Removes something. */
export async function remove<P extends Path<"delete">>(
  path: P,
  places: Places<Operation<P, "delete">>,
): Promise<unknown> {
  return send("DELETE", address(path, undefined, places), {});
}

/** The file of an answer, to be saved: `text/csv` for tables. */
export async function file(url: string, accept: string): Promise<Blob> {
  const response = await ask("GET", url, { accept });
  return response.blob();
}

/** The address of a question. */
export function address(path: string, query: object = {}, places: unknown = {}): string {
  const where = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((places as Record<string, unknown>)[name] ?? "")),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null && one !== "" && one !== false) search.append(key, String(one));
    }
  }
  const text = search.toString();
  return text ? `${where}?${text}` : where;
}

interface Sending {
  language?: Language;
  signal?: AbortSignal;
  body?: string;
  accept?: string;
}

async function send(method: string, url: string, sending: Sending): Promise<unknown> {
  const response = await ask(method, url, sending);
  return response.status === 204 ? null : response.json();
}

/** Asks and gives the whole response; other forms of bodies, such as files, go through here too. */
export async function ask(
  method: string,
  url: string,
  sending: Sending & { raw?: BodyInit; type?: string } = {},
): Promise<Response> {
  const headers: Record<string, string> = {
    accept: sending.accept ?? "application/json",
    "accept-language": sending.language ?? language.now,
    ...session.headers(method !== "GET"),
  };
  if (sending.body !== undefined) headers["content-type"] = "application/json";
  else if (sending.type) headers["content-type"] = sending.type;
  const response = await fetch(url, {
    method,
    headers,
    body: sending.body ?? sending.raw ?? null,
    signal: sending.signal ?? null,
  });
  if (response.status === 401) session.end();
  if (!response.ok) throw await problemOf(response);
  return response;
}
