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
import dev.qm.cli.terminal.Printable;
import dev.qm.host.selinux.AuditLog;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.ipc.declared.Channel;
import dev.qm.partition.ipc.declared.ChannelDenials;
import dev.qm.partition.ipc.declared.DeclaredChannels;
import dev.qm.partition.ipc.live.Differences;
import dev.qm.partition.ipc.live.Survey;
import dev.qm.partition.selinux.DenialReader;
import dev.qm.partition.selinux.ExplainedDenial;
import dev.qm.partition.selinux.Policy;
import dev.qm.partition.selinux.PolicyName;
import dev.qm.partition.selinux.PolicyPlaces;
import dev.qm.partition.selinux.PolicySource;
import java.io.IOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** {@code qm ipc check}. */
final class CheckCommand implements Subcommand {
  private static final int MOST_DENIALS = 20;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

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

            While the partition runs, the channels are also compared with what there is: whether somebody listens, with \
            which label, and whether the sides meet anywhere else. What SELinux denied to the ends of channels since \
            the machine was started is told as notes.
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
    var spec = PartitionSpec.require(root);
    var declared = DeclaredChannels.read(spec);
    var findings = new Findings(declared.channels().size(), "channel", declared.problems());
    var differences = Differences.between(declared.channels(), Survey.of(spec));
    var denials = denials(in);
    if (in.json()) {
      try (var json = Json.to(in.out())) {
        json.beginObject();
        channels(json, declared.channels());
        FindingJson.fields(json, findings, FileNames.absolute());
        LiveJson.findings(json, "differences", differences);
        json.beginArray("denials");
        for (var denial : denials) {
          json.value(words(denial));
        }
        json.end().end();
      }
    } else {
      var text =
          new FindingText(
              in.out(),
              in.console().terminal(),
              SourceLines.ofPartition(root),
              FileNames.absolute());
      for (var problem : findings.problems()) {
        text.print(problem);
      }
      var live = new LiveText(in.out(), in.console().terminal(), LiveText.Shown.ALL);
      for (var difference : differences) {
        live.print(difference);
      }
      for (var denial : denials) {
        in.out().println("note: " + Printable.line(words(denial)));
      }
      in.out().println(findings.summary(differences.size(), "finding"));
    }
    return findings.isClean() && differences.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  /** Denials of an earlier start of the machine say nothing about the channels of this one. */
  private static List<ExplainedDenial> denials(Invocation in) throws Exception {
    var root = in.root();
    if (!root.isHost() || SELinux.probe(root) instanceof SELinux.Absent) {
      return List.of();
    }
    var log = AuditLog.read(root, AuditLog.boot());
    var name = PolicyName.QM;
    var policy = Policy.of(PolicySource.read(in.systemFiles(), name, PolicyPlaces.of(name)));
    return ChannelDenials.among(
        new DenialReader(policy, root).explain(log.denials(), MOST_DENIALS));
  }

  private static String words(ExplainedDenial one) {
    var denial = one.last();
    return "SELinux denied "
        + denial.program().map(program -> program + ", ").orElse("")
        + denial.sourceType()
        + ", "
        + String.join(" ", denial.permissions())
        + " on the "
        + denial.objectClass()
        + denial.object().map(object -> " " + object).orElse("")
        + ", "
        + denial.targetType()
        + (one.count() > 1 ? ", " + one.count() + " times" : "")
        + denial.time().map(time -> ", last at " + TIME.format(time)).orElse("")
        + "; `qm selinux explain --boot` says more";
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
