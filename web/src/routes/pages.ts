// Every page: its address, its name, where it stands in the navigation, and its component, loaded when it is gone to.
import type { navigation } from "$lib/i18n/navigation";
import type { IconName } from "$lib/parts/icons";

export type Group = "numbers" | "journeys" | "revenue" | "people" | "workspace";

/** In the order they stand in the navigation. */
export const groups: readonly Group[] = ["numbers", "journeys", "revenue", "people", "workspace"];

export interface Page {
  /** `:name` in it becomes a property of the page's component. */
  path: string;
  title: keyof typeof navigation;
  /** A page without a group is reached from others only; `under` is the page that the navigation then marks. */
  group?: Group;
  under?: string;
  icon?: IconName;
  /** The component takes what the path names, as strings; App.svelte knows. */
  load: () => Promise<{ default: unknown }>;
}

export const pages: readonly Page[] = [
  {
    path: "/",
    title: "overview",
    group: "numbers",
    icon: "overview",
    load: () => import("./overview/Overview.svelte"),
  },
  {
    path: "/metrics",
    title: "catalog",
    group: "numbers",
    icon: "catalog",
    load: () => import("./catalog/Catalog.svelte"),
  },
  { path: "/metrics/:id", title: "metric", under: "/metrics", load: () => import("./metric/Metric.svelte") },
];
