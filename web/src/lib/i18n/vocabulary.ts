// The names of kinds of rows, events and attributes that many workspaces have; others stay as the data calls them.
import { texts } from "./texts";

const kinds = texts(
  {
    active: "Active",
    orders: "Orders",
    subscriptions: "Subscriptions",
    usage: "Usage",
    visits: "Visits",
    tickets: "Tickets",
    surveys: "Survey responses",
    page: "Page views",
    screen: "App screens",
    visit: "Visit",
    signup: "Sign-up",
    login: "Login",
    trial: "Trial",
    trial_started: "Trial started",
    paid_trial_started: "Paid trial started",
    activation: "Activation",
    onboarding_completed: "Onboarding completed",
    subscription_started: "Subscription started",
    subscription_canceled: "Subscription canceled",
    cart_added: "Cart added",
    error: "Error",
    crash: "Crash",
    first: "first",
    everyOne: "every",
  },
  {
    active: "活跃",
    orders: "订单",
    subscriptions: "订阅",
    usage: "使用",
    visits: "访问",
    tickets: "工单",
    surveys: "问卷回复",
    page: "页面浏览",
    screen: "应用界面",
    visit: "访问",
    signup: "注册",
    login: "登录",
    trial: "试用",
    trial_started: "开始试用",
    paid_trial_started: "开始付费试用",
    activation: "激活",
    onboarding_completed: "完成引导",
    subscription_started: "开始订阅",
    subscription_canceled: "取消订阅",
    cart_added: "加入购物车",
    error: "错误",
    crash: "崩溃",
    first: "首次",
    everyOne: "每次",
  },
);

const attributes = texts(
  {
    plan: "Plan",
    country: "Country",
    region: "Region",
    city: "City",
    industry: "Industry",
    company_size: "Company size",
    gender: "Gender",
    channel: "Channel",
    source: "Source",
    medium: "Medium",
    campaign: "Campaign",
    owner: "Owner",
    reason: "Reason",
  },
  {
    plan: "套餐",
    country: "国家或地区",
    region: "地区",
    city: "城市",
    industry: "行业",
    company_size: "公司规模",
    gender: "性别",
    channel: "渠道",
    source: "来源",
    medium: "媒介",
    campaign: "活动",
    owner: "负责人",
    reason: "原因",
  },
);

/** A kind of row or an event in words: `plant_added` becomes `Plant added`. */
export function eventName(name: string): string {
  return (kinds as Record<string, string | undefined>)[name] ?? plain(name);
}

/** An attribute in words. */
export function attributeName(name: string): string {
  return (attributes as Record<string, string | undefined>)[name] ?? plain(name);
}

function plain(name: string): string {
  const words = name.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
