"""Workbooks and tables from outside, read without trust; and ours, in which no text ever becomes a formula.

archive    the zip container of a workbook: what it may be, and how much may come out of it
markup     its XML parts, parsed piece by piece within bounds
workbook   its list of sheets, number formats and shared texts
formats    what a number format makes of a number: a plain one, a percentage, a date, a time
reading    the rows of one sheet as plain values
guards     texts that spreadsheets would take for formulas
values     what our tables hold, cell by cell
parts      the markup that is the same in each workbook of ours
writing    CSV and XLSX as streams of bytes
places     columns by letter and by number

The reader is our own. The libraries that read XLSX keep to themselves what a person has to be told: a formula without a
result, merged cells, a percentage (python-calamine), or the digits as they stand in the file; and they bound neither
what they inflate nor what they keep of it.
"""
