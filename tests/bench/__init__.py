"""`make bench`: how fast the product is, as ratios to a bare authenticated Django page measured in the same run."""
