package dev.qm.testbed;

/**
 * When a class of acceptance tests has its turn in the life of the one VM that all share: a later
 * phase finds what the earlier ones made, and may spoil what they needed.
 */
enum Phase {
  /** The VM as it boots, before QM is on it. */
  MACHINE,
  /** A partition that is used as it is meant to be. */
  NORMAL_OPERATION,
  /** Looks back at the phases before: from here on tests try what must be denied. */
  LOOK_BACK,
  /** Containers inside the partition against each other. */
  NEIGHBOURS,
  /** Channels between the sides and inside; the one between the sides stays until the end. */
  CHANNELS,
  /** The partition has been restarted with the drop-ins of an integrator. */
  CHANGED,
  /** A hostile root inside a partition whose integrator was careless. */
  ATTACKS,
  /** The service or the machine is started again. */
  RESTARTS,
  /** The partition goes. */
  REMOVAL
}
