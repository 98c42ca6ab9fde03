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
  {
    path: "/drivers",
    title: "drivers",
    group: "numbers",
    icon: "drivers",
    load: () => import("./drivers/Drivers.svelte"),
  },
  {
    path: "/forecast",
    title: "forecast",
    group: "numbers",
    icon: "forecast",
    load: () => import("./forecast/Forecast.svelte"),
  },
  {
    path: "/retention",
    title: "retention",
    group: "journeys",
    icon: "retention",
    load: () => import("./retention/Retention.svelte"),
  },
  { path: "/funnel", title: "funnel", group: "journeys", icon: "funnel", load: () => import("./funnel/Funnel.svelte") },
  { path: "/paths", title: "paths", group: "journeys", icon: "paths", load: () => import("./paths/Paths.svelte") },
  {
    path: "/experiments",
    title: "experiments",
    group: "journeys",
    icon: "experiments",
    load: () => import("./experiments/Experiments.svelte"),
  },
  { path: "/mrr", title: "mrr", group: "revenue", icon: "mrr", load: () => import("./mrr/Mrr.svelte") },
  { path: "/value", title: "value", group: "revenue", icon: "value", load: () => import("./value/Value.svelte") },
  {
    path: "/survival",
    title: "survival",
    group: "revenue",
    icon: "survival",
    load: () => import("./survival/Survival.svelte"),
  },
  {
    path: "/affinity",
    title: "affinity",
    group: "revenue",
    icon: "affinity",
    load: () => import("./affinity/Affinity.svelte"),
  },
  {
    path: "/customers",
    title: "customers",
    group: "people",
    icon: "customers",
    load: () => import("./customers/Customers.svelte"),
  },
  {
    path: "/customers/:id",
    title: "customer",
    under: "/customers",
    load: () => import("./customers/Customer.svelte"),
  },
  {
    path: "/accounts",
    title: "accounts",
    group: "people",
    icon: "accounts",
    load: () => import("./customers/Accounts.svelte"),
  },
  { path: "/accounts/:id", title: "account", under: "/accounts", load: () => import("./customers/Account.svelte") },
  { path: "/identities", title: "identities", under: "/customers", load: () => import("./customers/Review.svelte") },
  {
    path: "/segments",
    title: "segments",
    group: "people",
    icon: "segments",
    load: () => import("./segments/Segments.svelte"),
  },
  { path: "/scores", title: "scores", group: "people", icon: "scores", load: () => import("./scores/Scores.svelte") },
  {
    path: "/satisfaction",
    title: "satisfaction",
    group: "people",
    icon: "satisfaction",
    load: () => import("./satisfaction/Satisfaction.svelte"),
  },
  { path: "/data", title: "data", group: "workspace", icon: "data", load: () => import("./data/Data.svelte") },
  {
    path: "/settings",
    title: "settings",
    group: "workspace",
    icon: "settings",
    load: () => import("./settings/Settings.svelte"),
  },
];
