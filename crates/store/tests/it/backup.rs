//! Backups: from either engine into either engine, and refused when they are not what they say.

use crate::fixture::{add_device, found, furnished, new_id, session, who};
use crate::site::{Engine, NOW, Site, both, within};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use tate_store::backup::{BackupError, Manifest, dump, restore, verify};

/// The parts of a zip by name.
type Parts = BTreeMap<String, Vec<u8>>;

fn unpack(path: &Path) -> Parts {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| {
            let mut bytes = Vec::new();
            zip.by_name(&name).unwrap().read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

fn pack(parts: &Parts, path: &Path) {
    let mut zip = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, bytes) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
}

fn manifest(parts: &Parts) -> Manifest {
    serde_json::from_slice(&parts["manifest.json"]).unwrap()
}

/// Writes a manifest that fits the parts, as an attacker does who knows the format.
fn seal(parts: &mut Parts) {
    let mut manifest = manifest(parts);
    parts.remove("manifest.json");
    manifest.parts = parts.iter().map(|(name, bytes)| (name.clone(), hex::encode(Sha256::digest(bytes)))).collect();
    for (name, bytes) in parts.iter() {
        if let Some(table) = name.strip_prefix("tables/").and_then(|n| n.strip_suffix(".jsonl")) {
            manifest.rows.insert(table.to_owned(), bytes.iter().filter(|b| **b == b'\n').count() as u64);
        }
    }
    parts.insert("manifest.json".into(), serde_json::to_vec(&manifest).unwrap());
}

fn replace(parts: &mut Parts, table: &str, from: &str, to: &str) {
    let part = parts.get_mut(&format!("tables/{table}.jsonl")).unwrap();
    let text = String::from_utf8(part.clone()).unwrap();
    assert!(text.contains(from), "{table} holds no {from}: {text}");
    *part = text.replacen(from, to, 1).into_bytes();
}

/// A backup of two furnished organizations.
async fn backup_of(site: &Site) -> PathBuf {
    furnished(site, "青空").await;
    furnished(site, "若葉").await;
    let path = site.path("test.tate-backup");
    dump(&site.store, Some(&site.blobs), &path, NOW).await.unwrap();
    path
}

/// Everything but the sessions, which a backup leaves out: nobody is signed in after a restore.
async fn kept(site: &Site) -> Vec<String> {
    let short_lived = ["login_session:", "vendor_visit:"];
    let rows = site.snapshot(None).await.into_iter();
    rows.filter(|row| !short_lived.iter().any(|table| row.starts_with(table))).collect()
}

both!(a_backup_restores_into_either_engine_row_for_row, |site| {
    let path = backup_of(site).await;
    let told = verify(&path).unwrap();
    let rows = kept(site).await;
    assert_eq!(told.rows.values().sum::<u64>(), rows.len() as u64);
    assert!(told.rows.values().all(|count| *count > 0), "negative control: every table has rows: {:?}", told.rows);
    for engine in Engine::all() {
        within(engine, async |target: &Site| {
            let manifest = restore(&target.store, &target.blobs, &path).await.unwrap();
            assert_eq!(manifest.rows, told.rows);
            assert_eq!(kept(target).await, rows, "{:?} to {engine:?}", site.engine);
            for org in target.store.organizations().await.unwrap() {
                let tenant = target.store.tenant(&org);
                let checkpoint = tenant.verify_log(&manifest.checkpoints).await.unwrap().unwrap();
                assert!(manifest.checkpoints.contains(&checkpoint));
                for facility in tenant.facilities().await.unwrap() {
                    for file in tenant.files(&facility.id, "").await.unwrap() {
                        assert_eq!(
                            target.blobs.get(&file.sha256).await.unwrap(),
                            site.blobs.get(&file.sha256).await.unwrap()
                        );
                    }
                }
                // And work goes on.
                let facility = tenant.facilities().await.unwrap().remove(0).id;
                add_device(&tenant, &facility, &[("number", "PC-002")]).await;
                assert_eq!(
                    tenant.verify_log(&manifest.checkpoints).await.unwrap().unwrap().count,
                    checkpoint.count + 1
                );
            }
        })
        .await;
    }
});

both!(a_backup_holds_every_table_but_the_sessions, |site| {
    let told = verify(&backup_of(site).await).unwrap();
    let mut tables: Vec<_> = told.rows.keys().cloned().collect();
    tables.extend(["login_session".into(), "vendor_visit".into()]);
    tables.sort();
    assert_eq!(tables, site.tables().await, "a table of a new migration must be added to the backup");
});

both!(a_backup_made_while_others_write_is_one_moment, |site| {
    let org = furnished(site, "青空").await;
    let apart = |told: &Manifest| told.checkpoints[0].count - i64::try_from(told.rows["ledger_row"]).unwrap();
    let furniture = apart(&dump(&site.store, None, &site.path("before.tate-backup"), NOW).await.unwrap());
    let writer = {
        let (tenant, facility) = (site.store.tenant(&org.id), org.facility.clone());
        tokio::spawn(async move {
            for n in 0..60 {
                add_device(&tenant, &facility, &[("number", &n.to_string())]).await;
            }
        })
    };
    for n in 0..4 {
        let path = site.path(&format!("{n}.tate-backup"));
        let told = dump(&site.store, Some(&site.blobs), &path, NOW).await.unwrap();
        verify(&path).expect("its chains fit its heads");
        assert_eq!(apart(&told), furniture, "each row came with its one event");
    }
    writer.await.unwrap();
});

both!(a_store_that_holds_anything_is_not_restored_into, |site| {
    let path = backup_of(site).await;
    let before = site.snapshot(None).await;
    assert!(matches!(restore(&site.store, &site.blobs, &path).await, Err(BackupError::NotEmpty)));
    assert_eq!(site.snapshot(None).await, before);
    within(site.engine, async |target: &Site| {
        let mut change = tate_store::Change::found(&target.store, &new_id(), "だれもいない", who()).await.unwrap();
        change.record(Default::default()).await.unwrap();
        change.commit().await.unwrap();
        assert!(
            matches!(restore(&target.store, &target.blobs, &path).await, Err(BackupError::NotEmpty)),
            "an organization without people counts too"
        );
    })
    .await;
});

both!(what_is_not_a_sound_backup_is_refused_and_nothing_restored, |site| {
    let good = unpack(&backup_of(site).await);
    let foreign = format!("{{\"id\":\"x\",\"name\":\"x\",\"created_at\":\"{NOW}\"}}\n");
    type Edit<'a> = (&'a str, Box<dyn Fn(&mut Parts) + 'a>);
    let edits: Vec<Edit<'_>> = vec![
        ("no manifest", Box::new(|p| drop(p.remove("manifest.json")))),
        ("a manifest that is no JSON", Box::new(|p| drop(p.insert("manifest.json".into(), b"{".to_vec())))),
        (
            "another format",
            Box::new(|p| {
                let text =
                    String::from_utf8(p["manifest.json"].clone()).unwrap().replace("tate-backup-1", "tate-backup-9");
                p.insert("manifest.json".into(), text.into_bytes());
            }),
        ),
        ("a part that is missing", Box::new(|p| drop(p.remove("tables/facility.jsonl")))),
        (
            "a part that the manifest does not list",
            Box::new(|p| drop(p.insert("tables/extra.jsonl".into(), Vec::new()))),
        ),
        (
            "a known part that the manifest does not list",
            Box::new(|p| {
                let mut said = manifest(p);
                said.parts.remove("tables/login_user.jsonl");
                p.insert("manifest.json".into(), serde_json::to_vec(&said).unwrap());
            }),
        ),
        ("a changed row", Box::new(|p| replace(p, "ledger_row", "PC-001", "PC-009"))),
        (
            "a changed file",
            Box::new(|p| {
                let name = p.keys().find(|name| name.starts_with("files/")).unwrap().clone();
                p.insert(name, b"x".to_vec());
            }),
        ),
        (
            "an unknown table, well sealed",
            Box::new(|p| {
                p.insert("tables/sqlite_master.jsonl".into(), b"{}\n".to_vec());
                seal(p);
            }),
        ),
        (
            "a path out of the folder, well sealed",
            Box::new(|p| {
                p.insert("files/../../x".into(), b"x".to_vec());
                seal(p);
            }),
        ),
        (
            "a file under another's hash, well sealed",
            Box::new(|p| {
                p.insert(format!("files/{}", "0".repeat(64)), b"x".to_vec());
                seal(p);
            }),
        ),
        (
            "an unknown column, well sealed",
            Box::new(|p| {
                replace(p, "facility", "\"code\":", "\"evil\\\" ) --\":\"x\",\"code\":");
                seal(p);
            }),
        ),
        (
            "a number that is a text, well sealed",
            Box::new(|p| {
                replace(p, "ledger_row", "\"version\":1", "\"version\":\"1\"");
                seal(p);
            }),
        ),
        (
            "a text that is a number, well sealed",
            Box::new(|p| {
                replace(p, "login_user", "\"role\":\"owner\"", "\"role\":1");
                seal(p);
            }),
        ),
        (
            "a nested value, well sealed",
            Box::new(|p| {
                replace(p, "login_user", "\"role\":\"owner\"", "\"role\":[1]");
                seal(p);
            }),
        ),
        (
            "a line that is no JSON, well sealed",
            Box::new(|p| {
                replace(p, "facility", "{", "[");
                seal(p);
            }),
        ),
        (
            "a row of an organization that is not there, well sealed",
            Box::new(|p| {
                replace(p, "facility", "\"organization_id\":\"", "\"organization_id\":\"x");
                seal(p);
            }),
        ),
        (
            "the same row twice, well sealed",
            Box::new(|p| {
                let part = p.get_mut("tables/ledger_row.jsonl").unwrap();
                part.extend(part.clone());
                seal(p);
            }),
        ),
        (
            "an organization without a log, well sealed",
            Box::new(|p| {
                p.get_mut("tables/organization.jsonl").unwrap().extend(foreign.bytes());
                seal(p);
            }),
        ),
        (
            "a changed event, well sealed",
            Box::new(|p| {
                replace(p, "audit_event", "試験 太郎", "試験 次郎");
                seal(p);
            }),
        ),
        (
            "a log that was cut, well sealed",
            Box::new(|p| {
                let part = p.get_mut("tables/audit_event.jsonl").unwrap();
                let end = part[..part.len() - 1].iter().rposition(|b| *b == b'\n').unwrap();
                part.truncate(end + 1);
                seal(p);
            }),
        ),
        (
            "no log at all, well sealed",
            Box::new(|p| {
                p.remove("tables/audit_event.jsonl");
                p.remove("tables/audit_head.jsonl");
                let mut said = manifest(p);
                said.checkpoints.clear();
                said.rows.retain(|table, _| !table.starts_with("audit"));
                p.insert("manifest.json".into(), serde_json::to_vec(&said).unwrap());
                seal(p);
            }),
        ),
    ];
    // These only a store can tell: the form of each part is right.
    let only_when_restoring = [
        "an unknown column, well sealed",
        "a number that is a text, well sealed",
        "a text that is a number, well sealed",
        "a row of an organization that is not there, well sealed",
        "the same row twice, well sealed",
    ];
    within(site.engine, async |target: &Site| {
        let path = target.path("bad.tate-backup");
        for (what, edit) in edits {
            let mut parts = good.clone();
            edit(&mut parts);
            pack(&parts, &path);
            assert_eq!(verify(&path).is_ok(), only_when_restoring.contains(&what), "{what}: {:?}", verify(&path).err());
            let refused = restore(&target.store, &target.blobs, &path).await.expect_err(what);
            assert!(matches!(refused, BackupError::Invalid(_) | BackupError::Zip(_)), "{what}: {refused:?}");
            assert!(refused.to_string().contains('。'), "{what}: {refused}");
            assert_eq!(target.snapshot(None).await, [""; 0], "{what} left something");
        }
        assert!(!target.path("x").exists() && !target.path("files").join("x").exists());
        // Negative control: sealed anew without an edit, it restores.
        let mut parts = good.clone();
        seal(&mut parts);
        pack(&parts, &path);
        restore(&target.store, &target.blobs, &path).await.unwrap();
    })
    .await;
});

