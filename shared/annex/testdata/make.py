"""Makes the annexes that the tests read, with other tools than our own reader.

    python3 -m venv venv && venv/bin/pip install openpyxl python-docx
    apt-get install libreoffice-calc-nogui libreoffice-writer-nogui fonts-wqy-zenhei
    venv/bin/python shared/annex/testdata/make.py

Workbooks are written by openpyxl, documents by python-docx; LibreOffice turns
them into PDF, HTML and CSV, and iconv turns CSV into GB18030. Codes are tariff
lines of 2026; every name, remark and measure is invented and says so (虚构),
save those of the files real-*, which are the rows held of the list of 2016.

The tests need none of these tools. Fonts and dates make the files differ a
little from run to run, so they are made anew only when this page changes.
"""

import csv
import gzip
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile

import docx
import openpyxl
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from openpyxl.styles import Alignment, Border, Side

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.abspath(os.path.join(HERE, "../../.."))
random.seed(2022)
WORK = tempfile.mkdtemp()

BONDED = "仅限网购保税商品"
SPECIES = "列入《进出口野生动植物种商品目录》的商品除外"
COLUMNS = ["序号", "税则号列", "货品名称", "备注"]


def lines():
    """The tariff lines of 2026, in order."""
    folder = os.path.join(ROOT, "shared/tariff/source/2026")
    seen = []
    for name in sorted(os.listdir(folder)):
        if not name.startswith(LINES):
            continue
        opened = gzip.open if name.endswith(".gz") else open
        with opened(os.path.join(folder, name), "rt", encoding="utf-8") as f:
            for row in csv.reader(f):
                if re.fullmatch(r"\d{10}", row[0]) and (not seen or seen[-1] != row[0][:8]):
                    seen.append(row[0][:8])
    return sorted(set(seen))


LINES = "lines"


def name(i):
    filler = "其他编号未列名的浓缩乳及奶油，不论是否加糖或其他甜物质；"
    return "虚构商品%d" % i + ("，" + filler * (1 + i % 3) + "零售包装" if i % 7 == 0 else "")


def remark(i):
    return {3: BONDED, 7: SPECIES, 11: BONDED + "；" + SPECIES}.get(i % 20, "")


def dotted(code):
    return "%s.%s.%s" % (code[:4], code[4:6], code[6:])


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)


def printed(i, code):
    """A code as careless typists set it."""
    return [dotted(code), code, "%s %s %s" % (code[:4], code[4:6], code[6:]), wide(code), "%s.%s" % (code[:4], code[4:])][i % 5]


# --- writing ---------------------------------------------------------------

THIN = Side(style="thin")
BORDER = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def put(ws, row, values, ruled=True):
    for c, v in enumerate(values, 1):
        cell = ws.cell(row=row, column=c, value=v)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        if ruled:
            cell.border = BORDER


def widths(ws, *chars):
    for i, w in enumerate(chars):
        ws.column_dimensions["ABCDEFGH"[i]].width = w


def document(*paragraphs):
    d = docx.Document()
    style = d.styles["Normal"]
    style.font.name, style.font.size = "WenQuanYi Zen Hei", Pt(9)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "WenQuanYi Zen Hei")
    section = d.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for p in paragraphs:
        d.add_paragraph(p)
    return d


def footer(d):
    """A page number at the foot of every page."""
    p = d.sections[0].footer.paragraphs[0]
    p.add_run("— ")
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        r = p.add_run()
        if kind:
            e = OxmlElement("w:fldChar")
            e.set(qn("w:fldCharType"), kind)
        else:
            e = OxmlElement("w:instrText")
            e.text = text
        r._r.append(e)
    p.add_run(" —")


def table(d, header, rows, widths_mm=(15, 25, 80, 50), centred=False, repeat=True, ruled=True):
    """A table. Of a cell None, it is merged with the one above; of a tuple of
    one, with all the others of its row."""
    t = d.add_table(rows=0, cols=len(widths_mm))
    t.autofit = False
    if ruled:
        t.style = "Table Grid"
    levels = header if isinstance(header[0], list) else [header]
    runs = {}  # column -> the cell that a merged one belongs to
    for n, values in enumerate(levels + rows):
        cells = t.add_row().cells
        if n < len(levels) and repeat:
            mark = OxmlElement("w:tblHeader")
            t.rows[-1]._tr.get_or_add_trPr().append(mark)
        if isinstance(values, tuple):
            cells[0].merge(cells[-1]).text = values[0]
            runs = {}
            continue
        for i, (cell, v, w) in enumerate(zip(cells, values, widths_mm)):
            cell.width = Mm(w)
            if centred:
                cell.vertical_alignment = VALIGN.CENTER
            if v is None:
                runs[i] = runs[i].merge(cell)
            elif v == "<":
                runs[i - 1] = runs[i - 1].merge(cell)
                runs[i] = runs[i - 1]
            else:
                cell.text = v
                runs[i] = cell
    return t


