// Short words about what was done, and undoing it. `toast("Removed", { undo: () => … })` from anywhere.
export interface Toast {
  id: number;
  text: string;
  undo?: (() => void) | undefined;
}

class Toasts {
  shown = $state<Toast[]>([]);
  #next = 1;

  add(text: string, more: { undo?: () => void } = {}): void {
    const id = this.#next++;
    this.shown.push({ id, text, undo: more.undo });
    // What can be undone stays long enough to be read, understood and reached.
    setTimeout(() => this.close(id), more.undo ? 12_000 : 5_000);
  }

  close(id: number): void {
    this.shown = this.shown.filter((one) => one.id !== id);
  }
}

export const toasts = new Toasts();
export const toast = (text: string, more?: { undo?: () => void }): void => toasts.add(text, more);
