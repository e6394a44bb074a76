"""Forms of the settings. Each checks what can be checked beside the field; verbs check the rest."""