def convert(path, to, filter_=None):
    kind = to if filter_ is None else "%s:%s" % (to, filter_)
    subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", WORK, path], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return os.path.join(WORK, os.path.splitext(os.path.basename(path))[0] + "." + to)


def save(thing, filename):
    path = os.path.join(WORK, filename)
    thing.save(path)
    keep(path)
    return path


def keep(path, filename=None):
    """Copies a file here; text is packed."""
    filename = filename or os.path.basename(path)
    if filename.endswith((".csv", ".html")):
        with open(path, "rb") as f, open(os.path.join(HERE, filename + ".gz"), "wb") as out:
            with gzip.GzipFile(fileobj=out, mode="wb", mtime=0, compresslevel=9) as packed:
                packed.write(f.read())
    else:
        shutil.copy(path, os.path.join(HERE, filename))


def write_csv(rows, filename):
    path = os.path.join(WORK, filename)
    with open(path, "w", encoding="utf-8", newline="") as f:
        csv.writer(f).writerows(rows)
    keep(path)
    return path


def gb18030(path):
    out = path.replace(".csv", "-gb18030.csv")
    with open(out, "wb") as f:
        subprocess.run(["iconv", "-f", "UTF-8", "-t", "GB18030", path], check=True, stdout=f)
    keep(out)


def as_pdf_and_html(path):
    keep(convert(path, "pdf"))
    keep(convert(path, "html"))


# --- a whole list ----------------------------------------------------------


