// Who may ask and write, as the API tells it.
import { ask } from "$lib/api/client";

export type Role = "viewer" | "analyst" | "admin";

export interface User {
  name: string;
  role: Role;
  rule: string | null;
  language: "en" | "zh-CN" | null;
  disabled?: boolean;
  disabled_at?: string | null;
  has_password?: boolean;
  made_at?: string;
}

/** A token or a write key, without its secret. */
export interface Key {
  number: number;
  name: string;
  prefix: string;
  role?: Role;
  rule?: string | null;
  user?: string | null;
  namespace?: string;
  made_at: string;
  expires_at?: string | null;
  used_at?: string | null;
  revoked_at: string | null;
}

export interface Line {
  number: number;
  at: string;
  who: string;
  action: string;
  about: string | null;
  address: string | null;
  outcome: string;
}

/** Changes something. */
export async function change(method: "POST" | "PATCH" | "DELETE", url: string, body?: object): Promise<unknown> {
  const response = await ask(method, url, body ? { body: JSON.stringify(body) } : {});
  const text = await response.text();
  return text ? (JSON.parse(text) as unknown) : null;
}

/** Whether a user may not sign in any more. */
export function isDisabled(user: User): boolean {
  return user.disabled === true || (user.disabled_at ?? null) !== null;
}

/** How a key stands at a moment. */
export function standingOf(key: Key, now: number): "active" | "revoked" | "expired" {
  if (key.revoked_at !== null) return "revoked";
  return key.expires_at && Date.parse(key.expires_at) <= now ? "expired" : "active";
}

/** The secret of an answer to making a key: the one text in it that begins as secrets do. */
export function secretOf(answer: unknown): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const found = Object.values(answer).find((value) => typeof value === "string" && /^t(nr|wk)_\w{12,}/.test(value));
  return typeof found === "string" ? found : null;
}

/** Lines that have every word of a text somewhere in them. */
export function among(lines: readonly Line[], text: string): Line[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return lines.filter((line) => {
    const whole = [line.who, line.action, line.about, line.address, line.outcome].join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  });
}
