// The full C++ standard library: exceptions, RTTI, streams, containers. Input: lines "name number". Output: the sum for
// each name in alphabetical order, as text.
//
// Exit codes: 1 a line does not have this form; 2 no line.

#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "squall_guest.hpp"

namespace {

struct BadLine : std::runtime_error {
  BadLine(int number, const std::string& why) : runtime_error("line " + std::to_string(number) + ": " + why) {}
};

// Counts what is alive: unwinding must destroy all of it.
struct Alive {
  static inline int count = 0;
  Alive() { ++count; }
  ~Alive() { --count; }
};

struct Account {
  virtual ~Account() = default;
  virtual void add(long long amount) = 0;
};
struct Sum : Account {
  long long value = 0;
  void add(long long amount) override { value += amount; }
};

using Accounts = std::map<std::string, std::unique_ptr<Account>>;

Accounts read(std::istream& in) {
  Accounts accounts;
  std::string line;
  for (int number = 1; std::getline(in, line); ++number) {
    const Alive alive;
    std::istringstream fields(line);
    std::string name, amount;
    if (!(fields >> name >> amount)) throw BadLine(number, "expected a name and a number");
    auto& account = accounts[name];
    if (!account) account = std::make_unique<Sum>();
    try {
      account->add(std::stoll(amount));
    } catch (const std::invalid_argument&) {
      throw BadLine(number, amount + " is not a number");
    } catch (const std::out_of_range& error) {
      throw BadLine(number, std::string("too large for ") + error.what());
    }
  }
  return accounts;
}

int run() {
  Accounts accounts;
  try {
    accounts = read(std::cin);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return Alive::count == 0 && dynamic_cast<const BadLine*>(&error) ? 1 : 99;
  }
  std::ostringstream out;
  for (const auto& [name, account] : accounts) out << name << ' ' << dynamic_cast<Sum&>(*account).value << '\n';
  const std::string text = out.str();
  guest::output({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  std::cerr << accounts.size() << " names\n";
  return accounts.empty() ? 2 : 0;
}

}  // namespace

int main() {
  try {
    std::vector<int>(3).at(7);
  } catch (const std::out_of_range&) {
    return run();
  }
  return 98;
}
