package dev.qm.cli.command.trust;

import dev.qm.bluechi.trust.Accepted;
import dev.qm.bluechi.trust.Authority;
import dev.qm.bluechi.trust.Identity;
import dev.qm.bluechi.trust.NodeCertificate;
import dev.qm.bluechi.trust.TrustFolder;
import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.terminal.Json;
import dev.qm.cli.terminal.Table;
import dev.qm.host.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** {@code qm bluechi trust list}. */
final class ListCommand implements Subcommand {
  private static final int SHORT = 16;

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("bluechi trust list")
        .summary("show certificates of nodes, and until when they count")
        .description(
            """
            Shows all certificates that the authority of this machine has signed, or, where another machine has it, those \
            whose keys are here. COUNTS is yes while one does, or why it does not; UNTIL is the end, by itself or because it \
            was withdrawn.
            """)
        .options(CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm bluechi trust list", "Which ones end soon?")
        .build();
  }

  /** A line of the table. */
  private record Line(NodeCertificate certificate, boolean isHere) {}

  @Override
  public int run(Invocation in) throws Exception {
    var folder = TrustFolder.of(in.root());
    if (!Files.exists(folder.trusted())) {
      if (in.json()) {
        print(in, List.of(), new Accepted(List.of(), List.of()));
      } else {
        in.out().println("There are no certificates here; `qm bluechi trust new` makes them.");
      }
      return ExitCode.OK;
    }
    print(in, lines(folder), folder.accepted());
    return ExitCode.OK;
  }

  private static List<Line> lines(TrustFolder folder) throws HostException {
    var lines = new ArrayList<Line>();
    var authority = Authority.of(folder);
    if (authority.isThere()) {
      for (var one : authority.signed()) {
        lines.add(new Line(one.certificate(), one.isHere()));
      }
      return lines;
    }
    for (var file : folder.identityFiles()) {
      lines.add(new Line(Identity.read(file).certificate(), true));
    }
    return lines;
  }

  private static void print(Invocation in, List<Line> lines, Accepted accepted) throws IOException {
    var now = Instant.now();
    if (in.json()) {
      json(in, lines, accepted, now);
      return;
    }
    var table = Table.of("NODE", "COUNTS", "UNTIL", "DAYS", "KEY", "FINGERPRINT");
    for (var line : lines) {
      var one = line.certificate();
      var until = until(one, accepted);
      table.row(
          one.name(),
          accepted.refusal(one.certificate(), now).orElse("yes"),
          until.toString(),
          Long.toString(Math.max(0, ChronoUnit.DAYS.between(now, until))),
          line.isHere() ? "here" : "elsewhere",
          one.fingerprint().substring(0, SHORT));
    }
    table.print(in.out(), in.console().terminal());
  }

  private static void json(Invocation in, List<Line> lines, Accepted accepted, Instant now)
      throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginArray();
      for (var line : lines) {
        var one = line.certificate();
        json.beginObject()
            .field("node", one.name())
            .field("role", one.role().name().toLowerCase(java.util.Locale.ROOT))
            .field("counts", accepted.refusal(one.certificate(), now).isEmpty())
            .field("from", one.from().toString())
            .field("until", until(one, accepted).toString())
            .field("keyHere", line.isHere())
            .field("sha256", one.fingerprint())
            .end();
      }
      json.end();
    }
  }

  private static Instant until(NodeCertificate one, Accepted accepted) {
    return accepted
        .withdrawal(one.certificate())
        .map(it -> it.from())
        .filter(it -> it.isBefore(one.until()))
        .orElse(one.until());
  }
}
