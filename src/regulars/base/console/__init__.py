"""What every command shares: `--json`, words on the right stream, progress on a terminal.

@click.command()
@json_option
def rfm(as_json: bool) -> None:
    emit(as_json, data, lambda: lines_of(data))
"""

from regulars.base.console.output import emit, json_option, say, table
from regulars.base.console.progress import progress_bar

__all__ = ["emit", "json_option", "progress_bar", "say", "table"]
