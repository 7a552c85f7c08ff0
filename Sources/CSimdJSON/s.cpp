extern "C" int pf_placeholder2(void) { return 0; }
