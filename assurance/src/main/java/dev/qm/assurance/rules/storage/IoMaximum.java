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
import dev.qm.assurance.rules.storage.Disks.Disk;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.quadlet.syntax.Entry;
import java.util.ArrayList;
import java.util.List;

/** Where weights do nothing, what the partition asks of a disk has a maximum. */
final class IoMaximum {
  static final Rule RULE =
      Rule.named("io-max")
          .title("Where weights do not act, the partition's reads and writes have a maximum")
          .against(Interference.TIMING)
          .harm("Software inside fills the disk's queue, and nothing holds it back.")
          .rationale(
              """
              Maxima act under every scheduler: the kernel holds a group's requests back before they reach the disk's \
              queue. They leave unused what weights would have given.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, io.max",
              "systemd.resource-control(5), IOReadBandwidthMax=",
              "Linux, Documentation/admin-guide/cgroup-v1/blkio-controller.rst, throttling")
          .how(
              "Where the disk serves by weights there is nothing to ask for. Else a maximum for reads and one for writes in"
                  + " the effective qm.container; while it runs, io.max or blkio.throttle of the group for that disk.")
          .proves("The partition's share of each disk is bounded, by weights or by maxima.")
          .doesNotProve("That the maxima leave the ASIL side enough.")
          .mend(
              "`qm setup --io-max 50M,500iops`, or IOReadBandwidthMax= and IOWriteBandwidthMax= in a drop-in, with what the"
                  + " ASIL side can spare, then `qm restart`; or see io-weight-effective")
          .check(IoMaximum::check);

  private static final List<String> READS = List.of("IOReadBandwidthMax", "IOReadIOPSMax");
  private static final List<String> WRITES = List.of("IOWriteBandwidthMax", "IOWriteIOPSMax");

  private IoMaximum() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    var disks = new Disks(view);
    var all = disks.ofTrees();
    if (all.isEmpty()) {
      judgement.unknown("the disks of /var and /etc are not to be seen in /sys");
    }
    for (var disk : all) {
      if (disks.honoursWeights(disk)) {
        judgement.holds(
            Evidence.kernel(
                disk.queue(), IoWeightEffective.scheduler(disk) + ": served by weights"));
      } else if (disk.isLoop() && lines(view, READS).isEmpty() && lines(view, WRITES).isEmpty()) {
        judgement.unknown(disk.name() + IoWeightEffective.LOOP);
      } else {
        declared(judgement, view, disk);
        view.live().ifPresent(live -> live(judgement, view, live, disk));
      }
    }
    return judgement.verdict("");
  }

  private static void declared(Judgement judgement, PartitionView view, Disk disk) {
    var reads = lines(view, READS);
    var writes = lines(view, WRITES);
    if (!reads.isEmpty() && !writes.isEmpty()) {
      judgement.holds(Evidence.of(reads.getLast()));
      judgement.holds(Evidence.of(writes.getLast()));
      return;
    }
    var settings = new ArrayList<Setting>();
    if (reads.isEmpty()) {
      settings.add(Setting.start("Service", "IOReadBandwidthMax", "/var 50M"));
    }
    if (writes.isEmpty()) {
      settings.add(Setting.start("Service", "IOWriteBandwidthMax", "/var 20M"));
    }
    judgement.fault(
        Fault.of(
                "nothing bounds what the partition "
                    + (reads.isEmpty() ? writes.isEmpty() ? "reads and writes" : "reads" : "writes")
                    + " on "
                    + disk.name(),
                Evidence.missing(
                    view.partition().quadlet().file(), "no " + settings.getFirst().key() + "="))
            .with(new Mend("qm.container", Place.HOST, settings)));
  }

  private static List<Entry> lines(PartitionView view, List<String> keys) {
    var lines = new ArrayList<Entry>();
    for (var key : keys) {
      for (var line : view.partition().values("Service", key)) {
        // which takes a maximum back
        if (!line.value().endsWith(" infinity")) {
          lines.add(line);
        }
      }
    }
    return lines;
  }

  private static void live(Judgement judgement, PartitionView view, Live live, Disk disk) {
    if (view.machine().isV2("io")) {
      var file = live.file("io", "io.max", "");
      var line = line(live.value("io", "io.max", "").orElse(""), disk);
      var isBounded =
          (isSet(line, "rbps=") || isSet(line, "riops="))
              && (isSet(line, "wbps=") || isSet(line, "wiops="));
      judge(judgement, isBounded, disk, file.toString(), line);
      return;
    }
    var file = live.file("blkio", "", "blkio.throttle.read_bps_device").toString();
    var isBounded = isV1Set(live, disk, "read") && isV1Set(live, disk, "write");
    judge(judgement, isBounded, disk, file, "");
  }

  private static boolean isV1Set(Live live, Disk disk, String what) {
    for (var unit : List.of("bps", "iops")) {
      var name = "blkio.throttle." + what + "_" + unit + "_device";
      if (!line(live.value("blkio", "", name).orElse(""), disk).isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private static void judge(
      Judgement judgement, boolean isBounded, Disk disk, String file, String line) {
    var evidence = Evidence.kernel(file, line.isEmpty() ? "nothing for " + disk.number() : line);
    if (isBounded) {
      judgement.holds(evidence);
    } else {
      judgement.fault(Fault.of("the running partition has no maximum on " + disk.name(), evidence));
    }
  }

  private static String line(String text, Disk disk) {
    for (var line : KernelText.lines(text)) {
      if (line.startsWith(disk.number() + " ")) {
        return line;
      }
    }
    return "";
  }

  private static boolean isSet(String line, String key) {
    for (var word : KernelText.of(line)) {
      if (word.startsWith(key) && !word.equals(key + "max")) {
        return true;
      }
    }
    return false;
  }
}
