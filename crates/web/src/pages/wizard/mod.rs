//! placeholder
use crate::Site;
use axum::Router;
/// The addresses of this folder.
pub fn routes() -> Router<Site> {
    Router::new()
}
