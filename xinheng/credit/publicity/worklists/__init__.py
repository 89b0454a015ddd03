"""工作清单: what an authority's people have before them: what waits for release, what they reported, what ends soon."""
