package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import java.util.List;

/** {@code qm bluechi trust export}. */
final class ExportCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust export")
        .summary("print what is trusted and withdrawn, for other machines")
        .description(
            """
            Prints the authorities and the list of what was withdrawn, without any key, for machines whose certificates stay \
            as they are: after `revoke`, and after `rotate --authority`. Keys are exported when they are made.
            """)
        .options(CommonOptions.ROOT)
        .example(
            "sudo qm bluechi trust export | ssh ecu2 sudo qm bluechi trust import -",
            "Tell another machine")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var authority = Authority.of(TrustFolder.of(in.root()));
    in.out().print(authority.bundle(List.of()).text());
    return ExitCode.OK;
  }
}
