package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Mend;
import dev.qm.assurance.rule.Mend.Place;
import dev.qm.assurance.rule.Mend.Setting;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Options;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import dev.qm.host.machine.Init;
import dev.qm.host.process.ProcessInfo;
import java.util.ArrayList;
import java.util.List;

/** What the partition says on its console takes a bounded part of the host's disk and journal. */
final class HostJournal {
  static final Rule RULE =
      Rule.named("host-journal-flood")
          .title("What the partition writes on its console is bounded on the host")
          .against(Interference.STORAGE)
          .harm(
              "Root inside writes to /dev/console without end: the host's disk fills, or its journal loses what the ASIL"
                  + " side said.")
          .rationale(
              """
              Podman's conmon reads the console and hands it on: to the host's journal, where journald drops what a \
              service says beyond 10000 messages in 30 s, unless it was told otherwise; or to a file (k8s-file, json-file), \
              which grows for as long as the partition runs unless it has a size. Podman takes the file where no systemd \
              runs the host.\
              """)
          .sources(
              "podman-run(1), --log-driver and --log-opt",
              "journald.conf(5), RateLimitIntervalSec=",
              "systemd.exec(5), LogRateLimitIntervalSec=",
              "containers.conf(5), log_driver and log_size_max")
          .how(
              "--log-driver and --log-opt of the effective podman run; LogRateLimitIntervalSec= and LogRateLimitBurst= of"
                  + " the service; the host's journald.conf; while it runs, conmon's command line.")
          .proves(
              "The console alone cannot fill the host's disk, and is slowed down at the journal.")
          .doesNotProve(
              "That below that rate nothing of the ASIL side is vacuumed from the journal.")
          .mend("set LogOpt=max-size=10mb, or LogDriver=journald with the usual rate limits")
          .check(HostJournal::check);

  private static final List<String> FILES = List.of("k8s-file", "json-file");

  private HostJournal() {}

  private static Verdict check(PartitionView view) {
    var judgement = new Judgement();
    var options = view.partition().options();
    var asked = options.last("log-driver").filter(it -> !it.value().isEmpty());
    var hasSystemd = Init.probe(view.machine().root()) instanceof Init.Systemd;
    if (!view.machine().isRunning() && asked.isEmpty()) {
      return new Verdict.NotJudged("Podman's own log driver depends on what runs the machine");
    }
    var driver = asked.map(Options.Option::value).orElse(hasSystemd ? "journald" : "k8s-file");
    var written =
        asked
            .filter(it -> !it.causes().isEmpty())
            .map(it -> Evidence.of(it.causes().getLast()))
            .orElse(
                Evidence.missing(
                    view.partition().quadlet().file(), "no LogDriver=: Podman takes " + driver));
    if (FILES.contains(driver) && asked.isEmpty() && !hasSystemd) {
      judgement.holds(
          Evidence.missing(
              view.partition().quadlet().file(),
              "without systemd qm itself bounds what Podman keeps of the console"));
    } else if (FILES.contains(driver)) {
      file(judgement, view, written);
    } else if (driver.equals("journald")) {
      journal(judgement, view, written);
    } else {
      judgement.holds(written);
    }
    view.live().ifPresent(live -> live(judgement, view, live.first().info().parent()));
    return judgement.verdict("");
  }

  private static void file(Judgement judgement, PartitionView view, Evidence written) {
    for (var option : view.partition().options().named("log-opt")) {
      if (option.value().startsWith("max-size=") && !option.causes().isEmpty()) {
        judgement.holds(Evidence.of(option.causes().getLast()));
        return;
      }
    }
    judgement.fault(
        Fault.of("the console goes to a file of the host's that grows without bound", written)
            .with(Mend.startOfPartition("Container", "LogOpt", "max-size=10mb")));
  }

  private static void journal(Judgement judgement, PartitionView view, Evidence written) {
    var host = HostConf.of(view, "journald.conf");
    var found = false;
    for (var key : List.of("IntervalSec", "Burst")) {
      var own = view.partition().last("Service", "LogRateLimit" + key);
      var theirs = host.last("Journal", "RateLimit" + key);
      var counts = own.isPresent() ? own : theirs;
      if (counts.filter(entry -> isZero(entry.value())).isPresent()) {
        found = true;
        var mend =
            new Mend(
                "qm.container",
                Place.HOST,
                List.of(
                    Setting.start(
                        "Service", "LogRateLimit" + key, key.equals("Burst") ? "10000" : "30s")));
        judgement.fault(
            Fault.of(
                    "the host's journal takes whatever the console says", Evidence.of(counts.get()))
                .with(mend));
      }
    }
    if (!found) {
      judgement.holds(written);
    }
  }

  private static boolean isZero(String value) {
    var text = value.strip();
    return !text.isEmpty()
        && text.chars().allMatch(c -> c == '0' || Character.isLetter(c))
        && text.startsWith("0");
  }

  /** conmon(8): --log-path DRIVER:PATH or -l, and --log-size-max. */
  private static void live(Judgement judgement, PartitionView view, int parent) {
    var info = ProcessInfo.read(view.machine().kernelRoot().at("/proc"), parent);
    if (info.isEmpty() || !info.get().name().toString().equals("conmon")) {
      judgement.unknown("conmon, which reads the console, is not the parent of PID 1");
      return;
    }
    var file = "/proc/" + parent + "/cmdline";
    var arguments = info.get().arguments().stream().map(Object::toString).toList();
    var toFile = false;
    var size = -1L;
    for (var i = 0; i + 1 < arguments.size(); i++) {
      var word = arguments.get(i);
      if (word.equals("-l") || word.equals("--log-path")) {
        toFile |= FILES.stream().anyMatch(arguments.get(i + 1)::startsWith);
      } else if (word.equals("--log-size-max")) {
        size = ControlFile.number(arguments.get(i + 1)).orElse(-1);
      }
    }
    var evidence = Evidence.kernel(file, String.join(" ", last(arguments)));
    if (toFile && size <= 0) {
      judgement.fault(
          Fault.of("the console goes to a file of the host's that grows without bound", evidence));
    } else {
      judgement.holds(evidence);
    }
  }

  /** Only what is about logs: the rest is long. */
  private static List<String> last(List<String> arguments) {
    var about = new ArrayList<String>();
    for (var i = 0; i + 1 < arguments.size(); i++) {
      if (List.of("-l", "--log-path", "--log-size-max").contains(arguments.get(i))) {
        about.add(arguments.get(i));
        about.add(arguments.get(i + 1));
      }
    }
    return about;
  }
}
