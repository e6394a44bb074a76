"""Moving in from an e-mail tool: whole exports, suppressions first, and an account of who may be written to.

pieces = looking.look("klaviyo", [Path("suppressed.csv"), Path("profiles.csv")], Wishes())
report = going.move("klaviyo", pieces, act)
"""
