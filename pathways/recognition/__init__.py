"""WHAT COUNTS HERE: agreements, policy and record become admissible options and decisions."""
