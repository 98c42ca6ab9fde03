// Saving something made in the page as a file, by an address that lives for as long as the click.
export function save(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // Some browsers begin to read only after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A table of commas as a file that sheets open in the right alphabet. */
export function saveCsv(name: string, text: string): void {
  save(name, new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
}
