package dev.qm.assurance.prove.probe;

import java.util.List;

/** Probes that share one thread, which works off what is due. */
interface Lane extends AutoCloseable {
  /** Those that it runs. */
  List<Probe> probes();

  /**
   * Works until nothing is due before the end of the window. Allocates nothing.
   *
   * @param tallies one for each probe, in their order
   */
  void run(Tally[] tallies, long end);

  /** Whether its thread should have a real-time priority. */
  boolean isRealTime();

  @Override
  void close();
}
