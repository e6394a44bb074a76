"""Is it alive, is it ready, is anything wrong, how much of it: for those who run it."""


def register() -> None:
    """Register the checks of the ground; called once, from the ready() of an app above."""
    from regulars.edges.health import installation, machine

    machine.register()
    installation.register()
