//! A machine made of files.

use std::fs;
use std::net::IpAddr;
use std::os::unix::fs::symlink;
use std::path::Path;
use tate_collect::Machine;
use tempfile::TempDir;

/// A folder that is the root of a machine.
pub struct Tree(TempDir);

impl Tree {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Writes a file.
    pub fn file(&self, path: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.0.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
        self
    }

    /// Makes a link, which may lead nowhere.
    pub fn link(&self, path: &str, to: &str) -> &Self {
        let path = self.0.path().join(path.trim_start_matches('/'));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        symlink(to, path).unwrap();
        self
    }

    pub fn remove(&self, path: &str) -> &Self {
        fs::remove_file(self.root().join(path.trim_start_matches('/'))).unwrap();
        self
    }

    pub fn root(&self) -> &Path {
        self.0.path()
    }

    /// The machine, as its administrator sees it.
    pub fn machine(&self) -> Machine {
        let ip: IpAddr = "192.168.1.40".parse().unwrap();
        Machine::at(self.root(), true, vec![("lo".to_owned(), "127.0.0.1".parse().unwrap()), ("eth0".to_owned(), ip)])
    }
}

const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\n\
    hanako:x:1000:1000:架空 花子,,,:/home/hanako:/bin/bash\ntaro:x:1001:1001:架空 太郎:/home/taro:/bin/bash\n\
    old:x:1002:1002::/home/old:/bin/bash\npostgres:x:110:115::/var/lib/postgresql:/bin/bash\nbroken line\n";
const SHADOW: &str = "root:*:20000:0:99999:7:::\nhanako:$y$j9T$x:20400:0:99999:7:::\ntaro:!$y$j9T$x:20000:0:99999:7:::\n\
    old:$y$j9T$x:19000:0:99999:7::20100:\n";
const TCP: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1111 1 0 100 0 0 10 0\n\
   1: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   110        0 2222 1 0 100 0 0 10 0\n\
   2: 2801A8C0:0016 0201A8C0:C350 01 00000000:00000000 00:00000000 00000000     0        0 3333 1 0 100 0 0 10 0\n\
   3: 00000000:0D3D 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4444 1 0 100 0 0 10 0\n";
const MOUNTS: &str = "22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n\
    23 22 8:1 / /boot rw,relatime shared:2 - ext4 /dev/sda1 rw\n\
    24 22 0:21 / /proc rw shared:3 - proc proc rw\n";

