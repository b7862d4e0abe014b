//! Everything the binder needs, read once: a question per answered item and none per row.

use crate::App;
use crate::checklist::Checklist;
use crate::error::Result;
use std::collections::BTreeMap;
use tate_domain::answer::Answer;
use tate_domain::id::FacilityId;
use tate_domain::role::Actor;
use tate_store::{FileRecord, Proof};

/// A sheet with what is kept behind its answers, by item id.
pub(super) struct Material {
    pub(super) list: Checklist,
    pub(super) history: BTreeMap<String, Vec<Answer>>,
    pub(super) proofs: BTreeMap<String, Proof>,
    pub(super) files: BTreeMap<String, Vec<FileRecord>>,
}

impl App {
    pub(super) async fn material(&self, actor: &Actor, facility: &FacilityId, edition_id: &str) -> Result<Material> {
        let list = self.checklist(actor, facility, edition_id).await?;
        let tenant = self.tenant(actor);
        let (mut history, mut proofs) = (BTreeMap::new(), BTreeMap::new());
        for answer in list.rows.iter().filter_map(|row| row.answer.as_ref()) {
            // The first version is the whole history.
            let answers = match &list.round {
                Some(round) if answer.version > 1 => tenant.answer_history(round, &answer.item).await?,
                _ => vec![answer.clone()],
            };
            history.insert(answer.item.clone(), answers);
            if let Some(id) = &answer.proof
                && let Some(proof) = tenant.proof(id).await?
            {
                proofs.insert(answer.item.clone(), proof);
            }
        }
        // The subject under which `checklist` keeps an item's files.
        let prefix = crate::checklist::subject(facility, list.year, "");
        let mut files: BTreeMap<String, Vec<FileRecord>> = BTreeMap::new();
        for file in tenant.files(facility, &prefix).await? {
            files.entry(file.subject[prefix.len()..].to_owned()).or_default().push(file);
        }
        Ok(Material { list, history, proofs, files })
    }
}
