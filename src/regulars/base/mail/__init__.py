"""Sending a letter that a person waits for: the port, and what stands behind it until a sender does.

    from regulars.base.mail import letters

    letters.post(letters.Letter(to="ana@example.com", subject="Please confirm", text="...", html="...", key="opt-in:7"))

Whoever can send registers a `Mailer` at start (`letters.register`). Without one, letters are files in the outbox of
the home: one `.eml` each, which any mail program opens. Called from jobs only, never inside a transaction.
"""
