"""代码: the codes organisations are known by, and what is wrong with one that fails.

`judgement.judge(code)` answers for one code with problems and, where there is only one way to read it, a suggestion;
`identification.identify(text)` says which sort of identifier a text is; `columns` holds the same rules as Polars
expressions for whole files. Only `columns` imports Polars, so that a single code is answered at once.
"""
