package dev.qm.assurance.rules.kernel;

import dev.qm.assurance.rule.Asked;
import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rule.Walls;
import dev.qm.assurance.rule.WithoutOption;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.file.ControlFile;
import dev.qm.quadlet.syntax.Entry;
import java.util.List;
import java.util.OptionalLong;

/**
 * A count that the kernel keeps for a user id, in a user namespace also for who made it, and
 * compares with a limit of the process that asks, or that made the namespace. So the partition's
 * limit has to lie below the host's.
 *
 * @param id of the rule
 * @param name of what is counted
 * @param key of [Service]
 * @param ulimit in podman-run(1)
 * @param title in /proc/PID/limits
 * @param usual the kernel's own limit; 0 where it depends on the machine
 * @param value that QM asks for
 * @param harm one sentence
 * @param source where that stands
 */
record HalvedLimit(
    String id,
    String name,
    String key,
    String ulimit,
    String title,
    long usual,
    String value,
    String harm,
    String source) {
  /** One is enough to show it. */
  private static final int MOST = 10;

  static List<Rule> rules() {
    return List.of(
        new HalvedLimit(
                "message-queue-bytes",
                "bytes in POSIX message queues",
                "LimitMSGQUEUE",
                "msgqueue",
                "Max msgqueue size",
                819_200,
                "409600",
                "Software inside makes message queues until the host's root can open none: mq_open gives EMFILE.",
                "getrlimit(2), RLIMIT_MSGQUEUE; mq_overview(7)")
            .rule(),
        new HalvedLimit(
                "pending-signals",
                "signals and timers that wait",
                "LimitSIGPENDING",
                "sigpending",
                "Max pending signals",
                0,
                "2048",
                "Software inside makes timers until the host's root gets none: timer_create gives EAGAIN.",
                "getrlimit(2), RLIMIT_SIGPENDING")
            .rule());
  }

  private Rule rule() {
    return Rule.named(id)
        .title("The partition's limit of " + name + " lies below the host's")
        .against(Interference.EXCHANGE)
        .harm(harm)
        .rationale(
            "The kernel adds what a user namespace has to the count of whoever made it, the host's root, and without "
                + "one root inside is that user. It refuses by the limit of the process that asks, and of the one that "
                + "made the namespace: so what lies between both limits is the host's.")
        .sources(source, "user_namespaces(7)", "docs/architecture.md, Counts that the host shares")
        .how(
            key
                + "= of [Service], --ulimit "
                + ulimit
                + " of the effective podman run; while it runs, "
                + title
                + " of each process inside; each against that of the host's process 1.")
        .proves("The host's root keeps what lies above the partition's limit.")
        .doesNotProve("That other software of the host's root leaves any.")
        .mend("set " + key + "=" + value + " in a drop-in, then `qm restart`")
        .check(this::check);
  }

  private Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var host = host(view);
    var unit = view.partition();
    var entry = unit.last("Service", key);
    var mend = Mend.ofPartition("Service", key, value);
    if (entry.isEmpty()) {
      judgement.fault(
          Fault.of("the partition may have all " + name, Asked.unset(unit, "Service", key))
              .with(mend));
    } else {
      asked(judgement, entry.get(), host, mend);
    }
    if (Walls.userNamespace(view).isEmpty()) {
      // in a user namespace the limit of who made it holds all the same
      for (var option : unit.options().named("ulimit")) {
        if (option.limit().startsWith(ulimit + "=")
            && isTooMuch(option.limit().substring(ulimit.length() + 1), host)) {
          judgement.fault(
              Fault.of("the container may have all " + name, Asked.evidence(unit, option))
                  .with(WithoutOption.mend(unit, option)));
        }
      }
    }
    if (view.live().isPresent()) {
      var found = 0;
      for (var process : view.live().get().processes()) {
        var limit = process.hardLimit(title);
        var has = process.limits().contains(title);
        var evidence =
            Evidence.kernel(
                "/proc/" + process.pid() + "/limits",
                title
                    + ": "
                    + (limit.isPresent() ? Long.toString(limit.getAsLong()) : "unlimited"));
        if (has && (limit.isEmpty() || (host > 0 && limit.getAsLong() >= host)) && found++ < MOST) {
          judgement.fault(Fault.of("a process inside may have all " + name, evidence));
        } else if (has && process.pid() == view.live().get().first().pid()) {
          judgement.holds(evidence);
        }
      }
    }
    return judgement.verdict("");
  }

  private void asked(Judgement judgement, Entry entry, long host, Mend mend) {
    if (isTooMuch(entry.value(), host)) {
      judgement.fault(
          Fault.of("the partition may have all " + name, Evidence.of(entry)).with(mend));
    } else {
      judgement.holds(Evidence.of(entry));
    }
  }

  /** The hard limit of {@code SOFT:HARD}, or of one value for both: systemd.exec(5). */
  private static boolean isTooMuch(String text, long host) {
    var hard = text.substring(text.indexOf(':') + 1).strip();
    OptionalLong number = hard.startsWith("-") ? OptionalLong.empty() : Limits.size(hard);
    return number.isEmpty() || (host > 0 && number.getAsLong() >= host);
  }

  /** What services of the host may have: that of process 1, which they inherit. */
  private long host(PartitionView view) {
    for (var line : KernelText.lines(view.machine().texts().at("/proc/1/limits").orElse(""))) {
      if (line.startsWith(title)) {
        var fields = KernelText.of(line.substring(title.length()));
        return fields.isEmpty() ? usual : ControlFile.number(fields.getFirst()).orElse(usual);
      }
    }
    return usual;
  }
}
