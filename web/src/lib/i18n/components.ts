// What the scores that come with tenure are made of, and how their values are read. Scores of a workspace's own name
// their components themselves.
import { count, duration, nothing } from "../format";
import type { Language } from "./language.svelte";
import { texts } from "./texts";

export const components = texts(
  {
    usage: "Days of use in the last 28",
    recency: "Since the last use",
    recommendation: "Last recommendation, 0 to 10",
    support: "Open tickets",
    payment: "Failed payments",
    tenure: "Time as a customer",
    price: "Price a month",
  },
  {
    usage: "最近 28 天使用天数",
    recency: "距上次使用",
    recommendation: "最近一次推荐评分（0 至 10）",
    support: "未结工单",
    payment: "付款失败",
    tenure: "成为客户的时长",
    price: "月单价",
  },
);

const durations = new Set(["recency", "tenure"]);

/** The value of a component as people read it. */
export function measured(component: string, value: number | null, language: Language): string {
  if (value === null) return nothing;
  return durations.has(component) ? duration(value, language) : count(value, language);
}
