//! The site over HTTP, on both databases.
mod sign_in;

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
