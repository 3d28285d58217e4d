"""The rules of tours, one function each: physics and law are hard, wishes and expenses cost."""
