//! Invented staff and departments, out of `crates/app/demo`.

/// A line of a list: its cells.
pub(super) type Line = Vec<&'static str>;

/// The lines of a list without its comments.
pub(super) fn lines(table: &'static str) -> Vec<Line> {
    table
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
        .collect()
}

/// An invented person: name and reading. Neighbouring numbers share neither part; the first
/// 1,764 people all differ.
pub(super) fn person(index: usize) -> (String, String) {
    let names = lines(include_str!("../../demo/names.tsv"));
    let count = names.len();
    // Each round through the family names moves on by one given name.
    let (family, given) = (&names[index % count], &names[(index * 5 + index / count) % count]);
    (format!("{} {}", family[0], given[2]), format!("{} {}", family[1], given[3]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_all_differ_and_lists_are_complete() {
        let people: std::collections::BTreeSet<_> = (0..200).map(|i| person(i).0).collect();
        assert_eq!(people.len(), 200);
        for (table, cells) in [
            (include_str!("../../demo/names.tsv"), 4),
            (include_str!("../../demo/hospital-departments.tsv"), 3),
            (include_str!("../../demo/hospital-systems.tsv"), 6),
        ] {
            assert!(lines(table).iter().all(|line| line.len() == cells));
        }
    }
}
