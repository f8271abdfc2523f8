package dev.qm.cli.command.selinux;

import dev.qm.cli.frame.Invocation;
import dev.qm.cli.frame.Subcommand;
import dev.qm.cli.parse.UsageException;
import dev.qm.cli.spec.CommandSpec;
import dev.qm.cli.spec.CommonOptions;
import dev.qm.cli.spec.ExitCode;
import dev.qm.cli.spec.OptionSpec;
import dev.qm.cli.terminal.Json;
import dev.qm.host.Untrusted;
import dev.qm.host.selinux.AuditLog;
import dev.qm.partition.selinux.DenialReader;
import dev.qm.partition.selinux.ExplainedDenial;
import dev.qm.partition.selinux.Policy;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** {@code qm selinux explain}. */
final class ExplainCommand implements Subcommand {
  private static final int USUAL = 20;

  private static final OptionSpec.Value SINCE =
      OptionSpec.text(
          "since",
          "TIME",
          "only denials since then: 30m, 2h, 3d, 14:05, 2026-01-31, 2026-01-31T14:05");
  private static final OptionSpec.Flag BOOT =
      OptionSpec.flag("boot", "only denials since the machine was started");
  private static final OptionSpec.Value COUNT =
      OptionSpec.text('n', "count", "COUNT", "at most so many different ones, the last [20]");

  @Override
  public CommandSpec spec() {
    return CommandSpec.named("selinux explain")
        .summary("say what SELinux denied the partition, and what would allow it")
        .description(
            """
            Reads the denials of QM's types from the audit log, or from the journal or the kernel's log where no audit \
            daemon runs. Same ones are shown as one, with a count. For each: who tried what; the boolean of QM's policy \
            that would allow it, or else the rule that would; and whether an invariant of the policy forbids that rule, \
            and which way it would open from the QM side to the other.

            The names of programs and files come from QM software: control characters in them are shown, never passed \
            on to your terminal.
            """)
        .options(SINCE, BOOT, COUNT, PolicyOptions.NAME, CommonOptions.ROOT, CommonOptions.JSON)
        .example("sudo qm selinux explain --since 10m", "What went wrong just now?")
        .example("sudo qm selinux explain --boot --json | jq '.denials[].rule'", "For a program")
        .exit(ExitCode.OK, "there are no denials")
        .exit(ExitCode.FAILURE, "there are denials, or they could not be read")
        .build();
  }

  @Override
  public int run(Invocation in) throws Exception {
    var root = in.root();
    var since = since(in);
    var most = (int) in.number(COUNT, 1, 1000).orElse(USUAL);
    var policy = Policy.of(PolicyOptions.namedSource(in));
    var log = AuditLog.read(root, since);
    var explained = new DenialReader(policy, root).explain(log.denials(), most);
    if (in.json()) {
      json(in, log, explained);
    } else {
      new DenialText(in.out(), in.console().terminal()).print(log, explained);
    }
    return explained.isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
  }

  private static Optional<Instant> since(Invocation in) throws UsageException {
    var given = in.value(SINCE);
    if (given.isPresent() && in.has(BOOT)) {
      throw new UsageException("--since and --boot say the same thing twice", "give one of them");
    }
    if (in.has(BOOT)) {
      return AuditLog.boot();
    }
    return given.isEmpty()
        ? Optional.empty()
        : Optional.of(Moment.parse(given.get(), Instant.now(), ZoneId.systemDefault()));
  }

  private static void json(Invocation in, AuditLog log, List<ExplainedDenial> explained)
      throws IOException {
    try (var json = Json.to(in.out())) {
      json.beginObject()
          .field("source", log.source())
          .field("complete", log.isComplete())
          .beginArray("denials");
      for (var one : explained) {
        json(json, one);
      }
      json.end().end();
    }
  }

  private static void json(Json json, ExplainedDenial one) throws IOException {
    var denial = one.last();
    json.beginObject().field("count", one.count());
    text(json, "first", one.first().map(Instant::toString));
    text(json, "last", denial.time().map(Instant::toString));
    text(json, "program", denial.program().map(Untrusted::toString));
    if (denial.pid().isPresent()) {
      json.field("pid", denial.pid().getAsInt());
    } else {
      json.unknown("pid");
    }
    json.field("source", denial.source());
    text(json, "sourceMeaning", one.source());
    json.beginArray("permissions");
    for (var permission : denial.permissions()) {
      json.value(permission);
    }
    json.end().field("class", denial.objectClass());
    text(json, "object", denial.object().map(Untrusted::toString));
    json.field("target", denial.target());
    text(json, "targetMeaning", one.target());
    json.field("permissive", denial.permissive());
    text(json, "boolean", one.wouldAllow().map(found -> found.name()));
    json.field("rule", one.rule());
    switch (one.verdict()) {
      case ExplainedDenial.Free() -> json.field("forbidden", false);
      case ExplainedDenial.Unknown(var why) -> json.unknown("forbidden").field("unknown", why);
      case ExplainedDenial.Forbidden(var invariants) -> {
        json.field("forbidden", true).beginArray("invariants");
        for (var invariant : invariants) {
          json.beginObject()
              .field("name", invariant.name())
              .field("sentence", invariant.sentence())
              .field("channel", invariant.channel())
              .end();
        }
        json.end();
      }
    }
    json.end();
  }

  private static void text(Json json, String name, Optional<String> value) throws IOException {
    if (value.isPresent()) {
      json.field(name, value.get());
    } else {
      json.unknown(name);
    }
  }
}