def goods(stem, rows, title):
    """A whole list in every format. rows are serial, code, name, remark."""
    foot = ["注：1. 本表为虚构，仅供测试。", "2. 货品名称为简称，以税则号列为准。"]

    # A workbook. Where the remark of some rows on end is the same, its cells
    # are merged; codes of the first rows are numbers that are shown with zeros.
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "清单"
    widths(ws, 8, 14, 60, 40)
    ws.merge_cells("A1:D1")
    ws["A1"] = "附件"
    ws.merge_cells("A2:D2")
    ws["A2"] = title
    put(ws, 4, COLUMNS)
    for i, (n, code, nm, rm) in enumerate(rows):
        put(ws, 5 + i, [n, dotted(code), nm, rm])
        ws.row_dimensions[5 + i].height = 16 * max(-(-len(nm) // 28), -(-len(rm) // 18), 1)
        if i < 50:
            cell = ws.cell(row=5 + i, column=2, value=int(code))
            cell.number_format = "00000000"
    for i in range(len(rows)):
        last = i
        while rows[i][3] and last + 1 < len(rows) and rows[last + 1][3] == rows[i][3]:
            last += 1
        if last > i + 1 and rows[i - 1][3] != rows[i][3]:
            ws.merge_cells(start_row=5 + i, end_row=5 + last, start_column=4, end_column=4)
    end = 5 + len(rows)
    put(ws, end, ["合计", len(rows), None, None])
    for i, text in enumerate(foot):
        ws.cell(row=end + 2 + i, column=1, value=text)
    ws.print_title_rows = "4:4"
    ws.page_setup.fitToWidth, ws.page_setup.fitToHeight = 1, 0
    ws.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    note = wb.create_sheet("说明")
    note["A1"] = "本工作簿为虚构。"
    old = wb.create_sheet("旧清单")
    old.sheet_state = "hidden"
    put(old, 1, COLUMNS)
    put(old, 2, [1, "0101.21.00", "虚构旧商品", ""])
    xlsx = save(wb, stem + ".xlsx")

    # The same as LibreOffice sees it.
    keep(convert(xlsx, "html"), stem + "-calc.html")
    keep(convert(xlsx, "csv", "Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"), stem + "-calc.csv")
    keep(convert(xlsx, "pdf"), stem + "-calc.pdf")

    # Printed carelessly: the last column stands on pages of its own, or rows
    # are too low for their text. Both are to be refused.
    del wb["旧清单"], wb["说明"]
    ws.delete_rows(60, len(rows))
    for what in ("overrun", "torn"):
        if what == "torn":
            ws.sheet_properties.pageSetUpPr.fitToPage = False
        else:
            for i in range(len(rows)):
                ws.row_dimensions[5 + i].height = 12
        path = os.path.join(WORK, stem + "-%s.xlsx" % what)
        wb.save(path)
        keep(convert(path, "pdf"))

    # A document: rows run over pages, and the header stands on each.
    body = []
    for i, (n, code, nm, rm) in enumerate(rows):
        merged = rm and i > 0 and rows[i - 1][3] == rm and body[i - 1][3] in (None, rm)
        body.append([wide(str(n)) if i % 9 == 4 else str(n), printed(i, code), nm, None if merged else rm])
    d = document("附件", title)
    footer(d)
    table(d, COLUMNS, body)
    d.add_paragraph("合计：%d 项" % len(rows))
    for text in foot:
        d.add_paragraph(text)
    as_pdf_and_html(save(d, stem + ".docx"))

    # The same with every cell centred in its height.
    d = document("附件", title)
    footer(d)
    table(d, COLUMNS, body, centred=True)
    path = os.path.join(WORK, stem + "-centred.docx")
    d.save(path)
    keep(convert(path, "pdf"))

    text = [["附件", "", "", ""], [title, "", "", ""], COLUMNS]
    text += [[n, printed(i, code), nm, rm] for i, (n, code, nm, rm) in enumerate(rows)]
    text += [["合计", len(rows), "", ""], [foot[0]], [foot[1]]]
    gb18030(write_csv(text, stem + ".csv"))


def truth(filename, header, rows):
    write_csv([header] + rows, filename)


def list2019(all_lines):
    picked = [all_lines[i * len(all_lines) // 1413] for i in range(1413)]
    rows = []
    for i, code in enumerate(picked, 1):
        rm = remark(i)
        if 200 <= i < 206:  # one remark beside six rows
            rm = BONDED
        rows.append([i, code, name(i), rm])
    return rows


# --- an amending annex -----------------------------------------------------


def changes(base, all_lines):
    """29 added, 1 deleted, 80 old numbers become 115, 206 other remarks."""
    held = {r[1]: r for r in base}
    free = [c for c in all_lines if c not in held]
    random.shuffle(free)
    added = [[i, c, "虚构新增商品%d" % i, remark(i)] for i, c in enumerate(sorted(free[:29]), 1)]
    free = free[29:]
    codes = [r[1] for r in base]
    plain = [c for c in codes if not held[c][3]]
    random.shuffle(plain)
    deleted = [[1, plain[0], held[plain[0]][2], ""]]
    old = sorted(plain[1:81])
    renumbered = []
    for i, c in enumerate(old):
        for k in range(2 if i < 35 else 1):  # 35 are split into two
            renumbered.append([0, c, free.pop(), held[c][2] + ("（%d）" % (k + 1) if i < 35 else "")])
    assert len(renumbered) == 115
    for n, r in enumerate(renumbered, 1):
        r[0] = n
    rest = [c for c in plain[81:]]
    bonded = sorted(rest[:90])
    species = sorted(rest[90:190])
    cleared = sorted([c for c in codes if held[c][3] == BONDED][:16])
    remarks = []
    for c in sorted(bonded + species + cleared):
        now = BONDED if c in bonded else SPECIES if c in species else ""
        remarks.append([len(remarks) + 1, c, held[c][2], held[c][3], now])
    assert len(remarks) == 206

    result = {r[1]: (r[2], r[3]) for r in base}
    del result[deleted[0][1]]
    for c in old:
        del result[c]
    for _, _, c, nm in renumbered:
        result[c] = (nm, "")
    for _, c, nm, rm in added:
        result[c] = (nm, rm)
    for _, c, nm, _, now in remarks:
        result[c] = (nm, now)
    assert len(result) == 1413 + 29 - 1 + 115 - 80 == 1476
    return added, deleted, renumbered, remarks, [[c, nm, rm] for c, (nm, rm) in sorted(result.items())]


TITLES = ["一、新增商品（29项）", "二、删除商品（1项）", "三、税则号列调整（115项）", "四、备注调整（206项）"]
RENUMBERED = [["序号", "调整前", "调整后", "<"], [None, "税则号列", "税则号列", "货品名称"]]
REMARKS = ["序号", "税则号列", "货品名称", "调整前备注", "调整后备注"]


def amendments(stem, added, deleted, renumbered, remarks):
    title = "跨境电子商务零售进口商品清单调整表（虚构）"
    dot = lambda rows, *at: [[dotted(v) if i in at else v for i, v in enumerate(r)] for r in rows]
    text = lambda rows: [[str(v) if v is not None else None for v in r] for r in rows]

    # A sheet for each kind.
    wb = openpyxl.Workbook()
    wb.remove(wb.active)
    for sheet, header, rows in (
        ("新增", COLUMNS, dot(added, 1)),
        ("删除", COLUMNS, dot(deleted, 1)),
        ("税则号列调整", None, dot(renumbered, 1, 2)),
        ("备注调整", REMARKS, dot(remarks, 1)),
    ):
        ws = wb.create_sheet(sheet)
        widths(ws, 8, 16, 60, 40, 40)
        ws["A1"] = title
        at = 3
        if header:
            put(ws, at, header)
        else:  # a header of two levels
            put(ws, at, ["序号", "调整前", "调整后", None])
            put(ws, at + 1, [None, "税则号列", "税则号列", "货品名称"])
            ws.merge_cells(start_row=at, end_row=at + 1, start_column=1, end_column=1)
            ws.merge_cells(start_row=at, end_row=at, start_column=3, end_column=4)
            at += 1
        for i, r in enumerate(rows, 1):
            put(ws, at + i, r)
        if not header:  # an old number that became two stands there once
            for i in range(1, len(rows)):
                if rows[i][1] == rows[i - 1][1]:
                    ws.merge_cells(start_row=at + i, end_row=at + i + 1, start_column=2, end_column=2)
    save(wb, stem + ".xlsx")

    # One sheet, with a column that says what each row does.
    wb = openpyxl.Workbook()
    ws = wb.active
    put(ws, 1, ["序号", "调整类型", "调整前税则号列", "调整后税则号列", "货品名称", "备注"])
    flat = [["新增", "", dotted(c), nm, rm] for _, c, nm, rm in added]
    flat += [["删除", dotted(c), "", nm, ""] for _, c, nm, _ in deleted]
    flat += [["税则号列调整", dotted(o), dotted(c), nm, ""] for _, o, c, nm in renumbered]
    flat += [["备注调整", dotted(c), dotted(c), nm, now] for _, c, nm, _, now in remarks]
    for i, r in enumerate(flat, 1):
        put(ws, 1 + i, [i] + r)
    save(wb, stem + "-one-table.xlsx")

    # Sections in a document.
    d = document(title)
    footer(d)
    d.add_paragraph(TITLES[0])
    table(d, COLUMNS, text(dot(added, 1)))
    d.add_paragraph(TITLES[1])
    table(d, COLUMNS, text(dot(deleted, 1)))
    d.add_paragraph(TITLES[2])
    rows = text(dot(renumbered, 1, 2))
    for i in range(len(rows) - 1, 0, -1):
        if rows[i][1] == rows[i - 1][1]:
            rows[i][1] = None
    table(d, RENUMBERED, rows, widths_mm=(15, 30, 30, 95))
    d.add_paragraph(TITLES[3])
    table(d, REMARKS, text(dot(remarks, 1)), widths_mm=(12, 24, 64, 35, 35))
    d.add_paragraph("注：本表为虚构，仅供测试。")
    as_pdf_and_html(save(d, stem + ".docx"))

    # Sections in one text file, and a text file for each kind.
    sections = [(COLUMNS, added), (COLUMNS, deleted), (["序号", "原税则号列", "新税则号列", "货品名称"], renumbered), (REMARKS, remarks)]
    all_rows = [[title]]
    for t, (header, rows) in zip(TITLES, sections):
        all_rows += [[t], header] + rows
    gb18030(write_csv(all_rows, stem + ".csv"))
    for kind, (header, rows) in zip(("added", "deleted", "renumbered", "remarks"), sections):
        write_csv([header] + rows, "%s-%s.csv" % (stem, kind))


# --- kinds of goods, services, real rows -----------------------------------


def kinds(all_lines):
    rows = []
    for k in range(1, 36):
        for j in range(1 + k % 3):
            code = all_lines[(k * 3 + j) * 70]
            rows.append([str(k) if j == 0 else None, "虚构类别%d" % k if j == 0 else None, dotted(code), "虚构商品%d-%d" % (k, j + 1), BONDED if k % 5 == 0 else ""])
    header = ["类别序号", "类别名称", "税则号列", "货品名称", "备注"]
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "试点清单"
    ws["A1"] = "义乌进口贸易创新试点商品清单（虚构）"
    put(ws, 2, header)
    start = 3
    for i, r in enumerate(rows):
        put(ws, 3 + i, r)
    for i in range(len(rows)):
        last = i
        while last + 1 < len(rows) and rows[last + 1][0] is None:
            last += 1
        if rows[i][0] is not None and last > i:
            for c in (1, 2):
                ws.merge_cells(start_row=3 + i, end_row=3 + last, start_column=c, end_column=c)
    save(wb, "kinds.xlsx")
    d = document("义乌进口贸易创新试点商品清单（虚构）")
    footer(d)
    table(d, header, rows, widths_mm=(18, 30, 25, 60, 35))
    as_pdf_and_html(save(d, "kinds.docx"))
    number = None
    out = []
    for r in rows:
        number = r[0] or number
        out.append([number, r[2].replace(".", ""), r[3], r[4]])
    gb18030(write_csv([header] + [[v or "" for v in r] for r in rows], "kinds.csv"))
    truth("truth-kinds.csv", ["kind", "code", "name", "remark"], out)


SECTIONS = ["农、林、牧、渔业", "建筑业", "批发和零售业", "交通运输、仓储和邮政业", "信息传输、软件和信息技术服务业", "金融业",
            "租赁和商务服务业", "科学研究和技术服务业", "教育", "卫生和社会工作", "文化、体育和娱乐业"]
COUNTS = [1, 1, 2, 13, 6, 18, 12, 4, 2, 1, 11]  # 71


def services():
    header = ["序号", "领域", "特别管理措施"]
    rows, out = [], []
    numerals = "一二三四五六七八九十"
    n = 0
    for s, (section, count) in enumerate(zip(SECTIONS, COUNTS)):
        no = numerals[s] if s < 10 else "十" + numerals[s - 10]
        rows.append(("%s、%s" % (no, section),))
        for j in range(count):
            n += 1
            measure = "虚构措施%d：境外服务提供者不得以跨境方式提供本项服务" % n + ("，但经主管部门批准的除外；从事有关活动的，须在境内设立机构并遵守有关数量、比例和人员的规定" * (1 + n % 4) if n % 3 == 0 else "") + "。"
            area = "虚构领域%d-%d" % (s + 1, j // 2 + 1)
            rows.append([str(n), area if j % 2 == 0 else None, measure])
            out.append([n, no, section, area, measure])
    assert n == 71
    d = document("跨境服务贸易特别管理措施（负面清单）（虚构）", "说明", "一、本清单为虚构，仅供测试。", "二、清单未列出的措施按有关规定执行。")
    footer(d)
    table(d, header, rows, widths_mm=(15, 35, 120))
    as_pdf_and_html(save(d, "services.docx"))
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "负面清单"
    ws["A1"] = "跨境服务贸易特别管理措施（负面清单）（虚构）"
    put(ws, 2, header)
    area = None
    flat = []
    for i, r in enumerate(rows):
        if isinstance(r, tuple):
            put(ws, 3 + i, [r[0], None, None])
            ws.merge_cells(start_row=3 + i, end_row=3 + i, start_column=1, end_column=3)
            flat.append([r[0], "", ""])
        else:
            put(ws, 3 + i, [int(r[0]), r[1], r[2]])
            if r[1] is None:
                ws.merge_cells(start_row=2 + i, end_row=3 + i, start_column=2, end_column=2)
            flat.append([r[0], r[1] or "", r[2]])
    save(wb, "services.xlsx")
    gb18030(write_csv([header] + flat, "services.csv"))
    truth("truth-services.csv", ["serial", "section_no", "section", "field", "text"], out)


def real():
    """The rows held of the first batch of 2016."""
    with open(os.path.join(ROOT, "shared/list/source/cbec-retail-import/2016-1/list.csv"), encoding="utf-8", newline="") as f:
        held = [r for r in csv.DictReader(f) if r["kind"] == "listed"]
    rows = [[r["id"], dotted(r["code"]), r["name_zh"], r["remark"]] for r in held]
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = "2016-1"
    put(ws, 1, COLUMNS)
    for i, r in enumerate(rows):
        put(ws, 2 + i, r)
    save(wb, "real.xlsx")
    d = document("跨境电子商务零售进口商品清单（部分）")
    footer(d)
    table(d, COLUMNS, rows)
    as_pdf_and_html(save(d, "real.docx"))
    gb18030(write_csv([COLUMNS] + rows, "real.csv"))


def unruled(base):
    """A list without a line drawn: to be read where rows have one line each, and
    refused where they have more and are centred."""
    rows = [[str(n), dotted(code), "虚构商品%d" % n, rm[:8]] for n, code, _, rm in base[:120]]
    d = document("附件")
    footer(d)
    table(d, COLUMNS, rows, ruled=False)
    path = os.path.join(WORK, "unruled.docx")
    d.save(path)
    keep(convert(path, "pdf"))
    rows = [[str(n), dotted(code), nm, rm] for n, code, nm, rm in base[:120]]
    d = document("附件")
    table(d, COLUMNS, rows, ruled=False, centred=True)
    path = os.path.join(WORK, "unruled-centred.docx")
    d.save(path)
    keep(convert(path, "pdf"))


def numbered(base):
    """A document whose running numbers the program counts."""
    d = document("附件")
    rows = [["", dotted(code), nm, rm] for _, code, nm, rm in base[:30]]
    t = table(d, COLUMNS, rows)
    for row in t.rows[1:]:
        row.cells[0].paragraphs[0].style = d.styles["List Number"]
        p = row.cells[0].paragraphs[0]._p.get_or_add_pPr()
        num = p.get_or_add_numPr()
        num.get_or_add_ilvl().val = 0
        num.get_or_add_numId().val = d.styles["List Number"].element.pPr.numPr.numId.val
    save(d, "numbered.docx")


def tariff():
    """A part of the schedule of 2026 as customs' table: rows that the end of a page
    cuts, headers on every page, page numbers, one name that is long."""
    with open(os.path.join(ROOT, "shared/tariff/source/2026/tariff.csv"), encoding="utf-8") as f:
        held = list(csv.DictReader(f))
    held = [r for r in held if r["code"][:2] in ("22", "33")][:90]
    header = ["商品编码", "商品名称", "第一法定单位", "第二法定单位", "最惠国税率", "暂定税率", "普通税率", "增值税率", "消费税率", "监管条件", "检验检疫类别"]
    rows = []
    for r in held:
        rows.append([r["code"], r["name_zh"] * 3, r["unit1"], r["unit2"], r["mfn_rate"], r["provisional_rate"], r["general_rate"],
                     r["vat_rate"], r["consumption_tax"], r["supervision"], r["ciq_import"] + "/" + r["ciq_export"]])
    for stem, ruled in (("tariff", True), ("tariff-unruled", False)):
        d = document("中华人民共和国进出口税则（2027）")
        section = d.sections[0]
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(10)
        d.styles["Normal"].font.size = Pt(7)
        footer(d)
        table(d, header, rows if ruled else [[c if i != 1 else c[:5] for i, c in enumerate(r)] for r in rows if "完" not in r[8]],
              widths_mm=(26, 70, 18, 18, 28, 18, 18, 18, 28, 17, 18), ruled=ruled)
        path = os.path.join(WORK, stem + ".docx")
        d.save(path)
        keep(convert(path, "pdf"))


def main():
    global LINES
    folder = os.path.join(ROOT, "shared/tariff/source/2026")
    LINES = ""
    all_lines = lines()
    assert len(all_lines) > 8000, len(all_lines)
    base = list2019(all_lines)
    only = sys.argv[1:]
    want = lambda part: not only or part in only
    if want("goods"):
        goods("goods", base, "跨境电子商务零售进口商品清单（虚构）")
        truth("truth-goods.csv", ["serial", "code", "name", "remark"], base)
    if want("changes"):
        added, deleted, renumbered, remarks, result = changes(base, all_lines)
        amendments("changes", added, deleted, renumbered, remarks)
        truth("truth-changes.csv", ["code", "name", "remark"], result)
    if want("kinds"):
        kinds(all_lines)
    if want("services"):
        services()
    if want("real"):
        real()
    if want("tariff"):
        tariff()
    if want("odd"):
        unruled(base)
        numbered(base)


main()
