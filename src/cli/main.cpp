#include <CLI/CLI.hpp>
#include <fmt/format.h>
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
      "5 a limit was reached, 70 internal error.");
  const std::vector<Command> commands = {add_run(app), add_prove(app), add_verify(app), add_inspect(app),
                                         add_bench(app)};
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kOk : kUsage;
  }
  try {
    const auto subcommands = app.get_subcommands({});
    for (std::size_t i = 0; i < subcommands.size(); ++i) {
      if (subcommands[i]->parsed()) return commands[i]();
    }
  } catch (const Failure& failure) {
    fmt::print(stderr, "squall: {}\n", failure.error.message);
    return exit_code(failure.error.code);
  } catch (const std::exception& error) {
    fmt::print(stderr, "squall: internal error: {}\n", error.what());
    return kInternalError;
  }
  return kOk;
}
