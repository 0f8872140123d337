// Lua as a guest: runs the input, a script. The script's function output(text) appends to the public output; print
// shows text. There are the libraries that need no system: base, table, string, utf8, math, coroutine.
//
// Exit code 1: the script has an error, which is shown.

#include "lua.h"

#include <stdio.h>

#include "lauxlib.h"
#include "lualib.h"
#include "squall_guest.h"

#ifdef __riscv
// lauxlib.c can read files, which nothing here does; random numbers begin with the time.
#include <sys/types.h>
#include <time.h>
time_t time(time_t* now) { return (void)now, 0; }
clock_t clock(void) { return 0; }
FILE* const stdin = NULL;
int open(const char* path, int flags, ...) { return (void)path, (void)flags, -1; }
int close(int file) { return (void)file, -1; }
ssize_t read(int file, void* data, size_t size) { return (void)file, (void)data, (void)size, -1; }
ssize_t write(int file, const void* data, size_t size) { return (void)file, (void)data, (void)size, -1; }
off_t lseek(int file, off_t offset, int from) { return (void)file, (void)offset, (void)from, -1; }
#endif

static int output(lua_State* lua) {
  size_t size;
  const char* text = luaL_checklstring(lua, 1, &size);
  write_output((const uint8_t*)text, size);
  return 0;
}

static const luaL_Reg libraries[] = {
    {LUA_GNAME, luaopen_base},       {LUA_TABLIBNAME, luaopen_table}, {LUA_STRLIBNAME, luaopen_string},
    {LUA_UTF8LIBNAME, luaopen_utf8}, {LUA_MATHLIBNAME, luaopen_math}, {LUA_COLIBNAME, luaopen_coroutine},
};

int main(void) {
  const uint8_t* script;
  size_t size;
  read_input(&script, &size);
  lua_State* lua = luaL_newstate();
  if (!lua) return 1;
  for (size_t i = 0; i < sizeof libraries / sizeof *libraries; i++) {
    luaL_requiref(lua, libraries[i].name, libraries[i].func, 1);
    lua_pop(lua, 1);
  }
  lua_register(lua, "output", output);
  if (luaL_loadbufferx(lua, (const char*)script, size, "=script", "t") != LUA_OK || lua_pcall(lua, 0, 0, 0) != LUA_OK) {
    fprintf(stderr, "%s\n", lua_tostring(lua, -1));
    return 1;
  }
  return 0;
}
