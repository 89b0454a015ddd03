"""Whom Xinheng speaks to: portal 公众 · desk 部门与信用办 · cli 运维, and the design they share."""
