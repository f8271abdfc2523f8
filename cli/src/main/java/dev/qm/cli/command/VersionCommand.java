package dev.qm.cli.command;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.QmVersion;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import java.io.IOException;

/** {@code qm version}. */
final class VersionCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("version")
        .summary("print the version of qm")
        .description(
            "Prints the version of qm, and with --json also that of the Java runtime in it.")
        .options(CommonOptions.JSON)
        .example("qm version", "Know which qm to name in a bug report")
        .example("qm version --json | jq -r .java", "Know which Java runtime qm brings along")
        .build();
  }

  @Override
  public int run(Invocation in) throws IOException {
    var version = QmVersion.ofQm();
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject()
            .field("qm", version.number())
            .field("java", Runtime.version().toString())
            .end();
      }
    } else {
      in.out().println("qm " + version.number());
    }
    return ExitCode.OK;
  }
}
