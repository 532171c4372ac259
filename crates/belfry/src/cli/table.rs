//! Tables of text, aligned.

use textwrap::core::display_width;

use crate::text::turns_direction;

/// Rows under a heading; every column as wide as its widest cell.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table under these headings.
    pub(super) fn new(headings: &[&str]) -> Table {
        Table { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a row. Line breaks and other control characters become blanks.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().map(|cell| one_line(&cell)).collect());
    }

    /// The table, without blanks at the ends of its lines.
    pub(super) fn render(&self) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |at: usize| self.rows.iter().filter_map(|row| row.get(at)).map(|cell| display_width(cell)).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        let mut text = String::new();
        for row in &self.rows {
            let mut line = String::new();
            for (cell, width) in row.iter().zip(&widths) {
                let gap = (width + 2).saturating_sub(display_width(cell));
                line.push_str(cell);
                line.push_str(&" ".repeat(gap));
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The text in one line, safe to print on a terminal: what would have it read otherwise is left out.
pub(super) fn one_line(text: &str) -> String {
    let kept = text.chars().filter(|c| !turns_direction(*c));
    kept.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_is_seen() {
        let mut table = Table::new(&["ID", "NAME", "X"]);
        table.row(["1".to_owned(), "Ädä".to_owned(), "a\r\nb\u{1b}[31m\u{202e}".to_owned()]);
        table.row(["23".to_owned(), "鐘".to_owned(), String::new()]);
        assert_eq!(table.render(), "ID  NAME  X\n1   Ädä   a  b [31m\n23  鐘\n");
    }
}
