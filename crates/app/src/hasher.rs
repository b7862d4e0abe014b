//! Password hashing on a fixed number of threads.
//!
//! Argon2id takes 19 MiB a hash. On tokio's blocking pool ten concurrent sign-ins kept 3 GB
//! resident in a measurement; here a fixed few threads do the work, and beyond a short
//! queue the caller is told to come back.

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex};
use tokio::sync::oneshot;

enum Work {
    Hash(String, oneshot::Sender<Option<String>>),
    Verify { password: String, hashes: Vec<String>, answer: oneshot::Sender<bool> },
}

/// The pool.
#[derive(Debug)]
pub struct Hasher {
    queue: SyncSender<Work>,
    /// A hash nobody's password has: verified for unknown logins, so that they take as long.
    pub decoy: String,
}

/// The queue is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Busy;

/// Requests that may wait.
const QUEUE: usize = 32;

impl Hasher {
    /// Starts the threads.
    #[must_use]
    pub fn start(threads: usize) -> Self {
        let (queue, work) = sync_channel::<Work>(QUEUE);
        let work = Arc::new(Mutex::new(work));
        for _ in 0..threads.max(1) {
            let work = Arc::clone(&work);
            std::thread::spawn(move || {
                loop {
                    let next = work.lock().map(|receiver| receiver.recv());
                    match next {
                        Ok(Ok(work)) => run(work),
                        _ => break,
                    }
                }
            });
        }
        let decoy = hash(&uuid::Uuid::now_v7().to_string()).unwrap_or_default();
        Self { queue, decoy }
    }

    /// Hashes a password into a PHC string.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn hash(&self, password: &str) -> Result<String, Busy> {
        let (answer, result) = oneshot::channel();
        self.send(Work::Hash(password.to_owned(), answer))?;
        result.await.ok().flatten().ok_or(Busy)
    }

    /// Whether the password is any of those hashed.
    ///
    /// # Errors
    /// When too many wait already.
    pub async fn verify(&self, password: &str, hashes: Vec<String>) -> Result<bool, Busy> {
        let (answer, result) = oneshot::channel();
        self.send(Work::Verify { password: password.to_owned(), hashes, answer })?;
        result.await.map_err(|_| Busy)
    }

    fn send(&self, work: Work) -> Result<(), Busy> {
        match self.queue.try_send(work) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => Err(Busy),
        }
    }
}

fn run(work: Work) {
    // A receiver that went away (the browser left) is no error.
    match work {
        Work::Hash(password, answer) => {
            let _ = answer.send(hash(&password));
        }
        Work::Verify { password, hashes, answer } => {
            // Every hash is tried, so that the time tells nothing.
            let found = hashes.iter().filter(|phc| verify(&password, phc)).count() > 0;
            let _ = answer.send(found);
        }
    }
}

/// The OWASP minimum: 19 MiB, 2 passes, 1 lane, which are this library's defaults.
fn hash(password: &str) -> Option<String> {
    Argon2::default().hash_password(password.as_bytes()).ok().map(|phc| phc.to_string())
}

fn verify(password: &str, phc: &str) -> bool {
    argon2::PasswordHash::new(phc)
        .is_ok_and(|parsed| Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_and_no_other_is() {
        let hasher = Hasher::start(1);
        let phc = hasher.hash("mizu-kaze-tuki").await.unwrap();
        assert!(phc.starts_with("$argon2id$"));
        assert_eq!(hasher.verify("mizu-kaze-tuki", vec![phc.clone()]).await, Ok(true));
        assert_eq!(hasher.verify("mizu-kaze-tukj", vec![phc]).await, Ok(false));
    }

    #[tokio::test]
    async fn a_flood_is_turned_away_and_not_queued_without_end() {
        let hasher = Arc::new(Hasher::start(1));
        let decoy = hasher.decoy.clone();
        let tries: Vec<_> = (0..200)
            .map(|_| {
                let (hasher, decoy) = (Arc::clone(&hasher), decoy.clone());
                tokio::spawn(async move { hasher.verify("x", vec![decoy]).await })
            })
            .collect();
        let mut refused = 0;
        for attempt in tries {
            refused += usize::from(attempt.await.unwrap().is_err());
        }
        assert!(refused >= 200 - QUEUE - 50, "{refused} refused");
    }
}
