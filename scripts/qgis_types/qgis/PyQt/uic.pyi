# PyQt5-stubs have no uic.
from PyQt5.QtWidgets import QWidget

def loadUi(uifile: str, baseinstance: QWidget) -> QWidget: ...
