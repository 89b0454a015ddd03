"""权限: users, roles by stable code, and the authority for which a role is held. What is not granted is denied."""
