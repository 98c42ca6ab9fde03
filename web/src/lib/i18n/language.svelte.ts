// The language of the interface, switched at once: whoever reads `language.now` is told.
import { remember, remembered } from "../storage";

export const languages = ["en", "zh-CN"] as const;
export type Language = (typeof languages)[number];

class LanguageState {
  now = $state<Language>(read());

  choose(language: Language): void {
    this.now = language;
    remember("language", language);
    document.documentElement.lang = language;
  }
}

function read(): Language {
  const kept = remembered("language");
  if (kept === "en" || kept === "zh-CN") return kept;
  return typeof navigator !== "undefined" && /^zh/i.test(navigator.language ?? "") ? "zh-CN" : "en";
}

export const language = new LanguageState();
