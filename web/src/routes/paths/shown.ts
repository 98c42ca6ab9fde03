// What is shown of paths: the tree as branches and as rows. Pure but for the words of the moment's language.
import type { PathNode, PathsAnswer } from "$lib/api/analyses";
import type { PathBranch } from "$lib/charts/paths";
import * as format from "$lib/format";
import type { Language } from "$lib/i18n/language.svelte";
import { paths as words } from "$lib/i18n/paths";
import { eventName } from "$lib/i18n/vocabulary";
import { columnsIn } from "$lib/parts/columns";
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
  const column = columnsIn<PathRow>(language);
  return [
    { key: "path", title: words.path, text: (row) => row.path },
    column.count("step", words.step, (row) => row.step),
    column.count("customers", words.customers, (row) => row.node.customers),
    column.share("share", words.ofPrevious, (row) => row.node.share),
    column.share("share_of_all", words.ofAll, (row) => row.node.share_of_all),
    column.count("ended", answer.direction === "after" ? words.ended : words.endedBefore, (row) => row.node.ended),
    column.count("beyond", words.beyond, (row) => row.node.beyond),
  ];
}
