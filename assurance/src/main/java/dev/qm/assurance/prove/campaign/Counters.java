package dev.qm.assurance.prove.campaign;

import dev.qm.assurance.asil.AsilSide;
import dev.qm.assurance.prove.result.Toll;
import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.cgroup.CgroupTree;
import dev.qm.host.cgroup.Cgroups;
import dev.qm.host.cgroup.PressureReading;
import dev.qm.host.process.ProcessInfo;
import dev.qm.host.process.Processes;
import dev.qm.host.selinux.AuditLog;
import dev.qm.host.selinux.SELinux;
import dev.qm.partition.PartitionSpec;
import dev.qm.partition.run.Runner;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the machine has counted up to a moment, beside what probes feel.
 *
 * @param at the moment
 * @param pressure microseconds that the machine waited, by resource and kind: {@code cpu some};
 *     Documentation/accounting/psi.rst
 * @param throttled microseconds that the partition's quota kept it from the processors
 * @param oomKills processes of the partition that the kernel killed for memory
 * @param guarded the first process of each control group of the safety side, by the group
 */
public record Counters(
    Instant at,
    Map<String, Long> pressure,
    long throttled,
    long oomKills,
    Map<String, Integer> guarded) {
  private static final List<String> RESOURCES = List.of("cpu", "memory", "io");

  /** Copies what it is given, so that nobody can change it. */
  public Counters {
    pressure = Map.copyOf(pressure);
    guarded = Map.copyOf(guarded);
  }

  /** What is counted now. */
  public static Counters read(PartitionSpec spec, Optional<AsilSide> asil) throws HostException {
    var pressure = new HashMap<String, Long>();
    for (var resource : RESOURCES) {
      var reading = PressureReading.read(Root.HOST.at("/proc/pressure/" + resource));
      reading.some().ifPresent(it -> pressure.put(resource + " some", it.microseconds()));
      reading.full().ifPresent(it -> pressure.put(resource + " full", it.microseconds()));
    }
    var group = CgroupTree.at(Cgroups.probe(Root.HOST), Runner.of(spec).cgroup());
    return new Counters(
        Instant.now(),
        pressure,
        group.account().processor().throttled().orElse(0),
        group.usage().oomKills().orElse(0),
        asil.isPresent() ? guarded(asil.get()) : Map.of());
  }

  /** A service's first process is the service; those that it starts may come and go. */
  private static Map<String, Integer> guarded(AsilSide asil) throws HostException {
    var first = new HashMap<String, Integer>();
    for (var pid : Processes.all()) {
      var info = ProcessInfo.read(pid);
      if (info.isPresent()) {
        for (var membership : info.get().cgroups()) {
          if (asil.hasGroup(membership.path())) {
            first.merge(membership.path(), pid, Math::min);
          }
        }
      }
    }
    return first;
  }

  /**
   * What came to it since.
   *
   * @param earlier the same machine's
   * @param probes the process of the probes, if it has died
   */
  public Toll since(Counters earlier, Optional<String> probes) {
    var waited = new TreeMap<String, Long>();
    pressure.forEach((name, total) ->
        waited.put(name, Math.max(0, total - earlier.pressure.getOrDefault(name, total))));
    var died = new ArrayList<String>();
    probes.ifPresent(died::add);
    earlier.guarded.forEach((group, pid) -> {
      if (!pid.equals(guarded.get(group))) {
        died.add(group + " (process " + pid + ")");
      }
    });
    var remarks = new ArrayList<String>();
    return new Toll(
        waited,
        Math.max(0, throttled - earlier.throttled),
        // a partition that was started anew counts from zero
        oomKills < earlier.oomKills ? oomKills : oomKills - earlier.oomKills,
        denials(earlier.at, remarks),
        died,
        remarks);
  }

  private static long denials(Instant since, List<String> remarks) {
    if (SELinux.probe(Root.HOST) instanceof SELinux.Absent) {
      return -1;
    }
    try {
      return AuditLog.read(Root.HOST, Optional.of(since)).denials().size();
    } catch (HostException unreadable) {
      remarks.add("denials could not be counted: " + unreadable.getMessage());
      return -1;
    }
  }
}
