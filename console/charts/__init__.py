"""Charts as SVG from Python, each with a table behind it. See `console.charts.figure`."""

from console.charts.bars import Bar, bar_chart
from console.charts.figure import Chart, Words
from console.charts.heat import heat_map
from console.charts.intervals import Interval, interval_chart
from console.charts.line import Series, line_chart
from console.charts.mood import mood_line
from console.charts.slim import chance_bar, span_line, weight_bar
from console.charts.spark import sparkline

__all__ = [
    "Bar",
    "Chart",
    "Interval",
    "Series",
    "Words",
    "bar_chart",
    "chance_bar",
    "heat_map",
    "interval_chart",
    "line_chart",
    "mood_line",
    "span_line",
    "sparkline",
    "weight_bar",
]
