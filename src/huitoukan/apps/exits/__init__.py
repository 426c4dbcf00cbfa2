"""退出签批: households and villages that leave poverty, signed by every level in turn."""
