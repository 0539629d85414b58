"""The window: docks, map tools, dialogs and background tasks; thin by rule.

``desk`` owns what lives while the plugin is loaded and connects it. Docks show plain
data and emit signals; ``tracer`` reads, builds and traces in the background;
``map_result`` draws. Layers are found by the table they read (``project_watch``), never
by name. Nothing here imports numpy, scipy or shapely before a trace is asked for.
"""
