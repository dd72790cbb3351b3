"""For those who run the Loki: the queries that everything uses, checks against a live server, sizes and costs."""
