//! `tate vendor sign`

use super::fill::private_key;
use crate::commands::print;
use crate::open::{Outcome, read_file, write_private};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use tate_app::signed::{PublicKey, SigningKey, groups};

/// Sign an answer file, or make a key; the private key is a file that only its owner can read
#[derive(Debug, Args)]
pub struct Sign {
    /// The file to sign; the signature is written beside it as FILE.sig
    #[arg(value_name = "FILE", required_unless_present = "new_key", requires = "key")]
    file: Option<PathBuf>,
    /// The private key
    #[arg(long, value_name = "KEYFILE")]
    key: Option<PathBuf>,
    /// Make a new private key in this file and print its public key
    #[arg(long, value_name = "KEYFILE", conflicts_with_all = ["file", "key"])]
    new_key: Option<PathBuf>,
}

impl Sign {
    /// Signs, or makes a key.
    ///
    /// # Errors
    /// A file cannot be read or written; the key file is there already.
    pub fn run(self) -> Outcome<ExitCode> {
        if let Some(path) = &self.new_key {
            return new_key(path);
        }
        let (Some(file), Some(key)) = (&self.file, &self.key) else { return Ok(ExitCode::from(2)) };
        let key = private_key(key)?;
        let signature = key.sign(&read_file(file)?);
        let mut path = file.clone().into_os_string();
        path.push(".sig");
        let path = PathBuf::from(path);
        std::fs::write(&path, signature)
            .map_err(|error| format!("「{}」に書き込めません（{error}）。", path.display()))?;
        print(&format!("署名しました：{}", path.display()))?;
        Ok(ExitCode::SUCCESS)
    }
}

fn new_key(path: &Path) -> Outcome<ExitCode> {
    if path.exists() {
        return Err(format!(
            "「{}」は、すでにあります。鍵を上書きしないように中止しました。別の名前を指定してください。",
            path.display()
        ));
    }
    let key = SigningKey::random();
    write_private(path, key.pem().as_bytes())
        .map_err(|error| format!("「{}」に書き込めません（{error}）。", path.display()))?;
    shown(&key.public())
}

/// The public part, for the customers.
fn shown(public: &PublicKey) -> Outcome<ExitCode> {
    print(&format!("公開鍵：{}", public.text()))?;
    print(&format!("指紋：{}", groups(&public.fingerprint())))?;
    print(
        "公開鍵をお客様に送り、指紋を電話で読み合わせてもらってください。秘密の鍵のファイルは、誰にも渡さないでください。",
    )?;
    Ok(ExitCode::SUCCESS)
}
