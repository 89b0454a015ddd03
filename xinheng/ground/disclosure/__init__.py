"""分级公开: who may see what, decided in this one place.

Each field has a `Level`, each `Viewer` a clearance and a purpose, and `project` is the only way from one to the
other (山东省社会信用条例 art. 20; 深圳经济特区社会信用条例 arts 37, 44-45).
"""

from xinheng.ground.disclosure.projection import PUBLIC, Field, Level, Viewer, project

__all__ = ["PUBLIC", "Field", "Level", "Viewer", "project"]
