"""IS AN OPEN BADGE 2.0 GENUINE: hosted at its own address, or signed by a key that its issuer's profile lists."""
