package dev.qm.assurance.rules.memory;

import dev.qm.assurance.rule.Evidence;
import dev.qm.assurance.rule.Fault;
import dev.qm.assurance.rule.Interference;
import dev.qm.assurance.rule.Rule;
import dev.qm.assurance.rule.Verdict;
import dev.qm.assurance.view.Machine;
import dev.qm.assurance.view.PartitionView;
import dev.qm.host.KernelText;
import dev.qm.host.file.ControlFile;

/** Buffers of sockets are charged to whoever has the sockets. */
final class SocketMemory {
  static final Rule RULE =
      Rule.named("socket-memory")
          .title("Buffers of the partition's TCP and UDP sockets are charged to it")
          .against(Interference.MEMORY)
          .harm("Software inside that does not read what it is sent fills memory past its bound.")
          .rationale(
              """
              cgroup v2 charges the buffers of sockets with the rest, unless cgroup.memory=nosocket. cgroup v1 charges \
              those of TCP by a limit of its own, and only once that is set, and no others.\
              """)
          .sources(
              "Linux, Documentation/admin-guide/cgroup-v2.rst, Memory, sock",
              "Linux, Documentation/admin-guide/cgroup-v1/memory.rst, Kernel Memory Extension",
              "Linux, Documentation/admin-guide/kernel-parameters.txt, cgroup.memory=")
          .how(
              "cgroup.memory= in /proc/cmdline; on cgroup v1 memory.kmem.tcp.limit_in_bytes of the running "
                  + "partition's group.")
          .proves("Buffers count against a bound of the partition's.")
          .doesNotProve(
              "That the machine's own pools of them are large enough: see tcp-pool and udp-pool.")
          .mend(
              "use cgroup v2 (boot with systemd.unified_cgroup_hierarchy=1), without cgroup.memory=nosocket")
          .check(SocketMemory::check);

  /** What cgroup v1 shows for none: the largest number of whole pages. */
  private static final long UNBOUNDED = Long.MAX_VALUE >> 16 << 16;

  private SocketMemory() {}

  private static Verdict check(PartitionView view) {
    if (!view.machine().isRunning()) {
      return new Verdict.NotJudged(Machine.NO_KERNEL);
    }
    for (var word : KernelText.of(view.machine().texts().at("/proc/cmdline").orElse(""))) {
      if (word.startsWith("cgroup.memory=")
          && KernelText.split(word.substring("cgroup.memory=".length()), ',')
              .contains("nosocket")) {
        return Verdict.fail(
            Fault.of("buffers of sockets are not charged", Evidence.kernel("/proc/cmdline", word)));
      }
    }
    if (view.machine().isV2("memory")) {
      return Verdict.pass(Evidence.kernel("/proc/cmdline", "no cgroup.memory=nosocket"));
    }
    var name = "memory.kmem.tcp.limit_in_bytes";
    if (view.live().isPresent()) {
      var live = view.live().get();
      var value = live.value("memory", "", name).orElse("no such file");
      var evidence = Evidence.kernel(live.file("memory", "", name).toString(), value);
      var bytes = ControlFile.number(value);
      return bytes.isPresent() && bytes.getAsLong() < UNBOUNDED
          ? Verdict.pass(evidence)
          : Verdict.fail(Fault.of("buffers of TCP sockets are charged to no bound", evidence));
    }
    return Verdict.fail(
        Fault.of(
            "buffers of sockets are not charged with the rest",
            Evidence.kernel("/proc/self/mountinfo", "the memory controller is cgroup v1's")));
  }
}
