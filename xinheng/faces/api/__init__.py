"""机器接口: the API for other programs, `/api/v1/`. The same reads as the portal's, as JSON; docs/api.md is its guide.

A part of the API is a module with a `router`, added in `v1`. What holds for every answer (limits, problems, tags) stands
in `middleware`, so that a new part need not think of it.
"""
