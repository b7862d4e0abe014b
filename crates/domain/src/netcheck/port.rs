//! The six ports of the diagnosis.

use serde::{Deserialize, Serialize};

/// One port that is tried.
#[derive(Debug, PartialEq, Eq)]
pub struct Port {
    /// TCP port number.
    pub number: u16,
    /// The name in tables, JSON and the services ledger.
    pub name: &'static str,
    /// What it is for, in plain words.
    pub about: &'static str,
    /// What to do when it is open.
    pub advice: &'static str,
}

impl Port {
    /// `3389/tcp RDP`: how the services ledger names it.
    #[must_use]
    pub fn service_name(&self) -> String {
        format!("{}/tcp {}", self.number, self.name)
    }
}

/// The six, in the order of the binder.
pub static SIX: [Port; 6] = [
    Port {
        number: 22,
        name: "SSH",
        about: "文字の画面での遠隔操作",
        advice: "使っていなければ止めます。保守で使うときは、鍵での認証にして、つないでよい相手を決めます。",
    },
    Port {
        number: 23,
        name: "TELNET",
        about: "暗号化しない遠隔操作",
        advice: "パスワードもそのまま流れます。止めて、SSHかhttpsの設定画面に替えます。",
    },
    Port {
        number: 139,
        name: "NETBIOS",
        about: "古い方式のファイルとプリンタの共有",
        advice: "共有を使わない機器では止めます。使うときは新しい方式（445番）だけにし、相手を絞ります。",
    },
    Port {
        number: 445,
        name: "SMB",
        about: "ファイルの共有。WannaCryやGoldenEyeというランサムウェアが広がった入口",
        advice: "共有が要らない端末では、ファイアウォールで閉じます。要る機器では、更新プログラムを当て、SMB 1.0を止め、相手を絞ります。",
    },
    Port {
        number: 5900,
        name: "VNC",
        about: "画面の遠隔操作",
        advice: "使っていなければ削除します。使うときは、VPNの中だけにし、強いパスワードを付けます。",
    },
    Port {
        number: 3389,
        name: "RDP",
        about: "Windowsのリモートデスクトップ",
        advice: "使っていなければ「リモート デスクトップ」をオフにします。使うときは、VPNの中だけにし、二要素認証を付けます。",
    },
];

/// The port with a number, when it is one of the six.
#[must_use]
pub fn port(number: u16) -> Option<&'static Port> {
    SIX.iter().find(|port| port.number == number)
}

/// What a connection attempt met.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PortState {
    /// Somebody accepted the connection.
    Open,
    /// The machine said that nobody listens.
    Closed,
    /// No answer within the time: a filter in between, or nothing there.
    Filtered,
    /// The attempt itself failed: no way there, or this machine's own rules.
    Error,
}

impl PortState {
    /// The code in JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Filtered => "filtered",
            Self::Error => "error",
        }
    }

    /// 開いている, …
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "開いている",
            Self::Closed => "閉じている",
            Self::Filtered => "応答なし",
            Self::Error => "調べられない",
        }
    }
}
