int pf_placeholder(void) { return 0; }
