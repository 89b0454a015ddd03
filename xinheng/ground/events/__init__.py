"""事件: how changes travel up. Floors call down and tell upwards.

`emit` writes one row in the transaction of the change and defers one job for each subscriber in that same transaction;
the runner delivers at least once, and a delivery row makes each handler's work happen once. Packages subscribe in their
`tasks.py`. There are no Django signals.
"""
