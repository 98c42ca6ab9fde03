// What stands around every answer of an analysis: its notes, its files, its state.
import { texts } from "./texts";

export const answered = texts(
  {
    notes: "Notes",
    notComplete: "Not over yet",
    notCompleteHelp: "The data does not reach to the end of this period yet; numbers may still change.",
    customersShown: (count: string) => `${count} customers`,
    from: "Earlier period",
    to: "Later period",
    filter: "Filter",
    filterHelp: "A condition such as country = 'DE' or segment:at_risk",
    toData: "To the imports",
    clear: "Clear",
    day: "Days",
    week: "Weeks",
    month: "Months",
    quarter: "Quarters",
    year: "Years",
  },
  {
    notes: "说明",
    notComplete: "尚未结束",
    notCompleteHelp: "数据尚未覆盖到本期结束，数字仍可能变化。",
    customersShown: (count: string) => `${count} 位客户`,
    from: "较早的期间",
    to: "较晚的期间",
    filter: "筛选",
    filterHelp: "条件，例如 country = 'DE' 或 segment:at_risk",
    toData: "前往导入",
    clear: "清除",
    day: "天",
    week: "周",
    month: "月",
    quarter: "季",
    year: "年",
  },
);
