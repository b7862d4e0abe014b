//! Offices and the time for which they are right.

use crate::mini::Mini;
use jiff::civil::date;

const TODAY: jiff::civil::Date = date(2026, 11, 20);

#[test]
fn a_superseded_office_is_recognised_by_its_number() {
    let catalog = Mini::new().catalog();
    let (old, next) = catalog.superseded_office("", "０３（0000）0002", TODAY).unwrap();
    assert_eq!((old.id.as_str(), next.unwrap().id.as_str()), ("old", "new"));
}

#[test]
fn a_superseded_office_is_recognised_by_part_of_its_name() {
    let catalog = Mini::new().catalog();
    assert!(catalog.superseded_office("本省古い課", "", TODAY).is_some());
}

#[test]
fn the_current_office_and_a_blank_are_not_superseded() {
    let catalog = Mini::new().catalog();
    assert!(catalog.superseded_office("本省 新しい室", "03-0000-0001", TODAY).is_none());
    assert!(catalog.superseded_office("", "", TODAY).is_none());
}

#[test]
fn before_the_change_the_old_office_was_right() {
    let catalog = Mini::new().catalog();
    let ids: Vec<_> = catalog.current_offices(date(2022, 6, 27)).map(|o| o.id.as_str()).collect();
    assert_eq!(ids, ["old"]);
}

#[test]
fn lifecycle_files_are_handed_on_unread() {
    let catalog = Mini::new().catalog();
    assert_eq!(catalog.lifecycle_files().collect::<Vec<_>>(), [("lifecycle/windows.toml", "raw = true")]);
}
