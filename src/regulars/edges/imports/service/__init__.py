"""What one can do with a file: inspect it, preview it, try it, run it, take it back."""

from regulars.edges.imports.service.inspecting import inspect, preview, remember
from regulars.edges.imports.service.running import count, run, try_out
from regulars.edges.imports.service.starting import start, status
from regulars.edges.imports.service.undoing import undo

__all__ = ["count", "inspect", "preview", "remember", "run", "start", "status", "try_out", "undo"]
