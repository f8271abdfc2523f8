package dev.qm.testbed;

/**
 * What a class of acceptance tests is about: the state of the machine that it begins with, and
 * whether the next class of the same phase may go on with the same machine.
 */
enum Phase {
  /** The VM as it boots, before QM is on it. */
  MACHINE(State.MACHINE, Use.SHARED),
  /** A partition that is used as it is meant to be; nothing of QM may be denied meanwhile. */
  NORMAL_OPERATION(State.PARTITION, Use.SHARED),
  /** What is denied in a partition that nobody has used yet. */
  LOOK_BACK(State.PARTITION, Use.SPOILT),
  /** What the documentation says, typed, up to the removal. */
  GUIDE(State.PARTITION, Use.SPOILT),
  /** The machine gets all that the walls ask of it. */
  PREPARATION(State.PARTITION, Use.SPOILT),
  /** Containers inside the partition against each other. */
  NEIGHBOURS(State.PARTITION, Use.SPOILT),
  /** Channels between the sides and inside. */
  CHANNELS(State.CHANNELS, Use.SPOILT),
  /** The partition has been restarted with the drop-ins of an integrator. */
  CHANGED(State.CHANGED, Use.SHARED),
  /** A hostile root inside a partition whose integrator was careless. */
  ATTACKS(State.CHANGED, Use.SHARED),
  /** The service or the machine is started again. */
  RESTARTS(State.CHANGED, Use.SPOILT),
  /** A channel goes. */
  CHANNEL_REMOVAL(State.CHANNELS, Use.SPOILT),
  /** The partition goes, after all that was given to it. */
  REMOVAL(State.CHANGED, Use.SPOILT);

  private enum Use {
    SHARED,
    SPOILT
  }

  private final State state;
  private final Use use;

  Phase(State state, Use use) {
    this.state = state;
    this.use = use;
  }

  State state() {
    return state;
  }

  /** Whether the classes of this phase leave the machine so that the next of them can use it. */
  boolean isShared() {
    return use == Use.SHARED;
  }
}
