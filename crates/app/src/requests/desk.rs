//! Whose desk is asked: the vendor under contract, or the one that collects for it (Q&A 12-19).

use tate_domain::facts::{Facts, Row};

/// A vendor's desk, with the ways to reach it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Desk {
    /// The row of the ledger of vendors.
    pub id: String,
    /// The vendor's name.
    pub name: String,
    /// The person asked for; may be empty.
    pub contact: String,
    /// 電話番号; may be empty.
    pub phone: String,
    /// メールアドレス; may be empty.
    pub mail: String,
    /// FAX番号; may be empty.
    pub fax: String,
    /// 所在地; may be empty.
    pub address: String,
}

impl Desk {
    pub(super) fn of(vendor: &Row) -> Self {
        let text = |key: &str| vendor.text(key).to_owned();
        Self {
            id: vendor.id.clone(),
            name: vendor.name(),
            contact: text("contact"),
            phone: text("phone"),
            mail: text("mail"),
            fax: text("fax"),
            address: text("address"),
        }
    }

    /// The vendor of a contract, else of its system.
    pub(super) fn vendor<'a>(facts: &'a Facts, contract: &'a Row) -> Option<&'a Row> {
        let system = || facts.target(contract, "system");
        facts.target(contract, "vendor").or_else(|| facts.target(system()?, "vendor"))
    }

    /// The desk that answers for a vendor. A prime of a prime is followed; a circle ends where it began.
    pub(super) fn for_vendor(facts: &Facts, vendor: &Row) -> Self {
        let (mut desk, mut seen) = (vendor, vec![vendor.id.as_str()]);
        while let Some(prime) = facts.target(desk, "prime") {
            if seen.contains(&prime.id.as_str()) {
                break;
            }
            seen.push(&prime.id);
            desk = prime;
        }
        Self::of(desk)
    }
}

#[cfg(test)]
mod tests {
    use super::Desk;
    use tate_domain::facility::{FacilityKind, Profile};
    use tate_domain::facts::{Facts, Row};
    use tate_domain::ledger::Ledger;

    fn vendor(id: &str, prime: &str) -> Row {
        let fields = [("name", id), ("prime", prime)].map(|(key, value)| (key.to_owned(), value.to_owned()));
        Row {
            id: id.to_owned(),
            ledger: Ledger::Vendors,
            version: 1,
            fields: fields.into_iter().collect(),
            updated_at: String::new(),
        }
    }

    #[test]
    fn the_prime_of_the_prime_collects_and_a_circle_ends() {
        let rows = vec![vendor("a", "b"), vendor("b", "c"), vendor("c", ""), vendor("x", "y"), vendor("y", "x")];
        let profile = Profile {
            kind: FacilityKind::Hospital,
            name: "霞病院".into(),
            insurance_code: String::new(),
            founder: String::new(),
            manager: String::new(),
            phone: String::new(),
            address: String::new(),
            has_network: None,
        };
        let facts = Facts::new(profile, rows);
        let desk = |id: &str| Desk::for_vendor(&facts, facts.find(Ledger::Vendors, id).unwrap()).id;
        assert_eq!((desk("a"), desk("c"), desk("x")), ("c".into(), "c".into(), "y".into()));
    }
}
