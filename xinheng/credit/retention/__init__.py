"""留存: erasing what has been kept for as long as the law of the place says.

When a record ends is told by `publicity.retention`, who may read it until then by `disclosure`. Here it is found and
erased, in every table that holds a copy.
"""
