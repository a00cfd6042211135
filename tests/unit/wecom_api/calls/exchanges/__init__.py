"""One exchange per call, a file per file of calls: what goes out, an answer, and what it is read as."""
