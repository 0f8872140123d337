#include "squall_guest.h"

int main(void) {
  const uint8_t* data;
  size_t size;
  read_input(&data, &size);
  if (size != 1) return 1;
  const uint8_t twice = (uint8_t)(2 * data[0]);
  write_output(&twice, 1);
  return 0;
}
