"""The peer's import: openpyxl's streaming reader into SQLite, one transaction, one audit row each."""

import json
import sqlite3
import sys

from openpyxl import load_workbook

book, database = sys.argv[1], sqlite3.connect(sys.argv[2])
database.execute("PRAGMA journal_mode=WAL")
database.execute("PRAGMA synchronous=FULL")
database.execute("CREATE TABLE device (id INTEGER PRIMARY KEY, fields TEXT NOT NULL)")
database.execute("CREATE TABLE audit (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")
rows = load_workbook(book, read_only=True).active.iter_rows(values_only=True)
head = next(rows)
added = 0
with database:
    for row in rows:
        fields = json.dumps(dict(zip(head, map(str, row))), ensure_ascii=False)
        database.execute("INSERT INTO device (fields) VALUES (?)", (fields,))
        database.execute("INSERT INTO audit (text) VALUES (?)", (fields,))
        added += 1
print(json.dumps({"added": added}))
