"""What runs and people do to a project: rows read and changed, in the file or in the window's edit buffers.

``project_rows`` is the one way to the rows; ``runs`` is the engine at work on a whole project, ``judging``
what a person decides outfall by outfall.
"""
