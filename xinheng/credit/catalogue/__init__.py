"""归集目录: what may be collected, field by field, and on what basis; nothing else enters a file (目录制).

A record type is a text in YAML, published in immutable versions like the law itself. Everything that handles records
(templates, validation, identity, what is shown to whom) is read from it, so that a new type costs a text and no code.
"""
