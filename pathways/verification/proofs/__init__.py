"""HOW IS A PROOF INSIDE A DOCUMENT CHECKED: what it says as canonical lines, and who signed them."""