/// A Debian server that is kept as it should be.
pub fn server() -> Tree {
    let tree = Tree::new();
    tree.file(
        "/etc/os-release",
        "PRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"13\"\n",
    )
    .file("/proc/sys/kernel/hostname", "karte-sv\n")
    .file("/proc/sys/kernel/osrelease", "6.12.48+deb13-amd64\n")
    .file("/proc/cpuinfo", "processor : 0\nflags : fpu vme\n")
    .file("/sys/class/dmi/id/sys_vendor", "Example Servers\n")
    .file("/sys/class/dmi/id/product_name", "RX-2\n")
    .file("/sys/class/dmi/id/product_serial", "SV-0001\n")
    .file("/sys/class/dmi/id/product_uuid", "0f0e0d0c-0b0a-0908-0706-050403020100\n")
    .file("/sys/class/dmi/id/chassis_type", "23\n");
    tree.file("/etc/passwd", PASSWD)
        .file("/etc/shadow", SHADOW)
        .file("/etc/group", "root:x:0:\nsudo:x:27:hanako\n")
        .file("/etc/sudoers", "Defaults env_reset\nroot ALL=(ALL:ALL) ALL\n%sudo ALL=(ALL:ALL) ALL\n")
        .file("/etc/sudoers.d/backup", "taro ALL=(root) NOPASSWD: /usr/bin/rsync\n")
        .file("/var/log/lastlog", lastlog(&[(1_000, 1_763_600_000)]));
    tree.file("/var/lib/dpkg/status", "Package: openssh-server\nStatus: install ok installed\nArchitecture: amd64\nMaintainer: Example Team <team@example.jp>\nVersion: 1:10.0p1-7\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: xrdp\nStatus: install ok installed\nVersion: 0.10\n")
        .file("/var/lib/dpkg/info/openssh-server.list", "/.\n")
        .file("/var/log/dpkg.log", "2026-11-10 12:00:01 upgrade openssh-server:amd64 1:10.0p1-6 1:10.0p1-7\n2026-11-10 12:00:02 status installed openssh-server:amd64 1:10.0p1-7\n")
        .file("/var/log/dpkg.log.1", "2026-10-03 12:00:01 upgrade openssh-server:amd64 1:10.0p1-5 1:10.0p1-6\n2026-10-03 12:00:01 upgrade tzdata:all 2026a 2026b\nnonsense\n");
    tree.file("/run/systemd/system/.keep", "")
        .file(
            "/lib/systemd/system/ssh.service",
            "[Unit]\nDescription=OpenBSD Secure Shell server\n[Service]\nExecStart=/usr/sbin/sshd -D\n",
        )
        .link("/etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service")
        .link("/etc/systemd/system/multi-user.target.wants/cups.service", "/lib/systemd/system/cups.service")
        .file("/sys/fs/cgroup/system.slice/ssh.service/cgroup.procs", "700\n")
        .file("/proc/700/comm", "sshd\n")
        .link("/proc/700/fd/3", "socket:[1111]")
        .file("/proc/701/comm", "chronyd\n")
        .file("/proc/702/comm", "clamd\n");
    tree.file("/proc/net/tcp", TCP)
        .file("/proc/net/udp", "  sl  local_address\n")
        .file("/proc/self/mountinfo", MOUNTS)
        .file("/sys/class/block/dm-1/dm/name", "vg-root\n")
        .file("/sys/class/block/dm-1/dm/uuid", "LVM-abc\n")
        .file("/sys/class/block/dm-1/slaves/dm-0", "")
        .file("/sys/class/block/dm-0/dm/uuid", "CRYPT-LUKS2-0011-luks\n")
        .file("/sys/class/block/sda1/partition", "1\n");
    tree.file("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=low\n")
        .file("/var/lib/clamav/daily.cld", "ClamAV-VDB:10 Nov 2026 08-27 +0000:27456:2000000:90:x:y:z:1762000000        ")
        .file("/etc/modprobe.d/usb.conf", "install usb-storage /bin/false\n")
        .file("/etc/pam.d/common-password", "password requisite pam_pwquality.so retry=3 minlen=12\npassword [success=1] pam_unix.so obscure yescrypt\n")
        .file("/etc/pam.d/common-auth", "auth required pam_faillock.so preauth\n")
        .file("/etc/security/pwquality.conf", "# minlen = 8\nminclass = 3\n")
        .file("/etc/security/faillock.conf", "# deny = 3\ndeny = 5\n")
        .file("/etc/login.defs", "PASS_MAX_DAYS\t99999\n")
        .file("/etc/chrony/chrony.conf", "pool ntp.example.jp iburst\n");
    tree.file("/sys/class/net/eth0/address", "00:11:22:aa:bb:cc\n")
        .file("/sys/class/net/eth0/ifindex", "2\n")
        .file("/sys/class/net/lo/address", "00:00:00:00:00:00\n")
        .file("/run/systemd/netif/leases/2", "ADDRESS=192.168.1.40\n")
        .file("/sys/bus/usb/devices/1-2:1.0/bInterfaceClass", "08\n")
        .file("/sys/bus/usb/devices/1-3:1.0/bInterfaceClass", "03\n")
        .file("/sys/bus/usb/devices/1-2/product", "Flash Disk\n")
        .file("/sys/bus/usb/devices/1-2/manufacturer", "Example\n")
        .file("/sys/bus/usb/devices/1-2/serial", "0123ABCD\n");
    tree
}

/// The binary record of last sign-ins.
fn lastlog(logons: &[(usize, u32)]) -> Vec<u8> {
    let mut bytes = vec![0; 292 * 1_100];
    for (uid, seconds) in logons {
        bytes[uid * 292..uid * 292 + 4].copy_from_slice(&seconds.to_ne_bytes());
    }
    bytes
}
