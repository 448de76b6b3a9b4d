"""Calculations and guards on plain values: no database, no clock, no request. Decimals in, decimals out.

What all of them speak of:
periods    the grid of a cadence in the client's local dates, and how stale a KPI is
points     a period, a reading in it, and why a figure is unknown
words      sentences with figures, in the reader's language
shares     percent and ratio, never taken for each other
terms      a contract's content as plain values, to and from the JSON that is hashed and signed

What they are for; a package imports from those above it only:
figures    what a KPI's readings say: level, natural limits, run rules, the gate's signal, course, rollback, the answer
contracts  what is wrong with a contract's content, who has to sign, what an amendment changes, how one may end
money      what a movement was worth so far, and what is ahead
charts     the run chart and the value chart as Vega-Lite specifications
readings   one reading and a batch of them, checked row by row; an untrusted file to rows with their line numbers
imports    what an uploaded file holds, what an event log comes to by period, what a file would do to the readings
"""
