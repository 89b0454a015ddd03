"""`bin/xinheng COMMAND … [--json]`: finds the command, runs it, prints, and chooses the exit code."""

import argparse
import importlib
import json
import os
import sys

from xinheng.ground.refusal import Refused

COMMANDS = {
    "check-code": "check_code",
    "calendars": "calendars",
    "due": "due",
    "policies": "policies",
    "catalogue": "catalogue",
    "accounts": "accounts",
    "authorities": "authorities",
    "load": "load",
    "release": "release",
    "tick": "tick",
    "file": "file",
    "search": "search",
    "rebuild-search": "rebuild_search",
    "rebuild-public": "rebuild_public",
    "bench": "bench",
    "ledger": "ledger",
    "clauses": "clauses",
    "serve": "serve",
    "pages": "pages",
    "worker": "worker",
    "demo": "demo",
    "demo-city": "demo_city",
}

EXIT_DONE, EXIT_REFUSED, EXIT_MISUSE = 0, 1, 2
EXIT_INTERRUPTED = 130  # as shells say it: 128 + SIGINT


def main(arguments: list[str] | None = None) -> int:
    """Runs one command. 0: did its work, faults and invalid codes included · 1: refused whole · 2: misuse."""
    arguments = sys.argv[1:] if arguments is None else arguments
    options = parser_for(arguments).parse_args(arguments)
    try:
        result = options.command.run(options)
    except Refused as refused:
        report(refused, options)
        return EXIT_REFUSED
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    written = [json.dumps(result, ensure_ascii=False, indent=2)] if options.json else options.command.lines(result)
    try:
        for line in written:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (`| head`) has seen enough; the interpreter must not find the pipe at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return EXIT_DONE


def parser_for(arguments: list[str]) -> argparse.ArgumentParser:
    """The parser, with the full arguments of the one command that is called and the name and help of the others."""
    parser = argparse.ArgumentParser(prog="bin/xinheng", description="信衡 Xinheng")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    called = next((word for word in arguments if word in COMMANDS), None)
    for name, module in COMMANDS.items():
        if called not in (None, name):
            continue
        command = importlib.import_module(f"xinheng.faces.cli.{module}")
        subparser = subparsers.add_parser(name, help=command.HELP, description=command.HELP)
        subparser.add_argument("--json", action="store_true", help="JSON on stdout")
        subparser.set_defaults(command=command)
        command.arguments(subparser)
    return parser


def report(refused: Refused, options: argparse.Namespace) -> None:
    refusal, sentence = refused.refusal, refused.refusal.sentence
    if options.json:
        body = {
            "code": refusal.code,
            "message": sentence.zh,
            "message_en": sentence.en,
            "article": refusal.article,
        }
        print(json.dumps({"refusal": body}, ensure_ascii=False, indent=2))
    else:
        print(f"{sentence.zh}\n{sentence.en}  [{refusal.code}]", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