both!(a_flipped_byte_is_refused_or_changes_nothing_that_is_restored, |site| {
    let path = backup_of(site).await;
    let (good, parts) = (std::fs::read(&path).unwrap(), unpack(&path));
    let flipped = site.path("flipped.tate-backup");
    // In the middle of every part: always refused.
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    for name in parts.keys() {
        let part = zip.by_name(name).unwrap();
        let at = usize::try_from(part.data_start().unwrap() + part.compressed_size() / 2).unwrap();
        drop(part);
        let mut bytes = good.clone();
        bytes[at] ^= 1;
        std::fs::write(&flipped, bytes).unwrap();
        let refused = verify(&flipped).expect_err(name);
        assert!(matches!(refused, BackupError::Invalid(_) | BackupError::Zip(_)), "{name}: {refused:?}");
    }
    // Anywhere: never a panic, and what passes has the same content (a zip holds bytes that say
    // nothing of it, such as the time of a part).
    let mut refused = 0;
    for at in (0..good.len()).step_by(41) {
        let mut bytes = good.clone();
        bytes[at] ^= 0x20;
        std::fs::write(&flipped, bytes).unwrap();
        match verify(&flipped) {
            Ok(_) => assert_eq!(unpack(&flipped), parts, "at {at}"),
            Err(_) => refused += 1,
        }
    }
    assert!(refused > good.len() / 41 / 2, "{refused} of {}", good.len() / 41);
});

