package dev.qm.assurance.prove.fault;

import dev.qm.assurance.prove.fault.Fault.Achieved;
import dev.qm.host.HostException;

/** Carries faults out in one running partition, one at a time. */
public interface Injector extends AutoCloseable {
  /**
   * Brings what all faults need into the partition: the image with stress-ng, the programs.
   *
   * @throws HostException when the partition does not run, or the image cannot be had
   */
  void prepare() throws HostException;

  /**
   * Begins a fault.
   *
   * @return when it is under way
   */
  Running begin(Fault fault) throws HostException;

  /**
   * Kills whatever still runs of any fault, of this process's or of one before it that was killed.
   */
  void sweep() throws HostException;

  /** The same, and takes the programs away. */
  @Override
  void close() throws HostException;

  /** A fault that is under way. */
  interface Running {
    /**
     * Ends it and undoes what it left. What happens to the partition as a whole ends when the
     * partition runs again, which takes as long as a start.
     *
     * @return what it did up to now
     */
    Achieved end() throws HostException;
  }
}
