// What is shown of paths: the tree as branches and as rows. Pure but for the words of the moment's language.
import type { PathNode, PathsAnswer } from "$lib/api/analyses";
import type { PathBranch } from "$lib/charts/paths";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import { paths as words } from "$lib/i18n/paths";
import { eventName } from "$lib/i18n/vocabulary";
import type { Column } from "$lib/parts/table";

export function nodeName(node: PathNode, language: Language): string {
  return node.event === null ? words.others(format.count(node.gathered ?? 0, language)) : eventName(node.event);
}

export function branchOf(node: PathNode, language: Language, id = "0"): PathBranch {
  return {
    id,
    name: nodeName(node, language),
    customers: node.customers,
    ended: node.ended,
    beyond: node.beyond,
    text: words.told(format.count(node.customers, language), format.share(node.share, language)),
    endedText: format.count(node.ended, language),
    beyondText: format.count(node.beyond, language),
    children: node.children.map((child, index) => branchOf(child, language, `${id}/${index}`)),
  };
}

export interface PathRow {
  id: string;
  path: string;
  step: number;
  node: PathNode;
}

/** Every node with the names that lead to it. */
export function rowsOf(node: PathNode, language: Language, before: readonly string[] = [], id = "0"): PathRow[] {
  const names = [...before, nodeName(node, language)];
  const row = { id, path: names.join(" → "), step: before.length, node };
  return [row, ...node.children.flatMap((child, index) => rowsOf(child, language, names, `${id}/${index}`))];
}

/** The share of a node's customers who went no further. */
export function dropOff(node: PathNode): number {
  return node.customers === 0 ? 0 : node.ended / node.customers;
}

export function columnsOf(answer: PathsAnswer, language: Language): Column<PathRow>[] {
  const count = (key: "customers" | "ended" | "beyond", title: string): Column<PathRow> => ({
    key,
    title,
    numeric: true,
    text: (row) => format.count(row.node[key], language),
    raw: (row) => row.node[key],
  });
  const share = (key: "share" | "share_of_all", title: string): Column<PathRow> => ({
    key,
    title,
    numeric: true,
    text: (row) => format.share(row.node[key], language),
    raw: (row) => row.node[key],
  });
  return [
    { key: "path", title: words.path, text: (row) => row.path },
    {
      key: "step",
      title: words.step,
      numeric: true,
      text: (row) => format.count(row.step, language),
      raw: (row) => row.step,
    },
    count("customers", words.customers),
    share("share", words.ofPrevious),
    share("share_of_all", words.ofAll),
    count("ended", answer.direction === "after" ? words.ended : words.endedBefore),
    count("beyond", words.beyond),
  ];
}
