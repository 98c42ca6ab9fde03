// Whether the page is being printed. Paper is white and of one width: what is drawn by script has to know before it is laid
// out, as styles alone do not reach into it.
import { flushSync } from "svelte";

class Printing {
  now = $state(false);

  /** Follows the browser until the returned function is called. */
  start(): () => void {
    const root = document.documentElement;
    let kept: string | undefined;
    const before = () => {
      if (this.now) return;
      kept = root.dataset.theme;
      root.dataset.theme = "light";
      flushSync(() => (this.now = true));
    };
    const after = () => {
      if (!this.now) return;
      if (kept === undefined) delete root.dataset.theme;
      else root.dataset.theme = kept;
      flushSync(() => (this.now = false));
    };
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }
}

export const printing = new Printing();
