package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Judgement;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.HugePagePool;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.file.ControlFile;

/** Huge pages that somebody set aside are not the partition's to take. */
final class HugePages {
  static final Rule RULE =
      Rule.named("huge-pages")
          .title("The partition cannot take pages of a pool of huge ones")
          .against(Interference.MEMORY)
          .harm("Software inside takes the huge pages that the ASIL side has set aside for itself.")
          .rationale(
              """
              Any process may map pages of the pool (mmap(2), MAP_HUGETLB). They are not charged to memory.max; only the \
              hugetlb controller bounds them, which systemd does not set.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/mm/hugetlbpage.rst",
              "Linux, Documentation/admin-guide/cgroup-v2.rst, HugeTLB")
          .how(
              "Pools in /sys/kernel/mm/hugepages; where there is one, the hugetlb limit of the running partition's "
                  + "group.")
          .proves("There is no pool, or the partition's part of it has a bound.")
          .doesNotProve("Anything of transparent huge pages, which are charged as others are.")
          .mend(
              "take the pool away (vm.nr_hugepages=0), or write a bound into hugetlb.SIZE.max of the partition's group")
          .check(HugePages::check);

  private HugePages() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    var judgement = new Judgement();
    for (var pool : HugePagePool.of(view.machine())) {
      var evidence =
          Evidence.kernel(
              pool.file(), pool.pages() + " pages, and " + pool.overcommit() + " more on demand");
      if (pool.pages() + pool.overcommit() == 0) {
        judgement.holds(evidence);
      } else if (view.live().isEmpty()) {
        judgement.unknown(
            "whether the partition's huge pages have a bound, " + "only a running one can tell");
      } else {
        live(judgement, view, pool, evidence);
      }
    }
    return judgement.verdict("this kernel has no pool of huge pages");
  }

  private static void live(
      Judgement judgement, PartitionView view, HugePagePool pool, Evidence evidence) {
    var live = view.live().orElseThrow();
    var v2 = "hugetlb." + pool.size() + ".max";
    var v1 = "hugetlb." + pool.size() + ".limit_in_bytes";
    var value = live.value("hugetlb", v2, v1).orElse("no such file");
    var bytes = ControlFile.number(value);
    var bound = Evidence.kernel(live.file("hugetlb", v2, v1).toString(), value);
    if (bytes.isPresent() && bytes.getAsLong() < pool.bytes()) {
      judgement.holds(bound);
    } else {
      judgement.fault(
          new Fault(
              "the partition may take all huge pages of " + pool.size(),
              java.util.List.of(evidence, bound),
              "",
              java.util.Optional.empty()));
    }
  }
}
