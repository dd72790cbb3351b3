"""What stands in the way of shipping, in words: settings, profile, and, when asked for, the endpoint."""
