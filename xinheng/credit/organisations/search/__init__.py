"""检索: organisations found by whatever somebody knows of them; `finding.search` is the door.

| module | what it does |
|---|---|
| understanding | what somebody who typed a text is looking for |
| finding | the answer, page by page |
| by_code, by_name | the two ways of finding |
| suggestions | what was perhaps meant |
| answers | what a search answers with |
| grams, initials | what the index holds of a name |
| indexing | how the index is written and made anew |
"""
