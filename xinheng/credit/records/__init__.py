"""信用记录: the acts that departments reported, in versions, and the marks that stand on them.

Facts are only added: a `CreditRecord` is one version of one act, a `Mark` a dated statement about it. What the public sees
of them is decided in `publicity`.
"""
