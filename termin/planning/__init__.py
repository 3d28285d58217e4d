"""Planning: demand, runs of the solver, drafts, and how a draft becomes public."""
