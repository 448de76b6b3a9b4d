"""Reading KPIs, readings and contracts: plain values, in a bounded number of queries."""
