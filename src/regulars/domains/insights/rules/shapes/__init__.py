"""What rules decide upon and answer with; `types` shows it to others."""
