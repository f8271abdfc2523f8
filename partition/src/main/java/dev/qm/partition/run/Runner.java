package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.machine.Init;
import dev.qm.partition.PartitionSpec;
import java.util.List;

/**
 * Starts and stops a partition. Both runners carry out the same service, made from the same
 * quadlet: systemd where it runs the machine, this program where nothing does.
 */
public sealed interface Runner permits SystemdRunner, StandaloneRunner {
  /** The runner for {@code spec}: systemd can only run what belongs to the running machine. */
  static Runner of(PartitionSpec spec) throws HostException {
    return Init.probe(spec.root()) instanceof Init.Systemd && spec.root().isHost()
        ? new SystemdRunner(spec)
        : new StandaloneRunner(spec);
  }

  /** {@code systemd} or {@code standalone}. */
  String name();

  /**
   * Starts the partition's PID 1; its boot goes on after the return.
   *
   * @return what could not be applied, each a sentence for the user
   */
  List<String> start() throws HostException;

  /** Stops the partition and takes away all that ran it. Does nothing when nothing is there. */
  void stop() throws HostException;

  /** The running partition, if it runs. */
  default java.util.Optional<Instance> instance() throws HostException {
    return Instance.find(spec());
  }

  /** The control group that carries the partition's limits, below a hierarchy's mount. */
  String cgroup();

  /** What this runner runs. */
  PartitionSpec spec();
}