both!(what_is_no_zip_or_half_a_zip_is_refused, |site| {
    let path = backup_of(site).await;
    let good = std::fs::read(&path).unwrap();
    let bad = site.path("bad.tate-backup");
    for bytes in [
        &b""[..],
        b"PK",
        "バックアップではありません".as_bytes(),
        &good[..good.len() / 2],
        &good[..good.len() - 1],
        &vec![0; 4096],
    ] {
        std::fs::write(&bad, bytes).unwrap();
        assert!(matches!(verify(&bad), Err(BackupError::Zip(_))), "{} bytes", bytes.len());
    }
    assert!(matches!(verify(&site.path("そんなファイルはない")), Err(BackupError::Io(_))));
});

both!(a_backup_that_fails_leaves_no_file_and_one_that_succeeds_is_private, |site| {
    let org = furnished(site, "青空").await;
    let path = site.path("test.tate-backup");
    std::fs::write(site.path("files").join(&org.sha256[..2]).join(&org.sha256), "壊れた").unwrap();
    assert!(
        matches!(dump(&site.store, Some(&site.blobs), &path, NOW).await, Err(BackupError::Blob(_))),
        "a damaged file is not backed up as if it were whole"
    );
    let left: Vec<_> = std::fs::read_dir(path.parent().unwrap())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with("test"))
        .collect();
    assert_eq!(left, [""; 0]);
    dump(&site.store, None, &path, NOW).await.expect("without files, it is not looked at");
    verify(&path).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
});

both!(secrets_of_open_sessions_are_not_in_a_backup, |site| {
    let org = found(&site.store, "青空").await;
    let mut change = site.store.tenant(&org.id).change(who()).await.unwrap();
    change.begin_session("token-hash-of-a-session", &session(&org, "s", "2026-11-20T09:00:00Z")).await.unwrap();
    change.commit().await.unwrap();
    let path = site.path("test.tate-backup");
    dump(&site.store, None, &path, NOW).await.unwrap();
    let all = unpack(&path).into_values().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).collect::<String>();
    assert!(all.contains("青空") && !all.contains("token-hash-of-a-session"));
});
