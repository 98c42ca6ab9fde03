// What the browser remembers between visits. A browser may refuse to remember anything; then nothing is remembered.
export function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`tenure.${key}`);
  } catch {
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`tenure.${key}`);
    else localStorage.setItem(`tenure.${key}`, value);
  } catch {
    // Private windows may forbid it: the choice then lasts as long as the page.
  }
}
