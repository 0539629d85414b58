"""The Processing provider: one file per verb, thin; the work is in layers, tracing and reports."""
