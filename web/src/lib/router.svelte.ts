// The address of the moment, and going to another. Links are plain `<a href>`: a click on one stays within the page.
import { change, type Setting } from "./url";

class Router {
  path = $state("/");
  search = $state.raw(new URLSearchParams());
  /** Counts the pages gone to, not the changes of a page's own state: the shell moves the focus by it. */
  visits = $state(0);

  /** Begins to follow the address bar and clicks on links. */
  start(): () => void {
    this.#read();
    const back = () => {
      this.#read();
      this.visits += 1;
    };
    const click = (event: MouseEvent) => this.#click(event);
    addEventListener("popstate", back);
    document.addEventListener("click", click);
    return () => {
      removeEventListener("popstate", back);
      document.removeEventListener("click", click);
    };
  }

  /** Goes to another page. */
  go(to: string): void {
    const samePage = new URL(to, location.href).pathname === this.path;
    history.pushState(null, "", to);
    this.#read();
    if (samePage) return;
    this.visits += 1;
    scrollTo(0, 0);
  }

  /** Sets parameters of this page's address. Each step can be gone back, except with `replace`: for typing. */
  set(settings: Record<string, Setting>, how: { replace?: boolean } = {}): void {
    const search = change(this.search, settings).toString();
    const to = search ? `${this.path}?${search}` : this.path;
    if (how.replace) history.replaceState(null, "", to);
    else history.pushState(null, "", to);
    this.#read();
  }

  #read(): void {
    this.path = location.pathname;
    this.search = new URLSearchParams(location.search);
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    if (!link || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    // The skip link and others within the page are the browser's.
    if (link.getAttribute("href")?.startsWith("#") || link.pathname.startsWith("/api/")) return;
    event.preventDefault();
    this.go(link.pathname + link.search);
  }
}

export const router = new Router();
