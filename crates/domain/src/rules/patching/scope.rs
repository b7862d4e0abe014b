//! Which devices a patching rule is about: some sheets ask for servers, terminals and network devices apart.

use crate::facts::Row;
use crate::rules::devices;

/// Part of the devices. Server, terminal and network device together are all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    All,
    Server,
    Terminal,
    Network,
    /// Servers and terminals.
    Computers,
}

impl Scope {
    /// What its devices are called.
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::All => "機器",
            Self::Server => "サーバ",
            Self::Terminal => "端末",
            Self::Network => "ネットワーク機器",
            Self::Computers => "サーバと端末",
        }
    }

    /// Whether a device of this kind belongs to it. An unknown kind belongs to the whole only.
    pub(super) fn holds(self, kind: &str) -> bool {
        match self {
            Self::All => true,
            Self::Server => matches!(kind, "server" | "virtual" | "nas" | "cloud"),
            Self::Network => kind == "network",
            // Modalities, printers and the rest stand where people work.
            Self::Terminal => !kind.is_empty() && !Self::Server.holds(kind) && !Self::Network.holds(kind),
            Self::Computers => Self::Server.holds(kind) || Self::Terminal.holds(kind),
        }
    }

    /// Whether software of which no device is named lies in it for certain; `None` is not known.
    pub(super) fn holds_unplaced_software(self) -> Option<bool> {
        match self {
            Self::All | Self::Computers => Some(true),
            Self::Network => Some(false),
            Self::Server | Self::Terminal => None,
        }
    }
}

/// Whether a device carries something that is kept up to date by its owner.
pub(super) fn is_asked(device: &Row) -> bool {
    devices::runs_os(device) || devices::kind(device) == "network"
}

#[cfg(test)]
mod tests {
    use super::Scope::{All, Computers, Network, Server, Terminal};
    use crate::ledger::{Kind, Ledger};

    #[test]
    fn every_kind_of_device_is_exactly_one_of_server_terminal_and_network_device() {
        let Kind::Choice(kinds) = Ledger::Devices.column("kind").unwrap().kind else { panic!("no choice") };
        for (kind, _) in kinds {
            let held = [Server, Terminal, Network].iter().filter(|scope| scope.holds(kind)).count();
            assert_eq!(held, 1, "{kind}");
            assert_ne!(Computers.holds(kind), Network.holds(kind), "{kind}");
        }
        assert!(All.holds("") && ![Server, Terminal, Network, Computers].iter().any(|scope| scope.holds("")));
    }
}
