"""What the dialog knows and does, without a widget and without Qt."""
