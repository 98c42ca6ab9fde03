// Texts in both languages. An area of the interface has one file here with one call of `texts`; a key that one of the
// languages lacks fails svelte-check. A text is a string, or a function of what it tells.
import { language } from "./language.svelte";

// Texts that take something take it as strings and numbers; numbers come formatted, by lib/format.ts.
type Text = string | ((...what: never[]) => string);
type Texts = Record<string, Text>;
type Same<T extends Texts> = { [K in keyof T]: T[K] extends string ? string : T[K] };

/** The texts in the language of the moment: `words.title`. Read in markup, it follows the switch. */
export function texts<T extends Texts>(en: T, zh: Same<T>): Same<T> {
  return new Proxy(en as Same<T>, {
    get: (_, key: string) => (language.now === "zh-CN" ? zh[key] : (en as Same<T>)[key]),
  });
}
