// Who asks: a session by cookie, or a token kept for as long as the tab is open. A service without access control
// knows no sessions; then everybody may ask and nobody has a name.
import type { SessionAnswer } from "./answers";
import { problemOf } from "./problem";

type Standing = "unknown" | "open" | "signed_in" | "signed_out";

class Session {
  standing = $state<Standing>("unknown");
  who = $state<SessionAnswer | null>(null);
  #token: string | null = null;

  /** Whether whoever asks may write things down: viewers only look. */
  get mayWrite(): boolean {
    return this.standing === "open" || (this.who !== null && this.who.role !== "viewer");
  }

  /** Finds out at the start who asks. A `#token=tnr_…` in the address signs in and leaves the address at once. */
  async begin(): Promise<void> {
    const given = /^#token=(tnr_[A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
    if (given) {
      history.replaceState(null, "", location.pathname + location.search);
      this.#keep(given);
    } else {
      this.#token = keptToken();
    }
    await this.#look();
  }

  async signIn(name: string, password: string): Promise<void> {
    const body = JSON.stringify({ name, password });
    const response = await fetch("/api/session", {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json" },
      body,
    });
    if (!response.ok) throw await problemOf(response);
    this.#keep(null);
    this.who = (await response.json()) as SessionAnswer;
    this.standing = "signed_in";
  }

  async signInWith(token: string): Promise<void> {
    const response = await fetch("/api/session", { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw await problemOf(response);
    this.#keep(token);
    this.who = (await response.json()) as SessionAnswer;
    this.standing = "signed_in";
  }

  async signOut(): Promise<void> {
    if (this.who?.kind === "session") await fetch("/api/session", { method: "DELETE", headers: this.headers(true) });
    this.end();
  }

  /** What the service says when it does not know who asks any more. */
  end(): void {
    this.#keep(null);
    this.who = null;
    this.standing = "signed_out";
  }

  /** The headers that say who asks; requests that change something carry the session's CSRF token too. */
  headers(changes = false): Record<string, string> {
    const headers: Record<string, string> = {};
    if (this.#token) headers.authorization = `Bearer ${this.#token}`;
    if (changes && this.who?.csrf) headers["x-csrf-token"] = this.who.csrf;
    return headers;
  }

  async #look(): Promise<void> {
    const response = await fetch("/api/session", { headers: this.headers() });
    if (response.status === 404) this.standing = "open";
    else if (response.status === 401) this.end();
    else if (response.ok) {
      this.who = (await response.json()) as SessionAnswer;
      this.standing = "signed_in";
    } else throw await problemOf(response);
  }

  #keep(token: string | null): void {
    this.#token = token;
    try {
      if (token) sessionStorage.setItem("tenure.token", token);
      else sessionStorage.removeItem("tenure.token");
    } catch {
      // Without storage the token lasts until the page is reloaded.
    }
  }
}

function keptToken(): string | null {
  try {
    return sessionStorage.getItem("tenure.token");
  } catch {
    return null;
  }
}

export const session = new Session();
