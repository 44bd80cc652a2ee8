"""IS IT GENUINE: hashes, proofs and signatures; pure checks of what others hand us."""
