package dev.qm.partition.run;

import dev.qm.host.HostException;
import dev.qm.host.Root;
import dev.qm.host.machine.Init;
import dev.qm.host.process.Command;
import dev.qm.host.process.Outcome;
import dev.qm.partition.PartitionSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Starts and stops a partition. Both runners carry out the same service, made from the same
 * quadlet: systemd where it runs the machine, this program where nothing does.
 */
public sealed interface Runner permits SystemdRunner, StandaloneRunner {
  /** The runner for {@code spec}: systemd can only run what belongs to the running machine. */
  static Runner of(PartitionSpec spec) throws HostException {
    return spec.root().isHost() && isRunBySystemd(spec.root())
        ? new SystemdRunner(spec)
        : new StandaloneRunner(spec);
  }

  private static boolean isRunBySystemd(Root root) {
    return Init.probe(root) instanceof Init.Systemd;
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

  /**
   * A call of the OCI runtime that works on the running partition's container: crun(1).
   *
   * @param arguments of crun, {@code exec} first
   */
  Command exec(List<String> arguments) throws HostException;

  /**
   * A copy by the Podman that runs the partition: podman-cp(1).
   *
   * @param source a path of the host with a slash in it, or {@code CONTAINER:/path}
   * @param target the same
   */
  Command copy(String source, String target) throws HostException;

  /**
   * Runs another container beside the partition, by the same Podman, whether the partition runs or
   * not.
   *
   * @param arguments of podman, {@code run} first
   * @param progress gets each line that the container prints, fit to be shown
   */
  Outcome beside(List<String> arguments, Consumer<String> progress) throws HostException;

  /**
   * Looks at all that is needed to start it, so that nothing is stopped for a mistake.
   *
   * @throws HostException for the first setting that could not be carried out
   */
  default void check() throws HostException {
    spec().check();
    SharedCounts.ofService(spec(), List.of());
  }

  /**
   * Waits until what a killed qm had begun of a stop has ended: before that what is seen of the
   * partition is not what will be.
   *
   * @param told what is waited for, when there is something
   */
  void settle(Consumer<String> told) throws HostException;

  /** Why none runs, of one that has been set up. */
  Absence absence() throws HostException;

  /** The running partition, if it runs. */
  default Optional<Instance> instance() throws HostException {
    return Instance.find(spec());
  }

  /**
   * The control group that carries the partition's limits, below a hierarchy's mount: names with
   * slashes between them, and none in front.
   */
  String cgroup() throws HostException;

  /** The same of a partition that was found running. */
  String cgroup(Instance running);

  /**
   * Whether the partition's container is one in that control group.
   *
   * @param cgroup of the container, as its runtime says it
   */
  boolean holds(String cgroup);

  /** What this runner runs. */
  PartitionSpec spec();
}
