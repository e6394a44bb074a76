"""What `bench/verbs.py` serves: a verb of four statements by the ORM and by plain SQL, and a raw server."""
