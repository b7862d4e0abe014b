//! Who writes and to whom: 御中 for a company, 様 for a person, never both.

use tate_domain::facility::FacilityKind;

/// Who writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The facility, or the company of a broadcast.
    pub facility: String,
    /// What it is.
    pub kind: FacilityKind,
    /// Department or office; may be empty.
    pub department: String,
    /// Name; may be empty.
    pub person: String,
    /// Telephone.
    pub phone: String,
    /// Fax for the reply; may be empty.
    pub fax: String,
    /// Address for the reply by mail; may be empty.
    pub mail: String,
    /// Address for the reply by post; may be empty.
    pub address: String,
}

impl Sender {
    /// The lines at the head of a page and at the foot of a mail.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let labelled = |label: &str, text: &str| (!text.is_empty()).then(|| format!("{label} {text}"));
        let who = [self.department.as_str(), self.person.as_str()];
        let who = who.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("　");
        [
            Some(self.facility.clone()),
            Some(who).filter(|who| !who.is_empty()),
            Some(self.address.clone()).filter(|address| !address.is_empty()),
            labelled("電話", &self.phone),
            labelled("FAX", &self.fax),
            labelled("メール", &self.mail),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

/// To whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Addressee {
    /// The company.
    pub company: String,
    /// Department; may be empty.
    pub department: String,
    /// A person; may be empty, or say ご担当者.
    pub person: String,
    /// Fax number; may be empty.
    pub fax: String,
}

impl Addressee {
    /// The lines at the head: the last one ends with 様 where a person is named, else with 御中. An honorific that was
    /// typed into the ledger is not said twice.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let bare = |text: &str| {
            let text = text.trim();
            ["様", "御中", "殿"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).trim_end().to_owned()
        };
        let mut lines: Vec<String> = [&self.company, &self.department]
            .into_iter()
            .map(|part| bare(part))
            .filter(|part| !part.is_empty())
            .collect();
        let person = bare(&self.person);
        if person.is_empty() {
            if let Some(last) = lines.last_mut() {
                last.push_str(" 御中");
            }
        } else {
            lines.push(format!("{person} 様"));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::Addressee;

    fn lines(company: &str, department: &str, person: &str) -> String {
        let to = Addressee {
            company: company.into(),
            department: department.into(),
            person: person.into(),
            fax: String::new(),
        };
        to.lines().join("/")
    }

    #[test]
    fn a_company_is_onchu_a_person_is_sama_and_nobody_is_both() {
        assert_eq!(lines("架空システム株式会社", "", ""), "架空システム株式会社 御中");
        assert_eq!(lines("架空システム株式会社", "サポート部", ""), "架空システム株式会社/サポート部 御中");
        assert_eq!(lines("架空システム株式会社", "", "佐藤 次郎"), "架空システム株式会社/佐藤 次郎 様");
        assert_eq!(lines("架空システム株式会社御中", "", "佐藤様"), "架空システム株式会社/佐藤 様");
        assert_eq!(lines("", "", ""), "");
    }
}
