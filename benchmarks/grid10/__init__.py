"""grid-10: ten inputs per worker-month, ten formulas, no records: engine against engine.

patrol rate → patrol points (15 from 95 %, 10 from 90 %, 5 from 85 %); discovery points (2 each, at most 30); disposal
rate; disposal points (30 × rate; full without disposals); on-time points (0.5 each, at most 25); deductions (5 per
complaint, at most 20); total (0 to 100, half up to 0.01); grade (A from 90, B from 75, C from 60, D) and its
coefficient (1.2, 1, 0.8, 0.5); pay (base × coefficient × attended ÷ workdays, half up to the fen).
"""
