//! The machine on which the tests run: a container, a laptop, a server; as root or not.

use crate::{file, valid};
use tate_collect::Machine;
use tate_inventory::machine::collector::read;

#[test]
fn this_machine_is_collected_and_read_back() {
    let file = file(&Machine::this());
    valid(&file);
    let inventory = read(file.to_string().as_bytes()).unwrap();
    assert_eq!(inventory.problems, []);
    let host = &inventory.hosts[0];
    assert_eq!(host.text("host"), file["host"]["name"].as_str().unwrap());
    assert_eq!(host.text("collected"), "2026-11-20");
    for key in ["os", "os_build"] {
        assert!(!host.text(key).is_empty(), "{key}");
    }
    assert!(host.accounts.iter().any(|user| user["login"] == "root"));
    assert_eq!(host.software.is_empty(), file["programs"].as_array().unwrap().is_empty());
}

#[test]
fn a_port_that_is_opened_here_is_seen_with_its_process() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let number = listener.local_addr().unwrap().port();
    let seen = |file: &serde_json::Value| {
        file["ports"]
            .as_array()
            .unwrap()
            .iter()
            .find(|port| port["port"] == number && port["protocol"] == "tcp")
            .cloned()
    };
    let port = seen(&file(&Machine::this())).unwrap();
    assert_eq!(port["address"], "127.0.0.1");
    let name = std::fs::read_to_string("/proc/self/comm").unwrap();
    assert!(port["process"].is_string(), "{port} of {name}");
    drop(listener);
    assert_eq!(seen(&file(&Machine::this())), None);
}
