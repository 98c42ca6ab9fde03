// The names of the tables that a file may be brought into, and what a row of each is.
import { texts } from "./texts";

export const tables = texts(
  {
    customers: "Customers",
    accounts: "Accounts",
    customer_changes: "Changes of customers",
    events: "Events",
    orders: "Orders",
    order_items: "Order lines",
    refunds: "Refunds",
    payments: "Payments",
    subscription_changes: "Subscriptions",
    survey_responses: "Survey answers",
    survey_invitations: "Survey invitations",
    tickets: "Tickets",
    ticket_changes: "Changes of tickets",
    social_interactions: "Social media",
    leads: "Leads",
    spend: "Advertising spend",
    costs: "Costs",
    exposures: "Exposures to experiments",
    fx_rates: "Exchange rates",
    identities: "Links between ids",
    links: "Links between ids",
  },
  {
    customers: "客户",
    accounts: "账户",
    customer_changes: "客户变更",
    events: "事件",
    orders: "订单",
    order_items: "订单明细",
    refunds: "退款",
    payments: "付款",
    subscription_changes: "订阅",
    survey_responses: "问卷回答",
    survey_invitations: "问卷邀请",
    tickets: "工单",
    ticket_changes: "工单变更",
    social_interactions: "社交媒体",
    leads: "线索",
    spend: "广告花费",
    costs: "成本",
    exposures: "实验曝光",
    fx_rates: "汇率",
    identities: "标识关联",
    links: "标识关联",
  },
);

/** The tables that a file may be brought into, the most usual first. */
export const importable = [
  "orders",
  "customers",
  "events",
  "subscription_changes",
  "payments",
  "refunds",
  "order_items",
  "tickets",
  "ticket_changes",
  "survey_responses",
  "survey_invitations",
  "accounts",
  "customer_changes",
  "leads",
  "social_interactions",
  "spend",
  "costs",
  "exposures",
  "fx_rates",
  "identities",
] as const;

/** The table's name; a table of a later version as it came. */
export function tableTitle(table: string): string {
  return (tables as Record<string, string | undefined>)[table] ?? table;
}
