"""`optlog prove`: runs an application without consent, watched from outside, and says whether anything left."""
