//! The command `tate`: one binary that serves the pages and does the same work from scripts.
//!
//! Exit 0: done. Exit 1: done, and problems were found, or it could not be done. Exit 2: bad use.
//! With `--json` one JSON document goes to stdout; everything else goes to stderr.

#![expect(unreachable_pub, reason = "a binary has no outside; pub marks what other modules use")]

mod child;
mod commands;
mod mail;
mod open;

use clap::Parser as _;
use std::process::ExitCode;

// The system's allocator keeps what password hashing and printing freed; this one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = commands::Arguments::parse();
    match arguments.command {
        commands::Command::ReadTable => return child::read_table(),
        commands::Command::ReadOfficial => return child::read_official(),
        commands::Command::ReadIncoming => return child::read_incoming(),
        commands::Command::ReadMachine => return child::read_machine(),
        commands::Command::PrintDocument => return child::print_document(),
        _ => {}
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("TATE_LOG").unwrap_or_else(|_| "warn,tate=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().max_blocking_threads(8).build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("起動できません（{error}）。");
            return ExitCode::from(1);
        }
    };
    let outcome = runtime.block_on(commands::run(arguments.command));
    // A mail server that does not answer must not keep the program from ending.
    runtime.shutdown_timeout(std::time::Duration::from_secs(10));
    match outcome {
        Ok(code) => code,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(1)
        }
    }
}
