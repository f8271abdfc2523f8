package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.ConfigLines;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.HostException;
import dev.qm.host.cgroup.Limits;
import dev.qm.host.file.ConfinedPath;
import dev.qm.host.file.HostileTree;
import dev.qm.quadlet.syntax.Entry;
import java.nio.file.Path;
import java.util.Optional;

/** The partition's journal keeps to its share of its file system. */
final class JournalInside {
  static final Rule RULE =
      Rule.named("journal-inside")
          .title(
              "The partition's journal takes at most half of its file system, and not without end")
          .against(Interference.STORAGE)
          .harm(
              "An app inside that logs without end fills the file system of /var, and keeps disk and processors busy.")
          .rationale(
              """
              journald keeps at most a tenth of the file system, 4 GiB at most, and leaves 15 % free, unless its \
              configuration says other numbers. It drops what a service logs beyond a rate, unless that is switched off.\
              """)
          .sources(
              "journald.conf(5), SystemMaxUse= and SystemKeepFree=",
              "journald.conf(5), RateLimitIntervalSec= and RateLimitBurst=")
          .how(
              "journald.conf and its parts in the partition's /etc; the size of the file system of /var: statvfs(3).")
          .proves("What the partition's journald keeps by itself leaves half of that file system.")
          .doesNotProve(
              "Anything about a root inside, who can change it: that is what var-space is about.")
          .mend(
              "set SystemMaxUse=, and no RateLimit line to 0, in a part of the partition's /etc/systemd/journald.conf.d")
          .check(JournalInside::check);

  private static final long MOST_BY_DEFAULT = 4L << 30;
  private static final int MOST = 1 << 20;
  private static final String FOLDER = "systemd/journald.conf.d";

  private JournalInside() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var layout = view.declared().spec().layout();
    var ground = Ground.of(view, layout.var());
    if (ground.isEmpty()) {
      return new Verdict.NotJudged("the file system of " + layout.var() + " cannot be looked at");
    }
    ConfigLines conf;
    try {
      conf = conf(view, layout.etc());
    } catch (HostException unreadable) {
      return new Verdict.NotJudged(String.valueOf(unreadable.getMessage()));
    }
    var total = ground.get().shown().total();
    var most = conf.last("Journal", "SystemMaxUse").filter(entry -> !entry.value().isEmpty());
    var free = conf.last("Journal", "SystemKeepFree").filter(entry -> !entry.value().isEmpty());
    var use = bytes(most, total, Math.min(total / 10, MOST_BY_DEFAULT));
    var keep = bytes(free, total, Math.min(total * 15 / 100, MOST_BY_DEFAULT));
    var judgement = new Judgement();
    if (Math.min(use, total - keep) > total / 2) {
      judgement.fault(
          Fault.of(
              "the journal inside may take more than half of its file system",
              most.map(Evidence::of)
                  .orElse(Evidence.kernel(ground.get().place().toString(), total + " bytes"))));
    } else {
      judgement.holds(
          most.map(Evidence::of)
              .orElse(
                  Evidence.kernel(
                      ground.get().place().toString(),
                      "journald's own share of " + (total >> 20) + " MiB")));
    }
    rate(judgement, conf);
    return judgement.verdict("");
  }

  /** 0 in either line switches it off: journald.conf(5). */
  private static void rate(Judgement judgement, ConfigLines conf) {
    for (var key : new String[] {"RateLimitIntervalSec", "RateLimitBurst"}) {
      var line = conf.last("Journal", key).filter(entry -> isZero(entry.value().strip()));
      if (line.isPresent()) {
        judgement.fault(
            Fault.of("the journal inside takes all that a service logs", Evidence.of(line.get())));
      }
    }
  }

  /** A number or a span of time, {@code 0s}, that is nothing. */
  private static boolean isZero(String value) {
    return !value.isEmpty()
        && value.chars().noneMatch(c -> c >= '1' && c <= '9')
        && value.indexOf('0') >= 0;
  }

  private static ConfigLines conf(PartitionView view, String etc) throws HostException {
    var conf = lines(view, etc, "systemd/journald.conf");
    var tree = new HostileTree(ConfinedPath.resolve(view.machine().root().directory(), etc));
    for (var name : tree.list(FOLDER)) {
      if (name.endsWith(".conf")) {
        conf = conf.and(lines(view, etc, FOLDER + "/" + name));
      }
    }
    return conf;
  }

  private static ConfigLines lines(PartitionView view, String etc, String file)
      throws HostException {
    return view.declared()
        .text(etc, file)
        .filter(text -> text.length() < MOST)
        .map(text -> ConfigLines.parse(Path.of(etc, file), text))
        .orElse(ConfigLines.NONE);
  }

  /** A size, or a share: journald.conf(5). */
  private static long bytes(Optional<Entry> entry, long total, long otherwise) {
    if (entry.isEmpty()) {
      return otherwise;
    }
    var value = entry.get().value().strip();
    if (value.endsWith("%")) {
      var percent = Limits.size(value.substring(0, value.length() - 1).strip());
      return percent.isPresent() ? total / 100 * Math.min(100, percent.getAsLong()) : otherwise;
    }
    // journald goes on with its own value where it cannot read one
    return Limits.size(value).orElse(otherwise);
  }
}
