package dev.qm.assurance.rules.storage;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.rules.storage.Disks.Disk;
import dev.qm.assurance.view.Live;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;

/** The disks divide their time by weights. */
final class IoWeightEffective {
  static final Rule RULE =
      Rule.named("io-weight-effective")
          .title("The disks of the partition serve by weights")
          .against(Interference.TIMING)
          .harm(
              "IOWeight= stands there and does nothing: the ASIL side waits behind software inside.")
          .rationale(
              """
              Only two parts of the kernel look at weights: the scheduler BFQ, and iocost, which is off until somebody \
              enables it for a disk. With none, mq-deadline or kyber requests are served as they come.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, io.weight and io.cost.qos",
              "Linux, Documentation/block/bfq-iosched.rst",
              "Linux, Documentation/block/switching-sched.rst")
          .how(
              "The disks below the file systems of /var and /etc: queue/scheduler in sysfs, io.cost.qos of the root"
                  + " group; while the partition runs, that its group has the weight of that mechanism.")
          .proves("Reads and direct writes of both sides are served by their weights.")
          .doesNotProve(
              "Anything about writes through the page cache on cgroup v1, which the kernel makes in nobody's name.")
          .mend(
              "choose BFQ for the disk (echo bfq >/sys/block/DISK/queue/scheduler, and a udev rule), or enable iocost"
                  + " in io.cost.qos; or set maxima, see io-max")
          .check(IoWeightEffective::check);

  private IoWeightEffective() {}

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
      var evidence = Evidence.kernel(disk.queue(), scheduler(disk));
      if (disk.isLoop()) {
        judgement.unknown(disk.name() + LOOP);
      } else if (disks.honoursWeights(disk)) {
        judgement.holds(
            disk.scheduler().equals("bfq")
                ? evidence
                : Evidence.kernel("io.cost.qos", disk.number() + " enable=1"));
        view.live().ifPresent(live -> live(judgement, view, live, disk));
      } else {
        judgement.fault(
            Fault.of("nothing serves the requests of " + disk.name() + " by weights", evidence));
      }
    }
    return judgement.verdict("");
  }

  /** Why nobody knows who serves a loop device. */
  static final String LOOP = " is a loop device, whose file's disk is not looked for";

  static String scheduler(Disk disk) {
    return disk.scheduler().isEmpty() ? "no scheduler" : "[" + disk.scheduler() + "]";
  }

  private static void live(Judgement judgement, PartitionView view, Live live, Disk disk) {
    var controller = view.machine().isV2("io") ? "io" : "blkio";
    var isBfq = disk.scheduler().equals("bfq");
    var v2 = isBfq ? "io.bfq.weight" : "io.weight";
    var v1 = isBfq ? "blkio.bfq.weight" : "blkio.weight";
    var value = live.value(controller, v2, v1);
    if (value.isPresent()) {
      judgement.holds(Evidence.kernel(live.file(controller, v2, v1).toString(), value.get()));
    } else {
      judgement.fault(
          Fault.of(
              "the running partition's group has no weight that " + disk.name() + " is served by",
              Evidence.kernel(live.file(controller, v2, v1).toString(), "no such file")));
    }
  }
}
