"""Reading plays and gates: plain values, in a bounded number of queries."""
