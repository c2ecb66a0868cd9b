"""Results files made to do harm: changed by SQLite's own statements, byte by byte, page by page, and by what lies beside
them. For trust_test.py."""

import sqlite3
import struct
from pathlib import Path

MAGIC = bytes.fromhex("d9d505f920a163d7")


def super_journal(database, victim):
    """A hot rollback journal that names a file, which SQLite deletes when it rolls back."""
    name = str(victim).encode()
    begin = MAGIC + struct.pack(">IIIII", 0, 1234, database.stat().st_size // 4096, 512, 4096)
    checksum = sum(byte - 256 * (byte >= 128) for byte in name) & 0xFFFFFFFF
    return begin.ljust(512, b"\0") + struct.pack(">I", 0x40000000 // 4096 + 1) + name + struct.pack(">II", len(name), checksum) + MAGIC


def page_journal(page, number=1, pages=10):
    """A hot rollback journal with the former content of a page; nonce 0."""
    begin = MAGIC + struct.pack(">IIIII", 1, 0, pages, 512, 4096)
    checksum = sum(page[place] for place in range(4096 - 200, 0, -200))
    return begin.ljust(512, b"\0") + struct.pack(">I", number) + page + struct.pack(">I", checksum)


def run_script(path, text):
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous = OFF")
    database.executescript(text)
    database.close()


PAGE = 512  # bytes of one, where rows share what is in them
BESIDE = {"sets": ([0], []), "parts": ([8] * 3, [12] * 4), "sqlite_schema": ([0] * 4, [])}  # NULL, 0 and empty blobs


def varint(number):
    out = [number & 127]
    while number := number >> 7:
        out.insert(0, number & 127 | 128)
    return bytes(out)


def page_of(kind, cells, right=b"", start=0):
    """A page of a tree whose header stands at `start`."""
    places, end = [], PAGE
    for cell in cells:
        end -= len(cell)
        places.append(end)
    page = bytes(start) + struct.pack(">BHHHB", kind, 0, len(cells), end, 0) + right + b"".join(struct.pack(">H", place) for place in places)
    return page.ljust(end, b"\0") + b"".join(reversed(cells))


def share_overflow(path, table, size, rows):
    """Gives a table so many rows, each with a text of about `size` bytes, which begins with a NUL and is the same chain of
    pages in all of them."""
    database = sqlite3.connect(path)
    database.executescript(f"PRAGMA synchronous = OFF; PRAGMA page_size = {PAGE}; VACUUM")
    root, = database.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", [table]).fetchone() or (1,)
    database.close()
    whole = bytearray(path.read_bytes())
    links, first = max(1, size // (PAGE - 4)), len(whole) // PAGE + 1
    payload = 39 + links * (PAGE - 4)  # what is left for a page of the table is the least that may be
    before, after = BESIDE[table]
    for length in range(3, 20):  # of the row's header, which says its own
        header = bytes([length, *before]) + varint(13 + 2 * (payload - length)) + bytes(after)
        if len(header) == length:
            break
    for link in range(1, links + 1):
        whole += struct.pack(">I", first + link if link < links else 0) + bytes(PAGE - 4)
    level, last = [], 0
    for begin in range(0, rows, 8):
        last = min(begin + 8, rows)
        cells = [varint(payload) + varint(row) + header.ljust(39, b"\0") + struct.pack(">I", first) for row in range(begin + 1, last + 1)]
        whole += page_of(13, cells)
        level.append((len(whole) // PAGE, last))
    while True:
        groups, level = [level[begin:begin + 40] for begin in range(0, len(level), 40)], []
        for group in groups:
            cells = [struct.pack(">I", page) + varint(row) for page, row in group[:-1]]
            right, start = struct.pack(">I", group[-1][0]), 100 if len(groups) == 1 and root == 1 else 0
            if len(groups) == 1:
                whole[PAGE * (root - 1) + start:PAGE * root] = page_of(5, cells, right, start)[start:]
            else:
                whole += page_of(5, cells, right)
                level.append((len(whole) // PAGE, group[-1][1]))
        if not level:
            break
    whole[28:32] = struct.pack(">I", len(whole) // PAGE)
    path.write_bytes(whole)


TABLE = ("CREATE TABLE shares (run INTEGER, place INTEGER, kind TEXT, name TEXT, item TEXT, n INTEGER, k INTEGER, p REAL, low REAL,\n"
         "  high REAL{}, PRIMARY KEY (run, place)) WITHOUT ROWID")
DOUBLING = "".join(f", g{i} AS (g{i - 1} || g{i - 1})" for i in range(1, 60))
SCHEMAS = [  # in place of the table `shares`, or beside the tables
    "DROP TABLE shares; " + TABLE.format(", g0 AS (kind || name)" + DOUBLING),
    "DROP TABLE shares; " + TABLE.format(", CHECK (k < n)"),
    "DROP TABLE shares; " + TABLE.format(" DEFAULT (hex(randomblob(1000000000)))"),
    "DROP TABLE shares; " + TABLE.format(", extra"),
    "DROP TABLE shares; " + TABLE.replace("INTEGER", "integer").format(""),
    "DROP TABLE shares; CREATE VIEW shares AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT n FROM r",
    "ALTER TABLE parts RENAME TO s; CREATE VIEW parts AS SELECT * FROM s, s AS t, s AS u",
    "CREATE TRIGGER t AFTER INSERT ON parts BEGIN DELETE FROM parts; END",
    "CREATE TRIGGER t AFTER DELETE ON shares BEGIN INSERT INTO shares SELECT 0, random(), randomblob(9), 'x', '', 0, 0, 0, 0, 0 FROM parts; END",
    "CREATE INDEX i ON parts (abs(part))",
    "CREATE INDEX i ON shares (name) WHERE k > 0",
    "CREATE INDEX i ON parts (trials)",
    "CREATE VIRTUAL TABLE v USING fts5(x)",
    "CREATE VIRTUAL TABLE v USING rtree(a, b, c)",
    "CREATE TABLE more (x)",
    "ANALYZE",
    "".join(f"CREATE TABLE t{i} (x); " for i in range(500)),
    "CREATE TABLE wide ({})".format(", ".join(f"c{i}" for i in range(1500))),
    "CREATE TABLE deep (x CHECK ({}x{}))".format("(" * 90, ")" * 90),
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 2 WHERE rootpage > 2",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'parts'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = sql || char(10)",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE parts AS SELECT 1' WHERE name = 'parts'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = printf('%*s', 900000, '(') WHERE name = 'shares'",
    "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET type = 'view' WHERE name = 'sets'",
    "PRAGMA writable_schema = ON; INSERT INTO sqlite_schema SELECT * FROM sqlite_schema",
    "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'study'",
]
CONTENTS = [
    "UPDATE study SET value = '{number}' WHERE key = '{key}'",
    "UPDATE study SET value = randomblob(100000) WHERE key = '{key}'",
    "UPDATE study SET value = char(27) || ']0;x' || char(7) || value WHERE key = '{key}'",
    "DELETE FROM study WHERE key = '{key}'",
    "WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 20000) INSERT INTO sets (value) SELECT 'x=' || n FROM r",
    "UPDATE {table} SET {column} = {number}",
    "UPDATE {table} SET {column} = NULL",
    "UPDATE {table} SET {column} = zeroblob(3000000)",
    "UPDATE {table} SET {column} = printf('%.*c', 100000, 'x')",
    "DELETE FROM {table}",
    "PRAGMA user_version = {number}",
    "PRAGMA application_id = {number}",
]
MORE_ROWS = [
    "WITH RECURSIVE r(n) AS (SELECT 99 UNION ALL SELECT n + 1 FROM r WHERE n < 200000) "
    "INSERT INTO shares SELECT 0, n, 'outcome', 'x' || n, '', 1, 1, 1, 1, 1 FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 200000) "
    "INSERT INTO points SELECT 0, n, 'x' || n, '1' FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 200000) "
    "INSERT INTO points SELECT 0, n, 'x' || n, '1' FROM r; UPDATE points SET place = zeroblob(3000000) WHERE place = 0",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 50000) "
    "INSERT INTO runs SELECT n, n, 0, 1, 1, 0, 0, 'x', zeroblob(32) FROM r",
    "WITH RECURSIVE r(n) AS (SELECT 9 UNION ALL SELECT n + 1 FROM r WHERE n < 50000) "
    "INSERT INTO parts SELECT n, 0, 1, zeroblob(32), x'', x'', x'', zeroblob(32) FROM r",
    "UPDATE points SET point = -point - 1",
    "UPDATE point_sets SET point = point + 1000000",
]
NUMBERS = [-1, 0, 1, 2, 99, 2**31, 2**32, 2**53, 2**63 - 1, -(2**63), 1e308, 0.5]


class Mutator:
    """Mutations of a file, each by chance. victim: what a journal is to have deleted; left: a database and its log as a
    killed run leaves them."""

    def __init__(self, victim, left):
        self.victim, (self.base, self.log) = victim, left

    def tables(self, path):
        database = sqlite3.connect(path)
        names = {name: [row[1] for row in database.execute(f"PRAGMA table_info({name})")] for name, in
                 database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        keys = [key for key, in database.execute("SELECT key FROM study")]
        database.close()
        return names, keys

    def statements(self, path, chance):
        """Many rows come first: beside a large key, SQLite reads it anew for each of them."""
        tables, keys = self.tables(path)
        texts = []
        for _ in range(chance.randint(1, 3)):
            table = chance.choice(list(tables))
            text = chance.choice(CONTENTS + MORE_ROWS)
            texts.append(text.format(table=table, column=chance.choice(tables[table]), key=chance.choice(keys),
                                     number=chance.choice(NUMBERS)))
        return sorted(texts, key=lambda text: not text.startswith("WITH RECURSIVE"))

    def by_statements(self, path, chance):
        database = sqlite3.connect(path)
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA max_page_count = 5000")
        for text in self.statements(path, chance):
            try:
                database.executescript(text)
            except (sqlite3.Error, OverflowError):
                pass
        database.close()

    def by_schema(self, path, chance):
        try:
            run_script(path, chance.choice(SCHEMAS))
        except sqlite3.Error:
            pass

    def by_bytes(self, path, chance):
        whole = bytearray(path.read_bytes())
        for _ in range(chance.choice([1, 2, 10, 100])):
            page = 4096 * chance.randrange(len(whole) // 4096)
            near = chance.choice([page + chance.randrange(16), page + chance.randrange(4096), chance.randrange(100)])
            whole[near] = chance.choice([0, 1, 2, 5, 10, 13, 127, 255, chance.randrange(256)])
        path.write_bytes(whole)

    def by_pages(self, path, chance):
        """Pages in each other's place: trees that are no trees."""
        whole = bytearray(path.read_bytes())
        pages = len(whole) // 4096
        for _ in range(chance.choice([1, 1, 3])):
            into, of = 4096 * chance.randrange(1, pages), 4096 * chance.randrange(1, pages)
            whole[into:into + 4096] = whole[of:of + 4096]
        path.write_bytes(whole)

    def by_a_tree_without_end(self, path, chance):
        """An inner page all of whose children are one page, above and above."""
        whole = bytearray(path.read_bytes())
        whole += bytes(4096 * 6)
        pages = len(whole) // 4096
        database = sqlite3.connect(path)
        roots = [root for root, in database.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'table' AND name IN "
                                                    "('parts', 'sets', 'shares')")]
        database.close()
        root, child = chance.choice(roots), pages
        leaf = whole[4096 * (root - 1):4096 * root]
        whole[4096 * (child - 1):4096 * child] = leaf
        for number in [pages - 1, pages - 2, pages - 3, pages - 4, root]:
            cells, cell = 300, struct.pack(">I", child) + b"\x01"
            start = 4096 - cells * len(cell)
            page = struct.pack(">BHHHBI", 5, 0, cells, start, 0, child)
            page += b"".join(struct.pack(">H", start + len(cell) * i) for i in range(cells))
            whole[4096 * (number - 1):4096 * number] = page.ljust(start, b"\0") + cell * cells
            child = number
        whole[28:32] = struct.pack(">I", pages)
        path.write_bytes(whole)

    def by_shared_overflow(self, path, chance):
        tables, _ = self.tables(path)
        share_overflow(path, chance.choice([table for table in BESIDE if table in {*tables, "sqlite_schema"}]),
                       chance.choice([10_000, 300_000, 1_000_000]), chance.choice([1, 9, 500, 5000]))

    def by_a_journal(self, path, chance):
        beside = Path(f"{path}-journal")
        page = bytearray(path.read_bytes()[:4096])
        page[chance.randrange(4096)] ^= 255
        kind = chance.choice(["page", "super", "noise", "short", "zero"])
        beside.write_bytes({"page": page_journal(bytes(page), chance.choice([1, 2, 2**31]), chance.choice([0, 1, 2**31])),
                            "super": super_journal(path, self.victim), "noise": chance.randbytes(2000),
                            "short": MAGIC[:chance.randrange(8)], "zero": bytes(600)}[kind])

    def by_a_log(self, path, chance):
        log, index = Path(f"{path}-wal"), Path(f"{path}-shm")
        log.write_bytes(self.log[:chance.choice([len(self.log), 32, 31, 0, chance.randrange(len(self.log))])])
        if chance.random() < 0.5:
            whole = bytearray(log.read_bytes())
            for _ in range(chance.choice([1, 20])):
                if whole:
                    whole[chance.randrange(len(whole))] = chance.randrange(256)
            log.write_bytes(whole)
        if chance.random() < 0.5:
            index.write_bytes(chance.choice([b"", bytes(32768), chance.randbytes(32768), b"x"]))
        if chance.random() < 0.5:
            path.write_bytes(self.base)

    @property
    def kinds(self):
        return [getattr(self, name) for name in dir(self) if name.startswith("by_")]
