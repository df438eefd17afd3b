import gridperf as gp, sys
from gridperf.report import render
a=gp.load_assessment("/tmp/rep/golden/2026-10")
