#pragma once
int pf_placeholder(void);
