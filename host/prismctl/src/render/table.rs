//! Plain columns and plain blocks of `label: value`. Nothing here knows what the cells mean.

/// Spaces between columns: two, so that a name with one space in it is still seen as one.
const GAP: &str = "  ";
/// Spaces before the lines of a block.
const INDENT: &str = "  ";

/// Rows under a header, each column as wide as its widest cell, no space at the end of a line.
pub(crate) fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let widths = widths(header, rows);
    let mut text = line(&widths, header.iter().copied());
    for row in rows {
        text += &line(&widths, row.iter().map(String::as_str));
    }
    text
}

/// One row in columns of at least `widths`: for streams, where later rows are not known yet.
pub(crate) fn line<'a>(widths: &[usize], cells: impl Iterator<Item = &'a str>) -> String {
    let padded = cells.enumerate().map(|(i, cell)| {
        let width = widths.get(i).copied().unwrap_or(0);
        format!("{cell:<width$}")
    });
    let padded: Vec<String> = padded.collect();
    padded.join(GAP).trim_end().to_owned() + "\n"
}

/// A title and the fields below it, their values aligned. A field without a value is left out.
pub(crate) fn block(title: &str, fields: &[(&str, String)]) -> String {
    let width = fields.iter().map(|(label, _)| label.len()).max().unwrap_or(0) + 1;
    let mut text = format!("{title}\n");
    for (label, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let label = format!("{label}:");
        text += &format!("{INDENT}{label:<width$}{GAP}{value}\n");
    }
    text
}

fn widths(header: &[&str], rows: &[Vec<String>]) -> Vec<usize> {
    let cell = |row: &Vec<String>, i: usize| row.get(i).map_or(0, |cell| cell.chars().count());
    header
        .iter()
        .enumerate()
        .map(|(i, name)| rows.iter().map(|row| cell(row, i)).fold(name.len(), usize::max))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[[&str; 2]]) -> Vec<Vec<String>> {
        cells.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
    }

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let text = table(&["NAME", "B"], &rows(&[["a", "1"], ["longer", "22"]]));
        assert_eq!(text, "NAME    B\na       1\nlonger  22\n");
    }

    #[test]
    fn an_empty_table_is_its_header() {
        assert_eq!(table(&["NAME", "B"], &[]), "NAME  B\n");
    }

    #[test]
    fn no_line_ends_in_spaces() {
        assert!(table(&["NAME", "B"], &rows(&[["a", ""]])).lines().all(|line| !line.ends_with(' ')));
    }

    #[test]
    fn characters_are_counted_and_not_bytes() {
        assert_eq!(table(&["N", "B"], &rows(&[["ää", "1"], ["aa", "2"]])), "N   B\nää  1\naa  2\n");
    }

    #[test]
    fn a_block_leaves_out_what_is_empty() {
        let fields = [("Pid", "7".to_owned()), ("Address", String::new()), ("State", "x".to_owned())];
        assert_eq!(block("title", &fields), "title\n  Pid:      7\n  State:    x\n");
    }
}
