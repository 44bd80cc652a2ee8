"""THE SEAL: credentials that an institution signs for what an audit proved or what it decided to recognise."""
