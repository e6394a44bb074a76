"""The ground with I/O that every domain stands on: settings, state, activity, jobs, lake, staff, shop, web, privacy."""
