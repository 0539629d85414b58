from outfall_tracer.tests.qgis.test_ui_inspect import desk, bank, part, press
from outfall_tracer.tests.support.desks import *
import time, cProfile, pstats
def test_dbg(part):
    from qgis.PyQt.QtCore import QCoreApplication
    def timed(name, f):
        t=time.perf_counter(); p=cProfile.Profile(); p.enable(); f(); p.disable()
        print(name, 1000*(time.perf_counter()-t)); pstats.Stats(p).sort_stats("cumtime").print_stats(24)
    for i in range(2):
        for _ in range(100): QCoreApplication.processEvents(); time.sleep(0.01)
        timed("verdict", lambda: part.verdict("seen"))
        timed("save", part.recorder.save)
    assert 0
