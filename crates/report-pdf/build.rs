//! Points the crate at the four font files, which are embedded but never committed.

use std::path::{Path, PathBuf};
use std::{env, process};

const FONTS: [&str; 4] =
    ["BIZUDPGothic-Regular.ttf", "BIZUDPGothic-Bold.ttf", "NotoSansJP-Regular.ttf", "NotoSansJP-Bold.ttf"];

#[expect(clippy::disallowed_methods, reason = "a build script has no other way to be told a folder")]
fn main() {
    println!("cargo:rerun-if-env-changed=TATE_FONT_DIR");
    let folder = env::var_os("TATE_FONT_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.fonts"), PathBuf::from);
    for name in FONTS {
        let file = folder.join(name);
        println!("cargo:rerun-if-changed={}", file.display());
        if !file.is_file() {
            eprintln!(
                "The font {name} is not in {}. Run `./run --install` (or `tools/fonts`) in the \
                 project folder, or set TATE_FONT_DIR to a folder that holds {}.",
                folder.display(),
                FONTS.join(", ")
            );
            process::exit(1);
        }
    }
    match folder.canonicalize() {
        Ok(folder) => println!("cargo:rustc-env=TATE_FONTS={}", folder.display()),
        Err(error) => {
            eprintln!("The font folder {} cannot be opened: {error}", folder.display());
            process::exit(1);
        }
    }
}
