//! The catalogues are embedded in the crate; cargo must look at the folder to see a change.

fn main() {
    println!("cargo:rerun-if-changed=../../catalogs");
}
