"""What leaves the project for people: overview and district maps, registers, summaries.

Everything here reads the project file through ``layers`` and writes other files; the
project itself is never changed. Exports speak the language asked for, else the project's, which
need not be the language QGIS runs in (:func:`..i18n.speaking`). A target that cannot be written is told in
the user's, before anything is read.
"""
