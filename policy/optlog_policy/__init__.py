"""What may be collected, and how it is disguised: the declarations that optlog enforces."""
