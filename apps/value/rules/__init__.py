"""Calculations and guards on plain values: no database, no clock, no request. Decimals in, decimals out.

periods    the grid of a cadence in the client's local dates, and how stale a KPI is
levels     recent level, progress to target, share of periods inside a range
limits     natural limits of the baseline (XmR)
signals    run rules of the process behaviour chart
gate_signal  the strict KPI signal that the Pilot gate asks for
trend      Theil-Sen slope, landing at the due date, course
terms      a contract's content as plain values, to and from the JSON that is hashed and signed
rollback   when a rollback trigger fires
contracts  what is wrong with a contract's content, who has to sign
wishes     telling a wish from a measure
versions   what changed between two versions of a contract
words      sentences with figures, in the reader's language
readings   one reading and a batch of them, checked row by row
shares     percent and ratio, never taken for each other
readings_csv   an untrusted file to rows with their line numbers
readings_xlsx  an untrusted workbook to the same
event_measures  turnaround, throughput, rework and waiting by period, from an event log
event_cases     what each case of an event log comes to
charts     the run chart as a Vega-Lite specification
"""
