"""监督: how well departments report: data quality, what is missing, what came late, what ends, and who decides against whom.

What the credit office looks at. Read through `submissions.queries`, which knows who may.
"""
