"""Auditing: is what is stored true? Every invariant counted from the rows, the readers of the log, what they set aside.

Owns the record of past verifications. Publishes `audit.completed`. Needs `base.extends.invariants`, where every part
registers what must hold of its own tables.

    regulars audit verify          # exit 1 and names each breach
"""
