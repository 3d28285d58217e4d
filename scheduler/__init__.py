"""Planning: values in, values out. Solvers of OR-Tools stand behind pure problem values."""
