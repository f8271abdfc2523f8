package dev.qm.cli.command.ipc;

import dev.qm.cli.finding.FileNames;
import dev.qm.cli.finding.FindingJson;
import dev.qm.cli.finding.FindingText;
import dev.qm.cli.finding.Findings;
import dev.qm.cli.finding.SourceLines;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.Channel;
import dev.qm.partition.ipc.DeclaredChannels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** {@code qm ipc check}. */
final class CheckCommand implements Subcommand {
  @Override
  public CommandSpec spec() {
    return CommandSpec.named("ipc check")
        .summary("find what keeps channels from working, before it is an AVC denial")
        .description(
            """
            Reads the unit files of both sides, those of 'qm ipc new' and those written by hand, and finds what does \
            not go together: a socket outside /run/ipc, a server or a client without its SELinux type, a socket that \
            nobody serves, a partition that does not see /run/ipc, two channels inside QM with the same categories.

            Each finding is one line, FILE:LINE:COLUMN: error: what, why, mend, with the line of the file under it, as \
            'qm quadlet check' prints them.
            """)
        .options(CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm ipc check", "Will the channels of this machine work?")
        .example("qm ipc check --root image/ --json", "For a machine image, in a CI job")
        .exit(ExitCode.OK, "nothing is wrong")
        .exit(ExitCode.FAILURE, "there are errors or warnings")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var declared = DeclaredChannels.read(PartitionSpec.require(root));
    // what runs, and what SELinux denied of late, come after what the files say
    var findings = new Findings(declared.channels().size(), "channel", declared.problems());
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject();
        channels(json, declared.channels());
        FindingJson.fields(json, findings, FileNames.absolute());
        json.end();
      }
    } else {
      var text =
          new FindingText(
              in.out(), in.console().terminal(), new SourceLines(root), FileNames.absolute());
      for (var problem : findings.problems()) {
        text.print(problem);
      }
      in.out().println(findings.summary());
    }
    return findings.isClean() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static void channels(Json json, List<Channel> channels) throws IOException {
    json.beginArray("channels");
    for (var channel : channels) {
      json.beginObject().field("name", channel.name());
      json.field(
          "between",
          switch (channel.between()) {
            case ASIL_AND_QM -> "asil,qm";
            case QM_AND_QM -> "qm,qm";
          });
      known(json, "path", channel.path());
      known(json, "level", channel.level());
      ends(json, "sockets", channel.socket().stream().toList());
      ends(json, "servers", channel.servers());
      ends(json, "clients", channel.clients());
      json.end();
    }
    json.end();
  }

  private static void known(Json json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }

  private static void ends(Json json, String name, List<Channel.End> ends) throws IOException {
    json.beginArray(name);
    for (var end : ends) {
      json.beginObject()
          .field("unit", end.unit())
          .field("file", end.origin().file().toString())
          .field("line", end.origin().line())
          .end();
    }
    json.end();
  }
}
