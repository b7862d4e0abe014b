//! Software by which somebody elsewhere can work on the machine.

use super::processes::Processes;
use crate::report::{Program, Service};

/// Names for people, with how packages, services and processes begin: small letters, no blanks. The script for
/// Windows has the same list; a test compares them.
pub const TOOLS: &[(&str, &[&str])] = &[
    ("TeamViewer", &["teamviewer"]),
    ("AnyDesk", &["anydesk"]),
    ("RustDesk", &["rustdesk"]),
    ("Chrome Remote Desktop", &["chromeremotedesktop", "chromoting"]),
    ("Splashtop", &["splashtop"]),
    ("LogMeIn", &["logmein"]),
    ("GoTo", &["gotomypc", "gotoassist", "gotoresolve"]),
    ("ScreenConnect", &["screenconnect"]),
    ("MeshCentral", &["meshagent", "meshcentral"]),
    ("UltraVNC", &["ultravnc", "uvnc"]),
    ("TightVNC", &["tightvnc", "tvnserver"]),
    ("RealVNC", &["realvnc", "vncserver"]),
    ("TigerVNC", &["tigervnc"]),
    ("x11vnc", &["x11vnc"]),
    ("ISL Online", &["isllight", "islalwayson"]),
    ("Supremo", &["supremo"]),
    ("DWService", &["dwagent", "dwservice"]),
    ("Remote Utilities", &["remoteutilities", "rutserv"]),
    ("Ammyy Admin", &["ammyy"]),
    ("Radmin", &["radmin"]),
    ("Atera", &["ateraagent"]),
    ("N-able Take Control", &["basupsrvc", "takecontrol"]),
    ("NinjaOne", &["ninjarmm", "ninjaone"]),
    ("RemoteView", &["remoteview", "rsupport"]),
    ("MagicConnect", &["magicconnect"]),
    ("Brynhildr", &["brynhildr"]),
    ("Zoho Assist", &["zohoassist", "zohomeeting"]),
    ("BeyondTrust", &["bomgar", "beyondtrustremote"]),
    ("DameWare", &["dameware"]),
    ("HopToDesk", &["hoptodesk"]),
    ("xrdp", &["xrdp"]),
    ("NoMachine", &["nomachine", "nxserver"]),
];

/// The names of what was found.
pub(crate) fn found(programs: &[Program], services: &[Service], processes: &Processes) -> Vec<String> {
    let programs = programs.iter().map(|program| program.name.as_str());
    let services = services.iter().map(|service| service.name.as_str());
    let texts: Vec<String> =
        programs.chain(services).chain(processes.names.iter().map(String::as_str)).map(plain).collect();
    TOOLS
        .iter()
        .filter(|(_, signs)| signs.iter().any(|sign| texts.iter().any(|text| text.starts_with(sign))))
        .map(|(name, _)| (*name).to_owned())
        .collect()
}

/// Small letters without blanks and hyphens.
fn plain(text: &str) -> String {
    text.to_lowercase().replace([' ', '-', '_'], "")
}
