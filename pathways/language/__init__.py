"""IN WHOSE LANGUAGE: our texts by catalogue, the engine's sentences by pattern; numbers and days as it writes them."""
