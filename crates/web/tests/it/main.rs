//! The site over HTTP. `on_both!` where the database has a part in it, `on_one!` where it has not.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up is a failed test")]

mod answering;
mod answering_guard;
mod assets;
mod bad_input;
mod checklist;
mod crosswalk;
mod desk;
mod disclosures;
mod drafts;
mod editions;
mod exceptions;
mod forged;
mod headers;
mod ledgers;
mod lifecycle;
mod lint;
mod machines;
mod mail;
mod netcheck;
mod official;
mod pages;
mod permissions;
mod questions;
mod r6;
mod reviews;
mod routes;
mod second_factor;
mod selfcheck;
mod sessions;
mod sign_in;
mod start;
mod support;
mod surveys;
mod tenancy;
mod uploads;
mod vendors;

/// Runs a test body on every engine there is here.
macro_rules! on_both {
    ($name:ident, |$test:ident| $body:block) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            for engine in tate_testkit::Engine::all() {
                let $test = tate_testkit::TestApp::start(engine).await;
                $body
            }
        }
    };
}
pub(crate) use on_both;

/// Runs a test body on SQLite alone.
macro_rules! on_one {
    ($name:ident, |$test:ident| $body:block) => {
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $name() {
            let $test = tate_testkit::TestApp::start(tate_testkit::Engine::Sqlite).await;
            $body
        }
    };
}
pub(crate) use on_one;
