"""Pages of logins, memberships and service accounts."""
