// Light or dark: as the system says, unless the switch says otherwise.
import { remember, remembered } from "./storage";

export type Theme = "system" | "light" | "dark";

const system = typeof matchMedia === "function" ? matchMedia("(prefers-color-scheme: dark)") : null;

class ThemeState {
  chosen = $state<Theme>(read());
  #systemDark = $state(system?.matches ?? false);

  constructor() {
    system?.addEventListener("change", (event) => (this.#systemDark = event.matches));
  }

  get dark(): boolean {
    return this.chosen === "dark" || (this.chosen === "system" && this.#systemDark);
  }

  choose(theme: Theme): void {
    this.chosen = theme;
    remember("theme", theme === "system" ? null : theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
}

function read(): Theme {
  const kept = remembered("theme");
  return kept === "light" || kept === "dark" ? kept : "system";
}

export const theme = new ThemeState();
