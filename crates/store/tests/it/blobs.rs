//! The bytes of uploaded files.

use crate::site::{Engine, run};
use tate_store::BlobError;

#[test]
fn bytes_come_back_under_their_hash_and_twice_the_same_is_one() {
    run(Engine::Sqlite, async |site| {
        for bytes in [&b""[..], b"x", &[0, 255, 10]] {
            let key = site.blobs.put(bytes.to_vec().into()).await.unwrap();
            assert_eq!(site.blobs.put(bytes.to_vec().into()).await.unwrap(), key);
            assert_eq!(site.blobs.get(&key).await.unwrap(), bytes);
        }
        assert_eq!(
            site.blobs.put("abc".into()).await.unwrap(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    });
}

#[test]
fn a_damaged_blob_is_told_apart_from_a_missing_one_and_healed_by_storing_it_again() {
    run(Engine::Sqlite, async |site| {
        let key = site.blobs.put("証拠".into()).await.unwrap();
        let path = site.path("files").join(&key[..2]).join(&key);
        std::fs::write(&path, "偽物").unwrap();
        assert!(matches!(site.blobs.get(&key).await, Err(BlobError::Damaged(which)) if which == key));
        site.blobs.put("証拠".into()).await.unwrap();
        assert_eq!(site.blobs.get(&key).await.unwrap(), "証拠");
        std::fs::remove_file(path).unwrap();
        assert!(matches!(site.blobs.get(&key).await, Err(BlobError::Store(_))));
    });
}

#[test]
fn a_key_that_is_no_hash_is_refused_before_the_disk_is_asked() {
    run(Engine::Sqlite, async |site| {
        std::fs::write(site.path("secret"), "秘密").unwrap();
        let long = format!("../secret{}", "0".repeat(55));
        for key in ["", "ab", "../secret", "/etc/hostname", &"g".repeat(64), &long, &"あ".repeat(22), &"0".repeat(65)]
        {
            assert!(matches!(site.blobs.get(key).await, Err(BlobError::Damaged(_))), "{key}");
        }
    });
}
