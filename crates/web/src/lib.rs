//! Pages, forms and sessions.
//!
//! Handlers translate: form strings to use cases, results to pages. They decide nothing; who may
//! do what is asked in `tate-app`.

#![expect(unreachable_pub, reason = "only the router leaves this crate; pub marks what other modules use")]

mod assets;
mod carry;
mod error;
mod format;
mod frame;
mod guard;
mod pages;
mod upload;
mod visit;

pub use error::WebError;
pub use frame::{Done, Frame, Page, PageResult};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware;
use std::sync::Arc;
use std::time::Duration;
use tate_app::App;
use tower_http::compression::CompressionLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// How the pages are served.
#[derive(Debug, Clone, Default)]
pub struct WebConfig {
    /// Whether browsers reach the server over https (configured base address): cookies are then
    /// `Secure` and named `__Host-`.
    pub https: bool,
    /// Whether a TLS proxy in front is trusted to say where requests come from.
    pub trust_proxy: bool,
    /// Whether the operator has turned network diagnoses from the pages off.
    pub no_netcheck: bool,
    /// Code printed on the console, asked for while nobody has been added yet.
    pub start_code: String,
}

/// What every handler reaches.
#[derive(Clone)]
pub struct Site {
    /// The use cases.
    pub app: App,
    /// How pages are served.
    pub config: Arc<WebConfig>,
    /// Refusals at the door of vendors.
    pub tries: Arc<visit::Tries>,
}

/// The most bytes of an ordinary form.
const FORM_BYTES: usize = 2 << 20;
/// The longest a request may take; printing a large binder is the longest work there is.
const LONGEST_REQUEST: Duration = Duration::from_secs(120);

/// Everything is `'self'`: no page loads anything from elsewhere, and nothing runs inline.
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The whole site.
pub fn router(app: App, config: WebConfig) -> Router {
    let site = Site { app, config: Arc::new(config), tries: Arc::default() };
    let https = site.config.https;
    let fixed = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let mut router = Router::new()
        .merge(pages::signed_in(&site))
        .merge(pages::open())
        .fallback(error::not_found)
        .layer(middleware::from_fn(error::plain_errors_as_pages))
        .layer(DefaultBodyLimit::max(FORM_BYTES))
        .layer(middleware::from_fn(guard::old_browsers))
        .layer(CsrfLayer::new().with_rejection_response(|_| error::forged()))
        .layer(CompressionLayer::new())
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, LONGEST_REQUEST))
        .layer(fixed(header::CONTENT_SECURITY_POLICY, CSP))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        // same-origin and not no-referrer: the latter sends `Origin: null`, which the check
        // against forged requests could not tell from a foreign one on http. A vendor's code stands in the
        // fragment, which no referrer holds (docs/adr/0018).
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()"))
        .layer(fixed(HeaderName::from_static("cross-origin-opener-policy"), "same-origin"))
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(error::panicked));
    if https {
        router = router.layer(fixed(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
    }
    router.with_state(site)
}
