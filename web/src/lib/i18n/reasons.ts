// Why a number has no value: the `reason` of an answer's row.
import { texts } from "./texts";

export const reasons = texts(
  {
    nothing_to_divide_by: "nothing to divide by",
    not_known_yet: "not known yet",
    no_data: "no data",
    setting_missing: "a setting of tenure.yaml that it needs is not set",
    param_missing: "a parameter that it needs is not given",
    rate_missing: "an exchange rate is missing",
    not_yet: "not yet",
    not_reached: "too little has ended yet to tell",
    too_few: "too few observations",
    no_spread: "all observations are alike",
  },
  {
    nothing_to_divide_by: "分母为零",
    not_known_yet: "尚不可知",
    no_data: "无数据",
    setting_missing: "缺少其所需的 tenure.yaml 设置",
    param_missing: "缺少其所需的参数",
    rate_missing: "缺少汇率",
    not_yet: "尚未达到",
    not_reached: "已结束者太少，尚无法得出",
    too_few: "观测值太少",
    no_spread: "所有观测值相同",
  },
);

/** The reason in words; one of a later version as it came. */
export function reasonText(reason: string | undefined): string | undefined {
  return reason === undefined ? undefined : ((reasons as Record<string, string | undefined>)[reason] ?? reason);
}
