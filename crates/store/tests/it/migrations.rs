//! Opening: both engines get the same tables; what is not understood is refused, unchanged.

use crate::fixture::{found, furnished};
use crate::site::{Engine, NOW, both, postgres_or_skip, run, within};
use tate_store::{OpenError, backup};

/// The migrations of both folders by name, with the words in which the engines differ evened out.
fn texts(folder: &str) -> Vec<(String, String)> {
    let folder = format!("{}/migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
    let mut all: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let text = std::fs::read_to_string(entry.path())
                .unwrap()
                .replace(") STRICT;", ");")
                .replace(" BIGINT ", " INTEGER ");
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect();
    all.sort();
    all
}

#[test]
fn the_two_folders_say_the_same_but_for_strict_and_bigint() {
    assert_eq!(texts("sqlite"), texts("postgres"));
}

#[test]
fn both_engines_have_the_same_tables_and_columns() {
    if !postgres_or_skip() {
        return;
    }
    run(Engine::Sqlite, async |sqlite| {
        within(Engine::Postgres, async |postgres| {
            let tables = sqlite.tables().await;
            assert_eq!(tables, postgres.tables().await);
            assert!(tables.len() > 15, "negative control: {tables:?}");
            for table in tables {
                let columns = sqlite.columns(&table).await;
                assert_eq!(columns, postgres.columns(&table).await, "{table}");
                assert!(
                    columns.iter().all(|c| c.ends_with("text not null") || c.ends_with("integer not null")),
                    "{table}: {columns:?}"
                );
            }
        })
        .await;
    });
}

both!(every_table_carries_its_organization, |site| {
    for table in site.tables().await {
        let columns = site.columns(&table).await;
        let key = if table == "organization" { "id text not null" } else { "organization_id text not null" };
        assert_eq!(columns[0], key, "{table}");
    }
    if site.engine == Engine::Sqlite {
        let loose = site.texts("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%' AND name <> '_sqlx_migrations'").await;
        assert_eq!(loose, [""; 0], "tables that take any type");
    }
});

both!(opening_again_changes_nothing, |site| {
    found(&site.store, "青空").await;
    let before = site.snapshot(None).await;
    let again = site.reopen(NOW).await.unwrap();
    again.close().await;
    assert_eq!(site.snapshot(None).await, before);
    assert!(!site.restore_points().exists(), "no restore point without a migration");
});

both!(a_database_of_a_newer_version_is_refused_and_left_alone, |site| {
    found(&site.store, "青空").await;
    let now = match site.engine {
        Engine::Sqlite => "x'00', 0, CURRENT_TIMESTAMP, 1",
        Engine::Postgres => "'\\x00'::bytea, 0, now(), true",
    };
    site.run(&format!("INSERT INTO _sqlx_migrations (version, description, checksum, execution_time, installed_on, success) VALUES (9999, 'future', {now})")).await;
    let (before, applied) = (site.snapshot(None).await, "SELECT count(*) FROM _sqlx_migrations");
    let migrations = site.number(applied).await;
    let refused = site.reopen(NOW).await.unwrap_err();
    assert!(matches!(refused, OpenError::Newer(9999)), "{refused}");
    assert_eq!(site.snapshot(None).await, before);
    assert_eq!(site.number(applied).await, migrations);
    assert!(!site.restore_points().exists());
});

both!(a_failing_migration_stops_the_start_and_leaves_a_restore_point, |site| {
    let org = furnished(site, "青空").await;
    let before = site.snapshot(None).await;
    // The first migration seems not to have run: its CREATE TABLE must fail.
    site.run("DELETE FROM _sqlx_migrations").await;
    let refused = site.reopen("2026-11-20T04:05:06Z").await.unwrap_err();
    let OpenError::Migration { number: 1, restore_point, .. } = &refused else { panic!("{refused}") };
    assert_eq!(site.snapshot(None).await, before, "a failed migration leaves everything as it was");
    assert_eq!(
        *restore_point,
        site.restore_points().join("before-migration-20261120040506.tate-backup").display().to_string()
    );
    let manifest = backup::verify(restore_point.as_ref()).unwrap();
    assert_eq!(manifest.rows["organization"], 1);
    assert_eq!(manifest.checkpoints[0].organization, org.id.to_string());
    assert!(site.reopen(NOW).await.is_err(), "it does not start the second time either");
});

both!(a_migration_is_not_run_without_a_restore_point, |site| {
    found(&site.store, "青空").await;
    site.run("DELETE FROM _sqlx_migrations").await;
    // A file is where the folder should be.
    std::fs::write(site.restore_points(), b"").unwrap();
    let refused = site.reopen(NOW).await.unwrap_err();
    assert!(matches!(refused, OpenError::NoRestorePoint(_)), "{refused}");
    assert_eq!(site.number("SELECT count(*) FROM _sqlx_migrations").await, 0);
});

both!(an_applied_migration_that_differs_or_stopped_half_way_is_refused, |site| {
    let zero = if site.engine == Engine::Sqlite { "x'00'" } else { "'\\x00'::bytea" };
    let (good, bad) = if site.engine == Engine::Sqlite { ("1", "0") } else { ("true", "false") };
    site.run(&format!("UPDATE _sqlx_migrations SET success = {bad}")).await;
    let half = site.reopen(NOW).await.unwrap_err();
    assert!(matches!(half, OpenError::Migration { number: 1, .. }), "{half}");
    site.run(&format!("UPDATE _sqlx_migrations SET success = {good}, checksum = {zero}")).await;
    let differs = site.reopen(NOW).await.unwrap_err();
    assert!(matches!(differs, OpenError::Migration { number: 1, .. }), "{differs}");
});

#[cfg(unix)]
#[test]
fn the_data_folder_belongs_to_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    run(Engine::Sqlite, async |site| {
        let mode = std::fs::metadata(site.path("data")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    });
}
