// The workspace's saved views: pages of the dashboard in a state that somebody wanted to keep.
import { shell } from "../i18n/shell";
import { toast } from "../parts/toasts.svelte";
import type { SavedView } from "./answers";
import { get, post, remove } from "./client";

class Views {
  list = $state.raw<SavedView[]>([]);
  #asked = false;

  /** Asks once for as long as the page is open; what is saved and removed here is known without asking. */
  load(): void {
    if (this.#asked) return;
    this.#asked = true;
    get("/api/views").then(
      (answer) => (this.list = answer.views),
      // The pages do without: nothing else depends on it.
      () => (this.#asked = false),
    );
  }

  async save(name: string, address: string): Promise<void> {
    const made = (await post("/api/views", { name, address })) as unknown as SavedView;
    this.list = [...this.list, made];
  }

  /** Removes at once, and can be undone for as long as the toast is shown. */
  async remove(view: SavedView): Promise<void> {
    await remove("/api/views/{number}", { number: view.number });
    this.list = this.list.filter((one) => one.number !== view.number);
    toast(shell.viewRemoved(view.name), { undo: () => void this.save(view.name, view.address) });
  }
}

export const views = new Views();
