"""Configurations of a project file, made and listed as the window does."""

from __future__ import annotations

from outfall_tracer.operations.project_rows import file_rows
from outfall_tracer.operations.runs import configurations


def save_configuration(path, given, user=None):
    with file_rows(path, user) as rows:
        return configurations.put_configuration(rows, given, user)


def delete_configuration(path, name):
    with file_rows(path) as rows:
        configurations.drop_configuration(rows, name)


def by_name(path):
    with file_rows(path, writing=False) as rows:
        return {one.name: one for one in configurations.configurations_in(rows)}
