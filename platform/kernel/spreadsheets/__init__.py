"""Workbooks from outside, read without trust.

workbook   its list of sheets, number formats and shared texts
archive    the zip container of a workbook: what it may be, and how much may come out of it
markup     its XML parts, parsed piece by piece within bounds
formats    what a number format makes of a number: a plain one, a percentage, a date, a time
reading    the rows of one sheet as plain values

The reader is our own. The libraries that read XLSX keep to themselves what a person has to be told: a formula without a
result, merged cells, a percentage (python-calamine), or the digits as they stand in the file; and they bound neither
what they inflate nor what they keep of it.
"""
