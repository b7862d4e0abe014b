//! The style sheet and the script, inside the binary, named by their content so that browsers may
//! keep them for ever.

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file served as it is.
struct Asset {
    name: &'static str,
    media_type: &'static str,
    bytes: &'static [u8],
    /// First digits of the content's hash, for the address.
    stamp: String,
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let all: [(&str, &str, &[u8]); 4] = [
        ("tokens.css", "text/css; charset=utf-8", include_bytes!("../static/tokens.css")),
        ("tate.css", "text/css; charset=utf-8", include_bytes!("../static/tate.css")),
        ("tate.js", "text/javascript; charset=utf-8", include_bytes!("../static/tate.js")),
        ("icon.svg", "image/svg+xml", include_bytes!("../static/icon.svg")),
    ];
    all.into_iter()
        .map(|(name, media_type, bytes)| Asset {
            name,
            media_type,
            bytes,
            stamp: hex::encode(&Sha256::digest(bytes)[..6]),
        })
        .collect()
});

/// The address of an asset, with its content's stamp.
pub fn address(name: &str) -> String {
    ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .map_or_else(String::new, |asset| format!("/static/{}/{name}", asset.stamp))
}

/// Serves an asset.
pub async fn show(Path((stamp, name)): Path<(String, String)>) -> Response {
    match ASSETS.iter().find(|asset| asset.name == name && asset.stamp == stamp) {
        Some(asset) => (
            [(header::CONTENT_TYPE, asset.media_type), (header::CACHE_CONTROL, "public, max-age=31536000, immutable")],
            asset.bytes,
        )
            .into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
