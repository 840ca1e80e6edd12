"""Tails of Pearson's type III with mean 0 and variance 1: python3 pearson-three.py > fixtures/pearson-three.json"""
import json
from scipy.stats import pearson3

rows = [[z, skew, pearson3.sf(z, skew)] for skew in (-3, -0.8, -0.1, 0.01, 0.3, 1, 2.5) for z in (-4, -1.5, -0.2, 0, 0.7, 2, 5)]
print("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]")
