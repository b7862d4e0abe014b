//! The commands, one file each.

mod audit;
mod backup;
mod catalog;
mod catalog_import;
mod collect;
mod demo;
mod export;
mod import;
mod init;
mod lifecycle;
mod lint;
mod mail;
mod netcheck;
mod propose;
mod serve;
mod user;
mod vendor;

use crate::open::Outcome;
use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Tate (盾): cybersecurity checklists, ledgers and the inspection binder.
#[derive(Debug, Parser)]
#[command(name = "tate", version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Every command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the pages
    Serve(serve::Serve),
    /// Make a data folder with a first facility and administrator (password from stdin)
    Init(init::Init),
    /// Fill an empty data folder with a fictional pharmacy, hospital and chain
    Demo(demo::Demo),
    /// The editions of the checklists
    #[command(subcommand)]
    Catalog(catalog::CatalogCommand),
    /// Read a table into a ledger
    Import(import::Import),
    /// Take an inventory of this machine (Linux), or print the script that does so on Windows
    Collect(collect::Collect),
    /// What the facts propose for each item
    Propose(propose::Propose),
    /// What does not fit together over ledgers, answers and documents
    Lint(lint::Lint),
    /// End of support of operating systems and programs
    #[command(subcommand)]
    Lifecycle(lifecycle::LifecycleCommand),
    /// Vendors' sheets: asking, reminding, answering
    #[command(subcommand)]
    Vendor(vendor::VendorCommand),
    /// The mail queue
    #[command(subcommand)]
    Mail(mail::MailCommand),
    /// Try six ports of devices of the ledger and keep the result as proof
    Netcheck(netcheck::Netcheck),
    /// Write a document or ledger
    Export(export::Export),
    /// Back up, check and restore
    #[command(subcommand)]
    Backup(backup::BackupCommand),
    /// Check and export the audit log
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// People who sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Internal: read a table from stdin under limits
    #[command(name = "__read-table", hide = true)]
    ReadTable,
    /// Internal: read an official workbook from stdin under limits
    #[command(name = "__read-official", hide = true)]
    ReadOfficial,
    /// Internal: read incoming sheets from stdin under limits
    #[command(name = "__read-incoming", hide = true)]
    ReadIncoming,
    /// Internal: read an inventory from stdin under limits
    #[command(name = "__read-machine", hide = true)]
    ReadMachine,
    /// Internal: print a document from stdin under limits
    #[command(name = "__print-document", hide = true)]
    PrintDocument,
}

/// Does it.
///
/// # Errors
/// A sentence for stderr; exit code 1.
pub async fn run(command: Command) -> Outcome<ExitCode> {
    match command {
        Command::Serve(serve) => serve.run().await,
        Command::Init(init) => init.run().await,
        Command::Demo(demo) => demo.run().await,
        Command::Catalog(catalog) => catalog.run().await,
        Command::Import(import) => import.run().await,
        Command::Collect(collect) => collect.run(),
        Command::Propose(propose) => propose.run().await,
        Command::Lint(lint) => lint.run().await,
        Command::Lifecycle(lifecycle) => lifecycle.run().await,
        Command::Vendor(vendor) => vendor.run().await,
        Command::Mail(mail) => mail.run().await,
        Command::Netcheck(netcheck) => netcheck.run().await,
        Command::Export(export) => export.run().await,
        Command::Backup(backup) => backup.run().await,
        Command::Audit(audit) => audit.run().await,
        Command::User(user) => user.run().await,
        Command::ReadTable
        | Command::ReadOfficial
        | Command::ReadIncoming
        | Command::ReadMachine
        | Command::PrintDocument => Ok(ExitCode::from(2)),
    }
}

/// One JSON document on stdout.
fn print_json(value: &serde_json::Value) -> Outcome<()> {
    let text = serde_json::to_string_pretty(value).map_err(|error| error.to_string())?;
    print(&text)
}

/// A line on stdout; a reader that went away is no error.
fn print(text: &str) -> Outcome<()> {
    use std::io::Write as _;
    match writeln!(std::io::stdout().lock(), "{text}") {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.to_string()),
        _ => Ok(()),
    }
}

/// A password: typed unseen on a terminal, else the first line of stdin. Never from the command line.
fn password(prompt: &str) -> Outcome<String> {
    use std::io::{BufRead as _, IsTerminal as _};
    let password = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt).map_err(|error| error.to_string())?
    } else {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
        line
    };
    let password = password.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        Err("パスワードがありません。標準入力の1行目に書いてください。".into())
    } else {
        Ok(password)
    }
}
