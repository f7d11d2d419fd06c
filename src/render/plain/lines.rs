//! Lines of plain text: broken at 72 columns, indented, underlined, set in columns.

/// Columns of a line, at most; a longer word, such as an address, stands in a line of its own.
pub const WIDTH: usize = 72;

/// Words in lines of that many columns. A `\n` ends a line where it stands.
pub fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut out = Vec::new();
    for line in words.split('\n') {
        let mut current = String::new();
        let mut columns = 0;
        // A non-breaking space holds its words together.
        for word in line.split([' ', '\t']).filter(|word| !word.is_empty()) {
            let length = word.chars().count();
            if columns > 0 && columns + 1 + length > width {
                out.push(std::mem::take(&mut current));
                columns = 0;
            }
            if columns > 0 {
                current.push(' ');
                columns += 1;
            }
            current.push_str(word);
            columns += length;
        }
        if !current.is_empty() {
            out.push(current);
        }
    }
    out
}

/// A heading with a line under it, as long as its longest line.
pub fn underlined(words: &str, with: char, width: usize) -> Vec<String> {
    let mut lines = wrap(words, width);
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
    if longest > 0 {
        lines.push(String::from(with).repeat(longest.min(width)));
    }
    lines
}

/// Adds a block after an empty line.
pub fn add_block(out: &mut Vec<String>, block: Vec<String>) {
    if block.is_empty() {
        return;
    }
    if !out.is_empty() {
        out.push(String::new());
    }
    out.extend(block);
}

/// Lines with a mark before each.
pub fn before_each(lines: Vec<String>, mark: &str) -> Vec<String> {
    lines
        .into_iter()
        .map(|line| if line.is_empty() { mark.to_owned() } else { format!("{mark} {line}") })
        .collect()
}

/// Lines of which the first stands after a marker and the others below its end.
pub fn indented(lines: Vec<String>, marker: &str, indent: usize) -> Vec<String> {
    if lines.is_empty() {
        return vec![marker.trim_end().to_owned()];
    }
    let blank = " ".repeat(indent);
    let mut out = Vec::with_capacity(lines.len());
    for (at, line) in lines.into_iter().enumerate() {
        out.push(match (at, line.is_empty()) {
            (0, _) => format!("{marker}{line}"),
            (_, true) => line,
            _ => format!("{blank}{line}"),
        });
    }
    out
}

/// Rows in columns, the first one with a line under it.
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let length = |cell: &String| cell.chars().count();
    let widths: Vec<usize> = (0..columns)
        .map(|column| rows.iter().filter_map(|row| row.get(column)).map(length).max().unwrap_or(0))
        .collect();
    let mut out = Vec::with_capacity(rows.len() + 1);
    for (at, row) in rows.iter().enumerate() {
        let cells: Vec<String> = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - length(cell))))
            .collect();
        out.push(cells.join("  ").trim_end().to_owned());
        if at == 0 {
            out.push(widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  "));
        }
    }
    out
}
