// Compiled with the kit's precompiled header, which CMake builds only if some source uses it; main.cpp cannot.
