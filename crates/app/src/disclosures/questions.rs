//! The question list to a vendor (リスクコミュニケーションの質問票): as a struct, to be printed or sent.

use super::view::{Talked, talked};
use crate::App;
use crate::documents::{file_name, render};
use crate::error::{AppError, Result};
use crate::ledgers::Exported;
use std::sync::Arc;
use tate_domain::date::slashed;
use tate_domain::disclosure::{Stage, Statement};
use tate_domain::facts::Row;
use tate_domain::id::FacilityId;
use tate_domain::ledger::Ledger;
use tate_domain::role::{Actor, Permission};
use tate_report::{Document, Question, QuestionGroup, QuestionList};

/// The name of the document.
pub(crate) const TITLE: &str = "リスクコミュニケーションの質問票";

fn group(one: &Statement, lines: &[&Talked]) -> QuestionGroup {
    QuestionGroup {
        document: one.document(),
        product: format!("{} {}", one.product, one.product_version).trim_end().to_owned(),
        template: one.template.clone(),
        made_on: one.made_on.map(slashed).unwrap_or_default(),
        questions: lines
            .iter()
            .map(|line| Question {
                number: line.line.number.clone(),
                text: line.line.text.clone(),
                answer: line.line.value.map_or("", |value| value.label()).to_owned(),
                remark: line.line.remark.clone(),
                question: line.question(),
            })
            .collect(),
    }
}

impl App {
    /// The questions about the statements of a contract: those that were put into a question list and not answered
    /// yet; where there are none, those that are proposed for every open line. Groups without questions are left out;
    /// without any group there is nothing to ask.
    ///
    /// # Errors
    /// Out of reach, or no such contract.
    pub async fn disclosure_questions(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        contract: &str,
    ) -> Result<QuestionList> {
        actor.may_at(Permission::View, facility)?;
        let snapshot = self.facts(actor, facility).await?;
        let row = snapshot.facts.find(Ledger::Contracts, contract).ok_or(AppError::NotFound)?;
        let (tenant, today) = (self.tenant(actor), self.today());
        let mut all = Vec::new();
        for one in tenant.disclosures(Some(facility)).await? {
            if one.is_current() && one.contract_id == contract && !one.follow_ups.is_empty() {
                let lines = tenant.disclosure_lines(facility, &one.id).await?;
                all.push((talked(&one, lines, today), one));
            }
        }
        let asked = |line: &&Talked| line.talk.as_ref().is_some_and(|talk| talk.stage == Stage::Asked);
        let proposed = !all.iter().any(|(lines, _)| lines.iter().any(|line| asked(&line)));
        let groups = all.iter().filter_map(|(lines, one)| {
            let wanted = |line: &&Talked| if proposed { line.can_be_asked() } else { asked(line) };
            let lines: Vec<&Talked> = lines.iter().filter(wanted).collect();
            (!lines.is_empty()).then(|| group(one, &lines))
        });
        Ok(QuestionList {
            meta: self.document_meta(actor, &snapshot, TITLE, "").await?,
            vendor: snapshot.facts.target(row, "vendor").map(Row::name).unwrap_or_default(),
            contract: row.name(),
            groups: groups.collect(),
        })
    }

    /// The question list as PDF. Printing is recorded.
    ///
    /// # Errors
    /// The actor may not, no such contract, or the document cannot be made.
    pub async fn disclosure_questions_pdf(
        &self,
        actor: &Actor,
        facility: &FacilityId,
        contract: &str,
    ) -> Result<Exported> {
        actor.may_at(Permission::Print, facility)?;
        let list = self.disclosure_questions(actor, facility, contract).await?;
        let (holder, title) = (list.meta.facility.clone(), format!("{TITLE}（{}）", list.contract));
        let pdf = Arc::clone(&self.pdf);
        let bytes = render(move || pdf.pdf(&Document::Questions(list))).await?;
        self.record_print(actor, facility, "", ("disclosure-questions", "pdf"), &bytes).await?;
        Ok(Exported {
            name: file_name(&holder, &title, self.clock.now(), "pdf"),
            media_type: "application/pdf",
            bytes,
            lost: Vec::new(),
        })
    }
}
