"""What leaves the project for people: overview maps, registers, summaries.

Everything here reads the project file through ``layers`` and writes other files; the
project itself is never changed. Exports are written in the language asked for, which
need not be the language QGIS runs in (:mod:`.wording`).
"""
