"""An editor offers a scenario's own names: a TOML language server, given the schema that `detente schema FILE` writes.

usage: completion_test.py PROGRAM SERVER...      (a command that speaks the Language Server Protocol on its standard input)
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

SCENARIO = Path(__file__).resolve().parent.parent / "scenarios" / "first-steps.toml"
PARTIES, ISSUES = {"government", "mediator", "rebels"}, {"aid", "ceasefire"}
LEVELS = {"fighting goes on", "local truces", "ceasefire", "ceasefire, monitored"}
# What stands in the scenario, what is typed instead ("|": the cursor), what must be offered: nothing else, but on a line
# of its own, where a key of the format may follow, that much at least.
CASES = [
    ("[parties.rebels]\n", "[parties.rebels]\n|\n", {"label", "voice", "tactic", "stay-out", "preconditions"}),
    ('positions = { ceasefire = ["ceasefire, monitored", 50], aid = ["all roads open", 70] }', "positions = { | }", ISSUES),
    ('mediator = "mediator"', 'mediator = "|"', PARTIES),
    ('mediator = "mediator"', "mediator = |", PARTIES),
    ('issues = ["ceasefire", "aid"]', 'issues = ["ceasefire", "|"]', ISSUES),
    ('reversion = "fighting goes on"', 'reversion = "|"', LEVELS),
    ('positions.ceasefire = ["local truces", 80]', 'positions.ceasefire = ["|", 80]', LEVELS),
    ('[[outcomes]]\nname = "a cease', '[[stages]]\nname = "home"\nprotocol = "ratification"\nratifies = "|"\n'
     '[[outcomes]]\nname = "a cease', {"talks"}),
]


class Server:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.asked = 0

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def receive(self):
        """The next message; what the server asks of an editor goes without."""
        size = 0
        while line := self.process.stdout.readline().strip():
            name, value = line.split(b":")
            size = int(value) if name.lower() == b"content-length" else size
        if size == 0:
            sys.exit("the server has gone")
        message = json.loads(self.process.stdout.read(size))
        if "id" in message and "method" in message:
            self.send(id=message["id"], result=None)
        return message

    def ask(self, method, **parameters):
        self.asked += 1
        self.send(id=self.asked, method=method, params=parameters)
        while (answer := self.receive()).get("id") != self.asked or "method" in answer:
            pass
        return answer.get("result")

    def tell(self, method, **parameters):
        self.send(method=method, params=parameters)

    def type(self, uri, version, text):
        """Opens or changes the document, and waits until the server has seen it."""
        document = {"uri": uri, "version": version, "languageId": "toml", "text": text}
        if version == 1:
            self.tell("textDocument/didOpen", textDocument=document)
        else:
            self.tell("textDocument/didChange", textDocument=document, contentChanges=[{"text": text}])
        while (seen := self.receive()).get("method") != "textDocument/publishDiagnostics" or \
                seen["params"].get("version") != version:
            pass

    def offered(self, uri, before):
        position = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        found = self.ask("textDocument/completion", textDocument={"uri": uri}, position=position) or []
        return {item["label"].strip('"') for item in (found if isinstance(found, list) else found["items"])}


def main():
    program, *command = sys.argv[1:]
    text, failed = SCENARIO.read_text(), 0
    with tempfile.TemporaryDirectory() as folder:
        # The schema that the scenario names lies beside it.
        with open(Path(folder) / "scenario.schema.json", "wb") as schema:
            subprocess.run([program, "schema", SCENARIO], check=True, stdout=schema)
        server, uri = Server(command), (Path(folder) / SCENARIO.name).as_uri()
        server.ask("initialize", processId=None, rootUri=Path(folder).as_uri(), capabilities={})
        server.tell("initialized")
        for version, (standing, typed, wanted) in enumerate(CASES, 1):
            assert text.count(standing) >= 1, standing
            before, after = text.replace(standing, typed, 1).split("|")
            server.type(uri, version, before + after)
            found = server.offered(uri, before)
            if not (wanted <= found if typed.endswith("|\n") else wanted == found):
                failed += 1
                print(f"{typed!r}: offered {sorted(found)}, wanted {sorted(wanted)}")
        server.process.kill()
        server.process.wait()
    print(f"{len(CASES) - failed} of {len(CASES)} completions are as wanted")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
