// The five areas of the first page and their headline metrics; the first of each is the one shown large.
import type { overview } from "$lib/i18n/overview";

export interface Headlined {
  metric: string;
  /** Whether its changes can be taken apart by `/api/analyses/drivers`: times and ratios of several numbers cannot. */
  parts: boolean;
}

export interface Area {
  area: "retention" | "satisfaction" | "conversion" | "sales" | "value";
  question: keyof typeof overview;
  metrics: readonly Headlined[];
}

const plain = (metric: string): Headlined => ({ metric, parts: true });
const whole = (metric: string): Headlined => ({ metric, parts: false });

export const areas: readonly Area[] = [
  {
    area: "retention",
    question: "retentionQuestion",
    metrics: [plain("customer_retention_rate"), plain("nrr"), plain("customers_at_end")],
  },
  { area: "value", question: "valueQuestion", metrics: [plain("mrr"), whole("clv_simple"), whole("clv_cac_ratio")] },
  {
    area: "conversion",
    question: "conversionQuestion",
    metrics: [plain("conversion_rate"), plain("new_customers"), whole("cac")],
  },
  { area: "sales", question: "salesQuestion", metrics: [plain("repeat_sale_rate"), plain("revenue"), plain("aov")] },
  {
    area: "satisfaction",
    question: "satisfactionQuestion",
    metrics: [plain("nps"), plain("csat"), whole("first_response_time")],
  },
];
