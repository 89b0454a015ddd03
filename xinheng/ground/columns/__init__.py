"""列式: files to frames and frames to tables, whole columns at a time. Knows no Django models.

`reading.read` makes a frame of texts from any file that departments send; `values` reads dates and amounts in it;
`copying` moves frames into tables, and results of queries back, by COPY.
"""
