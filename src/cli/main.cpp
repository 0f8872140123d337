#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <new>
#include <vector>

#include "squall/version.hpp"

#include "cli/commands.hpp"

int main(int argc, char** argv) {
  using namespace squall::cli;
  CLI::App app{"Proves and verifies what RISC-V programs compute"};
  app.name("squall");
  app.set_version_flag("--version", std::string("squall ") + squall::version());
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done or verified, 2 bad arguments, files or programs, 3 the guest failed, 4 proof rejected,\n"
      "5 a limit was reached, 6 the GPU failed or there is none, 70 internal error.");
  const std::vector<Command> commands = {add_run(app),   add_prove(app),   add_verify(app), add_inspect(app),
                                         add_bench(app), add_devices(app), add_profile(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    std::string name = "squall";
    for (const CLI::App* sub : app.get_subcommands()) name += " " + sub->get_name();
    std::string what = error.what();
    std::replace(what.begin(), what.end(), '\n', ' ');
    fmt::print(stderr, "squall: {} (see {} --help)\n", what, name);
    return kUsage;
  }
  try {
    const auto subcommands = app.get_subcommands({});
    for (std::size_t i = 0; i < subcommands.size(); ++i) {
      if (!subcommands[i]->parsed()) continue;
      const int code = commands[i]();
      if (std::fflush(stdout) != 0) {
        throw Failure{
            {squall::ErrorCode::kBadInput, std::string("standard output: cannot be written: ") + std::strerror(errno)}};
      }
      return code;
    }
  } catch (const Failure& failure) {
    fmt::print(stderr, "squall: {}\n", failure.error.message);
    return exit_code(failure.error.code);
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "squall: out of memory\n");
    return kLimit;
  } catch (const std::exception& error) {
    fmt::print(stderr, "squall: internal error: {}\n", error.what());
    return kInternalError;
  }
  return kOk;
}
