//! A folder of its own for each test, and the binary run on it.

use serde_json::Value;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, SqliteConnection};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The password of everybody in these tests.
pub const PASSWORD: &str = "horse-battery-staple-9";

/// The binary under test.
#[expect(clippy::disallowed_methods, reason = "which binary is tested is the environment's to say")]
pub fn binary() -> PathBuf {
    std::env::var_os("TATE_BIN").map_or_else(|| env!("CARGO_BIN_EXE_tate").into(), PathBuf::from)
}

/// What one run left behind.
#[derive(Debug)]
pub struct Run {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// The one JSON document of a run, whatever its exit code.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The run did its work.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// The run failed as a program should: this code, a sentence with these words on stderr,
    /// nothing on stdout.
    #[track_caller]
    pub fn refused(self, code: i32, words: &[&str]) {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.out, "", "stdout is for answers");
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {:?}", self.err);
        }
    }
}

/// Runs the binary to its end; `input` goes to its stdin.
pub fn tate_with(input: &str, args: &[&str]) -> Run {
    let mut child = Command::new(binary())
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may end before it has read anything: then there is nobody to write to.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Runs the binary without input.
pub fn tate(args: &[&str]) -> Run {
    tate_with("", args)
}

/// Runs another program, which must succeed, and gives its stdout.
pub fn tool(program: &str, args: &[&str]) -> String {
    let output = Command::new(program)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; run tools/install test"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{program} {args:?}: {out}{err}");
    out.into_owned()
}

/// A temporary folder with a data folder inside.
pub struct Site {
    folder: tempfile::TempDir,
}

impl Site {
    /// Without any data.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// One pharmacy 「みなと薬局」 with the code `minato` and its administrator `admin`.
    pub fn init() -> Self {
        let site = Self::empty();
        let args = [
            "init",
            "--data",
            &site.data(),
            "--kind",
            "pharmacy",
            "--name",
            "みなと薬局",
            "--code",
            "minato",
            "--admin",
            "admin",
        ];
        tate_with(PASSWORD, &args).ok();
        site
    }

    /// The fictional facilities, and the command's JSON.
    pub fn demo() -> (Self, Value) {
        let site = Self::empty();
        let notes = tate(&["demo", "--data", &site.data(), "--json"]).ok().json();
        (site, notes)
    }

    /// The data folder's path.
    pub fn data(&self) -> String {
        self.path("data")
    }

    /// A path beside the data folder.
    pub fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// Writes a file beside the data folder; gives its path.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Runs the binary with `--data` of this site at the end.
    pub fn run(&self, args: &[&str]) -> Run {
        self.run_with("", args)
    }

    /// Like [`Site::run`], with standard input.
    pub fn run_with(&self, input: &str, args: &[&str]) -> Run {
        let data = self.data();
        let args: Vec<&str> = args.iter().copied().chain(["--data", &data]).collect();
        tate_with(input, &args)
    }

    /// What somebody with the database file in hand can do: these statements, in one transaction.
    pub fn tamper(&self, statements: &[&'static str]) {
        runtime().block_on(async {
            let mut database = open(Path::new(&self.data())).await;
            for statement in statements {
                let done = sqlx::query(*statement).execute(&mut database).await.unwrap();
                assert!(done.rows_affected() > 0, "nothing changed: {statement}");
            }
        });
    }
}

/// The database in a data folder, by the same SQLite as the product's own.
pub async fn open(data: &Path) -> SqliteConnection {
    SqliteConnectOptions::new().filename(data.join("tate.sqlite3")).foreign_keys(false).connect().await.unwrap()
}

/// For the few things that wait.
pub fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}
