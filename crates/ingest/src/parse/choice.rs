//! One of a few words.

/// What the words are called in Chinese.
const CHINESE: [(&str, &str); 62] = [
    ("已支付", "paid"),
    ("已付款", "paid"),
    ("已完成", "paid"),
    ("待支付", "pending"),
    ("待付款", "pending"),
    ("处理中", "pending"),
    ("已取消", "cancelled"),
    ("已取消", "canceled"),
    ("草稿", "draft"),
    ("未付", "open"),
    ("未付款", "open"),
    ("待支付", "open"),
    ("失败", "failed"),
    ("支付失败", "failed"),
    ("坏账", "uncollectible"),
    ("作废", "void"),
    ("已作废", "void"),
    ("试用", "trialing"),
    ("试用中", "trialing"),
    ("有效", "active"),
    ("生效中", "active"),
    ("逾期", "past_due"),
    ("未支付", "unpaid"),
    ("暂停", "paused"),
    ("已暂停", "paused"),
    ("日", "day"),
    ("天", "day"),
    ("周", "week"),
    ("月", "month"),
    ("年", "year"),
    ("评论", "comment"),
    ("评价", "review"),
    ("转发", "share"),
    ("分享", "share"),
    ("点赞", "like"),
    ("提及", "mention"),
    ("私信", "message"),
    ("消息", "message"),
    ("正面", "positive"),
    ("中性", "neutral"),
    ("负面", "negative"),
    ("净推荐值", "nps"),
    ("满意度", "csat"),
    ("费力度", "ces"),
    ("其他", "other"),
    ("市场", "marketing"),
    ("营销", "marketing"),
    ("销售", "sales"),
    ("管理", "overhead"),
    ("管理费用", "overhead"),
    ("留存", "retention"),
    ("保留", "retention"),
    ("服务", "service"),
    ("客服", "service"),
    ("回复", "reply"),
    ("解决", "resolved"),
    ("已解决", "resolved"),
    ("重新打开", "reopened"),
    ("重开", "reopened"),
    ("关闭", "closed"),
    ("已关闭", "closed"),
    ("分配", "assigned"),
];

/// The word that a text means: in any case, with spaces or dashes for underscores, `canceled` with one l or two, or in Chinese.
pub fn choice(text: &str, words: &[&'static str]) -> Option<&'static str> {
    let chinese = |word: &&str| CHINESE.iter().any(|(own, means)| *own == text && means == word);
    words.iter().copied().find(|word| is(text, word) || chinese(word))
}

fn is(text: &str, word: &str) -> bool {
    let same = |text: &str, word: &str| {
        text.len() == word.len()
            && text
                .bytes()
                .zip(word.bytes())
                .all(|(a, b)| a.eq_ignore_ascii_case(&b) || (b == b'_' && matches!(a, b' ' | b'-')))
    };
    match word {
        "canceled" => same(text, word) || same(text, "cancelled"),
        "cancelled" => same(text, word) || same(text, "canceled"),
        _ => same(text, word),
    }
}

#[cfg(test)]
mod tests {
    use model::{Kind, shapes, tables};

    use super::*;

    #[test]
    fn every_word_that_a_column_may_hold_is_known_in_chinese_once_in_its_column() {
        let tables = tables::TABLES.iter().flat_map(|table| table.columns);
        for column in tables.chain(shapes::SHAPES.iter().flat_map(|shape| shape.columns)) {
            let Kind::Choice(words) = column.kind else { continue };
            for word in words {
                let own: Vec<&str> =
                    CHINESE.iter().filter(|(_, means)| means == word).map(|(chinese, _)| *chinese).collect();
                assert!(!own.is_empty(), "{word} of {}", column.name);
                assert!(own.iter().all(|chinese| choice(chinese, words) == Some(*word)), "{word} of {}", column.name);
            }
        }
    }

    #[test]
    fn words_in_any_dress() {
        let words = ["active", "past_due", "canceled"];
        for (text, expected) in [
            ("Active", Some("active")),
            ("Past-Due", Some("past_due")),
            ("past due", Some("past_due")),
            ("cancelled", Some("canceled")),
            ("逾期", Some("past_due")),
            ("已取消", Some("canceled")),
            ("已付款", None),
            ("ended", None),
            ("", None),
        ] {
            assert_eq!(choice(text, &words), expected, "{text}");
        }
    }
}
