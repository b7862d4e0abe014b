"""Writes a workbook of fictional devices: make_xlsx.py FILE ROWS."""

import datetime
import sys

from openpyxl import Workbook

HEAD = ["管理番号", "メーカー", "OS", "OSの版", "ソフトウェア", "ソフトウェアバージョン", "IPアドレス",
        "コンピュータ名", "設置場所", "利用者", "登録日", "状態"]

path, rows = sys.argv[1], int(sys.argv[2])
book = Workbook(write_only=True)
sheet = book.create_sheet("機器台帳")
sheet.append(HEAD)
for at in range(1, rows + 1):
    day = datetime.date(2020, 4, 1) + datetime.timedelta(days=at % 2000)
    sheet.append([
        f"N-{at:05}", "みなも電機", "Windows 11 Pro", "25H2", "電子カルテ「さざなみ」", f"8.{at % 9}",
        f"10.{at >> 16}.{at >> 8 & 255}.{at & 255}", f"PC-{at:05}", f"{at % 9 + 1}階病棟", f"見本 {at}",
        day, "稼働",
    ])
book.save(path)
