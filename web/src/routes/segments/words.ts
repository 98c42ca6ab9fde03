// The words of RFM's classes in the language of the moment.
import { count } from "$lib/format";
import { language } from "$lib/i18n/language.svelte";
import { segments } from "$lib/i18n/segments";
import { classes, type RfmClass, type Words } from "./rfm";

function known(given: string | null): given is RfmClass {
  return (classes as readonly (string | null)[]).includes(given);
}

/** A class by its name; nothing is: has not bought yet. One of a later version is named as it came. */
export function named(given: string | null): string {
  return known(given) ? segments[given] : (given ?? segments.none);
}

/** What the class means, in a few words. */
export function about(given: string | null): string {
  return known(given) ? segments[`${given}About`] : "";
}

export function words(): Words {
  return {
    name: named,
    count: (given) => count(given, language.now),
    cell: segments.rfmCell,
    move: segments.moveCell,
  };
}
