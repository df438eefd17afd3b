"""The compiled renderer: a template is laid out once per piece, and every page is put together from pieces.

What it sets is what the reference renderer would set, or it sets nothing and says why.
"""
