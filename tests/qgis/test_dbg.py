from outfall_tracer.tests.qgis.test_ui_inspect import *
from outfall_tracer.tests.support.desks import *
import time
def test_dbg(desk):
    from qgis.PyQt.QtCore import QCoreApplication
    made = desk.part("inspect")
    made.begin()
    print("visible", made.dock.isVisible(), len(made.shots.shots), len(made.walk.stops), made.walk.at, made.left, made.right, desk.said)
    for i in range(60):
        QCoreApplication.processEvents(); time.sleep(0.05)
    from outfall_tracer.ui.inspect.views import View
    v=View.of(made.desk.iface.mapCanvas())
    print(v, made.item.left, made.tool.is_active, made.pictures._running, list(made.pictures._kept.values()), [s.path for s in made.seen], made.layers.problems)
    print([ (s.x,s.y) for s in made.walk.stops][made.walk.at])
    assert 0
