"""IS A BLOCKCERTS CERTIFICATE GENUINE: its hash, the way to the root, the transaction that holds it, who made that."""
