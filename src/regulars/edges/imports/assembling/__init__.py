"""From staged text to facts: columns converted value by distinct value, rows held together order by order."""
