package dev.qm.assurance.rules.drift;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;
import dev.qm.partition.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;

/** No file that describes the partition is newer than its start. */
final class RestartDue {
  static final Rule RULE =
      Rule.named("restart-due")
          .title("The running partition was started from the files as they are now")
          .against(Interference.CONTROL)
          .harm("A wall that a drop-in puts up stands on paper only, until the next start.")
          .rationale(
              """
              A drop-in takes effect when the partition is started. What was written since is what the next start will \
              bring.\
              """)
          .sources("podman-systemd.unit(5)", "proc_pid_stat(5), starttime", "proc_stat(5), btime")
          .how(
              "The time of change of qm.container, its drop-ins and the seccomp profile, against the start of the"
                  + " partition's PID 1.")
          .proves("None of these files was written after the start.")
          .doesNotProve(
              "That none was taken away since; see running-options. After a start again by itself without systemd Podman"
                  + " keeps the older options.")
          .mend("`qm restart`")
          .check(RestartDue::check);

  /** Clock ticks in a second: USER_HZ of every architecture that QM runs on. */
  private static final long TICKS = 100;

  private RestartDue() {}

  private static Verdict check(PartitionView view) {
    if (view.live().isEmpty()) {
      return new Verdict.NotApplicable("the partition does not run, or was not looked at");
    }
    var boot = ControlFile.value(view.machine().texts().at("/proc/stat").orElse(""), "btime");
    if (boot.isEmpty()) {
      return new Verdict.NotJudged("/proc/stat does not tell when the machine was booted");
    }
    var first = view.live().get().first();
    var start =
        Instant.ofEpochSecond(boot.getAsLong())
            .plus(Duration.ofMillis(first.info().startTicks() * 1000 / TICKS));
    var files = new ArrayList<Path>();
    files.add(view.partition().quadlet().file());
    files.addAll(view.partition().quadlet().dropIns());
    files.add(view.machine().root().at(Layout.SECCOMP));
    var judgement = new Judgement();
    for (var file : files) {
      try {
        var written = Files.getLastModifiedTime(file).toInstant();
        // the boot time is of whole seconds
        if (written.isAfter(start.plusSeconds(1))) {
          judgement.fault(
              Fault.of(
                  file.getFileName() + " was written after the partition was started",
                  Evidence.missing(file, "written " + written + ", started " + start)));
        }
      } catch (IOException gone) {
        judgement.unknown(file + " is gone");
      }
    }
    judgement.holds(Evidence.kernel("/proc/" + first.pid() + "/stat", "started " + start));
    return judgement.verdict("");
  }
}
