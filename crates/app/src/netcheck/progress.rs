//! How far the runs of this process are. Only for the screen: what counts is in the log.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use tate_domain::id::FacilityId;
use tokio::sync::watch;

/// Runs by identifier, while they run.
static RUNS: LazyLock<Mutex<HashMap<String, Arc<Progress>>>> = LazyLock::new(Mutex::default);

/// How far one run is.
#[derive(Debug)]
pub struct Progress {
    facility: FacilityId,
    total: usize,
    done: AtomicUsize,
    over: watch::Sender<bool>,
}

impl Progress {
    /// A run that begins.
    pub(super) fn begin(id: &str, facility: &FacilityId, total: usize) -> Arc<Self> {
        let (over, _) = watch::channel(false);
        let progress = Arc::new(Self { facility: facility.clone(), total, done: AtomicUsize::new(0), over });
        if let Ok(mut runs) = RUNS.lock() {
            runs.insert(id.to_owned(), Arc::clone(&progress));
        }
        progress
    }

    /// The run with an identifier, if this process is at it for the facility.
    pub(super) fn of(id: &str, facility: &FacilityId) -> Option<Arc<Self>> {
        RUNS.lock().ok()?.get(id).filter(|run| run.facility == *facility).cloned()
    }

    /// One attempt is over.
    pub(super) fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    /// The run is over, kept or not.
    pub(super) fn end(&self, id: &str) {
        if let Ok(mut runs) = RUNS.lock() {
            runs.remove(id);
        }
        self.over.send_replace(true);
    }

    /// Waits until the run is over, at most so long.
    pub(super) async fn wait(&self, most: Duration) {
        let mut over = self.over.subscribe();
        // Over or not, the page is shown then.
        let _ = tokio::time::timeout(most, over.wait_for(|over| *over)).await;
    }

    /// Attempts that are over, and all.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.done.load(Ordering::Relaxed), self.total)
    }
}
