// The words of the service about data that is not taken or has changed: rules of the quarantine, causes of a restatement.
import { texts } from "./texts";

export const rules = texts(
  {
    missing: "Something needed is missing",
    placeholder: "An id that stands for nobody",
    malformed_identity: "An address or number that is none",
    time: "A time that cannot be read",
    time_range: "A time out of range",
    number: "A number that cannot be read",
    number_range: "A number out of range",
    currency: "A currency that is none",
    choice: "A word that is not among those allowed",
    boolean: "Neither yes nor no",
    end_before_start: "Ends before it starts",
    score_scale: "A score outside its scale",
    duplicate: "The same id twice",
    order_lines: "Lines of one order that do not agree",
    encoding: "Letters that cannot be read",
    ragged: "More or fewer fields than headers",
    oversized: "A field too large",
    json: "JSON that cannot be read",
    mapping: "An expression of the mapping that fails",
    sheet_error: "A cell with an error of its sheet",
    refund_above_amount: "More refunded than was paid",
  },
  {
    missing: "缺少必需内容",
    placeholder: "不代表任何人的标识",
    malformed_identity: "格式无效的邮箱或电话",
    time: "无法读取的时间",
    time_range: "时间超出范围",
    number: "无法读取的数字",
    number_range: "数字超出范围",
    currency: "无效的货币",
    choice: "不在允许范围内的取值",
    boolean: "既非是也非否",
    end_before_start: "结束早于开始",
    score_scale: "评分超出量表",
    duplicate: "标识重复",
    order_lines: "同一订单的各行不一致",
    encoding: "无法读取的字符",
    ragged: "字段数与表头不符",
    oversized: "字段过大",
    json: "无法读取的 JSON",
    mapping: "映射表达式出错",
    sheet_error: "单元格含表格错误",
    refund_above_amount: "退款高于付款",
  },
);

export const causes = texts(
  {
    time: "Time has passed",
    rates: "Exchange rates",
    late_rows: "Rows that came late",
    new_rows: "New rows",
    corrections: "Corrections",
    deletions: "Deletions",
    refunds: "Refunds",
    links: "Links between ids",
    definitions: "Definitions",
  },
  {
    time: "时间推移",
    rates: "汇率",
    late_rows: "迟到的行",
    new_rows: "新增的行",
    corrections: "更正",
    deletions: "删除",
    refunds: "退款",
    links: "标识关联",
    definitions: "定义变更",
  },
);

export const subjects = texts({ customer: "Customers", account: "Accounts" }, { customer: "客户", account: "账户" });

/** A word of the service in the language of the moment; one of a later version as it came. */
export function wordOf(words: object, word: string): string {
  return (words as Record<string, string | undefined>)[word] ?? word;
}
