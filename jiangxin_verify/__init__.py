"""Proofs of Jiangxin's sealed log, checked without Jiangxin: no Django, no database, no network."""
