//! Text broken into lines by the columns a terminal gives it: a Chinese character takes two, and may end a line where
//! an English word may not.

/// Signs that never begin a line.
const CLOSING: &str = "，。；：、！？）】》”’…％";
/// Signs that never end one.
const OPENING: &str = "（【《“‘";

/// The lines of a text, none wider than `width` unless one word alone is.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for (gap, atom) in atoms(text) {
        if !line.is_empty() && columns(&line) + gap.len() + columns(&atom) > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push_str(gap);
        }
        line.push_str(&atom);
    }
    lines.push(line);
    lines
}

/// The columns that a text takes on a terminal.
pub fn columns(text: &str) -> usize {
    text.chars().map(|letter| if is_wide(letter) { 2 } else { 1 }).sum()
}

/// What stays together, each with the space that stood before it.
fn atoms(text: &str) -> Vec<(&'static str, String)> {
    let mut atoms: Vec<(&'static str, String)> = Vec::new();
    let mut gap = "";
    for letter in text.chars() {
        if letter == ' ' {
            gap = " ";
            continue;
        }
        match atoms.last_mut() {
            Some((_, atom)) if gap.is_empty() && stay_together(atom, letter) => atom.push(letter),
            _ => atoms.push((gap, letter.to_string())),
        }
        gap = "";
    }
    atoms
}

fn stay_together(atom: &str, next: char) -> bool {
    let last = atom.chars().next_back().unwrap_or(' ');
    CLOSING.contains(next) || OPENING.contains(last) || !(is_wide(last) || is_wide(next))
}

/// Whether a letter takes two columns.
///
/// Source: Unicode Standard Annex 11, East Asian Width; the ranges of wide and full-width characters.
fn is_wide(letter: char) -> bool {
    matches!(u32::from(letter),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFD)
        || "“”‘’…".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_chinese_characters_and_english_words() {
        assert_eq!(wrap("the lake of rows", 8), ["the lake", "of rows"]);
        assert_eq!(wrap("数据湖中的表", 6), ["数据湖", "中的表"]);
        assert_eq!(wrap("用 tenure 查询", 9), ["用 tenure", "查询"]);
        assert_eq!(wrap("", 8), [""]);
    }

    #[test]
    fn a_closing_sign_does_not_begin_a_line_and_an_opening_one_does_not_end_it() {
        assert_eq!(wrap("客户，指标", 4), ["客", "户，", "指标"]);
        assert_eq!(wrap("客户（指标）", 6), ["客户", "（指", "标）"]);
    }
}
