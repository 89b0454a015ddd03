"""运维 commands: `bin/xinheng COMMAND`.

One module a command. A module offers `HELP` (one line), `arguments(parser)`, `run(options) -> JSON value` and
`lines(result) -> iterable of str` for people. `--json` prints the value itself; progress goes to stderr.
Modules are imported only when their command is called, so that commands without a database answer at once.
"""
