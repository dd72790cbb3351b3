"""Records made from the declaration for machines, authorities and application stores, each with its completeness linter."""
