//! The device row: what it is, which system it runs, how it is connected.

use super::super::value::Record;
use super::super::windows;
use super::{Content, line, words};

impl Content<'_> {
    pub(super) fn hardware(&mut self, record: &Record) {
        self.draft.host.put("host", record.text("name"));
        self.draft.put_real("uuid", record.text("uuid"));
        let chassis = record.text("chassis_type");
        self.draft.more("本体", line("筐体", chassis));
        let machine = record.text("vmsystem");
        self.draft.more("本体", line("仮想化", machine));
        if !matches!(machine.to_ascii_lowercase().as_str(), "" | "physical") {
            self.draft.host.put("kind", "virtual");
        } else if let Some(kind) = kind_of(chassis) {
            self.draft.host.put("kind", kind);
        }
        let last = words(&[record.text("lastloggeduser"), record.text("datelastloggeduser")]);
        self.draft.more("利用の状況", line("最後の利用者", &last));
        self.draft.more("ネットワーク", line("ワークグループ・ドメイン", record.text("workgroup")));
        self.draft.more("ネットワーク", line("既定のゲートウェイ", record.text("defaultgateway")));
        // Before the section `operatingsystem` came, this was where the system stood.
        if self.draft.host.text("os").is_empty() {
            self.named_system(record.text("osname"), record.text("osversion"), "");
        }
        for address in record.text("ipaddr").split('/') {
            self.draft.ip(address);
        }
    }

    pub(super) fn bios(&mut self, record: &Record) {
        self.draft.put_real("maker", record.first(&["smanufacturer", "mmanufacturer"]));
        self.draft.put_real("model", record.first(&["smodel", "mmodel"]));
        self.draft.put_real("serial", record.text("ssn"));
        self.draft.more("本体", line("資産タグ（BIOS）", record.text("assettag")));
        self.draft.more("本体", line("BIOSの版", record.text("bversion")));
        self.draft.more("本体", line("セキュアブート", record.text("secure_boot")));
    }

    pub(super) fn system(&mut self, record: &Record) {
        record.text("kernel_name").clone_into(&mut self.kernel);
        let name = record.first(&["full_name", "name"]);
        let build = if windows::is(name) {
            [record.text("service_pack"), record.text("kernel_version")].map(windows::build)
        } else {
            self.draft.more("本体", line("カーネル", record.text("kernel_version")));
            ["", ""]
        };
        let build = build.into_iter().find(|build| !build.is_empty()).unwrap_or_default().to_owned();
        if windows::build(record.text("service_pack")).is_empty() {
            self.draft.more("本体", line("サービスパック", record.text("service_pack")));
        }
        self.named_system(name, record.text("version"), &build);
        if self.draft.host.text("host").is_empty() {
            let fqdn = record.text("fqdn");
            self.draft.host.put("host", fqdn.split('.').next().unwrap_or_default());
        }
    }

    /// Name, release and build: of Windows the release is what `winver` shows, of others what the file says.
    fn named_system(&mut self, name: &str, version: &str, build: &str) {
        self.draft.host.put("os", name);
        let host = &mut self.draft.host;
        if windows::is(name) {
            host.put("os_release", windows::release(version));
            host.put("os_build", if build.is_empty() { windows::build(version) } else { build });
        } else if !name.contains("Android") {
            // Android's version here is the level of its interface, no release.
            host.put("os_release", version);
        }
    }

    /// Says 種別 where the file does: by the kind of item, or because the system is a server's.
    pub(super) fn system_kind(&mut self, item: &str) {
        let kind = match item {
            "NetworkEquipment" => "network",
            "Printer" => "printer",
            "Phone" => "other",
            _ => "",
        };
        if !kind.is_empty() {
            self.draft.host.put("kind", kind);
            self.draft.more("本体", line("GLPIの種類", item));
        }
        let now = self.draft.host.text("kind");
        if windows::is_server(self.draft.host.text("os")) && matches!(now, "" | "pc") {
            self.draft.host.put("kind", "server");
        }
    }

    pub(super) fn network(&mut self, record: &Record) {
        let addresses = ["ipaddress", "ipaddress6"].map(|key| record.text(key));
        for address in addresses {
            self.draft.ip(address);
        }
        let mac = record.first(&["mac", "macaddr"]);
        // Older agents call every adapter of a Mac virtual.
        let virtual_one = record.flag("virtualdev") == Some(true) && !is_mac_port(record.text("description"));
        let real = !virtual_one && record.text("type") != "loopback";
        if real {
            self.draft.mac(mac);
        }
        // The one to show: of an adapter that has an address now.
        let connected = real && addresses.iter().any(|address| !address.is_empty() && *address != "127.0.0.1");
        if connected && self.draft.host.text("mac").is_empty() {
            let mac = super::super::draft::mac(mac).unwrap_or_default();
            self.draft.host.put("mac", mac);
        }
        let dhcp = if record.text("ipdhcp").is_empty() { "" } else { "（動的）" };
        if real && (!mac.is_empty() || connected) {
            let address = format!("{}{dhcp}", addresses[0]);
            self.draft
                .more("ネットワーク", words(&[record.text("description"), &address, mac, record.text("wifi_ssid")]));
        }
    }

    pub(super) fn network_device(&mut self, record: &Record) {
        self.draft.host.put("host", record.text("name"));
        for (key, name) in [("maker", "manufacturer"), ("model", "model"), ("serial", "serial"), ("place", "location")]
        {
            self.draft.put_real(key, record.text(name));
        }
        self.draft.host.put("firmware", record.text("firmware"));
        self.draft.host.put("number", record.text("assettag"));
        self.draft.mac(record.text("mac"));
        let mac = super::super::draft::mac(record.text("mac")).unwrap_or_default();
        self.draft.host.put("mac", mac);
        for address in record.list("ips") {
            self.draft.ip(address.text());
        }
        let kind = match record.text("type").to_ascii_lowercase().as_str() {
            "networking" => "network",
            "printer" => "printer",
            "storage" => "nas",
            "power" | "video" | "kvm" | "phone" => "other",
            _ => "",
        };
        self.draft.host.put("kind", kind);
        self.draft.more("本体", record.first(&["description", "comments"]));
        self.draft.more("本体", line("稼働時間", record.text("uptime")));
    }

    pub(super) fn network_port(&mut self, record: &Record) {
        self.draft.mac(record.text("mac"));
        for address in record.list("ips") {
            self.draft.ip(address.text());
        }
        let up = record.text("ifstatus") == "1";
        for seen in record.records("connections").filter(|_| up) {
            let name = seen.first(&["sysname", "model", "sysdescr"]);
            let seen = words(&[name, seen.text("ip"), seen.first(&["sysmac", "mac"])]);
            self.draft.more("つながっている機器", words(&[record.first(&["ifname", "ifdescr"]), &seen]));
        }
    }

    pub(super) fn firmware(&mut self, record: &Record) {
        let version = record.text("version");
        if record.text("type") == "device" && self.draft.host.text("firmware").is_empty() {
            self.draft.host.put("firmware", version);
        }
        let parts = [record.text("name"), record.text("description"), version, record.text("date")];
        self.draft.more("ファームウェア", words(&parts));
    }
}

/// `en0`, `en1` …: the adapters of a Mac.
fn is_mac_port(name: &str) -> bool {
    name.strip_prefix("en").is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// 種別 by the kind of housing.
fn kind_of(chassis: &str) -> Option<&'static str> {
    let chassis = chassis.to_ascii_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| chassis.contains(word));
    if any(&["server", "rack mount", "blade"]) {
        Some("server")
    } else if any(&["tablet", "detachable"]) {
        Some("tablet")
    } else if any(&[
        "desktop",
        "tower",
        "laptop",
        "notebook",
        "portable",
        "all in one",
        "mini pc",
        "convertible",
        "stick pc",
    ]) {
        Some("pc")
    } else {
        None
    }
}
