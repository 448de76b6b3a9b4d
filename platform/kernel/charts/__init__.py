"""Charts as Vega-Lite specifications without colours: the browser and the PDF draw the same one.

labels   numbers, dates and ticks as the active language writes them
themes   what each named style looks like in light, in dark and on paper
render   a specification to SVG in this process, with no way to the network or to files
"""
